//! The station under test, and what joins it to the far end of a script.

use std::boxed::Box;
use std::vec::Vec;

use crate::sim::{Impairments, OctetPages, Passing, Received, Side, Wire};
use crate::{Call, Config, Event, Instant, Pages, Step};

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
        self.wire.arrive(self.side, at, passing);
    }

    fn said(&mut self, now: Instant) -> Option<(Instant, Passing)> {
        self.wire.take(self.far(), now)
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
