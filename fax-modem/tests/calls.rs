//! Whole calls: two `Call`s over two drivers over two simulated modems.
#![cfg(feature = "sim")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use core::time::Duration;

use fax_core::sim::{OctetPages, Received, Rng};
use fax_core::{Call, Config, Event, Failure, Instant, Modulation, Outcome, Pages, Report};
use fax_modem::Profile;
use fax_modem::sim::{Faults, Pair};

struct Fax {
    caller: Report,
    called: Report,
    took: Duration,
    sent: Vec<Vec<u8>>,
    accepted: Vec<Vec<u8>>,
    events: Vec<(usize, Event)>,
    underruns: u32,
}

fn fax(pages: Vec<Vec<u8>>, profile: Profile, prepare: impl FnOnce(&mut Pair)) -> Fax {
    let mut pair = Pair::new(profile);
    pair.initialise();
    pair.connect().unwrap();
    let began = pair.now();
    prepare(&mut pair);
    let config = Config::default();
    let (mut caller, mut called) = (Call::calling(&config, began), Call::answering(&config, began));
    let (mut source, mut sink) = (OctetPages::new(pages), Received::default());
    let mut events = Vec::new();
    pair.run(
        (&mut caller, &mut called),
        (&mut Pages { source: &mut source, sink: &mut () }, &mut Pages { source: &mut (), sink: &mut sink }),
        |side, event, _| events.push((side, event.clone())),
    );
    assert!(pair.caller.is_idle() && pair.called.is_idle());
    assert!(!pair.exchange.modem(0).is_off_hook() && !pair.exchange.modem(1).is_off_hook());
    assert_eq!((pair.exchange.modem(0).strays(), pair.exchange.modem(1).strays()), (0, 0));
    Fax {
        caller: caller.report().clone(),
        called: called.report().clone(),
        took: pair.now().since(began),
        sent: source.pages().to_vec(),
        accepted: sink.accepted,
        events,
        underruns: pair.exchange.modem(0).underruns(),
    }
}

fn page(octets: usize, seed: u64) -> Vec<u8> {
    let mut rng = Rng::new(seed);
    (0..octets).map(|_| rng.draw() as u8).collect()
}

/// What arrives has fill around it: before the first octet of the sender's, and none behind.
fn carries(accepted: &[Vec<u8>], sent: &[Vec<u8>]) -> bool {
    accepted.len() == sent.len() && accepted.iter().zip(sent).all(|(a, s)| a.ends_with(s))
}

#[test]
fn three_pages() {
    let fax = fax((0..3).map(|n| page(20_000, n)).collect(), Profile::GENERIC, |_| ());
    assert_eq!(fax.caller.outcome, Some(Outcome::Completed));
    assert_eq!(fax.called.outcome, Some(Outcome::Completed));
    assert_eq!((fax.caller.pages_sent, fax.caller.modulation), (3, Some(Modulation::V17At14400)));
    assert_eq!((fax.caller.stray_events, fax.called.stray_events), (0, 0));
    assert!(carries(&fax.accepted, &fax.sent));
    assert_eq!(fax.underruns, 0);
    for page in 0..3 {
        assert!(fax.events.contains(&(0, Event::PageSent { page, confirmed: true })));
    }
    // Three images of 11.1 s, and what T.30 puts around them: within what real machines take.
    assert!((45..60).contains(&fax.took.as_secs()), "{:?}", fax.took);
}

#[test]
fn modems_of_all_habits() {
    for profile in [Profile::USR, Profile::AGERE, Profile::NO_SILENCE_COMMANDS, Profile::SI24XX] {
        let fax = fax(vec![page(5_000, 9)], profile, |_| ());
        assert_eq!(fax.caller.outcome, Some(Outcome::Completed), "{profile:?}");
        assert!(carries(&fax.accepted, &fax.sent));
    }
}

#[test]
fn a_slow_modem() {
    // A modem that needs 40 ms after each result leaves little of the 75 ms.
    let fax = fax(vec![page(5_000, 9)], Profile { rest: Duration::from_millis(40), ..Profile::GENERIC }, |_| ());
    assert_eq!(fax.caller.outcome, Some(Outcome::Completed));
    assert_eq!(fax.caller.failed_trainings, 0);
}

