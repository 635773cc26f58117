//! What is of one account by itself: `IFaxAccountFolders`.

use alloc::string::String;
use alloc::vec::Vec;

use super::Connection;
use crate::engine::{Call, Caller, IncomingRecord, OutgoingRecord, Refusal, Whose};
use crate::model::JobStatus;
use crate::service::{Queue, QueueError};
use crate::vocabulary::JobId;

/// `IFaxAccount.Folders`: the queues and archives with what is of one account by itself, whatever else it may see. What is
/// received and was given to nobody is in the incoming queue and archive of those who may see the receive folder.
#[derive(Clone, Debug)]
pub struct AccountFolders {
    queue: Queue,
    account: String,
}

impl Connection {
    /// `IFaxServer2.CurrentAccount.Folders`.
    #[must_use]
    pub fn folders(&self) -> AccountFolders {
        AccountFolders { queue: self.queue.clone(), account: self.account.clone() }
    }
}

impl AccountFolders {
    fn caller(&self) -> Result<Caller, QueueError> {
        super::caller(&self.queue, &self.account)
    }

    /// `IFaxAccountOutgoingQueue.GetJobs`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`] if the account may not submit, so has no jobs of its own; or a fault of the store.
    pub fn outgoing_jobs(&self) -> Result<Vec<OutgoingRecord>, QueueError> {
        let caller = self.caller()?;
        caller.check_list(Call::SeeOutgoing)?;
        let mut jobs = self.queue.outgoing_jobs()?;
        jobs.retain(|job| caller.whose_outgoing(job) == Whose::Own);
        Ok(jobs)
    }

    /// `IFaxAccountOutgoingQueue.GetJob`.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`] if it is none of the account's, or a fault of the store.
    pub fn outgoing_job(&self, job: JobId) -> Result<OutgoingRecord, QueueError> {
        let (caller, record) = (self.caller()?, self.queue.outgoing_job(job)?);
        own(record, |record| caller.whose_outgoing(record) == Whose::Own && caller.may(Call::SeeOutgoing, Whose::Own))
    }

    /// `IFaxAccountIncomingQueue.GetJobs`: all of them, if the account may see the receive folder.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn incoming_jobs(&self) -> Result<Vec<IncomingRecord>, QueueError> {
        if self.caller()?.sees_receive_folder() { self.queue.incoming_jobs() } else { Ok(Vec::new()) }
    }

    /// `IFaxAccountIncomingQueue.GetJob`.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`] if the account may not see it, or a fault of the store.
    pub fn incoming_job(&self, job: JobId) -> Result<IncomingRecord, QueueError> {
        let (caller, record) = (self.caller()?, self.queue.incoming_job(job)?);
        own(record, |record| is_in_incoming(&caller, record))
    }

    /// `IFaxAccountOutgoingArchive.GetMessages`, by id.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`] as for the jobs; or a fault of the store. Each message may have one of its own.
    pub fn outgoing_messages(
        &self,
    ) -> Result<impl Iterator<Item = Result<OutgoingRecord, QueueError>> + use<>, QueueError> {
        let caller = self.caller()?;
        caller.check_list(Call::SeeSent)?;
        Ok(self.queue.outgoing_messages().filter(move |message| {
            message.as_ref().map_or(true, |message| caller.whose_outgoing(message) == Whose::Own)
        }))
    }

    /// `IFaxAccountOutgoingArchive.GetMessage`.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`] if it is none of the account's, or a fault of the store.
    pub fn outgoing_message(&self, message: JobId) -> Result<OutgoingRecord, QueueError> {
        let (caller, record) = (self.caller()?, self.queue.outgoing_message(message)?);
        own(record, |record| caller.whose_outgoing(record) == Whose::Own && caller.may(Call::SeeSent, Whose::Own))
    }

    /// `IFaxAccountIncomingArchive.GetMessages`, by id.
    ///
    /// # Errors
    ///
    /// A fault of the store. Each message may have one of its own.
    pub fn incoming_messages(
        &self,
    ) -> Result<impl Iterator<Item = Result<IncomingRecord, QueueError>> + use<>, QueueError> {
        let caller = self.caller()?;
        Ok(self
            .queue
            .incoming_messages()
            .filter(move |message| message.as_ref().map_or(true, |message| is_in_incoming(&caller, message))))
    }

    /// `IFaxAccountIncomingArchive.GetMessage`.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`] if it is none of the account's, or a fault of the store.
    pub fn incoming_message(&self, message: JobId) -> Result<IncomingRecord, QueueError> {
        let (caller, record) = (self.caller()?, self.queue.incoming_message(message)?);
        own(record, |record| is_in_incoming(&caller, record))
    }

    /// `SizeLow` and `SizeHigh` of the account's outgoing archive, in one: its messages in octets.
    ///
    /// # Errors
    ///
    /// As for [`outgoing_messages`](Self::outgoing_messages).
    pub fn outgoing_archive_size(&self) -> Result<u64, QueueError> {
        total(self.outgoing_messages()?)
    }

    /// `SizeLow` and `SizeHigh` of the account's incoming archive, in one.
    ///
    /// # Errors
    ///
    /// As for [`incoming_messages`](Self::incoming_messages).
    pub fn incoming_archive_size(&self) -> Result<u64, QueueError> {
        total(self.incoming_messages()?)
    }
}

fn total<T: JobStatus>(mut messages: impl Iterator<Item = Result<T, QueueError>>) -> Result<u64, QueueError> {
    messages.try_fold(0_u64, |sum, message| Ok(sum.saturating_add(message?.size())))
}

fn own<T>(record: T, is_own: impl FnOnce(&T) -> bool) -> Result<T, QueueError> {
    if is_own(&record) { Ok(record) } else { Err(Refusal::NotFound.into()) }
}

/// Whether it was given to the account, or is in the receive folder and the account may see that.
fn is_in_incoming(caller: &Caller, record: &IncomingRecord) -> bool {
    match caller.whose_incoming(record) {
        Whose::Own | Whose::Shared => true,
        Whose::Nobodys => caller.sees_receive_folder(),
        Whose::Others => false,
    }
}
