//! `fax line`: two modems for any program; here for `fax` itself.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests")]

use core::time::Duration;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Instant;

fn fax(folder: &Path, args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_fax"))
        .current_dir(folder)
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn end(child: Child) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    (status.code(), String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr))
}

#[test]
fn a_call_over_modems_with_quirks() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("page.pbm"), [b"P4\n1728 60\n".as_slice(), &[0x0F; 60 * 216]].concat()).unwrap();
    let quirks = "double-connect,keeps-echo,brackets";
    let line = "line --link-a A --link-b B --speed 4 --json --max-calls 1 --quirk";
    let line: Vec<&str> = line.split(' ').chain([quirks]).collect();
    let line = fax(folder, &line);
    let limit = Instant::now() + Duration::from_secs(20);
    while !folder.join("B").exists() && Instant::now() < limit {
        thread::sleep(Duration::from_millis(20));
    }
    let receiver = fax(folder, &["receive", "--modem", "B", "--out", "got.tif", "--once"]);
    thread::sleep(Duration::from_secs(1));
    let sent = end(fax(folder, &["send", "--modem", "A", "--to", "1", "page.pbm"]));
    assert_eq!(sent.0, Some(0), "{}", sent.1);
    assert_eq!(end(receiver).0, Some(0));
    let (code, told) = end(line);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.lines().last().unwrap().contains(r#""calls":1"#), "{told}");
    assert!(std::fs::metadata(folder.join("got.tif")).unwrap().len() > 100);
    assert!(!folder.join("A").exists(), "links go with the line");
}

#[test]
fn quirks_are_listed_and_unknown_ones_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (code, told) = end(fax(folder.path(), &["line", "--list-quirks"]));
    assert!(code == Some(0) && told.lines().any(|line| line.starts_with(" 10  frs-resets")), "{told}");
    let (code, told) = end(fax(folder.path(), &["line", "--link-a", "A", "--link-b", "B", "--quirk", "34"]));
    assert!(code == Some(64) && told.contains("no quirk has the name or number"), "{told}");
}
