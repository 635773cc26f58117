//! Whether to try again, and when: a table and a pure function.

use core::time::Duration;

use super::{Now, Settings};
use crate::vocabulary::Timestamp;

/// Attempts that failed alike. Each class has its own series of delays, and the series run independently: a number
/// that does not answer between two busies does not start the series for busy again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Class {
    /// The number is busy.
    Busy,
    /// Nobody answers.
    NoAnswer,
    /// Answered, but not by a fax machine.
    NoCarrier,
    /// Answered by a person.
    VoiceAnswer,
    /// No such number.
    InvalidNumber,
    /// Refused by the network or by the far end.
    CallRejected,
    /// No way through the network.
    Congestion,
    /// No dial tone.
    NoDialTone,
    /// The line failed before the call.
    LineFault,
    /// A call came in.
    Glare,
    /// The modem holds the number back.
    ModemDelayed,
    /// No training succeeded.
    TrainFailure,
    /// The protocol broke before any page of the call was confirmed.
    Protocol,
    /// The call was lost at a page.
    Dropped,
    /// The far side rejected a page.
    PageRefused,
    /// The last page was not answered for.
    NoConfirmation,
    /// The far side cannot take the document.
    Incompatible,
    /// A password or address was refused.
    Refused,
    /// Nothing to poll.
    NothingToPoll,
    /// Our document cannot be read.
    Document,
    /// A fault of our own side.
    Local,
    /// Our process died during the call.
    Interrupted,
}

/// How a class is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Seconds to wait after the first failure of the class, the second, and so on; the last one holds for the rest.
    pub delays: &'static [u32],
    /// Failures of the class after which there is another try. `Some(0)`: the first one ends the job. `None`: no limit
    /// but the time limit of the job.
    pub tries: Option<u16>,
    /// Whether the failure spends one of the job's dials.
    pub counts_as_dial: bool,
}

impl Class {
    const ALL: [Self; 22] = [
        Self::Busy,
        Self::NoAnswer,
        Self::NoCarrier,
        Self::VoiceAnswer,
        Self::InvalidNumber,
        Self::CallRejected,
        Self::Congestion,
        Self::NoDialTone,
        Self::LineFault,
        Self::Glare,
        Self::ModemDelayed,
        Self::TrainFailure,
        Self::Protocol,
        Self::Dropped,
        Self::PageRefused,
        Self::NoConfirmation,
        Self::Incompatible,
        Self::Refused,
        Self::NothingToPoll,
        Self::Document,
        Self::Local,
        Self::Interrupted,
    ];
    const COUNT: usize = Self::ALL.len();

    /// The table of classes: delays as they are customary in the field, before ±20 % of chance.
    ///
    /// | class | delays | tries | dial |
    /// | --- | --- | --- | --- |
    /// | `Busy` | 3, 5, 10, 15, 30 min | 10 | yes |
    /// | `NoAnswer` | 5, 15, 60, 120 min | 4 | yes |
    /// | `NoCarrier` | 5, 30 min | 2; 1 at a number where no fax ever answered | yes |
    /// | `VoiceAnswer` | 15 min | 1 | yes |
    /// | `InvalidNumber`, `CallRejected`, `Refused`, `NothingToPoll`, `Incompatible` | – | 0 | yes |
    /// | `Congestion` | 30 s, 1, 2, 5, 10 min | 20 | no |
    /// | `NoDialTone` | 1, 5, 15 min | no limit | yes |
    /// | `LineFault` | 1, 5, 15 min | no limit | no |
    /// | `Glare` | 30 s | 5 | no |
    /// | `ModemDelayed` | 180 s | 3 | yes |
    /// | `TrainFailure` | 1, 2, 5 min | 3 | yes |
    /// | `Protocol` | 1, 5, 15 min | 3 | yes |
    /// | `Dropped` | 1, 2, 5, 15 min | 3 without a new page | yes |
    /// | `PageRefused` | 1 min | 3 | yes |
    /// | `NoConfirmation` | 1 min | 1 | yes |
    /// | `Document` | – | 0 | no |
    /// | `Local` | 10 s to 5 min, doubling | no limit | no |
    /// | `Interrupted` | at once, whatever the queue's `RetryDelay` | no limit | yes |
    #[must_use]
    pub const fn rule(self) -> Rule {
        const fn rule(delays: &'static [u32], tries: Option<u16>, counts_as_dial: bool) -> Rule {
            Rule { delays, tries, counts_as_dial }
        }
        match self {
            Self::Busy => rule(&[180, 300, 600, 900, 1800], Some(10), true),
            Self::NoAnswer => rule(&[300, 900, 3600, 7200], Some(4), true),
            Self::NoCarrier => rule(&[300, 1800], Some(2), true),
            Self::VoiceAnswer => rule(&[900], Some(1), true),
            Self::InvalidNumber | Self::CallRejected | Self::Refused | Self::NothingToPoll | Self::Incompatible => {
                rule(&[], Some(0), true)
            }
            Self::Congestion => rule(&[30, 60, 120, 300, 600], Some(20), false),
            Self::NoDialTone => rule(&[60, 300, 900], None, true),
            Self::LineFault => rule(&[60, 300, 900], None, false),
            Self::Glare => rule(&[30], Some(5), false),
            Self::ModemDelayed => rule(&[180], Some(3), true),
            Self::TrainFailure => rule(&[60, 120, 300], Some(3), true),
            Self::Protocol => rule(&[60, 300, 900], Some(3), true),
            Self::Dropped => rule(&[60, 120, 300, 900], Some(3), true),
            Self::PageRefused => rule(&[60], Some(3), true),
            Self::NoConfirmation => rule(&[60], Some(1), true),
            Self::Document => rule(&[], Some(0), false),
            Self::Local => rule(&[10, 20, 40, 80, 160, 300], None, false),
            Self::Interrupted => rule(&[], None, true),
        }
    }

