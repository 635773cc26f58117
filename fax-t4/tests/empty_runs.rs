//! Pages of writers for whom a run without pels has two changing elements.
#![cfg(feature = "tiff")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]
#![allow(dead_code, unused_imports, reason = "the reference codec is shared by several tests")]

mod naive;
mod tiff_file;

use fax_t4::tiff::{Limits, Reader};
use fax_t4::{Changes, Coding, Decoded, Decoder, Ending, Params};
use naive::octets;
use tiff_file::{File, LONG, SHORT};

/// Two rows of 16 pels, and EOFB. The first one begins with two runs of no pels; then four white, two black and V0 for the
/// rest. The second one begins with a pass code; for its writer that is over the runs of no pels, and VR3 is right of 4.
const CODES: &str = "001 00110101 0000110111 001 1011 11 1 0001 0000011 1 000000000001 000000000001";
const PELS: [u8; 4] = [0b0000_1100, 0, 0b0000_0001, 0xFF];

fn rows(empty_runs: bool) -> (Vec<Vec<u16>>, Option<Ending>) {
    let store = Changes::new([0; Changes::room(16)]).with_empty_runs(empty_runs);
    let mut decoder = Decoder::with_store(Params::new(Coding::Mmr, 16), store).unwrap();
    let (coded, mut rows) = (octets(CODES), Vec::new());
    let mut input = &coded[..];
    while let Decoded::Row { damaged: false } = decoder.changes(&mut input, true) {
        rows.push(decoder.elements().to_vec());
    }
    (rows, decoder.ending())
}

#[test]
fn as_t_6_has_it_they_change_nothing() {
    assert_eq!(rows(false), (vec![vec![4, 6]], Some(Ending::Damage)));
}

#[test]
fn as_such_a_writer_has_it_they_are_two_changes() {
    assert_eq!(rows(true), (vec![vec![0, 0, 4, 6], vec![7]], Some(Ending::Marker)));
}

#[test]
fn a_tiff_file_is_read_as_its_writer_meant_it_if_that_mends_it() {
    let file = File::new(false)
        .strip(&octets(CODES))
        .with(256, SHORT, &[16])
        .with(257, SHORT, &[2])
        .with(259, SHORT, &[4])
        .with(262, SHORT, &[0])
        .with(278, LONG, &[2])
        .build();
    let image = Reader::open(&file, Limits::default()).unwrap().pages()[0].decode().unwrap();
    assert_eq!((image.damage(), image.bitmap.octets()), (None, &PELS[..]));
    assert!(!image.is_clean(), "others may read it as T.6 has it");
}

/// However many there are, they have no more room than a row has.
#[test]
fn endless_empty_runs_end() {
    let empty = octets(&"001 00110101 0000110111".repeat(8));
    let store = Changes::new([0; Changes::room(16)]).with_empty_runs(true);
    let mut decoder = Decoder::with_store(Params::new(Coding::Mmr, 16), store).unwrap();
    for _ in 0..1000 {
        assert_eq!(decoder.changes(&mut &empty[..], false), Decoded::NeedInput);
    }
    assert_eq!(decoder.changes(&mut &[][..], true), Decoded::Row { damaged: true });
    assert!(decoder.elements().len() < Changes::room(16) / 2);
    assert_eq!(decoder.changes(&mut &[][..], true), Decoded::EndOfPage);
}
