//! PNG files made here octet by octet, from the rules of the format: what a reader must see in them, and what it must refuse.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

mod png_file;

use std::io::Cursor;

use fax_t4::png::{Limits, PngError, Reader, write, write_rows};
use fax_t4::{Bitmap, Density};
use png_file::File;
use proptest::prelude::*;

fn open(file: &[u8]) -> Result<Reader<Cursor<&[u8]>>, PngError> {
    Reader::open(Cursor::new(file), Limits::default())
}

/// All rows.
fn rows(file: &[u8]) -> Result<Vec<Vec<u8>>, PngError> {
    let mut reader = open(file)?;
    let mut rows = Vec::new();
    let mut row = vec![0x55; reader.width().into()];
    while reader.row(&mut row)? {
        rows.push(row.clone());
    }
    assert!(!reader.row(&mut row)?, "the end stays the end");
    Ok(rows)
}

#[test]
fn every_kind_of_pel_becomes_the_grey_that_it_is_on_white_paper() {
    /// Colour type, bits, samples of a row of pels, greys reckoned by hand.
    type Case<'c> = (u8, u8, &'c [&'c [u16]], &'c [u8]);
    let cases: &[Case<'_>] = &[
        (0, 1, &[&[0], &[1], &[1]], &[0, 255, 255]),
        (0, 2, &[&[0], &[1], &[2], &[3]], &[0, 85, 170, 255]),
        (0, 4, &[&[0], &[1], &[9], &[15]], &[0, 17, 153, 255]),
        (0, 8, &[&[0], &[1], &[254]], &[0, 1, 254]),
        (0, 16, &[&[0], &[0x12FF], &[0xFFFF]], &[0, 0x12, 255]),
        // 0.299 of red, 0.587 of green, 0.114 of blue.
        (2, 8, &[&[255, 0, 0], &[0, 255, 0], &[0, 0, 255], &[10, 20, 30]], &[76, 150, 29, 18]),
        (2, 16, &[&[0xFFFF, 0, 0], &[0x80FF, 0x80FF, 0x80FF]], &[76, 0x80]),
        // Black that lets paper through; white stays white.
        (4, 8, &[&[0, 255], &[0, 0], &[0, 51], &[255, 7], &[100, 255]], &[0, 255, 204, 255, 100]),
        (4, 16, &[&[0, 0xFFFF], &[0, 0x33FF]], &[0, 204]),
        (6, 8, &[&[255, 0, 0, 255], &[255, 0, 0, 0], &[0, 0, 0, 51]], &[76, 255, 204]),
        (6, 16, &[&[0, 0xFFFF, 0, 0xFFFF]], &[150]),
    ];
    for (color, depth, pels, greys) in cases {
        let file = File::new(*color, *depth, vec![pels.iter().map(|pel| pel.to_vec()).collect(); 2]).octets();
        assert_eq!(rows(&file).unwrap(), [greys.to_vec(), greys.to_vec()], "colour type {color}, {depth} bits");
    }
}

#[test]
fn palettes_and_transparent_colours_are_looked_up() {
    let palette = [255, 255, 255, 255, 0, 0, 0, 0, 255, 0, 0, 0];
    for depth in [2, 4, 8] {
        let file = File::new(3, depth, vec![vec![vec![0], vec![1], vec![2], vec![3]]]).with(b"PLTE", &palette);
        assert_eq!(rows(&file.octets()).unwrap(), [[255, 76, 29, 0]]);
        // The first is gone, the second half gone.
        let file = file.with(b"tRNS", &[0, 255, 255, 51]);
        assert_eq!(rows(&file.octets()).unwrap(), [[255, 76, 29, 204]]);
    }
    // A black that is transparent.
    let file = File::new(0, 8, vec![vec![vec![0], vec![7]]]).with(b"tRNS", &[0, 0]);
    assert_eq!(rows(&file.octets()).unwrap(), [[255, 7]]);
}

#[test]
fn the_density_is_in_pels_per_inch() {
    let phys = |x: u32, y: u32, unit: u8| {
        let chunk = [&x.to_be_bytes()[..], &y.to_be_bytes(), &[unit]].concat();
        open(&File::grey(&[&[0]]).with(b"pHYs", &chunk).octets()).unwrap().density()
    };
    // 1 inch is 0.0254 m.
    assert_eq!(phys(8031, 3858, 1), Some(Density { x: 204, y: 98 }));
    assert_eq!(phys(11_811, 11_811, 1), Some(Density { x: 300, y: 300 }));
    assert_eq!(phys(11_811, 11_811, 0), None, "only the shape");
    assert_eq!(phys(0, 11_811, 1), None);
    assert_eq!(phys(u32::MAX, 11_811, 1), None);
    assert_eq!(open(&File::grey(&[&[0]]).octets()).unwrap().density(), None);
}

