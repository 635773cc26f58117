//! Pages on their way through a call: offered, coded to the agreed format, asked for again, decoded, collected.
#![cfg(all(feature = "call", feature = "alloc"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

mod naive;

use fax_core::{
    Coding, Codings, Intake, Modulation, PageFormat, PageSink, PageSource, PageWidth, Quality, Resolution, Supply,
};
use fax_t4::call::{Page, ReceiveLimits, ReceivedPages, Replay, RowSink, RowSource, Sheet};
use fax_t4::{Bitmap, Density};
use naive::{Bits, Naive, Scheme};
use proptest::prelude::*;

fn format(coding: Coding) -> PageFormat {
    PageFormat {
        coding,
        k: 2,
        width: PageWidth::A4,
        resolution: Resolution::Standard,
        min_row_bits: 0,
        modulation: Modulation::V29At9600,
        ecm: None,
        window: 0,
    }
}

fn page(rows: &[Bits]) -> Page {
    let mut bitmap = Bitmap::new(rows[0].len() as u16);
    rows.iter().for_each(|row| bitmap.push_row(&naive::packed(row)));
    Page { bitmap, resolution: Resolution::Standard }
}

/// Reads a page from `offset` to its end, in pieces of the given sizes over and over.
fn read(source: &mut impl PageSource, mut offset: u32, sizes: &[usize]) -> Vec<u8> {
    let mut coded = Vec::new();
    for size in sizes.iter().cycle() {
        let mut piece = vec![0; *size];
        match source.read_at(offset, &mut piece) {
            Supply::Octets(n) => {
                assert!(n > 0);
                coded.extend_from_slice(&piece[..n]);
                offset += n as u32;
            }
            Supply::End => break,
            other => panic!("{other:?}"),
        }
    }
    coded
}

fn write(sink: &mut impl PageSink, coded: &[u8], size: usize) -> Intake {
    let pieces = coded.chunks(size).enumerate();
    let mut takes = pieces.map(|(i, piece)| sink.write_at((i * size) as u32, piece));
    takes.find(|intake| *intake != Intake::Done).unwrap_or(Intake::Done)
}

/// The rows as the line has them: 1728 pels, and the naive coder's octets mirrored.
fn expected(scheme: Scheme, rows: &[Bits]) -> Vec<u8> {
    let mut wide = rows.to_vec();
    wide.iter_mut().for_each(|row| row.resize(1728, false));
    naive::to_octets(Naive::new().page(scheme, &wide)).into_iter().map(u8::reverse_bits).collect()
}

fn codings() -> impl Strategy<Value = (Coding, Scheme)> {
    prop::sample::select(vec![(Coding::Mh, Scheme::Mh), (Coding::Mr, Scheme::Mr(2)), (Coding::Mmr, Scheme::Mmr)])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_page_arrives(
        rows in naive::pages(1..=1728u16),
        (coding, scheme) in codings(),
        sizes in prop::collection::vec(1..300usize, 1..5),
        piece in 1..300usize,
    ) {
        let pages = [page(&rows)];
        let mut source = Replay::new(&pages[..]);
        source.begin(0, &format(coding));
        let coded = read(&mut source, 0, &sizes);
        prop_assert_eq!(&coded, &expected(scheme, &rows));

        let mut sink = ReceivedPages::sink(ReceiveLimits::default());
        sink.begin(&format(coding));
        prop_assert_eq!(write(&mut sink, &coded, piece), Intake::Done);
        let good = Quality { rows: rows.len() as u32, bad_rows: 0, longest_bad_run: 0, complete: true };
        prop_assert_eq!(sink.end(), good);
        sink.accept();
        let received = &sink.target().pages()[0];
        prop_assert_eq!((received.resolution, received.quality), (Resolution::Standard, good));
        for (y, row) in rows.iter().enumerate() {
            let got = received.bitmap.row(y as u32).unwrap();
            let sent = naive::packed(row);
            prop_assert_eq!(&got[..sent.len()], &sent[..]);
            prop_assert!(got[sent.len()..].iter().all(|octet| *octet == 0), "padding is white");
        }
    }

    #[test]
    fn octets_come_again_back_to_the_last_release(
        rows in naive::pages(1..=1728u16),
        (coding, _) in codings(),
        steps in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 1..12),
    ) {
        let pages = [page(&rows)];
        let mut source = Replay::new(&pages[..]);
        source.begin(0, &format(coding));
        let whole = read(&mut source, 0, &[100]);
        let mut released = 0;
        for (at, release) in steps {
            let at = released + at.index(whole.len() - released);
            prop_assert_eq!(&read(&mut source, at as u32, &[64]), &whole[at..]);
            if release {
                source.release(at as u32);
                released = at;
            }
        }
        if released > 0 {
            prop_assert_eq!(source.read_at(released as u32 - 1, &mut [0; 10]), Supply::Failed);
        }
    }
}

