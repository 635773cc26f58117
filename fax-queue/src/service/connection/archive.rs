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
        let caller = self.caller()?;
        caller.check_list(Call::SeeSent)?;
        Ok(self.queue.outgoing_messages().filter(move |message| match message {
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
        let caller = self.caller()?;
        Ok(self.queue.incoming_messages().filter(move |message| match message {
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
