//! `fax send` and `fax receive` as processes, on pseudo terminals with simulated modems behind them.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod virtual_line;

use core::time::Duration;
use std::process::{Command, Output};
use std::time::Instant as Wall;

use fax_core::Instant;
use fax_modem::sim::{Faults, Route};
use serde_json::Value;
use tempfile::TempDir;
use virtual_line::{VirtualLine, document, result, start};

/// The last status that the job's listeners heard.
fn job_status(output: &Output) -> (String, String) {
    let lines = output.stdout.split(|&o| o == b'\n').filter(|line| !line.is_empty());
    let mut lines = lines.rev().map(|line| serde_json::from_slice::<Value>(line).unwrap());
    let last = lines.find(|line| line["status"].is_string()).unwrap();
    (last["status"].as_str().unwrap().into(), last["extended_status"].as_str().unwrap().into())
}

#[test]
fn two_programs_exchange_pages_over_two_modems() {
    exchange("auto", "auto", true);
}

#[test]
fn either_program_can_decline_error_correction() {
    exchange("off", "auto", false);
    exchange("auto", "off", false);
}

#[test]
fn who_insists_on_error_correction_does_not_go_without() {
    let folder = TempDir::new().unwrap();
    document(folder.path(), "in.pbm", 1);
    let line = VirtualLine::new(|_| {});
    let args = ["receive", "--modem", &line.ports[1], "--out", "got.tif", "--once", "--ecm", "off", "--json"];
    let receiver = start(folder.path(), &args);
    let args = ["send", "--modem", &line.ports[0], "--to", "1", "--ecm", "on", "--json", "in.pbm"];
    let sender = start(folder.path(), &args).wait_with_output().unwrap();
    receiver.wait_with_output().unwrap();
    assert_eq!(sender.status.code(), Some(76));
    assert_eq!(result(&sender)["pages_confirmed"], 0);
}

/// Damage that a call without error correction would show.
const NOISE: Faults = Faults {
    seed: 5,
    damaged_octets: 200,
    damaged_frames: 0,
    lost_frames: 0,
    lost_frame: 0,
    burst: Duration::ZERO,
    burst_every: Duration::ZERO,
};

#[test]
fn on_a_noisy_line_every_pel_arrives_all_the_same() {
    let folder = TempDir::new().unwrap();
    let sent = document(folder.path(), "in.pbm", 3);
    let line = VirtualLine::new(|exchange| {
        exchange.faults(NOISE);
        exchange.skew(5);
    });
    let args = ["receive", "--modem", &line.ports[1], "--out", "got.tif", "--once", "--json"];
    let receiver = start(folder.path(), &args);
    let args = ["send", "--modem", &line.ports[0], "--to", "1", "--ecm", "on", "--json", "in.pbm"];
    let sender = start(folder.path(), &args).wait_with_output().unwrap();
    let receiver = receiver.wait_with_output().unwrap();
    assert_eq!((sender.status.code(), receiver.status.code()), (Some(0), Some(0)));
    assert!(start(folder.path(), &["convert", "got.tif", "got.pbm"]).wait().unwrap().success());
    assert!(std::fs::read(folder.path().join("got.pbm")).unwrap() == sent, "what arrived differs");
}

fn exchange(sender_ecm: &str, receiver_ecm: &str, used: bool) {
    let folder = TempDir::new().unwrap();
    let sent = document(folder.path(), "in.pbm", 3);
    let line = VirtualLine::new(|_| {});
    let args = [
        "receive",
        "--modem",
        &line.ports[1],
        "--out",
        "got.tif",
        "--id",
        "5552000",
        "--ecm",
        receiver_ecm,
        "--once",
        "--json",
    ];
    let receiver = start(folder.path(), &args);
    // The receiver sets its modem up meanwhile; a modem that is not ready yet only rings once more.
    let args = [
        "send",
        "--modem",
        &line.ports[0],
        "--to",
        "5553000",
        "--id",
        "5551000",
        "--trace",
        "trace",
        "--capture",
        "capture",
        "--ecm",
        sender_ecm,
        "--json",
        "in.pbm",
    ];
    let sender = start(folder.path(), &args).wait_with_output().unwrap();
    let receiver = receiver.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&sender.stderr);
    assert_eq!((sender.status.code(), receiver.status.code()), (Some(0), Some(0)), "{said}");
    let (sender, receiver) = (result(&sender), result(&receiver));
    assert_eq!((&sender["ecm"], &receiver["ecm"]), (&used.into(), &used.into()));
    assert_eq!((&sender["pages_confirmed"], &receiver["pages_stored"]), (&3.into(), &3.into()));
    assert_eq!((&sender["far_id"], &receiver["far_id"]), (&"5552000".into(), &"5551000".into()));
    let args = ["convert", "got.tif", "got.pbm"];
    assert!(start(folder.path(), &args).wait().unwrap().success());
    assert!(std::fs::read(folder.path().join("got.pbm")).unwrap() == sent, "what arrived differs");
    let trace = std::fs::read_to_string(folder.path().join("trace")).unwrap();
    assert!(trace.contains("AT+FCLASS=1") && trace.contains("send TSI") && trace.contains("heard MCF"));
    assert!(!trace.contains("5553000"), "numbers that are dialled do not go into traces");
    let capture = std::fs::read_to_string(folder.path().join("capture")).unwrap();
    assert!(capture.parse::<fax_modem::capture::Capture>().is_ok_and(|capture| capture.entries().len() > 100));
    assert!(capture.contains("= station \"calls\"") && capture.contains("told ended Completed"));
    assert!(!capture.contains("5553000"), "nor into captures");
}

