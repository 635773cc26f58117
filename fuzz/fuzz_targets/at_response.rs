//! Any octets as answers to the set-up, to dialling and to answering: no harm, and an end.
#![no_main]

use fuzz::class1::Judge;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((&[habits, what], octets)) = input.split_first_chunk() else { return };
    let mut judge = Judge::new(habits);
    // 8, 9 and 10: set-up, dialling, answering.
    judge.happen(8 + what % 3, &[]);
    for piece in octets.chunks(100) {
        judge.hear(piece);
        judge.happen(11, &[]);
    }
    judge.rest();
});
