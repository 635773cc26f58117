//! Writing captures.

use core::fmt;
use std::io::{self, Write};
use std::string::ToString;
use std::vec::Vec;

use fax_core::{Chunk, Config, Event, Instant, LineEvent, LineOp};

use super::HEADER;
use super::notes::Notes;
use super::octets::{OCTETS_MAX, Octets, Text};
use crate::{Order, Trace};

/// Writes down what passes between call, driver and modem; see [the module](super) for the format.
///
/// What cannot be written must not end a call: the first fault is kept, and nothing is written any more.
///
/// ```
/// use fax_core::Instant;
/// use fax_modem::{Trace, capture::Recorder};
///
/// let mut recorder = Recorder::new(Vec::new());
/// recorder.to_modem(Instant::from_millis(1500), b"AT+FRH=3\r");
/// recorder.from_modem(Instant::from_millis(1620), b"\r\nCONNECT\r\n\xFF\x13");
/// let text = String::from_utf8(recorder.finish()?).expect("ASCII");
/// assert_eq!(text, "fax-capture 1\n    1.500 > \"AT+FRH=3\\r\"\n    1.620 < \"\\r\\nCONNECT\\r\\n\" ff13\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Recorder<W: Write> {
    out: W,
    notes: Notes,
    /// Octets for the modem of one moment: what was handed over piece by piece is one line.
    unwritten: (Instant, Vec<u8>),
    fault: Option<io::Error>,
}

impl<W: Write> Recorder<W> {
    /// Writes to `out`: each line as soon as the next one is known to be another.
    pub fn new(out: W) -> Self {
        let mut recorder = Self { out, notes: Notes::new(), unwritten: (Instant::ZERO, Vec::new()), fault: None };
        recorder.put(format_args!("{HEADER}\n"));
        recorder
    }

    /// Writes a remark: for people, and of no meaning for a replay.
    pub fn remark(&mut self, text: &str) {
        self.flush_octets();
        for line in text.lines() {
            self.put(format_args!("# {}\n", line.escape_default()));
        }
    }

    /// Writes down how the station of the next call is set, which a replay needs to know: whether it calls, and of `config` the
    /// identification, the addresses, polling, modulations, codings and error correction. Other settings are taken to be the
    /// default.
    pub fn station(&mut self, calls: bool, config: &Config) {
        self.flush_octets();
        for (key, value) in super::station::settings(calls, config) {
            self.put(format_args!("= {key} {}\n", Text(&value)));
        }
    }

    /// Writes what is left, and says whether all could be written.
    ///
    /// # Errors
    ///
    /// The first fault of the writer.
    pub fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        Ok(self.out)
    }

    /// Writes what has been kept back.
    ///
    /// # Errors
    ///
    /// The first fault of the writer.
    pub fn flush(&mut self) -> io::Result<()> {
        self.flush_octets();
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => self.out.flush(),
        }
    }

    fn line(&mut self, now: Instant, text: fmt::Arguments<'_>) {
        self.flush_octets();
        self.put(format_args!("{:>9} {text}\n", now.to_string()));
    }

    fn flush_octets(&mut self) {
        let (at, octets) = core::mem::take(&mut self.unwritten);
        if !octets.is_empty() {
            self.put(format_args!("{:>9} > {}\n", at.to_string(), Octets(&octets)));
        }
    }

    fn put(&mut self, text: fmt::Arguments<'_>) {
        if self.fault.is_none() {
            self.fault = self.out.write_fmt(text).err();
        }
    }
}

impl<W: Write> Trace for Recorder<W> {
    fn to_modem(&mut self, now: Instant, octets: &[u8]) {
        let (at, unwritten) = &self.unwritten;
        if *at != now || unwritten.len() + octets.len() > OCTETS_MAX {
            self.flush_octets();
            self.unwritten.0 = now;
        }
        self.unwritten.1.extend_from_slice(octets);
    }

    fn from_modem(&mut self, now: Instant, octets: &[u8]) {
        self.line(now, format_args!("< {}", Octets(octets)));
    }

    fn op(&mut self, now: Instant, op: &LineOp) {
        let text = self.notes.op(op);
        self.line(now, format_args!("{text}"));
    }

    fn chunk(&mut self, now: Instant, chunk: &Chunk<'_>) {
        if let Some(text) = self.notes.chunk(chunk) {
            self.line(now, format_args!("{text}"));
        }
    }

    fn event(&mut self, now: Instant, event: &LineEvent<'_>) {
        if let Some(text) = self.notes.event(event) {
            self.line(now, format_args!("{text}"));
        }
    }

    fn order(&mut self, now: Instant, order: Order) {
        self.line(now, format_args!("do {order}"));
    }

    fn told(&mut self, now: Instant, event: &Event) {
        let text = self.notes.told(event);
        self.line(now, format_args!("{text}"));
    }
}

impl<W: Write> Trace for &mut Recorder<W> {
    fn to_modem(&mut self, now: Instant, octets: &[u8]) {
        (**self).to_modem(now, octets);
    }

    fn from_modem(&mut self, now: Instant, octets: &[u8]) {
        (**self).from_modem(now, octets);
    }

    fn op(&mut self, now: Instant, op: &LineOp) {
        (**self).op(now, op);
    }

    fn chunk(&mut self, now: Instant, chunk: &Chunk<'_>) {
        (**self).chunk(now, chunk);
    }

    fn event(&mut self, now: Instant, event: &LineEvent<'_>) {
        (**self).event(now, event);
    }

    fn order(&mut self, now: Instant, order: Order) {
        (**self).order(now, order);
    }

    fn told(&mut self, now: Instant, event: &Event) {
        (**self).told(now, event);
    }
}
