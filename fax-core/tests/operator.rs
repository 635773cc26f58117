//! Operator interrupts (T.30 5.3.6.1.7): PRI commands, PIP and PIN, with somebody at the telephone and without.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod far;

use far::{DIS, Did, Station, control, fine, image, tcf, zeros};
use fax_core::frame::Fcf;
use fax_core::sim::{OctetPages, Pair, Received};
use fax_core::{Call, Config, Event, Failure, Instant, Modulation, Outcome, Quality, Timer};

const RATE: Modulation = Modulation::V17At14400;
const MCF: u8 = 0x8C;
const PIP: u8 = 0xAC;
const PIN: u8 = 0x2C;

fn staffed() -> Config {
    Config { operator: true, ..far::config() }
}

/// A sender with its first page out, and the post-page command that it said.
fn sender(config: &Config, pages: Vec<Vec<u8>>, asks: bool) -> (Station, u8) {
    let mut station = Station::new(Call::calling(config, Instant::ZERO), OctetPages::new(pages));
    station.acts();
    station.hears(&[(Fcf::Dis, false, &DIS)]);
    if asks {
        station.call.ask_for_operator();
    }
    station.answered(Fcf::Cfr);
    let post = station.last_frame()[0];
    (station, post)
}

/// A receiver with a page in.
fn receiver(config: &Config) -> Station {
    let mut station = Station::new(Call::answering(config, Instant::ZERO), OctetPages::new(vec![]));
    station.acts();
    assert_eq!(station.dcs(&fine(RATE)), [tcf(RATE)]);
    station.receives(&zeros(RATE));
    assert_eq!(station.receives(&[1]), [control()]);
    station
}

fn failed(failure: Failure) -> Option<Outcome> {
    Some(Outcome::Failed(failure))
}

#[test]
fn nobody_is_there() {
    // PRI commands are plain ones, PIP is MCF, PIN is the end.
    for (command, answer) in [(Fcf::PriMps, MCF), (Fcf::PriEom, MCF), (Fcf::PriEop, MCF)] {
        assert_eq!(receiver(&far::config()).commanded(command)[0], Did::Said(vec![answer]));
    }
    let (mut station, post) = sender(&far::config(), vec![vec![1], vec![2]], false);
    assert_eq!(post, 0x4F);
    assert!(matches!(station.answered(Fcf::Pip)[0], Did::Page(..)));
    station.answered(Fcf::Pin);
    assert_eq!(station.outcome(), failed(Failure::OperatorInterrupt));
    assert!(!station.events.contains(&Event::OperatorWanted));
}

#[test]
fn a_receiver_calls_somebody_who_takes_the_line() {
    let mut station = receiver(&staffed());
    assert_eq!(station.commanded(Fcf::PriEop), [Did::Said(vec![PIP]), control()]);
    assert!(station.events.contains(&Event::OperatorWanted));
    assert_eq!(station.sink.accepted, [vec![1]]);
    station.after(8000);
    station.call.operator(true, station.now);
    assert_eq!(station.acts(), [Did::HungUp], "without a word");
    assert_eq!(station.outcome(), Some(Outcome::Completed));

    let mut station = receiver(&staffed());
    station.commanded(Fcf::PriMps);
    station.call.operator(true, station.now);
    station.acts();
    assert_eq!(station.outcome(), failed(Failure::OperatorInterrupt), "pages were to follow");
}

#[test]
fn a_receiver_goes_on_when_nobody_comes() {
    let mut station = receiver(&staffed());
    assert_eq!(station.commanded(Fcf::PriMps), [Did::Said(vec![PIP]), image(RATE)]);
    // T3, and then the page that the sender goes on with.
    assert_eq!(station.deadline.unwrap(), (Timer::T3, station.now + core::time::Duration::from_secs(15)));
    assert_eq!(station.waits(), []);
    station.call.operator(true, station.now);
    assert_eq!(station.acts(), [], "too late");
    station.receives(&[2]);
    assert_eq!(station.commanded(Fcf::Eop), [Did::Said(vec![MCF]), control()]);
    assert_eq!(station.sink.accepted, [vec![1], vec![2]]);
    // A bad page: PIN, and then a new training.
    let mut station = receiver(&staffed());
    station.sink.verdicts.push(Quality { rows: 10, bad_rows: 9, longest_bad_run: 9, complete: true });
    assert_eq!(station.commanded(Fcf::PriMps), [Did::Said(vec![PIN]), control()]);
    assert_eq!(station.commanded(Fcf::PriMps)[0], Did::Said(vec![PIN]), "the same again");
    assert_eq!(station.dcs(&fine(RATE)), [tcf(RATE)]);
}

