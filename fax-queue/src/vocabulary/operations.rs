//! What may be done to a job: `FAX_JOB_OPERATIONS_ENUM`.

use super::flags::flags;
use super::{JobState, Status};

flags! {
    /// What may be done to a job in its state, whoever asks: `FAX_JOB_OPERATIONS_ENUM`.
    Operations, "set of job operations", {
        /// `fjoVIEW`: the pages can be copied.
        VIEW = 0x01,
        /// `fjoPAUSE`.
        PAUSE = 0x02,
        /// `fjoRESUME`.
        RESUME = 0x04,
        /// `fjoRESTART`.
        RESTART = 0x08,
        /// `fjoDELETE`: cancel.
        DELETE = 0x10,
        /// `fjoRECIPIENT_INFO`: the recipient is known.
        RECIPIENT_INFO = 0x20,
        /// `fjoSENDER_INFO`: the sender is known.
        SENDER_INFO = 0x40,
    }
}

impl Operations {
    /// What may be done to a job to be sent.
    #[must_use]
    pub const fn outgoing(status: Status) -> Self {
        let always = Self::VIEW.union(Self::RECIPIENT_INFO).union(Self::SENDER_INFO);
        match status.state {
            JobState::Pending | JobState::Retrying if status.paused => always.union(Self::RESUME).union(Self::DELETE),
            JobState::Pending | JobState::Retrying => always.union(Self::PAUSE).union(Self::DELETE),
            JobState::InProgress => always.union(Self::DELETE),
            JobState::RetriesExceeded | JobState::Failed => always.union(Self::RESTART).union(Self::DELETE),
            JobState::Canceling | JobState::Canceled | JobState::Completed | JobState::Routing => always,
        }
    }

    /// What may be done to a job that was, or is being, received.
    #[must_use]
    pub const fn incoming(status: Status) -> Self {
        match status.state {
            JobState::InProgress => Self::DELETE,
            JobState::Routing => Self::VIEW,
            JobState::Retrying | JobState::RetriesExceeded => Self::VIEW.union(Self::DELETE),
            JobState::Pending | JobState::Canceling | JobState::Canceled | JobState::Completed | JobState::Failed => {
                Self::NONE
            }
        }
    }
}

/// What a user can want of a job: the methods of `IFaxOutgoingJob` that change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// Hold it back.
    Pause,
    /// Let it go again.
    Resume,
    /// Try an unsuccessful job anew, with all its tries. Also the permission to send again what may have arrived.
    Restart,
    /// Give it up.
    Cancel,
}

impl Operation {
    /// What must be among the available operations of the job.
    #[must_use]
    pub const fn needs(self) -> Operations {
        match self {
            Self::Pause => Operations::PAUSE,
            Self::Resume => Operations::RESUME,
            Self::Restart => Operations::RESTART,
            Self::Cancel => Operations::DELETE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_of_outgoing_jobs() {
        let mask = |state, paused| Operations::outgoing(Status { state, paused, no_line: false }).bits();
        assert_eq!(mask(JobState::Pending, false), 0x73);
        assert_eq!(mask(JobState::Pending, true), 0x75);
        assert_eq!(mask(JobState::Retrying, false), 0x73);
        assert_eq!(mask(JobState::Retrying, true), 0x75);
        assert_eq!(mask(JobState::InProgress, false), 0x71);
        assert_eq!(mask(JobState::RetriesExceeded, false), 0x79);
        assert_eq!(mask(JobState::Failed, false), 0x79);
        assert_eq!(mask(JobState::Canceling, false), 0x61);
        assert_eq!(mask(JobState::Completed, false), 0x61);
    }

    #[test]
    fn masks_of_incoming_jobs() {
        let mask = |state: JobState| Operations::incoming(state.into()).bits();
        assert_eq!(mask(JobState::InProgress), 0x10);
        assert_eq!(mask(JobState::Routing), 0x01);
        assert_eq!(mask(JobState::Retrying), 0x11);
        assert_eq!(mask(JobState::Canceling), 0x00);
    }
}
