//! `Class1`: a Class 1 modem as a line for calls.
//!
//! ```text
//!      start, send            poll_event                       Line, for a Call
//!          │                       ▲
//!   ┌──────▼───────────────────────┴──────┐
//!   │ op: what is wanted   event, data    │   op.rs: op -> command
//!   │ running: what the modem does        │   running.rs: result, or none in time -> setup.rs, link.rs, rx.rs, tx.rs: event
//!   └──────┬───────────────────────▲──────┘
//!        outbox                  inbox
//!          ▼                       │
//!      poll_octets           handle_octets                     octets, for a serial port
//! ```
//!
//! Two things are kept apart: the *operation* that the call wants, and the *command* that the modem runs. A new operation
//! does not wait for the modem, but a new command does: it is given when the one before has had its final result, and
//! not sooner.

mod bell;
mod flow;
mod link;
mod op;
mod outbox;
mod running;
mod rx;
mod setup;
mod state;
mod tx;

use core::fmt;

use fax_core::hdlc::{Deframer, Framer};
use fax_core::{Chunk, Instant, Line, LineEvent, LineOp, Modulations};
use heapless::{Deque, Vec};

use crate::at::response::Reader;
use crate::dle::Unshielder;
use crate::profile::Profile;

use bell::Bell;
use flow::Throttle;
pub use link::{DialFailure, Progress};
use outbox::Outbox;
pub use setup::{Setup, SetupFailure};
use state::{Data, Frames, Hook, Notice, Reception, Running, Stage};

/// Octets from the modem that have not been looked at.
const INBOX: usize = 256;
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
    bell: Bell,

    running: Running,
    /// When the running command was given.
    given: Instant,
    deadline: Option<Instant>,
    /// ERRORs to the present operation.
    errors: u8,
    early_fcerrors: u8,
    /// The last thing that was sent is a training check, or an image.
    checked: bool,
    hook: Hook,
    /// A command got no answer, and none since.
    silent: bool,

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
    outbox: Outbox,
    throttle: Throttle,
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
            bell: Bell::default(),
            running: Running::Nothing,
            given: Instant::ZERO,
            deadline: None,
            errors: 0,
            early_fcerrors: 0,
            checked: false,
            hook: Hook::default(),
            silent: false,
            op: None,
            stage: Stage::Over,
            carrier: false,
            last: false,
            event: None,
            lent: false,
            reader: Reader::default(),
            unshielder: Unshielder::default(),
            inbox: Deque::new(),
            outbox: Outbox::default(),
            throttle: Throttle::default(),
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
        let released = self.released();
        let filled = self.outbox.take(into, released);
        self.count(filled);
        filled
    }

    /// Whether the octets that [`poll_octets`](Self::poll_octets) gives next dial a telephone number, which has no place in a log. They
    /// come without anything else, such as an abort behind them.
    #[must_use]
    pub fn octets_are_private(&self) -> bool {
        self.outbox.is_private()
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
        if self.event.is_none() && matches!(self.running, Running::Nothing) && self.stage == Stage::Waiting {
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

    fn finish(&mut self, notice: Notice) {
        self.event = Some(notice);
        self.stage = Stage::Over;
    }

    /// The operation is over before the command is.
    fn leave(&mut self, notice: Notice, now: Instant) {
        self.interrupt(now);
        self.finish(notice);
    }

    /// Nothing is wanted any more, and nothing has come of what was. Once in an image of a small board's flash: it is no matter of speed.
    #[inline(never)]
    fn forget_op(&mut self) {
        self.op = None;
        self.stage = Stage::Over;
        self.event = None;
        self.lent = false;
        self.data.clear();
        self.checked = false;
        self.hook = Hook::default();
        self.force();
    }
}

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
