//! `fax poll`, `fax receive --offer`, and several documents in a call, as processes on simulated modems.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod virtual_line;

use std::path::Path;
use std::process::Output;

use tempfile::TempDir;
use virtual_line::{VirtualLine, document, result, start};

/// One call: what waits and what calls, as command lines without the port.
fn call(folder: &Path, waits: &str, calls: &str) -> (Output, Output) {
    let line = VirtualLine::new(|_| {});
    let words = |command: &str, port: &str| {
        let (name, rest) = command.split_once(' ').unwrap();
        let mut words = vec![name.to_owned(), "--modem".into(), port.to_owned(), "--json".into()];
        words.extend(rest.split_whitespace().map(String::from));
        words
    };
    let run = |command: &str, port: &str| {
        let words = words(command, port);
        start(folder, &words.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let waiting = run(waits, &line.ports[1]);
    let calling = run(calls, &line.ports[0]).wait_with_output().unwrap();
    (waiting.wait_with_output().unwrap(), calling)
}

fn codes((waiting, calling): &(Output, Output)) -> (Option<i32>, Option<i32>) {
    (waiting.status.code(), calling.status.code())
}

/// The pages of a received file as PBM.
fn pels(folder: &Path, file: &str) -> Vec<u8> {
    assert!(start(folder, &["convert", file, "out.pbm"]).wait().unwrap().success());
    std::fs::read(folder.join("out.pbm")).unwrap()
}

#[test]
fn a_document_that_waits_is_fetched() {
    for ecm in ["on", "off"] {
        let folder = TempDir::new().unwrap();
        let offered = document(folder.path(), "in.pbm", 3);
        let ended = call(
            folder.path(),
            &format!("receive --out in.tif --once --id 5552000 --offer in.pbm --ecm {ecm}"),
            &format!("poll --to 1 --out got.tif --id 5551000 --ecm {ecm}"),
        );
        assert_eq!(codes(&ended), (Some(0), Some(0)), "{}", String::from_utf8_lossy(&ended.1.stderr));
        let (waiting, calling) = (result(&ended.0), result(&ended.1));
        assert_eq!((&waiting["pages_sent"], &waiting["pages_stored"]), (&3.into(), &0.into()));
        assert_eq!((&calling["pages_confirmed"], &calling["pages_stored"]), (&3.into(), &3.into()));
        assert_eq!((&waiting["far_id"], &calling["far_id"]), (&"5551000".into(), &"5552000".into()));
        assert_eq!(calling["ecm"], ecm == "on");
        assert!(pels(folder.path(), "got.tif") == offered, "what arrived differs");
        assert!(!folder.path().join("in.tif").exists());
    }
}

#[test]
fn where_nothing_waits_a_poll_ends_with_76() {
    let folder = TempDir::new().unwrap();
    let ended = call(folder.path(), "receive --out in.tif --once", "poll --to 1 --out got.tif");
    assert_eq!(ended.1.status.code(), Some(76));
    assert!(result(&ended.1)["reason"].as_str().unwrap().contains("nothing to poll"));
    assert!(!folder.path().join("got.tif").exists());
}

#[test]
fn a_password_opens_and_nothing_else_does() {
    let folder = TempDir::new().unwrap();
    let offered = document(folder.path(), "in.pbm", 1);
    let waits = "receive --out in.tif --once --offer in.pbm --offer-password 4711";
    for wrong in ["", "--password 4712"] {
        let ended = call(folder.path(), waits, &format!("poll --to 1 --out got.tif {wrong}"));
        assert_eq!(codes(&ended), (Some(76), Some(76)), "{wrong}");
        assert!(result(&ended.0)["reason"].as_str().unwrap().contains("password"), "{wrong}");
        assert!(!folder.path().join("got.tif").exists(), "{wrong}");
    }
    let ended = call(folder.path(), waits, "poll --to 1 --out got.tif --password 4711");
    assert_eq!(codes(&ended), (Some(0), Some(0)));
    assert!(pels(folder.path(), "got.tif") == offered);
}

#[test]
fn who_offers_a_document_still_receives() {
    let folder = TempDir::new().unwrap();
    document(folder.path(), "waits.pbm", 1);
    let sent = document(folder.path(), "in.pbm", 2);
    let ended = call(folder.path(), "receive --out in.tif --once --offer waits.pbm", "send --to 1 in.pbm");
    assert_eq!(codes(&ended), (Some(0), Some(0)));
    assert_eq!((&result(&ended.0)["pages_stored"], &result(&ended.0)["pages_sent"]), (&2.into(), &0.into()));
    assert!(pels(folder.path(), "in.tif") == sent);
}

#[test]
fn several_documents_go_in_one_call_with_eom_in_between() {
    let folder = TempDir::new().unwrap();
    let sent = [document(folder.path(), "a.pbm", 2), document(folder.path(), "b.pbm", 1)].concat();
    let ended = call(folder.path(), "receive --out in.tif --once", "send --to 1 --transcript call.txt a.pbm b.pbm");
    assert_eq!(codes(&ended), (Some(0), Some(0)));
    assert_eq!((&result(&ended.1)["pages_confirmed"], &result(&ended.0)["pages_stored"]), (&3.into(), &3.into()));
    assert!(pels(folder.path(), "in.tif") == sent);
    let said = std::fs::read_to_string(folder.path().join("call.txt")).unwrap();
    let counts = ["PPS-MPS", "PPS-EOM", "PPS-EOP"].map(|command| said.matches(command).count());
    assert_eq!(counts, [1, 1, 1], "{said}");
}

#[test]
fn nothing_is_overwritten_by_a_poll() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("got.tif"), "mine").unwrap();
    let output = start(folder.path(), &["poll", "--modem", "./no-port", "--to", "1", "--out", "got.tif"]);
    let output = output.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(74));
    assert_eq!(std::fs::read(folder.path().join("got.tif")).unwrap(), b"mine");
}
