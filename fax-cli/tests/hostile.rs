//! `fax queue` with texts and files that mean harm: nothing of them reaches the terminal, a file name or the queue.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod virtual_line;

use core::time::Duration;
use std::process::{Child, Output};
use std::time::Instant;

use serde_json::Value;
use tempfile::TempDir;
use virtual_line::{VirtualLine, document, start};

const NASTY: &str = "\u{1b}[2J\u{1b}]0;owned\u{7}%s$(reboot)\r\nstatus completed\u{9b}31m\u{202e}";

/// A server whose queue is held back, so that nothing is dialled.
struct Server {
    folder: TempDir,
    process: Child,
    _line: VirtualLine,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let line = VirtualLine::hurried(1, |_| {});
        let file = format!(
            "store = 'queue.redb'\nspool = 'spool'\ninbox = 'in'\ncontrol = 'control'\ngrace-seconds = 1\n\
             [[line]]\nmodem = '{}'\nreceive = false\n",
            line.ports[0]
        );
        std::fs::write(folder.path().join("fax.toml"), file).unwrap();
        let process = start(folder.path(), &["serve", "--config", "fax.toml"]);
        let server = Self { folder, process, _line: line };
        let began = Instant::now();
        while !server.ask(&["status"]).status.success() {
            assert!(began.elapsed() < Duration::from_secs(60), "the server does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        assert!(server.ask(&["pause"]).status.success());
        server
    }

    fn ask(&self, args: &[&str]) -> Output {
        start(self.folder.path(), &[&["queue", "--control", "control"], args].concat()).wait_with_output().unwrap()
    }

    fn jobs(&self) -> usize {
        String::from_utf8(self.ask(&["list"]).stdout).unwrap().lines().count()
    }
}

/// A terminal obeys none of it.
fn tame(octets: &[u8]) -> &str {
    let text = core::str::from_utf8(octets).unwrap();
    let obeyed = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!text.contains(obeyed), "{text:?}");
    text
}

#[test]
fn texts_of_others_are_only_text() {
    let server = Server::new();
    let name = "a\u{1b}[2J$(touch owned);.pbm";
    document(server.folder.path(), name, 1);
    let submitted = server.ask(&["submit", name, "--to", "5551", "--subject", NASTY, "--name", NASTY, "--key", NASTY]);
    let job = tame(&submitted.stdout).trim().to_owned();
    assert!(submitted.status.success() && job.len() == 16, "{}", tame(&submitted.stderr));

    let shown = server.ask(&["show", &job]);
    let text = tame(&shown.stdout);
    assert!(text.contains("\\u001b[2J") && text.contains("%s$(reboot)"), "shown, and not obeyed: {text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("status")).count(), 1, "no line of its own: {text}");
    tame(&server.ask(&["list"]).stdout);

    let json = server.ask(&["--json", "show", &job]);
    let value: Value = serde_json::from_str(tame(&json.stdout)).unwrap();
    assert_eq!(value["subject"], NASTY, "programs get it as it was");

    for wrong in [vec!["show", NASTY], vec!["cancel", NASTY], vec!["submit", NASTY, "--to", "1"]] {
        let refused = server.ask(&wrong);
        assert!(!refused.status.success());
        tame(&refused.stderr);
    }
    for number in ["12;ATH", "ATDT911", "1\r2", "$(reboot)", ""] {
        let refused = server.ask(&["submit", name, "--to", number]);
        assert!(!refused.status.success(), "{number:?}");
        tame(&refused.stderr);
    }
    assert_eq!(server.jobs(), 1, "and no more");
    let spooled = server.folder.path().join("spool").read_dir().unwrap();
    for file in spooled.map(|entry| entry.unwrap().file_name().into_string().unwrap()) {
        assert!(file.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-'), "{file:?}");
    }
    assert!(!server.folder.path().join("owned").exists());
}

#[test]
fn broken_documents_are_refused_whole() {
    let server = Server::new();
    let folder = server.folder.path();
    document(folder, "doc.pbm", 2);
    assert!(start(folder, &["convert", "doc.pbm", "doc.tif"]).wait().unwrap().success());
    let whole = std::fs::read(folder.join("doc.tif")).unwrap();
    let mut broken: Vec<Vec<u8>> = [0, 1, 4, 8, 9, whole.len() / 2].map(|length| whole[..length].to_vec()).into();
    // The directory points to itself, far away, or nowhere.
    for offset in [u32::MAX, u32::try_from(whole.len()).unwrap() - 1, 0] {
        let mut file = whole.clone();
        file[4..8].copy_from_slice(&offset.to_le_bytes());
        broken.push(file);
    }
    broken.push(b"II*\0".repeat(1000));
    broken.push(b"%PDF-1.4 %n%n%n\x1b[2J".to_vec());
    for (number, octets) in broken.iter().enumerate() {
        std::fs::write(folder.join("broken.tif"), octets).unwrap();
        let refused = server.ask(&["submit", "broken.tif", "--to", "1"]);
        assert!(!refused.status.success(), "file {number} was taken");
        assert!(tame(&refused.stderr).contains("broken.tif"), "it says which: {}", tame(&refused.stderr));
        assert!(refused.stdout.is_empty());
    }
    assert_eq!(server.jobs(), 0);
    let left = folder.join("spool").read_dir().map_or(0, Iterator::count);
    assert_eq!(left, 0, "nothing of them is left in the spool");
    assert!(server.ask(&["submit", "doc.tif", "--to", "1"]).status.success(), "the whole one is taken");
}

#[test]
fn a_list_may_be_longer_than_a_reply() {
    let server = Server::new();
    document(server.folder.path(), "letter.tif", 1);
    let subject = "\u{e4}".repeat(400);
    let numbers: Vec<String> = (0..1500).map(|number| format!("{number:07}")).collect();
    let mut args = vec!["submit", "letter.tif", "--subject", &subject];
    args.extend(numbers.iter().flat_map(|number| ["--to", number]));
    let submitted = server.ask(&args);
    assert!(submitted.status.success(), "{submitted:?}");
    let listed = server.ask(&["--json", "list"]);
    assert!(listed.stdout.len() > 1 << 20, "more than fits into one reply");
    let listed = String::from_utf8(listed.stdout).unwrap();
    let listed: Vec<Value> = listed.lines().map(|job| serde_json::from_str(job).unwrap()).collect();
    assert!(listed.iter().map(|job| &job["number"]).eq(&numbers));
}
