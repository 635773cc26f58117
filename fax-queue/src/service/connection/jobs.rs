//! Jobs, as one account sees them.

use alloc::vec::Vec;

use super::Connection;
use crate::engine::{Call, IncomingRecord, Limit, OutgoingRecord, Refusal};
use crate::model::{FaxDocument, FaxServer, NewJob, Submission};
use crate::service::QueueError;
use crate::vocabulary::{JobId, Operation};

impl Connection {
    /// As [`Queue::submit`](crate::service::Queue::submit). The job is the account's, whatever the fax says.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`] without the right for its priority, or as for the queue.
    pub fn submit(&self, fax: NewJob) -> Result<JobId, QueueError> {
        self.submit_to_all(fax).map(|submission| submission.first)
    }

    /// As [`Queue::submit_to_all`](crate::service::Queue::submit_to_all).
    ///
    /// # Errors
    ///
    /// As for [`submit`](Self::submit).
    pub fn submit_to_all(&self, fax: NewJob) -> Result<Submission, QueueError> {
        let caller = self.caller()?;
        caller.check(Call::Submit(fax.priority), crate::engine::Whose::Own)?;
        self.queue.submit_to_all(NewJob { account: caller.account, ..fax })
    }

    /// The jobs in the outgoing queue that the account may see, by id.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`] if it may see none, not even its own; or a fault of the store.
    pub fn outgoing_jobs(&self) -> Result<Vec<OutgoingRecord>, QueueError> {
        let caller = self.caller()?;
        caller.check_list(Call::SeeOutgoing)?;
        let mut jobs = self.queue.outgoing_jobs()?;
        jobs.retain(|job| caller.may(Call::SeeOutgoing, caller.whose_outgoing(job)));
        Ok(jobs)
    }

    /// A job to be sent, in the queue or gone from it.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], also if the account may not see it; or a fault of the store.
    pub fn outgoing_job(&self, job: JobId) -> Result<OutgoingRecord, QueueError> {
        let (caller, record) = (self.caller()?, self.queue.outgoing_job(job)?);
        caller.check(Call::SeeOutgoing, caller.whose_outgoing(&record))?;
        Ok(record)
    }

    /// The jobs in the incoming queue, by id.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`] if the account may not see them; or a fault of the store.
    pub fn incoming_jobs(&self) -> Result<Vec<IncomingRecord>, QueueError> {
        self.caller()?.check_list(Call::SeeIncoming)?;
        self.queue.incoming_jobs()
    }

    /// A job being received, in the queue or gone from it.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], also if the account may not see it; or a fault of the store.
    pub fn incoming_job(&self, job: JobId) -> Result<IncomingRecord, QueueError> {
        let (caller, record) = (self.caller()?, self.queue.incoming_job(job)?);
        let call = if record.is_archived() { Call::SeeReceived } else { Call::SeeIncoming };
        caller.check(call, caller.whose_incoming(&record))?;
        Ok(record)
    }

    /// Holds a waiting job back.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], [`Refusal::Denied`], or as for the queue.
    pub fn pause(&self, job: JobId) -> Result<(), QueueError> {
        self.operate_on(job, Operation::Pause)
    }

    /// Lets a paused job go.
    ///
    /// # Errors
    ///
    /// As for [`pause`](Self::pause).
    pub fn resume(&self, job: JobId) -> Result<(), QueueError> {
        self.operate_on(job, Operation::Resume)
    }

    /// Tries an unsuccessful job anew.
    ///
    /// # Errors
    ///
    /// As for [`pause`](Self::pause).
    pub fn restart(&self, job: JobId) -> Result<(), QueueError> {
        self.operate_on(job, Operation::Restart)
    }

    /// Gives a job up, outgoing or incoming.
    ///
    /// # Errors
    ///
    /// As for [`pause`](Self::pause).
    pub fn cancel(&self, job: JobId) -> Result<(), QueueError> {
        self.operate_on(job, Operation::Cancel)
    }

    fn operate_on(&self, job: JobId, operation: Operation) -> Result<(), QueueError> {
        let caller = self.caller()?;
        match self.queue.outgoing_job(job) {
            Ok(record) => caller.check(Call::ManageOutgoing, caller.whose_outgoing(&record))?,
            Err(QueueError::Refused(Refusal::NotFound)) => {
                let record = self.queue.incoming_job(job)?;
                caller.check(Call::ManageIncoming, caller.whose_incoming(&record))?;
            }
            Err(error) => return Err(error),
        }
        self.queue.operate(job, operation)
    }
}

impl FaxServer for Connection {
    type Error = QueueError;
    type OutgoingJobs<'a> = Vec<OutgoingRecord>;

    fn submit(&mut self, fax: &dyn FaxDocument) -> Result<Submission, QueueError> {
        self.submit_to_all(NewJob::of(fax).ok_or(Refusal::OutOfBounds(Limit::Recipients))?)
    }

    fn outgoing_jobs(&self) -> Result<Vec<OutgoingRecord>, QueueError> {
        Self::outgoing_jobs(self)
    }

    fn operate(&mut self, job: JobId, operation: Operation) -> Result<(), QueueError> {
        self.operate_on(job, operation)
    }
}
