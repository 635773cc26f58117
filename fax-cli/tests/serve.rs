//! `fax serve` and `fax queue` as processes: one server with two modems on a simulated line, which sends faxes to itself.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod virtual_line;

use core::time::Duration;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Output};
use std::time::Instant;

use fax_queue::model::NewJob;
use fax_queue::service::Queue;
use fax_queue::store::Redb;
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Group, Pid, getegid, geteuid};
use serde_json::Value;
use tempfile::TempDir;
use virtual_line::{VirtualLine, document, start};

/// A server in a folder of its own.
struct Server {
    folder: TempDir,
    process: Child,
    _line: VirtualLine,
}

impl Server {
    /// Line 1 dials, line 2 answers.
    fn new() -> Self {
        Self::with("", "")
    }

    /// With more about line 2, and about other things; `{2}` stands for the port of line 2.
    fn with(second_line: &str, more: &str) -> Self {
        let folder = TempDir::new().unwrap();
        // A server does more than one thing at a time; no call shall fail because the machine has others to do as well.
        let line = VirtualLine::hurried(2, |_| {});
        let [first, second] = &line.ports;
        // What arrives is compared with what was sent, but for tests of what is printed on top.
        let own = more.contains("[outgoing]") || more.contains("[log]");
        let outgoing = if own { "" } else { "[outgoing]\nbranding = false\n" };
        let file = format!(
            "store = 'queue.redb'\nspool = 'spool'\ninbox = 'in'\ncontrol = 'control'\nid = '5551000'\ngrace-seconds = 1\n\
             [[line]]\nmodem = '{first}'\nreceive = false\n[[line]]\nmodem = '{second}'\nsend = false\n{second_line}\n{outgoing}{}\n",
            more.replace("{2}", second)
        );
        std::fs::write(folder.path().join("fax.toml"), file).unwrap();
        let process = start(folder.path(), &["serve", "--config", "fax.toml"]);
        let server = Self { folder, process, _line: line };
        server.wait_until("the socket is there", || server.path("control").exists());
        server
    }

    /// Pulls the plug, and starts it anew.
    fn killed(&mut self) {
        self.killed_and(|_| ());
    }

    /// The same, and in between something happens in its folder.
    fn killed_and(&mut self, meanwhile: impl FnOnce(&Path)) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        meanwhile(self.folder.path());
        self.process = start(self.folder.path(), &["serve", "--config", "fax.toml"]);
        self.wait_until("it is there again", || self.ask(&["status"]).status.code() != Some(74));
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn start(&self, args: &[&str]) -> Child {
        start(self.folder.path(), &[&["queue", "--control", "control", "--json"], args].concat())
    }

    fn ask(&self, args: &[&str]) -> Output {
        self.start(args).wait_with_output().unwrap()
    }

