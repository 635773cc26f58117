//! Events for one who reads them at a pace of their own.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use core::time::Duration;
use std::time::Instant;

use super::connection::Scope;
use super::dispatch::activity;
use super::{Queue, QueueError};
use crate::engine::{Caller, Event, Refusal};
use crate::model::{Activity, Notify};
use crate::store::Cursor;
use crate::vocabulary::{ServerEvents, ServerId};

/// What a [`Feed`] has to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// Something happened.
    Event(Box<Event>),
    /// The counters of activity moved, by the events before.
    Activity(Activity),
    /// So many events were dropped before they were read, by a [sweep](Queue::sweep) because they were too old or too many,
    /// or by [`forget_told_events`](Queue::forget_told_events). The events that follow have no gap: take
    /// [`last_event`](Queue::last_event), read the jobs anew, and go on with a feed from there, or with this one.
    Missed(u64),
    /// The service ends. Nothing follows.
    ShutDown,
}

impl Notice {
    /// Calls a listener, for which there is no callback for what was missed.
    pub fn tell(&self, server: ServerId, listener: &mut dyn Notify) {
        match self {
            Self::Event(event) => event.tell(server, listener),
            Self::Activity(Activity { incoming, routing, outgoing, queued }) => {
                listener.on_server_activity_change(server, *incoming, *routing, *outgoing, *queued);
            }
            Self::Missed(_) => {}
            Self::ShutDown => listener.on_server_shut_down(server),
        }
    }
}

/// The events in a mask, in order, from a cursor on, for one who reads them at a pace of their own: on a thread, from a
/// channel ([`into_channel`](Self::into_channel)), or as an async stream (feature `stream`).
///
/// ```text
///   change + its events ──▶ store ◀──reads── Feed ──▶ you
///           └──▶ bell ─ ─ ─wakes─ ─ ─ ─ ─ ─ ─ ┘
/// ```
///
/// A feed keeps a place in the store and not the events: one that is slow, or gone, costs the queue and the others nothing,
/// and there is no buffer that could be full. To go on after a restart, keep [`cursor`](Self::cursor) once you are done with
/// a notice, and begin there the next time: what you were not done with comes again, so each event comes at least once.
/// The store knows nothing of such cursors and waits for none. Whoever comes back within 72 hours and 100,000 events misses
/// nothing ([`Queue::sweep`]); after that, [`Notice::Missed`] says how much is gone.
#[derive(Debug)]
#[must_use = "a feed tells only who reads it"]
pub struct Feed {
    queue: Queue,
    mask: ServerEvents,
    scope: Scope,
    /// Everything up to here was given, or is nothing to this feed.
    cursor: Cursor,
    ahead: VecDeque<(Cursor, Event)>,
    caller: Option<Caller>,
    activity: Activity,
    /// There were events since the counters were looked at.
    stirred: bool,
    closings: u64,
    over: bool,
}

impl Queue {
    /// The events in `mask` after a cursor. Begin at the default cursor, at [`last_event`](Self::last_event), or where a feed
    /// of another time was. It needs no [`dispatch`](Self::dispatch).
    pub fn feed(&self, mask: ServerEvents, after: Cursor) -> Feed {
        Feed::new(self, mask, after, Scope::Owner, None)
    }
}

impl Feed {
    pub(super) fn new(queue: &Queue, mask: ServerEvents, after: Cursor, scope: Scope, caller: Option<Caller>) -> Self {
        Self {
            queue: queue.clone(),
            mask,
            scope,
            cursor: after,
            ahead: VecDeque::new(),
            caller,
            activity: Activity::default(),
            stirred: true,
            closings: queue.0.bell.closings(),
            over: false,
        }
    }

