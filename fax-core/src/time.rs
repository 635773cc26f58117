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
    #[inline(never)]
    pub const fn since(self, earlier: Self) -> Duration {
        // A digit of 16 bits after the other: small cores have no division of 64 bits, and this is asked at every wait.
        let (ms, mut seconds, mut rest, mut shift) = (self.0.saturating_sub(earlier.0), 0, 0, 64);
        while shift > 0 {
            shift -= 16;
            let part = rest << 16 | (ms >> shift) as u32 & 0xFFFF;
            seconds = seconds << 16 | (part / 1000) as u64;
            rest = part % 1000;
        }
        Duration::from_secs(seconds).saturating_add(Duration::new(0, rest * 1_000_000))
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    /// Whole milliseconds, rounded up so that a deadline is never early; saturates at the end of time.
    // Small code where deadlines are made, which is nearly everywhere.
    #[inline(never)]
    fn add(self, span: Duration) -> Self {
        // Not by nanoseconds: they would need 128 bits, which are a hundred instructions on a small core.
        let ms = span.as_secs().saturating_mul(1000);
        let rest = u64::from(span.subsec_nanos().div_ceil(1_000_000));
        Self(self.0.saturating_add(ms).saturating_add(rest))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_exact() {
        let long = [0, 1, 999, 1000, 65_535_999, 65_536_000, u64::from(u32::MAX), 1 << 48, u64::MAX - 1, u64::MAX];
        for ms in long {
            assert_eq!(Instant(ms).since(Instant::ZERO), Duration::from_millis(ms));
            assert_eq!(Instant::ZERO + Duration::from_millis(ms), Instant(ms));
        }
        assert_eq!(Instant(5).since(Instant(7)), Duration::ZERO);
    }

    #[test]
    fn deadlines_are_never_early() {
        assert_eq!(Instant(7) + Duration::from_nanos(1), Instant(8));
        assert_eq!(Instant(7) + Duration::from_micros(1001), Instant(9));
        assert_eq!(Instant(u64::MAX) + Duration::from_nanos(1), Instant(u64::MAX));
        assert_eq!(Instant(7) + Duration::MAX, Instant(u64::MAX));
    }
}
