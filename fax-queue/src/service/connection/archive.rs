//! Archives, as one account sees them.

use alloc::string::String;
use alloc::vec::Vec;

use super::Connection;
use crate::engine::{Call, IncomingRecord, MessageDetails, OutgoingRecord, Refusal};
use crate::service::QueueError;
use crate::vocabulary::JobId;

impl Connection {
    /// The messages of the outgoing archive that the account may see, by id.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`] if it may see none, not even its own; or a fault of the store. Each message may have one of its
    /// own.
    pub fn outgoing_messages(
        &self,
    ) -> Result<impl Iterator<Item = Result<OutgoingRecord, QueueError>> + use<>, QueueError> {
        self.outgoing_messages_after(JobId::default())
    }

    /// The same, of the messages after this one, which may be gone: so a list that was cut goes on.
    ///
    /// # Errors
    ///
    /// As for [`outgoing_messages`](Self::outgoing_messages).
    pub fn outgoing_messages_after(
        &self,
        message: JobId,
    ) -> Result<impl Iterator<Item = Result<OutgoingRecord, QueueError>> + use<>, QueueError> {
        let caller = self.caller()?;
        caller.check_list(Call::SeeSent)?;
        let mut messages = self.queue.outgoing_messages();
        messages.move_after(message);
        Ok(messages.filter(move |message| match message {
            Ok(message) => caller.may(Call::SeeSent, caller.whose_outgoing(message)),
            Err(_) => true,
        }))
    }

    /// The messages of the incoming archive that the account may see, by id.
    ///
    /// # Errors
    ///
    /// A fault of the store. Each message may have one of its own.
    pub fn incoming_messages(
        &self,
    ) -> Result<impl Iterator<Item = Result<IncomingRecord, QueueError>> + use<>, QueueError> {
        self.incoming_messages_after(JobId::default())
    }

    /// The same, of the messages after this one, which may be gone: so a list that was cut goes on.
    ///
    /// # Errors
    ///
    /// As for [`incoming_messages`](Self::incoming_messages).
    pub fn incoming_messages_after(
        &self,
        message: JobId,
    ) -> Result<impl Iterator<Item = Result<IncomingRecord, QueueError>> + use<>, QueueError> {
        let caller = self.caller()?;
        let mut messages = self.queue.incoming_messages();
        messages.move_after(message);
        Ok(messages.filter(move |message| match message {
            Ok(message) => caller.may(Call::SeeReceived, caller.whose_incoming(message)),
            Err(_) => true,
        }))
    }

    /// A message of the outgoing archive.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], also if the account may not see it; or a fault of the store.
    pub fn outgoing_message(&self, message: JobId) -> Result<OutgoingRecord, QueueError> {
        let (caller, record) = (self.caller()?, self.queue.outgoing_message(message)?);
        caller.check(Call::SeeSent, caller.whose_outgoing(&record))?;
        Ok(record)
    }

    /// A message of the incoming archive.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], also if the account may not see it; or a fault of the store.
    pub fn incoming_message(&self, message: JobId) -> Result<IncomingRecord, QueueError> {
        let (caller, record) = (self.caller()?, self.queue.incoming_message(message)?);
        caller.check(Call::SeeReceived, caller.whose_incoming(&record))?;
        Ok(record)
    }

    /// As [`Queue::copy_tiff`](crate::service::Queue::copy_tiff), of a job or a message that the account may see.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], also if the account may not see it; or as for the queue.
    pub fn copy_tiff(&self, job: JobId) -> Result<Vec<u8>, QueueError> {
        let queue = &self.queue;
        let message = unless_found(queue.outgoing_message(job).map(drop), || queue.incoming_message(job).map(drop));
        match message {
            // What is in an archive is its rights' matter alone.
            Ok(()) => self.check_message(job, Call::SeeSent, Call::SeeReceived)?,
            Err(QueueError::Refused(Refusal::NotFound)) => {
                unless_found(self.outgoing_job(job).map(drop), || self.incoming_job(job).map(drop))?;
            }
            Err(error) => return Err(error),
        }
        queue.copy_tiff(job)
    }

    /// `Delete` of a message in either archive.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], [`Refusal::Denied`], or a fault of the store.
    pub fn delete_message(&self, message: JobId) -> Result<(), QueueError> {
        self.check_message(message, Call::ManageSent, Call::ManageReceived)?;
        self.queue.delete_message(message)
    }

    /// `Read` of a message in either archive.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], also if the account may not see it; or a fault of the store.
    pub fn set_message_read(&self, message: JobId, read: bool) -> Result<(), QueueError> {
        self.check_message(message, Call::SeeSent, Call::SeeReceived)?;
        self.queue.set_message_read(message, read)
    }

    /// `IFaxIncomingMessage2.Save`.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], [`Refusal::Denied`], or as for the queue.
    pub fn describe_message(&self, message: JobId, details: MessageDetails) -> Result<(), QueueError> {
        self.check_message(message, Call::Reassign, Call::Reassign)?;
        self.queue.describe_message(message, details)
    }

    /// `IFaxIncomingMessage2.ReAssign`.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], [`Refusal::Denied`], or as for the queue.
    pub fn reassign_message(
        &self,
        message: JobId,
        accounts: Vec<String>,
        details: MessageDetails,
    ) -> Result<(), QueueError> {
        self.check_message(message, Call::Reassign, Call::Reassign)?;
        self.queue.reassign_message(message, accounts, details)
    }

    /// A call about a message of whichever archive has it.
    fn check_message(&self, message: JobId, sent: Call, received: Call) -> Result<(), QueueError> {
        let caller = self.caller()?;
        match self.queue.outgoing_message(message) {
            Ok(record) => caller.check(sent, caller.whose_outgoing(&record))?,
            Err(QueueError::Refused(Refusal::NotFound)) => {
                let record = self.queue.incoming_message(message)?;
                caller.check(received, caller.whose_incoming(&record))?;
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// Looks elsewhere for what is not there.
fn unless_found(
    found: Result<(), QueueError>,
    elsewhere: impl FnOnce() -> Result<(), QueueError>,
) -> Result<(), QueueError> {
    match found {
        Err(QueueError::Refused(Refusal::NotFound)) => elsewhere(),
        found => found,
    }
}
