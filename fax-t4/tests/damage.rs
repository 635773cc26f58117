//! What becomes of damage: the classes of faults that fax decoders have been broken with.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

mod naive;

use fax_t4::{Coding, Decoded, Decoder, Encoder, Ending, Params, Rows};
use naive::{EOL, octets};

/// Rows with their damage flag, the ending, the counts.
fn decode(params: Params, digits: &str) -> (Vec<(u8, bool)>, Ending, Rows) {
    let coded = octets(digits);
    let mut decoder = Decoder::new(params).unwrap();
    let (mut input, mut row, mut rows) = (&coded[..], [0], Vec::new());
    loop {
        let decoded = match decoder.row(&mut input, &mut row) {
            Decoded::NeedInput => decoder.finish(&mut row),
            decoded => decoded,
        };
        match decoded {
            Decoded::Row { damaged } => rows.push((row[0], damaged)),
            Decoded::EndOfPage => return (rows, decoder.ending().unwrap(), decoder.rows()),
            Decoded::NeedInput => panic!("no more input was promised"),
        }
    }
}

const MH: Params = Params::new(Coding::Mh, 8);
const MR: Params = Params::new(Coding::Mr { k: 4 }, 8);
const MMR: Params = Params::new(Coding::Mmr, 8);

/// White 8.
const WHITE: &str = "10011";
/// White 0, black 8: 00110101 000101.
const BLACK: &str = "00110101 000101";

#[test]
fn a_bad_row_repeats_the_one_before_and_the_page_goes_on() {
    // No code begins with 0000 0000 1; a run too long; a row too short; a row without an EOL behind.
    for bad in ["000000001", "10100", "0111", "10011 0111", "10011 10011"] {
        let digits = format!("{EOL}{BLACK}{EOL}{bad}{EOL}{WHITE}{}", EOL.repeat(6));
        let (rows, ending, counts) = decode(MH, &digits);
        assert_eq!(rows, [(0xFF, false), (0xFF, true), (0, false)], "{bad}");
        assert_eq!(ending, Ending::Marker);
        assert_eq!((counts.total, counts.bad, counts.longest_bad_run), (3, 1, 1));
    }
}

#[test]
fn an_eol_that_a_bad_code_bit_into_is_found() {
    // White 3 is 1000: read where white 1 was meant, it swallows zeros of the EOL.
    let digits = format!("{EOL}{BLACK}{EOL}1{EOL}{WHITE}{}", EOL.repeat(6));
    let (rows, ..) = decode(MH, &digits);
    assert_eq!(rows, [(0xFF, false), (0xFF, true), (0, false)]);
}

#[test]
fn the_longest_series_of_bad_rows_is_counted() {
    let bad = format!("{EOL}0111");
    let good = format!("{EOL}{WHITE}");
    let digits = [&bad, &good, &bad, &bad, &bad, &good, &bad, &bad].map(String::as_str).concat() + &EOL.repeat(6);
    let (rows, _, counts) = decode(MH, &digits);
    assert_eq!(rows.len(), 8);
    assert_eq!((counts.total, counts.bad, counts.longest_bad_run), (8, 6, 3));
}

#[test]
fn in_mr_rows_are_bad_until_the_next_one_dimensional_one() {
    let rows = [
        format!("{EOL}1{BLACK}"),
        format!("{EOL}0 0000001111"), // uncompressed mode: not spoken here
        format!("{EOL}0 1"),          // fine in itself, but against what?
        format!("{EOL}0 1"),
        format!("{EOL}1{WHITE}"),
        format!("{EOL}0 1"),
    ];
    let (rows, ending, counts) = decode(MR, &(rows.concat() + &format!("{EOL}1").repeat(6)));
    assert_eq!(rows, [(0xFF, false), (0xFF, true), (0xFF, true), (0xFF, true), (0, false), (0, false)]);
    assert_eq!(ending, Ending::Marker);
    assert_eq!((counts.bad, counts.longest_bad_run), (3, 3));
}

#[test]
fn a_two_dimensional_row_that_lost_its_only_bit_is_no_end_of_page() {
    let rows = [format!("{EOL}1{BLACK}"), format!("{EOL}0"), format!("{EOL}0 11"), format!("{EOL}1{WHITE}")];
    let (rows, ending, counts) = decode(MR, &(rows.concat() + &format!("{EOL}1").repeat(6)));
    assert_eq!(rows, [(0xFF, false), (0xFF, true), (0xFF, true), (0, false)]);
    assert_eq!((ending, counts.bad), (Ending::Marker, 2));
    // An RTC without tags begins like such rows, and is found at its fourth EOL.
    let (rows, ending, _) = decode(MR, &format!("{EOL}1{WHITE}{}", EOL.repeat(6)));
    assert_eq!((rows.len(), ending), (3, Ending::Marker));
}

#[test]
fn no_single_wrong_bit_costs_more_than_a_few_rows() {
    // Wherever it falls: in data, in fill (where it makes an EOL of its own), in an EOL, in a tag, in the RTC.
    for coding in [Coding::Mh, Coding::Mr { k: 4 }] {
        for min_row_bits in [0, 80] {
            let params = Params::new(coding, 8).with_lead_in(true).with_min_row_bits(min_row_bits);
            let mut encoder = Encoder::new(params).unwrap();
            let mut coded = [0; 400];
            let mut len = 0;
            for y in 0..12u8 {
                len += encoder.row(&[[0, 0, 0, 0x3C][usize::from(y % 4)]], &mut coded[len..]).written;
            }
            len += encoder.finish(&mut coded[len..]).written;
            for bit in 0..len * 8 {
                let mut coded = coded;
                coded[bit / 8] ^= 0x80 >> (bit % 8);
                let digits: String = coded[..len].iter().map(|octet| format!("{octet:08b}")).collect();
                let (rows, ending, counts) = decode(params, &digits);
                assert!((11..=13).contains(&rows.len()), "{coding}, bit {bit}: {} rows", rows.len());
                assert!(counts.bad <= 5, "{coding}, bit {bit}: {} bad rows", counts.bad);
                assert_eq!(ending, Ending::Marker, "{coding}, bit {bit}");
            }
        }
    }
}

