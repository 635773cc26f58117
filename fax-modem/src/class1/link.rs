//! The telephone connection: dialling, answering, hanging up.

use core::fmt;
use core::time::Duration;

use fax_core::{Instant, LineOp};

use super::{Class1, Frames, Hook, Notice, Running, Stage};
use crate::at::command::{self, Command, NumberError};
use crate::at::response::Response;

/// Where dialling or answering is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// On hook, or on the way there.
    Idle,
    /// Dialling, ringing, or answering.
    InProgress,
    /// There is a far end; time for a [`Call`](fax_core::Call).
    Connected,
    /// There is none. The modem is on hook.
    Failed(DialFailure),
}

/// Why there is no far end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DialFailure {
    /// Busy tone.
    Busy,
    /// It rang, and nobody lifted.
    NoAnswer,
    /// There is no dial tone.
    NoDialTone,
    /// No fax signal within the modem's time (`S7`), or in ours, if the modem says nothing until it is hung up; somebody or nobody may have lifted.
    NoCarrier,
    /// The modem itself won't dial this number again, or not yet.
    Blacklisted,
    /// The modem refused the command, or says that the line is in use.
    Refused,
    /// The modem did not say anything in time, and nothing when it was hung up.
    ModemSilent,
}

impl fmt::Display for DialFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Busy => "busy",
            Self::NoAnswer => "nobody answered",
            Self::NoDialTone => "there is no dial tone; check the telephone cable",
            Self::NoCarrier => "no fax machine answered",
            Self::Blacklisted => "the modem blocks or delays redialling this number",
            Self::Refused => "the modem refused to dial or to answer",
            Self::ModemSilent => "the modem did not report on the call",
        })
    }
}

impl core::error::Error for DialFailure {}

/// Beyond the modem's own limit, so that its word comes first.
const DIAL_MARGIN: Duration = Duration::from_secs(10);
/// Each character beyond so many has 2 s more: a comma pauses so long (S8), and pulses take nearly as much.
const DIALLED_AT_ONCE: usize = 10;
const DIGIT_WAIT: Duration = Duration::from_secs(2);
const ANSWER_WAIT: Duration = Duration::from_secs(30);
/// Some modems have more to say than one result when they go on hook.
const ON_HOOK_REST: Duration = Duration::from_millis(20);
/// Machines that answer as data modems first cause up to three of them.
const FALSE_STARTS: u8 = 3;

impl Class1 {
    /// Dials; only while the modem [is idle](Self::is_idle). Follow it with [`progress`](Self::progress); once connected, run a call by
    /// [`Call::calling`](fax_core::Call::calling).
    ///
    /// # Errors
    ///
    /// [`NumberError`] if `number` cannot be dialled; nothing has been done then.
    pub fn dial(&mut self, number: &str, now: Instant) -> Result<(), NumberError> {
        let mut digits = command::dial_string(number)?;
        if !self.profile.quiet_dialled {
            digits.iter_mut().filter(|digit| **digit == b'@').for_each(|digit| *digit = b',');
        }
        self.begin_link();
        let beyond = u32::try_from(digits.len().saturating_sub(DIALLED_AT_ONCE)).unwrap_or_default();
        let limit =
            self.profile.dial_wait.saturating_add(DIAL_MARGIN).saturating_add(DIGIT_WAIT.saturating_mul(beyond));
        self.outbox.push_private(self.profile.dial.bytes().chain(digits.iter().copied()).chain([b'\r']));
        self.set(Running::Dial { false_starts: 0 }, Some(limit), now);
        Ok(())
    }

    /// Answers a call that rings; only while the modem [is idle](Self::is_idle). Follow it with [`progress`](Self::progress); once connected, run a call by
    /// [`Call::answering`](fax_core::Call::answering).
    pub fn answer(&mut self, now: Instant) {
        self.begin_link();
        self.outbox.push_command(self.profile.answer.bytes().chain([b'\r']));
        self.set(Running::Answer, Some(ANSWER_WAIT), now);
    }

    fn begin_link(&mut self) {
        self.forget_op();
        self.bell.stop();
        self.progress = Progress::InProgress;
    }

    /// Where dialling or answering is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// Goes on hook, whatever the modem does.
    pub fn hang_up(&mut self, now: Instant) {
        if self.progress == Progress::InProgress {
            self.progress = Progress::Idle;
        }
        self.start_op(LineOp::HangUp, now);
    }

    /// Whether the modem has nothing left to do and nothing left to be told.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        matches!(self.running, Running::Nothing) && self.stage != Stage::Waiting && self.outbox.is_empty()
    }

    /// Whether the modem may still hold the telephone line: it was told to go on hook, and has not answered. What is left then is to
    /// let go of DTR (V.250, `&D2`), as a [`Session`](crate::Session) does on a port that can; then to [set it
    /// up](Self::initialise).
    #[must_use]
    pub fn may_hold_line(&self) -> bool {
        self.hook == Hook::Doubtful
    }

    /// Whether to go on hook was the last thing that was wanted.
    pub(crate) fn hangs_up(&self) -> bool {
        self.op == Some(LineOp::HangUp)
    }

    /// `answered`: the modem says so, and not our patience.
    pub(super) fn on_hook(&mut self, answered: bool, now: Instant) {
        self.progress = match self.progress {
            Progress::InProgress if answered => Progress::Failed(DialFailure::NoCarrier),
            Progress::InProgress => Progress::Failed(DialFailure::ModemSilent),
            Progress::Failed(failure) => Progress::Failed(failure),
            Progress::Connected | Progress::Idle => Progress::Idle,
        };
        self.hook = if answered { Hook::On } else { Hook::Doubtful };
        self.rest(self.long_rest().max(ON_HOOK_REST), now);
        self.finish(Notice::HungUp);
    }

    pub(super) fn dial_response(&mut self, false_starts: u8, response: Response, now: Instant) {
        let failure = match response {
            Response::Connect => {
                self.progress = Progress::Connected;
                self.open_frame(now);
                return;
            }
            Response::FcError if false_starts < FALSE_STARTS => {
                let left = self.deadline;
                self.give(Command::ReceiveFrame, Running::Dial { false_starts: false_starts + 1 }, None, now);
                self.deadline = left;
                return;
            }
            Response::Busy => DialFailure::Busy,
            Response::NoAnswer => DialFailure::NoAnswer,
            Response::NoDialTone => DialFailure::NoDialTone,
            Response::Blacklisted => DialFailure::Blacklisted,
            Response::Error | Response::DialRefused => DialFailure::Refused,
            // OK stands for NO CARRIER on some modems.
            Response::Ok | Response::NoCarrier | Response::FcError => DialFailure::NoCarrier,
            Response::Ring | Response::Frh3 | Response::Text => return,
        };
        self.link_failed(failure, now);
    }

    pub(super) fn answer_response(&mut self, response: Response, now: Instant) {
        match response {
            Response::Connect => {
                self.progress = Progress::Connected;
                self.set(Running::FramesOut(Frames::Wanted), None, now);
            }
            Response::Error => self.link_failed(DialFailure::Refused, now),
            Response::Ok | Response::NoCarrier | Response::FcError => self.link_failed(DialFailure::NoCarrier, now),
            _ => {}
        }
    }

    fn link_failed(&mut self, failure: DialFailure, now: Instant) {
        self.rest(self.long_rest(), now);
        self.hook = Hook::On;
        self.progress = Progress::Failed(failure);
    }
}
