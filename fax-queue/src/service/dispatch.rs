//! From the outbox to the listeners.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::panic::AssertUnwindSafe;
use core::sync::atomic::{AtomicBool, Ordering};
use std::panic::catch_unwind;
use std::sync::{Mutex, TryLockError};

use super::queue::lock;
use crate::engine::Place;
use crate::model::{Activity, Notify};
use crate::store::{Cursor, Store, StoreError};
use crate::vocabulary::{ServerEvents, ServerId};

/// A listener that was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubscriptionId(u64);

struct Subscription {
    id: SubscriptionId,
    mask: ServerEvents,
    listener: Box<dyn Notify + Send>,
}

/// What changes about subscriptions while listeners are being told; it takes effect before the next event.
#[derive(Default)]
struct Changes {
    last: u64,
    added: Vec<Subscription>,
    dropped: Vec<SubscriptionId>,
}

/// What whoever tells needs.
struct Telling {
    subscriptions: Vec<Subscription>,
    /// The place in the outbox up to which everything was told.
    told: Cursor,
    /// That place as the store has it.
    noted: Cursor,
    activity: Activity,
}

/// How many jobs there are in both queues.
pub(super) fn activity(store: &dyn Store) -> Result<Activity, StoreError> {
    let counts = store.counts()?;
    let count = |place| u32::try_from(counts.of(place)).unwrap_or(u32::MAX);
    Ok(Activity {
        incoming: count(Place::Receiving),
        routing: count(Place::Routing),
        outgoing: count(Place::OnLine),
        queued: count(Place::Waiting),
    })
}

pub(super) struct Dispatcher {
    /// Whoever holds this tells.
    telling: Mutex<Telling>,
    changes: Mutex<Changes>,
    /// The service ends: say so after all else.
    closing: AtomicBool,
    /// Somebody wanted to tell and found somebody else telling.
    again: AtomicBool,
}

impl fmt::Debug for Dispatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dispatcher").finish_non_exhaustive()
    }
}

impl Dispatcher {
    pub(super) fn new(told: Cursor) -> Self {
        Self {
            telling: Mutex::new(Telling {
                subscriptions: Vec::new(),
                told,
                noted: told,
                activity: Activity::default(),
            }),
            changes: Mutex::default(),
            closing: AtomicBool::new(false),
            again: AtomicBool::new(false),
        }
    }

    pub(super) fn subscribe(&self, mask: ServerEvents, listener: Box<dyn Notify + Send>) -> SubscriptionId {
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
            self.tell(server, store, &mut telling)?;
        }
        Ok(())
    }

    /// Tells the rest and says goodbye.
    pub(super) fn close(&self, server: ServerId, store: &Mutex<Box<dyn Store>>) -> Result<(), StoreError> {
        self.closing.store(true, Ordering::SeqCst);
        self.run(server, store)
    }

    fn tell(&self, server: ServerId, store: &Mutex<Box<dyn Store>>, telling: &mut Telling) -> Result<(), StoreError> {
        const BATCH: usize = 64;
        loop {
            // The lock of the store is held for noting and reading only.
            let events = {
                let mut store = lock(store);
                if telling.noted != telling.told {
                    store.set_told(telling.told)?;
                    telling.noted = telling.told;
                }
                store.events(telling.told, BATCH)?
            };
            if events.is_empty() {
                self.take_changes(&mut telling.subscriptions);
                self.tell_activity(server, store, telling)?;
                if self.closing.swap(false, Ordering::SeqCst) {
                    telling.each(ServerEvents::SERVICE_ENDED, |listener| listener.on_server_shut_down(server));
                    telling.subscriptions.clear();
                }
                return Ok(());
            }
            for (at, event) in events {
                self.take_changes(&mut telling.subscriptions);
                telling.each(event.kind.mask(), |listener| event.tell(server, listener));
                telling.told = at;
            }
        }
    }

    /// The counters come after the events that moved them, and only once for all of these.
    fn tell_activity(
        &self,
        server: ServerId,
        store: &Mutex<Box<dyn Store>>,
        telling: &mut Telling,
    ) -> Result<(), StoreError> {
        if !telling.subscriptions.iter().any(|listening| listening.mask.contains(ServerEvents::ACTIVITY)) {
            return Ok(());
        }
        let now = activity(&**lock(store))?;
        if now != core::mem::replace(&mut telling.activity, now) {
            let Activity { incoming, routing, outgoing, queued } = now;
            telling.each(ServerEvents::ACTIVITY, |listener| {
                listener.on_server_activity_change(server, incoming, routing, outgoing, queued);
            });
        }
        Ok(())
    }

    fn take_changes(&self, subscriptions: &mut Vec<Subscription>) {
        let (mut added, dropped) = {
            let mut changes = lock(&self.changes);
            (core::mem::take(&mut changes.added), core::mem::take(&mut changes.dropped))
        };
        // Nothing is locked any more: a listener that goes may ask the queue for something as it does.
        subscriptions.append(&mut added);
        subscriptions.retain(|subscription| !dropped.contains(&subscription.id));
    }
}

impl Telling {
    /// Calls everybody who listens for this. A listener that panics may be half way through anything: it is dropped.
    fn each(&mut self, mask: ServerEvents, mut call: impl FnMut(&mut dyn Notify)) {
        self.subscriptions.retain_mut(|subscription| {
            let listener = &mut *subscription.listener;
            !subscription.mask.contains(mask) || catch_unwind(AssertUnwindSafe(|| call(listener))).is_ok()
        });
    }
}
