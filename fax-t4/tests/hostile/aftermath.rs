//! Nothing of an error lives on: not behind `restart`, not in another coding, not in the rows behind it.

use fax_t4::{Changes, Coding, Decoder, Params, RowStore};

use super::naive::{EOL, Naive, Scheme, bits, packed, to_octets};
use super::{CODINGS, Outcome, decode_with, lists, small};

fn scheme(coding: Coding) -> Scheme {
    match coding {
        Coding::Mh => Scheme::Mh,
        Coding::Mr { k } => Scheme::Mr(k.into()),
        Coding::Mmr => Scheme::Mmr,
    }
}

/// Stops a page in every stage a row can be in: in a run, in horizontal mode, in uncompressed mode, in an EOL, behind a tag,
/// in damage.
const STOPS: [&str; 9] = [
    "0000000",
    "00000000000",
    "000000000001",
    "0000000000010",
    "000000000001 0111",
    "000000000001 0000001111 0001",
    "001 0111",
    "0000001111 00001",
    "000000001 1",
];

fn clean_behind<S: RowStore>(
    stop: Coding,
    stops: &[u8],
    coding: Coding,
    clean: &[u8],
    store: impl Fn(Params) -> S,
) -> Outcome {
    let first = Params::new(stop, 24).with_uncompressed(true);
    let mut decoder = Decoder::with_store(first, store(first)).unwrap();
    let mut row = [0xFF; 3];
    let _ = decoder.row(&mut &stops[..], &mut row);
    decoder.restart_with(Params::new(coding, 16)).unwrap();
    decode_with(&mut decoder, clean, clean.len())
}

#[test]
fn a_clean_page_behind_one_that_stopped_anywhere_is_exact() {
    let page = ["0011100000000001", "0011000000000001", "1111111111111111", "0000000000000000"].map(bits);
    let expected: Vec<_> = page.iter().map(|row| (packed(row), false)).collect();
    for coding in CODINGS {
        let clean = to_octets(Naive::new().page(scheme(coding), &page));
        for stop in CODINGS {
            for digits in STOPS {
                let stops = to_octets(bits(digits));
                let by_lists = clean_behind(stop, &stops, coding, &clean, lists);
                assert_eq!(by_lists.rows, expected, "{stop:?} {digits} {coding:?}");
                assert_eq!(by_lists.counts.bad, 0);
                assert_eq!(clean_behind(stop, &stops, coding, &clean, small), by_lists);
            }
        }
    }
}

#[test]
fn rows_of_a_wider_page_before_are_not_seen() {
    // A black row of 4864 pels, then a page of 8 whose first row refers to white.
    let wide = Params::new(Coding::Mmr, 4864);
    let mut decoder = Decoder::with_store(wide, Changes::new(vec![0; Changes::room(4864)])).unwrap();
    let mut row = [0; 608];
    let black = to_octets(bits("001 00110101 000000011111 0000001110101 0000000101101 1"));
    let _ = decoder.row(&mut &black[..], &mut row);
    decoder.restart_with(Params::new(Coding::Mmr, 8)).unwrap();
    let outcome = decode_with(&mut decoder, &to_octets(bits(&format!("1{}", EOL.repeat(2)))), 100);
    assert_eq!(outcome.rows, [(vec![0], false)]);
}
