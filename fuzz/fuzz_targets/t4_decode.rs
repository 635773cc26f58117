//! Any octets, decoded as a page of any kind: no panic, no more rows than allowed, all of them counted.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((params, coded)) = fuzz::params(input) else { return };
    let (rows, ending, counts) = fuzz::decode(params, coded, &[]);
    assert!(rows.len() <= 200);
    assert!(ending.is_some());
    let bad = rows.iter().filter(|(_, damaged)| *damaged).count();
    assert_eq!((counts.total as usize, counts.bad as usize), (rows.len(), bad));
    assert!(counts.longest_bad_run <= counts.bad);
});
