//! How to hear of what happens: listeners, and a cursor for whoever keeps a place of its own.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::dispatch::activity;
use super::{Queue, QueueError, SubscriptionId};
use crate::engine::Event;
use crate::model::{Activity, Notify};
use crate::store::Cursor;
use crate::vocabulary::ServerEvents;

impl Queue {
    /// Adds a listener for the events in `mask`. It hears of what was not yet told to anybody, and of all that happens
    /// from now on. To miss nothing, subscribe first and then read the jobs.
    pub fn subscribe(&self, mask: ServerEvents, listener: impl Notify + Send + 'static) -> SubscriptionId {
        self.0.dispatcher.subscribe(mask, Box::new(listener))
    }

    /// Drops a listener. It may still hear of what is being told this moment.
    pub fn unsubscribe(&self, subscription: SubscriptionId) {
        self.0.dispatcher.unsubscribe(subscription);
    }

    /// Tells listeners what happened since the last time, on this thread. Call it after whatever you asked of the
    /// queue, or from a thread of its own every now and then. If another thread is telling already, it goes on with the
    /// news and this call returns at once; the same if a listener calls it. Told events stay in the store until
    /// [`forget_told_events`](Self::forget_told_events).
    ///
    /// Every event is told, also if the process dies before it was: the next one that opens the store begins there. The
    /// place is noted after up to 64 events, so those last told before a crash may be told twice.
    ///
    /// # Errors
    ///
    /// A fault of the store; nothing is lost, the next call goes on.
    pub fn dispatch(&self) -> Result<(), QueueError> {
        Ok(self.0.dispatcher.run(self.0.id, &self.0.store)?)
    }

    /// Tells what there is to tell, then that the service ends, and drops all listeners. Feeds end when they come to it. The
    /// queue itself goes on: end the calls first.
    ///
    /// # Errors
    ///
    /// A fault of the store; the next call, or the next [`dispatch`](Self::dispatch), goes on.
    pub fn shut_down(&self) -> Result<(), QueueError> {
        self.0.bell.close();
        Ok(self.0.dispatcher.close(self.0.id, &self.0.store)?)
    }

    /// What happened after a cursor, for the events in `mask`, in order, and the cursor to go on from: for whoever keeps
    /// a place of its own, such as another process. Begin at the default cursor, or at [`last_event`](Self::last_event);
    /// ask again with what was returned. Events are kept as long as [`sweep`](Self::sweep) says. What was dropped is not
    /// counted here, as a [`Feed`](super::Feed) does.
    ///
    /// At most `limit` events are looked at, so there may be more when none is returned but the cursor moved.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn events(&self, after: Cursor, mask: ServerEvents, limit: usize) -> Result<(Vec<Event>, Cursor), QueueError> {
        let found = self.store().events(after, limit)?;
        let cursor = found.last().map_or(after, |(cursor, _)| *cursor);
        let wanted = found.into_iter().map(|(_, event)| event).filter(|event| mask.contains(event.kind.mask()));
        Ok((wanted.collect(), cursor))
    }

    /// The cursor behind the last event: whoever reads the jobs after it, and events from it, misses nothing.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn last_event(&self) -> Result<Cursor, QueueError> {
        Ok(self.store().last_event()?)
    }

    /// `IFaxActivity`: how many jobs there are of each kind, at this moment.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn activity(&self) -> Result<Activity, QueueError> {
        Ok(activity(&**self.store())?)
    }

    /// Drops the events that listeners were told from the store at once, for a program that keeps no cursor: nobody else is
    /// waited for, and a [`Feed`](super::Feed) that had not read them hears how many it
    /// [missed](super::Notice::Missed). Whoever has feeds leaves this to [`sweep`](Self::sweep), which keeps events for
    /// long enough.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn forget_told_events(&self) -> Result<(), QueueError> {
        let mut store = self.store();
        let told = store.told()?;
        Ok(store.forget_events(told)?)
    }
}
