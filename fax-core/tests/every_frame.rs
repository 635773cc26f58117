//! Every code with information fields of 0 to 256 octets, in every state: no panic, and a reaction by rules. All lengths are
//! tried by `call-campaign` in `benches`.
#![allow(
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests; a part of the trials is for benches"
)]

mod trials;

#[test]
fn every_code_in_every_state() {
    let cases = trials::frames::try_all(&[0x62], 64).unwrap();
    assert!(cases.spots > 100 && cases.frames > 1_000_000, "{cases}");
}
