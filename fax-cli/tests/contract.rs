//! What scripts rely on: commands, files, exit codes, JSON.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

fn fax(folder: &Path, args: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fax")).current_dir(folder).args(args.split_whitespace()).output().unwrap()
}

fn json_lines(output: &Output) -> Vec<Value> {
    output.stdout.split(|&o| o == b'\n').filter(|l| !l.is_empty()).map(|l| serde_json::from_slice(l).unwrap()).collect()
}

fn complaint(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A page as PBM: a frame, a diagonal, and something dense in the middle.
fn pbm(width: usize, height: usize) -> Vec<u8> {
    let mut file = format!("P4\n{width} {height}\n").into_bytes();
    for y in 0..height {
        let mut row = vec![0_u8; width.div_ceil(8)];
        for x in 0..width {
            let frame = x < 3 || y < 3 || x + 3 >= width || y + 3 >= height;
            let dense = (width / 3..width / 2).contains(&x) && (x * 7 + y * 13) % 5 < 2;
            if frame || dense || x == y * width / height {
                row[x / 8] |= 0x80 >> (x % 8);
            }
        }
        file.extend(row);
    }
    file
}

#[test]
fn loopback_sends_the_sample_and_shows_what_arrived() {
    let folder = TempDir::new().unwrap();
    let output = fax(folder.path(), "loopback --out there --json");
    assert_eq!(output.status.code(), Some(0), "{}", complaint(&output));
    let lines = json_lines(&output);
    let last = lines.last().unwrap();
    assert_eq!(last["event"], "result");
    assert_eq!((&last["outcome"], &last["pages_confirmed"]), (&"completed".into(), &2.into()));
    assert_eq!((&last["pels_that_differ"], &last["rate"]), (&0.into(), &14400.into()));
    assert_eq!((&last["ecm"], &last["coding"]), (&true.into(), &"MMR".into()));
    assert_eq!(last["far_id"], "5552000");
    for file in ["received.tif", "page-1.png", "page-2.png"] {
        assert!(folder.path().join("there").join(file).exists(), "{file}");
    }
    // The callbacks of the queue, in their order.
    let events: Vec<_> = lines.iter().map(|line| line["event"].as_str().unwrap()).collect();
    let place = |event| events.iter().position(|&e| e == event).unwrap_or_else(|| panic!("no {event} in {events:?}"));
    for side in ["outgoing", "incoming"] {
        let [added, changed, removed] = ["added", "changed", "removed"].map(|what| place(format!("{side}-job-{what}")));
        assert!(added < changed && changed < removed);
    }
    assert!(lines.iter().any(|line| line["event"] == "outgoing-job-changed" && line["current_page"] == 2));
}

#[test]
fn loopback_goes_without_error_correction_if_told_so() {
    let folder = TempDir::new().unwrap();
    for (ecm, used, coding) in [("off", false, "MR"), ("on", true, "MMR")] {
        let output = fax(folder.path(), &format!("loopback --ecm {ecm} --json"));
        assert_eq!(output.status.code(), Some(0), "{}", complaint(&output));
        let lines = json_lines(&output);
        let last = lines.last().unwrap();
        assert_eq!((&last["ecm"], &last["coding"]), (&used.into(), &coding.into()));
        assert_eq!(last["pels_that_differ"], 0);
    }
}

#[test]
fn loopback_takes_odd_widths_and_repeats_pages() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("odd.pbm"), pbm(1701, 700)).unwrap();
    let output = fax(folder.path(), "loopback odd.pbm --pages 5");
    assert_eq!(output.status.code(), Some(0), "{}", complaint(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("GOOD"));
    assert!(folder.path().join("fax-loopback/page-5.png").exists());
}