    /// Whether the destination itself is to blame, so that all its jobs wait.
    #[must_use]
    pub const fn blocks_destination(self) -> bool {
        matches!(self, Self::Busy | Self::NoAnswer | Self::NoCarrier | Self::VoiceAnswer)
    }
}

/// Limits over all classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Dials that count.
    pub dials: u16,
    /// Calls in which a fax machine answered.
    pub sessions: u16,
    /// Such calls in a row without a new page.
    pub sessions_without_progress: u16,
    /// From the moment the first attempt was due until the job is given up.
    pub time: Duration,
}

impl Limits {
    /// Those in force while the queue has no `Retries` of its own. The time holds with `Retries` too, for a job whose last
    /// attempt did not count as a dial, or that had none: nothing else would end it.
    pub const DEFAULT: Self =
        Self { dials: 12, sessions: 8, sessions_without_progress: 3, time: Duration::from_secs(24 * 3600) };
}

/// The attempts that a job has behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct History {
    /// Dials that counted.
    pub dials: u16,
    /// Calls in which a fax machine answered.
    pub sessions: u16,
    /// Such calls in a row without a new page.
    pub without_progress: u16,
    /// Failures by class.
    pub failures: Failures,
}

/// How often attempts failed, by [`Class`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures([u8; Class::COUNT]);

impl Failures {
    /// Failures of a class so far; 255 stands for that many or more.
    #[must_use]
    pub fn of(&self, class: Class) -> u16 {
        self.0.get(class as usize).copied().unwrap_or(0).into()
    }

    /// Counts another one.
    fn add(&mut self, class: Class) {
        if let Some(count) = self.0.get_mut(class as usize) {
            *count = count.saturating_add(1);
        }
    }

    /// Begins the series of a class anew.
    fn forget(&mut self, class: Class) {
        if let Some(count) = self.0.get_mut(class as usize) {
            *count = 0;
        }
    }
}

/// At rest it is a map from the names of classes to numbers, so that classes may be added in between.
#[cfg(feature = "serde")]
impl serde::Serialize for Failures {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer
            .collect_map(Class::ALL.into_iter().map(|class| (class, self.of(class))).filter(|(_, count)| *count > 0))
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Failures {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = alloc::collections::BTreeMap::<Class, u16>::deserialize(deserializer)?;
        let mut failures = Self::default();
        for (class, count) in map {
            if let Some(place) = failures.0.get_mut(class as usize) {
                *place = u8::try_from(count).unwrap_or(u8::MAX);
            }
        }
        Ok(failures)
    }
}

impl History {
    /// Takes an attempt into account.
    pub fn record(&mut self, class: Class, session: bool, progress: bool) {
        let add = |count: &mut u16, one: bool| *count = count.saturating_add(u16::from(one));
        add(&mut self.dials, class.rule().counts_as_dial);
        add(&mut self.sessions, session);
        if progress {
            self.without_progress = 0;
            // A new page starts the series of lost calls and refused pages anew.
            self.failures.forget(Class::Dropped);
            self.failures.forget(Class::PageRefused);
        } else {
            add(&mut self.without_progress, session);
        }
        self.failures.add(class);
    }
}

