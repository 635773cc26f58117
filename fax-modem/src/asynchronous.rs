//! The same loops as in [`blocking`](crate::Session), for executors.

use core::future::{Future, pending};
use core::pin::{Pin, pin};
use core::task::Poll;

use embassy_futures::poll_once;
use embassy_futures::select::{Either4, select4};
use embedded_io_async::{Read, Write};
use fax_core::{Call, Event, Instant, Outcome, Pages};

use crate::session::{Logic, PIECE, Turn};
use crate::{Class1, RunError, Trace};

/// A clock that can be waited for. The runtime has both halves of it; here they are for embassy, whose ticks may count
/// from any moment:
///
/// ```
/// use core::future::Future;
/// use embassy_time::Timer;
/// use fax_core::Instant;
/// use fax_modem::AsyncClock;
///
/// struct Ticks;
///
/// impl AsyncClock for Ticks {
///     fn now(&self) -> Instant {
///         Instant::from_millis(embassy_time::Instant::now().as_millis())
///     }
///
///     fn wait_until(&mut self, at: Instant) -> impl Future<Output = ()> {
///         Timer::at(embassy_time::Instant::from_millis(at.as_millis()))
///     }
/// }
/// # // The test links no board's driver of the time.
/// # #[cfg(any())]
/// # let _ = Ticks.now();
/// ```
pub trait AsyncClock {
    /// The time.
    fn now(&self) -> Instant;

    /// Waits until it is `at`, or returns at once if it is already. To be late by a few milliseconds does no harm. The
    /// future is dropped when something else happens first.
    fn wait_until(&mut self, at: Instant) -> impl Future<Output = ()>;
}

/// A modem on the two halves of a serial port, with a clock: everything but the call. It is [`Session`](crate::Session)
/// with `await`, by the same logic: the same call takes the same steps.
///
/// # Halves
///
/// A session reads and writes at the same time, so it takes a reader and a writer, owned or as `&mut`:
///
/// * embassy: `BufferedUart::split`, or `RingBufferedUartRx` with any buffered writer;
/// * tokio: `tokio::io::split`, or the owned halves of a socket, each in `FromTokio` of the crate `embedded-io-adapters`.
///
/// Both must be *free of side effects on cancel*, as `embedded-io-async` calls it: a `read` or `write` that is dropped
/// before it is ready has moved nothing. Buffered ports are; a UART that gives your buffer to its DMA is not. With RTS and CTS a
/// writer may keep what it likes; with XON and XOFF it should keep little, since only the driver obeys them.
///
/// # Cancellation
///
/// Any future of a session may be dropped at any moment (a timeout, a `select`), and nothing is lost: modem, call and
/// octets on their way are where they were, and so is the telephone line, which is still open. Then
///
/// * [`hang_up`](Self::hang_up) gets the modem back from whatever it does, and
/// * [`run`](Self::run) with the same call goes on with it, if the far end still has the patience.
///
/// To end a call as T.30 has it, with a goodbye, do not drop it but let `stop` be ready.
///
/// # Stop
///
/// All but `hang_up` take a future `stop`, which ends them early when it is ready: `Signal::wait` of embassy, `cancelled`
/// of a `CancellationToken`, or [`pending`] for never.
///
/// # Send
///
/// [`Pages`] lends sources and sinks that need not be `Send`, so the future of [`run`](Self::run) is not: on an executor
/// with many threads, give each line a `LocalSet` or a `block_on` of its own. The other futures are `Send` if their parts are.
#[derive(Debug)]
pub struct AsyncSession<'s, R, W, C, T = (), D = NoDtr> {
    logic: Logic<'s, T>,
    reader: R,
    writer: W,
    clock: C,
    dtr: D,
}

/// What stands for DTR on a port that has no such line.
type NoDtr = fn(bool) -> bool;

impl<'s, R: Read, W: Write<Error = R::Error>, C: AsyncClock> AsyncSession<'s, R, W, C> {
    /// Puts a modem on a port.
    pub fn new(modem: &'s mut Class1, reader: R, writer: W, clock: C) -> Self {
        Self { logic: Logic::new(modem), reader, writer, clock, dtr: |_| false }
    }
}

impl<'s, R: Read, W: Write<Error = R::Error>, C: AsyncClock, D: FnMut(bool) -> bool> AsyncSession<'s, R, W, C, (), D> {
    /// The same, watched by `trace`.
    pub fn traced<T: Trace>(self, trace: T) -> AsyncSession<'s, R, W, C, T, D> {
        let Self { logic, reader, writer, clock, dtr } = self;
        AsyncSession { logic: logic.traced(trace), reader, writer, clock, dtr }
    }
}

