//! Every code of the tables, both ways, against the bits of T.4 as text.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

mod drive;
mod naive;

use fax_t4::{Coding, Decoded, Decoder, Encoder, Eol, Packed, Params};
use naive::octets;

const WIDEST: usize = 8192;

/// Codes one row without anything around it.
fn encode(coding: Coding, rows: &[&[u8]], width: u32) -> Vec<u8> {
    let params = Params::new(coding, width).with_eol(Eol::Absent).with_aligned_rows(true).with_end_marker(false);
    drive::encode(params, Packed::new(vec![0; WIDEST]), rows, &[4 * WIDEST])
}

fn decode(coding: Coding, coded: &[u8], width: u32) -> Vec<u8> {
    let params = Params::new(coding, width).with_eol(Eol::Absent).with_aligned_rows(true);
    let mut decoder = Decoder::with_reference(params, vec![0; WIDEST]).unwrap();
    let mut row = vec![0xAA; params.row_octets()];
    let mut input = coded;
    let mut decoded = decoder.row(&mut input, &mut row);
    if decoded == Decoded::NeedInput {
        decoded = decoder.finish(&mut row);
    }
    assert_eq!(decoded, Decoded::Row { damaged: false });
    row
}

fn row(white: usize, black: usize) -> Vec<u8> {
    naive::octets(&("0".repeat(white) + &"1".repeat(black)))
}

/// A row of a white and a black run, and its code.
fn check(white: usize, black: usize, digits: &str) {
    let (width, row, coded) = ((white + black) as u32, row(white, black), octets(digits));
    assert_eq!(encode(Coding::Mh, &[&row], width), coded, "coding {white} white, {black} black");
    assert_eq!(decode(Coding::Mh, &coded, width), row, "decoding {white} white, {black} black");
}

#[test]
fn all_208_run_codes() {
    let codes = naive::codes();
    assert_eq!(codes.len(), 208);
    for (&(black, run), digits) in &codes {
        let zero = if run < 64 { "" } else { codes[&(black, 0)] };
        if black {
            if run > 0 {
                check(0, run, &format!("{}{digits}{zero}", codes[&(false, 0)]));
            }
        } else {
            check(run, 1, &format!("{digits}{zero}{}", codes[&(true, 1)]));
        }
    }
}

#[test]
fn runs_beyond_2623_repeat_the_greatest_make_up_code() {
    // White 2560 is 000000011111, white 64 is 11011, white 0 is 00110101, white 63 is 00110100, black 1 is 010.
    check(2623, 1, "000000011111 00110100 010");
    check(2624, 1, "000000011111 11011 00110101 010");
    check(5183, 1, "000000011111 000000011111 00110100 010");
    // Black 2560 is the same code, black 0 is 0000110111.
    check(0, 7680, "00110101 000000011111 000000011111 000000011111 0000110111");
    // 65,535 are 25 times 2560, then 1472 (white: 010011000) and 63.
    let widest = "000000011111".repeat(25) + "010011000 00110100";
    assert_eq!(encode(Coding::Mh, &[&row(65_535, 0)], 65_535), octets(&widest));
    assert_eq!(decode(Coding::Mh, &octets(&widest), 65_535), row(65_535, 0));
}

#[test]
fn black_0_starts_a_horizontal_mode_that_ends_the_row() {
    // The second run of a horizontal mode may be 0: black 0 is 0000110111, and there must be a code for it.
    let coded = octets("001 10011 0000110111");
    assert_eq!(decode(Coding::Mmr, &coded, 8), row(8, 0));
}

#[test]
fn make_up_codes_in_any_order_are_understood() {
    // White 64 twice, then 1728, then 0: T.4 has a sender use the greatest first, and a receiver take what comes.
    assert_eq!(decode(Coding::Mh, &octets("11011 11011 010011011 00110101 010"), 1857), row(1856, 1));
}

#[test]
fn all_modes() {
    // Reference row: black from 10 to 20, of 40.
    let above = octets(&("0".repeat(10) + &"1".repeat(10) + &"0".repeat(20)));
    // Horizontal, white 10, black 10; V0 at the end of the row.
    let first = "001 00111 0000100 1";
    let modes = [
        // a1 to b1 and a2 to b2: moved by so many pels.
        (7, 20, "0000010 1 1"),
        (8, 20, "000010 1 1"),
        (9, 20, "010 1 1"),
        (10, 20, "1 1 1"),
        (11, 20, "011 1 1"),
        (12, 20, "000011 1 1"),
        (13, 20, "0000011 1 1"),
        (10, 17, "1 0000010 1"),
        (10, 23, "1 0000011 1"),
        // Nothing below the black run: pass, then the end of the row below that of the reference row.
        (40, 40, "0001 1"),
        // Four pels off: horizontal, white 6 and black 14.
        (6, 20, "001 1110 00000111 1"),
        // White 14 and black 6; a0 is then below the end of the black run.
        (14, 20, "001 110100 0010 1"),
        // b2 just above a1 is no pass: horizontal, white 20, black 4.
        (20, 24, "001 0001000 011 1"),
        // b2 left of a1 by one is: pass, then horizontal, white 1 (a0 is 20), black 4.
        (21, 25, "0001 001 000111 011 1"),
    ];
    for (a1, a2, digits) in modes {
        let row = octets(&("0".repeat(a1) + &"1".repeat(a2 - a1) + &"0".repeat(40 - a2)));
        let params = Params::new(Coding::Mmr, 40).with_end_marker(false);
        let mut encoder = Encoder::new(params).unwrap();
        let mut out = [0; 64];
        let mut len = encoder.row(&above, &mut out).written;
        len += encoder.row(&row, &mut out[len..]).written;
        len += encoder.finish(&mut out[len..]).written;
        let coded = octets(&format!("{first} {digits}"));
        assert_eq!(out[..len], coded, "coding {a1} to {a2}");

        let mut decoder = Decoder::new(params.with_row_limit(2)).unwrap();
        let (mut got, mut input) = ([0; 5], &coded[..]);
        for expected in [&above, &row] {
            let mut decoded = decoder.row(&mut input, &mut got);
            if decoded == Decoded::NeedInput {
                decoded = decoder.finish(&mut got);
            }
            assert_eq!(decoded, Decoded::Row { damaged: false });
            assert_eq!(got[..], expected[..], "decoding {a1} to {a2}");
        }
    }
}
