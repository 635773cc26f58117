//! Numbers that only the wire protocol of the fax service (MS-FAX) has. Where it agrees with the COM interfaces, there is
//! no second type; where it differs, conversions are written out and never a cast.

mod job;
mod server;

pub use job::{ArchivedJobType, CoverPageFormat, DeliveryReport, JobEventKind, JobType, MessageFlags, MessageFolder};
pub use job::{JobStatus, ProfileKind};
pub use server::{ConfigKind, ConfigOption, DeviceBits, EventFilter, QueueState};
