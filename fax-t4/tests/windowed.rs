//! Pages with error correction: octets in any order, asked for again, and rows from complete blocks only.
#![cfg(all(feature = "call", feature = "alloc"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

use fax_core::sim::{Impairments, OctetPages, Pair, Received};
use fax_core::{
    Codings, Config, EcmFrame, Intake, Modulation, Outcome, PageFormat, PageOffer, PageSink, PageSource, PageWidth,
    Quality, Resolution, Supply,
};
use fax_t4::Bitmap;
use fax_t4::call::{BlockRing, Page, ReceiveLimits, ReceivedPage, ReceivedPages, Replay, WholePage, Window, Windowed};
use proptest::prelude::*;

const FORMAT: PageFormat = PageFormat {
    coding: fax_core::Coding::Mmr,
    k: 4,
    width: PageWidth::A4,
    resolution: Resolution::Fine,
    min_row_bits: 0,
    modulation: Modulation::V17At14400,
    ecm: Some(EcmFrame::Octets256),
    window: 65_536,
};

/// A page that codes badly: noise in most rows, so that it takes several blocks.
fn noisy(height: u32, seed: u64) -> Page {
    let mut rng = fax_core::sim::Rng::new(seed);
    let mut bitmap = Bitmap::new(1728);
    for y in 0..height {
        let row: Vec<u8> = (0..216).map(|_| if y % 4 != 0 { 0 } else { rng.draw() as u8 }).collect();
        bitmap.push_row(&row);
    }
    Page { bitmap, resolution: Resolution::Fine }
}

fn config() -> Config {
    let mut config = Config::default();
    config.abilities.ecm = true;
    config
}

fn same(pages: &[Page], received: &[ReceivedPage]) -> bool {
    pages.len() == received.len() && pages.iter().zip(received).all(|(a, b)| a.bitmap == b.bitmap)
}

/// One call with as many damaged frames as one in ten.
fn call(source: &mut dyn PageSource, sink: &mut dyn PageSink, seed: u64) -> fax_core::Report {
    let impairments = Impairments { seed, bit_errors: 50, ..Impairments::default() };
    let report = Pair::with(&config(), &config(), impairments).drive(source, sink);
    assert_eq!(report.answerer.ecm, report.caller.ecm);
    report.caller
}

#[test]
fn pages_of_several_blocks_arrive_pel_for_pel_through_every_store() {
    let pages = [noisy(900, 1), noisy(40, 2)];
    for seed in 0..3 {
        let rows = || ReceivedPages::sink(ReceiveLimits::default());
        // Coded again each time; a ring for the receiver.
        let mut sink = Windowed::new(rows(), BlockRing::new(vec![0; 65_536]));
        let report = call(&mut Replay::new(&pages[..]), &mut sink, seed);
        assert_eq!((report.outcome, report.ecm), (Some(Outcome::Completed), Some(EcmFrame::Octets256)));
        assert!(report.frames_repeated > 0);
        assert!(same(&pages, sink.within().target().pages()), "seed {seed}");
        // Rings on both sides; the source can be taken for one that goes forward only. A small one means short frames.
        for (room, frame) in [(65_536 + 512, EcmFrame::Octets256), (16_384 + 512, EcmFrame::Octets64)] {
            let mut source = Windowed::new(Replay::new(&pages[..]), BlockRing::new(vec![0; room]));
            let mut sink = Windowed::new(rows(), WholePage::new(4 << 20));
            let report = call(&mut source, &mut sink, seed);
            assert_eq!((report.outcome, report.ecm), (Some(Outcome::Completed), Some(frame)));
            assert!(same(&pages, sink.within().target().pages()), "seed {seed}");
        }
        let mut source = Windowed::new(Replay::new(&pages[..]), WholePage::new(4 << 20));
        let mut sink = Windowed::new(rows(), BlockRing::new(vec![0; 65_536]));
        assert_eq!(call(&mut source, &mut sink, seed).outcome, Some(Outcome::Completed));
        assert!(same(&pages, sink.within().target().pages()), "seed {seed}");
    }
}

