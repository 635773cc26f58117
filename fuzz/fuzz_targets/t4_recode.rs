//! Any octets, taken from one coding to another in pieces: what comes out decodes to the rows that went in, whole.
#![no_main]

use fax_t4::{Recoder, Wants};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((from, rest)) = fuzz::params(input) else { return };
    // How it goes, but as wide as it comes.
    let Some((&[coding, k, _, _, flags, min_row_bits], rest)) = rest.split_first_chunk() else { return };
    let Some((to, _)) = fuzz::params(&[coding, k, input[2], input[3], flags, min_row_bits]) else { return };
    let Some((sizes, coded)) = rest.split_first_chunk::<4>() else { return };
    let (rows, ending, counts) = fuzz::decode(from, coded, &[]);

    let store = || fuzz::fast_store(from);
    let mut recoder = Recoder::new(from, to, store(), store()).expect("there is room");
    let mut recoded = Vec::new();
    let mut input = fuzz::Pieces::new(coded, sizes);
    let mut room = sizes.iter().map(|size| usize::from(*size).max(1)).cycle();
    loop {
        let mut out = vec![0xAA; room.next().unwrap_or(1)];
        let last = input.left.is_empty();
        let step = recoder.page(&mut input.piece, last, &mut out);
        recoded.extend_from_slice(&out[..step.written]);
        match step.wants {
            Wants::Room => {}
            Wants::Input => assert!(input.more(), "no more input was promised"),
            Wants::Nothing => break,
        }
    }
    assert_eq!((recoder.ending(), recoder.rows()), (ending, counts));

    let (again, ..) = fuzz::decode(to, &recoded, &[]);
    assert!(again.into_iter().eq(rows.into_iter().map(|(row, _)| (row, false))), "other rows than went in");
});
