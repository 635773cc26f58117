//! Two stations on wires that lose, repeat, echo, clip, garble and delay: what must hold whatever happens. In great numbers
//! the same trials run in `benches` (`call-campaign`).
#![allow(
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests; a part of the trials is for benches"
)]

mod trials;

use trials::{losses, model, noise};

#[test]
fn one_fault_in_reference_calls_and_some_pairs() {
    for scene in losses::scenes() {
        let tally = losses::try_all(&scene, 53).unwrap();
        assert!(tally.complete * 10 > tally.calls * 9, "{}: {tally}", scene.name);
    }
}

#[test]
fn random_calls_on_random_wires() {
    let mut calls = noise::Calls::default();
    for seed in 0..300 {
        noise::judge(seed, &mut calls).unwrap();
    }
    assert!(calls.tally.complete > 100, "{calls:?}");
    assert_eq!(calls.mistaken, 0);
}

#[test]
fn no_state_without_a_timed_way_out() {
    for scene in model::scenes() {
        let seen = model::explore(&scene, 1).unwrap();
        assert!(seen.calls > 10 && seen.moments > 1000, "{}: {seen}", scene.name);
    }
}