#[test]
fn pages_are_offered_as_wide_as_they_need() {
    let page = |width, resolution| Page { bitmap: Bitmap::white(width, 10), resolution };
    let pages = [
        page(1728, Resolution::Fine),
        page(1000, Resolution::Standard),
        page(1729, Resolution::Standard),
        page(2432, Resolution::Inch200),
        page(3456, Resolution::Inch400),
        page(9999, Resolution::Standard),
    ];
    let mut source = Replay::new(&pages[..]);
    let widths: Vec<_> = (0..6).map(|i| source.offer(i).unwrap().width).collect();
    assert_eq!(widths, [PageWidth::A4, PageWidth::A4, PageWidth::B4, PageWidth::A3, PageWidth::A4, PageWidth::A3]);
    assert_eq!(source.offer(0).unwrap().rows, Some(10));
    assert_eq!(source.offer(0).unwrap().resolution, Resolution::Fine);
    assert_eq!(source.offer(6), None);
}

#[test]
fn pages_can_be_begun_again_in_any_order_and_format() {
    let pages = [10, 20].map(|height| Page { bitmap: Bitmap::white(1728, height), resolution: Resolution::Standard });
    let mut source = Replay::new(&pages[..]);
    let rows = |source: &mut Replay<&[Page]>, page, coding| {
        source.begin(page, &format(coding));
        let coded = read(source, 0, &[50]);
        let mut sink = ReceivedPages::sink(ReceiveLimits::default());
        sink.begin(&format(coding));
        assert_eq!(write(&mut sink, &coded, 77), Intake::Done);
        sink.end().rows
    };
    assert_eq!(rows(&mut source, 1, Coding::Mh), 20);
    assert_eq!(rows(&mut source, 0, Coding::Mr), 10);
    assert_eq!(rows(&mut source, 0, Coding::Mh), 10);
    // Broken off, then begun again.
    source.begin(1, &format(Coding::Mmr));
    assert_eq!(source.read_at(0, &mut [0; 1]), Supply::Octets(1));
    assert_eq!(rows(&mut source, 1, Coding::Mr), 20);
    // A page that is not there.
    source.begin(2, &format(Coding::Mh));
    assert_eq!(source.read_at(0, &mut [0; 10]), Supply::Failed);
}

#[test]
fn room_can_be_cut_to_the_paper() {
    let pages = [Page { bitmap: Bitmap::white(1728, 3), resolution: Resolution::Standard }];
    let mut source = Replay::<_, 216>::with_room(&pages[..], Codings::NONE.with(Coding::Mh));
    assert_eq!(source.offer(0).unwrap().codings, Codings::NONE.with(Coding::Mh));
    source.begin(0, &format(Coding::Mh));
    assert_eq!(read(&mut source, 0, &[100]), expected(Scheme::Mh, &vec![Bits::repeat(false, 1728); 3]));
    source.begin(0, &PageFormat { width: PageWidth::B4, ..format(Coding::Mh) });
    assert_eq!(source.read_at(0, &mut [0; 100]), Supply::Failed);
}

#[test]
fn every_row_takes_the_agreed_time() {
    let pages = [Page { bitmap: Bitmap::white(1728, 100), resolution: Resolution::Standard }];
    let mut source = Replay::new(&pages[..]);
    source.begin(0, &PageFormat { min_row_bits: 192, ..format(Coding::Mh) });
    // EOL; 100 rows of 192 bits with the EOL behind each; five more EOLs.
    assert_eq!(read(&mut source, 0, &[1000]).len(), (12 + 100 * 192 + 5 * 12usize).div_ceil(8));
}

