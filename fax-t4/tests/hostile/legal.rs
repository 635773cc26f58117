//! What is legal stays legal: mends of the faults above have refused such rows in other decoders.

use fax_t4::{Coding, Ending, Params};

use super::naive::octets;
use super::{CODINGS, decode, frame};

fn one_row(coding: Coding, width: u32, row: &str) -> Vec<(Vec<u8>, bool)> {
    let (before, behind) = frame(coding, true);
    let outcome = decode(Params::new(coding, width), &octets(&format!("{before}{row}{behind}")));
    assert_eq!(outcome.ending, Some(Ending::Marker), "{coding:?} {row}");
    outcome.rows
}

#[test]
fn a_row_may_begin_with_a_white_run_of_no_pels() {
    for coding in CODINGS {
        // White 0, black 8.
        let runs = if coding == Coding::Mmr { "001 00110101 000101" } else { "00110101 000101" };
        assert_eq!(one_row(coding, 8, runs), [(vec![0xFF], false)]);
        // White 0, black 3, white 5.
        let runs = if coding == Coding::Mmr { "001 00110101 10 1" } else { "00110101 10 1100" };
        assert_eq!(one_row(coding, 8, runs), [(vec![0xE0], false)]);
    }
}

#[test]
fn a_row_may_begin_with_a_change_at_its_first_pel() {
    // Black from the first pel on, twice: V0 below pel 0 and V0 at the end.
    let page = "001 00110101 000101 1 1 000000000001 000000000001";
    let outcome = decode(Params::new(Coding::Mmr, 8), &octets(page));
    assert_eq!(outcome.rows, [(vec![0xFF], false), (vec![0xFF], false)]);
    // VL1 from pel 1 to pel 0.
    let page = "001 000111 0010 1 010 1 1 000000000001 000000000001";
    let outcome = decode(Params::new(Coding::Mmr, 8), &octets(page));
    assert_eq!(outcome.rows.first(), Some(&(vec![0b0111_1110], false)));
    assert_eq!(outcome.rows.get(1), Some(&(vec![0b1111_1110], false)));
}

#[test]
fn horizontal_mode_may_end_a_row_with_a_run_of_no_pels() {
    // White 8, black 0.
    assert_eq!(one_row(Coding::Mmr, 8, "001 10011 0000110111"), [(vec![0], false)]);
}

#[test]
fn a_run_of_no_pels_between_others_changes_nothing() {
    // White 2, black 0, white 6.
    for coding in [Coding::Mh, Coding::Mr { k: 4 }] {
        assert_eq!(one_row(coding, 8, "0111 0000110111 1110"), [(vec![0], false)]);
        // White 2, black 1, white 0, black 2, white 3.
        assert_eq!(one_row(coding, 8, "0111 010 00110101 11 1000"), [(vec![0b0011_1000], false)]);
    }
    // The same by two horizontal codes: white 2, black 1; white 0, black 2; V0.
    assert_eq!(one_row(Coding::Mmr, 8, "001 0111 010 001 00110101 11 1"), [(vec![0b0011_1000], false)]);
}

#[test]
fn a_make_up_code_may_have_a_terminating_code_of_no_pels() {
    // White 64, black 64 in a row of 128, terminated by 0 both.
    for coding in CODINGS {
        let runs = "11011 00110101 0000001111 0000110111";
        let runs = if coding == Coding::Mmr { format!("001 {runs}") } else { runs.into() };
        let pels = [[0; 8], [0xFF; 8]].concat();
        assert_eq!(one_row(coding, 128, &runs), [(pels, false)]);
    }
}

#[test]
fn make_up_codes_may_repeat() {
    // White 64 twice and 0, in place of the code for 128 (T.4 asks for the longest, decoders need not).
    for coding in CODINGS {
        let runs = "11011 11011 00110101";
        let runs = if coding == Coding::Mmr { format!("001 {runs} 0000110111") } else { runs.into() };
        assert_eq!(one_row(coding, 128, &runs), [(vec![0; 16], false)]);
    }
}