#[test]
fn every_conversion_keeps_every_pel() {
    let folder = TempDir::new().unwrap();
    let page = pbm(1728, 300);
    std::fs::write(folder.path().join("in.pbm"), &page).unwrap();
    let codings =
        ["mh", "mr", "mr --k 2", "mmr", "mmr --rows-per-strip 7", "mh --fill-order msb", "mr --fill-order msb"];
    for coding in codings {
        for step in [format!("in.pbm a.tif --coding {coding}"), "a.tif b.png".into(), "b.png out.pbm".into()] {
            let output = fax(folder.path(), &format!("convert {step}"));
            assert_eq!(output.status.code(), Some(0), "{step}: {}", complaint(&output));
        }
        assert!(std::fs::read(folder.path().join("out.pbm")).unwrap() == page, "{coding}");
    }
}

#[test]
fn several_images_in_a_pbm_are_several_pages() {
    let folder = TempDir::new().unwrap();
    let two = [pbm(1728, 20), pbm(1728, 30)].concat();
    std::fs::write(folder.path().join("two.pbm"), &two).unwrap();
    fax(folder.path(), "convert two.pbm two.tif");
    fax(folder.path(), "convert two.tif back.pbm");
    assert!(std::fs::read(folder.path().join("back.pbm")).unwrap() == two);
    let output = fax(folder.path(), "convert two.tif page.png");
    assert_eq!(output.status.code(), Some(0));
    assert!(folder.path().join("page-1.png").exists() && folder.path().join("page-2.png").exists());
}

#[test]
fn info_tells_what_a_document_is() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("in.pbm"), pbm(1728, 300)).unwrap();
    fax(folder.path(), "convert in.pbm a.tif --coding mr");
    let info = json_lines(&fax(folder.path(), "info a.tif --json")).remove(0);
    assert_eq!((&info["kind"], &info["pages"][0]["coding"]), (&"TIFF".into(), &"MR".into()));
    assert_eq!((&info["pages"][0]["width"], &info["pages"][0]["height"]), (&1728.into(), &300.into()));
    assert_eq!((&info["pages"][0]["fill_order"], &info["pages"][0]["strips"]), (&"lsb".into(), &1.into()));
    assert_eq!((&info["pages"][0]["orientation"], &info["pages"][0]["passes_through"]), (&1.into(), &true.into()));
}

#[test]
fn a_page_on_its_head_is_turned() {
    let folder = TempDir::new().unwrap();
    let page = pbm(1728, 300);
    std::fs::write(folder.path().join("in.pbm"), &page).unwrap();
    fax(folder.path(), "convert in.pbm a.tif");
    let mut file = std::fs::read(folder.path().join("a.tif")).unwrap();
    // In place of SamplesPerPixel 1, which goes without saying, Orientation 3.
    let entry = [0x15, 0x01, 3, 0, 1, 0, 0, 0, 1];
    let at = file.windows(entry.len()).position(|octets| octets == entry).unwrap();
    (file[at], file[at + entry.len() - 1]) = (0x12, 3);
    std::fs::write(folder.path().join("a.tif"), file).unwrap();
    let info = json_lines(&fax(folder.path(), "info a.tif --json")).remove(0);
    assert_eq!((&info["pages"][0]["orientation"], &info["pages"][0]["passes_through"]), (&3.into(), &false.into()));
    assert_eq!(fax(folder.path(), "convert a.tif out.pbm").status.code(), Some(0));
    let turned = std::fs::read(folder.path().join("out.pbm")).unwrap();
    let pels = turned.len() - 1728 / 8 * 300;
    let back: Vec<u8> = turned[pels..].iter().rev().map(|octet| octet.reverse_bits()).collect();
    assert!(back == page[pels..] && back != turned[pels..]);
}

#[test]
fn bad_documents_end_with_65_and_say_why() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("text.tif"), "Dear Sir or Madam").unwrap();
    std::fs::write(folder.path().join("in.pbm"), pbm(1728, 300)).unwrap();
    fax(folder.path(), "convert in.pbm whole.tif");
    let whole = std::fs::read(folder.path().join("whole.tif")).unwrap();
    for length in [0, 4, 9, whole.len() / 2] {
        std::fs::write(folder.path().join("cut.tif"), &whole[..length]).unwrap();
        let output = fax(folder.path(), "info cut.tif");
        assert_eq!(output.status.code(), Some(65), "{length} octets");
    }
    for args in [
        "info text.tif",
        "info nowhere.tif",
        "loopback text.tif",
        "convert text.tif out.pbm",
        "send --modem nowhere --to 1 text.tif",
    ] {
        let output = fax(folder.path(), args);
        assert_eq!(output.status.code(), Some(65), "{args}");
        assert!(complaint(&output).contains(".tif: "), "{args}: {}", complaint(&output));
    }
}

