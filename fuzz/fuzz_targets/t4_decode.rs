//! Any octets, decoded as a page of any kind: no panic, no more rows than allowed, all of them counted; the same rows from
//! both stores, one by one, for the whole page at once, and as changing elements.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((params, coded)) = fuzz::params(input) else { return };
    let seen = fuzz::decode(params, coded, &[]);
    let (rows, ending, counts) = &seen;
    assert!(rows.len() <= 200);
    assert!(ending.is_some());
    let bad = rows.iter().filter(|(_, damaged)| *damaged).count();
    assert_eq!((counts.total as usize, counts.bad as usize), (rows.len(), bad));
    assert!(counts.longest_bad_run <= counts.bad);
    fuzz::check_page(params, coded, &[], &seen);
    fuzz::check_changes(params, coded, &[], &seen);
});
