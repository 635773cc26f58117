//! `docs/conformance.md` and the suite say the same.

use core::fmt::Write;

use super::annexes::ANNEXES;
use super::scripts;

/// The rows of the table: case, what it shows, status.
fn table() -> Vec<[String; 3]> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/conformance.md");
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
        .filter_map(|row| <[&str; 3]>::try_from(row.split(" | ").collect::<Vec<_>>()).ok())
        .map(|row| row.map(str::to_string))
        .filter(|[name, ..]| name != "Case" && !name.starts_with('-'))
        .collect()
}

#[test]
fn the_table_lists_every_script_in_order() {
    let mut expected = String::new();
    let mut cases = Vec::new();
    for script in ANNEXES.iter().flat_map(|text| scripts(text)) {
        writeln!(expected, "| {} | {} | passes |", script.name(), script.title()).unwrap();
        cases.push([script.name().to_string(), script.title().to_string(), "passes".to_string()]);
    }
    let table = table();
    let played: Vec<_> = table.iter().filter(|[.., status]| status == "passes").cloned().collect();
    assert!(played == cases, "the table is to say\n{expected}");
}

/// Every case there is: of each annex the first and last number behind its letters, and the rest by name.
fn all_cases() -> Vec<String> {
    let series = [
        ("MRGN", 1, 5),
        ("MRGN", 7, 17),
        ("ORGC", 1, 3),
        ("OREN", 1, 10),
        ("MRGX", 1, 15),
        ("MTGP", 1, 2),
        ("OTGP", 3, 3),
        ("MTGN", 1, 28),
        ("OTGC", 1, 8),
        ("OTGC09-", 1, 12),
        ("OTGC", 10, 11),
        ("OTEN", 1, 6),
        ("MTGX", 1, 23),
        ("MRGP", 1, 8),
        ("ORGP", 9, 10),
    ];
    let names = [
        "MRGN06a",
        "MRGN06b",
        "PPS-MPS-lost-PPS",
        "V17-12000-V29-9600",
        "Phase-D-collision",
        "Modem-change-at-CTC",
        "ECM-DCN-clipped",
        "Non-ECM-DCN-clipped",
        "Tx-EOP-echo",
        "Tx-PPS-echo",
        "Invalid-signalling-rate",
        "No-caller-response",
        "No-answerer-response",
        "T1-after-EOM",
        "T1-after-EOMx",
    ];
    let numbered = series.iter().flat_map(|&(name, from, to)| (from..=to).map(move |n| format!("{name}{n:02}")));
    numbered.chain(names.map(str::to_string)).collect()
}

#[test]
fn every_case_has_its_row_and_two_at_most_are_not_supported() {
    let (table, mut all) = (table(), all_cases());
    let mut listed: Vec<_> = table.iter().map(|[name, ..]| name.clone()).collect();
    listed.sort();
    all.sort();
    assert_eq!(all.len(), 138 + 13);
    assert_eq!(listed, all);
    let open: Vec<_> = table.iter().filter(|[.., status]| status != "passes").collect();
    assert!(open.len() < 3, "{open:?}");
    for [name, _, status] in open {
        assert!(status.strip_prefix("not supported: ").is_some_and(|reason| reason.len() > 20), "{name}: {status}");
    }
}
