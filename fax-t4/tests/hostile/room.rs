//! Never more rows than the caller wants, never a pel outside the row that was lent.

use fax_t4::{Coding, Decoded, Decoder, Ending, Filled, Params, RowStore};

use super::naive::{EOL, octets};
use super::{CODINGS, decode, lists, small};

/// Rows of 16 black pels without end.
fn black(coding: Coding, rows: usize) -> Vec<u8> {
    octets(&match coding {
        Coding::Mh => format!("{EOL}00110101 0000010111").repeat(rows),
        Coding::Mr { .. } => format!("{EOL}1 00110101 0000010111").repeat(rows),
        Coding::Mmr => "001 00110101 0000010111".to_owned() + &"11".repeat(rows - 1),
    })
}

#[test]
fn the_row_limit_is_kept() {
    for coding in CODINGS {
        for limit in [0, 1, 2, 50] {
            let outcome = decode(Params::new(coding, 16).with_row_limit(limit), &black(coding, 100));
            assert_eq!(outcome.counts.total, limit);
            assert_eq!(outcome.rows.len(), limit as usize);
            if limit > 0 {
                assert_eq!(outcome.ending, Some(Ending::RowLimit));
            }
        }
    }
}

fn short_rows<S: RowStore>(params: Params, store: S, coded: &[u8]) {
    let mut decoder = Decoder::with_store(params, store).unwrap();
    let mut input = coded;
    // Nothing, one octet too few, enough, and some too many between guards that have to stay.
    for len in [0, 1, 2, 5] {
        let mut row = [0x5A; 8];
        let (lent, guard) = row.split_at_mut(len);
        assert!(matches!(decoder.row(&mut input, lent), Decoded::Row { .. }));
        let expected: &[u8] = if len < 2 { &[0xFF; 2][..len] } else { &[0xFF, 0xFF] };
        assert!(lent.starts_with(expected));
        assert!(lent.iter().skip(2).all(|&octet| octet == 0));
        assert!(guard.iter().all(|&octet| octet == 0x5A));
    }
}

#[test]
fn rows_that_are_too_short_lose_what_does_not_fit_and_nothing_else_is_touched() {
    for coding in [Coding::Mh, Coding::Mr { k: 1 }] {
        let params = Params::new(coding, 16);
        short_rows(params, lists(params), &black(coding, 10));
        short_rows(params, small(params), &black(coding, 10));
    }
}

fn short_pages<S: RowStore>(params: Params, store: impl Fn() -> S, coded: &[u8]) {
    for rows in 0..4usize {
        for stride in [2, 3] {
            for missing in 0..2 {
                let mut decoder = Decoder::with_store(params, store()).unwrap();
                let mut page = [0x5A; 16];
                let (lent, guard) = page.split_at_mut((rows * stride).saturating_sub(missing));
                let fitting = if lent.len() < 2 { 0 } else { (lent.len() - 2) / stride + 1 };
                assert_eq!(decoder.page(&mut &coded[..], true, lent, stride), Filled::Full);
                assert_eq!(decoder.rows().total as usize, fitting, "{rows} rows of {stride}, {missing} missing");
                assert!(guard.iter().all(|&octet| octet == 0x5A));
            }
        }
    }
}

#[test]
fn pages_that_are_too_small_are_filled_and_not_more() {
    for coding in CODINGS {
        let params = Params::new(coding, 16);
        short_pages(params, || lists(params), &black(coding, 100));
        short_pages(params, || small(params), &black(coding, 100));
    }
}

#[test]
fn a_page_of_rows_without_octets_takes_nothing() {
    for coding in CODINGS {
        let params = Params::new(coding, 16);
        let mut decoder = Decoder::with_store(params, lists(params)).unwrap();
        assert_eq!(decoder.page(&mut &black(coding, 100)[..], true, &mut [0; 64], 0), Filled::Full);
        assert_eq!(decoder.rows().total, 0);
    }
}
