//! A script sees what a station does wrong: each of these asks for something that a right station does not do.
#![allow(clippy::unwrap_used, reason = "these scripts can be read")]

use fax_core::sim::{Mismatch, Script};
use proptest::prelude::*;

/// A call in which all is well.
const GOOD: &str = "case good  A page
station calls
hear tone CNG
say CSI DIS[rates 1100]
hear DCS[V.29 9600]
hear training
say CFR
hear page 0
hear EOP
say MCF
hear DCN
ends Completed, pages 1";

const ECM: &str = "case ecm  A page with error correction
station answers, ecm
hear tone CED
hear DIS[+27]
say DCS[+27]
train
hear CFR
block 0.0: 0-3 !2
say PPS-EOP[0.0, 4]
hear PPR[2 of 4]
block 0.0: 2
say PPS-EOP[0.0, 1]
hear MCF
say DCN
ends Completed, pages 1";

fn run(text: &str) -> Result<(), Mismatch> {
    Script::parse_all(text)?.iter().try_for_each(Script::run)
}

/// The line that fails when `line` of a good script is another one, and what it says.
fn fails(script: &str, line: &str, other: &str) -> (String, String) {
    assert!(script.contains(line));
    let mismatch = run(&script.replacen(line, other, 1)).unwrap_err();
    (mismatch.step, mismatch.came)
}

#[test]
fn good_scripts_pass() {
    run(GOOD).unwrap();
    run(ECM).unwrap();
}

#[test]
fn what_is_wrong_is_named() {
    for (line, other, step, came) in [
        ("hear EOP", "hear MPS", "hear MPS", "it is EOP"),
        ("hear EOP", "hear EOP after 1.0..2.0", "hear EOP after 1.0..2.0", "it came after 75 ms"),
        ("hear EOP", "hear TSI EOP", "hear TSI EOP", "it has 1 frames"),
        ("hear page 0", "hear page 1", "hear page 1", "it is not page 1"),
        ("hear page 0", "hear block 0.0: 0", "hear block 0.0: 0", "it is something else"),
        ("[V.29 9600]", "[V.29 7200]", "hear DCS[V.29 7200]", "is not so"),
        ("[V.29 9600]", "[+16]", "hear DCS[+16]", "is not so"),
        ("hear training", "silence 1.0", "silence 1.0", "heard V.29 9600 Long training, 1800 octets"),
        ("hear DCN", "silence 1.0", "silence 1.0", "heard DCN"),
        ("hear DCN", "hear DCN\nhear DCN", "hear DCN", "the station is on hook"),
        ("pages 1", "pages 2", "ends Completed, pages 2", "1 pages are confirmed"),
        ("ends Completed", "ends CallDropped", "ends CallDropped, pages 1", "it ended with Completed"),
        ("say MCF\n", "", "hear DCN", "it is EOP"),
        ("ends Completed, pages 1", "gap 75", "gap 75", "a script ends with"),
    ] {
        let (failed, says) = fails(GOOD, line, other);
        assert!(failed == step && says.contains(came), "{line} as {other}: {failed}: {says}");
    }
}

#[test]
fn frames_of_blocks_are_judged() {
    for (line, other, step, came) in [
        ("hear PPR[2 of 4]", "hear PPR[3 of 4]", "hear PPR[3 of 4]", "it marks"),
        ("hear PPR[2 of 4]", "hear MCF", "hear MCF", "it is PPR"),
        ("block 0.0: 0-3 !2", "block 0.0: 0-3", "hear PPR[2 of 4]", "it is MCF"),
        ("hear DIS[+27]", "hear DIS[-27]", "hear DIS[-27]", "is not so"),
    ] {
        let (failed, says) = fails(ECM, line, other);
        assert!(failed == step && says.contains(came), "{line} as {other}: {failed}: {says}");
    }
    // Octets that differ from those of the page which the far end sent.
    let other_page = ECM.replace("block 0.0: 2", "block 1.0: 2");
    assert!(run(&other_page).unwrap_err().came.contains("not what was sent"));
}

#[test]
fn lines_that_cannot_be_read_are_named() {
    for (line, came) in [
        ("say XYZ", "no frame is called"),
        ("say", "no frame"),
        ("shout DIS", "no step is called"),
        ("station answers, quickly", "no setting is called"),
        ("hear DIS after 5", "after from..until"),
        ("block 0: 1", "page.block"),
        ("say PPR[1, 2]", "of how many"),
        ("say DIS[wide]", "says nothing of a field"),
        ("train sideways", "no training check"),
        ("silence long", "no number"),
        ("say <GG>", "no octet"),
        ("silence 20000", "more than 10000"),
        ("silence 1.5000", "more than 999"),
        ("page 0 octets 1000001", "more than 1000000"),
        ("repeat 101", "more than 100"),
        ("end", "nothing is repeated"),
    ] {
        let text = format!("case one\n{line}");
        let mismatch = Script::parse_all(&text).unwrap_err();
        assert_eq!((mismatch.line, mismatch.step.as_str()), (2, line));
        assert!(mismatch.came.contains(came), "{line}: {}", mismatch.came);
        assert!(mismatch.to_string().starts_with(&format!("case one, line 2, `{line}`")));
    }
    assert_eq!(Script::parse_all("hear DIS").unwrap_err().came, "no case has begun");
    for open in ["case one\nrepeat 2\nsay DIS\ncase two", "case one\nrepeat 2\nsay DIS"] {
        assert_eq!(Script::parse_all(open).unwrap_err().came, "what is repeated has no end");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Lines in any order are a script that ends, whatever it finds.
    #[test]
    fn any_order_of_lines_ends(
        lines in proptest::collection::vec(proptest::sample::select(GOOD.lines().chain(ECM.lines()).collect::<Vec<_>>()), 1..30)
    ) {
        let text = format!("case first\n{}\nends Completed", lines.join("\n"));
        let scripts = Script::parse_all(&text).unwrap();
        prop_assert!(scripts.iter().any(|script| script.run().is_err()));
    }
}
