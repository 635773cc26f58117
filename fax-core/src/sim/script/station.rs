//! The station under test, and what joins it to the far end of a script.

use std::boxed::Box;
use std::vec::Vec;

use crate::sim::wire::Arrival;
use crate::sim::{Impairments, OctetPages, Received, Side, Wire};
use crate::{Call, Config, Event, Instant, Pages, Signal, Step, Tone};

/// What passes between the two ends of a line, in one direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passing {
    /// A tone.
    Tone(Tone),
    /// A carrier comes on, with its training or its preamble.
    On(Signal),
    /// A frame has passed, without flags and check sequence.
    Frame(Vec<u8>),
    /// A frame has passed whose check sequence is wrong.
    BadFrame,
    /// Octets of a training check or an image have passed.
    Octets(Vec<u8>),
    /// The carrier goes off.
    Off,
    /// The line was released.
    HungUp,
}

/// What a script says of the station under test, and what becomes of it.
#[derive(Clone, Debug)]
pub struct Subject {
    /// It answers; else it calls.
    pub answers: bool,
    /// Its settings.
    pub config: Config,
    /// The pages that it has.
    pub source: OctetPages,
    /// The pages that it gets.
    pub sink: Received,
    /// What its call has told.
    pub events: Vec<Event>,
}

impl Subject {
    /// Steps its call until there is nothing to do; returns when it wants to be woken.
    pub fn step(&mut self, call: &mut Call, line: &mut dyn crate::Line, now: Instant) -> Option<Instant> {
        loop {
            let mut pages = Pages { source: &mut self.source, sink: &mut self.sink };
            match call.step(line, &mut pages, now) {
                Step::Event(event) => self.events.push(event),
                Step::Idle(wake) => return wake,
            }
        }
    }
}

/// A station under test on its line.
pub trait Station {
    /// From when on the script counts its time.
    fn begins(&self) -> Instant;

    /// Lets it live up to `now`, which is not before the time of the call before. Returns when it wants to be woken.
    fn live(&mut self, now: Instant) -> Option<Instant>;

    /// Makes it hear something at a moment that is not over yet.
    fn hear(&mut self, at: Instant, passing: Passing);

    /// What it has put on the line by `now`, and when.
    fn said(&mut self, now: Instant) -> Option<(Instant, Passing)>;

    /// When there will be something of it, as far as that is known.
    fn says_next(&mut self) -> Option<Instant>;

    /// Its call, once it has begun.
    fn call(&self) -> Option<&Call>;

    /// Its settings, pages and events.
    fn subject(&self) -> &Subject;
}

/// A call on a simulated [`Wire`].
pub(super) struct OnWire {
    subject: Subject,
    call: Call,
    wire: Wire,
    side: Side,
}

impl OnWire {
    pub(super) fn boxed(subject: Subject) -> Box<dyn Station> {
        let (call, side) = match subject.answers {
            true => (Call::answering(&subject.config, Instant::ZERO), Side::Answerer),
            false => (Call::calling(&subject.config, Instant::ZERO), Side::Caller),
        };
        Box::new(Self { subject, call, wire: Wire::new(Impairments::default()), side })
    }

    fn far(&self) -> Side {
        if self.side == Side::Caller { Side::Answerer } else { Side::Caller }
    }
}

impl Station for OnWire {
    fn begins(&self) -> Instant {
        Instant::ZERO
    }

    fn live(&mut self, now: Instant) -> Option<Instant> {
        self.subject.step(&mut self.call, &mut self.wire.end(self.side), now)
    }

    fn hear(&mut self, at: Instant, passing: Passing) {
        let arrival = match passing {
            Passing::Tone(tone) => Arrival::Tone(tone),
            Passing::On(signal) => Arrival::On(signal),
            Passing::Frame(octets) => Arrival::Frame(octets),
            Passing::BadFrame => Arrival::BadFrame,
            Passing::Octets(octets) => Arrival::Octets(octets),
            Passing::Off => Arrival::Off,
            Passing::HungUp => Arrival::HungUp,
        };
        self.wire.arrive(self.side, at, arrival);
    }

    fn said(&mut self, now: Instant) -> Option<(Instant, Passing)> {
        loop {
            let (at, arrival) = self.wire.take(self.far(), now)?;
            let passing = match arrival {
                Arrival::Tone(tone) => Passing::Tone(tone),
                Arrival::On(signal) => Passing::On(signal),
                Arrival::Frame(octets) => Passing::Frame(octets),
                Arrival::BadFrame => Passing::BadFrame,
                Arrival::Octets(octets) => Passing::Octets(octets),
                Arrival::Off => Passing::Off,
                Arrival::HungUp => Passing::HungUp,
                // A wire without impairments has no echo.
                Arrival::EchoOn | Arrival::EchoFrame(_) | Arrival::EchoOff => continue,
            };
            return Some((at, passing));
        }
    }

    fn says_next(&mut self) -> Option<Instant> {
        self.wire.next_arrival(self.far())
    }

    fn call(&self) -> Option<&Call> {
        Some(&self.call)
    }

    fn subject(&self) -> &Subject {
        &self.subject
    }
}
