//! The blocking session on a simulated modem: its port lets the fake clock run while it waits.
#![cfg(feature = "sim")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod telephone;

use core::cell::Cell;
use core::time::Duration;
use std::rc::Rc;

use embedded_io::{ErrorType, Read, ReadReady, Write, WriteReady};
use fax_core::sim::OctetPages;
use fax_core::{Call, Config, Event, Failure, Instant, LineEvent, LineOp, Outcome, Pages};
use fax_modem::sim::Route;
use fax_modem::{Class1, DialFailure, Port, Profile, RunError, Session, Trace};
use telephone::{Telephone, Unplugged};

/// What a trace was shown.
#[derive(Default)]
struct Record {
    to_modem: Vec<u8>,
    from_modem: Vec<u8>,
    ops: Vec<LineOp>,
    frames: usize,
}

impl Trace for &mut Record {
    fn to_modem(&mut self, _: Instant, octets: &[u8]) {
        self.to_modem.extend_from_slice(octets);
    }

    fn from_modem(&mut self, _: Instant, octets: &[u8]) {
        self.from_modem.extend_from_slice(octets);
    }

    fn op(&mut self, _: Instant, op: &LineOp) {
        self.ops.push(*op);
    }

    fn event(&mut self, _: Instant, event: &LineEvent<'_>) {
        self.frames += usize::from(matches!(event, LineEvent::Frame(_)));
    }
}

