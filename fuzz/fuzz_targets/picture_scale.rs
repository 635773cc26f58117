//! Any PNG, or any greys, to any size with any way to dither: refused, or as large as was asked for. Of the same size, black and white
//! stays pel for pel, and so it does through a PNG.
#![no_main]

use std::io::Cursor;

use fax_t4::picture::{Grey, Method};
use fax_t4::{Bitmap, Density, png};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((&[choice, sizes @ ..], rest)) = input.split_first_chunk::<9>() else { return };
    let method = [Method::Threshold, Method::Floyd, Method::Ordered, Method::Clustered][usize::from(choice % 4)];
    let size = |at: usize| (pels(&sizes[at..]), pels(&sizes[at + 2..]).into());
    let (first, second): ((u16, u32), (u16, u32)) = (size(0), size(4));
    let Some(grey) = picture(choice, rest) else { return };

    let bitmap = grey.to_bitmap(first.0, first.1, method);
    check(&bitmap, first);
    for again in [bitmap.scaled(second.0, second.1), bitmap.scaled_as_grey(second.0, second.1, method)] {
        check(&again, second);
    }
    let (width, height) = (bitmap.width(), bitmap.height());
    assert!(bitmap.scaled(width, height) == bitmap, "the same size is another picture");
    assert!(bitmap.scaled_as_grey(width, height, method) == bitmap, "the same size is another picture");

    let mut file = Vec::new();
    let density = Density { x: first.0 % 9999 + 1, y: second.0 % 9999 + 1 };
    if png::write(&bitmap, Some(density), &mut file).is_err() {
        assert!(height == 0, "there is room in memory");
        return;
    }
    let reader = png::Reader::open(Cursor::new(&file), png::Limits::default()).expect("what was written can be read");
    assert_eq!((reader.width(), reader.height(), reader.density()), (width, height, Some(density)));
    let back = reader.grey().expect("what was written can be read");
    assert!(back.is_two_valued() && back.to_bitmap(width, height, method) == bitmap, "another picture came back");
});

/// A size, small enough for many runs a second.
fn pels(octets: &[u8]) -> u16 {
    octets.first_chunk().map_or(0, |size| u16::from_be_bytes(*size)) % 600
}

/// A PNG file, or greys without one.
fn picture(choice: u8, rest: &[u8]) -> Option<Grey> {
    if choice & 0x80 != 0 {
        let (width, greys) = rest.split_first()?;
        return Some(Grey::new((*width).into(), greys.to_vec()));
    }
    let limits = png::Limits { rows: 2000, octets: 1 << 18 };
    let reader = png::Reader::open(Cursor::new(rest), limits).ok()?;
    let (width, height) = (reader.width(), reader.height());
    assert!(height <= limits.rows && u64::from(width) * u64::from(height) <= limits.octets);
    let grey = reader.grey().ok()?;
    assert_eq!((grey.width(), grey.height()), (width.into(), height), "all rows or an error");
    Some(grey)
}

/// Rows without pels are none.
fn check(bitmap: &Bitmap, (width, height): (u16, u32)) {
    assert_eq!((bitmap.width(), bitmap.height()), (width, if width == 0 { 0 } else { height }));
    assert!(bitmap.rows().all(|row| row.len() == bitmap.row_octets()));
}
