//! Uncompressed mode: each way out of it, with either colour behind, cut at every octet and bit.

use fax_t4::{Coding, Params};

use super::naive::{EOL, octets};
use super::{decode, frame};

/// A row of 16 pels: twice 01, so many whites left over, the way out, black or white for the rest.
fn row(one_d: bool, left: usize, black: bool) -> (String, u16) {
    let begin = if one_d { "000000001111" } else { "0000001111" };
    let exit = format!("{}0000001{}", "0".repeat(left), u8::from(black));
    let rest = 16 - 4 - left;
    // The rest by a run code, or below the white row above by V0.
    let behind = match (one_d, black) {
        (false, _) => "1".to_owned(),
        (true, black) => super::naive::codes()[&(black, rest)].to_owned(),
    };
    let pels = 0b0101_0000_0000_0000 | if black { (1 << rest) - 1 } else { 0 };
    (format!("{begin} 01 01 {exit} {behind}"), pels)
}

#[test]
fn every_left_over_and_either_tag_at_every_split() {
    for coding in [Coding::Mh, Coding::Mr { k: 4 }, Coding::Mmr] {
        for left in 0..=4 {
            for black in [false, true] {
                // Codes in front of the row move it against the octets: white rows, of one bit in MMR.
                for moved in 0..8 {
                    let (before, behind) = frame(coding, true);
                    let white = if coding == Coding::Mmr { "1" } else { "101010" };
                    let rows = format!("{before}{white}").repeat(moved);
                    let (row, pels) = row(coding != Coding::Mmr, left, black);
                    let coded = octets(&format!("{rows}{before}{row}{behind}"));
                    let params = Params::new(coding, 16).with_uncompressed(true);
                    // Cuts after 1, 3, 17 octets and none; moved by each number of bits.
                    let outcome = decode(params, &coded);
                    assert_eq!(outcome.counts.bad, 0, "{coding:?} {left} {black} {moved}");
                    assert_eq!(outcome.rows.len(), moved + 1);
                    assert_eq!(outcome.rows[moved], (pels.to_be_bytes().to_vec(), false));
                    for cut in 1..coded.len() {
                        split(params, &coded, cut, &outcome);
                    }
                }
            }
        }
    }
}

fn split(params: Params, coded: &[u8], cut: usize, expected: &super::Outcome) {
    use fax_t4::{Decoded, Decoder};
    let mut decoder = Decoder::with_store(params, super::lists(params)).unwrap();
    let (mut row, mut rows) = ([0; 2], Vec::new());
    for mut input in [&coded[..cut], &coded[cut..]] {
        while let Decoded::Row { damaged } = decoder.row(&mut input, &mut row) {
            rows.push((row.to_vec(), damaged));
        }
    }
    while let Decoded::Row { damaged } = decoder.finish(&mut row) {
        rows.push((row.to_vec(), damaged));
    }
    assert_eq!(rows, expected.rows, "cut at {cut}");
}

#[test]
fn patterns_beyond_the_row_are_damage_or_no_part_of_it() {
    // Twenty whites in a row of 16; the way out with none left over, and eleven zeros, which are no way out.
    for codes in ["000001".repeat(4), "0".repeat(11) + "1"] {
        let page = format!("0000001111 {codes} {}", EOL.repeat(2));
        let outcome = decode(Params::new(Coding::Mmr, 16).with_uncompressed(true), &octets(&page));
        assert_eq!(outcome.good(), [] as [&[u8]; 0], "{codes}");
    }
    // A row of 16 blacks is over: what would be a seventeenth is V0 of the next one, which then is broken off.
    let page = format!("0000001111 {} {}", "1".repeat(17), EOL.repeat(2));
    let outcome = decode(Params::new(Coding::Mmr, 16).with_uncompressed(true), &octets(&page));
    assert_eq!(outcome.good(), [[0xFF, 0xFF]]);
}

#[test]
fn where_it_is_not_announced_it_is_damage() {
    let (row, _) = row(false, 2, true);
    let outcome = decode(Params::new(Coding::Mmr, 16), &octets(&format!("{row}{}", EOL.repeat(2))));
    assert_eq!(outcome.good(), [] as [&[u8]; 0]);
}