fn contains(octets: &[u8], part: &[u8]) -> bool {
    octets.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_whole_fax() {
    let clock = Rc::new(Cell::new(Instant::ZERO));
    let mut port = Telephone::new(&clock);
    let mut modem = Class1::new(Profile::GENERIC);
    let mut record = Record::default();
    let mut session = Session::new(&mut modem, &mut port, || clock.get()).traced(&mut record);
    session.initialise(|| false).unwrap();
    session.dial("0 555 1234", || false).unwrap();
    let mut call = Call::calling(&Config::default(), clock.get());
    let mut source = OctetPages::new(vec![vec![0x5A; 20_000]]);
    let mut events = Vec::new();
    let mut pages = Pages { source: &mut source, sink: &mut () };
    let outcome = session.run(&mut call, &mut pages, || false, |event| events.push(event.clone()));
    assert_eq!(outcome, Ok(Outcome::Completed));
    assert_eq!(events.last(), Some(&Event::Ended(Outcome::Completed)));
    assert!(session.modem().is_idle());
    assert_eq!(port.far.sink.accepted.len(), 1);
    assert!(port.far.sink.accepted[0].ends_with(&[0x5A; 20_000]));
    assert_eq!(port.exchange.modem(0).underruns(), 0);
    assert!(!port.exchange.modem(0).is_off_hook());
    // The trace shows all but the number.
    assert!(contains(&record.to_modem, b"AT+FCLASS=1\r") && contains(&record.to_modem, b"ATD...\r"));
    assert!(!contains(&record.to_modem, b"555"));
    assert!(contains(&record.from_modem, b"CONNECT"));
    assert_eq!(record.ops.last(), Some(&LineOp::HangUp));
    // DIS, CFR and MCF.
    assert_eq!(record.frames, 3);
}

#[test]
fn stopped_in_the_middle_of_a_page() {
    let clock = Rc::new(Cell::new(Instant::ZERO));
    let mut port = Telephone::new(&clock);
    let mut modem = Class1::new(Profile::GENERIC);
    let mut session = Session::new(&mut modem, &mut port, || clock.get());
    session.initialise(|| false).unwrap();
    session.dial("1", || false).unwrap();
    let mut call = Call::calling(&Config::default(), clock.get());
    let mut source = OctetPages::new(vec![vec![0x5A; 100_000]]);
    let mut pages = Pages { source: &mut source, sink: &mut () };
    let stop_at = clock.get() + Duration::from_secs(20);
    let outcome = session.run(&mut call, &mut pages, || clock.get() >= stop_at, |_| ());
    assert_eq!(outcome, Ok(Outcome::Failed(Failure::Aborted)));
    // What was in the modem's buffer had to leave it, and DCN had to be said.
    assert!(clock.get().since(stop_at) < Duration::from_secs(8), "{:?}", clock.get().since(stop_at));
    assert!(!port.exchange.modem(0).is_off_hook());
}

#[test]
fn stopped_while_dialling() {
    let clock = Rc::new(Cell::new(Instant::ZERO));
    let mut port = Telephone::new(&clock);
    let mut modem = Class1::new(Profile::GENERIC);
    let mut session = Session::new(&mut modem, &mut port, || clock.get());
    session.initialise(|| false).unwrap();
    let stop_at = clock.get() + Duration::from_secs(2);
    assert_eq!(session.dial("1", || clock.get() >= stop_at), Err(RunError::Stopped));
    assert!(session.modem().is_idle());
    assert!(!port.exchange.modem(0).is_off_hook());
}

#[test]
fn a_number_that_is_engaged() {
    let clock = Rc::new(Cell::new(Instant::ZERO));
    let mut port = Telephone::new(&clock);
    port.exchange.route(Route::Busy);
    let mut modem = Class1::new(Profile::GENERIC);
    let mut session = Session::new(&mut modem, &mut port, || clock.get());
    session.initialise(|| false).unwrap();
    assert_eq!(session.dial("1", || false), Err(RunError::NotReached(DialFailure::Busy)));
}

#[test]
fn unplugged_in_the_middle_of_a_call() {
    let clock = Rc::new(Cell::new(Instant::ZERO));
    let mut port = Telephone::new(&clock);
    port.unplugged_at = Some(Instant::from_millis(25_000));
    let mut modem = Class1::new(Profile::GENERIC);
    let mut session = Session::new(&mut modem, &mut port, || clock.get());
    session.initialise(|| false).unwrap();
    session.dial("1", || false).unwrap();
    let mut call = Call::calling(&Config::default(), clock.get());
    let mut source = OctetPages::new(vec![vec![0x5A; 100_000]]);
    let mut events = Vec::new();
    let mut pages = Pages { source: &mut source, sink: &mut () };
    let result = session.run(&mut call, &mut pages, || false, |event| events.push(event.clone()));
    assert_eq!(result, Err(RunError::Io(Unplugged)));
    let dropped = Outcome::Failed(Failure::CallDropped);
    assert_eq!(call.report().outcome, Some(dropped));
    assert_eq!(events.last(), Some(&Event::Ended(dropped)));
}

/// A port that takes nothing and says nothing.
struct Stuck<'t>(&'t Cell<Instant>);

impl ErrorType for Stuck<'_> {
    type Error = core::convert::Infallible;
}

impl Read for Stuck<'_> {
    fn read(&mut self, _: &mut [u8]) -> Result<usize, Self::Error> {
        panic!("nothing is ready")
    }
}

impl ReadReady for Stuck<'_> {
    fn read_ready(&mut self) -> Result<bool, Self::Error> {
        Ok(false)
    }
}

impl Write for Stuck<'_> {
    fn write(&mut self, _: &[u8]) -> Result<usize, Self::Error> {
        panic!("nothing is taken")
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        Ok(())
    }
}

impl WriteReady for Stuck<'_> {
    fn write_ready(&mut self) -> Result<bool, Self::Error> {
        Ok(false)
    }
}

impl Port for Stuck<'_> {
    fn wait(&mut self, at_most: Duration) -> Result<(), Self::Error> {
        self.0.set(self.0.get() + at_most);
        assert!(self.0.get() < Instant::from_millis(3_600_000), "an hour");
        Ok(())
    }
}

