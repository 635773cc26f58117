//! What an octet costs: sessions that were recorded on simulated modems are run again on nothing but the record.

use core::cell::Cell;
use core::convert::Infallible;
use core::time::Duration;
use std::time::Instant as Stopwatch;

use benches::Numbers;
use embedded_io::{ErrorType, Read, ReadReady, Write, WriteReady};
use fax_core::sim::{OctetPages, Received};
use fax_core::{Call, Config, Instant, Outcome, Pages, Step};
use fax_modem::sim::{Exchange, TICK};
use fax_modem::{Class1, Port, Profile, Progress, Session, Setup};

/// Octets of the page: half a minute at 14400 bit/s.
const PAGE: usize = 60_000;
/// The shortest of so many runs counts.
const RUNS: usize = 50;

/// What passed through a port, and when.
#[derive(Default)]
struct Record {
    heard: Vec<(Instant, Vec<u8>)>,
    /// Octets that the port had taken by then.
    taken: Vec<(Instant, usize)>,
}

/// Octets of a session that calls or answers, and the time for each in ns.
pub(crate) fn measure(ecm: bool, calls: bool) -> (usize, f64) {
    let clock = Cell::new(Instant::ZERO);
    let mut port = Telephone::new(&clock, ecm, calls);
    session(&mut port, &clock, page(), ecm, calls);
    let record = port.record;
    let octets = record.heard.iter().map(|(_, octets)| octets.len()).sum::<usize>() + record.taken.last().unwrap().1;
    let shortest = (0..RUNS).map(|_| {
        clock.set(Instant::ZERO);
        let mut port = Replay { record: &record, clock: &clock, heard: (0, 0), taken: (0, 0) };
        let page = page();
        let began = Stopwatch::now();
        session(&mut port, &clock, page, ecm, calls);
        began.elapsed()
    });
    (octets, shortest.min().unwrap().as_nanos() as f64 / octets as f64)
}

/// A page as dense as can be, with an end of line now and then, as far ends want it.
fn page() -> Vec<u8> {
    let mut numbers = Numbers::new(1);
    let mut page: Vec<u8> = (0..PAGE).map(|_| numbers.below(256) as u8).collect();
    for line in page.chunks_exact_mut(100) {
        line[..2].copy_from_slice(&[0x00, 0x08]);
    }
    page
}

fn config(ecm: bool) -> Config {
    let mut config = Config::default();
    config.abilities.ecm = ecm;
    config
}

/// From the set-up of the modem to the end of a call of one page.
fn session<P: Port<Error = Infallible>>(port: &mut P, clock: &Cell<Instant>, page: Vec<u8>, ecm: bool, calls: bool) {
    let mut modem = Class1::new(Profile::GENERIC);
    let mut session = Session::new(&mut modem, port, || clock.get());
    session.initialise(|| false).unwrap();
    let config = config(ecm);
    let (mut source, mut sink) = (OctetPages::new(vec![page]).with_window(65_537), Received::with_window(65_536));
    let mut pages = Pages { source: &mut source, sink: &mut sink };
    let mut call = if calls {
        session.dial("1", || false).unwrap();
        Call::calling(&config, clock.get())
    } else {
        session.wait_ring(1, || false).unwrap();
        session.answer(|| false).unwrap();
        Call::answering(&config, clock.get())
    };
    assert_eq!(session.run(&mut call, &mut pages, || false, |_| ()), Ok(Outcome::Completed));
    assert_eq!(call.report().ecm.is_some(), ecm);
    assert_eq!(sink.accepted.len(), usize::from(!calls));
}

/// Modem 0 of an exchange as a port; behind modem 1 is another driver with a call.
struct Telephone<'c> {
    exchange: Exchange,
    clock: &'c Cell<Instant>,
    far: Class1,
    far_call: Option<Call>,
    far_pages: (OctetPages, Received),
    /// The far side answers.
    answers: bool,
    ecm: bool,
    ahead: Vec<u8>,
    unsent: Vec<u8>,
    far_unsent: Vec<u8>,
    record: Record,
}

impl<'c> Telephone<'c> {
    fn new(clock: &'c Cell<Instant>, ecm: bool, answers: bool) -> Self {
        let mut far = Class1::new(Profile::GENERIC);
        far.initialise(clock.get());
        let source = OctetPages::new(vec![page()]).with_window(65_537);
        Self {
            exchange: Exchange::new(115_200),
            clock,
            far,
            far_call: None,
            far_pages: (source, Received::with_window(65_536)),
            answers,
            ecm,
            ahead: Vec::new(),
            unsent: Vec::new(),
            far_unsent: Vec::new(),
            record: Record::default(),
        }
    }

