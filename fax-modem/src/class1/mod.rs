//! `Class1`: a Class 1 modem as a line for calls.
//!
//! ```text
//!      start, send            poll_event                       Line, for a Call
//!          │                       ▲
//!   ┌──────▼───────────────────────┴──────┐
//!   │ op: what is wanted   event, data    │   op.rs: op -> command
//!   │ running: what the modem does        │   tx.rs, rx.rs, link.rs: result -> event
//!   └──────┬───────────────────────▲──────┘
//!        outbox                  inbox
//!          ▼                       │
//!      poll_octets           handle_octets                     octets, for a serial port
//! ```
//!
//! Two things are kept apart: the *operation* that the call wants, and the *command* that the modem runs. A new operation
//! does not wait for the modem, but a new command does: it is given when the one before has had its final result, and
//! not sooner.

mod flow;
mod link;
mod op;
mod rx;
mod state;
mod tx;

use core::fmt;
use core::time::Duration;

use fax_core::hdlc::{Deframer, Framer};
use fax_core::{Chunk, Instant, Line, LineEvent, LineOp, Modulations};
use heapless::{Deque, Vec};

use crate::at::caller::CallerId;
use crate::at::command::Command;
use crate::at::response::{Reader, Response};
use crate::dle::Unshielder;
use crate::profile::Profile;

use flow::Throttle;
use link::SetupStep;
pub use link::{DialFailure, Progress, Setup, SetupFailure};
use state::{Data, Frames, Notice, Reception, Running, Stage};

/// Octets from the modem that have not been looked at.
const INBOX: usize = 256;
/// Octets for the modem: a whole frame of an image with all its shields, which is more than 0.4 s at 14400 bit/s.
const OUTBOX: usize = 768;
/// Octets received: a frame with check sequence, or a piece of an image.
const DATA: usize = 320;
/// What each frame begins with: the address of HDLC (T.30 5.3.4).
const ADDRESS: u8 = 0xFF;
/// The bit in the control octet that marks the last frame: the modem ends the signal behind it (T.31 8.3.3).
const FINAL: u8 = 0x10;
/// The longest frame that is sent.
const FRAME: usize = fax_core::FRAME_MAX;

/// A Class 1 modem: octets on one side, [`Line`] on the other, no clock and no I/O of its own.
///
/// Two verbs: `handle_*` puts something in, `poll_*` takes something out. After each `handle_*`, let the call
/// [step](fax_core::Call::step) until it is idle (or take all events), then send what
/// [`poll_octets`](Self::poll_octets) has.
///
/// Before a call there is [`initialise`](Self::initialise), then [`dial`](Self::dial) or [`answer`](Self::answer);
/// after it the modem is ready for the next one.
#[derive(Clone)]
pub struct Class1 {
    profile: Profile,
    sends: Modulations,
    receives: Modulations,
    setup: Setup,
    progress: Progress,
    rings: u16,
    rang: Instant,
    caller: CallerId,
    /// When that was last heard of.
    named: Instant,

    running: Running,
    /// When the running command was given.
    given: Instant,
    deadline: Option<Instant>,
    /// ERRORs to the present operation.
    errors: u8,
    early_fcerrors: u8,
    /// The last thing that was sent is a training check, or an image.
    checked: bool,
    /// The modem has said that it is on hook.
    hung_up: bool,
    /// It was told to go on hook, and has not said that it has.
    holds_line: bool,
    /// A command got no answer, and none since.
    silent: bool,
    /// The set-up step behind the present rest.
    next_step: Option<SetupStep>,

    op: Option<LineOp>,
    stage: Stage,
    /// `Carrier` has been told and `CarrierLost` has not.
    carrier: bool,
    /// The last chunk has come.
    last: bool,
    event: Option<Notice>,
    /// `data` is lent out with an event, and void from the next call on.
    lent: bool,

    reader: Reader,
    unshielder: Unshielder,
    inbox: Deque<u8, INBOX>,
    outbox: Deque<u8, OUTBOX>,
    throttle: Throttle,
    /// Nothing of the running command has been taken from the outbox.
    untold: bool,
    /// The outbox holds a telephone number.
    secret: bool,
    data: Vec<u8, DATA>,
    /// More came than `data` can hold.
    overflow: bool,
    /// A frame that waits until the modem wants it.
    frame: Vec<u8, FRAME>,
    /// Frames of images, which a modem of Class 1 carries as bare octets.
    framer: Framer,
    deframer: Deframer,
}

