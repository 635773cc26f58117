//! What each field of a profile changes, octet by octet.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod script;

use core::time::Duration;

use fax_core::hdlc::{Deframer, Found};
use fax_core::{Framing, Line, LineOp, Modulation, Signal};
use fax_modem::{BitOrder, FaxClass, Flow, LoneDle, Profile, Progress, Setup};
use script::Told::*;
use script::*;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// An image in frames, as error correction has it.
const FRAMES: Signal = Signal { framing: Framing::Hdlc, ..IMAGE };

/// Sets a modem up that says OK to all but `refused`, and returns the lines that it got.
fn set_up(profile: Profile, refused: &[&str]) -> (Bench, Vec<String>) {
    let mut b = Bench::new(profile);
    b.driver.initialise(b.now);
    let mut lines = Vec::new();
    for _ in 0..300 {
        let line = String::from_utf8(b.out()).unwrap();
        let Some(line) = line.strip_suffix('\r') else {
            if b.driver.setup() != Setup::InProgress {
                return (b, lines);
            }
            b.pass(10);
            continue;
        };
        if line.ends_with("=?") {
            b.modem(b"\r\n24,48,72,73,74,96,97,98,121,122,145,146\r\n");
        }
        b.modem(if refused.contains(&line) { ERROR } else { OK });
        lines.push(line.to_owned());
    }
    panic!("no end of {lines:?}");
}

#[test]
fn the_order_of_the_set_up() {
    let profile = Profile {
        init: &["AT&F"],
        caller_id: Some("AT#CID=1"),
        class: FaxClass::Class1_0,
        init_class1: &["AT&H1"],
        ..Profile::GENERIC
    };
    let (b, lines) = set_up(profile, &[]);
    let whole = ["ATE0Q0V1", "AT&F", "AT#CID=1", "AT+FCLASS=1.0", "AT&H1", "AT+FTM=?", "AT+FRM=?", "AT+FAR=1"];
    assert_eq!((b.driver.setup(), &lines[..]), (Setup::Ready, &whole.map(String::from)[..]));
    // Class 1.0 is refused: then Class 1.
    let (b, lines) = set_up(profile, &["AT+FCLASS=1.0"]);
    assert_eq!(b.driver.setup(), Setup::Ready);
    assert_eq!(lines[3..6], ["AT+FCLASS=1.0", "AT+FCLASS=1", "AT&H1"]);
    let (b, _) = set_up(profile, &["AT+FCLASS=1.0", "AT+FCLASS=1"]);
    assert!(matches!(b.driver.setup(), Setup::Failed(_)));
    // Neither asked for callers nor for adaptive reception.
    let (_, lines) = set_up(Profile { caller_id: None, adaptive: false, init: &[], ..Profile::GENERIC }, &[]);
    assert_eq!(lines, ["ATE0Q0V1", "AT+FCLASS=1", "AT&K3", "AT+FTM=?", "AT+FRM=?"]);
}

#[test]
fn every_known_profile_sets_a_modem_up() {
    for (name, profile) in Profile::KNOWN {
        let quick = Profile { reset_rest: Duration::ZERO, ..profile };
        let (b, lines) = set_up(quick, &[]);
        assert_eq!(b.driver.setup(), Setup::Ready, "{name}");
        assert!(lines[1..].iter().any(|line| line.contains("E0Q0V1")), "{name}: a reset turns the echo on");
        assert!(profile.init.iter().chain(profile.init_class1).all(|line| line.starts_with("AT") && line.len() < 40));
        assert!(profile.dial.starts_with("ATD") && profile.baud >= 19_200, "{name}");
        assert_eq!(Profile::by_name(name), Some(profile));
        // The driver outlasts the modem's own time for the carrier.
        let s7 = lines.iter().find_map(|line| line.split("S7=").nth(1));
        let s7 = s7.map(|text| text.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap());
        assert_eq!(s7, Some(profile.dial_wait.as_secs()), "{name}");
    }
}

