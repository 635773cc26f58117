//! A document of TIFF pages through a whole simulated call, on good and bad wires.
#![cfg(all(feature = "call", feature = "tiff"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

use fax_core::sim::{Impairments, Pair};
use fax_core::{Coding, Codings, Config, Outcome, PageFormat, PageOffer, PageSource, Resolution, Supply};
use fax_t4::call::{
    BLOCK_OCTETS, BlockRing, Page, PassThrough, ReceiveLimits, ReceivedPages, Replay, Stored, Windowed,
};
use fax_t4::tiff::{Compression, Limits, PageOptions, Reader, Writer};
use fax_t4::{Bitmap, Density};

/// Pages with something to see: bars that widen from row to row.
fn document() -> Vec<Page> {
    let page = |height: u32, resolution| {
        let mut bitmap = Bitmap::new(1728);
        for y in 0..height {
            let mut row = [0; 216];
            row[10..10 + (y / 8 % 180) as usize].fill(0xF1);
            bitmap.push_row(&row);
        }
        Page { bitmap, resolution }
    };
    vec![page(400, Resolution::Standard), page(700, Resolution::Fine), page(50, Resolution::Fine)]
}

/// Writes the pages as a TIFF file and reads them again.
fn through_tiff(pages: &[Page]) -> Vec<Page> {
    let mut writer = Writer::new(Vec::new()).unwrap();
    for Page { bitmap, resolution } in pages {
        writer.page(bitmap, &PageOptions::new(Compression::Mmr, (*resolution).into())).unwrap();
    }
    let file = writer.finish();
    let reader = Reader::open(&file, Limits::default()).unwrap();
    let page = |page: &fax_t4::tiff::Page<'_>| Page {
        bitmap: page.decode().unwrap().bitmap,
        resolution: page.density().and_then(Density::resolution).unwrap(),
    };
    reader.pages().iter().map(page).collect()
}

#[test]
fn every_pel_arrives_in_either_coding() {
    let sent = through_tiff(&document());
    assert_eq!(sent, document());
    for codings in [Codings::NONE.with(Coding::Mh), Codings::ALL] {
        let mut source = Replay::with_codings(&sent[..], codings);
        let mut sink = ReceivedPages::sink(ReceiveLimits::default());
        let report = Pair::new(&Config::default(), &Config::default()).drive(&mut source, &mut sink);
        assert_eq!(report.caller.outcome, Some(Outcome::Completed));
        let received: Vec<_> =
            sink.target().pages().iter().map(|page| (&page.bitmap, page.resolution, page.quality.bad_rows)).collect();
        let expected: Vec<_> = sent.iter().map(|page| (&page.bitmap, page.resolution, 0)).collect();
        assert_eq!(received, expected);
    }
}

#[test]
fn bit_errors_cost_rows_and_not_pages() {
    let sent = document();
    let (mut damaged, mut completed) = (0, 0);
    for seed in 0..40 {
        let impairments = Impairments { seed, bit_errors: 30, ..Impairments::default() };
        let mut source = Replay::new(&sent[..]);
        let mut sink = ReceivedPages::sink(ReceiveLimits::default());
        let mut pair = Pair::with(&Config::default(), &Config::default(), impairments);
        let report = pair.drive(&mut source, &mut sink);
        completed += u32::from(report.caller.outcome == Some(Outcome::Completed));
        for (page, original) in sink.target().pages().iter().zip(&sent) {
            damaged += page.quality.bad_rows;
            let rows = page.bitmap.height().abs_diff(original.bitmap.height());
            // An EOL that is hit joins or splits rows.
            assert!(rows <= 1 + page.quality.bad_rows, "seed {seed}: {rows} rows are missing");
            assert!(page.quality.complete, "seed {seed}");
        }
    }
    assert!(damaged > 0, "the wire was bad");
    assert!(completed > 30, "{completed} of 40 calls came through");
}

/// Counts the pages that are coded.
struct Counted<'p>(Replay<&'p [Page]>, usize);

impl PageSource for Counted<'_> {
    fn offer(&mut self, page: u16) -> Option<PageOffer> {
        self.0.offer(page)
    }

    fn begin(&mut self, page: u16, format: &PageFormat) {
        self.1 += 1;
        self.0.begin(page, format);
    }

    fn read_at(&mut self, offset: u32, into: &mut [u8]) -> Supply {
        self.0.read_at(offset, into)
    }

    fn release(&mut self, below: u32) {
        self.0.release(below);
    }

    fn window(&self) -> u32 {
        self.0.window()
    }
}

#[test]
fn pages_pass_through_where_their_coding_is_agreed() {
    let pages = document();
    let codings =
        [(Coding::Mh, Compression::Mh), (Coding::Mr, Compression::Mr { k: 2 }), (Coding::Mmr, Compression::Mmr)];
    for (kept, compression) in codings {
        let mut writer = Writer::new(Vec::new()).unwrap();
        for Page { bitmap, resolution } in &pages {
            writer.page(bitmap, &PageOptions::new(compression, (*resolution).into())).unwrap();
        }
        let file = writer.finish();
        let reader = Reader::open(&file, Limits::default()).unwrap();
        assert!(reader.pages().iter().all(|page| page.decode().unwrap().is_clean()));
        let mut stored: Vec<_> = reader.pages().iter().map(Stored::of).collect();
        assert!(stored.iter().all(Option::is_some));
        // One page that its file has at another resolution than it is offered at.
        stored[1].as_mut().unwrap().resolution = Resolution::R16;
        for (agreed, _) in codings {
            for ecm in [true, false] {
                if agreed == Coding::Mmr && !ecm {
                    continue;
                }
                let mut config = Config::default();
                config.abilities.ecm = ecm;
                let within = Counted(Replay::with_codings(&pages[..], Codings::NONE.with(Coding::Mh).with(agreed)), 0);
                let mut source = PassThrough::new(within, &stored);
                let rows = ReceivedPages::sink(ReceiveLimits::default());
                let mut sink = Windowed::new(rows, BlockRing::new(vec![0; BLOCK_OCTETS]));
                let report = Pair::new(&config, &config).drive(&mut source, &mut sink);
                assert_eq!((report.caller.outcome, report.caller.ecm.is_some()), (Some(Outcome::Completed), ecm));
                let received = sink.within().target().pages();
                assert!(received.iter().map(|page| &page.bitmap).eq(pages.iter().map(|page| &page.bitmap)));
                let coded = source.into_within().1;
                assert_eq!(coded, if agreed == kept { 1 } else { 3 }, "{kept:?} {agreed:?} {ecm}");
            }
        }
    }
}
