//! Loops over a serial port that can be waited for: the logic is in [`Class1`] and [`Call`], and stays there.

use core::fmt;
use core::time::Duration;

use embedded_io::{Read, ReadReady, Write, WriteReady};
use fax_core::{Call, Chunk, Event, Instant, Line, LineEvent, LineOp, Outcome, Pages, Step};

use crate::at::command::dialled;
use crate::{Class1, DialFailure, NumberError, Order, Progress, Setup, SetupFailure};

/// A serial port as the loops want it: octets in both directions, neither of which blocks when it is not ready, and a
/// way to wait.
///
/// `SerialLine` (feature `serialport`) is one. On a microcontroller, implement it for a UART with interrupt-driven rings.
pub trait Port: Read + ReadReady + Write + WriteReady {
    /// Waits until there is something to read, but at most so long. To return early is always right; to return late
    /// costs the far end's patience: T.30 leaves 55 ms for everything between a frame and the answer to it.
    ///
    /// # Errors
    ///
    /// What the port has to say when it is gone.
    fn wait(&mut self, at_most: Duration) -> Result<(), Self::Error>;

    /// Whether XOFF and XON from the modem stop and start this port from now on: the driver obeys them by itself, but knows nothing
    /// of octets that the port has taken and not sent. Told before a write with which it changes; both octets are data while the
    /// modem receives. Right as it is for a port that keeps little back, or has RTS and CTS.
    ///
    /// # Errors
    ///
    /// What the port has to say when it is gone.
    fn obey_xon_xoff(&mut self, obey: bool) -> Result<(), Self::Error> {
        let _ = obey;
        Ok(())
    }
}

/// Watches what passes between call, driver and modem. All methods do nothing unless implemented; `()` watches
/// nothing.
///
/// Telephone numbers are not shown: their octets come as `ATD...`, and a modem's echo of them with dots for digits.
pub trait Trace {
    /// Octets for the modem.
    fn to_modem(&mut self, now: Instant, octets: &[u8]) {
        let _ = (now, octets);
    }

    /// Octets from the modem.
    #[expect(clippy::wrong_self_convention, reason = "a direction, not a conversion")]
    fn from_modem(&mut self, now: Instant, octets: &[u8]) {
        let _ = (now, octets);
    }

    /// The call wants something of the line.
    fn op(&mut self, now: Instant, op: &LineOp) {
        let _ = (now, op);
    }

    /// The call sends something: a frame without check sequence, or a piece of an image or a training check.
    fn chunk(&mut self, now: Instant, chunk: &Chunk<'_>) {
        let _ = (now, chunk);
    }

    /// The line told the call something.
    fn event(&mut self, now: Instant, event: &LineEvent<'_>) {
        let _ = (now, event);
    }

    /// The driver is told to do something that is no operation of a call. The octets that this leads to come behind it.
    fn order(&mut self, now: Instant, order: Order) {
        let _ = (now, order);
    }

    /// The call tells something.
    fn told(&mut self, now: Instant, event: &Event) {
        let _ = (now, event);
    }
}

impl Trace for () {}

/// Why a loop ended early. What happens in T.30 is an [`Outcome`] and not an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunError<E> {
    /// The port failed.
    Io(E),
    /// The port has ended: the device was unplugged, or the program behind a pseudo terminal is gone.
    Closed,
    /// The modem cannot be used.
    Setup(SetupFailure),
    /// The number cannot be dialled.
    Number(NumberError),
    /// There is no far end.
    NotReached(DialFailure),
    /// The port has taken nothing for the modem for 30 s (5 s behind a `stop`): the modem holds CTS low, or is off. What
    /// was to be written is lost, and the modem has to be [initialised](Session::initialise) again.
    NotTaking,
    /// `stop` said so.
    Stopped,
}

impl<E: fmt::Display> fmt::Display for RunError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the modem's port failed: {error}"),
            Self::Closed => f.write_str("the modem's port was closed; is the modem still plugged in?"),
            Self::Setup(failure) => failure.fmt(f),
            Self::Number(error) => error.fmt(f),
            Self::NotReached(failure) => failure.fmt(f),
            Self::NotTaking => f.write_str(
                "the modem's port takes no data; is the modem switched on, and does its cable have the CTS line?",
            ),
            Self::Stopped => f.write_str("stopped on request"),
        }
    }
}

impl<E: core::error::Error> core::error::Error for RunError<E> {}