#[test]
fn a_reset_takes_its_time() {
    let profile = Profile { init: &["ATZ", "AT&K3"], reset_rest: ms(3000), ..Profile::GENERIC };
    let mut b = Bench::new(profile);
    b.driver.initialise(b.now);
    b.out();
    b.modem(OK);
    b.pass(150);
    assert_eq!(b.out(), b"ATZ\r");
    b.modem(OK);
    b.pass(2_999);
    assert_eq!(b.out(), b"");
    b.pass(1);
    assert_eq!(b.out(), b"AT&K3\r");
    b.modem(OK);
    assert_eq!(b.out(), b"AT+VCID=1\r", "no reset, no rest");
}

#[test]
fn what_stands_in_front_of_a_number_and_what_answers() {
    let mut b = Bench::new(Profile { dial: "ATDP", answer: "ATS0=0A", quiet_dialled: false, ..Profile::GENERIC });
    b.driver.dial("0@W5551!&234", b.now).unwrap();
    assert!(b.driver.octets_are_private());
    assert_eq!(b.out(), b"ATDP0,W5551!!234\r");
    b.modem(b"\r\nBUSY\r\n");
    b.driver.answer(b.now);
    assert!(!b.driver.octets_are_private());
    assert_eq!(b.out(), b"ATS0=0A\r");
    b.modem(CONNECT);
    assert_eq!(b.driver.progress(), Progress::Connected);
    let mut b = Bench::in_call();
    b.driver.dial("0@5551234", b.now).unwrap();
    assert_eq!(b.out(), b"ATD0@5551234\r");
}

#[test]
fn a_modem_that_must_not_be_hung_up_on_hook() {
    for (profile, on_hook) in [(Profile::UMC, &b""[..]), (Profile::GENERIC, b"ATH\r")] {
        let mut b = Bench::new(profile);
        b.driver.dial("1", b.now).unwrap();
        b.out();
        b.modem(b"\r\nBUSY\r\n");
        b.start(LineOp::HangUp);
        assert_eq!(b.out(), on_hook);
        if !on_hook.is_empty() {
            b.modem(OK);
        }
        assert_eq!(b.told(), [HungUp]);
        b.pass(100);
        assert!(b.driver.is_idle());
        // In a call both are.
        b.driver.dial("1", b.now).unwrap();
        b.modem(CONNECT);
        b.modem(&frame(&[0xFF, 0x13, 0x84, 0xEA, 0x7D]));
        b.modem(OK);
        b.out();
        b.start(LineOp::HangUp);
        b.modem(OK);
        b.pass(100);
        assert!(b.out().ends_with(b"ATH\r"));
    }
}

/// Sends a training check, up to its OK.
fn check_sent(b: &mut Bench) {
    b.start(LineOp::Send(CHECK));
    b.modem(CONNECT);
    b.send(&[0; 100], true);
    b.out();
    b.modem(OK);
    assert_eq!(b.told(), [Done]);
}

#[test]
fn an_ok_that_comes_before_the_carrier_of_a_check_is_off() {
    let profile = Profile { silence_behind_check: true, ..Profile::GENERIC };
    // By the modem.
    let mut b = Bench::new(profile);
    check_sent(&mut b);
    b.start(CONTROL_IN);
    assert_eq!(b.out(), b"AT+FRS=1\r");
    b.modem(OK);
    b.pass(10);
    assert_eq!((b.out(), b.told()), (b"AT+FRH=3\r".to_vec(), vec![]));
    b.modem(CONNECT);
    assert_eq!(b.told(), [Carrier]);
    // The answer is there already: the modem would wait for its end.
    let mut b = Bench::new(profile);
    check_sent(&mut b);
    b.start(CONTROL_IN);
    b.out();
    b.pass(60);
    assert_eq!(b.out(), [0x18]);
    b.modem(OK);
    assert_eq!(b.out(), b"AT+FRH=3\r");
    // By the clock.
    let mut b = Bench::new(Profile { await_silence_by_modem: false, ..profile });
    check_sent(&mut b);
    b.start(CONTROL_IN);
    b.pass(9);
    assert_eq!(b.out(), b"");
    b.pass(1);
    assert_eq!(b.out(), b"AT+FRH=3\r");
    // Behind nothing else, and not with other modems.
    for profile in [profile, Profile::GENERIC] {
        let mut b = Bench::new(profile);
        check_sent(&mut b);
        b.start(LineOp::Silence(ms(75)));
        b.modem(OK);
        b.start(CONTROL_OUT);
        b.modem(CONNECT);
        b.send(&[0xFF, 0x13, 0x2F], true);
        b.modem(OK);
        b.out();
        b.start(CONTROL_IN);
        assert_eq!(b.out(), b"AT+FRH=3\r");
    }
    let mut b = Bench::in_call();
    check_sent(&mut b);
    b.start(CONTROL_IN);
    assert_eq!(b.out(), b"AT+FRH=3\r");
}

