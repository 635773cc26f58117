//! A telephone as the two halves of an async port, and the clocks of embassy and of tokio, which run with its own.
#![allow(dead_code, reason = "each test uses its part of it")]

use core::cell::{Cell, RefCell, RefMut};
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::rc::Rc;

use embedded_io::{ErrorType, Read as _, ReadReady as _, Write as _, WriteReady as _};
use fax_core::Instant;
use fax_modem::AsyncClock;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{Telephone, Unplugged};

/// Either half of a telephone.
#[derive(Clone)]
pub(crate) struct Half(Rc<Shared>);

struct Shared {
    telephone: RefCell<Telephone>,
    wakers: Cell<Vec<Waker>>,
}

impl Half {
    pub(crate) fn new() -> Self {
        let telephone = RefCell::new(Telephone::new(&Rc::new(Cell::new(Instant::ZERO))));
        Self(Rc::new(Shared { telephone, wakers: Cell::default() }))
    }

    pub(crate) fn telephone(&self) -> RefMut<'_, Telephone> {
        self.0.telephone.borrow_mut()
    }

    /// Whether somebody else has a half of it.
    pub(crate) fn is_shared(&self) -> bool {
        Rc::strong_count(&self.0) > 1
    }

    /// Pending until the next tick.
    fn later<T>(&self, context: &Context<'_>) -> Poll<T> {
        let mut wakers = self.0.wakers.take();
        wakers.push(context.waker().clone());
        self.0.wakers.set(wakers);
        Poll::Pending
    }

    fn poll_octets(&self, context: &Context<'_>, into: &mut [u8]) -> Poll<Result<usize, Unplugged>> {
        let mut telephone = self.0.telephone.borrow_mut();
        if telephone.read_ready()? { Poll::Ready(telephone.read(into)) } else { self.later(context) }
    }

    fn poll_take(&self, context: &Context<'_>, octets: &[u8]) -> Poll<Result<usize, Unplugged>> {
        let mut telephone = self.0.telephone.borrow_mut();
        if telephone.write_ready()? { Poll::Ready(telephone.write(octets)) } else { self.later(context) }
    }

    /// One step of everything but the session. Returns how much time passed.
    pub(crate) fn tick(&self) -> Duration {
        let mut telephone = self.0.telephone.borrow_mut();
        let began = telephone.exchange.now();
        telephone.tick();
        self.0.wakers.take().into_iter().for_each(Waker::wake);
        telephone.exchange.now().since(began)
    }
}

impl ErrorType for Half {
    type Error = Unplugged;
}

impl embedded_io_async::Read for Half {
    async fn read(&mut self, into: &mut [u8]) -> Result<usize, Unplugged> {
        poll_fn(|context| self.poll_octets(context, into)).await
    }
}

impl embedded_io_async::Write for Half {
    async fn write(&mut self, octets: &[u8]) -> Result<usize, Unplugged> {
        poll_fn(|context| self.poll_take(context, octets)).await
    }

    async fn flush(&mut self) -> Result<(), Unplugged> {
        Ok(())
    }
}

impl AsyncRead for Half {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        let read = self.poll_octets(context, into.initialize_unfilled()).map_err(std::io::Error::other);
        read.map_ok(|count| into.advance(count))
    }
}

impl AsyncWrite for Half {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, octets: &[u8]) -> Poll<std::io::Result<usize>> {
        self.poll_take(context, octets).map_err(std::io::Error::other)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

pub(crate) struct Embassy;

impl AsyncClock for Embassy {
    fn now(&self) -> Instant {
        Instant::from_millis(embassy_time::Instant::now().as_millis())
    }

    fn wait_until(&mut self, at: Instant) -> impl Future<Output = ()> {
        embassy_time::Timer::at(embassy_time::Instant::from_millis(at.as_millis()))
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Tokio(tokio::time::Instant);

impl AsyncClock for Tokio {
    fn now(&self) -> Instant {
        Instant::ZERO + self.0.elapsed()
    }

    fn wait_until(&mut self, at: Instant) -> impl Future<Output = ()> {
        tokio::time::sleep_until(self.0 + at.since(Instant::ZERO))
    }
}

#[embassy_executor::task]
pub(crate) async fn embassy_world(line: Half) {
    while line.is_shared() {
        // Twice, so that the session has its turn whatever order the executor has.
        embassy_futures::yield_now().await;
        embassy_futures::yield_now().await;
        let passed = line.tick().as_millis() as u64;
        embassy_time::MockDriver::get().advance(embassy_time::Duration::from_millis(passed));
    }
}

/// Runs something with a session while the world goes on, by tokio.
pub(crate) fn on_tokio_with<T>(line: &Half, act: impl AsyncFnOnce(Half, Tokio) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let clock = Tokio(tokio::time::Instant::now());
        let world = async {
            loop {
                tokio::time::advance(line.tick()).await;
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            result = act(line.clone(), clock) => result,
            () = world => unreachable!("it has no end"),
        }
    })
}