#[test]
fn a_file_that_is_cut_anywhere_is_refused() {
    for interlaced in [false, true] {
        let file = File::grey(&[&[1, 2, 3], &[4, 5, 6]]).interlaced(interlaced).octets();
        assert_eq!(rows(&file).unwrap(), [[1, 2, 3], [4, 5, 6]]);
        for length in 0..file.len() {
            assert!(matches!(rows(&file[..length]), Err(PngError::Truncated)), "{length} of {}", file.len());
        }
    }
}

#[test]
fn a_wrong_octet_in_a_chunk_that_counts_is_refused() {
    let file = File::grey(&[&[1, 2, 3], &[4, 5, 6]]).octets();
    for at in 0..file.len() {
        let mut wrong = file.clone();
        wrong[at] ^= 0x10;
        assert!(rows(&wrong).is_err(), "octet {at}");
    }
}

#[test]
fn after_an_error_there_are_no_more_rows() {
    let mut file = File::grey(&[&[1], &[2], &[3]]).octets();
    let last = file.len() - 1;
    file[last] ^= 1;
    let mut reader = open(&file).unwrap();
    let mut row = [0];
    assert!(reader.row(&mut row).unwrap() && reader.row(&mut row).unwrap());
    assert!(matches!(reader.row(&mut row), Err(PngError::Malformed(_))), "the check of IEND");
    assert!(!reader.row(&mut row).unwrap());
}

#[test]
fn sizes_are_checked_before_anything_is_done_about_them() {
    // A header and an empty IDAT: what is refused is refused for its size.
    let header = |width, height| File::grey(&[&[0]]).claiming(width, height).octets();
    assert!(matches!(open(&header(65_536, 1)), Err(PngError::TooWide { width: 65_536 })));
    assert!(matches!(open(&header(1, 1_000_001)), Err(PngError::TooLarge { width: 1, height: 1_000_001 })));
    assert!(matches!(open(&header(65_535, 8193)), Err(PngError::TooLarge { .. })), "over 512 MiB");
    assert!(matches!(open(&header(0x7FFF_FFFF, 0x7FFF_FFFF)), Err(PngError::TooLarge { .. })));
    for (width, height) in [(0, 1), (1, 0), (0, 0)] {
        assert!(matches!(open(&header(width, height)), Err(PngError::Malformed(_))), "{width} by {height}");
    }
    // Within the limits, but the pels are missing.
    for interlaced in [false, true] {
        let file = File::grey(&[&[0]]).interlaced(interlaced).claiming(65_535, 8000).octets();
        assert!(open(&file).unwrap().grey().is_err());
    }
    let limits = Limits { rows: 2, octets: 5 };
    assert!(Reader::open(Cursor::new(&header(2, 2)), limits).is_ok());
    assert!(Reader::open(Cursor::new(&header(1, 3)), limits).is_err());
    assert!(Reader::open(Cursor::new(&header(3, 2)), limits).is_err());
}

#[test]
fn what_is_beside_the_pels_is_limited_too() {
    let exif = vec![0; 17 << 20];
    let file = File::grey(&[&[0]]).with(b"eXIf", &exif).octets();
    assert!(matches!(open(&file), Err(PngError::TooMuchBeside)));
}

#[test]
fn a_short_row_gets_what_fits_and_a_long_one_is_white_at_its_end() {
    for interlaced in [false, true] {
        let file = File::grey(&[&[1, 2, 3], &[4, 5, 6]]).interlaced(interlaced).octets();
        let mut reader = open(&file).unwrap();
        let mut row = [9; 2];
        assert!(reader.row(&mut row).unwrap());
        assert_eq!(row, [1, 2]);
        let mut row = [9; 4];
        assert!(reader.row(&mut row).unwrap());
        assert_eq!(row, [4, 5, 6, 255]);
    }
}

