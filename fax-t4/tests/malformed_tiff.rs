//! Files that cannot be read say why, and cost no more than the limits allow.
#![cfg(feature = "tiff")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

mod tiff_file;

use fax_t4::BitOrder;
use fax_t4::tiff::{Existing, FormatError, Limit, Limits, Reader, TiffError, Unsupported};
use proptest::prelude::*;
use tiff_file::{ASCII, File, LONG, SHORT};

fn page() -> File {
    File::new(false).with(256, SHORT, &[8]).with(257, SHORT, &[2]).with(259, SHORT, &[4]).strip(&[0xFF; 40])
}

fn open(file: &File, limits: Limits) -> TiffError {
    Reader::open(&file.build(), limits).unwrap_err()
}

fn format(file: &File) -> FormatError {
    match open(file, Limits::default()) {
        TiffError::Format(error) => error,
        other => panic!("{other}"),
    }
}

fn unsupported(file: &File) -> Unsupported {
    match open(file, Limits::default()) {
        TiffError::Unsupported(what) => what,
        other => panic!("{other}"),
    }
}

#[test]
fn the_page_that_all_these_are_made_of_is_fine() {
    assert!(Reader::open(&page().build(), Limits::default()).is_ok());
}

#[test]
fn no_tiff() {
    for file in [
        &b""[..],
        b"II",
        b"II\x2A\0\0\0",
        b"MM\x2A\0\x08\0\0\0",
        b"II\x2B\0\x08\0\0\0",
        b"II\x2C\0\x08\0\0\0",
        b"%PDF-1.7 and so on",
    ] {
        assert_eq!(Reader::open(file, Limits::default()).unwrap_err(), TiffError::Format(FormatError::NotTiff));
    }
    let empty = b"II\x2A\0\0\0\0\0";
    assert_eq!(Reader::open(empty, Limits::default()).unwrap_err(), TiffError::Format(FormatError::NoPages));
}

#[test]
fn directories_outside_the_file() {
    let file = b"II\x2A\0\x09\0\0\0";
    assert_eq!(Reader::open(file, Limits::default()).unwrap_err(), TiffError::Format(FormatError::Directory(9)));
    assert_eq!(format(&page().linked_to(1_000_000)), FormatError::Directory(1_000_000));
    let mut cut = page().build();
    cut.truncate(page().directory_at() as usize + 20);
    assert!(matches!(Reader::open(&cut, Limits::default()), Err(TiffError::Format(FormatError::Directory(_)))));
}

#[test]
fn directories_in_a_circle() {
    let at = page().directory_at();
    assert_eq!(format(&page().linked_to(at)), FormatError::Cycle(at.into()));
}

#[test]
fn tags_that_are_missing_or_senseless() {
    assert_eq!(format(&page().without(256)), FormatError::Missing(256));
    assert_eq!(format(&page().without(273)), FormatError::Missing(273));
    assert_eq!(format(&page().with(256, SHORT, &[0])), FormatError::Value(256));
    assert_eq!(format(&page().with(256, ASCII, &[65, 0])), FormatError::Value(256));
    assert_eq!(format(&page().with(256, SHORT, &[])), FormatError::Value(256));
    assert_eq!(format(&page().with(266, SHORT, &[3])), FormatError::Value(266));
    assert_eq!(format(&page().with(273, LONG, &[1_000_000])), FormatError::Strip(0));
}

#[test]
fn values_outside_the_file() {
    let mut file = page().with(273, LONG, &[8, 8, 8]).build();
    // The list of three strips is the last thing in the file.
    file.truncate(file.len() - 1);
    assert_eq!(Reader::open(&file, Limits::default()).unwrap_err(), TiffError::Format(FormatError::Value(273)));
}

#[test]
fn other_kinds_of_tiff_are_refused_by_name() {
    assert_eq!(unsupported(&page().with(259, SHORT, &[5])), Unsupported::Compression(5));
    assert_eq!(unsupported(&page().with(259, SHORT, &[32_773])), Unsupported::Compression(32_773));
    assert_eq!(unsupported(&page().with(322, SHORT, &[64])), Unsupported::Tiles);
    assert_eq!(unsupported(&page().with(258, SHORT, &[8, 8, 8]).with(277, SHORT, &[3])), Unsupported::Colour(8, 3));
    assert_eq!(unsupported(&page().with(262, SHORT, &[2])), Unsupported::Photometric(2));
    assert_eq!(unsupported(&page().with(256, LONG, &[65_536])), Unsupported::Width(65_536));
    let message = TiffError::from(Unsupported::Compression(5)).to_string();
    assert_eq!(message, "TIFF file has compression 5, which cannot be read here");
}