#[test]
fn a_sender_asks_and_goes_on_or_ends() {
    let (mut station, post) = sender(&staffed(), vec![vec![1], vec![2]], true);
    assert_eq!(post, 0x5F, "PRI-MPS with X");
    assert_eq!(station.answered(Fcf::Pip), [control()]);
    assert!(station.events.contains(&Event::OperatorWanted));
    assert_eq!(station.call.report().pages_sent, 1);
    assert_eq!(station.deadline.unwrap().0, Timer::T3);
    let mut taken = Station { call: station.call.clone(), ..Station::answering() };
    taken.now = station.now;
    // Nobody comes: the next page, with a plain command.
    let did = station.waits();
    assert!(matches!(&did[0], Did::Page(_, page) if page == &[2]));
    assert_eq!(did[1], Did::Said(vec![0x2F]));
    // Nobody wants to: the same, at once.
    taken.source = OctetPages::new(vec![vec![1], vec![2]]);
    let mut declined = Station { call: taken.call.clone(), ..Station::answering() };
    (declined.now, declined.source) = (taken.now, taken.source.clone());
    declined.call.operator(false, declined.now);
    assert_eq!(declined.acts(), did);
    // Somebody comes.
    taken.call.operator(true, taken.now);
    assert_eq!(taken.acts(), [Did::HungUp]);
    assert_eq!(taken.outcome(), failed(Failure::OperatorInterrupt));
    assert_eq!(taken.call.report().pages_sent, 1);
}

#[test]
fn behind_the_last_page_an_interrupt_costs_nothing() {
    for how in 0..3 {
        let (mut station, post) = sender(&staffed(), vec![vec![1]], true);
        assert_eq!(post, 0x3F, "PRI-EOP with X");
        station.answered(Fcf::Pip);
        match how {
            0 => assert_eq!(station.waits(), [Did::Said(vec![0xFB]), Did::HungUp]),
            1 => assert_eq!(station.answered(Fcf::Dcn), [Did::HungUp]),
            _ => {
                station.call.operator(true, station.now);
                station.acts();
            }
        }
        assert_eq!(station.outcome(), Some(Outcome::Completed), "{how}");
    }
    // PIN: the page was bad, and goes again when nobody comes.
    let (mut station, _) = sender(&staffed(), vec![vec![1]], false);
    station.answered(Fcf::Pin);
    assert_eq!(station.waits(), far::commands(Modulation::V17At12000));
    assert_eq!((station.call.report().pages_sent, station.call.report().pages_rejected), (0, 1));
}

#[test]
fn two_stations_interrupt_each_other_with_and_without_error_correction() {
    for window in [65_537, 0] {
        let mut source = OctetPages::new(vec![vec![1; 512], vec![2; 512]]).with_window(window);
        let mut sink = Received::with_window(65_536);
        let mut pair = Pair::new(&staffed(), &staffed());
        pair.caller.ask_for_operator();
        let report = pair.drive(&mut source, &mut sink);
        assert_eq!(report.caller.outcome, Some(Outcome::Completed));
        assert_eq!(report.answerer.outcome, Some(Outcome::Completed));
        assert_eq!(sink.accepted, source.pages());
        for events in [&pair.caller_events, &pair.answerer_events] {
            assert_eq!(events.iter().filter(|(_, event)| *event == Event::OperatorWanted).count(), 1);
        }
        assert_eq!((report.caller.stray_events, report.answerer.stray_events), (0, 0));
    }
}
