//! The values that everybody speaks in: states, operations, ids, times. No allocation, no behaviour of its own.
//!
//! Where the Windows Fax Service has an enumeration for it, the numbers are the documented ones and the item names the
//! enumeration; conversions go both ways, and a number that nobody defined is refused.

mod error;
mod events;
mod extended;
mod flags;
mod id;
mod operations;
mod priority;
mod status;
mod time;

pub use error::ErrorCode;
pub use events::ServerEvents;
pub use extended::ExtendedStatus;
pub use id::{CommandId, DeviceId, Epoch, JobId, ParseIdError, ServerId, SubmissionId, Version};
pub use operations::Operations;
pub use priority::{JobType, Priority, ScheduleType};
pub use status::{JobState, Status};
pub use time::Timestamp;

use core::fmt;

/// A number that the enumeration it was read for does not define.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownValue {
    /// What was read, such as "job state".
    pub what: &'static str,
    /// The number.
    pub value: u32,
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x} is not a {}", self.value, self.what)
    }
}

impl core::error::Error for UnknownValue {}
