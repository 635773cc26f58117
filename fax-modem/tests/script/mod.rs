//! A modem written by hand: the driver under test runs against octets that a test says, with a fake clock.
//!
//! The modem's side follows traces of a T.31 modem (libspandsp) and the habits of others.
#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, reason = "each test file uses a part of this")]

use core::time::Duration;

use fax_core::{Chunk, Instant, Line, LineEvent, LineOp, Modulation, Signal};
use fax_modem::{Class1, Profile};

/// What a driver told.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Told {
    Done,
    Carrier,
    WrongCarrier,
    CarrierLost,
    Frame(Vec<u8>),
    BadFrame,
    Octets(Vec<u8>),
    Refused,
    HungUp,
}
use Told::*;

/// A driver with its clock and a record of what it told.
pub(crate) struct Bench {
    pub(crate) driver: Class1,
    pub(crate) now: Instant,
    pub(crate) told: Vec<Told>,
    pub(crate) sent: Vec<u8>,
}

impl Bench {
    pub(crate) fn new(profile: Profile) -> Self {
        Self { driver: Class1::new(profile), now: Instant::from_millis(1_000_000), told: Vec::new(), sent: Vec::new() }
    }

    /// A driver whose modem is in a call, in command state, with nothing going on.
    pub(crate) fn in_call() -> Self {
        Self::new(Profile::GENERIC)
    }

    pub(crate) fn start(&mut self, op: LineOp) {
        self.driver.start(op, self.now);
        self.drain();
    }

    /// The modem says something, in pieces of `piece` octets.
    pub(crate) fn modem_in(&mut self, octets: &[u8], piece: usize) {
        for piece in octets.chunks(piece) {
            let mut piece = piece;
            while !piece.is_empty() {
                let taken = self.driver.handle_octets(piece, self.now);
                piece = &piece[taken..];
                self.drain();
            }
        }
    }

    pub(crate) fn modem(&mut self, octets: &[u8]) {
        self.modem_in(octets, octets.len());
    }

    pub(crate) fn send(&mut self, octets: &[u8], last: bool) {
        assert!(self.driver.room() >= octets.len(), "room {} for {}", self.driver.room(), octets.len());
        self.driver.send(Chunk { octets, last }, self.now);
        self.drain();
    }

    pub(crate) fn pass(&mut self, ms: u64) {
        let end = self.now + Duration::from_millis(ms);
        while let Some(at) = self.driver.poll_timeout().filter(|&at| at <= end) {
            assert!(at >= self.now, "a time-out in the past");
            self.now = at;
            self.drain();
            self.write();
        }
        self.now = end;
        self.drain();
    }

    pub(crate) fn drain(&mut self) {
        drain(&mut self.driver, self.now, &mut self.told);
    }

    /// What the driver has written for the modem.
    pub(crate) fn out(&mut self) -> Vec<u8> {
        self.write();
        core::mem::take(&mut self.sent)
    }

    pub(crate) fn write(&mut self) {
        let mut buffer = [0; 7];
        loop {
            let filled = self.driver.poll_octets(&mut buffer);
            if filled == 0 {
                return;
            }
            self.sent.extend_from_slice(&buffer[..filled]);
        }
    }

    pub(crate) fn told(&mut self) -> Vec<Told> {
        core::mem::take(&mut self.told)
    }
}

/// Takes what a driver tells, with octets gathered.
pub(crate) fn drain(driver: &mut Class1, now: Instant, all: &mut Vec<Told>) {
    while let Some(event) = driver.poll_event(now) {
        let told = match event {
            LineEvent::Done => Done,
            LineEvent::Carrier => Carrier,
            LineEvent::WrongCarrier => WrongCarrier,
            LineEvent::CarrierLost => CarrierLost,
            LineEvent::Frame(frame) => Frame(frame.to_vec()),
            LineEvent::BadFrame => BadFrame,
            LineEvent::Octets(octets) => {
                if let Some(Octets(before)) = all.last_mut() {
                    before.extend_from_slice(octets);
                    continue;
                }
                Octets(octets.to_vec())
            }
            LineEvent::Refused => Refused,
            LineEvent::HungUp => HungUp,
            other => panic!("{other:?}"),
        };
        all.push(told);
    }
}

pub(crate) const OK: &[u8] = b"\r\nOK\r\n";
pub(crate) const CONNECT: &[u8] = b"\r\nCONNECT\r\n";
pub(crate) const ERROR: &[u8] = b"\r\nERROR\r\n";
pub(crate) const NO_CARRIER: &[u8] = b"\r\nNO CARRIER\r\n";
pub(crate) const CONTROL_IN: LineOp = LineOp::Receive(Signal::CONTROL);
pub(crate) const CONTROL_OUT: LineOp = LineOp::Send(Signal::CONTROL);
pub(crate) const CHECK: Signal = Signal::training_check(Modulation::V17At14400);
pub(crate) const IMAGE: Signal = Signal::image(Modulation::V17At14400);

/// CSI "FAXLINE" and its check sequence, as recorded.
pub(crate) const CSI_FCS: &[u8] = b"\xFF\x03\x40ENILXAF             \x12\x61";
/// DIS and its check sequence, as recorded (the first 0x10 of each pair is a shield).
pub(crate) const DIS_FCS: &[u8] =
    &[0xFF, 0x13, 0x80, 0x00, 0xEE, 0xFA, 0xC4, 0x80, 0xD7, 0x83, 0x80, 0x80, 0x18, 0x10, 0x10, 0x2B];

pub(crate) fn frame(octets: &[u8]) -> Vec<u8> {
    [octets, &[0x10, 0x03]].concat()
}
