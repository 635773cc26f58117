//! The station at the other end of the line, which works: it answers when it is rung, or dials once it is told to.

use core::cell::Cell;
use core::fmt;

use fax_core::sim::{OctetPages, Received};
use fax_core::{Call, Config, Instant, Pages, Step};
use fax_modem::sim::{Exchange, TICK};
use fax_modem::{Class1, Profile, Progress, Setup};

/// A driver on modem 1 of an exchange, with its calls.
pub(crate) struct FarStation {
    driver: Class1,
    call: Option<Call>,
    /// It was the one that dialled.
    called: bool,
    pub(crate) config: Config,
    pub(crate) source: OctetPages,
    pub(crate) sink: Received,
}

impl FarStation {
    /// It sets its modem up at once.
    pub(crate) fn new(now: Instant, config: Config, source: OctetPages, sink: Received) -> Self {
        let mut driver = Class1::new(Profile::GENERIC);
        driver.initialise(now);
        Self { driver, call: None, called: false, config, source, sink }
    }

    /// One round, at the present moment; `dials` is taken back once it has dialled.
    pub(crate) fn step(&mut self, exchange: &mut Exchange, clock: &Cell<Instant>, dials: &mut bool) {
        let now = clock.get();
        let mut octets = [0; 64];
        let room = self.driver.octets_room().min(64);
        let heard = exchange.modem(1).poll_octets(&mut octets[..room]);
        self.driver.handle_octets(&octets[..heard], now);
        self.driver.handle_timeout(now);
        let free = self.driver.is_idle() && self.driver.progress() != Progress::Connected;
        if self.driver.setup() == Setup::Ready && free {
            if core::mem::take(dials) {
                self.called = true;
                self.driver.dial("1", now).unwrap();
            } else if self.driver.rings() > 0 {
                self.called = false;
                self.driver.answer(now);
            }
        }
        if self.driver.progress() == Progress::Connected && self.call.is_none() {
            let start = if self.called { Call::calling } else { Call::answering };
            self.call = Some(start(&self.config, now));
        }
        if let Some(call) = &mut self.call {
            let mut pages = Pages { source: &mut self.source, sink: &mut self.sink };
            while let Step::Event(_) = call.step(&mut self.driver, &mut pages, now) {}
            if call.report().outcome.is_some() && self.driver.progress() != Progress::Connected {
                self.call = None;
            }
        }
        // It is well behaved, and its serial line fast enough for what it says.
        let mut octet = [0];
        while self.driver.poll_octets(&mut octet) > 0 {
            while exchange.modem(1).handle_octets(&octet) == 0 {
                pass(exchange, clock);
            }
        }
    }

    /// Whether it is through with its last call.
    pub(crate) fn rests(&self, exchange: &mut Exchange) -> bool {
        self.call.is_none() && self.driver.is_idle() && !exchange.modem(1).is_off_hook()
    }
}

/// Time passes.
pub(crate) fn pass(exchange: &mut Exchange, clock: &Cell<Instant>) {
    let next = exchange.now() + TICK;
    exchange.advance_to(next);
    clock.set(next);
}

/// Why a port ends.
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
