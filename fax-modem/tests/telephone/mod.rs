//! A simulated modem as a serial port: its fake clock runs while the port is waited for.
#![allow(dead_code, reason = "each test uses its part of it")]

#[cfg(feature = "async")]
pub(crate) mod half;

use core::cell::Cell;
use core::fmt;
use core::time::Duration;
use std::rc::Rc;

use embedded_io::{ErrorType, Read, ReadReady, Write, WriteReady};
use fax_core::sim::Received;
use fax_core::{Call, Chunk, Config, Event, Instant, LineEvent, LineOp, Pages, Step};
use fax_modem::sim::{Exchange, TICK};
use fax_modem::{Class1, Order, Port, Profile, Progress, Setup, Trace};

/// Modem 0 of an exchange as a port. Modem 1 answers, by a driver and a call of its own.
pub(crate) struct Telephone {
    pub(crate) exchange: Exchange,
    clock: Rc<Cell<Instant>>,
    far: Class1,
    far_call: Option<Call>,
    pub(crate) far_pages: Received,
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

#[derive(Debug, PartialEq)]
pub(crate) struct Unplugged;

impl fmt::Display for Unplugged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unplugged")
    }
}

impl core::error::Error for Unplugged {}

impl embedded_io::Error for Unplugged {
    fn kind(&self) -> embedded_io::ErrorKind {
        embedded_io::ErrorKind::BrokenPipe
    }
}

impl Telephone {
    pub(crate) fn new(clock: &Rc<Cell<Instant>>) -> Self {
        let mut far = Class1::new(Profile::GENERIC);
        far.initialise(clock.get());
        let exchange = Exchange::new(57_600);
        Self {
            exchange,
            clock: Rc::clone(clock),
            far,
            far_call: None,
            far_pages: Received::default(),
            unplugged_at: None,
            stuck_at: None,
            dtr: None,
            written: Vec::new(),
            ahead: Vec::new(),
            unsent: Vec::new(),
        }
    }

    /// One round of the far side, at the present moment.
    fn far_side(&mut self) {
        let now = self.clock.get();
        let mut octets = [0; 64];
        let room = self.far.octets_room().min(64);
        let heard = self.exchange.modem(1).poll_octets(&mut octets[..room]);
        self.far.handle_octets(&octets[..heard], now);
        self.far.handle_timeout(now);
        if self.far.setup() == Setup::Ready && self.far.rings() > 0 && self.far.is_idle() {
            self.far.answer(now);
        }
        if self.far.progress() == Progress::Connected {
            let call = self.far_call.get_or_insert_with(|| Call::answering(&Config::default(), now));
            let mut pages = Pages { source: &mut (), sink: &mut self.far_pages };
            while let Step::Event(_) = call.step(&mut self.far, &mut pages, now) {}
        }
        // The far program is well behaved, and its serial line fast enough for what it says.
        let mut octet = [0];
        while self.far.poll_octets(&mut octet) > 0 {
            while self.exchange.modem(1).handle_octets(&octet) == 0 {
                self.pass();
            }
        }
    }

    /// One step of everything but the session. Time passes only when there is nothing to hear.
    pub(crate) fn tick(&mut self) {
        let began = self.clock.get();
        let _ = self.write_ready();
        self.far_side();
        if self.clock.get() == began && !self.read_ready().unwrap_or(false) {
            self.pass();
        }
    }

    fn pass(&mut self) {
        let next = self.exchange.now() + TICK;
        self.exchange.advance_to(next);
        self.clock.set(next);
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

impl Read for Telephone {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Unplugged> {
        let read = self.ahead.len().min(into.len());
        assert!(read > 0, "the session reads only what is ready");
        into[..read].copy_from_slice(&self.ahead[..read]);
        self.ahead.drain(..read);
        Ok(read)
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
