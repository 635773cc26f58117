//! The settings of the queues, and when a job is due.

use core::time::Duration;

use super::{Limit, Refusal};
use crate::model::Schedule;
use crate::vocabulary::{Timestamp, limits};

/// The settings of both queues: the part of `IFaxOutgoingQueue` and `IFaxIncomingQueue` that decides what happens to
/// jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct Settings {
    /// `Retries`, 0 to 99: attempts after the first one. `None`: the table of [classes](super::Class::rule) decides,
    /// by the kind of failure. What does not count as a dial uses up none of them, and ends with the time
    /// [limit](super::Limits).
    pub retries: Option<u8>,
    /// `RetryDelay` in minutes. `None`: the table decides.
    pub retry_delay_minutes: Option<u16>,
    /// `DiscountRateStart`, in minutes after local midnight.
    pub discount_start: u16,
    /// `DiscountRateEnd`, in minutes after local midnight, itself outside the period. Equal to the start: there is no
    /// discount period. Before the start: the period crosses midnight.
    pub discount_end: u16,
    /// Outgoing queue `Paused`: nothing is started; jobs are accepted, calls go on.
    pub outgoing_paused: bool,
    /// Outgoing queue `Blocked`: no jobs are accepted; everything else goes on.
    pub outgoing_blocked: bool,
    /// Incoming queue `Blocked`: no call is answered.
    pub incoming_blocked: bool,
    /// Outgoing queue `AgeLimit`: days after which a job that ended without success leaves the queue. 0: never. One that
    /// may have arrived stays until somebody has decided.
    pub age_limit_days: u16,
    /// Days after which the record of a job that has left its queue and archive is forgotten, and with it its
    /// idempotency key; the same for numbers that nobody called and commands that nobody gave again since. 400 unless
    /// changed, for a yearly audit. 0: never.
    pub record_days: u16,
    /// The archive of faxes that were sent.
    pub outgoing_archive: ArchiveSettings,
    /// The archive of faxes that were received.
    pub incoming_archive: ArchiveSettings,
}

/// The settings of an archive: `IFaxOutgoingArchive`, `IFaxIncomingArchive`. Messages are the records of jobs; what pages
/// they had is the application's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ArchiveSettings {
    /// `UseArchive`, on unless changed: whether each success becomes a message. Those that are there stay in any case.
    pub use_archive: bool,
    /// `AgeLimit`: days after the end of its transmission when a message is deleted. 0: never.
    pub age_limit_days: u16,
}

impl ArchiveSettings {
    const NEW: Self = Self { use_archive: true, age_limit_days: 0 };
}

impl Default for ArchiveSettings {
    fn default() -> Self {
        Self::NEW
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::NEW
    }
}

/// The moment so many days ago; `None` for no days, which stands for no limit.
pub(crate) fn days_ago(days: u16, now: Timestamp) -> Option<Timestamp> {
    let span = u64::from(days).checked_mul(DAY_MS).filter(|span| *span > 0)?;
    Some(Timestamp::from_unix_millis(now.as_unix_millis().saturating_sub(span)))
}

const DAY_MS: u64 = 86_400_000;

impl Settings {
    /// Those of a new queue.
    pub(crate) const NEW: Self = Self {
        retries: None,
        retry_delay_minutes: None,
        discount_start: 0,
        discount_end: 0,
        outgoing_paused: false,
        outgoing_blocked: false,
        incoming_blocked: false,
        age_limit_days: 0,
        record_days: 400,
        outgoing_archive: ArchiveSettings::NEW,
        incoming_archive: ArchiveSettings::NEW,
    };

    /// The first moment at or after `earliest` that suits `schedule`.
    #[must_use]
    pub fn due(&self, schedule: Schedule, earliest: Timestamp, utc_offset_minutes: i16) -> Timestamp {
        match schedule {
            Schedule::Now => earliest,
            Schedule::At(time) => time.max(earliest),
            Schedule::DiscountPeriod => self.in_discount_period(earliest, utc_offset_minutes),
        }
    }

