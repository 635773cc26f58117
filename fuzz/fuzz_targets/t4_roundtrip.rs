//! Any rows, coded into outputs of any size: what is decoded is what was coded.
#![no_main]

use fax_t4::{Encoded, Encoder};

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

    let mut encoder = Encoder::with_reference(params, vec![0; fuzz::ROW_ROOM]).expect("there is room for any width");
    let mut coded = Vec::new();
    let mut sizes = sizes.iter().map(|size| usize::from(*size).max(1)).cycle();
    let mut put = |step: &mut dyn FnMut(&mut [u8]) -> Encoded| {
        loop {
            let mut out = vec![0xAA; sizes.next().unwrap_or(1)];
            let Encoded { written, done } = step(&mut out);
            coded.extend_from_slice(&out[..written]);
            if done {
                break;
            }
        }
    };
    for row in &rows {
        put(&mut |out| encoder.row(row, out));
    }
    put(&mut |out| encoder.finish(out));

    let (decoded, ..) = fuzz::decode(params, &coded, &[]);
    assert_eq!(decoded, rows.into_iter().map(|row| (row, false)).collect::<Vec<_>>());
});
