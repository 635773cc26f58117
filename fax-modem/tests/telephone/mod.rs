//! A simulated modem as a serial port: its fake clock runs while the port is waited for. Here is one that works, with all that a
//! session shows of itself; `desk` has one that can go wrong, `half` the same one for executors, `far` who is at the other end.
#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "each test uses its part of it"
)]

pub(crate) mod desk;
pub(crate) mod far;
#[cfg(feature = "async")]
pub(crate) mod half;

use core::cell::Cell;
use core::time::Duration;
use std::rc::Rc;

use embedded_io::{ErrorType, Read, ReadReady, Write, WriteReady};
use fax_core::sim::{OctetPages, Received};
use fax_core::{Chunk, Config, Event, Instant, LineEvent, LineOp};
use fax_modem::sim::Exchange;
use fax_modem::{Order, Port, Trace};

pub(crate) use far::Unplugged;
use far::{FarStation, pass};

/// Modem 0 of an exchange as a port. Modem 1 answers.
pub(crate) struct Telephone {
    pub(crate) exchange: Exchange,
    clock: Rc<Cell<Instant>>,
    pub(crate) far: FarStation,
    pub(crate) unplugged_at: Option<Instant>,
    /// From then on the modem holds CTS low.
    pub(crate) stuck_at: Option<Instant>,
    /// When DTR was raised, or let go of; `None`: the port has no such line.
    pub(crate) dtr: Option<Vec<(Instant, bool)>>,
    /// All that was written to the modem.
    pub(crate) written: Vec<u8>,
    ahead: Vec<u8>,
    unsent: Vec<u8>,
}

impl Telephone {
    pub(crate) fn new(clock: &Rc<Cell<Instant>>) -> Self {
        let nothing = OctetPages::new(Vec::new());
        Self {
            exchange: Exchange::new(57_600),
            clock: Rc::clone(clock),
            far: FarStation::new(clock.get(), Config::default(), nothing, Received::default()),
            unplugged_at: None,
            stuck_at: None,
            dtr: None,
            written: Vec::new(),
            ahead: Vec::new(),
            unsent: Vec::new(),
        }
    }

    fn far_side(&mut self) {
        self.far.step(&mut self.exchange, &self.clock, &mut false);
    }

    /// One step of everything but the session. Time passes only when there is nothing to hear.
    pub(crate) fn tick(&mut self) {
        let began = self.clock.get();
        let _ = self.write_ready();
        self.far_side();
        if self.clock.get() == began && !self.read_ready().unwrap_or(false) {
            pass(&mut self.exchange, &self.clock);
        }
    }

    fn plugged(&self) -> Result<(), Unplugged> {
        if self.unplugged_at.is_some_and(|at| at <= self.clock.get()) { Err(Unplugged) } else { Ok(()) }
    }
}

impl ErrorType for Telephone {
    type Error = Unplugged;
}

impl ReadReady for Telephone {
    fn read_ready(&mut self) -> Result<bool, Unplugged> {
        self.plugged()?;
        let mut octets = [0; 64];
        let read = self.exchange.modem(0).poll_octets(&mut octets);
        self.ahead.extend_from_slice(&octets[..read]);
        Ok(!self.ahead.is_empty())
    }
}

/// Takes what fits of what was read ahead.
fn read_ahead(ahead: &mut Vec<u8>, into: &mut [u8]) -> usize {
    let read = ahead.len().min(into.len());
    assert!(read > 0, "the session reads only what is ready");
    into[..read].copy_from_slice(&ahead[..read]);
    ahead.drain(..read);
    read
}

impl Read for Telephone {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Unplugged> {
        Ok(read_ahead(&mut self.ahead, into))
    }
}

impl WriteReady for Telephone {
    fn write_ready(&mut self) -> Result<bool, Unplugged> {
        self.plugged()?;
        if self.stuck_at.is_some_and(|at| at <= self.clock.get()) {
            return Ok(false);
        }
        let taken = self.exchange.modem(0).handle_octets(&self.unsent);
        self.unsent.drain(..taken);
        Ok(self.unsent.is_empty())
    }
}

impl Write for Telephone {
    /// Seven octets at a time: short writes are a port's right.
    fn write(&mut self, octets: &[u8]) -> Result<usize, Unplugged> {
        self.plugged()?;
        let taken = octets.len().min(7);
        self.unsent.extend_from_slice(&octets[..taken]);
        self.written.extend_from_slice(&octets[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> Result<(), Unplugged> {
        Ok(())
    }
}

impl Port for Telephone {
    fn set_dtr(&mut self, on: bool) -> Result<bool, Unplugged> {
        self.plugged()?;
        let Some(set) = &mut self.dtr else { return Ok(false) };
        set.push((self.clock.get(), on));
        if !on {
            self.exchange.modem(0).drop_dtr();
            self.unsent.clear();
        }
        Ok(true)
    }

    fn wait(&mut self, at_most: Duration) -> Result<(), Unplugged> {
        let end = self.clock.get() + at_most;
        while !self.read_ready()? && self.clock.get() < end {
            self.tick();
        }
        Ok(())
    }
}

/// All that a session shows of itself, with the times.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Transcript(pub(crate) Vec<(Instant, Shown)>);

#[derive(Debug, PartialEq)]
pub(crate) enum Shown {
    ToModem(Vec<u8>),
    FromModem(Vec<u8>),
    Op(LineOp),
    Chunk(Vec<u8>, bool),
    Event(String),
    Order(Order),
    Told(Event),
}

impl Trace for &mut Transcript {
    fn to_modem(&mut self, now: Instant, octets: &[u8]) {
        self.0.push((now, Shown::ToModem(octets.to_vec())));
    }

    fn from_modem(&mut self, now: Instant, octets: &[u8]) {
        self.0.push((now, Shown::FromModem(octets.to_vec())));
    }

    fn op(&mut self, now: Instant, op: &LineOp) {
        self.0.push((now, Shown::Op(*op)));
    }

    fn chunk(&mut self, now: Instant, chunk: &Chunk<'_>) {
        self.0.push((now, Shown::Chunk(chunk.octets.to_vec(), chunk.last)));
    }

    fn event(&mut self, now: Instant, event: &LineEvent<'_>) {
        self.0.push((now, Shown::Event(format!("{event:?}"))));
    }

    fn order(&mut self, now: Instant, order: Order) {
        self.0.push((now, Shown::Order(order)));
    }

    fn told(&mut self, now: Instant, event: &Event) {
        self.0.push((now, Shown::Told(event.clone())));
    }
}
