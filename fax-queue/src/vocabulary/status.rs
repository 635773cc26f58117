//! Where a job stands: `FAX_JOB_STATUS_ENUM`.

use core::fmt;

use super::UnknownValue;
use super::flags::enumeration;

enumeration! {
    /// The base state of a job: the one bit of `FAX_JOB_STATUS_ENUM` that is always set.
    #[non_exhaustive]
    JobState, "job state", {
        /// `fjsPENDING`: queued, waits to be sent for the first time.
        Pending = 0x001,
        /// `fjsINPROGRESS`: on a line now.
        InProgress = 0x002,
        /// `fjsFAILED`: ended without success; trying again by itself would not help.
        Failed = 0x008,
        /// `fjsRETRYING`: an attempt failed and the next one is scheduled.
        Retrying = 0x040,
        /// `fjsRETRIES_EXCEEDED`: every allowed attempt failed.
        RetriesExceeded = 0x080,
        /// `fjsCOMPLETED`: all pages were confirmed, or received.
        Completed = 0x100,
        /// `fjsCANCELED`: cancelled.
        Canceled = 0x200,
        /// `fjsCANCELING`: cancelled while on a line; the line is not idle yet.
        Canceling = 0x400,
        /// `fjsROUTING`: received, and being handed over to where it belongs.
        Routing = 0x800,
    }
}

impl JobState {
    /// Whether nothing more happens to the job unless somebody asks for it.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Failed | Self::RetriesExceeded | Self::Completed | Self::Canceled)
    }
}

impl fmt::Display for JobState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pending => "pending",
            Self::InProgress => "in progress",
            Self::Failed => "failed",
            Self::Retrying => "retrying",
            Self::RetriesExceeded => "retries exceeded",
            Self::Completed => "completed",
            Self::Canceled => "canceled",
            Self::Canceling => "canceling",
            Self::Routing => "routing",
        })
    }
}

/// A base state with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Status {
    /// The base state.
    pub state: JobState,
    /// `fjsPAUSED` (0x10): a user holds the job back. The engine sets it with `Pending` and `Retrying` only.
    pub paused: bool,
    /// `fjsNOLINE` (0x20): the job is due and no line can take it.
    pub no_line: bool,
}

impl Status {
    const PAUSED: u32 = 0x10;
    const NO_LINE: u32 = 0x20;

    /// The documented bits.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.state.value() | if self.paused { Self::PAUSED } else { 0 } | if self.no_line { Self::NO_LINE } else { 0 }
    }
}

impl From<JobState> for Status {
    fn from(state: JobState) -> Self {
        Self { state, paused: false, no_line: false }
    }
}

impl From<Status> for u32 {
    fn from(status: Status) -> Self {
        status.bits()
    }
}

impl TryFrom<u32> for Status {
    type Error = UnknownValue;

    /// Takes the modifiers with any base state, as the documentation of the enumeration allows.
    fn try_from(bits: u32) -> Result<Self, UnknownValue> {
        let state = JobState::try_from(bits & !(Self::PAUSED | Self::NO_LINE))
            .map_err(|_| UnknownValue { what: "job status", value: bits })?;
        Ok(Self { state, paused: bits & Self::PAUSED != 0, no_line: bits & Self::NO_LINE != 0 })
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.state)?;
        if self.paused {
            f.write_str(", paused")?;
        }
        if self.no_line {
            f.write_str(", no line")?;
        }
        Ok(())
    }
}
