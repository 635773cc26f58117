//! What callers program against: the traits of jobs, listeners and clocks, and what a job is asked to be.

mod document;
mod job;
mod notify;

pub use document::{Document, DuplicatePolicy, NewJob, Recipient, Schedule, Sender};
pub use job::{Job, JobStatus, OutgoingJob};
pub use notify::Notify;

use crate::vocabulary::Timestamp;

/// The wall clock of a queue. Tests bring their own.
pub trait Clock: Send + Sync {
    /// The moment now, in UTC.
    fn now(&self) -> Timestamp;

    /// Local time minus UTC in minutes, for the hours of the discount period.
    fn utc_offset_minutes(&self) -> i16 {
        0
    }
}