#[test]
fn wrong_command_lines_end_with_64() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("in.pbm"), pbm(1728, 30)).unwrap();
    for args in [
        "",
        "telex",
        "send in.pbm",
        "send --modem x --to 1 --max-rate 300 in.pbm",
        "send --modem x --to not-a-number in.pbm",
        "send --modem x --to +15551234 in.pbm",
        "send --modem x --to 1 --profile carrier-pigeon in.pbm",
        "receive --modem x --out got.tif --rings 0",
        "send --modem x --to 1 --id 123456789012345678901 in.pbm",
        "convert in.pbm out.doc",
    ] {
        assert_eq!(fax(folder.path(), args).status.code(), Some(64), "{args}");
    }
    assert_eq!(fax(folder.path(), "--help").status.code(), Some(0));
}

#[test]
fn a_port_that_does_not_exist_ends_with_74_and_a_result() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("in.pbm"), pbm(1728, 30)).unwrap();
    for args in ["send --modem ./no-port --to 1 --json in.pbm", "receive --modem ./no-port --once --json --out got.tif"]
    {
        let output = fax(folder.path(), args);
        assert_eq!(output.status.code(), Some(74), "{args}");
        assert!(complaint(&output).contains("./no-port"), "{}", complaint(&output));
        let last = json_lines(&output).pop().unwrap();
        assert_eq!((&last["outcome"], &last["exit"]), (&"failed".into(), &74.into()));
        assert!(last["reason"].as_str().unwrap().contains("./no-port"));
    }
    assert!(!folder.path().join("got.tif").exists());
}

#[test]
fn a_fax_that_could_not_be_stored_is_not_answered() {
    let folder = TempDir::new().unwrap();
    for out in ["missing/got.tif", "."] {
        let output = fax(folder.path(), &format!("receive --modem ./no-port --once --json --out {out}"));
        assert_eq!(output.status.code(), Some(74), "{out}");
        assert!(!complaint(&output).contains("no-port"), "before the modem is looked at: {}", complaint(&output));
    }
}

#[test]
fn nobody_has_to_listen() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("in.pbm"), pbm(1728, 30)).unwrap();
    for args in [&["info", "in.pbm"][..], &["convert", "in.pbm", "out.tif"], &["loopback", "in.pbm"], &["info", "none"]]
    {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let status = Command::new(env!("CARGO_BIN_EXE_fax"))
            .current_dir(folder.path())
            .args(args)
            .stdout(writer.try_clone().unwrap())
            .stderr(writer)
            .status()
            .unwrap();
        assert!(matches!(status.code(), Some(0 | 65)), "{args:?}: {status}");
    }
}

#[test]
fn a_document_is_bounded_whatever_it_claims_to_be() {
    if Path::new("/dev/zero").exists() {
        let output = fax(Path::new("."), "info /dev/zero");
        assert_eq!(output.status.code(), Some(65));
    }
}

#[test]
fn each_end_has_its_json_result() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("text.tif"), "Dear Sir or Madam").unwrap();
    for args in ["loopback text.tif --json", "send --modem x --to 1 --json text.tif"] {
        let last = json_lines(&fax(folder.path(), args)).pop().unwrap();
        assert_eq!((&last["event"], &last["exit"]), (&"result".into(), &65.into()), "{args}");
    }
}

#[test]
fn a_received_fax_overwrites_nothing() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("got.tif"), "mine").unwrap();
    let output = fax(folder.path(), "receive --modem ./no-port --once --out got.tif");
    assert_eq!(output.status.code(), Some(74));
    assert!(complaint(&output).contains("got.tif"));
    assert_eq!(std::fs::read(folder.path().join("got.tif")).unwrap(), b"mine");
}
