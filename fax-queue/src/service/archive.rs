//! The archives: what was sent, and what was received.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use super::{Queue, QueueError};
use crate::engine::{Action, IncomingRecord, MessageChange, OutgoingRecord, Refusal};
use crate::model::Job;
use crate::store::{Store, StoreError};
use crate::vocabulary::{JobId, limits};

/// How the messages of an archive are read, some at a time: those after an id.
type Read<T> = fn(&dyn Store, JobId, usize) -> Result<Vec<T>, StoreError>;

/// The messages of an archive, one after the other, by id: `IFaxOutgoingMessageIterator`, `IFaxIncomingMessageIterator`.
/// Messages that come or go meanwhile may be among them or not.
#[derive(Clone, Debug)]
pub struct Messages<T> {
    queue: Queue,
    read: Read<T>,
    /// `PrefetchSize`: how many are read from the store at once, one at least.
    pub prefetch: usize,
    ahead: VecDeque<T>,
    last: JobId,
}

impl<T> Messages<T> {
    fn new(queue: &Queue, read: Read<T>) -> Self {
        let prefetch = usize::try_from(limits::PREFETCH).unwrap_or(usize::MAX);
        Self { queue: queue.clone(), read, prefetch, ahead: VecDeque::new(), last: JobId::default() }
    }

    /// `MoveFirst`: begins anew.
    pub fn move_first(&mut self) {
        self.ahead.clear();
        self.last = JobId::default();
    }

    /// The id of the message that was given last; [`move_after`](Self::move_after) goes on from it another time.
    #[must_use]
    pub const fn cursor(&self) -> JobId {
        self.last
    }

    /// Goes on after this message, which may be gone.
    pub fn move_after(&mut self, message: JobId) {
        self.ahead.clear();
        self.last = message;
    }
}

impl<T: Job> Iterator for Messages<T> {
    type Item = Result<T, QueueError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ahead.is_empty() {
            match (self.read)(&**self.queue.store(), self.last, self.prefetch.max(1)) {
                Ok(found) => self.ahead = found.into(),
                Err(error) => return Some(Err(error.into())),
            }
        }
        let message = self.ahead.pop_front()?;
        self.last = message.id();
        Some(Ok(message))
    }
}

impl Queue {
    /// `IFaxOutgoingArchive.GetMessages`: what was sent.
    #[must_use]
    pub fn outgoing_messages(&self) -> Messages<OutgoingRecord> {
        Messages::new(self, |store, after, limit| store.outgoing_archive(after, limit))
    }

    /// `IFaxIncomingArchive.GetMessages`: what was received and handed over.
    #[must_use]
    pub fn incoming_messages(&self) -> Messages<IncomingRecord> {
        Messages::new(self, |store, after, limit| store.incoming_archive(after, limit))
    }

    /// `IFaxOutgoingArchive.GetMessage`.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], or a fault of the store.
    pub fn outgoing_message(&self, message: JobId) -> Result<OutgoingRecord, QueueError> {
        let record = self.outgoing_job(message)?;
        if record.is_archived() { Ok(record) } else { Err(Refusal::NotFound.into()) }
    }

    /// `IFaxIncomingArchive.GetMessage`.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], or a fault of the store.
    pub fn incoming_message(&self, message: JobId) -> Result<IncomingRecord, QueueError> {
        let record = self.incoming_job(message)?;
        if record.is_archived() { Ok(record) } else { Err(Refusal::NotFound.into()) }
    }

    /// `Delete` of a message in either archive. The pages are the application's: a listener that hears of it may delete
    /// them.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], or a fault of the store.
    pub fn delete_message(&self, message: JobId) -> Result<(), QueueError> {
        self.act(Action::Message { message, change: MessageChange::Delete }).map(drop)
    }

    /// `Read` of a message in either archive.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], or a fault of the store.
    pub fn set_message_read(&self, message: JobId, read: bool) -> Result<(), QueueError> {
        self.act(Action::Message { message, change: MessageChange::SetRead(read) }).map(drop)
    }
}