/// The longest wait, so that `stop` is heard.
const WAIT_MAX: Duration = Duration::from_millis(20);
/// While the port does not take what is for the modem.
const WAIT_FOR_PORT: Duration = Duration::from_millis(2);
/// How long the port may take nothing of it. A modem's buffer is empty sooner: 4 KB at 2400 bit/s take 14 s.
const STUCK: Duration = Duration::from_secs(30);
/// The same once `stop` has been heard: somebody waits.
const STUCK_STOPPED: Duration = Duration::from_secs(5);
/// What is shown in the place of a number.
pub(crate) const PRIVATE: &[u8] = b"ATD...\r";
/// Octets that are moved at once.
const PIECE: usize = 128;

/// A modem on a port with a clock: everything but the call.
///
/// All loops ask `stop` some 50 times a second.
#[derive(Debug)]
pub struct Session<'s, P, C, T = ()> {
    modem: &'s mut Class1,
    port: &'s mut P,
    clock: C,
    trace: T,
    /// Octets that the port has not taken.
    unsent: heapless::Vec<u8, PIECE>,
    /// Since when it takes none.
    stuck_since: Option<Instant>,
    /// A number has gone out, and the modem's first line may be its echo.
    echo: bool,
    /// `stop` has been heard.
    stopped: bool,
}

impl<'s, P: Port, C: Fn() -> Instant> Session<'s, P, C> {
    /// Puts a modem on a port. `clock` tells the time, as `fax_core::Clock` (feature `std`) does.
    pub fn new(modem: &'s mut Class1, port: &'s mut P, clock: C) -> Self {
        Self {
            modem,
            port,
            clock,
            trace: (),
            unsent: heapless::Vec::new(),
            stuck_since: None,
            echo: false,
            stopped: false,
        }
    }

    /// The same, watched by `trace`.
    pub fn traced<T: Trace>(self, trace: T) -> Session<'s, P, C, T> {
        let Self { modem, port, clock, unsent, stuck_since, echo, stopped, trace: () } = self;
        Session { modem, port, clock, trace, unsent, stuck_since, echo, stopped }
    }
}

