//! Uncompressed mode against a coder and a decoder written from its table (T.4 table 5, T.6 table 2), pel by pel.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

mod drive;
mod naive;

use fax_t4::{Changes, Coding, Encoder, Packed, Params, RowStore};
use naive::{Bits, EOL, Naive, Scheme, bits, packed, pages, to_octets, widths};
use proptest::prelude::*;

/// Pels and the code for them. The last of them has no black pel.
const PATTERNS: [(&str, &str); 6] =
    [("1", "1"), ("01", "01"), ("001", "001"), ("0001", "0001"), ("00001", "00001"), ("00000", "000001")];

/// Pels left over at the exit and the code for them, without the colour that follows.
const EXITS: [(&str, &str); 5] =
    [("", "0000001"), ("0", "00000001"), ("00", "000000001"), ("000", "0000000001"), ("0000", "00000000001")];

/// A row in uncompressed mode from beginning to end; what follows is white.
fn uncompressed(one_d: bool, row: &Bits) -> Bits {
    let pels: String = row.iter().map(|pel| if *pel { '1' } else { '0' }).collect();
    let mut digits = String::from(if one_d { "000000001111" } else { "0000001111" });
    let mut rest = &pels[..];
    loop {
        if let Some((_, exit)) = EXITS.iter().find(|(left, _)| *left == rest) {
            digits += exit;
            digits += "0";
            return bits(&digits);
        }
        let (pattern, code) = PATTERNS.iter().find(|(pattern, _)| rest.starts_with(pattern)).unwrap();
        digits += code;
        rest = &rest[pattern.len()..];
    }
}

/// The pels of such a row and how many bits it took, or nothing if it does not begin with the extension.
fn expanded(one_d: bool, coded: &str) -> Option<(String, usize)> {
    let begin = if one_d { "000000001111" } else { "0000001111" };
    let mut rest = coded.strip_prefix(begin)?;
    let mut pels = String::new();
    loop {
        if let Some((left, exit)) = EXITS.iter().find(|(_, exit)| rest.starts_with(exit)) {
            return Some((pels + left, coded.len() - rest.len() + exit.len() + 1));
        }
        let (pattern, code) = PATTERNS.iter().find(|(_, code)| rest.starts_with(code))?;
        pels += pattern;
        rest = &rest[code.len()..];
    }
}

/// A page whose rows are each coded as is shorter, in the naive way, and how many are uncompressed.
fn page(scheme: Scheme, rows: &[Bits]) -> (Bits, usize) {
    let naive = Naive::new();
    let end = match scheme {
        Scheme::Mh => EOL.repeat(6),
        Scheme::Mr(_) => format!("{EOL}1").repeat(6),
        Scheme::Mmr => EOL.repeat(2),
    };
    let (mut out, mut count) = (Bits::new(), 0);
    for (y, row) in rows.iter().enumerate() {
        let (before, with) = (naive.page(scheme, &rows[..y]), naive.page(scheme, &rows[..=y]));
        let mut coded: Bits = with[before.len() - end.len()..with.len() - end.len()].to_bitvec();
        let (lead, one_d) = match scheme {
            Scheme::Mh => (12, true),
            Scheme::Mr(k) => (13, y % k == 0),
            Scheme::Mmr => (0, false),
        };
        let other = uncompressed(one_d, row);
        if other.len() < coded.len() - lead {
            coded.truncate(lead);
            coded.extend(other);
            count += 1;
        }
        out.extend(coded);
    }
    out.extend(bits(&end));
    (out, count)
}

fn encode<S: RowStore>(params: Params, store: S, rows: &[Bits], room: usize) -> Vec<u8> {
    let mut encoder = Encoder::with_store(params, store).unwrap();
    let mut coded = Vec::new();
    let pels: Vec<u8> = rows.iter().flat_map(packed).collect();
    loop {
        let mut out = vec![0; room];
        let step = encoder.page(&pels, params.row_octets(), &mut out);
        coded.extend_from_slice(&out[..step.written]);
        if step.done {
            return coded;
        }
    }
}

fn decode(params: Params, coded: &[u8]) -> Vec<Vec<u8>> {
    drive::decode_good(params, Packed::new(vec![0; params.row_octets()]), coded).0
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn each_row_is_coded_as_is_shorter(
        rows in pages(widths()),
        scheme in prop_oneof![Just(Scheme::Mh), (1..5usize).prop_map(Scheme::Mr), Just(Scheme::Mmr)],
        room in prop_oneof![Just(100_000usize), 1..30usize],
    ) {
        let coding = match scheme {
            Scheme::Mh => Coding::Mh,
            Scheme::Mr(k) => Coding::Mr { k: k as u8 },
            Scheme::Mmr => Coding::Mmr,
        };
        let width = rows[0].len() as u32;
        let params = Params::new(coding, width).with_uncompressed(true);
        let expected = to_octets(page(scheme, &rows).0);
        prop_assert_eq!(&encode(params, Changes::new(vec![0; Changes::room(width)]), &rows, room), &expected);
        let packed_store = fax_t4::Packed::new(vec![0; params.row_octets()]);
        prop_assert_eq!(&encode(params, packed_store, &rows, room), &expected);
        prop_assert_eq!(decode(params, &expected), rows.iter().map(packed).collect::<Vec<_>>());
    }

    #[test]
    fn the_table_reads_what_it_writes(row in prop::collection::vec(prop::bool::weighted(0.3), 1..200), one_d in any::<bool>()) {
        let row: Bits = row.into_iter().collect();
        let coded = uncompressed(one_d, &row);
        let digits: String = coded.iter().map(|bit| if *bit { '1' } else { '0' }).collect();
        let pels: String = row.iter().map(|pel| if *pel { '1' } else { '0' }).collect();
        prop_assert_eq!(expanded(one_d, &digits), Some((pels, digits.len())));
    }
}

#[test]
fn noise_is_shorter_uncompressed() {
    // One pel in two black at random: codes for runs of one or two take three bits or more.
    let mut state = 1u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 31 == 1
    };
    let rows: Vec<Bits> = (0..5).map(|_| (0..1728).map(|_| noise()).collect()).collect();
    let (coded, count) = page(Scheme::Mmr, &rows);
    assert_eq!(count, 5);
    assert!(coded.len() < 5 * 1728 * 11 / 10 && Naive::new().page(Scheme::Mmr, &rows).len() > 5 * 1728 * 3 / 2);
    let params = Params::new(Coding::Mmr, 1728).with_uncompressed(true);
    let store = Changes::new(vec![0; Changes::room(1728)]);
    assert_eq!(encode(params, store, &rows, 10_000), to_octets(coded));
}
