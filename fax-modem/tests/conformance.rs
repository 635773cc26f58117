//! The scripts of fax-core's conformance suite again, with a driver, octets and a simulated modem between the call and the
//! line.
#![cfg(feature = "sim")]
#![allow(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

use fax_core::sim::Script;
use fax_modem::{Profile, sim::OnModem};

#[path = "../../fax-core/tests/conformance/annexes.rs"]
mod annexes;

/// The modems: what the driver is told of them, and whether they adapt to what they hear (`+FAR`).
const MODEMS: [(&str, bool); 5] =
    [("generic", true), ("generic", false), ("usr", false), ("no-silence", true), ("si24xx", true)];

/// What cannot be as it is without a modem.
fn is_left_out(case: &str, profile: &str) -> bool {
    match case {
        // Nobody answers: there is no call yet. The modem waits (S7), and its result ends the attempt.
        "No-answerer-response" => true,
        // Whether a carrier that comes as T4 runs out is still heard is a matter of milliseconds of the modem's.
        "Phase-D-collision" => true,
        // Silence is not awaited but guessed, and what is guessed is shorter than this training check.
        "MRGN11" => !Profile::by_name(profile).unwrap().await_silence_by_modem,
        _ => false,
    }
}

/// Plays all cases of a file with each modem: pauses are the modem's or ours, and must be right both ways.
fn play(text: &str) {
    let scripts = Script::parse_all(text).unwrap_or_else(|mismatch| panic!("{mismatch}"));
    let mut failed = Vec::new();
    for (name, adapts) in MODEMS {
        let profile = Profile::by_name(name).unwrap();
        for script in scripts.iter().filter(|script| !is_left_out(script.name(), name)) {
            if let Err(mismatch) = script.run_on(|subject| OnModem::boxed(subject, profile, adapts)) {
                failed.push(format!("profile {name}, +FAR {adapts}, {mismatch}"));
            }
        }
    }
    assert!(failed.is_empty(), "{} failed\n{}", failed.len(), failed.join("\n\n"));
}
