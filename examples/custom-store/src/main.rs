//! A store of your own: `cargo run -p example-custom-store`.
//!
//! This one keeps its jobs as another store does, and writes down what each plan did: an audit that cannot differ from what
//! happened, because a queue changes nothing but through `Store::apply`. `store::conformance` says whether it keeps the rules.

use core::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use fax_queue::engine::errand::{ErrandKind, ErrandRecord};
use fax_queue::engine::{Event, IncomingRecord, OutgoingRecord, Place, Plan, View};
use fax_queue::model::NewJob;
use fax_queue::service::Queue;
use fax_queue::store::{ApplyError, Counts, Cursor, Memory, Outdated, Query, Store, StoreError, conformance};
use fax_queue::vocabulary::{JobId, Timestamp};

/// The lines of the audit; yours would go to a file that is only ever appended to.
type Lines = Arc<Mutex<Vec<String>>>;

/// A store that tells what is written into it.
struct Audited<S> {
    inner: S,
    lines: Lines,
}

impl<S: Store> Store for Audited<S> {
    /// The one that matters: a plan is applied whole or not at all, and only then is it written down.
    fn apply(&mut self, plan: &Plan) -> Result<(), ApplyError> {
        self.inner.apply(plan)?;
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        for event in &plan.events {
            let what = format!("{:?}", event.kind);
            let name = what.split(['(', ' ']).next().unwrap_or_default();
            lines.push(format!("{} {} {name}", event.at, event.job.unwrap_or_default()));
        }
        Ok(())
    }

    // All the rest is read from the store inside.
    fn load(&self, query: &Query<'_>) -> Result<View, StoreError> {
        self.inner.load(query)
    }
    fn candidates(&self, now: Timestamp, limit: usize) -> Result<Vec<JobId>, StoreError> {
        self.inner.candidates(now, limit)
    }
    fn outgoing(&self) -> Result<Vec<OutgoingRecord>, StoreError> {
        self.inner.outgoing()
    }
    fn incoming(&self) -> Result<Vec<IncomingRecord>, StoreError> {
        self.inner.incoming()
    }
    fn outgoing_archive(&self, after: JobId, limit: usize) -> Result<Vec<OutgoingRecord>, StoreError> {
        self.inner.outgoing_archive(after, limit)
    }
    fn incoming_archive(&self, after: JobId, limit: usize) -> Result<Vec<IncomingRecord>, StoreError> {
        self.inner.incoming_archive(after, limit)
    }
    fn of_account(&self, account: &str, before: JobId, limit: usize) -> Result<Vec<OutgoingRecord>, StoreError> {
        self.inner.of_account(account, before, limit)
    }
    fn counts(&self) -> Result<Counts, StoreError> {
        self.inner.counts()
    }
    fn in_place(
        &self,
        place: Place,
        after: (Timestamp, JobId),
        before: Timestamp,
        limit: usize,
    ) -> Result<Vec<(Timestamp, JobId)>, StoreError> {
        self.inner.in_place(place, after, before, limit)
    }
    fn errands(&self, kind: ErrandKind, now: Timestamp, limit: usize) -> Result<Vec<ErrandRecord>, StoreError> {
        self.inner.errands(kind, now, limit)
    }

    fn events(&self, after: Cursor, limit: usize) -> Result<Vec<(Cursor, Event)>, StoreError> {
        self.inner.events(after, limit)
    }
    fn last_event(&self) -> Result<Cursor, StoreError> {
        self.inner.last_event()
    }
    fn told(&self) -> Result<Cursor, StoreError> {
        self.inner.told()
    }
    fn set_told(&mut self, until: Cursor) -> Result<(), StoreError> {
        self.inner.set_told(until)
    }
    fn forget_events(&mut self, until: Cursor) -> Result<(), StoreError> {
        self.inner.forget_events(until)
    }
    fn forget(&mut self, what: &Outdated, limit: usize) -> Result<usize, StoreError> {
        self.inner.forget(what, limit)
    }
    fn compact(&mut self) -> Result<bool, StoreError> {
        self.inner.compact()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    conformance::exercise(|| Audited { inner: Memory::new(), lines: Lines::default() });
    println!("the store keeps the rules");

    let lines = Lines::default();
    let queue = Queue::open(Audited { inner: Memory::new(), lines: Arc::clone(&lines) })?;
    let job = queue.submit(NewJob::new("+44 20 7946 0000", "letter.tif", 2))?;
    queue.pause(job)?;
    queue.cancel(job)?;
    for line in lines.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        println!("{line}");
    }
    Ok(())
}