/// What comes after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Another attempt, not before this moment.
    Again(Timestamp),
    /// Tried often enough.
    Exhausted,
    /// Trying again cannot help.
    Hopeless,
}

/// Decides after a failure of `class` that `history` already counts.
///
/// `retries` is how often the job was tried again so far, `give_up_at` its time limit, `known_fax` whether a fax machine
/// ever answered at its number. If the queue has a `Retries` setting, it replaces the counts and limits of all classes,
/// and `RetryDelay` the delays; classes without tries end the job all the same, and the time limit stays in force for
/// failures that do not count as a dial, which use up no retry.
#[must_use]
pub fn decide_retry(
    history: &History,
    class: Class,
    settings: &Settings,
    retries: u32,
    give_up_at: Timestamp,
    known_fax: bool,
    now: Now,
) -> Decision {
    let rule = class.rule();
    if rule.tries == Some(0) {
        return Decision::Hopeless;
    }
    let failures = history.failures.of(class).max(1);
    let exhausted = match settings.retries {
        // What does not count as a dial does not use up a retry either.
        Some(limit) => rule.counts_as_dial && retries >= u32::from(limit),
        None => {
            let tries = if class == Class::NoCarrier && !known_fax { Some(1) } else { rule.tries };
            tries.is_some_and(|tries| failures > tries)
                || history.dials >= Limits::DEFAULT.dials
                || history.sessions >= Limits::DEFAULT.sessions
                || history.without_progress >= Limits::DEFAULT.sessions_without_progress
        }
    };
    if exhausted {
        return Decision::Exhausted;
    }
    let at = now.wall
        + match settings.retry_delay_minutes {
            Some(minutes) if rule.counts_as_dial && !rule.delays.is_empty() => {
                Duration::from_secs(60 * u64::from(minutes))
            }
            Some(_) | None => jitter(delay(rule.delays, failures), now.seed),
        };
    if (settings.retries.is_none() || !rule.counts_as_dial) && at > give_up_at {
        Decision::Exhausted
    } else {
        Decision::Again(at)
    }
}

fn delay(delays: &[u32], failures: u16) -> Duration {
    let seconds = delays.get(usize::from(failures).saturating_sub(1)).or(delays.last());
    Duration::from_secs(u64::from(seconds.copied().unwrap_or(0)))
}

