//! Two calls with error correction on a simulated wire.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use core::time::Duration;

use fax_core::sim::{Impairments, OctetPages, Pair, PairReport, Received};
use fax_core::{
    Abilities, AfterBlock, Coding, Config, EcmFrame, EcmPolicy, Failure, Ident, Instant, Modulations, Outcome,
};

fn config(ident: &str) -> Config {
    let abilities = Abilities { ecm: true, ..Abilities::default() };
    Config { ident: Ident::new(ident).unwrap(), abilities, ..Config::default() }
}

fn document(pages: &[usize]) -> OctetPages {
    let page = |(p, &octets): (usize, &usize)| (0..octets).map(|o| (o * 7 + o / 256 + p) as u8 | 1).collect();
    OctetPages::new(pages.iter().enumerate().map(page).collect()).with_window(65_537)
}

fn sink() -> Received {
    Received::with_window(65_536)
}

/// The page as it arrives: filled up to whole frames.
fn framed(page: &[u8], size: usize) -> Vec<u8> {
    let mut page = page.to_vec();
    page.resize(page.len().next_multiple_of(size).max(size), 0);
    page
}

fn drive(source: &mut OctetPages, sink: &mut Received, impairments: Impairments) -> PairReport {
    Pair::with(&config("1"), &config("2"), impairments).drive(source, sink)
}

#[test]
fn pages_of_all_sizes_arrive_with_mmr_and_no_octet_differs() {
    for pages in [&[5000][..], &[1, 255, 256, 257, 0], &[65_535, 65_536, 65_537], &[200_000, 131_072, 10]] {
        let (mut source, mut sink) = (document(pages), sink());
        let report = drive(&mut source, &mut sink, Impairments::default());
        assert_eq!(report.caller.outcome, Some(Outcome::Completed), "{pages:?}");
        assert_eq!(report.answerer.outcome, Some(Outcome::Completed), "{pages:?}");
        let want: Vec<_> = source.pages().iter().map(|page| framed(page, 256)).collect();
        assert!(sink.accepted == want, "{pages:?}");
        assert_eq!((report.caller.ecm, report.caller.coding), (Some(EcmFrame::Octets256), Some(Coding::Mmr)));
        assert_eq!((report.caller.stray_events, report.answerer.stray_events), (0, 0));
        assert_eq!((report.caller.frames_repeated, report.answerer.frames_repeated), (0, 0));
        assert_eq!(usize::from(report.caller.pages_sent), pages.len());
    }
}

#[test]
fn a_page_takes_the_time_that_t30_needs() {
    let (mut source, mut sink) = (document(&[36_000]), sink());
    let report = drive(&mut source, &mut sink, Impairments::default());
    // In ms. Bursts of V.21: preamble 1000, octets at 300 bit/s with 4 octets around each frame; 75 of silence before each.
    let control = |octets: usize| 75.0 + 1000.0 + octets as f64 * 8.0 / 0.3;
    let offer = 1000.0 + (27.0 + 13.0) * 8.0 / 0.3;
    let command = control(27 + 13) + 75.0 + 1393.0 + 1500.0;
    let frames = 36_000_usize.div_ceil(256) as f64;
    let image = 75.0 + 142.0 + 200.0 + (frames * 264.0 + 3.0 * 7.0) * 8.0 / 14.4;
    let least = offer + command + control(7) + image + control(11) + control(7) + control(7);
    let took = report.ended.as_millis() as f64;
    assert!(took < least * 1.01, "{took} ms, {least:.0} would do");
}

#[test]
fn short_frames_if_either_side_prefers_them() {
    for (ours, theirs) in [(true, false), (false, true), (true, true)] {
        let mut configs = [config("1"), config("2")];
        configs[0].abilities.short_frames = ours;
        configs[1].abilities.short_frames = theirs;
        let (mut source, mut sink) = (document(&[100, 40_000]), sink());
        let report = Pair::new(&configs[0], &configs[1]).drive(&mut source, &mut sink);
        assert_eq!(report.caller.outcome, Some(Outcome::Completed));
        assert_eq!(report.answerer.ecm, Some(EcmFrame::Octets64));
        let want: Vec<_> = source.pages().iter().map(|page| framed(page, 64)).collect();
        assert!(sink.accepted == want);
    }
}

