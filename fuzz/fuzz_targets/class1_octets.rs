//! Operations, octets and time in any order: the driver keeps the rules of a line and comes to rest.
#![no_main]

use fuzz::class1::Judge;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((&habits, mut rest)) = input.split_first() else { return };
    let mut judge = Judge::new(habits);
    // Each happening is a choice, a length, and so many octets.
    while let Some((&[choice, length], behind)) = rest.split_first_chunk() {
        let (octets, behind) = behind.split_at(behind.len().min(length.into()));
        judge.happen(choice, octets);
        rest = behind;
    }
    judge.rest();
});
