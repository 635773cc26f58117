//! The archives: what was sent, and what was received.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use super::{Queue, QueueError};
use crate::engine::{Action, IncomingRecord, MessageChange, OutgoingRecord, Place, Refusal};
use crate::model::Job;
use crate::store::{Counts, Store, StoreError};
use crate::vocabulary::{JobId, Timestamp, limits};

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

    /// `ArchiveSizeLow` and `ArchiveSizeHigh` of `IFaxConfiguration`, in one: the octets of the messages of both archives. The
    /// store keeps count, so this takes no longer for many messages.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn archive_size(&self) -> Result<u64, QueueError> {
        Ok(self.counts()?.archive_size())
    }

    /// How many jobs and messages there are in each place, and how large the archives are.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn counts(&self) -> Result<Counts, QueueError> {
        Ok(self.store().counts()?)
    }

    /// The jobs in a place, by the moment that matters there and id, at most `limit`, beginning behind `after`; the default is
    /// before the first one.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn in_place(
        &self,
        place: Place,
        after: (Timestamp, JobId),
        limit: usize,
    ) -> Result<Vec<(Timestamp, JobId)>, QueueError> {
        Ok(self.store().in_place(place, after, Timestamp::from_unix_millis(u64::MAX), limit)?)
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
