//! A modem that stops its terminal in the middle of an image, by XOFF or by CTS, for 0 to 30 s, and one whose XON is lost: what was
//! confirmed has arrived whole, and what was not is told as what it is, in bounded time.
#![cfg(feature = "sim")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use core::time::Duration;

use fax_core::sim::{OctetPages, Received, Rng};
use fax_core::{Call, Config, Failure, Modulations, Outcome, Pages};
use fax_modem::sim::{Pair, Stop};
use fax_modem::{Flow, Profile};

#[derive(Debug)]
struct Held {
    outcomes: [Option<Outcome>; 2],
    confirmed: u16,
    /// Rows of accepted pages that are not as they were sent.
    damaged: usize,
    accepted: usize,
    took: Duration,
    lost: u32,
    underruns: u32,
}

const PAGES: u64 = 2;

fn call(flow: Flow, ecm: bool, stop: Stop) -> Held {
    let profile = if flow == Flow::XonXoff { Profile::XON_XOFF } else { Profile::GENERIC };
    let mut pair = Pair::of([profile, Profile::GENERIC]);
    pair.exchange.modem(0).make().stop = Some(stop);
    pair.initialise();
    pair.connect().unwrap();
    let mut config = Config::default();
    config.abilities.ecm = ecm;
    config.abilities.modulations = Modulations::up_to(14_400);
    let began = pair.now();
    let (mut caller, mut called) = (Call::calling(&config, began), Call::answering(&config, began));
    let sent: Vec<Vec<u8>> = (0..PAGES).map(page).collect();
    let (mut source, mut sink) = (OctetPages::new(sent.clone()).with_window(65_537), Received::with_window(65_536));
    let outcomes = pair.run(
        (&mut caller, &mut called),
        (&mut Pages { source: &mut source, sink: &mut () }, &mut Pages { source: &mut (), sink: &mut sink }),
        |_, _, _| (),
    );
    Held {
        outcomes,
        confirmed: caller.report().pages_sent,
        damaged: sink.accepted.iter().zip(&sent).map(|(got, sent)| damaged(&rows(got), &rows(sent))).sum(),
        accepted: sink.accepted.len(),
        took: pair.now().since(began),
        lost: pair.exchange.modem(0).lost(),
        underruns: pair.exchange.modem(0).underruns(),
    }
}

/// Rows of some 300 bits, each behind an EOL (T.4 4.1.2), with no run of eleven zeros inside; and RTC behind them.
fn page(seed: u64) -> Vec<u8> {
    let mut rng = Rng::new(seed);
    let mut bits = Vec::new();
    let eol = [[false; 11].as_slice(), &[true]].concat();
    for _ in 0..400 {
        bits.extend(&eol);
        for _ in 0..30 {
            let draw = rng.draw();
            bits.extend((0..9).map(|bit| draw >> bit & 1 == 1).chain([true]));
        }
    }
    (0..6).for_each(|_| bits.extend(&eol));
    bits.resize(bits.len().next_multiple_of(8), false);
    bits.chunks(8).map(|bits| bits.iter().rev().fold(0, |octet, &bit| octet << 1 | u8::from(bit))).collect()
}

/// What is between the EOLs, however much fill stands in front of them.
fn rows(octets: &[u8]) -> Vec<Vec<bool>> {
    let (mut rows, mut row, mut zeros) = (Vec::new(), Vec::new(), 0);
    for bit in octets.iter().flat_map(|octet| (0..8).map(move |bit| octet >> bit & 1 == 1)) {
        if bit && zeros >= 11 {
            row.truncate(row.len() - zeros);
            rows.push(core::mem::take(&mut row));
        } else {
            row.push(bit);
        }
        zeros = if bit { 0 } else { zeros + 1 };
    }
    // In front of the first EOL is fill.
    rows.split_off(1)
}

/// How many rows of `sent` are neither at the beginning of `got` nor at its end.
fn damaged(got: &[Vec<bool>], sent: &[Vec<bool>]) -> usize {
    let before = got.iter().zip(sent).take_while(|(got, sent)| got == sent).count();
    let behind = got.iter().rev().zip(sent.iter().rev()).take_while(|(got, sent)| got == sent).count();
    sent.len().saturating_sub(before + behind)
}

const BEHIND: Duration = Duration::from_millis(1500);

/// A call takes 31 s, and a page sent again 10 s more.
const CALL: Duration = Duration::from_secs(45);

#[test]
fn a_terminal_that_is_stopped_for_up_to_thirty_seconds() {
    for flow in [Flow::XonXoff, Flow::RtsCts] {
        for ecm in [false, true] {
            for ms in [0, 100, 500, 1000, 3000, 5000, 8000, 10_000, 20_000, 30_000] {
                let lasts = Duration::from_millis(ms);
                let held = call(flow, ecm, Stop { behind: BEHIND, lasts, xon_lost: false });
                let what = format!("{flow:?}, ECM {ecm}, {ms} ms: {held:?}");
                assert_eq!(held.lost, 0, "{what}");
                assert_eq!(held.underruns > 0, lasts >= buffered(flow), "{what}");
                assert!(held.took <= CALL + 2 * lasts, "{what}");
                let done = held.outcomes == [Some(Outcome::Completed); 2] && held.confirmed == 2 && held.accepted == 2;
                if ecm {
                    // What the modem filled up with spoils frames, which are sent again.
                    assert!(done && held.damaged == 0, "{what}");
                } else if lasts < ROW + buffered(flow) {
                    // The modem runs out of octets wherever it is: the row there is lost, and no more.
                    assert!(done && held.damaged == if held.underruns > 0 { 2 } else { 0 }, "{what}");
                } else {
                    // No row may take longer than 5 s (T.4 4.1.3): the receiver gives the page up, and another call may do better.
                    assert_eq!(held.outcomes[0], Some(Outcome::Failed(Failure::NoResponseAfterPage)), "{what}");
                    assert!(!Failure::NoResponseAfterPage.is_permanent());
                    assert_eq!((held.confirmed, held.accepted), (0, 0), "{what}");
                }
            }
        }
    }
}

/// The longest row.
const ROW: Duration = Duration::from_secs(5);

/// What the modem has to go on with when it stops the terminal: with CTS all of its buffer, and with XOFF what is in it by then.
const fn buffered(flow: Flow) -> Duration {
    match flow {
        Flow::XonXoff => Duration::from_millis(600),
        _ => Duration::from_millis(2200),
    }
}

#[test]
fn an_xon_that_is_lost() {
    for ecm in [false, true] {
        for ms in [100, 1000, 5000, 15_000, 30_000] {
            let lasts = Duration::from_millis(ms);
            let held = call(Flow::XonXoff, ecm, Stop { behind: BEHIND, lasts, xon_lost: true });
            let what = format!("ECM {ecm}, {ms} ms: {held:?}");
            assert_eq!(held.outcomes[0], Some(Outcome::Failed(Failure::LineFault)), "{what}");
            assert!(!Failure::LineFault.is_permanent());
            assert_eq!((held.lost, held.confirmed, held.accepted), (0, 0, 0), "{what}");
            assert!(held.took <= CALL + lasts, "{what}");
        }
    }
}
