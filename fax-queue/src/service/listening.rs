//! Listeners with a thread of their own, and channels.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use core::panic::AssertUnwindSafe;
use core::sync::atomic::{AtomicBool, Ordering};
use std::io;
use std::panic::catch_unwind;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use super::{Feed, Notice, Queue};
use crate::model::Notify;
use crate::store::Cursor;
use crate::vocabulary::ServerEvents;

/// A listener that has a thread of its own. It is told until this is dropped, until the service ends, or until it panics.
#[derive(Debug)]
#[must_use = "the listener is told until this is dropped"]
pub struct Listening {
    queue: Queue,
    stop: Arc<AtomicBool>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Listening {
    /// Starts a thread that gives what a feed has to `tell`.
    pub(super) fn start(mut feed: Feed, mut tell: impl FnMut(&Feed, &Notice) + Send + 'static) -> io::Result<Self> {
        let stop = Arc::<AtomicBool>::default();
        let (queue, stopped) = (feed.queue().clone(), Arc::clone(&stop));
        let thread = thread::Builder::new().name(String::from("fax listener")).spawn(move || {
            let is_stopped = || stopped.load(Ordering::Acquire);
            loop {
                let rings = feed.queue().0.bell.rings();
                match feed.next_until(None, is_stopped) {
                    Ok(Some(notice)) => {
                        // Whoever panics may be half way through anything: it hears no more.
                        if catch_unwind(AssertUnwindSafe(|| tell(&feed, &notice))).is_err() {
                            return;
                        }
                    }
                    Ok(None) => return,
                    // The store is at fault. Whoever writes to it hears so; what is readable again is told then.
                    Err(_) => _ = feed.queue().0.bell.wait(rings, None),
                }
            }
        })?;
        Ok(Self { queue, stop, thread: Some(thread) })
    }

    /// Whether it is told no more.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.thread.as_ref().is_none_or(thread::JoinHandle::is_finished)
    }

    /// Stops it, and waits until it has done with what it is being told.
    pub fn stop(mut self) {
        self.signal();
        if let Some(thread) = self.thread.take() {
            // A panic of the listener was caught.
            let _ = thread.join();
        }
    }

    fn signal(&self) {
        self.stop.store(true, Ordering::Release);
        self.queue.0.bell.ring();
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.signal();
    }
}

impl Queue {
    /// Adds a listener with a thread of its own, for the events in `mask` after a cursor: however slow it is, nobody else
    /// waits for it, and nobody has to [`dispatch`](Self::dispatch) for it.
    ///
    /// # Errors
    ///
    /// The system gives no thread.
    pub fn listen(
        &self,
        mask: ServerEvents,
        after: Cursor,
        listener: impl Notify + Send + 'static,
    ) -> io::Result<Listening> {
        let mut listener: Box<dyn Notify + Send> = Box::new(listener);
        let server = self.0.id;
        Listening::start(self.feed(mask, after), move |_, notice| notice.tell(server, &mut *listener))
    }
}

impl Feed {
    /// The notices from a channel of so many places, each with the cursor behind it. When the channel is full, its thread
    /// waits, and goes on from its place in the store once you read: nothing is dropped for being slow. The channel ends with
    /// the service. Once you drop the receiver, the thread ends with the next notice.
    ///
    /// # Errors
    ///
    /// The system gives no thread.
    pub fn into_channel(mut self, places: usize) -> io::Result<Receiver<(Cursor, Notice)>> {
        let (send, receive) = sync_channel(places);
        thread::Builder::new().name(String::from("fax events")).spawn(move || {
            loop {
                let rings = self.queue().0.bell.rings();
                match self.next_until(None, || false) {
                    Ok(Some(notice)) => {
                        if send.send((self.cursor(), notice)).is_err() {
                            return;
                        }
                    }
                    Ok(None) => return,
                    Err(_) => _ = self.queue().0.bell.wait(rings, None),
                }
            }
        })?;
        Ok(receive)
    }
}
