//! Re-coding gives what decoding and coding again gives, however input and output are cut, damage or not.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

mod drive;
mod naive;

use fax_t4::{BitOrder, Changes, Coding, Damage, Ending, Eol, Packed, Params, Recoder, Rows, Wants};
use naive::{Bits, packed, pages, widths};
use proptest::prelude::*;

fn store(params: Params) -> Changes<Vec<u16>> {
    Changes::new(vec![0; Changes::room(params.width())])
}

fn encode(params: Params, rows: &[Vec<u8>]) -> Vec<u8> {
    drive::encode(params, Packed::new(vec![0; params.row_octets()]), rows, &[1_000_000])
}

/// By the small decoder and over pels.
fn over_pels(from: Params, to: Params, coded: &[u8]) -> (Vec<u8>, Rows, Ending) {
    let store = Packed::new(vec![0; from.row_octets()]);
    let (rows, account, ending) = drive::decode(from, store, coded, &[coded.len().max(1)]);
    (encode(to, &rows.into_iter().map(|(row, _)| row).collect::<Vec<_>>()), account, ending.unwrap())
}

fn recode(from: Params, to: Params, coded: &[u8], ins: &[usize], outs: &[usize]) -> (Vec<u8>, Rows, Ending) {
    let mut recoder = Recoder::new(from, to, store(from), store(from)).unwrap();
    let (mut ins, mut outs) = (ins.iter().copied().cycle(), outs.iter().copied().cycle());
    let (mut input, mut rest) = (&coded[..0], coded);
    let mut recoded = Vec::new();
    loop {
        let mut out = vec![0x55; outs.next().unwrap()];
        let step = recoder.page(&mut input, rest.is_empty(), &mut out);
        recoded.extend_from_slice(&out[..step.written]);
        match step.wants {
            Wants::Input => {
                assert!(input.is_empty() && !rest.is_empty());
                (input, rest) = rest.split_at(ins.next().unwrap().min(rest.len()));
            }
            Wants::Room => {}
            Wants::Nothing => return (recoded, recoder.rows(), recoder.ending().unwrap()),
        }
    }
}

type Form = (Coding, BitOrder, Eol, bool, u16);

fn forms() -> impl Strategy<Value = Form> {
    (
        prop_oneof![Just(Coding::Mh), (1..9u8).prop_map(|k| Coding::Mr { k }), Just(Coding::Mmr)],
        prop_oneof![Just(BitOrder::MsbFirst), Just(BitOrder::LsbFirst)],
        prop_oneof![Just(Eol::Plain), Just(Eol::OctetAligned)],
        any::<bool>(),
        prop_oneof![Just(0), 0..400u16],
    )
}

fn params((coding, order, eol, aligned, min_row_bits): Form, rows: &[Bits], damage: Damage) -> Params {
    Params::new(coding, rows[0].len() as u32)
        .with_bit_order(order)
        .with_eol(eol)
        .with_aligned_rows(aligned)
        .with_min_row_bits(min_row_bits)
        .with_damage(damage)
}

fn sizes() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![Just(vec![100_000]), prop::collection::vec(1..40usize, 1..6)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn as_over_pels(
        rows in pages(widths()),
        from in forms(),
        to in forms(),
        (ins, outs) in (sizes(), sizes()),
        damage in prop_oneof![Just(Damage::Repeat), Just(Damage::White), Just(Damage::End)],
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let (from, to) = (params(from, &rows, damage), params(to, &rows, damage));
        let mut coded = encode(from, &rows.iter().map(packed).collect::<Vec<_>>());
        for (at, octet) in &hits {
            let at = at.index(coded.len());
            coded[at] = *octet;
        }
        let expected = over_pels(from, to, &coded);
        if hits.is_empty() {
            prop_assert_eq!((expected.1.total as usize, expected.1.bad), (rows.len(), 0));
        }
        prop_assert_eq!(recode(from, to, &coded, &ins, &outs), expected);
    }
}

#[test]
fn there_and_back_again() {
    // MMR to MH and from there to MMR: the same octets.
    let row = naive::packed(&naive::bits(&"0001101".repeat(300)));
    let mmr = Params::new(Coding::Mmr, 2100);
    let mh = Params::new(Coding::Mh, 2100).with_bit_order(BitOrder::LsbFirst).with_min_row_bits(96);
    let coded = encode(mmr, &[row.clone(), row, vec![0; 263]]);
    let (over, rows, _) = recode(mmr, mh, &coded, &[1], &[1]);
    assert_eq!(rows.total, 3);
    assert_eq!(recode(mh, mmr, &over, &[7], &[3]).0, coded);
}
