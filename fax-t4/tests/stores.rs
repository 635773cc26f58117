//! Both row stores decode alike: good pages, damaged ones and noise, however the input is cut, and whatever is made of
//! damage.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]
#![allow(dead_code, unused_imports, reason = "the reference codec is shared by several tests")]

mod drive;
mod naive;

use fax_t4::{
    BitOrder, Changes, Coding, Damage, Decoded, Decoder, Encoder, Ending, Eol, Filled, Packed, Params, RowStore, Rows,
};
use naive::{packed, pages, widths};
use proptest::prelude::*;

fn lists(params: Params) -> Changes<Vec<u16>> {
    Changes::new(vec![0xAAAA; Changes::room(params.width())])
}

/// A page in one buffer, from pieces of input.
fn at_once<S: RowStore>(
    params: Params,
    store: S,
    coded: &[u8],
    sizes: &[usize],
    rows: usize,
) -> (Vec<u8>, Rows, Option<Ending>) {
    let mut decoder = Decoder::with_store(params, store).unwrap();
    let mut pels = vec![0xAA; rows * params.row_octets()];
    let mut sizes = sizes.iter().copied().cycle();
    let (mut at, mut input) = (0, &coded[..0]);
    let filled = loop {
        match decoder.page(&mut input, at == coded.len(), &mut pels, params.row_octets()) {
            Filled::NeedInput => {
                assert!(input.is_empty() && at < coded.len());
                let end = (at + sizes.next().unwrap()).min(coded.len());
                (at, input) = (end, &coded[at..end]);
            }
            filled => break filled,
        }
    };
    assert_eq!(filled, if decoder.ending().is_some() { Filled::EndOfPage } else { Filled::Full });
    (pels, decoder.rows(), decoder.ending())
}

/// Rows from changing elements alone.
fn by_changes(params: Params, coded: &[u8]) -> drive::Page {
    let mut decoder = Decoder::with_store(params, lists(params)).unwrap();
    let (mut input, mut rows) = (coded, Vec::new());
    while let Decoded::Row { damaged } = decoder.changes(&mut input, true) {
        let mut row = vec![0; params.row_octets()];
        let elements = decoder.elements();
        assert!(elements.windows(2).all(|two| two[0] < two[1]), "{elements:?}");
        assert!(elements.iter().all(|&x| u32::from(x) < params.width()), "{elements:?}");
        for run in elements.chunks(2) {
            for x in run[0].into()..run.get(1).map_or(params.width() as usize, |&end| end.into()) {
                row[x / 8] |= 0x80 >> (x % 8);
            }
        }
        rows.push((row, damaged));
    }
    (rows, decoder.rows(), decoder.ending())
}

fn params() -> impl Strategy<Value = Params> {
    let coding = prop_oneof![Just(Coding::Mh), (1..=8u8).prop_map(|k| Coding::Mr { k }), Just(Coding::Mmr)];
    let eol = prop_oneof![Just(Eol::Plain), Just(Eol::OctetAligned), Just(Eol::Absent)];
    let damage = prop_oneof![Just(Damage::Repeat), Just(Damage::White), Just(Damage::End)];
    (coding, widths(), eol, damage, any::<[bool; 4]>()).prop_map(
        |(coding, width, eol, damage, [lsb, aligned, lead_in, end])| {
            let eol = if matches!(coding, Coding::Mr { .. }) && eol == Eol::Absent { Eol::Plain } else { eol };
            Params::new(coding, width as u32)
                .with_eol(eol)
                .with_damage(damage)
                .with_bit_order(if lsb { BitOrder::LsbFirst } else { BitOrder::MsbFirst })
                .with_aligned_rows(aligned)
                .with_lead_in(lead_in)
                .with_end_marker(end)
                .with_uncompressed(lsb)
        },
    )
}

fn coded(params: Params, rows: &[Vec<u8>]) -> Vec<u8> {
    drive::encode(params, Packed::new(vec![0; params.row_octets()]), rows, &[100_000])
}