    fn far_side(&mut self) {
        let now = self.clock.get();
        let mut octets = [0; 64];
        let room = self.far.octets_room().min(64);
        let heard = self.exchange.modem(1).poll_octets(&mut octets[..room]);
        let _ = self.far.handle_octets(&octets[..heard], now);
        self.far.handle_timeout(now);
        if self.far.setup() == Setup::Ready && self.far.is_idle() && self.far_call.is_none() {
            if !self.answers && now > Instant::from_millis(10_000) {
                self.far.dial("1", now).unwrap();
            } else if self.far.rings() > 0 {
                self.far.answer(now);
            }
        }
        if self.far.progress() == Progress::Connected {
            let start = if self.answers { Call::answering } else { Call::calling };
            let call = self.far_call.get_or_insert_with(|| start(&config(self.ecm), now));
            let (source, sink) = &mut self.far_pages;
            while let Step::Event(_) = call.step(&mut self.far, &mut Pages { source, sink }, now) {}
        }
        loop {
            if self.far_unsent.is_empty() {
                let filled = self.far.poll_octets(&mut octets);
                self.far_unsent.extend_from_slice(&octets[..filled]);
            }
            let taken = self.exchange.modem(1).handle_octets(&self.far_unsent);
            self.far_unsent.drain(..taken);
            if taken == 0 {
                break;
            }
        }
    }
}

impl ErrorType for Telephone<'_> {
    type Error = Infallible;
}

impl ReadReady for Telephone<'_> {
    fn read_ready(&mut self) -> Result<bool, Infallible> {
        let mut octets = [0; 64];
        let read = self.exchange.modem(0).poll_octets(&mut octets);
        self.ahead.extend_from_slice(&octets[..read]);
        Ok(!self.ahead.is_empty())
    }
}

impl Read for Telephone<'_> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Infallible> {
        let read = self.ahead.len().min(into.len());
        into[..read].copy_from_slice(&self.ahead[..read]);
        self.ahead.drain(..read);
        self.record.heard.push((self.clock.get(), into[..read].to_vec()));
        Ok(read)
    }
}

impl WriteReady for Telephone<'_> {
    fn write_ready(&mut self) -> Result<bool, Infallible> {
        let taken = self.exchange.modem(0).handle_octets(&self.unsent);
        self.unsent.drain(..taken);
        Ok(self.unsent.len() < 1024)
    }
}

impl Write for Telephone<'_> {
    fn write(&mut self, octets: &[u8]) -> Result<usize, Infallible> {
        self.unsent.extend_from_slice(octets);
        let before = self.record.taken.last().map_or(0, |&(_, before)| before);
        self.record.taken.push((self.clock.get(), before + octets.len()));
        Ok(octets.len())
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

impl Port for Telephone<'_> {
    fn wait(&mut self, at_most: Duration) -> Result<(), Infallible> {
        let end = self.clock.get() + at_most;
        while !self.read_ready()? && self.clock.get() < end {
            let _ = self.write_ready();
            self.far_side();
            let next = self.exchange.now() + TICK;
            self.exchange.advance_to(next);
            self.clock.set(next);
        }
        Ok(())
    }
}

/// The same octets at the same times, from memory; it takes octets as fast as the port did.
struct Replay<'r> {
    record: &'r Record,
    clock: &'r Cell<Instant>,
    /// The reading that is next, and how much of it is gone.
    heard: (usize, usize),
    /// The writing that is next, and the octets so far.
    taken: (usize, usize),
}

impl ErrorType for Replay<'_> {
    type Error = Infallible;
}

impl ReadReady for Replay<'_> {
    fn read_ready(&mut self) -> Result<bool, Infallible> {
        Ok(self.record.heard.get(self.heard.0).is_some_and(|(at, _)| *at <= self.clock.get()))
    }
}

impl Read for Replay<'_> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Infallible> {
        let (index, part) = self.heard;
        let octets = &self.record.heard[index].1[part..];
        let read = octets.len().min(into.len());
        into[..read].copy_from_slice(&octets[..read]);
        self.heard = if read == octets.len() { (index + 1, 0) } else { (index, part + read) };
        Ok(read)
    }
}

impl WriteReady for Replay<'_> {
    fn write_ready(&mut self) -> Result<bool, Infallible> {
        let taken = &self.record.taken;
        while taken.get(self.taken.0).is_some_and(|&(_, octets)| octets <= self.taken.1) {
            self.taken.0 += 1;
        }
        Ok(taken.get(self.taken.0).is_none_or(|(at, _)| *at <= self.clock.get()))
    }
}

impl Write for Replay<'_> {
    fn write(&mut self, octets: &[u8]) -> Result<usize, Infallible> {
        core::hint::black_box(octets);
        self.taken.1 += octets.len();
        Ok(octets.len())
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

impl Port for Replay<'_> {
    fn wait(&mut self, at_most: Duration) -> Result<(), Infallible> {
        let end = self.clock.get() + at_most;
        let next = self.record.heard.get(self.heard.0).map_or(end, |(at, _)| end.min(*at));
        self.clock.set(next.max(self.clock.get()));
        Ok(())
    }
}
