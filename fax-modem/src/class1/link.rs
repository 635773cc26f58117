//! Before and after a call: set-up, dialling, answering, hanging up.

use core::fmt;
use core::time::Duration;

use fax_core::{Instant, LineOp, Modulations};

use super::op::CAN;
use super::{Class1, Frames, Notice, Running, Stage};
use crate::at::caller::CallerId;
use crate::at::command::{self, Command, NumberError};
use crate::at::response::Response;
use crate::dle::{DLE, ETX};
use crate::profile::FaxClass;

/// Where the set-up of the modem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Setup {
    /// Not begun.
    Idle,
    /// The modem is being asked.
    InProgress,
    /// Class 1 is on and the modulations are known.
    Ready,
    /// It cannot be used.
    Failed(SetupFailure),
}

/// Why a modem cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SetupFailure {
    /// It says nothing.
    ModemSilent,
    /// It refuses `AT+FCLASS=1`.
    NoClass1,
    /// It names no modulation that it can both send and receive.
    NoModulations,
}

impl fmt::Display for SetupFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ModemSilent => "the modem does not answer; check the cable, the port and the speed",
            Self::NoClass1 => "the modem refuses AT+FCLASS=1; it has no fax of Class 1",
            Self::NoModulations => "the modem names no modulation that it can both send and receive",
        })
    }
}

impl core::error::Error for SetupFailure {}

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

/// The steps of the set-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SetupStep {
    Attention,
    Init(u8),
    CallerId,
    Class,
    /// Class 1.0 was refused.
    PlainClass,
    InitClass1(u8),
    AskSends,
    AskReceives,
    Adaptive,
}

/// A modem that says nothing may have been reset and have eaten the command: each command gets three tries.
/// Some take more than two seconds for a reset.
const SETUP_WAIT: Duration = Duration::from_secs(4);
const SETUP_TRIES: u8 = 3;
/// The first OK may be the answer to what somebody else has said, or to the end of what he left: the one to us is passed over for
/// so long, or all later answers would be taken for those to the line before.
const STALE_REST: Duration = Duration::from_millis(150);
/// Beyond the modem's own limit, so that its word comes first.
const DIAL_MARGIN: Duration = Duration::from_secs(10);
/// Each character beyond so many has 2 s more: a comma pauses so long (S8), and pulses take nearly as much.
const DIALLED_AT_ONCE: usize = 10;
const DIGIT_WAIT: Duration = Duration::from_secs(2);
const ANSWER_WAIT: Duration = Duration::from_secs(30);
/// Some modems have more to say than one result when they go on hook.
const ON_HOOK_REST: Duration = Duration::from_millis(20);
/// Bells rest for 5 s at most; after more it is another caller.
const RING_GAP: Duration = Duration::from_secs(8);
/// Machines that answer as data modems first cause up to three of them.
const FALSE_STARTS: u8 = 3;

impl Class1 {
    /// Begins the set-up: the profile's command lines, Class 1, the lists of modulations, adaptive reception if there
    /// is such. Follow it with [`setup`](Self::setup).
    pub fn initialise(&mut self, now: Instant) {
        self.reset(now);
        self.setup = Setup::InProgress;
        self.setup_step(SetupStep::Attention, 0, now);
    }

    /// Forgets what the modem does, what it can and what it was to be told: nothing is known of it any more.
    pub(crate) fn reset(&mut self, now: Instant) {
        self.op = None;
        self.stage = Stage::Over;
        self.event = None;
        self.progress = Progress::Idle;
        self.setup = Setup::Idle;
        self.next_step = None;
        self.sends = Modulations::NONE;
        self.receives = Modulations::NONE;
        self.lent = false;
        self.data.clear();
        self.frame.clear();
        self.inbox.clear();
        self.outbox.clear();
        self.secret = false;
        self.hung_up = false;
        self.holds_line = false;
        self.force();
        self.reader.clear();
        self.set(Running::Nothing, None, now);
    }

    /// Where the set-up is.
    #[must_use]
    pub fn setup(&self) -> Setup {
        self.setup
    }