#[test]
fn without_error_correction_everything_goes_through() {
    let pages = [noisy(100, 1)];
    let mut off = config();
    off.abilities.ecm = false;
    let mut source = Windowed::new(Replay::new(&pages[..]), BlockRing::new(vec![0; 66_048]));
    let mut sink = Windowed::new(ReceivedPages::sink(ReceiveLimits::default()), BlockRing::new(vec![0; 65_536]));
    let report = Pair::new(&off, &config()).drive(&mut source, &mut sink);
    assert_eq!((report.caller.outcome, report.caller.ecm), (Some(Outcome::Completed), None));
    assert!(same(&pages, sink.within().target().pages()));
}

#[test]
fn rows_come_from_complete_blocks_only_and_stay_when_the_call_breaks_off() {
    let pages = [noisy(900, 1)];
    let mut source = Replay::new(&pages[..]);
    source.begin(0, &FORMAT);
    let mut coded = Vec::new();
    let mut piece = [0; 999];
    while let Supply::Octets(count) = source.read_at(coded.len() as u32, &mut piece) {
        coded.extend_from_slice(&piece[..count]);
    }
    assert!(coded.len() > 66_000, "{}", coded.len());
    let mut sink = Windowed::new(ReceivedPages::sink(ReceiveLimits::default()), BlockRing::new(vec![0; 65_536]));
    sink.begin(&FORMAT);
    let rows = |sink: &Windowed<fax_t4::call::RowSink<ReceivedPages, Vec<u8>>, _>| {
        sink.within().target().partial().map_or(0, |page| page.bitmap.height())
    };
    // All but frame 3 of the first block, from the end.
    for frame in (0..256_usize).rev().filter(|&frame| frame != 3) {
        assert_eq!(sink.write_at(frame as u32 * 256, &coded[frame * 256..][..256]), Intake::Done);
    }
    assert_eq!(rows(&sink), 0);
    assert_eq!(sink.write_at(768, &coded[768..1024]), Intake::Done);
    sink.release(65_536);
    let first = rows(&sink);
    assert!(first > 100, "{first}");
    for (y, row) in (0..first).map(|y| (y, pages[0].bitmap.row(y).unwrap())) {
        assert_eq!(sink.within().target().partial().unwrap().bitmap.row(y).unwrap(), row);
    }
    // The second block is never complete, and the call ends.
    assert_eq!(sink.write_at(65_536, &coded[65_536..][..256]), Intake::Done);
    assert_eq!(rows(&sink), first);
    let (accepted, partial) = sink.into_within().into_target().into_pages();
    assert_eq!((accepted.len(), partial.unwrap().bitmap.height()), (0, first));
}

#[test]
fn what_does_not_fit_fails_the_page_and_not_the_next_one() {
    let mut sink = Windowed::new(Received::default(), BlockRing::new([0; 1024]));
    sink.begin(&FORMAT);
    assert_eq!(sink.write_at(1000, &[1; 24]), Intake::Done);
    assert_eq!(sink.write_at(1000, &[1; 25]), Intake::Failed);
    assert_eq!((sink.ready(), sink.accept()), (Intake::Failed, Intake::Failed));
    sink.begin(&PageFormat { window: 0, ..FORMAT });
    assert_eq!(sink.write_at(0, &[1; 24]), Intake::Done);
    sink.end();
    assert_eq!(sink.accept(), Intake::Done);
    assert_eq!(sink.within().accepted, [vec![1; 24]]);
}

