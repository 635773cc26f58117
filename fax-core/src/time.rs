//! Time as the protocol sees it: milliseconds that somebody else counts.

use core::fmt;
use core::ops::{Add, Sub};
use core::time::Duration;

/// A moment: milliseconds since any fixed moment of the caller's choice.
///
/// The crate never reads a clock. Whoever drives a call passes the moment in, from a hardware timer, from
/// `Clock` (feature `std`) or from a test. Only differences matter, and time must not run backwards (a step back is
/// taken as no step).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(u64);

impl Instant {
    /// The moment zero.
    pub const ZERO: Self = Self(0);

    /// The moment `ms` milliseconds after zero.
    #[must_use]
    pub const fn from_millis(ms: u64) -> Self {
        Self(ms)
    }

    /// Milliseconds since zero.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// Time from `earlier` until `self`; zero when `earlier` is the later one.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    /// Whole milliseconds, rounded up so that a deadline is never early; saturates at the end of time.
    fn add(self, span: Duration) -> Self {
        let ms = span.as_nanos().div_ceil(1_000_000);
        Self(self.0.saturating_add(u64::try_from(ms).unwrap_or(u64::MAX)))
    }
}

impl Sub for Instant {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.since(earlier)
    }
}

impl fmt::Display for Instant {
    /// Seconds with three decimals, as in a trace.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

/// The timers of T.30 (clause 5.4, values as in the field) and the few that this implementation adds.
///
/// Every deadline carries its name, so that a log line explains each wake-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Timer {
    /// The whole call, a backstop against a far end that keeps a call alive without getting anywhere.
    Call,
    /// Caller: from dialling until the first V.21 signal.
    T0,
    /// Both: from the first V.21 signal (or the first DIS) until a valid command or response.
    T1,
    /// Receiver: waiting for a command or for an image.
    T2,
    /// Waiting for an operator.
    T3,
    /// Waiting for the response to a command.
    T4,
    /// Sender, with error correction: how long the far side may be busy.
    T5,
    /// A carrier is there: how long until it must have brought a frame or image octets.
    Frame,
    /// The line's own work: a signal it was asked to send must be out by then.
    Line,
}

/// A moment at which something must happen, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// When.
    pub at: Instant,
    /// What runs out then.
    pub timer: Timer,
}

/// A monotonic clock on [`std::time::Instant`], counting from its creation.
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug)]
pub struct Clock(std::time::Instant);

#[cfg(feature = "std")]
impl Clock {
    /// A clock that shows zero now.
    #[must_use]
    pub fn new() -> Self {
        Self(std::time::Instant::now())
    }

    /// The moment now.
    #[must_use]
    pub fn now(&self) -> Instant {
        Instant::ZERO + self.0.elapsed()
    }
}

#[cfg(feature = "std")]
impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}
