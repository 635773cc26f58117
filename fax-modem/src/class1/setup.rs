//! The set-up of a modem: from nothing known to Class 1 with its modulations.

use core::fmt;
use core::time::Duration;

use fax_core::{Instant, Modulations};

use super::op::CAN;
use super::{Class1, Progress, Running};
use crate::at::command;
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
        self.forget_op();
        self.progress = Progress::Idle;
        self.setup = Setup::Idle;
        self.sends = Modulations::NONE;
        self.receives = Modulations::NONE;
        self.frame.clear();
        self.inbox.clear();
        self.outbox.clear();
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
            self.outbox.push_all([DLE, ETX, CAN].into_iter());
        }
        self.outbox.push_all(line.iter().copied().chain([b'\r']));
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
                let next = if refused { Some(SetupStep::PlainClass) } else { self.following(step) };
                let rest = self.rest_behind(step);
                if rest.is_zero() {
                    self.setup_next(next, now);
                } else {
                    self.set(Running::SetupRest { next }, Some(rest), now);
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

    pub(super) fn setup_next(&mut self, next: Option<SetupStep>, now: Instant) {
        if let Some(step) = next {
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
