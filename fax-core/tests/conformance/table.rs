//! `docs/conformance.md` and the suite say the same.

use core::fmt::Write;

use super::{ANNEXES, scripts};

/// Rows of the table that have no script: name and reason.
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