#[test]
fn limits_are_kept() {
    let limits = Limits::default();
    assert_eq!(open(&page(), Limits { pages: 0, ..limits }), TiffError::Limit(Limit::Pages));
    assert_eq!(open(&page(), Limits { tags: 4, ..limits }), TiffError::Limit(Limit::Tags));
    assert_eq!(open(&page(), Limits { strips: 0, ..limits }), TiffError::Limit(Limit::Strips));
    assert_eq!(open(&page(), Limits { rows: 1, ..limits }), TiffError::Limit(Limit::Rows));
    let decode = |file: &File, limits| {
        let file = file.build();
        Reader::open(&file, limits).unwrap().decode_all().map(|images| images[0].bitmap.height())
    };
    assert_eq!(decode(&page(), Limits { octets: 1, ..limits }), Err(TiffError::Limit(Limit::Octets)));
    assert_eq!(decode(&page(), Limits { octets: 2, ..limits }), Ok(2));
    // Of unknown height: 320 rows are there.
    let endless = page().without(257);
    assert_eq!(decode(&endless, limits), Ok(320));
    assert_eq!(decode(&endless, Limits { rows: 319, ..limits }), Err(TiffError::Limit(Limit::Rows)));
    assert_eq!(decode(&endless, Limits { rows: 320, octets: 320, ..limits }), Ok(320));
    assert_eq!(decode(&endless, Limits { octets: 319, ..limits }), Err(TiffError::Limit(Limit::Octets)));
}

#[test]
fn strips_that_overlap_do_not_multiply_the_work() {
    // A search for an EOL through a mebioctet of zeros for every row: sixty-four gibioctets in all.
    let page = page().with(259, SHORT, &[3]).with(257, LONG, &[65_535]).with(278, LONG, &[1]).strip(&[0; 1 << 20]);
    let endless = page.without(279).with(273, LONG, &[8; 65_535]);
    assert_eq!(open(&endless, Limits::default()), TiffError::Limit(Limit::Input));
    let counted = endless.with(279, LONG, &[1 << 20; 65_535]);
    assert_eq!(open(&counted, Limits::default()), TiffError::Limit(Limit::Input));
    let message = TiffError::from(Limit::Input).to_string();
    assert_eq!(message, "TIFF file has more octets in strips that overlap than allowed");
    // Twice the length of the file is allowed, three times is not.
    let overlapping = |strips| page.with(257, SHORT, &[3]).without(279).with(273, LONG, &vec![8; strips]);
    assert!(Reader::open(&overlapping(2).build(), Limits::default()).is_ok());
    assert_eq!(open(&overlapping(3), Limits::default()), TiffError::Limit(Limit::Input));
    // Carried from page to page: three that share a strip.
    let one = page.without(279);
    let size = 2 + 12 * 5 + 4;
    let shared = |pages: u32| {
        let mut file = one.build();
        for number in 1..pages {
            let link = file.len() - 4;
            let at = file.len() as u32;
            file[link..].copy_from_slice(&at.to_le_bytes());
            file.extend_from_within(link + 4 - size..link);
            file.extend([0; 4]);
            assert_eq!(at, one.directory_at() + number * size as u32);
        }
        Reader::open(&file, Limits::default()).map(|reader| reader.pages().len())
    };
    assert_eq!(shared(2), Ok(2));
    assert_eq!(shared(3), Err(TiffError::Limit(Limit::Input)));
}

#[test]
fn texts_without_bounds_are_left_out() {
    let software = |len| {
        let file = page().with(305, ASCII, &vec![65; len]).build();
        Reader::open(&file, Limits::default()).unwrap().pages()[0].software().map(str::len)
    };
    assert_eq!(software(65_536), Some(65_536));
    assert_eq!(software(65_537), None);
}

#[test]
fn a_file_may_be_cut_anywhere() {
    let file = page().with(305, ASCII, &[65; 30]).build();
    for len in 0..file.len() {
        if let Ok(reader) = Reader::open(&file[..len], Limits::default()) {
            let _ = reader.decode_all();
        }
    }
}

proptest! {
    #[test]
    fn any_octets_are_survived(
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        wide in any::<bool>(),
        compression in prop::sample::select(vec![1_u32, 2, 3, 4, 32_771]),
    ) {
        let page = page().with(305, ASCII, &[65; 30]).with(278, LONG, &[1]).with(259, SHORT, &[compression]);
        let mut file = if wide { page.wide().build() } else { page.build() };
        for (at, octet) in hits {
            let at = at.index(file.len());
            file[at] = octet;
        }
        let limits = Limits { octets: 1 << 20, ..Limits::default() };
        let _ = Existing::of(&file, limits);
        if let Ok(reader) = Reader::open_what_can_be_read(&file, limits) {
            let input: usize = reader.pages().iter().flat_map(|page| page.strips()).map(|strip| strip.len()).sum();
            prop_assert!(input <= 2 * file.len());
            let decoded: usize = reader.decode_all().into_iter().flatten().map(|image| image.bitmap.octets().len()).sum();
            prop_assert!(decoded <= 1 << 20);
            for coded in reader.pages().iter().filter_map(|page| page.coded().ok()) {
                let mut line = vec![0; coded.line_len() + 1];
                prop_assert_eq!(coded.read_line(0, BitOrder::LsbFirst, &mut line), coded.line_len());
            }
        }
    }
}
