//! The files of the suite, each with its test. Who has this module says what `super::play` does with the text of a file.

/// Makes a test of each file.
macro_rules! annexes {
    ($($test:ident $file:literal)*) => {
        /// The texts of all files, in the order of the table.
        #[allow(dead_code, reason = "for the table, which not every suite has")]
        pub(super) const ANNEXES: &[&str] = &[$(include_str!($file)),*];

        $(#[test]
        fn $test() {
            super::play(include_str!($file));
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