#[test]
fn an_ok_to_an_abort_that_takes_its_time() {
    let mut b = Bench::new(Profile { abort_wait: ms(1000), ..Profile::GENERIC });
    b.start(CONTROL_IN);
    b.out();
    b.start(CONTROL_OUT);
    b.pass(990);
    assert_eq!(b.out(), [0x18]);
    b.modem(OK);
    assert_eq!(b.out(), b"AT+FTH=3\r");
}

#[test]
fn a_modem_that_never_says_fcerror() {
    let mut b = Bench::new(Profile::DIGI);
    b.start(LineOp::Receive(IMAGE));
    assert_eq!(b.out(), b"AT+FRM=146\r");
    b.pass(2_499);
    assert_eq!((b.told(), b.out()), (vec![], vec![]));
    b.pass(1);
    assert_eq!((b.told(), b.out()), (vec![WrongCarrier], vec![0x18]));
    b.start(CONTROL_IN);
    b.modem(OK);
    assert_eq!(b.out(), b"AT+FRH=3\r");
    // An image that has begun takes as long as it takes.
    let mut b = Bench::new(Profile::DIGI);
    b.start(LineOp::Receive(IMAGE));
    b.modem(CONNECT);
    b.pass(60_000);
    assert_eq!(b.told(), [Carrier]);
}

#[test]
fn images_with_the_highest_bit_first() {
    let mut b = Bench::new(Profile { image_bits: BitOrder::MsbFirst, ..Profile::GENERIC });
    b.start(LineOp::Send(IMAGE));
    b.modem(CONNECT);
    b.out();
    b.send(&[0x01, 0x08, 0x10], true);
    assert_eq!(b.out(), [0x80, 0x10, 0x10, 0x08, 0x10, 0x03], "shielded as they are on the serial line");
    b.modem(OK);
    b.start(LineOp::Receive(IMAGE));
    b.modem(b"\r\nCONNECT\r\n\x80\x10\x10\x10\x1A\x10\x03");
    assert_eq!(b.told(), [Done, Carrier, Octets(vec![0x01, 0x08, 0x08, 0x08])]);
    b.modem(NO_CARRIER);
    // Frames at 300 bit/s are as ever.
    b.start(CONTROL_IN);
    b.modem(CONNECT);
    b.modem(&frame(&[0xFF, 0x13, 0x84, 0xEA, 0x7D]));
    b.modem(OK);
    assert_eq!(b.told(), [CarrierLost, Carrier, Frame(vec![0xFF, 0x13, 0x84])]);
}

#[test]
fn a_lone_dle_is_data_if_the_profile_says_so() {
    for (lone_dle, heard) in [(LoneDle::Drop, &[0xFF, 0x13][..]), (LoneDle::Keep, &[0xFF, 0x13, 0x10, 0x84])] {
        let mut b = Bench::new(Profile { frames_have_fcs: false, lone_dle, ..Profile::GENERIC });
        b.start(CONTROL_IN);
        b.modem(CONNECT);
        b.modem(&frame(&[0xFF, 0x13, 0x10, 0x84]));
        b.modem(OK);
        assert_eq!(b.told(), [Carrier, Frame(heard.to_vec())]);
    }
}

