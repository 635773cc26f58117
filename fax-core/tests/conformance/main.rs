//! The conformance suite: a script for each case of TSB-85 and of libspandsp's additions, played against a call. The cases are
//! written from descriptions of what they demand, and `docs/conformance.md` lists them all.
#![allow(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

mod table;

use fax_core::sim::Script;

/// Makes a test of each file.
macro_rules! annexes {
    ($($test:ident $file:literal)*) => {
        /// The texts of all files, in the order of the table.
        const ANNEXES: &[&str] = &[$(include_str!($file)),*];

        $(#[test]
        fn $test() {
            play(include_str!($file));
        })*
    };
}

annexes! {
    annex_a_receives "annex_a.txt"
    annex_b_takes_what_it_offers "annex_b.txt"
    annex_c_receives_with_error_correction "annex_c.txt"
    annex_d_receives_in_spite_of_errors "annex_d.txt"
    annex_e_polls "annex_e.txt"
    annex_f_sends "annex_f.txt"
    annex_g_keeps_to_what_is_offered "annex_g.txt"
    annex_h_sends_with_error_correction "annex_h.txt"
    annex_i_sends_in_spite_of_errors "annex_i.txt"
    annex_j_is_polled "annex_j.txt"
    more_cases_of_the_field "more.txt"
}

/// Plays all cases of a file, and names all that fail.
fn play(text: &str) {
    let failed: Vec<String> = scripts(text).iter().filter_map(|script| Some(script.run().err()?.to_string())).collect();
    assert!(failed.is_empty(), "{} failed\n{}", failed.len(), failed.join("\n\n"));
}

fn scripts(text: &str) -> Vec<Script> {
    Script::parse_all(text).unwrap_or_else(|mismatch| panic!("{mismatch}"))
}