#[test]
fn a_small_window_means_short_frames_and_none_means_no_error_correction() {
    for (source_window, sink_window, ecm) in [
        (65_536, 65_536, Some(EcmFrame::Octets64)),
        (16_385, 65_536, Some(EcmFrame::Octets64)),
        (16_384, 65_536, None),
        (0, 65_536, None),
        (65_537, 65_535, None),
    ] {
        let mut source = document(&[40_000]).with_window(source_window);
        let mut sink = Received::with_window(sink_window);
        let report = drive(&mut source, &mut sink, Impairments::default());
        assert_eq!(report.caller.outcome, Some(Outcome::Completed), "{source_window} {sink_window}");
        assert_eq!(report.caller.ecm, ecm, "{source_window} {sink_window}");
        assert_ne!(report.caller.coding == Some(Coding::Mmr), ecm.is_none(), "MMR goes with it");
    }
}

#[test]
fn error_correction_can_be_switched_off_and_demanded() {
    let mut off = config("1");
    off.abilities.ecm = false;
    let mut demanding = config("2");
    demanding.ecm.required = true;
    let (mut source, mut sink) = (document(&[100]), sink());
    let report = Pair::new(&off, &config("2")).drive(&mut source, &mut sink);
    assert_eq!((report.caller.outcome, report.caller.ecm), (Some(Outcome::Completed), None));
    for (caller, answerer) in [(&off, &demanding), (&demanding, &off)] {
        let report = Pair::new(caller, answerer).drive(&mut source, &mut sink);
        let failed =
            [report.caller.outcome, report.answerer.outcome].contains(&Some(Outcome::Failed(Failure::Incompatible)));
        assert!(failed, "{:?} {:?}", report.caller.outcome, report.answerer.outcome);
        assert_eq!(report.answerer.pages_received, 0);
    }
}

#[test]
fn damaged_frames_come_again_and_no_octet_differs() {
    for seed in 0..40 {
        let (mut source, mut sink) = (document(&[70_000, 3000]), sink());
        // One frame in ten is damaged.
        let impairments = Impairments { seed, bit_errors: 50, ..Impairments::default() };
        let report = drive(&mut source, &mut sink, impairments);
        if report.caller.outcome == Some(Outcome::Completed) {
            let want: Vec<_> = source.pages().iter().map(|page| framed(page, 256)).collect();
            assert!(sink.accepted == want, "seed {seed}");
            assert!(report.caller.frames_repeated > 0, "seed {seed}");
            assert!(report.caller.frames_repeated >= report.answerer.frames_repeated, "seed {seed}");
        }
        assert_eq!(report.caller.outcome, Some(Outcome::Completed), "seed {seed}");
    }
}

#[test]
fn a_busy_receiver_holds_the_sender_off() {
    let (mut source, mut sink) = (document(&[70_000]), sink());
    sink.busy = 5;
    let report = drive(&mut source, &mut sink, Impairments::default());
    assert_eq!(report.caller.outcome, Some(Outcome::Completed));
    assert_eq!(sink.accepted, [framed(&source.pages()[0], 256)]);

    let (mut source, mut sink) = (document(&[1000]), Received::with_window(65_536));
    sink.busy = u32::MAX;
    let report = drive(&mut source, &mut sink, Impairments::default());
    assert_eq!(report.caller.outcome, Some(Outcome::Failed(Failure::ReceiverBusyTooLong)));
    assert!((72_000..85_000).contains(&report.ended.as_millis()), "{}", report.ended);
    assert_eq!((report.caller.pages_sent, report.answerer.pages_received), (0, 0));
}

#[test]
fn no_loss_confirms_a_page_that_was_not_stored_nor_stores_one_twice() {
    let mut completed = 0;
    for seed in 0..500 {
        let short = seed % 3 == 0;
        let (mut source, mut sink) = (document(&[20_000, 300]), sink());
        let impairments = Impairments {
            seed,
            lost_frames: 120_000,
            bad_frames: 80_000,
            echoed_frames: 50_000,
            lost_carriers: 50_000,
            bit_errors: if seed % 2 == 0 { 0 } else { 30 },
            delay: Duration::from_millis(seed % 5 * 60),
            ..Impairments::default()
        };
        let mut caller = config("1");
        caller.abilities.short_frames = short;
        if seed % 4 == 0 {
            caller.ecm = EcmPolicy { corrections: 2, then: AfterBlock::Continue, ..caller.ecm };
        }
        let report = Pair::with(&caller, &config("2"), impairments).drive(&mut source, &mut sink);
        let (sent, stored) = (usize::from(report.caller.pages_sent), sink.accepted.len());
        assert!(sent <= stored, "seed {seed}: {sent} confirmed, {stored} stored");
        assert!(stored <= sent + 1, "seed {seed}: {stored} stored, {sent} confirmed");
        if stored > sent {
            assert!(report.caller.page_in_doubt.is_some(), "seed {seed}: the doubt is reported");
        }
        let size = if report.caller.ecm == Some(EcmFrame::Octets64) { 64 } else { 256 };
        let mut pages = source.pages().iter();
        for octets in &sink.accepted {
            assert!(pages.any(|page| *octets == framed(page, size)), "seed {seed}: a page of {} octets", octets.len());
        }
        if report.caller.outcome == Some(Outcome::Completed) {
            assert_eq!((sent, stored), (2, 2), "seed {seed}");
            completed += 1;
        }
        if report.answerer.outcome == Some(Outcome::Completed) {
            assert_eq!(stored, 2, "seed {seed}");
        }
    }
    assert!(completed > 250, "{completed} of 500 calls survive one loss in five frames");
}

