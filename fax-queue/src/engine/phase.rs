//! The inner states of a job to be sent.

use crate::vocabulary::JobState;

/// The inner states of a job to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Phase {
    /// Waits for its first attempt.
    Ready,
    /// A line has it and may be dialling.
    Dialing,
    /// A fax machine answered.
    Sending,
    /// Waits for the next attempt.
    RetryWait,
    /// Cancelled while on a line that is not idle yet.
    Cancelling,
    /// Every page is confirmed.
    Delivered,
    /// It may have arrived, nobody confirmed it, and the job's policy forbids to send it again.
    Unconfirmed,
    /// Tried as often as allowed.
    Exhausted,
    /// Trying again cannot help.
    Failed,
    /// Cancelled.
    Cancelled,
}

impl Phase {
    /// What callers see. The modifiers `paused` and `no_line` come from the record.
    ///
    /// | inner | base state |
    /// | --- | --- |
    /// | `Ready` | `Pending` |
    /// | `Dialing`, `Sending` | `InProgress` |
    /// | `RetryWait` | `Retrying` |
    /// | `Cancelling` | `Canceling` |
    /// | `Delivered` | `Completed` |
    /// | `Unconfirmed` | `Failed`, with the extended status `Unconfirmed` |
    /// | `Exhausted` | `RetriesExceeded` |
    /// | `Failed` | `Failed` |
    /// | `Cancelled` | `Canceled` |
    #[must_use]
    pub const fn state(self) -> JobState {
        match self {
            Self::Ready => JobState::Pending,
            Self::Dialing | Self::Sending => JobState::InProgress,
            Self::RetryWait => JobState::Retrying,
            Self::Cancelling => JobState::Canceling,
            Self::Delivered => JobState::Completed,
            Self::Unconfirmed | Self::Failed => JobState::Failed,
            Self::Exhausted => JobState::RetriesExceeded,
            Self::Cancelled => JobState::Canceled,
        }
    }

    /// Whether it waits for a line.
    #[must_use]
    pub const fn is_waiting(self) -> bool {
        matches!(self, Self::Ready | Self::RetryWait)
    }

    /// Whether a line has it.
    #[must_use]
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Dialing | Self::Sending | Self::Cancelling)
    }
}