    fn in_discount_period(&self, earliest: Timestamp, utc_offset_minutes: i16) -> Timestamp {
        const DAY: i64 = 24 * 60;
        const MINUTE_MS: u64 = 60_000;
        let (start, end) = (self.discount_start, self.discount_end);
        if start == end {
            return earliest;
        }
        let utc_minutes = i64::try_from(earliest.as_unix_millis() / MINUTE_MS).unwrap_or(0);
        let minute = (utc_minutes + i64::from(utc_offset_minutes)).rem_euclid(DAY);
        let (from, to) = (i64::from(start), i64::from(end));
        let inside = if from < to { (from..to).contains(&minute) } else { minute >= from || minute < to };
        if inside {
            return earliest;
        }
        let wait = u64::try_from((from - minute).rem_euclid(DAY)).unwrap_or(0);
        let whole_minute = earliest.as_unix_millis() / MINUTE_MS * MINUTE_MS;
        Timestamp::from_unix_millis(whole_minute) + Duration::from_secs(60 * wait)
    }
}

impl Settings {
    /// Whether everything is within its bounds.
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfBounds`].
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        if self.retries.is_some_and(|retries| retries > limits::RETRIES) {
            return Err(Refusal::OutOfBounds(Limit::Retries));
        }
        if self.discount_start >= 24 * 60 || self.discount_end >= 24 * 60 {
            return Err(Refusal::OutOfBounds(Limit::TimeOfDay));
        }
        Ok(())
    }

    /// Whether another set has the same discount period.
    #[cfg(feature = "alloc")]
    pub(crate) const fn has_same_discount(&self, other: &Self) -> bool {
        self.discount_start == other.discount_start && self.discount_end == other.discount_end
    }

    /// Whether another set has other rules, which listeners hear of as new settings of the outgoing queue.
    pub(crate) fn has_other_rules(&self, other: &Self) -> bool {
        let rules = |of: &Self| {
            let period = (of.discount_start, of.discount_end);
            (of.retries, of.retry_delay_minutes, period, of.age_limit_days, of.record_days)
        };
        rules(self) != rules(other)
    }

    /// Whether another set opens or closes a queue, which listeners hear of as a new state of the queues.
    pub(crate) fn has_other_state(&self, other: &Self) -> bool {
        let state = |of: &Self| (of.outgoing_blocked, of.outgoing_paused, of.incoming_blocked);
        state(self) != state(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3_600_000;

    fn due(start: u16, end: u16, at: u64, offset: i16) -> u64 {
        let settings = Settings { discount_start: start, discount_end: end, ..Settings::default() };
        settings.due(Schedule::DiscountPeriod, Timestamp::from_unix_millis(at), offset).as_unix_millis()
    }

    #[test]
    fn a_period_within_the_day() {
        // 01:00 to 06:00.
        assert_eq!(due(60, 360, 0, 0), HOUR, "before it");
        assert_eq!(due(60, 360, 2 * HOUR + 5, 0), 2 * HOUR + 5, "inside: now");
        assert_eq!(due(60, 360, 6 * HOUR, 0), 25 * HOUR, "its end is outside");
    }

    #[test]
    fn a_period_across_midnight() {
        // 22:00 to 06:00.
        assert_eq!(due(1320, 360, 23 * HOUR, 0), 23 * HOUR);
        assert_eq!(due(1320, 360, 3 * HOUR, 0), 3 * HOUR);
        assert_eq!(due(1320, 360, 12 * HOUR + 30_000, 0), 22 * HOUR);
    }

    #[test]
    fn hours_are_local() {
        // 01:00 to 06:00 two hours east of Greenwich is 23:00 to 04:00 UTC.
        assert_eq!(due(60, 360, 22 * HOUR, 120), 23 * HOUR);
        assert_eq!(due(60, 360, 3 * HOUR, 120), 3 * HOUR);
        // One hour west: 02:00 to 07:00 UTC.
        assert_eq!(due(60, 360, 0, -60), 2 * HOUR);
    }

    #[test]
    fn equal_ends_are_no_period() {
        assert_eq!(due(0, 0, 5 * HOUR, 0), 5 * HOUR);
    }
}
