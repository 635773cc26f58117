//! Every step takes something: work is bounded by input and rows, on any input, also behind an error.

use fax_t4::{Changes, Coding, Decoded, Decoder, Params, RowStore};

use super::naive::octets;
use super::{CODINGS, lists, small};

/// Inputs that have made decoders stand still, as octets to be repeated.
const PATTERNS: [&[u8]; 10] = [
    &[0x00],
    &[0xFF],
    &[0x00, 0x10, 0x01],
    &[0x00, 0x01],
    &[0x00, 0x18, 0x01, 0x80],
    &[0b0001_0001],
    &[0b0010_0110, 0b1010_0001, 0b1011_1001],
    &[0x01, 0xF0],
    &[0x03, 0xC0, 0x40],
    &[0x55, 0xAA],
];

/// Calls until the end of the page. Each gives a row or takes input.
fn calls<S: RowStore>(params: Params, store: S, coded: &[u8], size: usize) -> (usize, usize) {
    let mut decoder = Decoder::with_store(params, store).unwrap();
    let mut row = vec![0; params.row_octets()];
    let (mut calls, mut rows) = (0, 0);
    for chunk in coded.chunks(size) {
        let mut input = chunk;
        loop {
            calls += 1;
            match decoder.row(&mut input, &mut row) {
                Decoded::Row { .. } => rows += 1,
                Decoded::NeedInput => break,
                Decoded::EndOfPage => return (calls, rows),
            }
            assert!(calls <= 2 * coded.len() * 8 + 100, "stands still");
        }
        assert!(input.is_empty(), "asks for input and has not taken all");
    }
    while let Decoded::Row { .. } = decoder.finish(&mut row) {
        calls += 1;
        rows += 1;
        assert!(calls <= 2 * coded.len() * 8 + 100, "stands still at the end");
    }
    (calls, rows)
}

#[test]
fn each_call_takes_input_or_gives_a_row_and_a_row_costs_a_bit() {
    for pattern in PATTERNS {
        let coded = pattern.repeat(3000 / pattern.len());
        for coding in CODINGS {
            for width in [1, 8, 1728] {
                for lead_in in [false, true] {
                    let params = Params::new(coding, width).with_lead_in(lead_in).with_uncompressed(true);
                    for size in [1, 7, coded.len()] {
                        let by_lists = calls(params, lists(params), &coded, size);
                        assert_eq!(by_lists, calls(params, small(params), &coded, size));
                        // Not more rows than bits, and the one that breaks off.
                        assert!(by_lists.1 <= coded.len() * 8 + 1, "{coding:?} {width}: {by_lists:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn behind_the_end_nothing_is_taken_any_more() {
    for coding in CODINGS {
        let params = Params::new(coding, 8);
        let mut decoder = Decoder::with_store(params, lists(params)).unwrap();
        let mut row = [0];
        while let Decoded::Row { .. } = decoder.finish(&mut row) {}
        for _ in 0..3 {
            let mut input = &[0xFF; 9][..];
            assert_eq!(decoder.row(&mut input, &mut row), Decoded::EndOfPage);
            assert_eq!(input.len(), 9);
            assert_eq!(decoder.finish(&mut row), Decoded::EndOfPage);
        }
    }
}

#[test]
fn fill_without_end_is_taken_octet_by_octet_and_gives_no_row() {
    for coding in [Coding::Mh, Coding::Mr { k: 4 }] {
        let params = Params::new(coding, 1728);
        let mut decoder = Decoder::with_store(params, Changes::new(vec![0; Changes::room(1728)])).unwrap();
        let mut row = [0; 216];
        let _ = decoder.row(&mut &octets("000000000001")[..], &mut row);
        for _ in 0..10_000 {
            let mut fill = &[0; 100][..];
            assert_eq!(decoder.row(&mut fill, &mut row), Decoded::NeedInput);
            assert!(fill.is_empty());
        }
        assert_eq!(decoder.rows().total, 0);
    }
}
