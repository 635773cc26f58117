//! A serial port whose other end is the input of a fuzz target.

use std::cell::Cell;
use std::time::Duration;

use embedded_io::{ErrorKind, ErrorType, Read, ReadReady, Write, WriteReady};
use fax_core::Instant;
use fax_modem::Port;

/// A port in fake time. What it says is in pieces: a pause, a length, and so many octets. Behind the last one it is silent.
pub struct Uart<'i> {
    script: &'i [u8],
    clock: &'i Cell<Instant>,
    /// When the next piece is there.
    next: Instant,
    ahead: &'i [u8],
    /// What was written since the last piece: the next one waits for it if it wants to.
    written: usize,
    /// It takes nothing until then.
    holds: Instant,
    gone: bool,
}

/// The port is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

impl std::fmt::Display for Gone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("gone")
    }
}

impl std::error::Error for Gone {}

impl embedded_io::Error for Gone {
    fn kind(&self) -> ErrorKind {
        ErrorKind::BrokenPipe
    }
}

/// Words that modems say, so that the fuzzer need not find them letter by letter.
const WORDS: [&[u8]; 12] = [
    b"\r\nOK\r\n",
    b"\r\nCONNECT\r\n",
    b"\r\nNO CARRIER\r\n",
    b"\r\nERROR\r\n",
    b"\r\nRING\r\n",
    b"\r\n+FCERROR\r\n",
    b"\r\n24,48,72,96,145,146\r\n\r\nOK\r\n",
    b"\xFF\x13\x80\x00\xEE\xFA\xC4\x80\xD7\x83\x80\x80\x18\x10\x10\x2B\x10\x03\r\nOK\r\n",
    b"\xFF\x13\x84\xEA\x7D\x10\x03\r\nOK\r\n",
    b"\xFF\x13\x8C\xA2\xF1\x10\x03\r\nOK\r\n",
    b"\r\nBUSY\r\n",
    b"\xFF\x13\x83\x00\x62\x78\xA0\x02\x10\x03\r\nOK\r\n",
];

impl<'i> Uart<'i> {
    /// A port that says what `script` has.
    pub fn new(script: &'i [u8], clock: &'i Cell<Instant>) -> Self {
        let mut port =
            Self { script, clock, next: clock.get(), ahead: &[], written: 0, holds: clock.get(), gone: false };
        port.plan(0);
        port
    }

    /// When the next piece comes: so many times 8 ms from now; from 224 on, so many commands and 10 ms from now.
    fn plan(&mut self, pause: u8) {
        let ms = if pause < 224 { u64::from(pause) * 8 } else { 10 };
        self.next = self.clock.get() + Duration::from_millis(ms);
    }

    /// What has come by now.
    fn listen(&mut self) {
        while self.ahead.is_empty() && self.next <= self.clock.get() {
            let Some((&[pause, what], rest)) = self.script.split_first_chunk() else { return };
            if pause >= 224 && self.written == 0 {
                // It waits for a command, and the session may have to give it.
                return;
            }
            self.written = 0;
            match what {
                0..200 => (self.ahead, self.script) = rest.split_at(rest.len().min(usize::from(what))),
                200..248 => {
                    self.script = rest;
                    self.ahead = WORDS[usize::from(what) % WORDS.len()];
                }
                248..255 => {
                    self.script = rest;
                    self.holds = self.clock.get() + Duration::from_secs(u64::from(what - 247) * 6);
                }
                255 => {
                    self.script = rest;
                    self.gone = true;
                }
            }
            self.plan(self.script.first().copied().unwrap_or(0));
        }
    }

    fn here(&self) -> Result<(), Gone> {
        if self.gone { Err(Gone) } else { Ok(()) }
    }
}

impl ErrorType for Uart<'_> {
    type Error = Gone;
}

impl ReadReady for Uart<'_> {
    fn read_ready(&mut self) -> Result<bool, Gone> {
        self.listen();
        self.here()?;
        Ok(!self.ahead.is_empty())
    }
}

impl Read for Uart<'_> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Gone> {
        self.here()?;
        let (read, rest) = self.ahead.split_at(self.ahead.len().min(into.len()));
        into[..read.len()].copy_from_slice(read);
        self.ahead = rest;
        Ok(read.len())
    }
}

impl WriteReady for Uart<'_> {
    fn write_ready(&mut self) -> Result<bool, Gone> {
        self.here()?;
        Ok(self.holds <= self.clock.get())
    }
}

impl Write for Uart<'_> {
    fn write(&mut self, octets: &[u8]) -> Result<usize, Gone> {
        self.here()?;
        // Short writes are a port's right.
        let taken = octets.len().min(32);
        self.written += taken;
        Ok(taken)
    }

    fn flush(&mut self) -> Result<(), Gone> {
        self.here()
    }
}

impl Port for Uart<'_> {
    fn wait(&mut self, at_most: Duration) -> Result<(), Gone> {
        self.here()?;
        self.clock.set(self.clock.get() + at_most.max(Duration::from_millis(1)));
        Ok(())
    }
}