    /// What it says, if it is done.
    fn value(&self, args: &[&str]) -> Value {
        let output = self.ask(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn submit(&self, args: &[&str]) -> String {
        self.value(&[&["submit", "doc.pbm", "--to", "1"], args].concat())["job"].as_str().unwrap().to_owned()
    }

    fn wait_until(&self, what: &str, done: impl Fn() -> bool) {
        let began = Instant::now();
        while !done() {
            assert!(began.elapsed() < Duration::from_secs(120), "{what}: not within two minutes");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Asks it to end, and returns what it said.
    fn end(mut self) -> (TempDir, String) {
        kill(Pid::from_raw(self.process.id().try_into().unwrap()), Signal::SIGTERM).unwrap();
        assert!(self.process.wait().unwrap().success());
        let mut said = String::new();
        std::io::Read::read_to_string(self.process.stdout.as_mut().unwrap(), &mut said).unwrap();
        (self.folder, said)
    }
}

fn received(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder.join("in")).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn pels(folder: &Path, file: &Path) -> Vec<u8> {
    assert!(start(folder, &["convert", file.to_str().unwrap(), "out.pbm"]).wait().unwrap().success());
    std::fs::read(folder.join("out.pbm")).unwrap()
}

#[test]
fn a_fax_goes_out_of_one_line_and_comes_in_at_the_other() {
    let server = Server::new();
    let wanted = document(server.folder.path(), "doc.pbm", 2);
    let mut watch = server.start(&["watch"]);
    let job = server.submit(&["--subject", "%s; rm -rf /", "--name", "A. Person"]);
    server.wait_until("the fax is sent", || server.value(&["show", &job])["status"] == "completed");
    let shown = server.value(&["show", &job]);
    assert_eq!((&shown["pages_confirmed"], &shown["csid"]), (&2.into(), &"5551000".into()));
    assert_eq!((&shown["subject"], &shown["name"]), (&"%s; rm -rf /".into(), &"A. Person".into()));
    assert!(!server.ask(&["copy", &job, "doc.pbm"]).status.success(), "it overwrites nothing");
    assert!(server.ask(&["copy", &job, "copy.tif"]).status.success());
    assert!(pels(server.folder.path(), &server.path("copy.tif")) == wanted, "the copy differs from what was sent");

    server.wait_until("both are archived", || {
        ["in", "out"].iter().all(|folder| !server.ask(&["archive", "list", folder]).stdout.is_empty())
    });
    let sent = server.value(&["archive", "list", "out"]);
    assert_eq!((&sent["message"], &sent["read"], &sent["pages"]), (&job.as_str().into(), &true.into(), &2.into()));
    let came = server.value(&["archive", "list", "in"]);
    let status = server.value(&["status"]);
    assert_eq!((&status["outgoing"], &status["archived"]), (&0.into(), &2.into()));
    let sent = std::fs::metadata(server.path("doc.pbm")).unwrap().len();
    assert!(status["archive_octets"].as_u64().unwrap() > sent, "what was sent and what came: {status}");
    assert_eq!((&came["read"], &came["pages"], &came["tsid"]), (&false.into(), &2.into(), &"5551000".into()));
    let message = came["message"].as_str().unwrap();
    assert_eq!(server.ask(&["archive", "list", "in", "--after", message]).stdout, b"", "it is the last");
    assert_eq!(server.value(&["archive", "mark", message])["read"], true);
    assert_eq!(server.value(&["archive", "show", message])["read"], true);
    assert_eq!(server.value(&["archive", "delete", message])["deleted"], message);
    assert_eq!(server.ask(&["archive", "show", message]).status.code(), Some(64));

    let (folder, said) = server.end();
    let files = received(folder.path());
    assert_eq!(files.len(), 1, "{said}");
    assert!(pels(folder.path(), &files[0]) == wanted, "what arrived differs");
    assert!(!folder.path().join("control").exists());
    let told = String::from_utf8(watch_ended(&mut watch)).unwrap();
    let events: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of_job = |event: &&Value| event["job"] == job.as_str();
    let first = events.iter().find(of_job).unwrap();
    let last = events.iter().rfind(of_job).unwrap();
    assert_eq!((&first["event"], &last["event"]), (&"outgoing-job-added".into(), &"outgoing-job-removed".into()));
    assert!(events.iter().any(|event| event["event"] == "new-call"));
}

/// What a client that watches has printed; it ends with its server.
fn watch_ended(watch: &mut Child) -> Vec<u8> {
    let mut told = Vec::new();
    std::io::Read::read_to_end(watch.stdout.as_mut().unwrap(), &mut told).unwrap();
    assert_eq!(watch.wait().unwrap().code(), Some(74));
    told
}

#[test]
fn the_copy_is_what_the_far_end_got_with_the_line_on_top_and_the_call_is_on_record() {
    let server = Server::with("", "[log]\nfolder = 'log'\nevents = 'all'\n");
    let first = document(server.folder.path(), "doc.pbm", 1);
    let second = document(server.folder.path(), "more.pbm", 2);
    std::fs::create_dir(server.path("covers")).unwrap();
    std::fs::write(server.path("covers/plain.txt"), "To: {to-name}\n\n{note}\n").unwrap();
    let job = server.submit(&["more.pbm", "--cover", "plain", "--note", "{to-name} \u{1b}[2J", "--name", "A. Person"]);
    server.wait_until("the fax is sent", || server.value(&["show", &job])["status"] == "completed");
    assert!(server.ask(&["copy", &job, "copy.tif"]).status.success());
    let activity = server.path("log/activity.jsonl");
    server.wait_until("both ends of the call are on record", || {
        std::fs::read_to_string(&activity).is_ok_and(|text| text.lines().count() == 2)
    });
    let (folder, _) = server.end();
    let files = received(folder.path());
    let copy = pels(folder.path(), &folder.path().join("copy.tif"));
    assert!(copy == pels(folder.path(), &files[0]), "what was kept differs from what arrived");
    assert!(copy.len() > first.len() + second.len(), "a cover page in front, a line on each page");
    // The bodies are there pel for pel, in their order, below their lines.
    let rows = |pbm: &[u8]| pbm.get(pbm.len() - 216 * 100..).unwrap().to_vec();
    assert_eq!(rows(&copy), rows(&second), "the last rows of the last page");
    let log = |name: &str| std::fs::read_to_string(folder.path().join("log").join(name)).unwrap();
    let records: Vec<Value> = log("activity.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let sent = records.iter().find(|record| record["direction"] == "sent").unwrap();
    assert_eq!((&sent["pages"], &sent["confirmed"], &sent["success"]), (&4.into(), &4.into(), &true.into()));
    assert_eq!(sent["page_records"].as_array().unwrap().len(), 4);
    assert!(log("xferfaxlog").contains("\tSEND\t") && log("xferfaxlog").contains("\tRECV\t"));
    assert!(log("activity.csv").starts_with("call,record,job"));
    let events = log("events.log");
    assert!(events.contains("was sent") && events.contains("the service ends"), "{events}");
}

#[test]
fn a_job_for_the_discount_period_waits_for_it() {
    // Half a day from now: whatever time it is, and whatever summer time does, the test is over before.
    let begins = jiff::Zoned::now().checked_add(jiff::SignedDuration::from_hours(12)).unwrap();
    let ends = begins.checked_add(jiff::SignedDuration::from_mins(1)).unwrap();
    let period = format!("{}-{}", begins.strftime("%H:%M"), ends.strftime("%H:%M"));
    let server = Server::with("", &format!("[outgoing]\ndiscount = '{period}'\n"));
    document(server.folder.path(), "doc.pbm", 1);
    let job = server.submit(&["--discount"]);
    let shown = server.value(&["show", &job]);
    assert_eq!(shown["status"], "pending");
    let time = |name: &str| shown[name].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let waits = time("scheduled").duration_since(time("submitted"));
    assert!((10..=13).contains(&waits.as_hours()), "{period}: {shown}");
    let refused = server.ask(&["submit", "doc.pbm", "--to", "1", "--receipt", "clerk@example.org"]);
    assert_eq!(refused.status.code(), Some(64), "no receipts unless the file has a mail server");
    server.end();
}

#[test]
fn a_broadcast_has_one_receipt_in_the_folder_and_others_one_each() {
    let server = Server::with("", "[receipts]\nfolder = 'receipts'\n");
    document(server.folder.path(), "doc.pbm", 1);
    let by_mail = server.ask(&["submit", "doc.pbm", "--to", "1", "--receipt", "clerk@example.org"]);
    assert_eq!(by_mail.status.code(), Some(64), "the file has no mail server");
    let uneven = server.ask(&["submit", "doc.pbm", "--to", "1", "--to", "2", "--name", "Ann"]);
    assert_eq!(uneven.status.code(), Some(64), "whose name?");
    let to_two = ["--to", "1", "--name", "Ann", "--to", "+44 20 7946 0000", "--name", "Bob"];
    let told = server.value(&[&["submit", "doc.pbm", "--receipt-file", "--receipt-summary"], &to_two[..]].concat());
    assert_eq!(told["jobs"].as_array().unwrap().len(), 2);
    assert_eq!(told["jobs"][0], told["job"]);
    let receipts = || -> Vec<PathBuf> {
        let files = std::fs::read_dir(server.path("receipts")).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.extension().is_some_and(|kind| kind == "txt")).collect()
    };
    server.wait_until("both are sent", || receipts().len() == 1);
    let text = std::fs::read_to_string(&receipts()[0]).unwrap();
    for part in ["Fax to 2 recipients: 2 sent, 0 not sent", "\n1 Ann: sent", "\n+44 20 7946 0000 Bob: sent"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let job = server.submit(&["--receipt-file"]);
    server.wait_until("it is sent", || receipts().len() == 2);
    let of_one = receipts().into_iter().find(|path| path.to_string_lossy().contains(&job)).unwrap();
    assert!(std::fs::read_to_string(of_one).unwrap().starts_with("Fax to 1 was sent\n"));
    server.end();
}

#[test]
fn a_personal_cover_page_goes_in_front_where_the_file_allows_it() {
    for (outgoing, allowed) in [("", true), ("[outgoing]\nallow-personal-cover-pages = false\n", false)] {
        let server = Server::with("", outgoing);
        document(server.folder.path(), "doc.pbm", 1);
        std::fs::write(server.path("mine.txt"), "For {to-name}\n\n{note}\n").unwrap();
        server.value(&["pause"]);
        let args =
            ["submit", "doc.pbm", "--to", "1", "--personal-cover", "mine.txt", "--name", "Ann", "--note", "Hello"];
        if allowed {
            let job = server.value(&args)["job"].as_str().unwrap().to_owned();
            assert_eq!(server.value(&["show", &job])["pages"], 2);
            assert!(server.ask(&["copy", &job, "copy.tif"]).status.success());
            let (copy, body) =
                (pels(server.folder.path(), &server.path("copy.tif")), document(server.folder.path(), "b.pbm", 1));
            assert!(copy.ends_with(&body[body.len() - 216 * 100..]), "the body comes behind it");
            let front = &copy[..copy.len() - body.len()];
            assert!(front.iter().skip(100).any(|octet| *octet != 0), "with something on it");
        } else {
            let refused = server.ask(&args);
            let told = String::from_utf8_lossy(&refused.stderr).into_owned();
            assert!(refused.status.code() == Some(64) && told.contains("cover page"), "{told}");
            assert_eq!(server.ask(&["list"]).stdout, b"");
        }
        server.end();
    }
}

#[test]
fn a_number_with_a_plus_sign_is_taken_and_dialled_as_what_it_stands_for() {
    let server = Server::with("", "[dialing]\ncountry = '44'\nnational-prefix = '0'\n");
    document(server.folder.path(), "doc.pbm", 1);
    for number in ["+44 20 7946 0000", "+4930123456"] {
        let job = server.value(&["submit", "doc.pbm", "--to", number])["job"].as_str().unwrap().to_owned();
        // No modem is told a plus sign: with one in what is dialled there is no call.
        server.wait_until("the fax is sent", || server.value(&["show", &job])["status"] == "completed");
        assert_eq!(server.value(&["show", &job])["number"], number, "it is shown as it was written");
    }
    for wrong in ["+", "44+20", "++44", "+44;20"] {
        assert_eq!(server.ask(&["submit", "doc.pbm", "--to", wrong]).status.code(), Some(64), "{wrong}");
    }
    server.end();
}

#[test]
fn a_fax_outlives_the_server_that_took_it() {
    let mut server = Server::new();
    let wanted = document(server.folder.path(), "doc.pbm", 2);
    let job = server.submit(&["--doubt", "mark"]);
    server.wait_until("it is on the line", || server.value(&["show", &job])["current_page"] != 0);
    server.killed();
    server.wait_until("the fax is sent", || server.value(&["show", &job])["status"] == "completed");
    let (folder, said) = server.end();
    // The first page may have come before, but the last call has all that were not confirmed.
    let mut files = received(folder.path());
    files.sort();
    let last = pels(folder.path(), files.last().expect(&said));
    assert!(wanted.ends_with(&last) && !last.is_empty(), "what arrived differs");
}

#[test]
fn jobs_are_held_back_let_go_and_given_up() {
    let server = Server::new();
    document(server.folder.path(), "doc.pbm", 1);
    assert_eq!(server.value(&["pause"])["paused"], true);
    let job = server.submit(&["--key", "order 7"]);
    assert_eq!(server.submit(&["--key", "order 7"]), job, "the same fax with the same key is the same job");
    let refused = server.ask(&["submit", "doc.pbm", "--to", "2", "--key", "order 7"]);
    assert_eq!(refused.status.code(), Some(64));
    assert_eq!(server.value(&["pause", &job])["status"], "pending, paused");
    assert_eq!(server.value(&["list"])["job"], job.as_str(), "it is the only one");
    assert_eq!(server.value(&["resume", &job])["status"], "pending");
    assert!(server.ask(&["cancel", &job]).status.success());
    assert_eq!(server.ask(&["list"]).stdout, b"", "nothing is left");
    assert_eq!(server.ask(&["show", "12345"]).status.code(), Some(64));
    assert_eq!(server.ask(&["show", "no id"]).status.code(), Some(64));
    let (folder, _) = server.end();
    assert!(received(folder.path()).is_empty());
}

#[test]
fn what_is_no_document_is_refused_and_leaves_nothing() {
    let server = Server::new();
    for (name, octets) in [
        ("empty", &b""[..]),
        ("text", b"no picture"),
        ("cut", b"P4\n1728 120\nabc"),
        ("tiff", b"II*\0\xff\xff\xff\xff"),
    ] {
        std::fs::write(server.path(name), octets).unwrap();
        let refused = server.ask(&["submit", name, "--to", "1"]);
        assert_eq!(refused.status.code(), Some(65), "{name}");
        assert!(String::from_utf8_lossy(&refused.stderr).contains(name));
    }
    assert_eq!(std::fs::read_dir(server.path("spool")).unwrap().count(), 0);
    assert_eq!(server.ask(&["list"]).stdout, b"");
    server.end();
}

#[test]
fn hostile_clients_get_an_answer_and_harm_nobody() {
    use std::io::{Read as _, Write as _};
    let server = Server::new();
    for request in
        [&b"\n"[..], b"{}\n", b"{\"do\":\"fly\"}\n", b"\xff\xfe\n", b"[[[[[[[[[[[[[[[[[[[[\n", &[b'x'; 100_000]]
    {
        let mut client = std::os::unix::net::UnixStream::connect(server.path("control")).unwrap();
        client.write_all(request).unwrap();
        client.shutdown(std::net::Shutdown::Write).unwrap();
        let mut reply = String::new();
        client.read_to_string(&mut reply).unwrap();
        assert!(reply.contains("this is no request"), "{reply}");
    }
    // A document that never comes, and one that is longer than any.
    for octets in ["10", "99999999999999"] {
        let mut client = std::os::unix::net::UnixStream::connect(server.path("control")).unwrap();
        let request = format!(
            "{{\"do\":\"submit\",\"number\":\"1\",\"name\":\"\",\"subject\":\"\",\"document_name\":\"\",\"tsid\":\"\",\
             \"high\":false,\"duplicates\":\"AtMostOnce\",\"key\":null,\"octets\":{octets}}}\nabc"
        );
        client.write_all(request.as_bytes()).unwrap();
        client.shutdown(std::net::Shutdown::Write).unwrap();
        let mut reply = String::new();
        client.read_to_string(&mut reply).unwrap();
        assert!(reply.contains("\"blame\":\"document\""), "{reply}");
    }
    assert_eq!(server.value(&["status"])["outgoing"], 0);
    server.end();
}

#[test]
fn a_file_that_cannot_be_served_says_where() {
    let folder = TempDir::new().unwrap();
    std::fs::write(
        folder.path().join("fax.toml"),
        "store = 'a'\nspool = 'b'\ninbox = 'c'\ncontrol = 'd'\n[[line]]\nmodem = 'x'\nbaud = 'fast'\n",
    )
    .unwrap();
    let output = start(folder.path(), &["serve", "--config", "fax.toml", "--check"]).wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(64));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("fax.toml") && told.contains("line 7"), "{told}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was made");
}

#[test]
fn a_received_fax_goes_where_the_file_says() {
    let server = Server::with(
        "",
        "[routing]\nfolder = 'routed'\ncommand = ['/bin/sh', '-c', 'cp \"$1\" \"$1.by-command\"', 'sh', '{file}']\n",
    );
    std::fs::create_dir(server.path("routed")).unwrap();
    let wanted = document(server.folder.path(), "doc.pbm", 1);
    let job = server.submit(&[]);
    server.wait_until("the fax is sent", || server.value(&["show", &job])["status"] == "completed");
    let routed = || std::fs::read_dir(server.path("routed")).unwrap().map(|entry| entry.unwrap().path());
    server.wait_until("it is routed", || server.value(&["status"])["incoming"] == 0);
    let files: Vec<PathBuf> = routed().collect();
    assert_eq!(files.len(), 1);
    assert!(pels(server.folder.path(), &files[0]) == wanted, "what was routed differs");
    let copies = received(server.folder.path());
    assert_eq!(copies.iter().filter(|path| path.extension().is_some_and(|kind| kind == "by-command")).count(), 1);
    server.end();
}

#[test]
fn devices_are_listed_and_keep_their_numbers() {
    let mut server = Server::with("receive = true\nrings = 2\ncsid = '5552'\ndescription = 'the one in the hall'", "");
    let devices = |server: &Server| -> Vec<Value> {
        let output = server.ask(&["devices"]).stdout;
        String::from_utf8(output).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    server.wait_until("both lines are there", || devices(&server).iter().all(|device| device["status"] == "idle"));
    let before = devices(&server);
    assert_eq!((before[0]["device"].as_u64(), before[0]["send"].as_bool()), (Some(1), Some(true)));
    assert_eq!((&before[0]["receive"], &before[0]["csid"]), (&"none".into(), &"5551000".into()));
    assert_eq!((&before[1]["receive"], &before[1]["rings"]), (&"automatic".into(), &2.into()));
    assert_eq!((&before[1]["csid"], &before[1]["description"]), (&"5552".into(), &"the one in the hall".into()));
    server.killed();
    let ids = |devices: &[Value]| -> Vec<_> { devices.iter().map(|device| device["device"].clone()).collect() };
    assert_eq!(ids(&devices(&server)), ids(&before));
    server.end();
}

#[test]
fn a_call_is_answered_by_hand() {
    let server = Server::with("receive = 'manual'", "");
    let wanted = document(server.folder.path(), "doc.pbm", 1);
    let mut watch = server.start(&["watch"]);
    assert_eq!(server.ask(&["answer", "2"]).status.code(), Some(64), "nothing rings");
    assert_eq!(server.ask(&["answer", "9"]).status.code(), Some(64), "there is no such device");
    let job = server.submit(&[]);
    server.wait_until("it rings and is answered", || server.ask(&["answer", "2"]).status.success());
    server.wait_until("the fax is sent", || server.value(&["show", &job])["status"] == "completed");
    let (folder, _) = server.end();
    assert!(pels(folder.path(), &received(folder.path())[0]) == wanted, "what arrived differs");
    let told = String::from_utf8(watch_ended(&mut watch)).unwrap();
    let events: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let second: Vec<_> =
        events.iter().filter(|event| event["device"] == 2).map(|event| &event["device_status"]).collect();
    let ringing = second.iter().position(|status| **status == "ringing").unwrap();
    assert!(second.iter().skip(ringing).any(|status| **status == "receiving"), "{second:?}");
    assert_eq!(second.last().unwrap().as_str(), Some("powered off"), "{second:?}");
}

#[test]
fn a_job_whose_rule_has_no_line_waits_and_says_so() {
    let server = Server::with(
        "",
        "[dialing]\ncountry = '44'\ninternational-prefix = '00'\n[[rule]]\ncountry = 47\nline = '{2}'\n",
    );
    document(server.folder.path(), "doc.pbm", 1);
    let output = server.value(&["submit", "doc.pbm", "--to", "004722000000"]);
    let job = output["job"].as_str().unwrap();
    server.wait_until("it says so", || server.value(&["show", job])["status"] == "pending, no line");
    let sent = server.submit(&[]);
    server.wait_until("others go on", || server.value(&["show", &sent])["status"] == "completed");
    assert_eq!(server.value(&["show", job])["status"], "pending, no line");
    server.end();
}

/// The user who runs this test, with these rights and no others.
fn account(rights: &str) -> String {
    format!("[[account]]\nname = 'uid:{}'\nrights = [{rights}]\n", geteuid())
}

/// A job of somebody else, which waits for good.
fn bobs_job(folder: &Path) -> String {
    let queue = Queue::open(Redb::open(folder.join("queue.redb")).unwrap()).unwrap();
    let job = queue.as_account(r"local\bob").unwrap().submit(NewJob::new("2", "nowhere.tif", 1)).unwrap();
    queue.pause(job).unwrap();
    job.to_string()
}

/// Asks for each of these, and looks at the exit codes.
fn expect(server: &Server, code: i32, commands: &[&[&str]]) {
    for args in commands {
        let output = server.ask(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        if code == 77 {
            assert!(said.contains("[[account]]"), "it says what to do next: {said}");
        }
    }
}

#[test]
fn whoever_may_only_submit_sees_and_manages_what_is_theirs() {
    let mut server = Server::with("", &account("'submit-normal'"));
    document(server.folder.path(), "doc.pbm", 1);
    let mut bobs = String::new();
    server.killed_and(|folder| bobs = bobs_job(folder));
    let mut watch = server.start(&["watch"]);
    let job = server.submit(&[]);
    assert_eq!(server.value(&["list"])["job"], job.as_str(), "it is the only one of theirs");
    let refused = server.ask(&["submit", "doc.pbm", "--to", "1", "--high"]);
    assert_eq!(refused.status.code(), Some(77));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("with the rights submit-normal;"), "{said}");
    // What is somebody else's is not there.
    expect(
        &server,
        64,
        &[
            &["show", &bobs],
            &["cancel", &bobs],
            &["resume", &bobs],
            &["copy", &bobs, "got.tif"],
            &["archive", "show", &bobs],
        ],
    );
    expect(&server, 77, &[&["status"], &["devices"], &["pause"], &["resume"], &["answer", "2"]]);
    server.wait_until("the fax is sent", || server.value(&["show", &job])["status"] == "completed");
    server.wait_until("it is archived", || !server.ask(&["archive", "list", "out"]).stdout.is_empty());
    assert_eq!(server.value(&["archive", "list", "out"])["message"], job.as_str());
    assert!(server.ask(&["copy", &job, "copy.tif"]).status.success());
    assert_eq!(server.value(&["archive", "delete", &job])["deleted"], job.as_str());
    server.wait_until("it has come in", || !received(server.folder.path()).is_empty());
    assert_eq!(server.ask(&["archive", "list", "in"]).stdout, b"", "what came is not for everybody");
    server.end();
    let told = String::from_utf8(watch_ended(&mut watch)).unwrap();
    let events: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(events.iter().any(|event| event["event"] == "outgoing-job-removed"), "{told}");
    assert!(events.iter().all(|event| event["job"] == job.as_str()), "nothing of lines, nor of what comes: {told}");
}

#[test]
fn each_right_opens_what_it_is_for_and_nothing_else() {
    let rights = account("'query-out-jobs', 'query-config'");
    let mut server = Server::with("", &format!("{rights}[access]\nincoming-faxes-are-public = true\n"));
    let mut bobs = String::new();
    document(server.folder.path(), "doc.pbm", 1);
    server.killed_and(|folder| bobs = bobs_job(folder));
    assert_eq!(server.value(&["list"])["job"], bobs.as_str());
    assert_eq!(server.value(&["show", &bobs])["status"], "pending, paused");
    assert_eq!(server.value(&["status"])["incoming"], 0, "it may see these, as all may");
    expect(&server, 0, &[&["devices"], &["archive", "list", "in"]]);
    let submit: &[&str] = &["submit", "doc.pbm", "--to", "1"];
    expect(&server, 77, &[&["resume", &bobs], &["cancel", &bobs], &["pause"], &["archive", "list", "out"], submit]);
    assert_eq!(server.value(&["show", &bobs])["status"], "pending, paused", "it is as it was");
    assert_eq!(std::fs::read_dir(server.path("spool")).unwrap().count(), 0, "no document was taken");

    // Somebody changes the file: what it says now counts for the accounts that there are.
    server.killed_and(|folder| {
        let file = std::fs::read_to_string(folder.join("fax.toml")).unwrap();
        let file =
            file.replace("'query-out-jobs', 'query-config'", "'query-out-jobs', 'manage-out-jobs', 'query-config'");
        std::fs::write(folder.join("fax.toml"), file.replace("public = true", "public = false")).unwrap();
    });
    assert!(server.value(&["status"])["incoming"].is_null(), "how many come is not for them");
    expect(&server, 0, &[&["cancel", &bobs]]);
    assert_eq!(server.ask(&["list"]).stdout, b"");
    server.end();
}

#[test]
fn whoever_has_no_right_is_told_so_whatever_they_ask() {
    let group = Group::from_gid(getegid()).unwrap().map(|group| format!("group = '{}'\n", group.name));
    let access = format!("[access]\nmode = 0o600\n{}", group.unwrap_or_default());
    let server = Server::with("", &format!("{access}{}", account("")));
    document(server.folder.path(), "doc.pbm", 2);
    let socket = std::fs::metadata(server.path("control")).unwrap();
    assert_eq!((socket.permissions().mode() & 0o777, socket.gid()), (0o600, getegid().as_raw()));
    expect(
        &server,
        77,
        &[
            &["submit", "doc.pbm", "--to", "1"],
            &["list"],
            &["show", "1"],
            &["cancel", "1"],
            &["copy", "1", "got.tif"],
            &["archive", "list", "in"],
            &["archive", "delete", "1"],
            &["watch"],
            &["status"],
            &["devices"],
            &["answer", "2"],
            &["pause"],
        ],
    );
    assert_eq!(std::fs::read_dir(server.path("spool")).unwrap().count(), 0);
    server.end();
}

#[test]
fn an_owner_has_all_rights_and_the_socket_is_for_their_group() {
    let server = Server::new();
    assert_eq!(std::fs::metadata(server.path("control")).unwrap().permissions().mode() & 0o777, 0o660);
    let all: [&[&str]; 5] = [&["list"], &["status"], &["devices"], &["archive", "list", "in"], &["pause"]];
    expect(&server, 0, &all);
    server.end();
}

#[test]
fn a_folder_that_cannot_be_tidied_ends_no_server() {
    let mut server = Server::new();
    document(server.folder.path(), "doc.pbm", 1);
    // Named as the pages of a job, and not to be deleted as they are.
    std::fs::create_dir(server.path("sent/00000000000000ff.tif")).unwrap();
    server.killed();
    let job = server.submit(&[]);
    server.wait_until("the fax is sent", || server.value(&["show", &job])["status"] == "completed");
    server.end();
}
