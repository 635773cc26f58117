//! Modems that do not go on hook at command: the session lets go of DTR for a second, and sets them up again.
#![cfg(all(feature = "async", feature = "sim"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod telephone;

use core::cell::Cell;
use core::time::Duration;
use std::rc::Rc;

use fax_core::sim::OctetPages;
use fax_core::{Call, Config, Instant, Outcome, Pages};
use fax_modem::sim::{Quirk, Route};
use fax_modem::{Class1, DialFailure, LineHealth, Order, Port as _, Profile, RunError, Session};
use telephone::half::{Half, on_tokio_with};
use telephone::{Shown, Telephone, Transcript};

const SECOND: Duration = Duration::from_secs(1);

struct Bench {
    clock: Rc<Cell<Instant>>,
    port: Telephone,
    modem: Class1,
    transcript: Transcript,
}

impl Bench {
    fn new(quirk: Quirk, has_dtr: bool) -> Self {
        let clock = Rc::new(Cell::new(Instant::ZERO));
        let mut port = Telephone::new(&clock);
        port.exchange.modem(0).make().quirks = quirk.into();
        port.dtr = has_dtr.then(Vec::new);
        Self { clock, port, modem: Class1::new(Profile::GENERIC), transcript: Transcript::default() }
    }

    fn session(&mut self) -> Session<'_, Telephone, impl Fn() -> Instant + use<>, &mut Transcript> {
        let clock = Rc::clone(&self.clock);
        Session::new(&mut self.modem, &mut self.port, move || clock.get()).traced(&mut self.transcript)
    }

    fn fax(&mut self) -> Result<Outcome, RunError<telephone::Unplugged>> {
        let clock = Rc::clone(&self.clock);
        let mut session = self.session();
        session.initialise(|| false)?;
        session.dial("1", || false)?;
        let mut call = Call::calling(&Config::default(), clock.get());
        let mut source = OctetPages::new(vec![vec![0x5A; 3000]]);
        session.run(&mut call, &mut Pages { source: &mut source, sink: &mut () }, || false, |_| ())
    }

    /// DTR was let go of once, for a second and no more than a tick, and the modem set up behind it.
    fn assert_released(&self) {
        let set = self.port.dtr.as_ref().unwrap();
        let [(low, false), (high, true)] = set[..] else { panic!("{set:?}") };
        assert!((SECOND..=SECOND + Duration::from_millis(25)).contains(&high.since(low)), "{set:?}");
        let orders: Vec<_> = self.transcript.0.iter().filter_map(|(at, shown)| order(*at, shown)).collect();
        assert!(orders.windows(2).any(|two| two == [(low, Order::DropDtr), (high, Order::Initialise)]), "{orders:?}");
        let said = self.transcript.0.iter().any(|(at, shown)| *at >= low && *at < high && is_said(shown));
        assert!(!said, "nothing is said to a modem without DTR");
    }
}

fn order(at: Instant, shown: &Shown) -> Option<(Instant, Order)> {
    if let Shown::Order(order) = shown { Some((at, *order)) } else { None }
}

fn is_said(shown: &Shown) -> bool {
    matches!(shown, Shown::ToModem(_))
}

#[test]
fn a_modem_that_does_not_obey_ath_loses_dtr_behind_the_call() {
    let mut bench = Bench::new(Quirk::KeepsLine, true);
    bench.port.exchange.tells_hang_up(false);
    assert_eq!(bench.fax(), Ok(Outcome::Completed));
    assert!(!bench.port.exchange.modem(0).is_off_hook());
    bench.assert_released();
    assert!(bench.modem.is_idle() && bench.modem.answers() && !bench.modem.may_hold_line());
    assert_eq!(bench.port.far.sink.accepted.len(), 1);
    bench.port.exchange.route(Route::Busy);
    assert_eq!(bench.fax(), Err(RunError::NotReached(DialFailure::Busy)), "it is as good as new");
}

