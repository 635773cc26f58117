//! Words that `IFaxJob` of `faxcom.h` shows.

use core::fmt;

use crate::vocabulary::{DeviceStatus, ExtendedStatus, JobState, Status};

/// `IFaxJob.QueueStatus`: `Paused` before `No Line` before the state, whichever comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct QueueText(&'static str);

impl QueueText {
    /// The words for a job; `None` for one that is completed or cancelled, which the old interface does not show.
    #[must_use]
    pub const fn of(status: Status) -> Option<Self> {
        let state = match status.state {
            JobState::Pending => "Pending",
            JobState::InProgress | JobState::Routing => "In Progress",
            JobState::Canceling => "Deleting",
            JobState::Failed => "Failed",
            JobState::Retrying => "Retrying",
            JobState::RetriesExceeded => "Retries Exceeded",
            JobState::Completed | JobState::Canceled => return None,
        };
        Some(Self(if status.paused {
            "Paused"
        } else if status.no_line {
            "No Line"
        } else {
            state
        }))
    }

    /// The words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for QueueText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// `IFaxJob.DeviceStatus`: what the line does for a job; `Unknown` while the job waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeviceText(&'static str);

impl DeviceText {
    /// The words for a job.
    #[must_use]
    pub const fn of(status: Status, extended: ExtendedStatus) -> Self {
        Self(match (status.state, extended) {
            (JobState::Canceling, _) | (_, ExtendedStatus::CallAborted) => "Aborting",
            (JobState::Routing, _) => "Routing",
            (JobState::Pending | JobState::Retrying, _) => "Unknown",
            (_, ExtendedStatus::Initializing) => "Initializing",
            (_, ExtendedStatus::Dialing) => "Dialing",
            (_, ExtendedStatus::Transmitting) => "Sending",
            (_, ExtendedStatus::Answered) => "Answered",
            (_, ExtendedStatus::Receiving) => "Receiving",
            (_, ExtendedStatus::Handled) => "Handled",
            (_, ExtendedStatus::LineUnavailable) => "Unavailable",
            (_, ExtendedStatus::Busy) => "Busy",
            (_, ExtendedStatus::NoAnswer) => "No Answer",
            (_, ExtendedStatus::BadAddress) => "Bad Address",
            (_, ExtendedStatus::NoDialTone) => "No Dial Tone",
            (_, ExtendedStatus::FatalError) => "Fatal Error",
            (_, ExtendedStatus::CallDelayed) => "Call Delayed",
            (_, ExtendedStatus::CallBlacklisted) => "Call Blacklisted",
            (_, ExtendedStatus::NotFaxCall) => "Not a Fax Call",
            (_, ExtendedStatus::Disconnected) => "Disconnected",
            (_, ExtendedStatus::CallCompleted) => "Completed",
            (
                _,
                ExtendedStatus::None
                | ExtendedStatus::PartiallyReceived
                | ExtendedStatus::Unconfirmed
                | ExtendedStatus::Proprietary(_),
            ) => "Unknown",
        })
    }

    /// The words for a device without a job.
    #[must_use]
    pub const fn idle(device: DeviceStatus) -> Self {
        Self(if device.powered_off {
            "Offline"
        } else if device.ringing {
            "Ringing"
        } else {
            "Available"
        })
    }

    /// The words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for DeviceText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
