//! Two calls back to back on a simulated wire.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use core::time::Duration;

use fax_core::sim::{Impairments, OctetPages, Pair, Received};
use fax_core::{Config, Event, Failure, Ident, Instant, Outcome};

fn config(ident: &str) -> Config {
    Config { ident: Ident::new(ident).unwrap(), ..Config::default() }
}

fn document(pages: usize) -> OctetPages {
    document_of(pages, 5000)
}

fn document_of(pages: usize, octets: usize) -> OctetPages {
    OctetPages::new((0..pages).map(|p| (0..octets).map(|o| (o * 7 + p) as u8 | 1).collect()).collect())
}

#[test]
fn three_pages_in_the_time_that_t30_needs() {
    let (mut source, mut sink) = (document(3), Received::default());
    let mut pair = Pair::new(&config("+1 555 1000"), &config("+1 555 2000"));
    let report = pair.drive(&mut source, &mut sink);
    assert_eq!(report.caller.outcome, Some(Outcome::Completed));
    assert_eq!(report.answerer.outcome, Some(Outcome::Completed));
    assert_eq!(sink.accepted, source.pages());
    assert_eq!((report.caller.far_ident.as_str(), report.answerer.far_ident.as_str()), ("+1 555 2000", "+1 555 1000"));
    assert_eq!((report.caller.stray_events, report.answerer.stray_events), (0, 0));
    // Eleven bursts of 1 s preamble and some frames, one TCF, three pages of 5000 octets at 14400.
    assert!((20_000..32_000).contains(&report.ended.as_millis()), "{}", report.ended);
    let agreed = pair.caller_events.iter().find_map(|(_, e)| if let Event::Agreed(f) = e { Some(*f) } else { None });
    assert_eq!(sink.formats, vec![agreed.unwrap(); 3]);
    let pages: Vec<_> = pair.caller_events.iter().filter(|(_, e)| matches!(e, Event::PageSent { .. })).collect();
    assert_eq!(pages.len(), 3);
    assert!(matches!(pair.caller_events.last(), Some((_, Event::Ended(Outcome::Completed)))));
}

#[test]
fn no_loss_ever_confirms_a_page_that_was_not_stored() {
    let mut completed = 0;
    for seed in 0..400 {
        let (mut source, mut sink) = (document(2), Received::default());
        let impairments = Impairments {
            seed,
            lost_frames: 120_000,
            bad_frames: 80_000,
            echoed_frames: 50_000,
            lost_carriers: 50_000,
            delay: Duration::from_millis(seed % 5 * 60),
            ..Impairments::default()
        };
        let mut pair = Pair::with(&config("1"), &config("2"), impairments);
        let report = pair.drive(&mut source, &mut sink);
        let (sent, stored) = (usize::from(report.caller.pages_sent), sink.accepted.len());
        assert!(sent <= stored, "seed {seed}: {sent} confirmed, {stored} stored");
        assert!(stored <= sent + 1, "seed {seed}: {stored} stored, {sent} confirmed");
        if stored > sent {
            assert!(report.caller.page_in_doubt.is_some(), "seed {seed}: the doubt is reported");
        }
        for (page, octets) in sink.accepted.iter().enumerate() {
            assert!(octets == &source.pages()[page], "seed {seed}: page {page} has {} octets", octets.len());
        }
        if report.caller.outcome == Some(Outcome::Completed) {
            assert_eq!(sent, 2, "seed {seed}");
            completed += 1;
        }
    }
    assert!(completed > 200, "{completed} of 400 calls survive one loss in five frames");
}

#[test]
fn short_pages_are_not_lost_either_unless_their_length_is_the_time_of_a_repeat() {
    // Without page numbers, a missed page that takes as long as a sender's wait for an answer looks like a repeat; at 14400
    // these are some 1500 to 3500 octets. Then at least the report says that an answer was repeated.
    for (octets, safe) in [(2000, false), (3000, false), (4000, true), (8000, true)] {
        for seed in 0..200 {
            let (mut source, mut sink) = (document_of(3, octets), Received::default());
            let impairments = Impairments { seed, lost_carriers: 100_000, ..Impairments::default() };
            let report = Pair::with(&config("1"), &config("2"), impairments).drive(&mut source, &mut sink);
            if usize::from(report.caller.pages_sent) > sink.accepted.len() {
                assert!(!safe, "{octets} octets, seed {seed}");
                assert!(report.answerer.answers_repeated > 0, "{octets} octets, seed {seed}");
            }
        }
    }
}

#[test]
fn bit_errors_in_training_step_the_rate_down() {
    let mut stepped = 0;
    for seed in 0..20 {
        let (mut source, mut sink) = (document(1), Received::default());
        let impairments = Impairments { seed, bit_errors: 150, ..Impairments::default() };
        let mut pair = Pair::with(&config("1"), &config("2"), impairments);
        let report = pair.drive(&mut source, &mut sink);
        assert_eq!(report.caller.failed_trainings, report.answerer.failed_trainings, "seed {seed}");
        if report.caller.failed_trainings > 0 {
            assert!(report.caller.modulation.is_none_or(|m| m.bit_rate() < 14400), "{:?}", report.caller);
            stepped += u32::from(report.caller.modulation.is_some());
        }
    }
    assert!(stepped > 5, "{stepped} of 20 calls found a rate that works");
}

#[test]
fn a_cut_line_ends_both_calls_by_their_own_timers() {
    for second in 1..30 {
        let (mut source, mut sink) = (document(3), Received::default());
        let cut_at = Instant::from_millis(second * 1000);
        let impairments = Impairments { cut_at: Some(cut_at), ..Impairments::default() };
        let mut pair = Pair::with(&config("1"), &config("2"), impairments);
        let report = pair.drive(&mut source, &mut sink);
        let late = (report.ended - cut_at).as_millis();
        assert!(late < 60_000, "cut after {second} s, ended {late} ms later");
        if report.caller.outcome == Some(Outcome::Completed) {
            assert_eq!(sink.accepted.len(), 3);
        } else {
            assert_ne!(report.caller.outcome, Some(Outcome::Failed(Failure::TookTooLong)));
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_call() {
    let impairments = Impairments { seed: 9, lost_frames: 200_000, ..Impairments::default() };
    let run = || {
        let mut pair = Pair::with(&config("1"), &config("2"), impairments);
        (pair.drive(&mut document(2), &mut Received::default()), pair.caller_events)
    };
    assert_eq!(run(), run());
}
