//! Whole calls with error correction: the framing of images is ours, over modems that carry octets.
#![cfg(feature = "sim")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use core::time::Duration;

use fax_core::sim::{OctetPages, Received, Rng};
use fax_core::{Abilities, Call, Coding, Config, EcmFrame, Modulation, Modulations, Outcome, Pages, Report};
use fax_modem::Profile;
use fax_modem::sim::{Faults, Pair};

struct Fax {
    caller: Report,
    called: Report,
    took: Duration,
    accepted: Vec<Vec<u8>>,
    underruns: u32,
}

fn config(abilities: impl FnOnce(&mut Abilities)) -> Config {
    let mut config = Config::default();
    config.abilities.ecm = true;
    abilities(&mut config.abilities);
    config
}

fn fax(pages: &[Vec<u8>], config: &Config, profile: Profile, prepare: impl FnOnce(&mut Pair)) -> Fax {
    let mut pair = Pair::new(profile);
    pair.initialise();
    pair.connect().unwrap();
    let began = pair.now();
    prepare(&mut pair);
    let (mut caller, mut called) = (Call::calling(config, began), Call::answering(config, began));
    let (mut source, mut sink) = (OctetPages::new(pages.to_vec()).with_window(65_537), Received::with_window(65_536));
    pair.run(
        (&mut caller, &mut called),
        (&mut Pages { source: &mut source, sink: &mut () }, &mut Pages { source: &mut (), sink: &mut sink }),
        |_, _, _| (),
    );
    assert!(pair.caller.is_idle() && pair.called.is_idle());
    assert_eq!((pair.exchange.modem(0).strays(), pair.exchange.modem(1).strays()), (0, 0));
    Fax {
        caller: caller.report().clone(),
        called: called.report().clone(),
        took: pair.now().since(began),
        accepted: sink.accepted,
        underruns: pair.exchange.modem(0).underruns(),
    }
}

fn page(octets: usize, seed: u64) -> Vec<u8> {
    let mut rng = Rng::new(seed);
    (0..octets).map(|_| rng.draw() as u8).collect()
}

fn framed(pages: &[Vec<u8>], size: usize) -> Vec<Vec<u8>> {
    let framed = |page: &Vec<u8>| {
        let mut page = page.clone();
        page.resize(page.len().next_multiple_of(size), 0);
        page
    };
    pages.iter().map(framed).collect()
}

#[test]
fn three_pages_at_any_alignment_of_bits() {
    for skew in 0..8 {
        let pages = [page(70_000, skew.into()), page(3000, 10), vec![0xFF; 2000]];
        let fax = fax(&pages, &config(|_| ()), Profile::GENERIC, |pair| pair.exchange.skew(skew));
        assert_eq!(fax.caller.outcome, Some(Outcome::Completed), "skew {skew}");
        assert_eq!(fax.called.outcome, Some(Outcome::Completed), "skew {skew}");
        assert_eq!((fax.caller.ecm, fax.caller.coding), (Some(EcmFrame::Octets256), Some(Coding::Mmr)));
        assert!(fax.accepted == framed(&pages, 256), "skew {skew}");
        assert_eq!((fax.caller.frames_repeated, fax.underruns), (0, 0), "skew {skew}");
        assert_eq!((fax.caller.stray_events, fax.called.stray_events), (0, 0), "skew {skew}");
    }
}

#[test]
fn all_modulations_and_habits() {
    let pages = [page(9000, 1)];
    for rate in [2400, 4800, 7200, 9600, 12_000, 14_400] {
        let config = config(|ours| ours.modulations = Modulations::up_to(rate));
        let fax = fax(&pages, &config, Profile::GENERIC, |pair| pair.exchange.skew(3));
        assert_eq!(fax.caller.outcome, Some(Outcome::Completed), "{rate}");
        assert!(fax.accepted == framed(&pages, 256), "{rate}");
    }
    for profile in [Profile::USR, Profile::AGERE, Profile::NO_SILENCE_COMMANDS, Profile::SI24XX] {
        let fax = fax(&pages, &config(|ours| ours.short_frames = true), profile, |_| ());
        assert_eq!(fax.caller.outcome, Some(Outcome::Completed), "{profile:?}");
        assert!(fax.accepted == framed(&pages, 64), "{profile:?}");
    }
}

#[test]
fn damage_is_corrected_pel_for_pel() {
    let mut repeated = 0;
    for seed in 0..12 {
        let pages = [page(40_000, seed), page(5000, seed + 100)];
        let faults = Faults {
            seed,
            damaged_octets: 150,
            burst: Duration::from_millis(20),
            burst_every: Duration::from_millis(7100 + seed * 37),
            ..Faults::default()
        };
        let fax = fax(&pages, &config(|_| ()), Profile::GENERIC, |pair| {
            pair.exchange.faults(faults);
            pair.exchange.skew(seed as u8 % 8);
        });
        if fax.caller.outcome == Some(Outcome::Completed) {
            assert!(fax.accepted == framed(&pages, 256), "seed {seed}");
        }
        assert!(usize::from(fax.caller.pages_sent) <= fax.accepted.len(), "seed {seed}");
        repeated += fax.caller.frames_repeated;
    }
    assert!(repeated > 0);
}

#[test]
fn no_time_is_lost_between_bursts() {
    let octets = 36_000;
    let fax = fax(&[page(octets, 1)], &config(|_| ()), Profile::GENERIC, |_| ());
    assert_eq!((fax.caller.outcome, fax.caller.modulation), (Some(Outcome::Completed), Some(Modulation::V17At14400)));
    // Image: training, flags, frames with flag, check sequence and about 1.6 % of zeros inserted into random octets.
    let image = 142.0 + 200.0 + (octets as f64 / 256.0).ceil() * 263.0 * 1.016 * 8.0 / 14.4;
    assert!(fax.took.as_millis() as f64 - image < 17_500.0, "{:?}", fax.took);
}
