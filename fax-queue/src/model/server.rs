//! A server: `IFaxServer` with the outgoing queue of its folders.

use super::{FaxDocument, Jobs, OutgoingJob};
use crate::vocabulary::{JobId, Operation, SubmissionId};

/// What came of a submission: `IFaxDocument2.SubmissionId` and the job ids that `Submit2` returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Submission {
    /// The submission.
    pub id: SubmissionId,
    /// The first of its jobs.
    pub first: JobId,
    /// Number of its jobs.
    pub count: u32,
}

impl Submission {
    /// The jobs, one per recipient and in their order.
    pub fn jobs(self) -> impl Iterator<Item = JobId> {
        (0..u64::from(self.count)).map(move |index| JobId(self.first.0.saturating_add(index)))
    }
}

/// The counters of `IFaxActivity`. Each job that is on a line or waits for one, and each received one that is not handed
/// over, is in exactly one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Activity {
    /// `IncomingMessages`: jobs being received.
    pub incoming: u32,
    /// `RoutingMessages`: received jobs that wait to be handed over.
    pub routing: u32,
    /// `OutgoingMessages`: jobs being sent.
    pub outgoing: u32,
    /// `QueuedMessages`: jobs that wait for a line, paused ones with them; not those that have ended without success.
    pub queued: u32,
}

/// A fax server, as programs use it that don't care which: the service on a store, or the fixed queue of a small machine.
///
/// `service::Queue` and [`Fixed`](crate::store::Fixed) have more, under their own names.
pub trait FaxServer {
    /// Why something asked of it did not happen.
    type Error: core::error::Error;
    /// The jobs of the outgoing queue.
    type OutgoingJobs<'a>: Jobs<Job: OutgoingJob>
    where
        Self: 'a;

    /// `IFaxDocument2.ConnectedSubmit2`: takes a fax to be sent, for all its recipients or for none.
    ///
    /// # Errors
    ///
    /// The queue is blocked or full, or something about the fax is out of bounds.
    fn submit(&mut self, fax: &dyn FaxDocument) -> Result<Submission, Self::Error>;

    /// `IFaxOutgoingQueue.GetJobs`: a snapshot of the jobs in the queue, by id.
    ///
    /// # Errors
    ///
    /// They cannot be read.
    fn outgoing_jobs(&self) -> Result<Self::OutgoingJobs<'_>, Self::Error>;

    /// Does something to a job: `Pause`, `Resume`, `Restart` and `Cancel` of `IFaxOutgoingJob`.
    ///
    /// # Errors
    ///
    /// There is no such job, or its state does not allow it.
    fn operate(&mut self, job: JobId, operation: Operation) -> Result<(), Self::Error>;
}
