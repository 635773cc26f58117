//! A modem that stops its terminal in the middle of an image, by XOFF or by CTS, for 0 to 30 s, and one whose XON is lost: nothing is lost
//! by that but what cannot be helped, and what was not delivered is told as what it is, in bounded time.
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

/// A call takes 33 s, and a block with error correction sent again 10 s more.
const CALL: Duration = Duration::from_secs(45);
const STOPS_MS: [u64; 10] = [0, 100, 500, 1000, 3000, 5000, 8000, 10_000, 20_000, 30_000];

/// XOFF can be passed over, and is once the modem must have sent all it has: nothing is lost, and no time either.
#[test]
fn xoff_for_up_to_thirty_seconds() {
    for ecm in [false, true] {
        for ms in STOPS_MS {
            whole(ecm, Stop { behind: BEHIND, lasts: Duration::from_millis(ms), xon_lost: false });
        }
    }
}

#[test]
fn an_xon_that_is_lost() {
    for ecm in [false, true] {
        for ms in [100, 1000, 5000, 15_000, 30_000] {
            whole(ecm, Stop { behind: BEHIND, lasts: Duration::from_millis(ms), xon_lost: true });
        }
    }
}

/// At any moment of an image, from its first octet on.
#[test]
fn xoff_at_any_moment() {
    for behind in [0, 5, 50, 140, 200, 700, 3000, 6000, 7900] {
        whole(false, Stop { behind: Duration::from_millis(behind), lasts: Duration::from_secs(4), xon_lost: true });
    }
}

fn whole(ecm: bool, stop: Stop) {
    let held = call(Flow::XonXoff, ecm, stop);
    let what = format!("ECM {ecm}, {stop:?}: {held:?}");
    assert_eq!(held.outcomes, [Some(Outcome::Completed); 2], "{what}");
    assert_eq!((held.confirmed, held.accepted), (2, 2), "{what}");
    assert_eq!((held.damaged, held.underruns, held.lost), (0, 0, 0), "{what}");
    assert!(held.took < Duration::from_secs(33), "{what}");
}

/// The longest row (T.4 4.1.3).
const ROW: Duration = Duration::from_secs(5);
/// What a full buffer of 4096 octets lasts at 14400 bit/s, less what is under way.
const BUFFERED: Duration = Duration::from_millis(2200);

/// Nothing gets past CTS. A modem that keeps it off has a full buffer, and goes on for 2.2 s with that; the bound is there. Beyond it
/// the modem runs dry in the middle of the row at which it stopped us, and fills that with zeros:
///
/// * with error correction this spoils frames, which come again;
/// * without, that row is lost and no other, since the next one begins behind an EOL;
/// * when the row has become longer than 5 s, the receiver gives the page up, and it is not confirmed.
#[test]
fn cts_off_for_up_to_thirty_seconds() {
    for ecm in [false, true] {
        for ms in STOPS_MS {
            let lasts = Duration::from_millis(ms);
            let held = call(Flow::RtsCts, ecm, Stop { behind: BEHIND, lasts, xon_lost: false });
            let what = format!("ECM {ecm}, {ms} ms: {held:?}");
            let dry = lasts > BUFFERED;
            assert_eq!((held.lost, held.underruns > 0), (0, dry), "{what}");
            assert!(held.took <= CALL + 2 * lasts, "{what}");
            if !ecm && lasts >= ROW + BUFFERED {
                assert_eq!(held.outcomes[0], Some(Outcome::Failed(Failure::NoResponseAfterPage)), "{what}");
                assert!(!Failure::NoResponseAfterPage.is_permanent(), "another call may do better");
                assert_eq!((held.confirmed, held.accepted), (0, 0), "{what}");
            } else {
                assert_eq!(held.outcomes, [Some(Outcome::Completed); 2], "{what}");
                let a_row_of_each_page = if dry && !ecm { 2 } else { 0 };
                assert_eq!((held.confirmed, held.accepted, held.damaged), (2, 2, a_row_of_each_page), "{what}");
            }
        }
    }
}
