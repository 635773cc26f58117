//! Two stations on a simulated wire with a fake clock: feature `sim`.
//!
//! For tests of calls, of page sources and sinks, and of anything that watches events. Nothing here waits: a call of a
//! minute takes milliseconds, and the same seed gives the same call.
//!
//! ```
//! use fax_core::sim::{OctetPages, Pair, Received};
//! use fax_core::{Config, Outcome};
//!
//! let mut source = OctetPages::new(vec![vec![0x55; 3000], vec![0xAA; 100]]);
//! let mut sink = Received::default();
//! let mut pair = Pair::new(&Config::default(), &Config::default());
//! let report = pair.drive(&mut source, &mut sink);
//! assert_eq!(report.caller.outcome, Some(Outcome::Completed));
//! assert_eq!(sink.accepted, source.pages());
//! ```

mod agreement;
mod faults;
mod numbered;
mod pages;
mod rng;
mod script;
mod wire;

pub use agreement::{Agreement, Disagreement, Story};
pub use faults::{Fault, Impairments, Item, What};
pub use numbered::{Ledger, Taken};
pub use pages::{OctetPages, Received};
pub use rng::Rng;
pub use script::{Mismatch, Script, Station, Subject};
pub use wire::{End, Passing, Side, Wire};

use std::vec::Vec;

use crate::{Call, Config, Event, Instant, Pages, Report, Step};
use crate::{PageSink, PageSource};

/// A caller that sends and an answerer that receives, joined by a [`Wire`].
#[derive(Debug)]
pub struct Pair {
    /// The station that calls.
    pub caller: Call,
    /// The station that answers.
    pub answerer: Call,
    /// What joins them.
    pub wire: Wire,
    /// The fake clock.
    pub now: Instant,
    /// What the caller told, with times.
    pub caller_events: Vec<(Instant, Event)>,
    /// What the answerer told, with times.
    pub answerer_events: Vec<(Instant, Event)>,
}

/// How a simulated call ended, as both ends see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairReport {
    /// The station that called.
    pub caller: Report,
    /// The station that answered.
    pub answerer: Report,
    /// When both were on hook.
    pub ended: Instant,
}

impl Pair {
    /// A pair on a good wire, the call just answered.
    #[must_use]
    pub fn new(caller: &Config, answerer: &Config) -> Self {
        Self::with(caller, answerer, Impairments::default())
    }

    /// A pair on a wire with impairments.
    #[must_use]
    pub fn with(caller: &Config, answerer: &Config, impairments: Impairments) -> Self {
        Self {
            caller: Call::calling(caller, Instant::ZERO),
            answerer: Call::answering(answerer, Instant::ZERO),
            wire: Wire::new(impairments),
            now: Instant::ZERO,
            caller_events: Vec::new(),
            answerer_events: Vec::new(),
        }
    }

    /// Runs until both stations are on hook. The caller sends what `source` has, the answerer stores in `sink`.
    pub fn drive(&mut self, source: &mut dyn PageSource, sink: &mut dyn PageSink) -> PairReport {
        let (mut no_pages, mut no_sink) = ((), ());
        self.drive_both(&mut Pages { source, sink: &mut no_sink }, &mut Pages { source: &mut no_pages, sink })
    }

    /// The same when both stations may send and receive: for polling.
    pub fn drive_both(&mut self, caller: &mut Pages<'_>, answerer: &mut Pages<'_>) -> PairReport {
        loop {
            let ends = [
                step(&mut self.caller, self.wire.end(Side::Caller), caller, self.now, &mut self.caller_events),
                step(&mut self.answerer, self.wire.end(Side::Answerer), answerer, self.now, &mut self.answerer_events),
            ];
            let over = |call: &Call| call.report().outcome.is_some();
            match ends.into_iter().flatten().min() {
                Some(wake) if !(over(&self.caller) && over(&self.answerer)) => {
                    // Somebody may have become ready by what the other one did at this very moment.
                    let soonest = Instant::from_millis(self.now.as_millis() + 1);
                    self.now = wake.max(soonest);
                }
                _ => {
                    return PairReport {
                        caller: self.caller.report().clone(),
                        answerer: self.answerer.report().clone(),
                        ended: self.now,
                    };
                }
            }
        }
    }
}

fn step(
    call: &mut Call,
    mut end: End<'_>,
    pages: &mut Pages<'_>,
    now: Instant,
    events: &mut Vec<(Instant, Event)>,
) -> Option<Instant> {
    loop {
        match call.step(&mut end, pages, now) {
            Step::Event(event) => events.push((now, event)),
            Step::Idle(wake) => return wake,
        }
    }
}