#[test]
fn a_source_behind_a_ring_fails_where_it_has_forgotten() {
    let mut source =
        Windowed::new(OctetPages::new(vec![(0..=255).cycle().take(5000).collect()]), BlockRing::new([0; 1536]));
    source.begin(0, &FORMAT);
    assert_eq!(source.window(), 1280);
    let mut room = [0; 256];
    assert_eq!(source.read_at(1024, &mut room), Supply::Octets(256));
    assert_eq!((room[0], room[255]), (0, 255));
    assert_eq!(source.read_at(10, &mut room), Supply::Octets(256), "not released yet");
    assert_eq!(room[0], 10);
    source.release(1024);
    assert_eq!(source.read_at(10, &mut room), Supply::Failed);
    let mut at = 1024;
    while let Supply::Octets(count) = source.read_at(at, &mut room) {
        assert_eq!(room[0], at as u8);
        at += count as u32;
        source.release(at);
    }
    assert_eq!(at, 5000);
    assert_eq!(source.read_at(at, &mut room), Supply::End);
}

/// A source with an error in the middle, and one that is late now and then.
struct Odd {
    late: bool,
    supplies: u32,
}

impl PageSource for Odd {
    fn offer(&mut self, _: u16) -> Option<PageOffer> {
        Some(PageOffer { width: PageWidth::A4, resolution: Resolution::Fine, rows: None, codings: Codings::ALL })
    }

    fn begin(&mut self, _: u16, _: &PageFormat) {}

    fn read_at(&mut self, offset: u32, into: &mut [u8]) -> Supply {
        self.supplies += 1;
        match offset {
            600.. if !self.late => Supply::Failed,
            600.. => Supply::End,
            _ if self.late && self.supplies % 2 == 1 => Supply::Later,
            _ => {
                into[..100].fill(7);
                Supply::Octets(100)
            }
        }
    }
}

#[test]
fn faults_and_delays_of_the_source_are_passed_on() {
    let mut source = Windowed::new(Odd { late: false, supplies: 0 }, BlockRing::new([0; 2048]));
    source.begin(0, &FORMAT);
    assert_eq!(source.read_at(0, &mut [0; 1000]), Supply::Octets(600));
    assert_eq!(source.read_at(600, &mut [0; 10]), Supply::Failed);
    let mut source = Windowed::new(Odd { late: true, supplies: 0 }, BlockRing::new([0; 2048]));
    source.begin(0, &FORMAT);
    assert_eq!(source.read_at(0, &mut [0; 200]), Supply::Later);
    assert_eq!(source.read_at(0, &mut [0; 200]), Supply::Octets(100));
    let all: Vec<Supply> = (0..20).map(|_| source.read_at(0, &mut [0; 1000])).collect();
    assert_eq!(all[19], Supply::Octets(600));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_ring_is_a_page_seen_through_a_window(
        steps in prop::collection::vec((0..3000_u32, 1..400_usize, prop::bool::weighted(0.3)), 1..60),
    ) {
        let mut ring = BlockRing::new([0; 1000]);
        let mut naive = WholePage::new(u32::MAX);
        let mut released = 0;
        for (n, (offset, length, release)) in steps.into_iter().enumerate() {
            let octets = vec![n as u8; length];
            let inside = offset >= released && offset + length as u32 <= released + 1000;
            if inside {
                prop_assert!(ring.put(offset, &octets) && naive.put(offset, &octets));
                let mut at = offset;
                while at < offset + length as u32 {
                    let piece = ring.piece(at, offset + length as u32);
                    prop_assert!(!piece.is_empty());
                    prop_assert_eq!(piece, naive.piece(at, at + piece.len() as u32));
                    at += piece.len() as u32;
                }
            } else if offset < released {
                prop_assert!(ring.piece(offset, offset + 1).is_empty());
            }
            if release {
                released = released.max(offset);
                ring.release(released);
            }
        }
    }
}

#[test]
fn quality_is_that_of_the_rows() {
    let mut sink = Windowed::new(Received::with_window(65_536), BlockRing::new([0; 16]));
    sink.begin(&FORMAT);
    sink.write_at(0, &[1, 2, 3]);
    sink.release(3);
    assert_eq!(sink.end(), Quality { rows: 100, complete: true, ..Quality::default() });
}