#[test]
fn a_bitmap_is_written_as_one_bit_a_pel_with_its_density() {
    let page = Bitmap::from_octets(12, vec![0b1010_0000, 0b0001_0000, 0, 0xF0]);
    let mut file = Vec::new();
    write(&page, Some(Density { x: 204, y: 98 }), &mut file).unwrap();
    // The crate's own view of the file, without any of our reading.
    let mut reader = ::png::Decoder::new(Cursor::new(&file)).read_info().unwrap();
    let dims = reader.info().pixel_dims.unwrap();
    assert_eq!((dims.xppu, dims.yppu, dims.unit), (8031, 3858, ::png::Unit::Meter));
    assert_eq!(reader.output_color_type(), (::png::ColorType::Grayscale, ::png::BitDepth::One));
    for wanted in [[0b0101_1111, 0b1110_0000], [0xFF, 0]] {
        let row = reader.next_row().unwrap().unwrap().data().to_vec();
        assert_eq!([row[0], row[1] & 0xF0], wanted, "0 is black");
    }
}

#[test]
fn a_file_is_written_whole_or_it_is_an_error() {
    let rows = |size, rows: &[[u8; 1]]| write_rows(size, rows, None, Vec::new());
    assert!(rows((8, 2), &[[1], [2]]).is_ok());
    for (size, packed) in [((0, 1), &[[1]][..]), ((1, 0), &[[1]]), ((8, 2), &[[1]])] {
        assert!(matches!(rows(size, packed), Err(PngError::NoRows)), "{size:?}");
    }
    // No room on the disk.
    let mut full = [0; 40];
    let error = write(&Bitmap::white(8, 8), None, &mut full[..]).unwrap_err();
    assert!(matches!(error, PngError::Io(_)), "{error:?}");
}

#[test]
fn rows_that_are_short_long_or_too_many_do_no_harm() {
    let mut file = Vec::new();
    write_rows((16, 2), [&[0xFF][..], &[0, 0xFF, 0xFF], &[0xFF]], None, &mut file).unwrap();
    let (black, white) = ([0; 8], [255; 8]);
    assert_eq!(rows(&file).unwrap(), [[black, white].concat(), [white, black].concat()]);
}

#[test]
fn every_density_in_whole_pels_per_inch_comes_back() {
    for per_inch in 1..=9999 {
        let density = Some(Density { x: per_inch, y: 10_000 - per_inch });
        let mut file = Vec::new();
        write(&Bitmap::white(1, 1), density, &mut file).unwrap();
        assert_eq!(open(&file).unwrap().density(), density);
    }
}

proptest! {
    #[test]
    fn interlaced_or_not_is_the_same_picture(width in 1_usize..40, height in 1_usize..20, depth in 0_u32..5, seed: u32) {
        let depth = 1_u8 << depth;
        let sample = |x: usize, y: usize| {
            let mixed = (x as u32 * 7919) ^ (y as u32 * 104_729) ^ seed;
            u16::from_be_bytes([mixed.wrapping_mul(2_654_435_761).to_be_bytes()[0], 0]) >> (16 - depth)
        };
        let pels: Vec<Vec<Vec<u16>>> = (0..height).map(|y| (0..width).map(|x| vec![sample(x, y)]).collect()).collect();
        let most = ((1_u32 << depth) - 1).min(0xFF00);
        let wanted: Vec<Vec<u8>> = pels
            .iter()
            .map(|row| row.iter().map(|pel| (u32::from(pel[0]) * 255 / most) as u8).collect())
            .collect();
        for interlaced in [false, true] {
            let file = File::new(0, depth, pels.clone()).interlaced(interlaced).octets();
            prop_assert_eq!(&rows(&file).unwrap(), &wanted);
        }
    }

    #[test]
    fn what_is_written_is_read(width in 1_u16..200, octets in proptest::collection::vec(any::<u8>(), 25..300)) {
        let page = Bitmap::from_octets(width, octets);
        let mut file = Vec::new();
        write(&page, None, &mut file).unwrap();
        let rows = rows(&file).unwrap();
        prop_assert_eq!(rows.len() as u32, page.height());
        for (y, row) in (0..).zip(&rows) {
            let wanted: Vec<u8> = (0..width).map(|x| if page.pel(x, y) { 0 } else { 255 }).collect();
            prop_assert_eq!(row, &wanted);
        }
    }

    #[test]
    fn any_octets_are_read_or_refused(octets in proptest::collection::vec(any::<u8>(), 0..200), whole: bool) {
        let signature = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice();
        let file = if whole { octets } else { [signature, &octets].concat() };
        prop_assert!(rows(&file).is_err(), "no check sequence holds by chance");
    }
}
