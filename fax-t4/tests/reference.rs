//! Equality with the naive reference, and independence of how input and output are cut.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

mod drive;
mod naive;

use fax_t4::{BitOrder, Coding, Ending, Packed, Params};
use naive::{Bits, Naive, Scheme, packed, pages, to_octets, widths};
use proptest::prelude::*;

const ROOM: usize = 8192;

fn schemes() -> impl Strategy<Value = Scheme> {
    prop_oneof![Just(Scheme::Mh), (1..=8usize).prop_map(Scheme::Mr), Just(Scheme::Mmr)]
}

fn params(scheme: Scheme, width: usize) -> Params {
    let coding = match scheme {
        Scheme::Mh => Coding::Mh,
        Scheme::Mr(k) => Coding::Mr { k: k as u8 },
        Scheme::Mmr => Coding::Mmr,
    };
    Params::new(coding, width as u32)
}

/// Encodes with outputs of the given sizes, over and over.
fn encode(params: Params, rows: &[Bits], sizes: &[usize]) -> Vec<u8> {
    drive::encode(params, Packed::new(vec![0; ROOM]), rows.iter().map(packed), sizes)
}

/// Decodes with inputs of the given sizes, over and over.
fn decode(params: Params, coded: &[u8], sizes: &[usize]) -> (Vec<(Vec<u8>, bool)>, Ending) {
    let (rows, _, ending) = drive::decode(params, Packed::new(vec![0; ROOM]), coded, sizes);
    (rows, ending.unwrap())
}

fn good(rows: &[Bits]) -> Vec<(Vec<u8>, bool)> {
    rows.iter().map(|row| (packed(row), false)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn same_bits_as_the_naive_coder(rows in pages(widths()), scheme in schemes()) {
        let params = params(scheme, rows[0].len());
        prop_assert_eq!(encode(params, &rows, &[100_000]), to_octets(Naive::new().page(scheme, &rows)));
    }

    #[test]
    fn reads_what_the_naive_coder_writes(rows in pages(widths()), scheme in schemes()) {
        let coded = to_octets(Naive::new().page(scheme, &rows));
        let params = params(scheme, rows[0].len());
        prop_assert_eq!(decode(params, &coded, &[usize::MAX / 2]), (good(&rows), Ending::Marker));
    }

    #[test]
    fn cuts_make_no_difference(
        rows in pages(widths()),
        scheme in schemes(),
        lsb_first in any::<bool>(),
        min_row_bits in prop_oneof![Just(0), 0..400u16],
        out_sizes in prop::collection::vec(1..20usize, 1..8),
        in_sizes in prop::collection::vec(0..20usize, 1..8),
    ) {
        prop_assume!(in_sizes.iter().any(|&size| size > 0));
        let order = if lsb_first { BitOrder::LsbFirst } else { BitOrder::MsbFirst };
        let params = params(scheme, rows[0].len()).with_bit_order(order).with_min_row_bits(min_row_bits);
        let coded = encode(params, &rows, &[100_000]);
        prop_assert_eq!(&encode(params, &rows, &out_sizes), &coded);
        prop_assert_eq!(decode(params, &coded, &in_sizes), (good(&rows), Ending::Marker));
    }

    #[test]
    fn cuts_make_no_difference_to_damage(
        rows in pages(widths()),
        scheme in schemes(),
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        in_sizes in prop::collection::vec(1..20usize, 1..8),
    ) {
        let params = params(scheme, rows[0].len());
        let mut coded = encode(params, &rows, &[100_000]);
        for (at, octet) in hits {
            let at = at.index(coded.len());
            coded[at] = octet;
        }
        prop_assert_eq!(decode(params, &coded, &in_sizes), decode(params, &coded, &[100_000]));
    }

    #[test]
    fn any_octets_end_within_the_row_limit(
        octets in prop::collection::vec(any::<u8>(), 0..400),
        width in widths(),
        scheme in schemes(),
        lead_in in any::<bool>(),
        limit in 0..50u32,
    ) {
        let params = params(scheme, width.into()).with_lead_in(lead_in).with_row_limit(limit);
        let (rows, _) = decode(params, &octets, &[7, 1]);
        prop_assert!(rows.len() <= limit as usize);
        // Bits behind the last pel stay white, whatever came.
        let behind = (0xFFu16 << (8 - (width - 1) % 8 - 1)) as u8;
        prop_assert!(rows.iter().all(|(row, _)| row.last().unwrap() & !behind == 0));
    }
}