#[test]
fn a_frame_whose_connect_is_missing() {
    let mut b = Bench::in_call();
    b.start(CONTROL_IN);
    b.out();
    b.modem(&frame(CSI_FCS));
    b.modem(OK);
    assert_eq!(b.told(), [Carrier, Frame(CSI_FCS[..23].to_vec())]);
    assert_eq!(b.out(), b"AT+FRH=3\r");
    b.modem(&[&frame(DIS_FCS)[..], OK].concat());
    assert!(matches!(&b.told()[..], [Frame(dis)] if dis.len() == 13));
}

#[test]
fn frames_without_results() {
    let profile = Profile { frames_have_results: false, ..Profile::GENERIC };
    let mut b = Bench::new(profile);
    b.start(CONTROL_IN);
    b.out();
    // More follow: at once.
    b.modem(CONNECT);
    b.modem(&frame(CSI_FCS));
    assert_eq!(b.told(), [Carrier, Frame(CSI_FCS[..23].to_vec())]);
    assert_eq!(b.out(), b"AT+FRH=3\r");
    // The last one: the modem waits for the end of the carrier.
    b.modem(CONNECT);
    b.modem(&frame(DIS_FCS));
    b.pass(99);
    assert_eq!(b.told(), []);
    b.pass(1);
    assert!(matches!(&b.told()[..], [Frame(dis)] if dis.len() == 13));
    b.start(CONTROL_OUT);
    assert_eq!(b.out().first(), Some(&b'A'), "no abort: the modem is free");
    // A result that comes all the same.
    let mut b = Bench::new(profile);
    b.start(CONTROL_IN);
    b.modem(CONNECT);
    b.modem(&frame(DIS_FCS));
    b.modem(OK);
    assert!(matches!(&b.told()[..], [Carrier, Frame(_)]));
    // And a damaged one is that.
    let mut b = Bench::new(profile);
    b.start(CONTROL_IN);
    b.modem(CONNECT);
    b.modem(&frame(&[0xFF, 0x03, 0x40, 0x00, 0x00]));
    assert_eq!(b.told(), [Carrier, BadFrame]);
}

#[test]
fn frames_that_nobody_asks_for() {
    let mut b = Bench::new(Profile { connect_between_frames: false, ..Profile::GENERIC });
    b.start(CONTROL_OUT);
    b.modem(CONNECT);
    b.out();
    b.send(&[0xFF, 0x03, 0x43, 0x31], false);
    b.send(&[0xFF, 0x13, 0x83, 0x00], true);
    assert_eq!(b.out(), [0xFF, 0x03, 0x43, 0x31, 0x10, 0x03, 0xFF, 0x13, 0x83, 0x00, 0x10, 0x03]);
    // It asks all the same.
    b.modem(CONNECT);
    assert_eq!((b.out(), b.told()), (vec![], vec![]));
    b.modem(OK);
    assert_eq!(b.told(), [Done]);
    // Frames that the driver has no room for wait.
    b.start(CONTROL_OUT);
    b.out();
    b.modem(CONNECT);
    let (long, mut sent) = ([&[0xFF, 0x03][..], &[0x10; 100]].concat(), 0);
    while b.driver.room() > 0 {
        b.send(&long, false);
        sent += 1;
    }
    assert!(sent > 1);
    assert_eq!(b.out().len(), sent * (2 + 200 + 2), "and none is cut short");
    assert!(b.driver.room() > 0);
}

const XOFF: &[u8] = &[0x13];
const XON: &[u8] = &[0x11];

#[test]
fn xoff_and_xon_while_sending() {
    let mut b = Bench::new(Profile::XON_XOFF);
    assert!(!b.driver.obeys_xon_xoff());
    b.start(LineOp::Send(CHECK));
    assert!(b.driver.obeys_xon_xoff());
    b.modem(&[CONNECT, XON].concat());
    b.out();
    b.send(&[0; 100], false);
    b.modem(XOFF);
    assert_eq!(b.out(), b"");
    // What comes meanwhile waits for as long as the modem trains, and then for what it has.
    b.send(&[0; 100], true);
    b.pass(1300);
    assert_eq!((b.out(), b.told()), (vec![], vec![]));
    b.modem(XON);
    assert_eq!(b.out(), [&[0; 200][..], &[0x10, 0x03]].concat());
    b.modem(OK);
    assert_eq!(b.told(), [Done]);
}

