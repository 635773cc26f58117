//! Any octets, whole and in pieces: the rows are the same, one by one, for the whole page at once, and as changing
//! elements.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((params, rest)) = fuzz::params(input) else { return };
    let Some((sizes, coded)) = rest.split_first_chunk::<4>() else { return };
    let seen = fuzz::decode(params, coded, &[]);
    assert!(fuzz::decode(params, coded, sizes) == seen, "pieces make a difference");
    fuzz::check_page(params, coded, sizes, &seen);
    fuzz::check_changes(params, coded, sizes, &seen);
});