#[test]
fn thirty_pages_are_soon_done() {
    let began = std::time::Instant::now();
    let fax = fax((0..30).map(|n| page(40_000, n)).collect(), Profile::GENERIC, |_| ());
    assert_eq!((fax.caller.outcome, fax.caller.pages_sent), (Some(Outcome::Completed), 30));
    assert!(carries(&fax.accepted, &fax.sent));
    assert!(fax.took > Duration::from_secs(660));
    assert!(began.elapsed() < Duration::from_secs(30), "{:?} without optimisation", began.elapsed());
}

#[test]
fn bursts_of_loss() {
    // A short burst every so often: some are hit where it hurts, and all calls end as both sides can defend.
    let mut completed = 0;
    for seed in 0..20 {
        let faults = Faults {
            seed,
            burst: Duration::from_millis(60),
            burst_every: Duration::from_millis(5_000 + 170 * seed),
            ..Faults::default()
        };
        let fax = fax((0..2).map(|n| page(8_000, n)).collect(), Profile::GENERIC, |pair| pair.exchange.faults(faults));
        let outcome = fax.caller.outcome.unwrap();
        completed += u32::from(outcome == Outcome::Completed);
        // What the sender believes confirmed has arrived.
        assert!(usize::from(fax.caller.pages_sent) <= fax.accepted.len(), "seed {seed}: {outcome:?}");
        assert_eq!((fax.caller.stray_events, fax.called.stray_events), (0, 0), "seed {seed}");
    }
    assert!(completed >= 14, "{completed} of 20");
}

#[test]
fn frames_lost_and_damaged() {
    let mut completed = 0;
    for seed in 0..20 {
        let faults = Faults { seed, lost_frames: 8, damaged_frames: 8, ..Faults::default() };
        let fax = fax(vec![page(4_000, seed)], Profile::GENERIC, |pair| pair.exchange.faults(faults));
        completed += u32::from(fax.caller.outcome == Some(Outcome::Completed));
        assert!(usize::from(fax.caller.pages_sent) <= fax.accepted.len(), "seed {seed}");
    }
    assert!(completed >= 14, "{completed} of 20");
}

#[test]
fn the_line_is_cut() {
    // Each call ends soon after the cut, whether the exchange tells or not, and nobody hangs.
    for tells in [true, false] {
        for second in 0..22 {
            let fax = fax(vec![page(12_000, 1)], Profile::GENERIC, |pair| {
                pair.exchange.tells_hang_up(tells);
                let at = pair.now() + Duration::from_secs(second);
                pair.exchange.cut_at(at);
            });
            assert!(fax.took <= Duration::from_secs(second + 60), "cut at {second} s: {:?}", fax.took);
            if fax.took > Duration::from_secs(second) + Duration::from_millis(100) {
                assert_ne!(fax.caller.outcome, None);
            }
            assert_eq!(fax.caller.outcome == Some(Outcome::Completed), fax.caller.pages_sent == 1, "{second}");
        }
    }
}

#[test]
fn a_called_station_that_says_nothing() {
    let mut pair = Pair::new(Profile::GENERIC);
    pair.initialise();
    pair.connect().unwrap();
    // The answerer's program is gone; its modem ends the flags by itself.
    let began = pair.now();
    let mut call = Call::calling(&Config::default(), began);
    let mut source = OctetPages::new(vec![vec![0; 100]]);
    let mut idle = Call::answering(&Config::default(), Instant::ZERO);
    idle.abort(began);
    pair.run(
        (&mut call, &mut idle),
        (&mut Pages { source: &mut source, sink: &mut () }, &mut Pages { source: &mut (), sink: &mut () }),
        |_, _, _| (),
    );
    assert!(matches!(
        call.report().outcome,
        Some(Outcome::Failed(Failure::NoAnswerSignal | Failure::NoFaxPeer | Failure::CallDropped))
    ));
}
