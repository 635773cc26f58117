//! Two rings and a UART as the port of a modem.

use core::convert::Infallible;
use core::time::Duration;

use embedded_io::{ErrorType, Read, ReadReady, Write, WriteReady};
use fax_modem::Port;

use crate::Ring;

/// What a board's UART does besides its interrupts, which move octets from and to the rings.
pub trait Uart {
    /// There is something to send: wakes the transmitter if it rests.
    fn send(&mut self);

    /// Sleeps for so long, or until an interrupt; not at all once `awake` holds. Returning early is always right.
    fn sleep(&mut self, at_most: Duration, awake: impl Fn() -> bool);
}

/// A [`Port`] that never blocks.
#[derive(Debug)]
pub struct Serial<'r, U, const RX: usize, const TX: usize> {
    uart: U,
    received: &'r Ring<RX>,
    to_send: &'r Ring<TX>,
}

impl<'r, U, const RX: usize, const TX: usize> Serial<'r, U, RX, TX> {
    /// A port of a UART and the rings that its interrupt fills and empties.
    pub const fn new(uart: U, received: &'r Ring<RX>, to_send: &'r Ring<TX>) -> Self {
        Self { uart, received, to_send }
    }
}

impl<U, const RX: usize, const TX: usize> ErrorType for Serial<'_, U, RX, TX> {
    type Error = Infallible;
}

impl<U: Uart, const RX: usize, const TX: usize> Read for Serial<'_, U, RX, TX> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Infallible> {
        Ok(self.received.take_into(into))
    }
}

impl<U: Uart, const RX: usize, const TX: usize> ReadReady for Serial<'_, U, RX, TX> {
    fn read_ready(&mut self) -> Result<bool, Infallible> {
        Ok(!self.received.is_empty())
    }
}

impl<U: Uart, const RX: usize, const TX: usize> Write for Serial<'_, U, RX, TX> {
    fn write(&mut self, octets: &[u8]) -> Result<usize, Infallible> {
        let written = self.to_send.put_from(octets);
        self.uart.send();
        Ok(written)
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        while !self.to_send.is_empty() {
            self.uart.sleep(Duration::from_millis(1), || self.to_send.is_empty());
        }
        Ok(())
    }
}

impl<U: Uart, const RX: usize, const TX: usize> WriteReady for Serial<'_, U, RX, TX> {
    fn write_ready(&mut self) -> Result<bool, Infallible> {
        Ok(!self.to_send.is_full())
    }
}

impl<U: Uart, const RX: usize, const TX: usize> Port for Serial<'_, U, RX, TX> {
    fn wait(&mut self, at_most: Duration) -> Result<(), Infallible> {
        self.uart.sleep(at_most, || !self.received.is_empty());
        Ok(())
    }
}
