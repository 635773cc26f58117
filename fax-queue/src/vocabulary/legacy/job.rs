//! Jobs of the C client and of `faxcom.h`.

use crate::vocabulary::flags::enumeration;
use crate::vocabulary::{JobState, Operations, Status, UnknownValue};

/// The status of a job as the C client has it: `JS_`. Half of the numbers of [`Status`], and zero for a pending job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct JobStatus(u32);

impl JobStatus {
    /// `JS_PENDING`: no base bit.
    pub const PENDING: Self = Self(0x00);
    /// `JS_INPROGRESS`.
    pub const IN_PROGRESS: Self = Self(0x01);
    /// `JS_DELETING`.
    pub const DELETING: Self = Self(0x02);
    /// `JS_FAILED`.
    pub const FAILED: Self = Self(0x04);
    /// `JS_PAUSED`, a modifier.
    pub const PAUSED: Self = Self(0x08);
    /// `JS_NOLINE`, a modifier.
    pub const NO_LINE: Self = Self(0x10);
    /// `JS_RETRYING`.
    pub const RETRYING: Self = Self(0x20);
    /// `JS_RETRIES_EXCEEDED`.
    pub const RETRIES_EXCEEDED: Self = Self(0x40);

    const MODIFIERS: u32 = Self::PAUSED.0 | Self::NO_LINE.0;

    /// The documented bits.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// The old status of a job; `None` for one that is completed or cancelled, which the old interface does not show.
    /// Routing is shown as being in progress.
    #[must_use]
    pub const fn of(status: Status) -> Option<Self> {
        let base = match status.state {
            JobState::Pending => Self::PENDING,
            JobState::InProgress | JobState::Routing => Self::IN_PROGRESS,
            JobState::Canceling => Self::DELETING,
            JobState::Failed => Self::FAILED,
            JobState::Retrying => Self::RETRYING,
            JobState::RetriesExceeded => Self::RETRIES_EXCEEDED,
            JobState::Completed | JobState::Canceled => return None,
        };
        let paused = if status.paused { Self::PAUSED.0 } else { 0 };
        let no_line = if status.no_line { Self::NO_LINE.0 } else { 0 };
        Some(Self(base.0 | paused | no_line))
    }

    /// The status that callers of the extended interface see.
    #[must_use]
    pub const fn status(self) -> Status {
        let state = match Self(self.0 & !Self::MODIFIERS) {
            Self::IN_PROGRESS => JobState::InProgress,
            Self::DELETING => JobState::Canceling,
            Self::FAILED => JobState::Failed,
            Self::RETRYING => JobState::Retrying,
            Self::RETRIES_EXCEEDED => JobState::RetriesExceeded,
            _ => JobState::Pending,
        };
        Status { state, paused: self.0 & Self::PAUSED.0 != 0, no_line: self.0 & Self::NO_LINE.0 != 0 }
    }
}

impl TryFrom<u32> for JobStatus {
    type Error = UnknownValue;

    fn try_from(bits: u32) -> Result<Self, UnknownValue> {
        match bits & !Self::MODIFIERS {
            0x00 | 0x01 | 0x02 | 0x04 | 0x20 | 0x40 => Ok(Self(bits)),
            _ => Err(UnknownValue { what: "job status of the C client", value: bits }),
        }
    }
}

enumeration! {
    /// What is to be done with a job: `JC_`. Two commands have the number 3, and the state of the job tells which is meant.
    JobCommand, "job command", {
        /// `JC_UNKNOWN`.
        Unknown = 0,
        /// `JC_DELETE`: cancel.
        Delete = 1,
        /// `JC_PAUSE`.
        Pause = 2,
        /// `JC_RESUME` and `JC_RESTART`: restart a job whose retries are used up or that failed, resume any other.
        ResumeOrRestart = 3,
    }
}

impl JobCommand {
    /// The operation that is meant, for a job in such a state; none for an unknown command.
    #[must_use]
    pub const fn operation(self, status: Status) -> Operations {
        match self {
            Self::Unknown => Operations::NONE,
            Self::Delete => Operations::DELETE,
            Self::Pause => Operations::PAUSE,
            Self::ResumeOrRestart => match status.state {
                JobState::RetriesExceeded | JobState::Failed => Operations::RESTART,
                _ => Operations::RESUME,
            },
        }
    }
}

enumeration! {
    /// What a job does, as the old interfaces number it: `JT_`.
    JobType, "job type of the old interface", {
        /// `JT_UNKNOWN`.
        Unknown = 0,
        /// `JT_SEND`.
        Send = 1,
        /// `JT_RECEIVE`.
        Receive = 2,
        /// `JT_ROUTING`.
        Routing = 3,
        /// `JT_FAIL_RECEIVE`: a part of a fax was received.
        FailReceive = 4,
    }
}

impl JobType {
    /// What callers of the extended interface see; `None` for an unknown one.
    #[must_use]
    pub const fn job_type(self) -> Option<crate::vocabulary::JobType> {
        match self {
            Self::Unknown => None,
            Self::Send => Some(crate::vocabulary::JobType::Send),
            Self::Receive | Self::FailReceive => Some(crate::vocabulary::JobType::Receive),
            Self::Routing => Some(crate::vocabulary::JobType::Routing),
        }
    }
}

impl From<crate::vocabulary::JobType> for JobType {
    fn from(job: crate::vocabulary::JobType) -> Self {
        match job {
            crate::vocabulary::JobType::Send => Self::Send,
            crate::vocabulary::JobType::Receive => Self::Receive,
            crate::vocabulary::JobType::Routing => Self::Routing,
        }
    }
}
