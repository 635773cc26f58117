//! `--transcript` of the program.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::process::Command;

use tempfile::TempDir;

fn loopback(args: &str) -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_fax"));
    let output = command.current_dir(folder.path()).args(args.split_whitespace()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let out = String::from_utf8(output.stdout).unwrap();
    (folder, out)
}

#[test]
fn a_call_is_told_frame_by_frame() {
    let (folder, _) = loopback("loopback --pages 1 --transcript call.txt");
    let text = std::fs::read_to_string(folder.path().join("call.txt")).unwrap();
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("no {part:?} in\n{text}"));
    let parts = [
        "   0.000 > CNG\n",
        "<    CSI \"5552000\"\n",
        "<    DIS receives, V.17 14400, ",
        ">    TSI \"5551000\"\n",
        ">    DCS V.17 14400, ",
        "> V.17 14400, 27",
        "<    CFR\n",
        ">    PPS-EOP page 0, block 0, ",
        "<    MCF\n",
        ">    DCN\n",
        "> on hook\n",
    ];
    assert!(parts.map(at).is_sorted(), "{text}");
}

#[test]
fn a_diagram_is_well_formed_and_the_json_is_as_ever() {
    let (folder, with) = loopback("loopback --pages 1 --json --transcript call.svg");
    let svg = std::fs::read_to_string(folder.path().join("call.svg")).unwrap();
    assert!(svg.starts_with("<svg xmlns=") && svg.ends_with("</svg>\n"));
    assert_eq!(svg.matches("<g>").count(), svg.matches("</g>").count());
    assert!(svg.matches("<text").count() > 20 && svg.contains("PPS-EOP"), "{svg}");
    let (_, without) = loopback("loopback --pages 1 --json");
    let keys = |out: &str| {
        let last: serde_json::Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
        last.as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(keys(&with), keys(&without));
    assert_eq!(with.lines().count(), without.lines().count());
}