/// `span`, whole seconds, plus or minus up to 20 %, so that jobs which failed together don't come back together.
fn jitter(span: Duration, seed: u64) -> Duration {
    // One round of SplitMix64: neighbouring seeds give unrelated results.
    let mut mixed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    // 31 bits: small cores have no division of more than 32.
    let per_mille = 800 + (mixed >> 33) as u32 % 401;
    Duration::from_millis(span.as_secs().saturating_mul(per_mille.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fax_core::Failure;

    use crate::engine::{Cause, DialFailure};

    const GIVE_UP: Timestamp = Timestamp::from_unix_millis(86_400_000);

    fn after(class: Class, times: u16, settings: &Settings) -> Decision {
        let mut history = History::default();
        for _ in 0..times {
            history.record(class, false, false);
        }
        decide_retry(&history, class, settings, u32::from(times - 1), GIVE_UP, true, Now::default())
    }

    fn seconds(decision: Decision) -> Option<u64> {
        match decision {
            Decision::Again(at) => Some(at.as_unix_millis() / 1000),
            Decision::Exhausted | Decision::Hopeless => None,
        }
    }

    #[test]
    fn busy_waits_longer_each_time_and_ends() {
        let settings = Settings::default();
        for (times, nominal) in [(1, 180), (2, 300), (3, 600), (4, 900), (5, 1800), (10, 1800)] {
            let wait = seconds(after(Class::Busy, times, &settings)).expect("another try");
            assert!((nominal * 8 / 10..=nominal * 12 / 10).contains(&wait), "{times}: {wait}");
        }
        assert_eq!(after(Class::Busy, 11, &settings), Decision::Exhausted);
    }

    #[test]
    fn series_are_independent() {
        let mut history = History::default();
        history.record(Class::Busy, false, false);
        history.record(Class::NoAnswer, false, false);
        history.record(Class::Busy, false, false);
        let decision = decide_retry(&history, Class::Busy, &Settings::default(), 2, GIVE_UP, true, Now::default());
        assert!((240..=360).contains(&seconds(decision).expect("another try")), "the second delay for busy");
    }

    #[test]
    fn each_class_has_a_place_of_its_own() {
        let mut history = History::default();
        for (class, times) in Class::ALL.into_iter().zip(1..) {
            assert_eq!(class as usize + 1, times, "in order");
            (0..times).for_each(|_| history.record(class, false, false));
        }
        assert!(Class::ALL.into_iter().zip(1..).all(|(class, times)| history.failures.of(class) == times));
        (0..300).for_each(|_| history.record(Class::Busy, false, false));
        assert_eq!(history.failures.of(Class::Busy), 255, "counts are bounded");
    }

    #[test]
    fn chance_stays_within_a_fifth_and_spreads() {
        let span = |seed| jitter(Duration::from_secs(1000), seed).as_secs();
        assert!((0..100).all(|seed| (800..=1200).contains(&span(seed))));
        assert!((0..100).any(|seed| span(seed) < 900) && (0..100).any(|seed| span(seed) > 1100));
    }

    #[test]
    fn queue_settings_override_counts_and_delays() {
        let settings = Settings { retries: Some(3), retry_delay_minutes: Some(10), ..Settings::default() };
        assert_eq!(seconds(after(Class::Busy, 3, &settings)), Some(600));
        assert_eq!(after(Class::Busy, 4, &settings), Decision::Exhausted);
        assert_eq!(after(Class::InvalidNumber, 1, &settings), Decision::Hopeless);
        assert_eq!(after(Class::NoDialTone, 4, &settings), Decision::Exhausted);
        assert_eq!(after(Class::ModemDelayed, 4, &settings), Decision::Exhausted);
    }

    #[test]
    fn what_spends_no_retry_ends_with_the_time() {
        let settings = Settings { retries: Some(3), retry_delay_minutes: Some(10), ..Settings::default() };
        for class in [Class::LineFault, Class::Congestion, Class::Glare, Class::Local] {
            assert!(seconds(after(class, 9, &settings)).is_some(), "{class:?} spends no retry");
            let mut history = History::default();
            history.record(class, false, false);
            let late = Now { wall: GIVE_UP, ..Now::default() };
            assert_eq!(decide_retry(&history, class, &settings, 0, GIVE_UP, true, late), Decision::Exhausted);
        }
    }

    #[test]
    fn a_number_that_never_was_a_fax_gets_one_more_call_only() {
        let mut history = History::default();
        history.record(Class::NoCarrier, false, false);
        let decide = |history: &History, known| {
            decide_retry(history, Class::NoCarrier, &Settings::default(), 0, GIVE_UP, known, Now::default())
        };
        assert!(matches!(decide(&history, false), Decision::Again(_)));
        history.record(Class::NoCarrier, false, false);
        assert_eq!(decide(&history, false), Decision::Exhausted);
        assert!(matches!(decide(&history, true), Decision::Again(_)));
    }

    #[test]
    fn nothing_is_tried_after_the_time_limit() {
        let mut history = History::default();
        history.record(Class::Busy, false, false);
        let late = Now { wall: GIVE_UP, ..Now::default() };
        let decision = decide_retry(&history, Class::Busy, &Settings::default(), 0, GIVE_UP, true, late);
        assert_eq!(decision, Decision::Exhausted);
    }

    #[test]
    fn what_fax_core_calls_permanent_ends_the_job() {
        let permanent = [
            Failure::PeerCannotReceive,
            Failure::NothingToPoll,
            Failure::Incompatible,
            Failure::ResolutionUnsupported,
            Failure::WidthUnsupported,
            Failure::LengthUnsupported,
            Failure::FieldRejected,
            Failure::LocalDocumentError,
        ];
        for failure in permanent {
            assert!(failure.is_permanent());
            assert_eq!(Cause::Failed(failure).verdict().0.rule().tries, Some(0), "{failure}");
        }
        for failure in [
            Failure::CannotTrain,
            Failure::CallDropped,
            Failure::NoFaxPeer,
            Failure::PageRejected,
            Failure::OperatorInterrupt,
        ] {
            assert!(!failure.is_permanent());
            assert_ne!(Cause::Failed(failure).verdict().0.rule().tries, Some(0), "{failure}");
        }
        assert_eq!(Cause::NotReached(DialFailure::InvalidNumber).verdict().0.rule().tries, Some(0));
    }
}
