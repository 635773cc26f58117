//! Any rows, coded into outputs of any size: the same octets from both stores and for the whole page at once, and what is
//! decoded is what was coded.
#![no_main]

use fax_t4::{Encoded, Encoder, Packed, Params, RowStore};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((params, rest)) = fuzz::params(input) else { return };
    let Some((sizes, pels)) = rest.split_first_chunk::<4>() else { return };
    let mut rows: Vec<Vec<u8>> = pels.chunks(params.row_octets()).take(200).map(<[u8]>::to_vec).collect();
    let spare = params.row_octets() * 8 - params.width() as usize;
    for row in &mut rows {
        row.resize(params.row_octets(), 0);
        if let Some(last) = row.last_mut() {
            *last &= 0xFF << spare;
        }
    }

    let packed = Packed::new(vec![0x55; params.row_octets()]);
    let changes = fuzz::fast_store(params);
    let coded = encode(params, packed, &rows, sizes);
    assert!(coded == encode(params, changes.clone(), &rows, sizes), "the stores differ");
    let mut page = Encoder::with_store(params, changes).expect("there is room");
    let pels = rows.concat();
    let whole = put(sizes, &mut |out| page.page(&pels, params.row_octets(), out));
    assert!(coded == whole, "the whole page differs from its rows");

    let (decoded, ..) = fuzz::decode(params, &coded, &[]);
    assert_eq!(decoded, rows.into_iter().map(|row| (row, false)).collect::<Vec<_>>());
});

fn encode(params: Params, store: impl RowStore, rows: &[Vec<u8>], sizes: &[u8]) -> Vec<u8> {
    let mut encoder = Encoder::with_store(params, store).expect("there is room");
    let mut coded = Vec::new();
    for row in rows {
        coded.extend(put(sizes, &mut |out| encoder.row(row, out)));
    }
    coded.extend(put(sizes, &mut |out| encoder.finish(out)));
    coded
}

/// Takes what a coder gives, in pieces of `sizes`, over and over, until it is done.
fn put(sizes: &[u8], step: &mut dyn FnMut(&mut [u8]) -> Encoded) -> Vec<u8> {
    let mut coded = Vec::new();
    for &size in sizes.iter().cycle() {
        let mut out = vec![0xAA; usize::from(size).max(1)];
        let Encoded { written, done } = step(&mut out);
        coded.extend_from_slice(&out[..written]);
        if done {
            break;
        }
    }
    coded
}