impl Class1 {
    /// A modem with these habits, of which nothing is known yet.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            sends: Modulations::NONE,
            receives: Modulations::NONE,
            setup: Setup::Idle,
            progress: Progress::Idle,
            rings: 0,
            rang: Instant::ZERO,
            caller: CallerId::default(),
            named: Instant::ZERO,
            running: Running::Nothing,
            given: Instant::ZERO,
            deadline: None,
            errors: 0,
            early_fcerrors: 0,
            checked: false,
            hung_up: false,
            holds_line: false,
            silent: false,
            next_step: None,
            op: None,
            stage: Stage::Over,
            carrier: false,
            last: false,
            event: None,
            lent: false,
            reader: Reader::default(),
            unshielder: Unshielder::default(),
            inbox: Deque::new(),
            outbox: Deque::new(),
            throttle: Throttle::default(),
            untold: false,
            secret: false,
            data: Vec::new(),
            overflow: false,
            frame: Vec::new(),
            framer: Framer::new(),
            deframer: Deframer::new(),
        }
    }

    /// Takes octets from the modem, as many as fit, and returns how many that were. The others must come again, after
    /// the events have been taken: an event in hand stops the reading.
    pub fn handle_octets(&mut self, octets: &[u8], now: Instant) -> usize {
        let taken = octets.len().min(self.octets_room());
        for &octet in octets.iter().take(taken) {
            let _ = self.inbox.push_back(octet);
        }
        self.pump(now);
        taken
    }

    /// How many octets [`handle_octets`](Self::handle_octets) would take now.
    #[must_use]
    pub fn octets_room(&self) -> usize {
        self.inbox.capacity() - self.inbox.len()
    }

    /// Takes octets for the modem; returns how many of `into` were filled. Ask again until it is zero.
    #[must_use]
    pub fn poll_octets(&mut self, into: &mut [u8]) -> usize {
        let mut filled = 0;
        let released = self.released();
        for (to, octet) in into.iter_mut().take(released).zip(core::iter::from_fn(|| self.outbox.pop_front())) {
            *to = octet;
            filled += 1;
        }
        self.count(filled);
        self.untold &= filled == 0;
        filled
    }

    /// Whether the octets that wait hold a telephone number, which has no place in a log.
    #[must_use]
    pub fn octets_are_private(&self) -> bool {
        self.secret && !self.outbox.is_empty()
    }

    /// Whether the modem has answered since it last left a command without an answer. Only a reset may bring back one that has not;
    /// see [`LineHealth`](crate::LineHealth).
    #[must_use]
    pub fn answers(&self) -> bool {
        !self.silent
    }

    /// Takes that time has passed. A call does this by itself, through [`Line::poll_event`]; outside of a call it is
    /// wanted at [`Line::poll_timeout`].
    pub fn handle_timeout(&mut self, now: Instant) {
        self.pump(now);
        if self.deadline.is_some_and(|at| at <= now) {
            self.deadline = None;
            self.expire(now);
            self.pump(now);
        }
    }

    /// Reads what has arrived until there is an event, then gives the next command if there is one to give.
    fn pump(&mut self, now: Instant) {
        self.pace(now);
        if self.lent {
            self.lent = false;
            self.data.clear();
        }
        while self.may_read() {
            let Some(octet) = self.inbox.pop_front() else { break };
            if self.take_flow(octet, now) {
                continue;
            }
            match self.running {
                Running::FramesIn(Reception::Open) | Running::DataIn(Reception::Open) => self.take_data(octet, now),
                // A frame whose CONNECT is missing: no result begins like that.
                Running::FramesIn(Reception::Opening) if octet == ADDRESS && self.reader.is_between_lines() => {
                    self.open_frame(now);
                    self.find_carrier();
                    self.take_data(octet, now);
                }
                _ => {
                    if let Some((response, behind)) = self.reader.push(octet) {
                        if let Some(octet) = behind {
                            let _ = self.inbox.push_front(octet);
                        }
                        self.take_response(response, now);
                    }
                }
            }
        }
        if self.event.is_none() && self.running == Running::Nothing && self.stage == Stage::Waiting {
            self.begin(now);
        }
    }

    /// Not while something waits to be taken, and not while a frame comes that belongs to an operation which is still
    /// to be started (behind `ATD`, and behind `+FRH:3`).
    fn may_read(&self) -> bool {
        self.event.is_none()
            && self.data.len() + 2 <= self.data.capacity()
            && (!matches!(self.running, Running::FramesIn(_)) || op::is_receive_control(self.op))
    }

    fn take_response(&mut self, response: Response, now: Instant) {
        if response == Response::Ring {
            self.ring(now);
            return;
        }
        self.silent &= response == Response::Text;
        match self.running {
            Running::Setup { step, tries } => self.setup_response(step, tries, response, now),
            Running::Nothing | Running::Resting if response == Response::Text => self.hear_of_caller(now),
            _ if response == Response::Text => {}
            Running::Nothing | Running::Resting | Running::Silence => {}
            Running::Dial { false_starts } => self.dial_response(false_starts, response, now),
            Running::Answer => self.answer_response(response, now),
            Running::FramesOut(at) => self.frames_out_response(at, response, now),
            Running::DataOut(at) => self.data_out_response(at, response, now),
            Running::SilenceOut { left } => self.silence_out_response(left, response, now),
            Running::SilenceIn => self.silence_in_response(response, now),
            Running::Settling => self.settled(now),
            Running::FramesIn(at) => self.frames_in_response(at, response, now),
            Running::DataIn(at) => self.data_in_response(at, response, now),
            // What it says of the carrier on the way is no answer.
            Running::HangUp if response != Response::Ok && response != Response::Error => {}
            // Something may have stood in front of it.
            Running::HangUp if response == Response::Error && self.op == Some(LineOp::HangUp) && self.errors == 0 => {
                self.try_again(Notice::HungUp, now);
            }
            Running::HangUp => self.on_hook(true, now),
            Running::Abort => match response {
                // The abort crossed with the beginning of what it aborts: its end is still to come.
                Response::Connect | Response::FcError | Response::Frh3 => {}
                // It crossed with the end of what it aborts: an OK to the abort may follow, and must not be taken for
                // the end of a silence that is given next.
                Response::NoCarrier => self.rest(self.long_rest().max(ABORT_REST), now),
                _ => self.rest(self.long_rest(), now),
            },
            Running::Closing { ended } => match response {
                // Some modems ask for more even then.
                Response::Connect if ended => self.abort(now),
                Response::Connect => {
                    self.push_end();
                    self.running = Running::Closing { ended: true };
                }
                _ => self.rest(self.profile.rest, now),
            },
            Running::Resync(_) => self.rest(RESYNC_REST, now),
        }
    }

    fn expire(&mut self, now: Instant) {
        self.silent |= match self.running {
            // These wait for the clock, or for what the far side does.
            Running::Nothing | Running::Resting | Running::Silence | Running::SilenceIn | Running::Settling => false,
            Running::DataOut(Data::Settling) | Running::FramesIn(_) | Running::DataIn(_) => false,
            // It may only be the call that has nothing to send.
            Running::DataOut(Data::Open) => false,
            // How they take the next command will show.
            Running::Dial { .. } | Running::Answer | Running::Abort | Running::Closing { .. } => false,
            Running::Setup { .. } | Running::FramesOut(_) | Running::DataOut(_) => true,
            Running::SilenceOut { .. } | Running::HangUp | Running::Resync(_) => true,
        };
        match self.running {
            Running::Nothing => {}
            Running::Resting => {
                self.set(Running::Nothing, None, now);
                if let Setup::InProgress = self.setup {
                    self.setup_next(now);
                }
            }
            Running::Silence => {
                self.set(Running::Nothing, None, now);
                self.finish(Notice::Done);
            }
            Running::Setup { step, tries } => self.setup_silent(step, tries, now),
            Running::Dial { .. } | Running::Answer => self.link_silent(now),
            Running::DataOut(Data::Settling) => self.open_data_out(now),
            Running::DataOut(Data::Open) => self.feed(now),
            Running::Settling => self.unsettled(now),
            Running::DataIn(Reception::Opening) => self.no_fcerror(now),
            Running::FramesIn(Reception::Ended) => self.verdict_missing(now),
            Running::FramesIn(_) => {
                self.interrupt(now);
                self.stage = Stage::Waiting;
                self.lose_carrier();
            }
            Running::DataIn(Reception::Ended) => self.data_in_overdue(now),
            Running::SilenceIn => {
                // The far side is never silent, or the modem hears noise: no reason to end the call.
                self.interrupt(now);
                self.finish(Notice::Done);
            }
            Running::DataIn(_) | Running::FramesOut(_) | Running::DataOut(_) | Running::SilenceOut { .. } => {
                self.abort(now);
                self.finish(Notice::Refused);
            }
            Running::HangUp => self.on_hook(false, now),
            Running::Abort => self.resync(0, now),
            Running::Closing { .. } => self.abort(now),
            Running::Resync(tries) if tries < RESYNC_TRIES => self.resync(tries + 1, now),
            Running::Resync(_) => self.rest(RESYNC_REST, now),
        }
    }

    fn resync(&mut self, tries: u8, now: Instant) {
        self.inbox.clear();
        self.reader.clear();
        self.outbox.clear();
        self.force();
        self.give(Command::Attention, Running::Resync(tries), Some(RESYNC_WAIT), now);
    }

    /// Gives a command; only ever called when the one before has had its final result.
    fn give(&mut self, command: Command, running: Running, limit: Option<Duration>, now: Instant) {
        self.secret = false;
        self.checked = false;
        self.untold = self.outbox.is_empty();
        self.push_all(command.octets());
        self.set(running, limit, now);
    }

    fn set(&mut self, running: Running, limit: Option<Duration>, now: Instant) {
        self.running = running;
        self.given = now;
        self.deadline = limit.map(|limit| now + limit);
    }

    /// The running command has had its final result. The next one may follow after `rest`.
    fn rest(&mut self, rest: Duration, now: Instant) {
        // Who has a result to give takes commands.
        self.force();
        if rest.is_zero() {
            self.set(Running::Nothing, None, now);
        } else {
            self.set(Running::Resting, Some(rest), now);
        }
    }

    /// Rest behind a change of state.
    fn long_rest(&self) -> Duration {
        self.profile.long_rest.max(self.profile.rest)
    }

    fn finish(&mut self, notice: Notice) {
        self.event = Some(notice);
        self.stage = Stage::Over;
    }

    fn push_all(&mut self, octets: impl Iterator<Item = u8>) {
        for octet in octets {
            // `room` and the length of our own commands keep the ring from overflowing.
            let _ = self.outbox.push_back(octet);
        }
    }
}

