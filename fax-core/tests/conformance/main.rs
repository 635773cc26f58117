//! The conformance suite: a script for each case of TSB-85 and of libspandsp's additions, played against a call. The cases are
//! written from descriptions of what they demand, and `docs/conformance.md` lists them all.
#![allow(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

mod annexes;
mod table;

use fax_core::sim::Script;

/// Plays all cases of a file, and names all that fail.
fn play(text: &str) {
    let failed: Vec<String> = scripts(text).iter().filter_map(|script| Some(script.run().err()?.to_string())).collect();
    assert!(failed.is_empty(), "{} failed\n{}", failed.len(), failed.join("\n\n"));
}

fn scripts(text: &str) -> Vec<Script> {
    Script::parse_all(text).unwrap_or_else(|mismatch| panic!("{mismatch}"))
}