fn fails(route: Route, number: &str) -> (Output, Duration) {
    let folder = TempDir::new().unwrap();
    document(folder.path(), "in.pbm", 1);
    let line = VirtualLine::new(|exchange| exchange.route(route));
    let began = Wall::now();
    let args = ["send", "--modem", &line.ports[0], "--to", number, "--json", "in.pbm"];
    let output = start(folder.path(), &args).wait_with_output().unwrap();
    (output, began.elapsed())
}

#[test]
fn a_number_that_cannot_be_reached_ends_with_69_and_its_reason() {
    for (route, reason, status) in [
        (Route::Busy, "busy", "busy"),
        (Route::NoDialTone, "dial tone", "no dial tone"),
        (Route::NoAnswer, "answered", "no answer"),
    ] {
        let (output, _) = fails(route, "5552000");
        assert_eq!(output.status.code(), Some(69), "{route:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(reason), "{route:?}");
        assert!(result(&output)["reason"].as_str().unwrap().contains(reason));
        assert_eq!(job_status(&output).1, status, "{route:?}");
    }
}

#[test]
fn a_line_that_is_cut_in_page_two_ends_with_75_and_keeps_page_one() {
    let folder = TempDir::new().unwrap();
    document(folder.path(), "in.pbm", 3);
    // At 4800 bit/s the first page is confirmed some 40 s after the start, the third one some 75 s.
    let line = VirtualLine::new(|exchange| exchange.cut_at(Instant::from_millis(58_000)));
    let args = ["receive", "--modem", &line.ports[1], "--out", "got.tif", "--once", "--json"];
    let receiver = start(folder.path(), &args);
    let args =
        ["send", "--modem", &line.ports[0], "--to", "1", "--max-rate", "4800", "--coding", "mh", "--json", "in.pbm"];
    let sender = start(folder.path(), &args).wait_with_output().unwrap();
    let receiver = receiver.wait_with_output().unwrap();
    assert_eq!((sender.status.code(), receiver.status.code()), (Some(75), Some(75)));
    let (sent, stored) = (result(&sender), result(&receiver));
    let confirmed = sent["pages_confirmed"].as_u64().unwrap();
    let pages = stored["pages_stored"].as_u64().unwrap();
    assert!(confirmed >= 1 && confirmed <= pages && pages < 3, "{confirmed} confirmed, {pages} stored");
    let info = start(folder.path(), &["info", "got.tif", "--json"]).wait_with_output().unwrap();
    let info: Value = serde_json::from_slice(&info.stdout).unwrap();
    assert_eq!(info["pages"].as_array().unwrap().len() as u64, pages);
    assert!(!sent["reason"].as_str().unwrap().is_empty() && !stored["reason"].as_str().unwrap().is_empty());
}

#[test]
fn ctrl_c_ends_a_call_with_75_and_says_so() {
    let folder = TempDir::new().unwrap();
    document(folder.path(), "in.pbm", 3);
    // It rings, and nobody lifts.
    let line = VirtualLine::new(|_| {});
    let args = ["send", "--modem", &line.ports[0], "--to", "1", "--json", "in.pbm"];
    let sender = start(folder.path(), &args);
    // It is dialling by then; if not, it is setting the modem up, which must end in the same way.
    std::thread::sleep(Duration::from_millis(700));
    assert!(Command::new("kill").args(["-INT", &sender.id().to_string()]).status().unwrap().success());
    let output = sender.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(75));
    assert_eq!(result(&output)["reason"], "ended by this side");
}

#[test]
fn a_modem_that_never_answers_ends_with_74() {
    let folder = TempDir::new().unwrap();
    document(folder.path(), "in.pbm", 1);
    let (_master, slave) = serialport::TTYPort::pair().unwrap();
    let port = serialport::SerialPort::name(&slave).unwrap();
    drop(slave);
    let began = Wall::now();
    let output =
        start(folder.path(), &["send", "--modem", &port, "--to", "1", "--json", "in.pbm"]).wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(74));
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert!(String::from_utf8_lossy(&output.stderr).contains("does not answer"));
    assert_eq!(job_status(&output).1, "line unavailable");
}

#[test]
fn a_modem_is_asked_what_it_is() {
    let folder = TempDir::new().unwrap();
    let line = VirtualLine::new(|_| {});
    let asked = start(folder.path(), &["probe", "--modem", &line.ports[0], "--json"]).wait_with_output().unwrap();
    assert_eq!(asked.status.code(), Some(0));
    let found = result(&asked);
    assert_eq!((&found["port"], &found["profile"]), (&Value::from(line.ports[0].as_str()), &Value::from("generic")));
    assert!(found["classes"].as_array().unwrap().contains(&"1".into()));
    assert!(found["sends"].as_array().unwrap().contains(&"V.17 14400".into()));
    let asked = start(folder.path(), &["probe", "--modem", &line.ports[0]]).wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&asked.stdout).into_owned();
    assert!(said.contains(&format!("use it with: --modem {} --profile generic", line.ports[0])), "{said}");
    // No such port, and what is no port.
    for port in ["/dev/no-such-port", "/dev/null"] {
        let asked = start(folder.path(), &["probe", "--modem", port]).wait_with_output().unwrap();
        assert_eq!(asked.status.code(), Some(74), "{port}");
        assert!(String::from_utf8_lossy(&asked.stderr).contains(port));
    }
    // This machine's own ports, whatever they are; nothing is said to what is behind them.
    let listed = start(folder.path(), &["modems", "--quiet", "--json"]).wait_with_output().unwrap();
    assert_eq!(listed.status.code(), Some(0));
    for row in listed.stdout.split(|&octet| octet == b'\n').filter(|row| !row.is_empty()) {
        assert!(serde_json::from_slice::<Value>(row).unwrap()["port"].is_string());
    }
}