impl<P: Port, C: Fn() -> Instant, T: Trace> Session<'_, P, C, T> {
    /// The modem.
    pub fn modem(&mut self) -> &mut Class1 {
        self.modem
    }

    /// Sets the modem up; see [`Class1::initialise`].
    ///
    /// # Errors
    ///
    /// [`RunError::Setup`], [`RunError::Stopped`], or what the port says.
    pub fn initialise(&mut self, mut stop: impl FnMut() -> bool) -> Result<(), RunError<P::Error>> {
        self.stopped = false;
        let now = (self.clock)();
        self.trace.order(now, Order::Initialise);
        self.modem.initialise(now);
        loop {
            match self.modem.setup() {
                Setup::Ready => return Ok(()),
                Setup::Failed(failure) => return Err(RunError::Setup(failure)),
                Setup::Idle | Setup::InProgress => self.turn(&mut stop)?,
            }
        }
    }

    /// Dials, and returns once the far end's fax is heard.
    ///
    /// # Errors
    ///
    /// [`RunError::Number`], [`RunError::NotReached`], [`RunError::Stopped`] (the modem is on hook then), or what the
    /// port says.
    pub fn dial(&mut self, number: &str, mut stop: impl FnMut() -> bool) -> Result<(), RunError<P::Error>> {
        self.stopped = false;
        self.settle(&mut stop)?;
        let now = (self.clock)();
        self.modem.dial(number, now).map_err(RunError::Number)?;
        self.trace.order(now, Order::Dial(dialled(number)));
        self.connect(stop)
    }

    /// Answers, and returns once the far end can be spoken to.
    ///
    /// # Errors
    ///
    /// As for [`dial`](Self::dial).
    pub fn answer(&mut self, mut stop: impl FnMut() -> bool) -> Result<(), RunError<P::Error>> {
        self.stopped = false;
        self.settle(&mut stop)?;
        let now = (self.clock)();
        self.trace.order(now, Order::Answer);
        self.modem.answer(now);
        self.connect(stop)
    }

    fn connect(&mut self, mut stop: impl FnMut() -> bool) -> Result<(), RunError<P::Error>> {
        loop {
            match self.modem.progress() {
                Progress::Connected => return Ok(()),
                Progress::Failed(failure) => return Err(RunError::NotReached(failure)),
                Progress::Idle | Progress::InProgress => match self.turn(&mut stop) {
                    Err(RunError::Stopped) => {
                        self.stopped = true;
                        self.hang_up()?;
                        return Err(RunError::Stopped);
                    }
                    result => result?,
                },
            }
        }
    }

    /// Waits until the telephone has rung `rings` times.
    ///
    /// # Errors
    ///
    /// [`RunError::Stopped`], or what the port says.
    pub fn wait_ring(&mut self, rings: u16, mut stop: impl FnMut() -> bool) -> Result<(), RunError<P::Error>> {
        self.modem.forget_rings();
        while self.modem.rings() < rings {
            self.turn(&mut stop)?;
        }
        Ok(())
    }

    /// Goes on hook, whatever the modem does. What it does is given up within the driver's time limits, less than a
    /// minute and mostly at once; a port that takes nothing, after 30 s.
    ///
    /// # Errors
    ///
    /// [`RunError::NotTaking`], or what the port says.
    pub fn hang_up(&mut self) -> Result<(), RunError<P::Error>> {
        let now = (self.clock)();
        self.trace.order(now, Order::HangUp);
        self.modem.hang_up(now);
        self.settle(&mut || false)
    }

    /// Runs a call to its end, and the modem on hook. `on` sees each event, after the line has been told what to do;
    /// once `stop` says so, the call is [aborted](Call::abort), which takes a moment.
    ///
    /// # Errors
    ///
    /// [`RunError::NotTaking`], or what the port says. The call has been told that the line is gone; its outcome is in
    /// its report.
    pub fn run(
        &mut self,
        call: &mut Call,
        pages: &mut Pages<'_>,
        mut stop: impl FnMut() -> bool,
        mut on: impl FnMut(&Event),
    ) -> Result<Outcome, RunError<P::Error>> {
        self.stopped = false;
        self.trace.order((self.clock)(), Order::Run);
        let result = self.run_call(call, pages, &mut stop, &mut on);
        if result.is_err() {
            let now = (self.clock)();
            self.trace.order(now, Order::Lost);
            call.handle_line(LineEvent::HungUp, pages, now);
            while let Step::Event(event) = call.step(&mut Gone, pages, now) {
                self.trace.told(now, &event);
                on(&event);
            }
        }
        let outcome = result?;
        self.settle(&mut stop)?;
        Ok(outcome)
    }

    fn run_call(
        &mut self,
        call: &mut Call,
        pages: &mut Pages<'_>,
        stop: &mut impl FnMut() -> bool,
        on: &mut impl FnMut(&Event),
    ) -> Result<Outcome, RunError<P::Error>> {
        loop {
            let now = (self.clock)();
            let mut line = Traced { line: &mut *self.modem, trace: &mut self.trace };
            match call.step(&mut line, pages, now) {
                Step::Event(event) => {
                    // First the octets of the same moment, then whatever `on` takes its time for.
                    self.send(now)?;
                    self.trace.told(now, &event);
                    on(&event);
                    if let Event::Ended(outcome) = event {
                        return Ok(outcome);
                    }
                }
                Step::Idle(wake) => {
                    let sent = self.send(now)?;
                    if !self.receive(now)? && !sent {
                        self.wait(wake, now)?;
                    }
                    if !self.stopped && stop() {
                        self.stopped = true;
                        let now = (self.clock)();
                        self.trace.order(now, Order::Abort);
                        call.abort(now);
                    }
                }
                _ => {}
            }
        }
    }

    /// Goes on until the modem is idle. Its own time limits see to the end of that, and ours on the port that takes
    /// nothing; `stop` shortens the latter.
    fn settle(&mut self, stop: &mut impl FnMut() -> bool) -> Result<(), RunError<P::Error>> {
        while !self.modem.is_idle() || !self.unsent.is_empty() {
            self.stopped = self.stopped || stop();
            self.turn(&mut || false)?;
        }
        Ok(())
    }

    fn turn(&mut self, stop: &mut impl FnMut() -> bool) -> Result<(), RunError<P::Error>> {
        if stop() {
            return Err(RunError::Stopped);
        }
        let now = (self.clock)();
        self.modem.handle_timeout(now);
        let sent = self.send(now)?;
        if !self.receive(now)? && !sent {
            self.wait(self.modem.poll_timeout(), now)?;
        }
        Ok(())
    }

    /// Writes what the modem is to have, as far as the port takes it. Returns whether it took anything: then there may
    /// be room for more.
    fn send(&mut self, now: Instant) -> Result<bool, RunError<P::Error>> {
        let mut sent = false;
        loop {
            if self.unsent.is_empty() {
                let mut buffer = [0; PIECE];
                let private = self.modem.octets_are_private();
                let filled = self.modem.poll_octets(&mut buffer);
                let octets = buffer.get(..filled).unwrap_or_default();
                if octets.is_empty() {
                    return Ok(sent);
                }
                let _ = self.unsent.extend_from_slice(octets);
                self.echo = self.echo || private;
                self.trace.to_modem(now, if private { PRIVATE } else { octets });
            }
            if !self.port.write_ready().map_err(RunError::Io)? {
                self.be_patient(now)?;
                return Ok(sent);
            }
            sent = true;
            self.stuck_since = None;
            self.port.obey_xon_xoff(self.modem.obeys_xon_xoff()).map_err(RunError::Io)?;
            match self.port.write(&self.unsent).map_err(RunError::Io)? {
                0 => return Err(RunError::Closed),
                written => drop(self.unsent.drain(..written)),
            }
        }
    }

    /// The port takes nothing: not for ever.
    fn be_patient(&mut self, now: Instant) -> Result<(), RunError<P::Error>> {
        let since = *self.stuck_since.get_or_insert(now);
        if now.since(since) < if self.stopped { STUCK_STOPPED } else { STUCK } {
            return Ok(());
        }
        self.stuck_since = None;
        self.unsent.clear();
        self.trace.order(now, Order::Forget);
        self.modem.reset(now);
        Err(RunError::NotTaking)
    }

    /// Reads what the modem has sent, as far as the driver takes it. Returns whether there was anything.
    fn receive(&mut self, now: Instant) -> Result<bool, RunError<P::Error>> {
        let mut buffer = [0; PIECE];
        let room = self.modem.octets_room().min(PIECE);
        let into = buffer.get_mut(..room).unwrap_or_default();
        if into.is_empty() || !self.port.read_ready().map_err(RunError::Io)? {
            return Ok(false);
        }
        match self.port.read(into).map_err(RunError::Io)? {
            0 => Err(RunError::Closed),
            read => {
                let octets = into.get(..read).unwrap_or_default();
                self.show(now, octets);
                let _ = self.modem.handle_octets(octets, now);
                Ok(true)
            }
        }
    }

    /// What the modem said, for the trace. The first line behind a number has its digits covered: a modem that was not
    /// told otherwise echoes them.
    fn show(&mut self, now: Instant, octets: &[u8]) {
        let mut shown = [0; PIECE];
        let mut begun = false;
        for (to, &octet) in shown.iter_mut().zip(octets) {
            let ends = octet == b'\r' || octet == b'\n';
            self.echo = self.echo && !(ends && begun);
            begun = begun || !ends;
            *to = if self.echo && octet.is_ascii_digit() { b'.' } else { octet };
        }
        self.trace.from_modem(now, shown.get(..octets.len()).unwrap_or_default());
    }

    fn wait(&mut self, wake: Option<Instant>, now: Instant) -> Result<(), RunError<P::Error>> {
        let longest = if self.unsent.is_empty() { WAIT_MAX } else { WAIT_FOR_PORT };
        let at_most = wake.map_or(longest, |at| at.since(now).min(longest));
        if at_most.is_zero() { Ok(()) } else { self.port.wait(at_most).map_err(RunError::Io) }
    }
}

