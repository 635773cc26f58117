//! Collections of jobs: `FaxOutgoingJobs`, `FaxIncomingJobs`, and the old `IFaxJobs` that has both.

use super::Job;
use crate::vocabulary::JobId;

/// Jobs in a queue, in the order of their ids: `FaxOutgoingJobs`, `FaxIncomingJobs`. A snapshot, as its jobs are.
pub trait Jobs {
    /// What they are: [`OutgoingJob`](super::OutgoingJob) or [`IncomingJob`](super::IncomingJob), as the server keeps them.
    type Job: Job;

    /// `Count`.
    fn count(&self) -> usize;

    /// `Item` with a number, which begins at 1 as it does in Windows.
    fn item(&self, number: usize) -> Option<&Self::Job>;

    /// `Item` with an id.
    fn by_id(&self, id: JobId) -> Option<&Self::Job> {
        self.iter().find(|job| job.id() == id)
    }

    /// `_NewEnum`: all of them, one after the other.
    fn iter(&self) -> Items<'_, Self> {
        Items { jobs: self, number: 0 }
    }
}

/// The jobs of a collection, one after the other.
#[derive(Debug)]
pub struct Items<'a, J: ?Sized> {
    jobs: &'a J,
    number: usize,
}

impl<'a, J: Jobs + ?Sized> Iterator for Items<'a, J> {
    type Item = &'a J::Job;

    fn next(&mut self) -> Option<&'a J::Job> {
        self.number = self.number.saturating_add(1);
        self.jobs.item(self.number)
    }
}

impl<T: Job> Jobs for &[T] {
    type Job = T;

    fn count(&self) -> usize {
        self.len()
    }

    fn item(&self, number: usize) -> Option<&T> {
        self.get(number.checked_sub(1)?)
    }
}

#[cfg(feature = "alloc")]
impl<T: Job> Jobs for alloc::vec::Vec<T> {
    type Job = T;

    fn count(&self) -> usize {
        self.len()
    }

    fn item(&self, number: usize) -> Option<&T> {
        self.get(number.checked_sub(1)?)
    }
}

/// Both queues as one collection, by id: the old `IFaxJobs`, whose `Item` takes numbers only.
#[derive(Clone, Copy, Debug)]
pub struct MergedJobs<'a, O, I> {
    outgoing: &'a O,
    incoming: &'a I,
}

impl<'a, O: Jobs, I: Jobs> MergedJobs<'a, O, I> {
    /// The jobs of two collections.
    #[must_use]
    pub const fn new(outgoing: &'a O, incoming: &'a I) -> Self {
        Self { outgoing, incoming }
    }

    /// `Count`.
    #[must_use]
    pub fn count(&self) -> usize {
        self.outgoing.count().saturating_add(self.incoming.count())
    }

    /// `Item`: the job with this number, from 1. Takes as many steps as the number says.
    #[must_use]
    pub fn item(&self, number: usize) -> Option<&'a dyn Job> {
        self.iter().nth(number.checked_sub(1)?)
    }

    /// `_NewEnum`: all of them, one after the other.
    pub fn iter(&self) -> impl Iterator<Item = &'a dyn Job> + use<'a, O, I> {
        let mut outgoing = self.outgoing.iter().peekable();
        let mut incoming = self.incoming.iter().peekable();
        core::iter::from_fn(move || {
            let incoming_first = match (outgoing.peek(), incoming.peek()) {
                (Some(out), Some(into)) => into.id() < out.id(),
                (None, _) => true,
                (Some(_), None) => false,
            };
            if incoming_first {
                incoming.next().map(|job| job as &dyn Job)
            } else {
                outgoing.next().map(|job| job as &dyn Job)
            }
        })
    }
}
