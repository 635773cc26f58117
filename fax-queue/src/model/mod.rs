//! What callers program against: the traits of servers, jobs, listeners and clocks, and what a job is asked to be. None
//! of the traits needs an allocator.

mod account_notify;
mod device;
mod document;
mod job;
mod jobs;
#[cfg(feature = "alloc")]
mod new_job;
mod notify;
mod people;
#[cfg(feature = "alloc")]
mod routing;
mod server;
#[cfg(feature = "alloc")]
mod snapshot;
mod status;

pub use account_notify::AccountNotify;
pub use device::Device;
pub use document::{Document, DuplicatePolicy, FaxDocument, ReceiptTerms, Schedule};
pub use job::{IncomingJob, IncomingMessage, Job, Message, OutgoingJob};
pub use jobs::{Items, Jobs, MergedJobs};
#[cfg(feature = "alloc")]
pub use new_job::NewJob;
pub use notify::Notify;
pub use people::{Recipient, Sender};
#[cfg(feature = "alloc")]
pub use routing::{ReceivedFax, Routed, RoutingMethod};
pub use server::{Activity, FaxServer, Submission};
#[cfg(feature = "alloc")]
pub use snapshot::JobSnapshot;
pub use status::JobStatus;

use crate::vocabulary::Timestamp;

/// The wall clock of a queue. Tests bring their own.
pub trait Clock {
    /// The moment now, in UTC.
    fn now(&self) -> Timestamp;

    /// Local time minus UTC in minutes, for the hours of the discount period.
    fn utc_offset_minutes(&self) -> i16 {
        0
    }
}
