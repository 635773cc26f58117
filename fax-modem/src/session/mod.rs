//! What a session decides: what is written next, what comes of what was read, how long to wait, when all is done. It
//! has no port, no clock and no runtime; [`Session`](crate::Session) and `AsyncSession` are loops around it which read,
//! write and wait.
//!
//! ```text
//!    set_up, connect, ring, settle, call ──▶ Turn: tell, wait, over
//!                      │
//!      octets ◀── Logic ◀── heard           written, not_taken: what became of octets
//!                      │
//!                    until                  how long nothing need be done
//! ```

mod error;
mod release;
mod trace;

use core::time::Duration;

use fax_core::{Call, Event, Instant, Line, LineEvent, Outcome, Pages, Step};

use crate::at::command::dialled;
use crate::{Class1, DialFailure, Order, Progress, Setup};

pub use error::RunError;
use release::Release;
pub use trace::Trace;
pub(crate) use trace::{Gone, PRIVATE, Traced};

/// Octets that are moved at once.
pub(crate) const PIECE: usize = 128;
/// How long the port may take nothing. A modem's buffer is empty sooner: 4 KB at 2400 bit/s take 14 s.
const STUCK: Duration = Duration::from_secs(30);
/// The same once `stop` has been heard: somebody waits.
const STUCK_STOPPED: Duration = Duration::from_secs(5);

/// What a loop does next.
pub(crate) enum Turn<R> {
    /// Write what there is, so that the octets of this moment leave first; then tell this, however long that takes.
    Tell(Event),
    /// Write and read what can be at once; if that is nothing, wait for the port, at most until then.
    Wait(Option<Instant>),
    /// Raise DTR (`true`) or let go of it, and say whether the port could.
    Dtr(bool),
    /// Done.
    Over(R),
}

/// A modem, who watches it, and the octets on their way to it.
#[derive(Debug)]
pub(crate) struct Logic<'s, T> {
    modem: &'s mut Class1,
    trace: T,
    /// Octets that the port has not taken.
    unsent: heapless::Vec<u8, PIECE>,
    /// Since when it takes none.
    stuck_since: Option<Instant>,
    /// A number has gone out, and the modem's first line may be its echo.
    echo: bool,
    /// `stop` has been heard.
    stopped: bool,
    /// How the running call ended: what is left is to go on hook.
    ended: Option<Outcome>,
    /// Why there is no far end: what is left is to go on hook.
    unreached: Option<DialFailure>,
    release: Release,
}

impl<'s> Logic<'s, ()> {
    pub(crate) fn new(modem: &'s mut Class1) -> Self {
        Self {
            modem,
            trace: (),
            unsent: heapless::Vec::new(),
            stuck_since: None,
            echo: false,
            stopped: false,
            ended: None,
            unreached: None,
            release: Release::default(),
        }
    }

    pub(crate) fn traced<T: Trace>(self, trace: T) -> Logic<'s, T> {
        let Self { modem, unsent, stuck_since, echo, stopped, ended, unreached, release, trace: () } = self;
        Logic { modem, trace, unsent, stuck_since, echo, stopped, ended, unreached, release }
    }
}