/// XOFF counts until the modem must have sent all that it was given; then an image goes on at the rate of the line.
#[test]
fn an_xon_that_is_lost() {
    let mut b = Bench::new(Profile::XON_XOFF);
    b.start(LineOp::Send(IMAGE));
    b.modem(CONNECT);
    b.out();
    // A fifth of a second at 14400 bit/s, in rows that end.
    b.send(&[0, 0, 0x80].repeat(120), false);
    let given = b.out().len();
    assert!((357..360).contains(&given), "{given}: the last row waits for its EOL");
    b.modem(XOFF);
    b.send(&[0, 0, 0x80].repeat(120), false);
    // The training of 142 ms and those octets, less the 96 that it is kept ahead of the line: 287 ms.
    b.pass(280);
    assert_eq!(b.out(), b"");
    b.pass(30);
    assert!(!b.out().is_empty());
    b.pass(100);
    assert!((160..=200).contains(&b.out().len()), "a tenth of a second at 14400 bit/s");
    b.send(&[0xFF], true);
    b.pass(1000);
    assert!(b.out().ends_with(&[0xFF, 0x10, 0x03]), "to the end");
    b.modem(OK);
    assert_eq!(b.told(), [Done]);
}

#[test]
fn a_modem_that_says_xoff_and_no_more() {
    let mut b = Bench::new(Profile::XON_XOFF);
    b.start(LineOp::Send(IMAGE));
    b.modem(CONNECT);
    b.out();
    b.send(&[0; 100], true);
    b.modem(XOFF);
    b.pass(70_000);
    assert_eq!(b.told(), [Refused], "in bounded time");
    assert!(b.out().contains(&0x18), "and the modem is called to order");
    b.modem(OK);
    b.pass(1_000);
    b.start(LineOp::HangUp);
    assert_eq!(b.out(), b"ATH\r");
}

#[test]
fn a_final_result_is_an_xon_too() {
    let mut b = Bench::new(Profile::XON_XOFF);
    b.start(LineOp::Send(CHECK));
    b.modem(CONNECT);
    b.send(&[0; 10], true);
    b.out();
    b.modem(&[XOFF, OK].concat());
    b.start(CONTROL_IN);
    assert_eq!((b.told(), b.out()), (vec![Done], b"AT+FRH=3\r".to_vec()));
    // Nor is there anything to stop between signals.
    b.start(LineOp::HangUp);
    b.modem(&[OK, XOFF].concat());
    assert_eq!(b.out(), b"\x18ATH\r");
    b.modem(OK);
    b.pass(100);
    assert!(b.driver.is_idle());
}

#[test]
fn xoff_and_xon_are_data_in_a_reception_and_with_other_modems() {
    let octets = [0x11, 0x13, 0x91, 0x13, 0x13, 0x11];
    for profile in [Profile::XON_XOFF, Profile::GENERIC] {
        let mut b = Bench::new(profile);
        b.start(LineOp::Receive(IMAGE));
        assert!(!b.driver.obeys_xon_xoff());
        b.modem(CONNECT);
        b.modem(&octets);
        assert_eq!(b.told(), [Carrier, Octets(octets.to_vec())]);
        b.modem(&[&[0x10, 0x03], NO_CARRIER].concat());
        b.start(CONTROL_IN);
        assert!(!b.driver.obeys_xon_xoff());
        b.modem(CONNECT);
        b.modem(&frame(&[0xFF, 0x13, 0x11, 0x13]));
        b.modem(OK);
        assert_eq!(b.told(), [CarrierLost, Carrier, BadFrame]);
    }
    let mut b = Bench::in_call();
    assert!(!b.driver.obeys_xon_xoff());
    b.start(LineOp::Send(CHECK));
    b.modem(CONNECT);
    b.modem(XOFF);
    b.out();
    b.send(&[0; 10], true);
    assert_eq!(b.out().len(), 12);
}

