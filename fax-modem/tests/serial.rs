//! A serial port over a pseudo terminal: the session on one side, a scripted modem on the other.
#![cfg(all(unix, feature = "serialport"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use core::time::Duration;
use std::io::{Read as _, Write as _};
use std::os::fd::AsRawFd as _;
use std::time::Instant;

use embedded_io::{Read, ReadReady, Write, WriteReady};
use fax_core::{Clock, Modulation, Modulations};
use fax_modem::{Class1, DialFailure, Flow, Port, Profile, RunError, SerialError, SerialLine, Session};
use nix::sys::termios::{ControlFlags, tcgetattr};
use serialport::{SerialPort, TTYPort};

/// The far side of a pseudo terminal, and the path of ours.
fn terminal() -> (TTYPort, String) {
    let (mut far, near) = TTYPort::pair().unwrap();
    far.set_timeout(Duration::from_secs(2)).unwrap();
    let path = near.name().unwrap();
    // `near` locks the terminal; let go of it, the far side keeps it alive.
    drop(near);
    (far, path)
}

#[test]
fn xoff_stops_what_was_written_and_is_data_else() {
    const XON: u8 = 0x11;
    const XOFF: u8 = 0x13;
    let (mut far, path) = terminal();
    let mut line = SerialLine::open(&path, 115_200).unwrap();
    let quick = Duration::from_millis(50);
    let mut heard = [0; 3];

    line.obey_xon_xoff(true).unwrap();
    far.write_all(&[XOFF]).unwrap();
    line.wait(quick).unwrap();
    assert!(!line.read_ready().unwrap(), "XOFF is not for the driver");
    line.write_all(b"abc").unwrap();
    far.set_timeout(quick).unwrap();
    assert!(far.read_exact(&mut heard).is_err(), "nothing goes out");
    far.write_all(&[XON]).unwrap();
    line.wait(quick).unwrap();
    line.flush().unwrap();
    far.set_timeout(Duration::from_secs(2)).unwrap();
    far.read_exact(&mut heard).unwrap();
    assert_eq!(&heard, b"abc");

    line.obey_xon_xoff(false).unwrap();
    far.write_all(&[XOFF, XON]).unwrap();
    let mut data = [0; 2];
    line.read_exact(&mut data).unwrap();
    assert_eq!(data, [XOFF, XON], "while the modem receives, both are octets of an image");
    line.write_all(b"def").unwrap();
    far.read_exact(&mut heard).unwrap();
    assert_eq!(&heard, b"def");
}

#[test]
fn octets_both_ways() {
    let (mut far, path) = terminal();
    let mut line = SerialLine::open(&path, 115_200).unwrap();
    assert_eq!(line.path(), path);
    assert!(!line.read_ready().unwrap());
    // All values, those of XON, XOFF, CR and LF among them, in both directions.
    let all: Vec<u8> = (0..=255).collect();
    line.write_all(&all).unwrap();
    let mut heard = vec![0; 256];
    far.read_exact(&mut heard).unwrap();
    assert_eq!(heard, all);
    far.write_all(&all).unwrap();
    let mut heard = Vec::new();
    while heard.len() < 256 {
        line.wait(Duration::from_millis(100)).unwrap();
        while line.read_ready().unwrap() {
            let mut buffer = [0; 50];
            let read = line.read(&mut buffer).unwrap();
            heard.extend_from_slice(&buffer[..read]);
        }
    }
    assert_eq!(heard, all);
    // Waiting ends in time when nothing comes.
    let began = Instant::now();
    line.wait(Duration::from_millis(30)).unwrap();
    assert!(began.elapsed() >= Duration::from_millis(25) && began.elapsed() < Duration::from_millis(500));
}