/// What is wanted. Each has a beginning, and a question to be asked until it says [`Turn::Over`].
impl<T: Trace> Logic<'_, T> {
    pub(crate) fn modem(&mut self) -> &mut Class1 {
        self.modem
    }

    /// Something new begins; what was stopped was the thing before.
    pub(crate) fn begin(&mut self) {
        self.stopped = false;
        self.unreached = None;
    }

    pub(crate) fn begin_setup(&mut self, now: Instant) {
        self.begin();
        self.order_setup(now);
    }

    /// The set-up begins.
    fn order_setup(&mut self, now: Instant) {
        self.trace.order(now, Order::Initialise);
        self.modem.initialise(now);
    }

    pub(crate) fn set_up<E>(&mut self, stop: bool, now: Instant) -> Result<Turn<()>, RunError<E>> {
        self.modem.handle_timeout(now);
        match self.modem.setup() {
            Setup::Ready => Ok(Turn::Over(())),
            Setup::Failed(failure) => Err(RunError::Setup(failure)),
            Setup::Idle | Setup::InProgress if stop => Err(RunError::Stopped),
            Setup::Idle | Setup::InProgress => Ok(self.wait()),
        }
    }

    /// Dials; only once all is [settled](Self::settle).
    pub(crate) fn dial<E>(&mut self, number: &str, now: Instant) -> Result<(), RunError<E>> {
        self.unless_stopped()?;
        self.modem.dial(number, now).map_err(RunError::Number)?;
        self.trace.order(now, Order::Dial(dialled(number)));
        Ok(())
    }

    /// Answers; only once all is [settled](Self::settle).
    pub(crate) fn answer<E>(&mut self, now: Instant) -> Result<(), RunError<E>> {
        self.unless_stopped()?;
        self.trace.order(now, Order::Answer);
        self.modem.answer(now);
        Ok(())
    }

    fn unless_stopped<E>(&self) -> Result<(), RunError<E>> {
        if self.stopped { Err(RunError::Stopped) } else { Ok(()) }
    }

    /// Whether there is a far end by now. Stopped, it goes on hook first.
    pub(crate) fn connect<E>(&mut self, stop: bool, now: Instant) -> Result<Turn<()>, RunError<E>> {
        self.modem.handle_timeout(now);
        if !self.stopped && self.unreached.is_none() {
            match self.modem.progress() {
                Progress::Connected => return Ok(Turn::Over(())),
                Progress::Failed(failure) if !self.modem.may_hold_line() => return Err(RunError::NotReached(failure)),
                Progress::Failed(failure) => self.unreached = Some(failure),
                Progress::Idle | Progress::InProgress if stop => {
                    self.stopped = true;
                    self.hang_up(now);
                }
                Progress::Idle | Progress::InProgress => return Ok(self.wait()),
            }
        }
        match self.settle(stop || self.stopped, now)? {
            Turn::Over(()) => Err(self.unreached.take().map_or(RunError::Stopped, RunError::NotReached)),
            turn => Ok(turn),
        }
    }

    pub(crate) fn begin_ring(&mut self) {
        self.begin();
        self.modem.forget_rings();
    }

    pub(crate) fn ring<E>(&mut self, rings: u16, stop: bool, now: Instant) -> Result<Turn<()>, RunError<E>> {
        self.modem.handle_timeout(now);
        if self.modem.rings() >= rings {
            Ok(Turn::Over(()))
        } else if stop {
            Err(RunError::Stopped)
        } else {
            Ok(self.wait())
        }
    }

    /// Goes on hook; over once all is [settled](Self::settle).
    pub(crate) fn hang_up(&mut self, now: Instant) {
        self.trace.order(now, Order::HangUp);
        self.modem.hang_up(now);
    }

    /// Goes on until the modem is idle and the telephone line free. The driver's own time limits see to the end of that, and ours on
    /// the port that takes nothing; `stop` shortens the latter.
    pub(crate) fn settle<E>(&mut self, stop: bool, now: Instant) -> Result<Turn<()>, RunError<E>> {
        self.modem.handle_timeout(now);
        self.stopped |= stop;
        if self.modem.is_idle() && self.unsent.is_empty() { self.free_line(now) } else { Ok(self.wait()) }
    }

    pub(crate) fn begin_call(&mut self, now: Instant) {
        self.begin();
        self.ended = None;
        self.trace.order(now, Order::Run);
    }

    /// A call to its end, and the modem on hook.
    pub(crate) fn call<E>(
        &mut self,
        call: &mut Call,
        pages: &mut Pages<'_>,
        stop: bool,
        now: Instant,
    ) -> Result<Turn<Outcome>, RunError<E>> {
        if let Some(outcome) = self.ended {
            return Ok(match self.settle(stop, now)? {
                Turn::Over(()) => Turn::Over(outcome),
                Turn::Tell(event) => Turn::Tell(event),
                Turn::Wait(until) => Turn::Wait(until),
                Turn::Dtr(on) => Turn::Dtr(on),
            });
        }
        if stop && !self.stopped {
            self.stopped = true;
            self.trace.order(now, Order::Abort);
            call.abort(now);
        }
        let mut line = Traced { line: &mut *self.modem, trace: &mut self.trace };
        match call.step(&mut line, pages, now) {
            Step::Event(event) => {
                if let Event::Ended(outcome) = event {
                    self.ended = Some(outcome);
                }
                Ok(Turn::Tell(event))
            }
            Step::Idle(wake) => {
                // A call that was over before has nothing more to tell.
                self.ended = call.report().outcome;
                Ok(Turn::Wait(if self.ended.is_some() { Some(now) } else { wake }))
            }
            _ => Ok(Turn::Wait(Some(now))),
        }
    }

    /// The octets of this moment are out; whoever listens is told next.
    pub(crate) fn tell(&mut self, event: &Event, now: Instant) {
        self.trace.told(now, event);
    }

    /// Tells a call that its line is gone.
    pub(crate) fn lose(&mut self, call: &mut Call, pages: &mut Pages<'_>, now: Instant, mut on: impl FnMut(&Event)) {
        self.trace.order(now, Order::Lost);
        call.handle_line(LineEvent::HungUp, pages, now);
        while let Step::Event(event) = call.step(&mut Gone, pages, now) {
            self.tell(&event, now);
            on(&event);
        }
    }

    /// Only what the modem or its next deadline brings can change anything.
    fn wait<R>(&self) -> Turn<R> {
        Turn::Wait(self.modem.poll_timeout())
    }
}

