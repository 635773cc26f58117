//! Portable bitmaps, as netpbm has them.
#![cfg(feature = "alloc")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

use fax_t4::Bitmap;
use fax_t4::pbm::{self, PbmError};

#[test]
fn a_file_can_have_several_images() {
    let mut one = Bitmap::new(10);
    one.push_row(&[0b1010_1010, 0b1100_0000]);
    one.push_row(&[0x0A, 0x40]);
    let two = Bitmap::white(3, 1);
    let mut file = Vec::new();
    pbm::write(&one, &mut file);
    pbm::write(&two, &mut file);
    assert_eq!(file, b"P4\n10 2\n\xAA\xC0\x0A\x40P4\n3 1\n\0");
    assert_eq!(pbm::read(&file).unwrap(), [one, two]);
}

#[test]
fn comments_and_white_space_may_be_anywhere_in_a_header() {
    let bitmap = &pbm::read(b"P4 # made\n# by hand\n 8\t# wide\n1\n\x81\n").unwrap()[0];
    assert_eq!((bitmap.width(), bitmap.octets()), (8, &b"\x81"[..]));
    // The one white space behind the height belongs to the header, what looks like one behind it is pels.
    assert_eq!(pbm::read(b"P4\n8 1\n\x20").unwrap()[0].octets(), b"\x20");
}

#[test]
fn images_in_digits_are_read() {
    let bitmap = &pbm::read(b"P1\n# a corner\n3 2\n1 1 1\n100\n").unwrap()[0];
    assert_eq!(bitmap.octets(), [0b1110_0000, 0b1000_0000]);
}

#[test]
fn bits_behind_the_last_pel_are_white() {
    assert_eq!(pbm::read(b"P4\n3 1\n\xFF").unwrap()[0].octets(), [0b1110_0000]);
}

#[test]
fn wrong_files_say_why() {
    let cases: [(&[u8], PbmError); 11] = [
        (b"", PbmError::NotPbm),
        (b"P5\n1 1\n\0", PbmError::NotPbm),
        (b"P4\n8 1\n\xFFjunk", PbmError::NotPbm),
        (b"P4\nx 1\n\0", PbmError::BadHeader),
        (b"P4\n8\n", PbmError::BadHeader),
        (b"P4\n8 99999999999\n", PbmError::BadHeader),
        (b"P4\n0 1\n", PbmError::BadWidth),
        (b"P4\n65536 1\n", PbmError::BadWidth),
        (b"P4\n8 4294967295\n\0", PbmError::Truncated),
        (b"P1\n2 1\n1", PbmError::Truncated),
        (b"P1\n2 1\n12", PbmError::BadDigit),
    ];
    for (file, error) in cases {
        assert_eq!(pbm::read(file), Err(error), "{}", String::from_utf8_lossy(file));
    }
}

#[test]
fn bitmaps_know_their_rows() {
    let bitmap = Bitmap::from_octets(9, vec![0xFF; 5]);
    assert_eq!((bitmap.height(), bitmap.row_octets()), (2, 2));
    assert_eq!(bitmap.octets(), [0xFF, 0x80, 0xFF, 0x80]);
    assert_eq!(bitmap.rows().collect::<Vec<_>>(), [[0xFF, 0x80], [0xFF, 0x80]]);
    assert_eq!((bitmap.row(1), bitmap.row(2)), (Some(&[0xFF, 0x80][..]), None));
    assert!(bitmap.pel(8, 1) && !bitmap.pel(9, 1) && !bitmap.pel(8, 2));
    let mut none = Bitmap::new(0);
    none.push_row(&[0xFF]);
    none.pad(7);
    assert_eq!((none.height(), none.row(0), none.rows().count()), (0, None, 0));
}