#[test]
fn a_far_side_that_does_not_read_blocks_nobody_and_loses_nothing() {
    let (mut far, path) = terminal();
    let mut line = SerialLine::open(&path, 115_200).unwrap();
    let mut sent = Vec::new();
    let mut next = 0u8;
    // However long the last wait was allowed to take, to find the port full takes no time.
    let time = Duration::from_secs(1);
    line.wait(time).unwrap();
    let began = Instant::now();
    while line.write_ready().unwrap() {
        let piece: Vec<u8> = (0..100).map(|n| next.wrapping_add(n)).collect();
        let taken = line.write(&piece).unwrap();
        sent.extend_from_slice(&piece[..taken]);
        next = next.wrapping_add(taken as u8);
        assert!(began.elapsed() < Duration::from_secs(5), "a pseudo terminal without end");
    }
    assert!(began.elapsed() < time / 2, "{:?}", began.elapsed());
    assert!(sent.len() > 1024);
    let mut heard = Vec::new();
    let mut buffer = [0; 4096];
    while heard.len() < sent.len() {
        let read = far.read(&mut buffer).unwrap();
        heard.extend_from_slice(&buffer[..read]);
        line.write_ready().unwrap();
    }
    assert_eq!(heard, sent);
    assert!(line.write_ready().unwrap());
}

#[test]
fn ports_that_cannot_be_opened() {
    let (_far, path) = terminal();
    let locks = std::env::temp_dir().join("fax-modem-no-such-folder");
    let open = || SerialLine::open_locked(&path, 115_200, Flow::RtsCts, &locks);
    let _open = open().unwrap();
    assert_eq!(open().unwrap_err(), SerialError::Busy(path.clone()));
    let missing = "/nonexistent/ttyFAX0".to_string();
    assert_eq!(SerialLine::open(&missing, 115_200).unwrap_err(), SerialError::NoSuchPort(missing));
    let file = std::env::temp_dir().join(format!("fax-modem-no-port-{}", std::process::id()));
    std::fs::write(&file, b"").unwrap();
    let path = file.to_str().unwrap().to_string();
    let error = SerialLine::open(&path, 115_200).unwrap_err();
    std::fs::remove_file(file).unwrap();
    assert_eq!(error, SerialError::NotAPort(path));
}

#[test]
fn a_session_sets_up_dials_and_notices_that_the_modem_is_gone() {
    let (far, path) = terminal();
    // Before the far side reads: without us its terminal has ended.
    let mut port = SerialLine::open(&path, 115_200).unwrap();
    let script = std::thread::spawn(move || {
        let mut far = far;
        let mut line = Vec::new();
        let mut octet = [0];
        while far.read_exact(&mut octet).is_ok() {
            line.push(octet[0]);
            if octet[0] != b'\r' {
                continue;
            }
            let answer: &[u8] = match &line[..] {
                b"AT+FTM=?\r" | b"AT+FRM=?\r" => b"\r\n24,48,72,96\r\n\r\nOK\r\n",
                b"ATD5551234\r" => b"\r\nBUSY\r\n",
                // Pulled out of its socket.
                b"ATA\r" => return,
                _ => b"\r\nOK\r\n",
            };
            far.write_all(answer).unwrap();
            line.clear();
        }
    });
    let clock = Clock::new();
    let mut modem = Class1::new(Profile::GENERIC);
    let mut session = Session::new(&mut modem, &mut port, || clock.now());
    session.initialise(|| false).unwrap();
    let heard = [Modulation::V27ter2400, Modulation::V27ter4800, Modulation::V29At7200, Modulation::V29At9600];
    assert_eq!(session.modem().abilities(), heard.into_iter().fold(Modulations::NONE, Modulations::with));
    assert_eq!(session.dial("555 1234", || false), Err(RunError::NotReached(DialFailure::Busy)));
    assert_eq!(session.wait_ring(1, || true), Err(RunError::Stopped));
    assert!(matches!(session.answer(|| false), Err(RunError::Io(_) | RunError::Closed)));
    script.join().unwrap();
}

#[test]
fn each_flow_control_opens_a_port() {
    for flow in [Flow::RtsCts, Flow::XonXoff, Flow::Paced] {
        let (mut far, path) = terminal();
        let mut line = SerialLine::open_with(&path, 19_200, flow).unwrap();
        // Whatever it is, XOFF means nothing until the driver says so.
        far.write_all(&[0x13]).unwrap();
        let mut heard = [0];
        line.read_exact(&mut heard).unwrap();
        assert_eq!(heard, [0x13], "{flow:?}");
        // Nor does carrier detect, which many modems toggle at each turn of the line (field fault 34).
        let set = tcgetattr(far.as_raw_fd()).unwrap().control_flags;
        assert!(set.contains(ControlFlags::CLOCAL | ControlFlags::CREAD), "{flow:?}: {set:?}");
    }
}