#[test]
fn damage_ends_an_mmr_page() {
    // Horizontal, white 2, black 3; then no code. The pels so far stay, the rest is white.
    let (rows, ending, counts) = decode(MMR, &format!("1 001 0111 10 0000001111 {EOL}{EOL}"));
    assert_eq!(rows, [(0, false), (0b0011_1000, true)]);
    assert_eq!(ending, Ending::Damage);
    assert_eq!((counts.total, counts.bad), (2, 1));
}

#[test]
fn input_may_end_anywhere() {
    // Behind a whole row; inside one; inside an EOL.
    assert_eq!(decode(MH, &format!("{EOL}{WHITE}")).0, [(0, false)]);
    let (rows, ending, _) = decode(MH, &format!("{EOL}{WHITE}{EOL}0111 11"));
    assert_eq!((rows, ending), (vec![(0, false), (0b0011_0000, true)], Ending::Input));
    assert_eq!(decode(MH, &format!("{EOL}{WHITE}00000000")).0, [(0, false)]);
    assert_eq!(decode(MH, "").1, Ending::Input);
    assert_eq!(decode(MMR, "").1, Ending::Input);
}

#[test]
fn make_up_codes_do_not_add_up_beyond_the_row() {
    // White 2560 over and over: the sum is capped by the width, not by the size of an integer.
    let (rows, ..) = decode(MH, &format!("{EOL}{}{EOL}{WHITE}{}", "000000011111".repeat(3000), EOL.repeat(6)));
    assert_eq!(rows, [(0, true), (0, false)]);
}

#[test]
fn changes_are_not_counted_beyond_the_row() {
    // Runs of 0, alternating: no pel is made, no list grows, and the row is bad once the EOL comes.
    let zeros = "00110101 0000110111".repeat(2000);
    let (rows, ..) = decode(MH, &format!("{EOL}{zeros}{EOL}{WHITE}{}", EOL.repeat(6)));
    assert_eq!(rows, [(0, true), (0, false)]);
}

#[test]
fn zero_runs_in_horizontal_mode_merge_what_is_beside_them() {
    // Horizontal black 0 behind white 2, then horizontal white 2, black 2: white 4, black 2, white 2.
    let row = "001 0111 0000110111 001 0111 11 1";
    let (rows, ending, _) = decode(MMR, &format!("{row} 1 1 1 {EOL}{EOL}"));
    assert_eq!(rows, [(0b0000_1100, false), (0b0000_1100, false)]);
    assert_eq!(ending, Ending::Marker);
}

#[test]
fn a_row_can_begin_with_nothing() {
    // Horizontal white 0, black 0 leaves a0 where it was: still left of pel 0, where b1 may be.
    let row = "001 00110101 000101";
    let (rows, ..) = decode(MMR, &format!("{row} 001 00110101 0000110111 1 1 {EOL}{EOL}"));
    assert_eq!(rows, [(0xFF, false), (0xFF, false)]);
}

#[test]
fn vertical_codes_stay_inside_the_row_and_never_step_back() {
    // VR1 beyond the right edge; VL1 beyond the left edge (b1 is 0); V0 to the place where a0 is.
    let black = "001 00110101 000101";
    for (row, pels) in [("011", 0), ("000010 000010", 0)] {
        assert_eq!(decode(MMR, row).0, [(pels, true)], "{row}");
    }
    assert_eq!(decode(MMR, &format!("{black} 010")).0, [(0xFF, false), (0, true)]);
    // Reference row: black from 4 on. V0 makes a0 4; the next b1 is 8. VL3 to 5 is fine, then b1 is 8 again and
    // nothing in reach is left of a0; a VL1 of b1 = 4 in a row that begins black at 4 cannot be had.
    let from_4 = "001 1011 011";
    let (rows, ..) = decode(MMR, &format!("{from_4} 1 0000010 1 {EOL}{EOL}"));
    assert_eq!(rows, [(0x0F, false), (0b0000_1000, false)]);
    let (rows, ..) = decode(MMR, &format!("{from_4} 0001 001"));
    assert_eq!(rows[1], (0, false), "a pass that ends the row is taken");
}

#[test]
fn nothing_is_kept_after_damage() {
    // A bad row inside a horizontal mode with a make-up code pending, then good rows.
    let bad = format!("{EOL}0 001 11011 000000001");
    let digits = format!("{EOL}1{WHITE}{bad}{EOL}1{BLACK}{EOL}0 11{}", format!("{EOL}1").repeat(6));
    let (rows, ..) = decode(MR, &digits);
    assert_eq!(rows, [(0, false), (0, true), (0xFF, false), (0xFF, false)]);
}

#[test]
fn a_long_page_of_nothing_is_linear() {
    // One bit a row: as many rows as the limit allows, one step each.
    let params = Params::new(Coding::Mmr, 1728).with_row_limit(20_000);
    let mut decoder = Decoder::new(params).unwrap();
    let (mut input, mut row, mut rows) = (&[0xFF; 100_000][..], [0; 216], 0);
    while let Decoded::Row { .. } = decoder.row(&mut input, &mut row) {
        rows += 1;
    }
    assert_eq!((rows, decoder.ending()), (20_000, Some(Ending::RowLimit)));
    assert!(input.len() >= 100_000 - 20_000 / 8 - 8, "one bit was taken for each row");
}