#[test]
fn without_flow_control_an_image_goes_out_at_the_rate_of_the_line() {
    let mut b = Bench::new(Profile { flow: Flow::Paced, ..Profile::GENERIC });
    b.start(LineOp::Send(Signal::training_check(Modulation::V29At9600)));
    b.modem(CONNECT);
    b.out();
    let mut sent = 0;
    for tenth in 1..=10 {
        while b.driver.room() > 100 {
            b.send(&[0; 100], false);
        }
        b.pass(100);
        sent += b.out().len();
        // 9600 bit/s are 120 octets in a tenth of a second, and no more than 96 ahead.
        assert!((tenth * 120..=tenth * 120 + 96 + 12).contains(&sent), "{sent} octets in {tenth} tenths");
    }
    b.send(&[], true);
    b.pass(10_000);
    assert!(b.out().ends_with(&[0x10, 0x03]));
    b.modem(OK);
    assert_eq!(b.told(), [Done]);
    // Commands and frames are not paced.
    b.start(CONTROL_OUT);
    b.modem(CONNECT);
    b.out();
    b.send(&[0x55; 200], true);
    assert_eq!(b.out().len(), 202);
}

#[test]
fn octets_that_run_out_do_so_at_the_end_of_a_row() {
    let mut b = Bench::in_call();
    b.start(LineOp::Send(IMAGE));
    b.modem(CONNECT);
    b.out();
    // EOL, a row, and the next EOL in the middle of an octet: bits 0000 0000 0001, lowest first.
    let row = [0x00, 0x08, 0x55, 0xAA, 0x55, 0x0A, 0x00, 0x80];
    b.send(&row, false);
    // The modem goes on with zeros behind these: more of the EOL that begins there.
    assert_eq!(b.out(), [0x00, 0x08, 0x55, 0xAA, 0x55, 0x0A, 0x00]);
    b.send(&[0x55, 0x55], false);
    assert_eq!(b.out(), []);
    b.send(&[0x00, 0x08], false);
    assert_eq!(b.out(), [0x80, 0x55, 0x55, 0x00]);
    b.send(&[0x01], true);
    assert_eq!(b.out(), [0x08, 0x01, 0x10, 0x03]);
}

#[test]
fn a_row_that_is_longer_than_the_drivers_memory_goes_out_all_the_same() {
    let mut b = Bench::in_call();
    b.start(LineOp::Send(IMAGE));
    b.modem(CONNECT);
    b.out();
    let mut sent = 0;
    for _ in 0..50 {
        let room = b.driver.room();
        assert!(room > 0);
        b.send(&vec![0x55; room.min(200)], false);
        sent += b.out().len();
    }
    assert!(sent > 8_000);
}

/// The octets of an image in frames, with zeros wherever the driver had none to give.
#[test]
fn frames_stay_whole_when_the_modem_runs_out_of_octets() {
    let frames: Vec<Vec<u8>> = (0..20u8).map(|n| [&[0xFF, 0x03, 0x06, n][..], &[n; 61]].concat()).collect();
    let mut b = Bench::in_call();
    b.start(LineOp::Send(FRAMES));
    b.modem(CONNECT);
    b.out();
    let mut line = Vec::new();
    for (n, frame) in frames.iter().enumerate() {
        b.send(frame, false);
        line.extend(b.out());
        if n % 3 != 0 {
            b.pass(101);
            let flags = b.out();
            assert!((100..=200).contains(&flags.len()), "{} octets for 100 ms at 14400 bit/s", flags.len());
            line.extend(flags);
            // And still too late.
            line.extend([0; 5]);
        }
    }
    b.send(&[], true);
    line.extend(b.out());
    let line = line.strip_suffix(&[0x10, 0x03]).unwrap();
    let (mut deframer, mut found, mut shielded) = (Deframer::new(), Vec::new(), false);
    for &octet in line {
        shielded = octet == 0x10 && !shielded;
        if !shielded && deframer.push(octet) == Some(Found::Frame) {
            found.push(deframer.frame().to_vec());
        }
    }
    assert_eq!(found, frames);
}