impl<'s, R, W, C, T, D> AsyncSession<'s, R, W, C, T, D>
where
    R: Read,
    W: Write<Error = R::Error>,
    C: AsyncClock,
    T: Trace,
    D: FnMut(bool) -> bool,
{
    /// The same with a way to set DTR, mostly an output pin (low for `true` behind a level converter): what [`Port::set_dtr`](crate::Port::set_dtr) is to a
    /// [`Session`](crate::Session). It returns whether that worked.
    pub fn with_dtr<N: FnMut(bool) -> bool>(self, dtr: N) -> AsyncSession<'s, R, W, C, T, N> {
        let Self { logic, reader, writer, clock, dtr: _ } = self;
        AsyncSession { logic, reader, writer, clock, dtr }
    }

    /// The modem.
    pub fn modem(&mut self) -> &mut Class1 {
        self.logic.modem()
    }

    /// The clock.
    pub fn clock(&self) -> &C {
        &self.clock
    }

    /// Sets the modem up; see [`Class1::initialise`].
    ///
    /// # Errors
    ///
    /// As [`Session::initialise`](crate::Session::initialise).
    pub async fn initialise(&mut self, stop: impl Future<Output = ()>) -> Result<(), RunError<R::Error>> {
        self.logic.begin_setup(self.clock.now());
        self.drive(Logic::set_up, &mut Stop::new(pin!(stop)), |_| ()).await
    }

    /// Dials, and returns once the far end's fax is heard.
    ///
    /// # Errors
    ///
    /// As [`Session::dial`](crate::Session::dial).
    pub async fn dial(&mut self, number: &str, stop: impl Future<Output = ()>) -> Result<(), RunError<R::Error>> {
        let stop = pin!(stop);
        let mut stop = Stop::new(stop);
        self.logic.begin();
        self.drive(Logic::settle, &mut stop, |_| ()).await?;
        self.logic.dial(number, self.clock.now())?;
        self.drive(Logic::connect, &mut stop, |_| ()).await
    }

    /// Answers, and returns once the far end can be spoken to.
    ///
    /// # Errors
    ///
    /// As [`Session::answer`](crate::Session::answer).
    pub async fn answer(&mut self, stop: impl Future<Output = ()>) -> Result<(), RunError<R::Error>> {
        let stop = pin!(stop);
        let mut stop = Stop::new(stop);
        self.logic.begin();
        self.drive(Logic::settle, &mut stop, |_| ()).await?;
        self.logic.answer(self.clock.now())?;
        self.drive(Logic::connect, &mut stop, |_| ()).await
    }

    /// Waits until the telephone has rung `rings` times.
    ///
    /// # Errors
    ///
    /// As [`Session::wait_ring`](crate::Session::wait_ring).
    pub async fn wait_ring(&mut self, rings: u16, stop: impl Future<Output = ()>) -> Result<(), RunError<R::Error>> {
        self.logic.begin_ring();
        let next = |logic: &mut Logic<'s, T>, stop, now| logic.ring(rings, stop, now);
        self.drive(next, &mut Stop::new(pin!(stop)), |_| ()).await
    }

    /// Goes on hook, whatever the modem does: also after a future of this session was dropped.
    ///
    /// # Errors
    ///
    /// As [`Session::hang_up`](crate::Session::hang_up).
    pub async fn hang_up(&mut self) -> Result<(), RunError<R::Error>> {
        let now = self.clock.now();
        self.logic.hang_up(now);
        self.drive(Logic::settle, &mut Stop::new(pin!(pending())), |_| ()).await
    }

    /// Runs a call to its end, and the modem on hook. `on` sees each event, after the line has been told what to do;
    /// once `stop` is ready, the call is [aborted](Call::abort), which takes a moment.
    ///
    /// # Errors
    ///
    /// As [`Session::run`](crate::Session::run).
    pub async fn run(
        &mut self,
        call: &mut Call,
        pages: &mut Pages<'_>,
        stop: impl Future<Output = ()>,
        mut on: impl FnMut(&Event),
    ) -> Result<Outcome, RunError<R::Error>> {
        self.logic.begin_call(self.clock.now());
        let next = |logic: &mut Logic<'s, T>, stop, now| logic.call(call, pages, stop, now);
        let result = self.drive(next, &mut Stop::new(pin!(stop)), &mut on).await;
        if result.is_err() {
            self.logic.lose(call, pages, self.clock.now(), on);
        }
        result
    }

    /// Asks what to do `next` until all is done. The only place to be dropped at is the wait, and nothing is in hand
    /// there.
    async fn drive<O, F: Future<Output = ()>>(
        &mut self,
        mut next: impl FnMut(&mut Logic<'s, T>, bool, Instant) -> Result<Turn<O>, RunError<R::Error>>,
        stop: &mut Stop<'_, F>,
        mut on: impl FnMut(&Event),
    ) -> Result<O, RunError<R::Error>> {
        loop {
            let now = self.clock.now();
            match next(&mut self.logic, stop.is_heard(), now)? {
                Turn::Tell(event) => {
                    self.send(now)?;
                    self.logic.tell(&event, now);
                    on(&event);
                }
                Turn::Wait(wake) => {
                    let sent = self.send(now)?;
                    if !self.receive(now)? && !sent {
                        self.wait(wake, stop).await?;
                    }
                }
                Turn::Dtr(on) => {
                    let done = (self.dtr)(on);
                    self.logic.dtr(on, done, now)?;
                }
                Turn::Over(result) => return Ok(result),
            }
        }
    }

    /// Writes what the modem is to have, as far as the port takes it at once. Returns whether it took anything.
    fn send(&mut self, now: Instant) -> Result<bool, RunError<R::Error>> {
        let mut sent = false;
        loop {
            let octets = self.logic.octets(now);
            if octets.is_empty() {
                return Ok(sent);
            }
            match poll_once(self.writer.write(octets)) {
                Poll::Ready(count) => self.logic.written(count.map_err(RunError::Io)?)?,
                Poll::Pending => {
                    self.logic.not_taken(now)?;
                    return Ok(sent);
                }
            }
            sent = true;
        }
    }

    /// Reads what the modem has sent, as far as the driver takes it. Returns whether there was anything.
    fn receive(&mut self, now: Instant) -> Result<bool, RunError<R::Error>> {
        let mut buffer = [0; PIECE];
        let into = buffer.get_mut(..self.logic.room()).unwrap_or_default();
        if into.is_empty() {
            return Ok(false);
        }
        let Poll::Ready(count) = poll_once(self.reader.read(into)) else { return Ok(false) };
        let count = count.map_err(RunError::Io)?;
        self.logic.heard(into.get(..count).unwrap_or_default(), now)?;
        Ok(true)
    }

    /// Waits for whatever comes first: octets, room for octets, the time, or `stop`.
    async fn wait<F: Future<Output = ()>>(
        &mut self,
        wake: Option<Instant>,
        stop: &mut Stop<'_, F>,
    ) -> Result<(), RunError<R::Error>> {
        let Self { logic, reader, writer, clock, dtr: _ } = self;
        let mut buffer = [0; PIECE];
        let into = buffer.get_mut(..logic.room()).unwrap_or_default();
        let wake = logic.until(wake);
        let octets = logic.unsent();
        let first = select4(
            given(!into.is_empty(), reader.read(into)),
            given(!octets.is_empty(), writer.write(octets)),
            alarm(clock, wake),
            stop.wait(),
        )
        .await;
        match first {
            Either4::First(count) => {
                let count = count.map_err(RunError::Io)?;
                logic.heard(buffer.get(..count).unwrap_or_default(), clock.now())
            }
            Either4::Second(count) => logic.written(count.map_err(RunError::Io)?),
            Either4::Third(()) | Either4::Fourth(()) => Ok(()),
        }
    }
}

/// The future if so, and one that is never ready if not.
pub(crate) async fn given<F: Future>(so: bool, future: F) -> F::Output {
    if so { future.await } else { pending().await }
}

/// Ready at that time, or never.
pub(crate) async fn alarm<C: AsyncClock>(clock: &mut C, at: Option<Instant>) {
    match at {
        Some(at) => clock.wait_until(at).await,
        None => pending().await,
    }
}

/// A future that may be asked again once it was ready.
pub(crate) struct Stop<'f, F> {
    future: Pin<&'f mut F>,
    heard: bool,
}

impl<'f, F: Future<Output = ()>> Stop<'f, F> {
    pub(crate) fn new(future: Pin<&'f mut F>) -> Self {
        Self { future, heard: false }
    }

    pub(crate) fn is_heard(&mut self) -> bool {
        self.heard = self.heard || poll_once(self.future.as_mut()).is_ready();
        self.heard
    }

    /// Ready when it is heard for the first time.
    pub(crate) async fn wait(&mut self) {
        if self.heard {
            pending::<()>().await;
        }
        self.future.as_mut().await;
        self.heard = true;
    }
}