/// What passes through the port.
impl<T: Trace> Logic<'_, T> {
    /// The octets to write next; none if there is nothing to say.
    pub(crate) fn octets(&mut self, now: Instant) -> &[u8] {
        if self.unsent.is_empty() {
            let private = self.modem.octets_are_private();
            let _ = self.unsent.resize(PIECE, 0);
            let filled = self.modem.poll_octets(&mut self.unsent);
            self.unsent.truncate(filled);
            if filled > 0 {
                self.echo |= private;
                self.trace.to_modem(now, if private { PRIVATE } else { &self.unsent });
            }
        }
        &self.unsent
    }

    /// The port took so many of them: never none, or it has ended.
    pub(crate) fn written<E>(&mut self, count: usize) -> Result<(), RunError<E>> {
        if count == 0 {
            return Err(RunError::Closed);
        }
        self.stuck_since = None;
        drop(self.unsent.drain(..count.min(self.unsent.len())));
        Ok(())
    }

    /// The port took none for now: not for ever.
    pub(crate) fn not_taken<E>(&mut self, now: Instant) -> Result<(), RunError<E>> {
        let since = *self.stuck_since.get_or_insert(now);
        if now < since + self.patience() {
            return Ok(());
        }
        self.stuck_since = None;
        self.unsent.clear();
        // Whatever it seems to have answered: it has not heard all of it.
        let hangs_up = self.modem.hangs_up();
        self.trace.order(now, Order::Forget);
        self.modem.reset(now);
        if hangs_up { self.free_line_unheard() } else { Err(RunError::NotTaking) }
    }

    fn patience(&self) -> Duration {
        if self.stopped { STUCK_STOPPED } else { STUCK }
    }

    /// How many octets may be read now.
    pub(crate) fn room(&self) -> usize {
        self.modem.octets_room().min(PIECE)
    }

    /// Octets that were read, as many as there was room for: never none, or the port has ended.
    pub(crate) fn heard<E>(&mut self, octets: &[u8], now: Instant) -> Result<(), RunError<E>> {
        if octets.is_empty() {
            return Err(RunError::Closed);
        }
        self.show(octets, now);
        let _ = self.modem.handle_octets(octets, now);
        Ok(())
    }

    /// What the modem said, for the trace. The first line behind a number has its digits covered: a modem that was not
    /// told otherwise echoes them.
    fn show(&mut self, octets: &[u8], now: Instant) {
        let mut shown = [0; PIECE];
        let mut begun = false;
        for (to, &octet) in shown.iter_mut().zip(octets) {
            let ends = octet == b'\r' || octet == b'\n';
            self.echo &= !(ends && begun);
            begun |= !ends;
            *to = if self.echo && octet.is_ascii_digit() { b'.' } else { octet };
        }
        self.trace.from_modem(now, shown.get(..octets.len()).unwrap_or_default());
    }

    /// When to look again even if the port has nothing to say: `wake`, or when patience with it ends.
    pub(crate) fn until(&self, wake: Option<Instant>) -> Option<Instant> {
        let stuck = self.stuck_since.map(|since| since + self.patience());
        wake.into_iter().chain(stuck).min()
    }

    /// Octets that wait for the port.
    pub(crate) fn unsent(&self) -> &[u8] {
        &self.unsent
    }
}