/// The line, with somebody listening.
pub(crate) struct Traced<'t, T> {
    pub(crate) line: &'t mut Class1,
    pub(crate) trace: &'t mut T,
}

impl<T: Trace> Line for Traced<'_, T> {
    fn start(&mut self, op: LineOp, now: Instant) {
        self.trace.op(now, &op);
        self.line.start(op, now);
    }

    fn room(&self) -> usize {
        self.line.room()
    }

    fn send(&mut self, chunk: Chunk<'_>, now: Instant) {
        self.trace.chunk(now, &chunk);
        self.line.send(chunk, now);
    }

    fn poll_event(&mut self, now: Instant) -> Option<LineEvent<'_>> {
        let event = self.line.poll_event(now)?;
        self.trace.event(now, &event);
        Some(event)
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.line.poll_timeout()
    }
}

/// What is left of a line whose device is gone.
pub(crate) struct Gone;

impl Line for Gone {
    fn start(&mut self, _: LineOp, _: Instant) {}

    fn room(&self) -> usize {
        0
    }

    fn send(&mut self, _: Chunk<'_>, _: Instant) {}

    fn poll_event(&mut self, _: Instant) -> Option<LineEvent<'_>> {
        None
    }

    fn poll_timeout(&self) -> Option<Instant> {
        None
    }
}