    /// The modulations that the modem can both send and receive: for
    /// [`Abilities::modulations`](fax_core::Abilities::modulations). Known when the set-up is ready.
    #[must_use]
    pub fn abilities(&self) -> Modulations {
        self.sends.and(self.receives)
    }

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
        self.push_all(self.profile.dial.bytes().chain(digits.iter().copied()).chain([b'\r']));
        self.secret = true;
        self.set(Running::Dial { false_starts: 0 }, Some(limit), now);
        Ok(())
    }

    /// Answers a call that rings; only while the modem [is idle](Self::is_idle). Follow it with [`progress`](Self::progress); once connected, run a call by
    /// [`Call::answering`](fax_core::Call::answering).
    pub fn answer(&mut self, now: Instant) {
        self.begin_link();
        self.untold = self.outbox.is_empty();
        self.push_all(self.profile.answer.bytes().chain([b'\r']));
        self.set(Running::Answer, Some(ANSWER_WAIT), now);
    }

    fn begin_link(&mut self) {
        self.op = None;
        self.stage = Stage::Over;
        self.event = None;
        self.secret = false;
        self.checked = false;
        self.hung_up = false;
        self.holds_line = false;
        self.force();
        self.rings = 0;
        self.data.clear();
        self.progress = Progress::InProgress;
    }

    /// Where dialling or answering is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress
    }

    pub(super) fn ring(&mut self, now: Instant) {
        if now.since(self.rang) > RING_GAP {
            self.rings = 0;
        }
        self.forget_old_caller(now);
        self.rings = self.rings.saturating_add(1);
        self.rang = now;
    }

    /// A line of text while nothing goes on: it may be about who calls. Most modems say it between the first ring and the
    /// second, some before.
    pub(super) fn hear_of_caller(&mut self, now: Instant) {
        self.forget_old_caller(now);
        if self.caller.take(self.reader.line()) {
            self.named = now;
        }
    }

    fn forget_old_caller(&mut self, now: Instant) {
        if now.since(self.rang) > RING_GAP && now.since(self.named) > RING_GAP {
            self.caller = CallerId::default();
        }
    }

    /// Who lets the telephone ring, or did last, as far as the modem says so. Profiles ask it to (`AT+VCID=1`), and it
    /// mostly comes between the first ring and the second: answer on the second if you want to know.
    #[must_use]
    pub fn caller(&self) -> &CallerId {
        &self.caller
    }

    /// How often the present caller has let the telephone ring: since the last call or the last [`forget_rings`](Self::forget_rings).
    #[must_use]
    pub fn rings(&self) -> u16 {
        self.rings
    }

    /// Counts rings from zero again, and forgets who called. A ring more than 8 s behind the one before does so by itself.
    pub fn forget_rings(&mut self) {
        self.rings = 0;
        self.caller = CallerId::default();
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
        self.running == Running::Nothing && self.stage != Stage::Waiting && self.outbox.is_empty()
    }

    /// Whether the modem may still hold the telephone line: it was told to go on hook, and has not answered. What is left then is to
    /// let go of DTR (V.250, `&D2`), as a [`Session`](crate::Session) does on a port that can; then to [set it
    /// up](Self::initialise).
    #[must_use]
    pub fn may_hold_line(&self) -> bool {
        self.holds_line
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
        self.hung_up = answered;
        self.holds_line = !answered;
        self.rest(self.long_rest().max(ON_HOOK_REST), now);
        self.finish(Notice::HungUp);
    }

    // Set-up.

    fn setup_step(&mut self, step: SetupStep, tries: u8, now: Instant) {
        let line: &[u8] = match step {
            // Words and no echo from the first answer on: somebody may have left it in digits or mute.
            SetupStep::Attention => b"ATE0Q0V1",
            SetupStep::Init(at) => line_of(self.profile.init, at),
            SetupStep::CallerId => self.profile.caller_id.unwrap_or_default().as_bytes(),
            SetupStep::Class if self.profile.class == FaxClass::Class1_0 => b"AT+FCLASS=1.0",
            SetupStep::Class | SetupStep::PlainClass => b"AT+FCLASS=1",
            SetupStep::InitClass1(at) => line_of(self.profile.init_class1, at),
            SetupStep::AskSends => b"AT+FTM=?",
            SetupStep::AskReceives => b"AT+FRM=?",
            SetupStep::Adaptive => b"AT+FAR=1",
        };
        if step == SetupStep::Attention && tries > 0 {
            // It may be sending or receiving since somebody left it so.
            self.push_all([DLE, ETX, CAN].into_iter());
        }
        self.push_all(line.iter().copied().chain([b'\r']));
        self.set(Running::Setup { step, tries }, Some(SETUP_WAIT), now);
    }

    pub(super) fn setup_response(&mut self, step: SetupStep, tries: u8, response: Response, now: Instant) {
        match (step, response) {
            (SetupStep::AskSends, Response::Text) => self.sends = list(self.sends, self.reader.line()),
            (SetupStep::AskReceives, Response::Text) => self.receives = list(self.receives, self.reader.line()),
            // No list came: it is the answer to an earlier line that was repeated. Ours follows, or is asked for again.
            (SetupStep::AskSends, Response::Ok) if tries == 0 && self.sends.is_empty() => {}
            (SetupStep::AskReceives, Response::Ok) if tries == 0 && self.receives.is_empty() => {}
            (SetupStep::Class, Response::Error) if self.profile.class == FaxClass::Class1 => {
                self.setup_failed(SetupFailure::NoClass1, now);
            }
            (SetupStep::PlainClass, Response::Error) => self.setup_failed(SetupFailure::NoClass1, now),
            (_, Response::Ok | Response::Error) => {
                let refused = (step, response) == (SetupStep::Class, Response::Error);
                self.next_step = if refused { Some(SetupStep::PlainClass) } else { self.following(step) };
                self.rest(self.rest_behind(step), now);
                if self.running == Running::Nothing {
                    self.setup_next(now);
                }
            }
            _ => {}
        }
    }

    fn rest_behind(&self, step: SetupStep) -> Duration {
        match step {
            SetupStep::Attention => self.profile.rest.max(STALE_REST),
            SetupStep::Init(at) if resets(line_of(self.profile.init, at)) => {
                self.profile.reset_rest.max(self.long_rest())
            }
            SetupStep::Init(_) | SetupStep::Class | SetupStep::PlainClass => self.long_rest(),
            _ => self.profile.rest,
        }
    }

    /// What comes after `step`; `None` at the end.
    fn following(&self, step: SetupStep) -> Option<SetupStep> {
        let init = |at: u8| (usize::from(at) < self.profile.init.len()).then_some(SetupStep::Init(at));
        let init_class1 =
            |at: u8| (usize::from(at) < self.profile.init_class1.len()).then_some(SetupStep::InitClass1(at));
        let class = || Some(if self.profile.caller_id.is_some() { SetupStep::CallerId } else { SetupStep::Class });
        match step {
            SetupStep::Attention => init(0).or(class()),
            SetupStep::Init(at) => init(at.saturating_add(1)).or(class()),
            SetupStep::CallerId => Some(SetupStep::Class),
            SetupStep::Class | SetupStep::PlainClass => init_class1(0).or(Some(SetupStep::AskSends)),
            SetupStep::InitClass1(at) => init_class1(at.saturating_add(1)).or(Some(SetupStep::AskSends)),
            SetupStep::AskSends => Some(SetupStep::AskReceives),
            SetupStep::AskReceives => self.profile.adaptive.then_some(SetupStep::Adaptive),
            SetupStep::Adaptive => None,
        }
    }

    pub(super) fn setup_next(&mut self, now: Instant) {
        if let Some(step) = self.next_step.take() {
            self.setup_step(step, 0, now);
        } else if self.abilities().is_empty() {
            self.setup_failed(SetupFailure::NoModulations, now);
        } else {
            self.setup = Setup::Ready;
            self.set(Running::Nothing, None, now);
        }
    }

    pub(super) fn setup_silent(&mut self, step: SetupStep, tries: u8, now: Instant) {
        if tries + 1 < SETUP_TRIES {
            self.setup_step(step, tries + 1, now);
        } else {
            self.setup_failed(SetupFailure::ModemSilent, now);
        }
    }

    fn setup_failed(&mut self, failure: SetupFailure, now: Instant) {
        self.setup = Setup::Failed(failure);
        self.set(Running::Nothing, None, now);
    }

    // Dialling and answering.

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
        self.hung_up = true;
        self.progress = Progress::Failed(failure);
    }

    /// No result in time: nobody is there, or the modem is not. How it takes `ATH` tells which.
    pub(super) fn link_silent(&mut self, now: Instant) {
        self.start_op(LineOp::HangUp, now);
    }
}

/// Whether a command line resets the modem: `Z` or `&F` among its basic commands.
fn resets(line: &[u8]) -> bool {
    let basic = line.split(|&octet| octet == b'+').next().unwrap_or_default();
    basic.windows(2).any(|two| two.eq_ignore_ascii_case(b"&F"))
        || basic.iter().any(|octet| octet.eq_ignore_ascii_case(&b'Z'))
}

fn line_of(lines: &'static [&'static str], line: u8) -> &'static [u8] {
    lines.get(usize::from(line)).map_or(b"AT", |text| text.as_bytes())
}

/// An echo is no list, and text beside the list has no number that means something.
fn list(before: Modulations, line: &[u8]) -> Modulations {
    let found = command::modulations(line);
    if line.starts_with(b"AT") || found.is_empty() { before } else { found }
}
