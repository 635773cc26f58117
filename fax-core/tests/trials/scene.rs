//! A call between two stations that can be run again and again on wires with different faults.

use core::fmt;
use core::time::Duration;

use fax_core::sim::{
    Agreement, Disagreement, Fault, Impairments, Item, Ledger, OctetPages, Pair, PairReport, Story, What,
};
use fax_core::{Abilities, Config, Failure, Ident, Instant, Outcome, Pages, Quality, Resolution};

/// What such a call is about.
#[derive(Clone, Debug)]
pub struct Scene {
    pub name: &'static str,
    /// The document.
    pub pages: OctetPages,
    /// How many pages that is.
    pub count: u16,
    /// The caller asks for it, and the answerer sends it.
    pub polled: bool,
    /// Settings of both.
    pub config: Config,
    /// What the receiver says of the first pages, last one first.
    pub verdicts: Vec<Quality>,
    /// How often the receiver is busy.
    pub busy: u32,
    /// What goes wrong in any case.
    pub faults: Vec<(usize, Fault)>,
}

/// What came of it.
#[derive(Debug)]
pub struct Run {
    pub report: PairReport,
    pub story: Result<Agreement, Disagreement>,
    /// All that was sent.
    pub items: Vec<Item>,
}

impl Scene {
    /// A document whose pages have so many rows and these resolutions, sent by the caller.
    pub fn new(name: &'static str, pages: &[(u16, Resolution)]) -> Self {
        let config = Config {
            ident: Ident::new("5551234").unwrap_or_default(),
            abilities: Abilities { ecm: false, ..Abilities::default() },
            call_limit: Duration::from_secs(3600),
            ..Config::default()
        };
        Self {
            name,
            pages: OctetPages::numbered(pages).with_window(65_537),
            count: u16::try_from(pages.len()).unwrap_or(u16::MAX),
            polled: false,
            config,
            verdicts: Vec::new(),
            busy: 0,
            faults: Vec::new(),
        }
    }

    /// The same with error correction.
    pub fn corrected(mut self) -> Self {
        self.config.abilities.ecm = true;
        self
    }

    /// The same, but the answerer has the document and the caller asks for it.
    pub fn polled(mut self) -> Self {
        self.polled = true;
        self
    }

    /// The same with something that always goes wrong.
    pub fn with_fault(mut self, item: usize, fault: Fault) -> Self {
        self.faults.push((item, fault));
        self
    }

    /// A pair that is about to play it.
    pub fn pair(&self, impairments: Impairments, faults: &[(usize, Fault)]) -> Pair {
        let caller = Config { polls: self.polled, ..self.config.clone() };
        let mut pair = Pair::with(&caller, &self.config, impairments);
        // The first one that is named for an item counts.
        for &(item, fault) in faults.iter().chain(&self.faults) {
            pair.wire.put(item, fault);
        }
        pair
    }

    /// What the receiver stores in.
    pub fn ledger(&self) -> Ledger {
        let mut ledger = Ledger::with_window(65_536);
        ledger.verdicts.clone_from(&self.verdicts);
        ledger.busy = self.busy;
        ledger
    }

    /// Plays it.
    pub fn run(&self, impairments: Impairments, faults: &[(usize, Fault)]) -> Run {
        let mut pair = self.pair(impairments, faults);
        let (mut source, mut ledger) = (self.pages.clone(), self.ledger());
        let (mut no_source, mut no_sink) = ((), ());
        let mut sends = Pages { source: &mut source, sink: &mut no_sink };
        let mut receives = Pages { source: &mut no_source, sink: &mut ledger };
        let report = if self.polled {
            pair.drive_both(&mut receives, &mut sends)
        } else {
            pair.drive_both(&mut sends, &mut receives)
        };
        let items = pair.wire.sent().to_vec();
        let story = self.story(&pair, &report, &ledger);
        Run { report, story, items }
    }

    /// Whether both ends tell the same.
    pub fn story(&self, pair: &Pair, report: &PairReport, ledger: &Ledger) -> Result<Agreement, Disagreement> {
        let (sender, told, receiver) = if self.polled {
            (&report.answerer, &pair.answerer_events, &report.caller)
        } else {
            (&report.caller, &pair.caller_events, &report.answerer)
        };
        Story { pages: self.count, sender, told, receiver, ledger }.agreement()
    }
}

impl Run {
    /// Whether the call ended by its own rules, and within `limit`.
    pub fn ended_within(&self, limit: Duration) -> bool {
        let too_long = Some(Outcome::Failed(Failure::TookTooLong));
        self.report.ended - Instant::ZERO < limit
            && self.report.caller.outcome != too_long
            && self.report.answerer.outcome != too_long
    }
}

/// An item in few words.
#[derive(Clone, Copy, Debug)]
pub struct Short(pub Item);

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ", self.0.side)?;
        match self.0.what {
            What::Frame(fcf) => write!(f, "{fcf}"),
            What::Data(number) => write!(f, "FCD {number}"),
            What::Carrier(signal) => write!(f, "{signal:?}"),
        }
    }
}
