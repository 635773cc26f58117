//! From the outbox to the listeners.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::panic::AssertUnwindSafe;
use core::sync::atomic::{AtomicBool, Ordering};
use std::panic::catch_unwind;
use std::sync::{Mutex, TryLockError};

use super::queue::lock;
use crate::engine::EventKind;
use crate::model::Notify;
use crate::store::{Cursor, Store, StoreError};
use crate::vocabulary::{JobId, ServerEvents, ServerId};

/// A listener that was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubscriptionId(u64);

struct Subscription {
    id: SubscriptionId,
    mask: ServerEvents,
    listener: Box<dyn Notify>,
}

/// What changes about subscriptions while listeners are being told; it takes effect before the next event.
#[derive(Default)]
struct Changes {
    last: u64,
    added: Vec<Subscription>,
    dropped: Vec<SubscriptionId>,
}

pub(super) struct Dispatcher {
    /// Whoever holds this tells. In it: the place in the outbox, and who listens.
    telling: Mutex<(Cursor, Vec<Subscription>)>,
    changes: Mutex<Changes>,
    /// Somebody wanted to tell and found somebody else telling.
    again: AtomicBool,
}

impl fmt::Debug for Dispatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dispatcher").finish_non_exhaustive()
    }
}

impl Dispatcher {
    pub(super) fn new(after: Cursor) -> Self {
        Self { telling: Mutex::new((after, Vec::new())), changes: Mutex::default(), again: AtomicBool::new(false) }
    }

    pub(super) fn subscribe(&self, mask: ServerEvents, listener: Box<dyn Notify>) -> SubscriptionId {
        let mut changes = lock(&self.changes);
        changes.last += 1;
        let id = SubscriptionId(changes.last);
        changes.added.push(Subscription { id, mask, listener });
        id
    }

    pub(super) fn unsubscribe(&self, id: SubscriptionId) {
        lock(&self.changes).dropped.push(id);
    }

    pub(super) fn run(&self, server: ServerId, store: &Mutex<Box<dyn Store>>) -> Result<(), StoreError> {
        // The wish is noted before the lock is tried, and looked at after it was let go: whoever tells now sees it.
        self.again.store(true, Ordering::SeqCst);
        while self.again.load(Ordering::SeqCst) {
            let mut telling = match self.telling.try_lock() {
                Ok(telling) => telling,
                Err(TryLockError::Poisoned(telling)) => telling.into_inner(),
                Err(TryLockError::WouldBlock) => return Ok(()),
            };
            self.again.store(false, Ordering::SeqCst);
            let (cursor, subscriptions) = &mut *telling;
            self.tell(server, store, cursor, subscriptions)?;
        }
        Ok(())
    }

    fn tell(
        &self,
        server: ServerId,
        store: &Mutex<Box<dyn Store>>,
        cursor: &mut Cursor,
        subscriptions: &mut Vec<Subscription>,
    ) -> Result<(), StoreError> {
        const BATCH: usize = 64;
        loop {
            // The lock of the store is held for the reading only.
            let events = lock(store).events(*cursor, BATCH)?;
            if events.is_empty() {
                self.take_changes(subscriptions);
                return Ok(());
            }
            for (at, event) in events {
                self.take_changes(subscriptions);
                subscriptions.retain_mut(|subscription| {
                    if !subscription.mask.contains(event.kind.mask()) {
                        return true;
                    }
                    let listener = &mut *subscription.listener;
                    // A listener that panicked may be half way through anything: it is dropped.
                    catch_unwind(AssertUnwindSafe(|| call(listener, server, event.job, &event.kind))).is_ok()
                });
                *cursor = at;
            }
        }
    }

    fn take_changes(&self, subscriptions: &mut Vec<Subscription>) {
        let mut changes = lock(&self.changes);
        subscriptions.append(&mut changes.added);
        let dropped = core::mem::take(&mut changes.dropped);
        subscriptions.retain(|subscription| !dropped.contains(&subscription.id));
    }
}

fn call(listener: &mut dyn Notify, server: ServerId, job: Option<JobId>, kind: &EventKind) {
    let job = job.unwrap_or_default();
    match kind {
        EventKind::OutgoingJobAdded => listener.on_outgoing_job_added(server, job),
        EventKind::OutgoingJobChanged(status) => listener.on_outgoing_job_changed(server, job, status),
        EventKind::OutgoingJobRemoved => listener.on_outgoing_job_removed(server, job),
        EventKind::IncomingJobAdded => listener.on_incoming_job_added(server, job),
        EventKind::IncomingJobChanged(status) => listener.on_incoming_job_changed(server, job, status),
        EventKind::IncomingJobRemoved => listener.on_incoming_job_removed(server, job),
        EventKind::NewCall { call, device, caller_id } => listener.on_new_call(server, *call, *device, caller_id),
        EventKind::OutgoingQueueConfigChanged => listener.on_outgoing_queue_config_change(server),
        EventKind::QueuesStatusChanged { outgoing_blocked, outgoing_paused, incoming_blocked } => {
            listener.on_queues_status_change(server, *outgoing_blocked, *outgoing_paused, *incoming_blocked);
        }
    }
}