#[test]
fn a_storage_fault_fails_the_page() {
    struct Torn;
    impl RowSource for Torn {
        fn sheet(&mut self, _page: u16) -> Option<Sheet> {
            Some(Sheet { width: 1728, rows: 10, resolution: Resolution::Standard })
        }

        fn row(&mut self, _page: u16, y: u32, _row: &mut [u8]) -> bool {
            y < 5
        }
    }
    let mut source = Replay::new(Torn);
    source.begin(0, &format(Coding::Mh));
    let Supply::Octets(before) = source.read_at(0, &mut [0; 1000]) else { panic!("rows 0 to 4") };
    assert_eq!(source.read_at(before as u32, &mut [0; 1000]), Supply::Failed);
}

#[test]
fn a_storage_fault_that_passes_loses_nothing() {
    /// Fails at every row once, having written into it already.
    struct Shaky(Vec<bool>);
    impl RowSource for Shaky {
        fn sheet(&mut self, _page: u16) -> Option<Sheet> {
            Some(Sheet { width: 1728, rows: 10, resolution: Resolution::Standard })
        }

        fn row(&mut self, _page: u16, y: u32, row: &mut [u8]) -> bool {
            row[y as usize] = 0xFF;
            let failed = !core::mem::replace(&mut self.0[y as usize], true);
            row[100] = u8::from(failed);
            !failed
        }
    }
    for coding in [Coding::Mh, Coding::Mr, Coding::Mmr] {
        let mut steady = Replay::new(Shaky(vec![true; 10]));
        steady.begin(0, &format(coding));
        let whole = read(&mut steady, 0, &[512]);
        let mut source = Replay::new(Shaky(vec![false; 10]));
        source.begin(0, &format(coding));
        let (mut coded, mut faults) = (Vec::new(), 0);
        loop {
            let mut piece = [0; 512];
            match source.read_at(coded.len() as u32, &mut piece) {
                Supply::Octets(n) => coded.extend_from_slice(&piece[..n]),
                Supply::Failed => faults += 1,
                Supply::End => break,
                other => panic!("{other:?}"),
            }
            assert!(faults <= 10);
        }
        assert_eq!((coded, faults > 0), (whole, true));
    }
}

/// A page of ten white rows as it comes off the line.
fn white_page() -> Vec<u8> {
    expected(Scheme::Mh, &vec![Bits::repeat(false, 1728); 10])
}

#[test]
fn a_rejected_page_goes_when_it_comes_again() {
    let mut sink = ReceivedPages::sink(ReceiveLimits::default());
    for accept in [false, true, false] {
        sink.begin(&format(Coding::Mh));
        assert_eq!(write(&mut sink, &white_page(), 100), Intake::Done);
        assert_eq!(sink.end().rows, 10);
        if accept {
            sink.accept();
        }
    }
    assert_eq!(sink.target().pages().len(), 1);
    assert_eq!(sink.target().partial().unwrap().bitmap.height(), 10);
    let (pages, partial) = sink.into_target().into_pages();
    assert_eq!((pages.len(), partial.unwrap().quality.rows), (1, 10));
}

#[test]
fn damage_is_counted_and_an_end_that_is_missing_is_told() {
    let mut sink = ReceivedPages::sink(ReceiveLimits::default());
    sink.begin(&format(Coding::Mh));
    // Noise before the first EOL, a row in ruins, and no RTC.
    let good = format!("{}010011011 00110101", naive::EOL);
    let page = format!("1011 {good}{good}{}0000000011{good}{good}", naive::EOL);
    let mirrored: Vec<_> = naive::octets(&page).into_iter().map(u8::reverse_bits).collect();
    assert_eq!(write(&mut sink, &mirrored, 5), Intake::Done);
    assert_eq!(sink.end(), Quality { rows: 5, bad_rows: 1, longest_bad_run: 1, complete: false });
    assert_eq!(sink.target().partial().unwrap().bitmap.height(), 5);
}