#[test]
fn a_slow_line_confuses_no_answers() {
    // One way takes so many ms; T4 is 3300, so from 1600 on answers come behind repeats, and most calls end in phase B.
    let mut completed = 0;
    for delay in (1000..2600).step_by(50) {
        for seed in 0..20 {
            let (mut source, mut sink) = (document(&[100, 100, 100]), sink());
            let impairments = Impairments {
                seed,
                lost_carriers: if seed == 0 { 0 } else { 200_000 },
                delay: Duration::from_millis(delay),
                ..Impairments::default()
            };
            let report = drive(&mut source, &mut sink, impairments);
            assert!(usize::from(report.caller.pages_sent) <= sink.accepted.len(), "{delay} ms, seed {seed}");
            completed += u32::from(report.caller.outcome == Some(Outcome::Completed));
        }
    }
    assert!(completed > 200, "{completed} of 640");
}

#[test]
fn a_missed_carrier_costs_time_but_no_page() {
    // Without error correction a short page that is missed whole can be lost; here the counters tell.
    for octets in [300, 2000, 3000, 4000] {
        for seed in 0..100 {
            let (mut source, mut sink) = (document(&[octets; 3]), sink());
            let impairments = Impairments { seed, lost_carriers: 100_000, ..Impairments::default() };
            let report = drive(&mut source, &mut sink, impairments);
            assert!(usize::from(report.caller.pages_sent) <= sink.accepted.len(), "{octets} octets, seed {seed}");
        }
    }
}

#[test]
fn a_bad_line_goes_on_at_a_lower_rate() {
    let mut slowed = 0;
    for seed in 0..10 {
        let (mut source, mut sink) = (document(&[60_000]), sink());
        let impairments = Impairments { seed, bit_errors: 250, ..Impairments::default() };
        let mut caller = config("1");
        caller.ecm.corrections = 2;
        let report = Pair::with(&caller, &config("2"), impairments).drive(&mut source, &mut sink);
        if report.caller.outcome == Some(Outcome::Completed) {
            assert_eq!(sink.accepted, [framed(&source.pages()[0], 256)], "seed {seed}");
        }
        assert_eq!(report.caller.continuations, report.answerer.continuations, "seed {seed}");
        assert_eq!(report.caller.modulation, report.answerer.modulation, "seed {seed}");
        slowed += usize::from(report.caller.continuations > 0);
    }
    assert!(slowed > 3, "{slowed}");
}

#[test]
fn a_cut_line_ends_both_calls_by_their_own_timers() {
    for second in 5..35 {
        let (mut source, mut sink) = (document(&[10_000, 10_000]), sink());
        let cut_at = Instant::from_millis(second * 1000);
        let report = drive(&mut source, &mut sink, Impairments { cut_at: Some(cut_at), ..Impairments::default() });
        let late = (report.ended - cut_at).as_millis();
        assert!(late < 60_000, "cut after {second} s, ended {late} ms later");
        if report.caller.outcome == Some(Outcome::Completed) {
            assert_eq!(sink.accepted.len(), 2);
        }
    }
}

#[test]
fn slow_modems_take_part() {
    for rate in [2400, 4800, 9600] {
        let mut caller = config("1");
        caller.abilities.modulations = Modulations::up_to(rate);
        let (mut source, mut sink) = (document(&[66_000]), sink());
        let report = Pair::new(&caller, &config("2")).drive(&mut source, &mut sink);
        assert_eq!(report.caller.outcome, Some(Outcome::Completed), "{rate}");
    }
}