    /// The place behind the last notice that was given.
    #[must_use]
    pub const fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// Whether the service has ended, or the account is gone: nothing will follow.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.over
    }

    /// The next notice, if there is one now.
    ///
    /// # Errors
    ///
    /// A fault of the store; nothing is lost, the next call goes on.
    pub fn try_next(&mut self) -> Result<Option<Notice>, QueueError> {
        while !self.over {
            // Looked at before the events: what happened before the end is told before it.
            let closed = self.queue.0.bell.closings() != self.closings;
            if self.ahead.is_empty() {
                if let Some(missed) = self.read()? {
                    return Ok(Some(Notice::Missed(missed)));
                }
                if self.ahead.is_empty() {
                    return if let Some(activity) = self.moved_activity()? {
                        Ok(Some(Notice::Activity(activity)))
                    } else {
                        self.over |= closed;
                        let last = closed && self.mask.contains(ServerEvents::SERVICE_ENDED);
                        Ok(last.then_some(Notice::ShutDown))
                    };
                }
            }
            while let Some((at, event)) = self.ahead.pop_front() {
                self.cursor = at;
                if self.wants(&event) {
                    return Ok(Some(Notice::Event(Box::new(event))));
                }
            }
        }
        Ok(None)
    }

    /// The next notice, waiting for it so long at most.
    ///
    /// # Errors
    ///
    /// As for [`try_next`](Self::try_next).
    pub fn next_timeout(&mut self, longest: Duration) -> Result<Option<Notice>, QueueError> {
        self.next_until(Instant::now().checked_add(longest), || false)
    }

    /// Waits for the next notice, until a time or until `stop` says so when the bell rings.
    pub(super) fn next_until(
        &mut self,
        until: Option<Instant>,
        stop: impl Fn() -> bool,
    ) -> Result<Option<Notice>, QueueError> {
        loop {
            let rings = self.queue.0.bell.rings();
            if stop() {
                return Ok(None);
            }
            if let Some(notice) = self.try_next()? {
                return Ok(Some(notice));
            }
            if self.over || !self.queue.0.bell.wait(rings, until) {
                return Ok(None);
            }
        }
    }

    /// Reads ahead, and who reads with which rights. Returns how many events are missing before what was read.
    fn read(&mut self) -> Result<Option<u64>, QueueError> {
        const BATCH: usize = 64;
        let (found, last) = {
            let store = self.queue.store();
            (store.events(self.cursor, BATCH)?, store.last_event()?)
        };
        // Cursors count events without gaps, so what is not there any more can be counted.
        let next = found.first().map_or(last.0.saturating_add(1), |(at, _)| at.0);
        let missed = next.saturating_sub(self.cursor.0.saturating_add(1));
        self.cursor = Cursor(self.cursor.0.saturating_add(missed));
        self.ahead = found.into();
        if !self.ahead.is_empty() {
            self.stirred = true;
            match self.scope.caller(&self.queue) {
                Ok(caller) => self.caller = caller,
                // There is no such account any more.
                Err(QueueError::Refused(Refusal::Denied)) => self.over = true,
                Err(error) => return Err(error),
            }
        }
        Ok((missed > 0).then_some(missed))
    }

    fn wants(&self, event: &Event) -> bool {
        !self.over
            && self.mask.contains(event.kind.mask())
            && self.caller.as_ref().is_none_or(|caller| match self.scope {
                Scope::Account(_) => caller.is_concerned_by(event),
                Scope::Owner | Scope::Server(_) => caller.may_hear(event),
            })
    }

    /// The counters, if somebody wants them and they moved.
    fn moved_activity(&mut self) -> Result<Option<Activity>, QueueError> {
        let may = self.caller.as_ref().is_none_or(|caller| caller.check_listen(ServerEvents::ACTIVITY).is_ok());
        if !self.stirred || !self.mask.contains(ServerEvents::ACTIVITY) || !may {
            return Ok(None);
        }
        let now = activity(&**self.queue.store())?;
        self.stirred = false;
        Ok((now != core::mem::replace(&mut self.activity, now)).then_some(now))
    }

    pub(super) const fn queue(&self) -> &Queue {
        &self.queue
    }

    pub(super) const fn caller(&self) -> Option<&Caller> {
        self.caller.as_ref()
    }
}

#[cfg(feature = "stream")]
impl futures_core::Stream for Feed {
    type Item = Result<Notice, QueueError>;

    /// Ends with the service. Any runtime will do; what is read is in the store of this process, so no call blocks for
    /// longer than the store takes to answer.
    fn poll_next(
        mut self: core::pin::Pin<&mut Self>,
        context: &mut core::task::Context<'_>,
    ) -> core::task::Poll<Option<Self::Item>> {
        use core::task::Poll;
        // First the waker, then the look: news in between wakes the task once too often, and never too rarely.
        self.queue.0.bell.wake(context.waker());
        match self.try_next() {
            Ok(Some(notice)) => Poll::Ready(Some(Ok(notice))),
            Ok(None) if self.over => Poll::Ready(None),
            Ok(None) => Poll::Pending,
            Err(error) => Poll::Ready(Some(Err(error))),
        }
    }
}