/// How long a modem may take to answer a command.
const COMMAND_WAIT: Duration = Duration::from_secs(5);
/// How long it may take to answer an `AT` behind an abort.
const RESYNC_WAIT: Duration = Duration::from_millis(300);
const RESYNC_TRIES: u8 = 1;
/// How long an answer to an abort may take that was no longer needed.
const ABORT_REST: Duration = Duration::from_millis(50);
/// What may still come behind the OK to such an `AT`: an OK to the abort.
const RESYNC_REST: Duration = Duration::from_millis(20);

impl Line for Class1 {
    fn start(&mut self, op: LineOp, now: Instant) {
        self.start_op(op, now);
    }

    fn room(&self) -> usize {
        self.send_room()
    }

    fn send(&mut self, chunk: Chunk<'_>, now: Instant) {
        self.send_chunk(chunk, now);
    }

    fn poll_event(&mut self, now: Instant) -> Option<LineEvent<'_>> {
        self.handle_timeout(now);
        let op = self.op?;
        if op::is_receive_raw(Some(op)) && !self.data.is_empty() {
            self.lent = true;
            return Some(LineEvent::Octets(&self.data));
        }
        Some(match self.event.take()? {
            Notice::Done => LineEvent::Done,
            Notice::Carrier => LineEvent::Carrier,
            Notice::WrongCarrier => LineEvent::WrongCarrier,
            Notice::CarrierLost => LineEvent::CarrierLost,
            Notice::Frame => {
                self.lent = true;
                LineEvent::Frame(&self.data)
            }
            Notice::BadFrame => LineEvent::BadFrame,
            Notice::Refused => LineEvent::Refused,
            Notice::HungUp => LineEvent::HungUp,
        })
    }

    fn poll_timeout(&self) -> Option<Instant> {
        [self.deadline, self.pace_timeout()].into_iter().flatten().min()
    }
}

impl fmt::Debug for Class1 {
    /// Without the octets: they may hold a telephone number or a page.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Class1")
            .field("running", &self.running)
            .field("op", &self.op)
            .field("stage", &self.stage)
            .field("deadline", &self.deadline)
            .field("progress", &self.progress)
            .finish_non_exhaustive()
    }
}
