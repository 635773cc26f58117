//! The values that everybody speaks in: states, operations, ids, times. No allocation, no behaviour of its own.
//!
//! Where the Windows Fax Service has an enumeration for it, the numbers are the documented ones and the item names the
//! enumeration; conversions go both ways, and a number that nobody defined is refused. The numbers here are those of the
//! COM interfaces; what the wire protocol and the old interfaces number otherwise has types of its own in [`wire`] and
//! [`legacy`].

mod device;
mod error;
mod events;
mod extended;
mod flags;
mod guid;
mod id;
pub mod legacy;
mod operations;
mod priority;
mod receipt;
mod rights;
mod routing;
mod server;
mod status;
mod time;
pub mod wire;

pub use device::{DeviceStatus, ReceiveMode};
pub use error::ErrorCode;
pub use events::{AccountEvents, ServerEvents};
pub use extended::ExtendedStatus;
pub use guid::{Guid, ParseGuidError};
pub use id::{CommandId, DeviceId, Epoch, JobId, ParseIdError, ServerId, SubmissionId, Version};
pub use operations::{Operation, Operations};
pub use priority::{JobType, Priority, ScheduleType};
pub use receipt::{CoverPageType, ReceiptType, SmtpAuthentication};
pub use rights::{AccessRights, AccessRights2};
pub use routing::{ANY_CODE, GroupStatus, ProviderStatus, RouteEnable, RuleStatus};
pub use server::{ApiVersion, LogLevel, limits};
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
