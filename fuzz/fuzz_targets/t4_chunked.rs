//! Any octets, whole and in pieces: the rows are the same.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((params, rest)) = fuzz::params(input) else { return };
    let Some((sizes, coded)) = rest.split_first_chunk::<4>() else { return };
    assert_eq!(fuzz::decode(params, coded, sizes), fuzz::decode(params, coded, &[]));
});