#[test]
fn hang_up_on_a_port_that_takes_nothing() {
    let clock = Cell::new(Instant::ZERO);
    let mut modem = Class1::new(Profile::GENERIC);
    let mut port = Stuck(&clock);
    let mut session = Session::new(&mut modem, &mut port, || clock.get());
    assert_eq!(session.hang_up(), Err(RunError::NotTaking));
    assert!(session.modem().is_idle());
    assert!((30_000..31_000).contains(&clock.get().since(Instant::ZERO).as_millis()));
    // Whoever says stop does not wait so long.
    let began = clock.get();
    assert_eq!(session.dial("1", || clock.get().since(began) > Duration::from_secs(1)), Err(RunError::NotTaking));
    assert!(clock.get().since(began) < Duration::from_secs(8));
}

#[test]
fn a_modem_that_takes_nothing_any_more_in_the_middle_of_a_page() {
    for (stop_after, failure, within) in [(600, Failure::LineFault, 62), (2, Failure::Aborted, 8)] {
        let clock = Rc::new(Cell::new(Instant::ZERO));
        let mut port = Telephone::new(&clock);
        let stuck_at = Instant::from_millis(25_000);
        port.stuck_at = Some(stuck_at);
        let mut modem = Class1::new(Profile::GENERIC);
        let mut session = Session::new(&mut modem, &mut port, || clock.get());
        session.initialise(|| false).unwrap();
        session.dial("1", || false).unwrap();
        let mut call = Call::calling(&Config::default(), clock.get());
        let mut source = OctetPages::new(vec![vec![0x5A; 100_000]]);
        let mut pages = Pages { source: &mut source, sink: &mut () };
        let stop = || clock.get() >= stuck_at + Duration::from_secs(stop_after);
        assert_eq!(session.run(&mut call, &mut pages, stop, |_| ()), Err(RunError::NotTaking));
        assert_eq!(call.report().outcome, Some(Outcome::Failed(failure)));
        assert!(clock.get().since(stuck_at) < Duration::from_secs(within), "{:?}", clock.get().since(stuck_at));
    }
}

/// A modem that echoes each octet, and finds every number engaged.
#[derive(Default)]
struct Echoing {
    ahead: Vec<u8>,
}

impl ErrorType for Echoing {
    type Error = core::convert::Infallible;
}

impl ReadReady for Echoing {
    fn read_ready(&mut self) -> Result<bool, Self::Error> {
        Ok(!self.ahead.is_empty())
    }
}

impl Read for Echoing {
    /// Three octets at a time.
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Self::Error> {
        let read = self.ahead.len().min(into.len()).min(3);
        into[..read].copy_from_slice(&self.ahead[..read]);
        self.ahead.drain(..read);
        Ok(read)
    }
}

impl WriteReady for Echoing {
    fn write_ready(&mut self) -> Result<bool, Self::Error> {
        Ok(true)
    }
}

impl Write for Echoing {
    fn write(&mut self, octets: &[u8]) -> Result<usize, Self::Error> {
        self.ahead.extend_from_slice(octets);
        if octets.ends_with(b"\r") {
            self.ahead.extend_from_slice(b"\r\nBUSY 12345\r\n");
        }
        Ok(octets.len())
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        Ok(())
    }
}

impl Port for Echoing {
    fn wait(&mut self, _: Duration) -> Result<(), Self::Error> {
        panic!("there is always something to read")
    }
}

#[test]
fn an_echo_does_not_bring_the_number_into_the_trace() {
    let mut modem = Class1::new(Profile::GENERIC);
    let mut port = Echoing::default();
    let mut record = Record::default();
    let mut session = Session::new(&mut modem, &mut port, || Instant::ZERO).traced(&mut record);
    assert_eq!(session.dial("5551234", || false), Err(RunError::NotReached(DialFailure::Busy)));
    assert_eq!(record.to_modem, b"ATD...\r");
    // What follows the echo is shown as it is; the last line feed is left for later.
    assert!(record.from_modem.starts_with(b"ATD.......\r\r\nBUSY 12345"), "{}", record.from_modem.escape_ascii());
}
