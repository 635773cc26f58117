//! A port without a terminal: a socket to the modem, whose octets no other thread of the kernel carries.

use core::convert::Infallible;
use core::time::Duration;
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::net::UnixStream;

use embedded_io::{ErrorType, Read, ReadReady, Write, WriteReady};
use fax_modem::Port;

/// The driver's end.
pub(crate) struct Socket {
    stream: UnixStream,
    ahead: Vec<u8>,
}

impl Socket {
    pub(crate) fn new(stream: UnixStream) -> Self {
        Self { stream, ahead: Vec::new() }
    }

    /// Reads what there is, waiting at most so long for the first octet.
    fn fill(&mut self, at_most: Duration) {
        let mut octets = [0; 512];
        self.stream.set_nonblocking(at_most.is_zero()).unwrap();
        if !at_most.is_zero() {
            self.stream.set_read_timeout(Some(at_most)).unwrap();
        }
        match self.stream.read(&mut octets) {
            Ok(read) => self.ahead.extend_from_slice(&octets[..read]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(error) => panic!("the socket: {error}"),
        }
    }
}

impl ErrorType for Socket {
    type Error = Infallible;
}

impl ReadReady for Socket {
    fn read_ready(&mut self) -> Result<bool, Infallible> {
        if self.ahead.is_empty() {
            self.fill(Duration::ZERO);
        }
        Ok(!self.ahead.is_empty())
    }
}

impl Read for Socket {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Infallible> {
        let read = self.ahead.len().min(into.len());
        into[..read].copy_from_slice(&self.ahead[..read]);
        self.ahead.drain(..read);
        Ok(read)
    }
}

impl WriteReady for Socket {
    fn write_ready(&mut self) -> Result<bool, Infallible> {
        Ok(true)
    }
}

impl Write for Socket {
    fn write(&mut self, octets: &[u8]) -> Result<usize, Infallible> {
        // A page of these calls fits into the socket.
        Ok(self.stream.write(octets).unwrap())
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

impl Port for Socket {
    fn wait(&mut self, at_most: Duration) -> Result<(), Infallible> {
        if self.ahead.is_empty() {
            self.fill(at_most);
        }
        Ok(())
    }
}
