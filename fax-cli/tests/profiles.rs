//! Profiles on the command line, and what a modem says of itself and of who calls: against a modem of a few lines.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests")]

use core::time::Duration;
use std::io::{Read, Write};
use std::process::{Command, Output};
use std::thread;

use serde_json::Value;
use serialport::{SerialPort, TTYPort};
use tempfile::TempDir;

const OK: &str = "\r\nOK\r\n";

/// Who calls.
const RINGS: &str = "\r\nRING\r\n\r\nDATE=1120\r\n\r\nTIME=2136\r\n\r\nNMBR=5559876\r\n\r\nNAME=TESTER\r\n\r\nRING\r\n";

/// A modem on a pseudo terminal that says what `answer` says to each line, and OK to the others. Half a second behind the last line of
/// a set-up somebody calls. Returns the port.
fn modem(answer: impl Fn(&str) -> Option<&'static str> + Send + 'static) -> String {
    let (mut master, slave) = TTYPort::pair().unwrap();
    let port = slave.name().unwrap();
    master.set_timeout(Duration::from_millis(100)).unwrap();
    thread::spawn(move || {
        let _open = slave;
        let (mut line, mut octet) = (String::new(), [0]);
        loop {
            match master.read(&mut octet) {
                Ok(1) if octet == *b"\r" => {
                    let said = answer(line.trim_start_matches(|c: char| c.is_control())).unwrap_or(OK);
                    let ready = line.ends_with("+FAR=1");
                    line.clear();
                    if master.write_all(said.as_bytes()).is_err() {
                        return;
                    }
                    if ready {
                        thread::sleep(Duration::from_millis(500));
                        let _ = master.write_all(RINGS.as_bytes());
                    }
                }
                Ok(_) => line.push(octet[0].into()),
                Err(error) if error.kind() == std::io::ErrorKind::TimedOut => {}
                Err(_) => return,
            }
        }
    });
    port
}

/// A Courier that finds nobody when it answers.
fn courier(line: &str) -> Option<&'static str> {
    Some(match line {
        "ATI3" => "\r\nUSRobotics Courier V.Everything\r\n\r\nOK\r\n",
        "AT+FCLASS=?" => "\r\n0,1,2.0\r\n\r\nOK\r\n",
        "AT+FTM=?" | "AT+FRM=?" => "\r\n24,48,72,96\r\n\r\nOK\r\n",
        "AT#CID=?" => "\r\n0-2\r\n\r\nOK\r\n",
        "ATA" => "\r\nNO CARRIER\r\n",
        line if line.starts_with("AT+") && !line.starts_with("AT+FCLASS=") => "\r\nERROR\r\n",
        _ => return None,
    })
}

fn fax(folder: &TempDir, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fax")).current_dir(folder.path()).args(args).output().unwrap()
}

#[test]
fn what_a_probe_suggests_is_a_file_for_the_next_call() {
    let folder = TempDir::new().unwrap();
    let port = modem(courier);
    let found = fax(&folder, &["probe", "--modem", &port, "--toml"]);
    assert_eq!(found.status.code(), Some(0), "{}", String::from_utf8_lossy(&found.stderr));
    let toml = String::from_utf8(found.stdout).unwrap();
    assert!(toml.contains("USRobotics Courier") && toml.contains("based-on = \"usr\"\n"), "{toml}");
    std::fs::write(folder.path().join("mine.toml"), &toml).unwrap();
    let json = fax(&folder, &["probe", "--modem", &port, "--json"]);
    let found: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((&found["profile"], &found["caller_id"]), (&"usr".into(), &"AT#CID=1".into()));
    assert_eq!(found["quirks"][0]["number"], 3);

    // And who calls is shown, to people and to programs.
    let receive = ["receive", "--modem", &port, "--profile", "mine.toml", "--rings", "2", "--once", "--out", "in.tif"];
    let text = fax(&folder, &receive);
    let said = String::from_utf8_lossy(&text.stdout);
    assert!(said.contains("the telephone rings: 5559876 (TESTER)"), "{said}{}", String::from_utf8_lossy(&text.stderr));
    assert_eq!(text.status.code(), Some(69));
    let json = fax(&folder, &[&receive[..], &["--json"]].concat());
    let lines: Vec<Value> = json
        .stdout
        .split(|&octet| octet == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    let caller = lines.iter().find(|line| line["event"] == "caller").unwrap();
    assert_eq!(
        (&caller["number"], &caller["name"], &caller["withheld"], &caller["time"]),
        (&"5559876".into(), &"TESTER".into(), &false.into(), &"11-20 21:36".into())
    );
    assert!(lines.iter().any(|line| line["event"] == "new-call" && line["caller_id"] == "5559876 (TESTER)"));
}

#[test]
fn profiles_that_cannot_be_used_are_refused_before_anything_is_done() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("bad.toml"), "based-on = \"usr\"\nflwo = \"paced\"\n").unwrap();
    std::fs::write(folder.path().join("in.pbm"), "P4\n8 1\n\0").unwrap();
    for (profile, said) in [
        ("bad.toml", "line 2: there is no key flwo; do you mean flow?"),
        ("none.toml", "No such file"),
        ("typewriter", "known are generic, xon-xoff,"),
    ] {
        let sent = fax(&folder, &["send", "--modem", "/dev/null", "--profile", profile, "--to", "1", "in.pbm"]);
        assert_eq!(sent.status.code(), Some(64), "{profile}");
        assert!(String::from_utf8_lossy(&sent.stderr).contains(said), "{}", String::from_utf8_lossy(&sent.stderr));
    }
}
