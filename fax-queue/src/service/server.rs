//! The queue as a server like any other.

use alloc::vec::Vec;

use super::{Queue, QueueError};
use crate::engine::{Limit, OutgoingRecord, Refusal};
use crate::model::{FaxDocument, FaxServer, NewJob, Submission};
use crate::vocabulary::{JobId, Operation};

impl FaxServer for Queue {
    type Error = QueueError;
    type OutgoingJobs<'a> = Vec<OutgoingRecord>;

    fn submit(&mut self, fax: &dyn FaxDocument) -> Result<Submission, QueueError> {
        let fax = NewJob::of(fax).ok_or(QueueError::Refused(Refusal::OutOfBounds(Limit::Recipients)))?;
        self.submit_to_all(fax)
    }

    fn outgoing_jobs(&self) -> Result<Vec<OutgoingRecord>, QueueError> {
        Self::outgoing_jobs(self)
    }

    fn operate(&mut self, job: JobId, operation: Operation) -> Result<(), QueueError> {
        Self::operate(self, job, operation)
    }
}