#[test]
fn limits_fail_the_page() {
    let page = white_page();
    let limits = ReceiveLimits::default();
    let take = |limits, pages: u16| {
        let mut sink = ReceivedPages::sink(limits);
        let mut last = Intake::Done;
        for _ in 0..pages {
            sink.begin(&format(Coding::Mh));
            last = write(&mut sink, &page, 20);
            let _ = sink.end();
            sink.accept();
        }
        last
    };
    assert_eq!(take(ReceiveLimits { pages: 2, ..limits }, 2), Intake::Done);
    assert_eq!(take(ReceiveLimits { pages: 2, ..limits }, 3), Intake::Failed);
    assert_eq!(take(ReceiveLimits { rows: 11, ..limits }, 1), Intake::Done);
    assert_eq!(take(ReceiveLimits { rows: 9, ..limits }, 1), Intake::Failed);
    assert_eq!(take(ReceiveLimits { octets: 4320, ..limits }, 2), Intake::Done);
    assert_eq!(take(ReceiveLimits { octets: 4319, ..limits }, 2), Intake::Failed);
}

#[test]
fn a_rejected_page_does_not_use_up_the_limits() {
    let mut sink = ReceivedPages::sink(ReceiveLimits { octets: 2160, ..ReceiveLimits::default() });
    for _ in 0..5 {
        sink.begin(&format(Coding::Mh));
        assert_eq!(write(&mut sink, &white_page(), 100), Intake::Done);
        let _ = sink.end();
    }
}

#[test]
fn a_gap_fails_the_page() {
    let mut sink = ReceivedPages::sink(ReceiveLimits::default());
    sink.begin(&format(Coding::Mh));
    assert_eq!(sink.write_at(0, &[0; 10]), Intake::Done);
    assert_eq!(sink.write_at(11, &[0; 10]), Intake::Failed);
}

#[test]
fn a_page_that_failed_is_not_accepted_and_has_nothing_of_the_page_before() {
    let mut sink =
        RowSink::<_, [u8; 216]>::with_room(ReceivedPages::new(ReceiveLimits::default()), [0; 216], [0; 216], 11);
    let whole = Quality { rows: 10, bad_rows: 0, longest_bad_run: 0, complete: true };
    sink.begin(&format(Coding::Mh));
    assert_eq!(write(&mut sink, &white_page(), 100), Intake::Done);
    assert_eq!((sink.end(), sink.accept()), (whole, Intake::Done));
    // Wider than the sink.
    sink.begin(&PageFormat { width: PageWidth::B4, ..format(Coding::Mh) });
    assert_eq!(write(&mut sink, &white_page(), 100), Intake::Failed);
    assert_eq!((sink.end(), sink.accept()), (Quality::default(), Intake::Failed));
    assert_eq!(sink.rows().total, 0);
    // With a gap behind its last row.
    sink.begin(&format(Coding::Mh));
    assert_eq!(write(&mut sink, &white_page(), 100), Intake::Done);
    assert_eq!(sink.write_at(u32::MAX, &[0]), Intake::Failed);
    assert_eq!((sink.end(), sink.accept()), (Quality { complete: false, ..whole }, Intake::Failed));
    // Longer than allowed.
    sink.begin(&format(Coding::Mh));
    let rows = vec![Bits::repeat(false, 1728); 12];
    assert_eq!(write(&mut sink, &expected(Scheme::Mh, &rows), 1000), Intake::Failed);
    assert_eq!((sink.end().complete, sink.accept()), (false, Intake::Failed));
    assert_eq!(sink.target().pages().len(), 1);
    // The next page begins afresh.
    sink.begin(&format(Coding::Mh));
    assert_eq!(write(&mut sink, &white_page(), 100), Intake::Done);
    assert_eq!((sink.end(), sink.accept()), (whole, Intake::Done));
}

#[test]
fn densities_map_to_the_nearest_resolution() {
    let resolution = |x, y| Density { x, y }.resolution();
    for exact in Resolution::ALL {
        assert_eq!(Density::from(exact).resolution(), Some(exact));
    }
    assert_eq!(resolution(203, 98), Some(Resolution::Standard));
    assert_eq!(resolution(204, 195), Some(Resolution::Fine));
    assert_eq!(resolution(196, 98), Some(Resolution::Inch200x100));
    assert_eq!(resolution(72, 72), None);
}
