//! A probe on a port, blocking and for executors.

use core::time::Duration;
#[cfg(feature = "async")]
use core::{future::Future, pin::pin};

#[cfg(feature = "async")]
use embassy_futures::select::{Either4, select4};
use fax_core::Instant;

use super::{Findings, Probe};
#[cfg(feature = "async")]
use crate::asynchronous::{AsyncClock, Stop, alarm, given};
use crate::{Port, RunError};

/// Octets that are moved at once.
const PIECE: usize = 64;
/// The longest wait, so that `stop` is heard.
const WAIT: Duration = Duration::from_millis(20);

/// What came of it, once something has.
fn over<E>(probe: &Probe, stop: impl FnOnce() -> bool) -> Option<Result<Findings, RunError<E>>> {
    match probe.outcome() {
        Some(Ok(found)) => Some(Ok(found.clone())),
        Some(Err(failure)) => Some(Err(RunError::Setup(failure))),
        None => stop().then_some(Err(RunError::Stopped)),
    }
}

/// Asks the modem on a port what it is; `clock` tells the time. It takes a second, or as long as the modem does: half a
/// minute if it passes over most questions. Hang up first: a modem in a call says nothing useful.
///
/// # Errors
///
/// [`RunError::Setup`] if nobody answers or it has no Class 1, [`RunError::Stopped`], or what the port says.
pub fn probe<P: Port>(
    port: &mut P,
    clock: impl Fn() -> Instant,
    mut stop: impl FnMut() -> bool,
) -> Result<Findings, RunError<P::Error>> {
    let mut probe = Probe::new(clock());
    let mut buffer = [0; PIECE];
    loop {
        if let Some(over) = over(&probe, &mut stop) {
            return over;
        }
        if port.write_ready().map_err(RunError::Io)? {
            let filled = probe.poll_octets(&mut buffer);
            port.write_all(buffer.get(..filled).unwrap_or_default()).map_err(RunError::Io)?;
        }
        let now = clock();
        if port.read_ready().map_err(RunError::Io)? {
            match port.read(&mut buffer).map_err(RunError::Io)? {
                0 => return Err(RunError::Closed),
                read => probe.handle_octets(buffer.get(..read).unwrap_or_default(), now),
            }
        } else {
            probe.handle_timeout(now);
            port.wait(WAIT).map_err(RunError::Io)?;
        }
    }
}

/// [`probe`] with `await`, by the same logic: asks the modem on the two halves of a port what it is. They are as
/// [`AsyncSession`](crate::AsyncSession) wants them, and may be lent (`&mut`) to either in turn.
///
/// Dropped before it is ready, it leaves a modem that waits for a command, or has an answer to give; a set-up passes over that.
///
/// # Errors
///
/// As [`probe`].
#[cfg(feature = "async")]
pub async fn probe_async<R, W>(
    mut reader: R,
    mut writer: W,
    clock: &mut impl AsyncClock,
    stop: impl Future<Output = ()>,
) -> Result<Findings, RunError<R::Error>>
where
    R: embedded_io_async::Read,
    W: embedded_io_async::Write<Error = R::Error>,
{
    let stop = pin!(stop);
    let mut stop = Stop::new(stop);
    let mut probe = Probe::new(clock.now());
    let mut unsent = heapless::Vec::<u8, PIECE>::new();
    let mut buffer = [0; PIECE];
    loop {
        if let Some(over) = over(&probe, || stop.is_heard()) {
            return over;
        }
        if unsent.is_empty() {
            let filled = probe.poll_octets(&mut buffer);
            let _ = unsent.extend_from_slice(buffer.get(..filled).unwrap_or_default());
        }
        let wake = probe.poll_timeout();
        let first = select4(
            given(!unsent.is_empty(), writer.write(&unsent)),
            reader.read(&mut buffer),
            alarm(clock, wake),
            stop.wait(),
        )
        .await;
        match first {
            Either4::First(written) => match written.map_err(RunError::Io)? {
                0 => return Err(RunError::Closed),
                written => drop(unsent.drain(..written.min(unsent.len()))),
            },
            Either4::Second(read) => match read.map_err(RunError::Io)? {
                0 => return Err(RunError::Closed),
                read => probe.handle_octets(buffer.get(..read).unwrap_or_default(), clock.now()),
            },
            Either4::Third(()) => probe.handle_timeout(clock.now()),
            Either4::Fourth(()) => {}
        }
    }
}