fn alike(params: Params, coded: &[u8], sizes: &[usize], rows: usize) {
    let small = drive::decode(params, Packed::new(vec![0; params.row_octets()]), coded, &[coded.len().max(1)]);
    let fast = drive::decode(params, lists(params), coded, &[coded.len().max(1)]);
    assert_eq!(small, fast, "whole input");
    assert_eq!(drive::decode(params, lists(params), coded, sizes), small, "cut input");
    assert_eq!(
        drive::decode(params, Packed::new(vec![0; params.row_octets()]), coded, sizes),
        small,
        "cut input, small"
    );
    assert_eq!(by_changes(params, coded), small, "changes");
    let whole = &[coded.len().max(1)];
    let page = at_once(params, lists(params), coded, whole, rows + 2);
    assert_eq!(at_once(params, lists(params), coded, sizes, rows + 2), page, "page from pieces");
    let packed = || Packed::new(vec![0; params.row_octets()]);
    assert_eq!(at_once(params, packed(), coded, whole, rows + 2), page, "page, small");
    let (pels, counts, _) = page;
    for ((row, _), page_row) in small.0.iter().zip(pels.chunks(params.row_octets())) {
        assert_eq!(row, page_row, "page at once");
    }
    assert_eq!(counts.total as usize, small.0.len().min(rows + 2));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn damaged_pages(
        (params, page) in params().prop_flat_map(|params| (Just(params), pages(Just(params.width() as u16)))),
        hits in proptest::collection::vec(any::<proptest::sample::Index>(), 0..6),
        sizes in proptest::collection::vec(1..40usize, 1..6),
    ) {
        let rows: Vec<Vec<u8>> = page.iter().map(packed).collect();
        let mut coded = coded(params, &rows);
        for hit in hits {
            let bit = hit.index(coded.len().max(1) * 8);
            if let Some(octet) = coded.get_mut(bit / 8) {
                *octet ^= 0x80 >> (bit % 8);
            }
        }
        alike(params, &coded, &sizes, rows.len());
    }

    #[test]
    fn noise(
        params in params(),
        coded in proptest::collection::vec(any::<u8>(), 0..300),
        sizes in proptest::collection::vec(1..40usize, 1..6),
    ) {
        alike(params.with_row_limit(200), &coded, &sizes, 20);
    }
}

/// A row that begins with a black pel, after which the fast steps once took up the search for b1 on changes of the wrong
/// colour.
#[test]
fn a_row_that_begins_black() {
    let params = Params::new(Coding::Mmr, 200).with_row_limit(200);
    let coded = [
        0x31, 0x49, 0xA9, 0x6F, 0x6F, 0x80, 0x00, 0x00, 0xDD, 0x00, 0xDD, 0x6F, 0x6F, 0x6F, 0x6F, 0x80, 0x00, 0x00,
        0xDD,
    ];
    alike(params, &coded, &[1, 7], 20);
}

/// A coder or decoder of a microcontroller, besides the rows it is lent.
#[test]
fn little_memory() {
    const ROW: usize = 216;
    assert!(size_of::<Encoder<Packed<[u8; ROW]>>>() <= ROW + 160);
    assert!(size_of::<Decoder<Packed<[u8; ROW]>>>() <= ROW + 160);
}

/// A run of 64 black pels up to the end of the row, without the terminating code for no more. Some writers leave it out.
#[test]
fn a_make_up_code_may_end_a_row() {
    let black_64 = "00110101 0000001111";
    let page = format!("{0}{black_64}{0}{black_64}{0}1101 10 11011 10{0}", naive::EOL);
    let coded = naive::octets(&page);
    for last in [Eol::Plain, Eol::OctetAligned] {
        let params = Params::new(Coding::Mh, 64).with_eol(last).with_row_limit(3);
        for sizes in [1, 2, 100] {
            let (rows, counts, _) = drive::decode(params, lists(params), &coded, &[sizes]);
            assert_eq!(rows[..2], [(vec![0xFF; 8], false), (vec![0xFF; 8], false)], "{sizes} octets at a time");
            assert_eq!(drive::decode(params, Packed::new([0; 8]), &coded, &[sizes]).1, counts);
        }
    }
    // Without an EOL behind it, it is damage.
    let params = Params::new(Coding::Mh, 64);
    let coded = naive::octets(&format!("{0}{black_64} 000000001 {0}", naive::EOL));
    assert!(drive::decode(params, lists(params), &coded, &[100]).0[0].1);
}