#[test]
fn without_dtr_it_keeps_the_line_and_that_is_told() {
    let mut bench = Bench::new(Quirk::KeepsLine, false);
    bench.port.exchange.tells_hang_up(false);
    assert_eq!(bench.fax(), Ok(Outcome::Completed));
    assert!(bench.port.exchange.modem(0).is_off_hook());
    assert!(bench.modem.may_hold_line() && !bench.modem.answers());
    let ended: Result<Outcome, RunError<telephone::Unplugged>> = Ok(Outcome::Completed);
    assert_eq!(LineHealth::default().after(&ended, bench.modem.answers()), fax_modem::Advice::Reset);
}

/// Field fault 43.
#[test]
fn a_modem_that_hangs_behind_an_aborted_dialling_loses_dtr() {
    for has_dtr in [true, false] {
        let mut bench = Bench::new(Quirk::Wedges, has_dtr);
        let clock = Rc::clone(&bench.clock);
        let mut session = bench.session();
        session.initialise(|| false).unwrap();
        let end = clock.get() + 3 * SECOND;
        assert_eq!(session.dial("1", || clock.get() >= end), Err(RunError::Stopped));
        assert!(clock.get().since(end) < 30 * SECOND);
        bench.port.exchange.route(Route::Busy);
        let again = bench.fax();
        if has_dtr {
            bench.assert_released();
            assert_eq!(again, Err(RunError::NotReached(DialFailure::Busy)), "it is as good as new");
        } else {
            assert!(matches!(again, Err(RunError::Setup(_))), "{again:?}");
        }
    }
}

#[test]
fn a_modem_that_takes_nothing_while_it_is_to_hang_up_loses_dtr() {
    for has_dtr in [true, false] {
        let mut bench = Bench::new(Quirk::KeepsLine, has_dtr);
        bench.port.exchange.tells_hang_up(false);
        let clock = Rc::clone(&bench.clock);
        let mut session = bench.session();
        session.initialise(|| false).unwrap();
        session.dial("1", || false).unwrap();
        bench.port.stuck_at = Some(clock.get());
        let hung_up = bench.session().hang_up();
        if has_dtr {
            assert!(!bench.port.exchange.modem(0).is_off_hook());
            assert_eq!(bench.port.dtr.as_ref().unwrap().len(), 2);
        }
        // It does not take the set-up behind it either.
        assert_eq!(hung_up, Err(RunError::NotTaking));
    }
}

#[test]
fn the_async_session_does_the_same_at_the_same_times() {
    let mut blocking = Bench::new(Quirk::KeepsLine, true);
    assert_eq!(blocking.fax(), Ok(Outcome::Completed));

    let line = Half::new();
    line.telephone().exchange.modem(0).make().quirks = Quirk::KeepsLine.into();
    line.telephone().dtr = Some(Vec::new());
    let mut transcript = Transcript::default();
    let outcome = on_tokio_with(&line, async |line, clock| {
        use core::future::pending;
        let mut modem = Class1::new(Profile::GENERIC);
        let port = line.clone();
        let dtr = move |on| port.telephone().set_dtr(on).unwrap();
        let session = fax_modem::AsyncSession::new(&mut modem, line.clone(), line, clock).with_dtr(dtr);
        let mut session = session.traced(&mut transcript);
        session.initialise(pending()).await?;
        session.dial("1", pending()).await?;
        let mut call = Call::calling(&Config::default(), fax_modem::AsyncClock::now(session.clock()));
        let mut source = OctetPages::new(vec![vec![0x5A; 3000]]);
        let mut pages = Pages { source: &mut source, sink: &mut () };
        session.run(&mut call, &mut pages, pending(), |_| ()).await
    });
    assert_eq!(outcome, Ok(Outcome::Completed));
    assert!(!line.telephone().exchange.modem(0).is_off_hook());
    assert_eq!(line.telephone().dtr, blocking.port.dtr);
    assert_eq!(transcript, blocking.transcript);
}
