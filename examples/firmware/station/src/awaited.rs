//! Two rings as the halves of a port that tasks of an executor wait at.

use core::convert::Infallible;
use core::fmt;
use core::future::{Future, poll_fn};
use core::task::Poll;

use embassy_sync::waitqueue::AtomicWaker;
use embedded_io_async::{ErrorType, Read, Write};

use crate::Ring;

/// A ring at which a task may wait. The interrupt moves octets and then calls [`wake`](Self::wake).
pub struct Awaited<const N: usize> {
    ring: Ring<N>,
    waker: AtomicWaker,
}

impl<const N: usize> Awaited<N> {
    /// An empty ring that nobody waits at.
    #[must_use]
    pub const fn new() -> Self {
        Self { ring: Ring::new(), waker: AtomicWaker::new() }
    }

    /// The ring.
    pub const fn ring(&self) -> &Ring<N> {
        &self.ring
    }

    /// Lets the task that waits look at the ring again.
    pub fn wake(&self) {
        self.waker.wake();
    }

    /// Waits until `act` has moved octets. It moves some only when it is ready, so to drop it before loses none, as sessions
    /// want it.
    fn moved(&self, mut act: impl FnMut(&Ring<N>) -> usize) -> impl Future<Output = Result<usize, Infallible>> {
        poll_fn(move |task| {
            // The waker first: what an interrupt moves behind that is not missed.
            self.waker.register(task.waker());
            match act(&self.ring) {
                0 => Poll::Pending,
                count => Poll::Ready(Ok(count)),
            }
        })
    }
}

impl<const N: usize> fmt::Debug for Awaited<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Awaited").field("ring", &self.ring).finish_non_exhaustive()
    }
}

impl<const N: usize> Default for Awaited<N> {
    fn default() -> Self {
        Self::new()
    }
}

/// The half that hears the modem.
#[derive(Debug)]
pub struct Reader<'r, const N: usize> {
    received: &'r Awaited<N>,
}

impl<'r, const N: usize> Reader<'r, N> {
    /// Reads what the interrupt puts into this ring.
    pub const fn new(received: &'r Awaited<N>) -> Self {
        Self { received }
    }
}

impl<const N: usize> ErrorType for Reader<'_, N> {
    type Error = Infallible;
}

impl<const N: usize> Read for Reader<'_, N> {
    async fn read(&mut self, into: &mut [u8]) -> Result<usize, Infallible> {
        if into.is_empty() {
            return Ok(0);
        }
        self.received.moved(|ring| ring.take_into(into)).await
    }
}

/// The half that speaks to the modem.
#[derive(Debug)]
pub struct Writer<'r, const N: usize> {
    to_send: &'r Awaited<N>,
    send: fn(),
}

impl<'r, const N: usize> Writer<'r, N> {
    /// Writes to the ring that the interrupt empties; `send` wakes the transmitter if it rests.
    pub const fn new(to_send: &'r Awaited<N>, send: fn()) -> Self {
        Self { to_send, send }
    }
}

impl<const N: usize> ErrorType for Writer<'_, N> {
    type Error = Infallible;
}

impl<const N: usize> Write for Writer<'_, N> {
    async fn write(&mut self, octets: &[u8]) -> Result<usize, Infallible> {
        if octets.is_empty() {
            return Ok(0);
        }
        let written = self.to_send.moved(|ring| ring.put_from(octets)).await;
        (self.send)();
        written
    }

    async fn flush(&mut self) -> Result<(), Infallible> {
        self.to_send.moved(|ring| usize::from(ring.is_empty())).await.map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use core::pin::pin;
    use core::sync::atomic::{AtomicU32, Ordering};
    use core::task::{Context, Waker};
    use std::sync::Arc;
    use std::task::Wake;

    use super::*;

    #[derive(Default)]
    struct Woken(AtomicU32);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn a_reader_waits_for_the_interrupt() {
        let (received, woken) = (Awaited::<4>::new(), Arc::new(Woken::default()));
        let waker = Waker::from(woken.clone());
        let mut task = Context::from_waker(&waker);
        let (mut reader, mut into) = (Reader::new(&received), [0; 8]);
        {
            let mut read = pin!(reader.read(&mut into));
            assert!(read.as_mut().poll(&mut task).is_pending());
            (b'O'..=b'P').for_each(|octet| received.ring().put(octet));
            received.wake();
            assert_eq!(woken.0.load(Ordering::Relaxed), 1);
            assert_eq!(read.poll(&mut task), Poll::Ready(Ok(2)));
        }
        assert_eq!(into[..2], *b"OP");
    }

    #[test]
    fn a_writer_waits_for_room_and_one_that_is_dropped_has_written_nothing() {
        let (to_send, mut task) = (Awaited::<4>::new(), Context::from_waker(Waker::noop()));
        let mut writer = Writer::new(&to_send, || ());
        assert_eq!(pin!(writer.write(b"ATDT1")).poll(&mut task), Poll::Ready(Ok(4)));
        assert!(pin!(writer.write(b"1")).poll(&mut task).is_pending());
        assert!(pin!(writer.flush()).poll(&mut task).is_pending());
        assert_eq!(core::iter::from_fn(|| to_send.ring().take()).collect::<std::vec::Vec<_>>(), b"ATDT");
        assert!(pin!(writer.flush()).poll(&mut task).is_ready());
    }
}
