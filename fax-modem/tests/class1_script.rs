//! Frames, images and silences: what goes out and what is told, octet by octet.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod script;

use core::time::Duration;

use fax_core::{Line, LineEvent, LineOp, Tone};
use fax_modem::{LoneDle, Profile, Progress};
use script::Told::*;
use script::*;

#[test]
fn a_caller_hears_csi_and_dis() {
    let mut b = Bench::new(Profile::GENERIC);
    b.driver.dial("5551234", b.now).unwrap();
    b.out();
    b.modem(CONNECT);
    assert_eq!(b.driver.progress(), Progress::Connected);
    // Before the call has begun, the whole frame may be there.
    b.modem(&frame(CSI_FCS));
    b.modem(OK);
    b.start(LineOp::Tone(Tone::Cng));
    assert_eq!(b.told(), [Done]);
    assert_eq!(b.out(), b"");
    b.start(CONTROL_IN);
    assert_eq!(b.told(), [Carrier, Frame(CSI_FCS[..23].to_vec())]);
    // The next frame of the burst, at once.
    assert_eq!(b.out(), b"AT+FRH=3\r");
    b.modem(CONNECT);
    b.modem(&frame(DIS_FCS));
    assert_eq!(b.told(), []);
    // The OK is held back until the carrier drops.
    b.pass(60);
    b.modem(OK);
    assert_eq!(b.told(), [Frame(vec![0xFF, 0x13, 0x80, 0x00, 0xEE, 0xFA, 0xC4, 0x80, 0xD7, 0x83, 0x80, 0x80, 0x18])]);
}

#[test]
fn the_operation_may_change_on_a_final_frame_before_another_command_is_out() {
    let mut b = Bench::in_call();
    b.driver.start(CONTROL_IN, b.now);
    b.out();
    b.driver.handle_octets(&[CONNECT, &frame(&[0xFF, 0x13, 0x84, 0xEA, 0x7D]), OK].concat(), b.now);
    assert_eq!(b.driver.poll_event(b.now), Some(LineEvent::Carrier));
    assert_eq!(b.driver.poll_event(b.now), Some(LineEvent::Frame(&[0xFF, 0x13, 0x84])));
    b.driver.start(CONTROL_OUT, b.now);
    assert_eq!(b.out(), b"AT+FTH=3\r", "and no +FRH before it");
}

#[test]
fn an_answerer_sends_without_a_command() {
    let mut b = Bench::new(Profile::GENERIC);
    b.modem(b"\r\nRING\r\n");
    assert_eq!(b.driver.rings(), 1);
    b.driver.answer(b.now);
    assert_eq!(b.out(), b"ATA\r");
    b.modem(b"\r\nFAX\r\n");
    b.modem(CONNECT);
    assert_eq!(b.driver.progress(), Progress::Connected);
    b.start(LineOp::Tone(Tone::Ced));
    assert_eq!(b.told(), [Done]);
    b.start(CONTROL_OUT);
    b.send(&[0xFF, 0x03, 0x40, 0x10, 0x31], false);
    assert_eq!(b.out(), [0xFF, 0x03, 0x40, 0x10, 0x10, 0x31, 0x10, 0x03]);
    b.send(&[0xFF, 0x13, 0x80, 0x00], true);
    assert_eq!((b.out(), b.driver.room()), (vec![], 0), "one frame at a time");
    b.modem(CONNECT);
    assert_eq!(b.out(), [0xFF, 0x13, 0x80, 0x00, 0x10, 0x03]);
    // Some modems ask twice.
    b.modem(CONNECT);
    assert_eq!((b.out(), b.told()), (vec![], vec![]));
    b.modem(OK);
    assert_eq!(b.told(), [Done]);
    b.modem(OK);
    assert_eq!(b.told(), []);
}

#[test]
fn data_goes_out_shielded_and_ends_with_the_modems_ok() {
    let mut b = Bench::in_call();
    b.start(LineOp::Silence(Duration::from_millis(75)));
    assert_eq!(b.out(), b"AT+FTS=8\r");
    b.modem(OK);
    assert_eq!(b.told(), [Done]);
    b.start(LineOp::Send(CHECK));
    assert_eq!(b.out(), b"AT+FTM=145\r");
    assert_eq!(b.driver.room(), 0);
    b.modem(CONNECT);
    assert!(b.driver.room() >= 256);
    b.send(&[0x00, 0x10, 0x03], false);
    // What is not known to be a whole row waits for its end.
    assert_eq!(b.out(), [0x00]);
    b.send(&[], true);
    assert_eq!(b.out(), [0x10, 0x10, 0x03, 0x10, 0x03]);
    assert_eq!(b.driver.room(), 0);
    b.pass(40_000);
    assert_eq!(b.told(), []);
    b.modem(OK);
    assert_eq!(b.told(), [Done]);
    b.start(LineOp::Send(IMAGE));
    assert_eq!(b.out(), b"AT+FTM=146\r");
}

#[test]
fn data_comes_in_until_no_carrier() {
    let mut b = Bench::in_call();
    b.start(LineOp::Receive(IMAGE));
    assert_eq!(b.out(), b"AT+FRM=146\r");
    b.modem(b"\r\nCONNECT\r\n\x00\x28\x10\x10\x10\x1a\x9b");
    b.modem(&[b'\r', b'\n', 0x10]);
    b.modem(&[0x03]);
    assert_eq!(b.told(), [Carrier, Octets(vec![0x00, 0x28, 0x10, 0x10, 0x10, 0x9B, b'\r', b'\n'])]);
    b.modem(NO_CARRIER);
    assert_eq!(b.told(), [CarrierLost]);
    b.start(CONTROL_IN);
    assert_eq!(b.out(), b"AT+FRH=3\r");
}

#[test]
fn a_page_whose_no_carrier_never_comes() {
    let mut b = Bench::in_call();
    b.start(LineOp::Receive(IMAGE));
    b.out();
    b.modem(b"\r\nCONNECT\r\n\x01\x10\x03");
    assert_eq!(b.told(), [Carrier, Octets(vec![1])]);
    b.pass(500);
    assert_eq!(b.told(), [CarrierLost]);
    b.start(CONTROL_IN);
    assert_eq!(b.out(), [0x18], "no command before the result is in, or given up for lost");
    b.pass(500);
    assert_eq!(b.out(), b"AT\rAT\r");
    b.modem(OK);
    b.pass(20);
    assert_eq!(b.out(), b"AT+FRH=3\r");

    // It comes late: not as an answer to the next command.
    let mut b = Bench::in_call();
    b.start(LineOp::Receive(IMAGE));
    b.out();
    b.modem(b"\r\nCONNECT\r\n\x01\x10\x03");
    b.pass(600);
    b.start(CONTROL_IN);
    assert_eq!(b.out(), [0x18]);
    b.modem(NO_CARRIER);
    b.pass(50);
    assert_eq!(b.out(), b"AT+FRH=3\r");
    b.pass(500);
    b.modem(CONNECT);
    assert_eq!(b.told(), [Carrier, Octets(vec![1]), CarrierLost, Carrier]);
}

#[test]
fn v21_instead_of_an_image() {
    let mut b = Bench::in_call();
    b.start(LineOp::Receive(IMAGE));
    b.out();
    b.pass(1_000);
    b.modem(b"\r\n+FCERROR\r\n");
    assert_eq!(b.told(), [WrongCarrier]);
    b.start(CONTROL_IN);
    assert_eq!(b.out(), b"AT+FRH=3\r");

    // With adaptive reception the modem goes on by itself, and may be far ahead of the call.
    let mut b = Bench::in_call();
    b.driver.start(LineOp::Receive(IMAGE), b.now);
    b.out();
    b.pass(1_000);
    let all = [b"\r\n+FRH: 3\r\n", CONNECT, &frame(&[0xFF, 0x13, 0x2F, 0x33, 0x66]), OK].concat();
    b.driver.handle_octets(&all, b.now);
    assert_eq!(b.driver.poll_event(b.now), Some(LineEvent::WrongCarrier));
    b.start(CONTROL_IN);
    assert_eq!(b.told(), [Carrier, Frame(vec![0xFF, 0x13, 0x2F])]);
}

#[test]
fn an_early_fcerror_may_be_an_echo() {
    let mut b = Bench::in_call();
    b.start(LineOp::Receive(IMAGE));
    b.out();
    for _ in 0..2 {
        b.pass(20);
        b.modem(b"\r\n+FCERROR\r\n");
        assert_eq!((b.told(), b.out()), (vec![], b"AT+FRM=146\r".to_vec()));
    }
    b.pass(20);
    b.modem(b"\r\n+FCERROR\r\n");
    assert_eq!(b.told(), [WrongCarrier]);
}

#[test]
fn no_carrier_and_false_starts_while_waiting_for_a_frame() {
    let mut b = Bench::in_call();
    b.start(CONTROL_IN);
    assert_eq!(b.out(), b"AT+FRH=3\r");
    b.pass(500);
    b.modem(NO_CARRIER);
    assert_eq!((b.told(), b.out()), (vec![], b"AT+FRH=3\r".to_vec()));
    // A CONNECT that was none, in both spellings of its end.
    b.pass(500);
    b.modem(b"\r\nCONNECT\r\n\x55\xAA\x10\x03\r\nNO CARRIER\r\n");
    assert_eq!(b.told(), [Carrier, BadFrame]);
    assert_eq!(b.out(), b"AT+FRH=3\r");
    b.pass(500);
    b.modem(CONNECT);
    b.pass(500);
    b.modem(NO_CARRIER);
    assert_eq!(b.told(), [CarrierLost]);
    assert_eq!(b.out(), b"AT+FRH=3\r");
    // A modem that is always early is not flooded: one command in 50 ms.
    b.modem(NO_CARRIER);
    assert_eq!(b.out(), b"");
    b.pass(49);
    assert_eq!(b.out(), b"");
    b.pass(1);
    assert_eq!(b.out(), b"AT+FRH=3\r");
    // Nor is one that gives up after 30 s taken for gone.
    b.pass(30_000);
    b.modem(OK);
    assert_eq!(b.out(), b"AT+FRH=3\r");
    assert_eq!(b.told(), []);
}

#[test]
fn frames_are_judged_by_us() {
    let mut b = Bench::in_call();
    b.start(CONTROL_IN);
    b.modem(CONNECT);
    b.modem(&frame(&[0xFF, 0x13, 0x84, 0xEA, 0x7C]));
    b.modem(OK);
    assert_eq!(b.told(), [Carrier, BadFrame], "the modem did not look");
    b.modem(CONNECT);
    b.modem(&frame(&[0xFF, 0x13, 0x84, 0xEA, 0x7D]));
    b.modem(ERROR);
    assert_eq!(b.told(), [BadFrame], "the modem knows more");
    b.modem(CONNECT);
    b.modem(&frame(&[0x55; 5000]));
    b.modem(OK);
    assert_eq!(b.told(), [BadFrame], "longer than any frame");
    b.modem(CONNECT);
    b.modem(&frame(&[0xFF, 0x13, 0x84, 0xEA, 0x7D]));
    b.modem(OK);
    assert_eq!(b.told(), [Frame(vec![0xFF, 0x13, 0x84])], "and all is well again");

    let mut b = Bench::new(Profile { frames_have_fcs: false, lone_dle: LoneDle::Keep, ..Profile::GENERIC });
    b.start(CONTROL_IN);
    b.modem(CONNECT);
    b.modem(&frame(&[0xFF, 0x03, 0x40, 0x10, 0x31]));
    b.modem(OK);
    assert_eq!(b.told(), [Carrier, Frame(vec![0xFF, 0x03, 0x40, 0x10, 0x31])], "a modem that forgets all it can");
}

#[test]
fn a_second_connect_in_front_of_a_queued_frame() {
    let mut b = Bench::in_call();
    b.start(CONTROL_IN);
    b.modem(&[CONNECT, CONNECT, &frame(&[0xFF, 0x13, 0x84, 0xEA, 0x7D]), OK].concat());
    assert_eq!(b.told(), [Carrier, Frame(vec![0xFF, 0x13, 0x84])]);
}

#[test]
fn a_reception_is_ended_by_can_and_the_next_command_waits_for_its_ok() {
    let mut b = Bench::in_call();
    b.start(CONTROL_IN);
    b.out();
    b.pass(3_000);
    b.start(CONTROL_OUT);
    b.send(&[0xFF, 0x13, 0x2F], true);
    assert_eq!(b.out(), [0x18]);
    // The abort crosses with a CONNECT and a whole frame.
    b.modem(&[CONNECT, &frame(&[0xFF, 0x13, 0x84, 0xEA, 0x7D])].concat());
    assert_eq!((b.out(), b.told()), (vec![], vec![]));
    b.modem(OK);
    assert_eq!(b.out(), b"AT+FTH=3\r");
    b.modem(CONNECT);
    assert_eq!(b.out(), [0xFF, 0x13, 0x2F, 0x10, 0x03]);
    b.modem(OK);
    assert_eq!(b.told(), [Done]);
}

#[test]
fn an_abort_without_an_ok() {
    let mut b = Bench::in_call();
    b.start(CONTROL_IN);
    b.out();
    b.start(CONTROL_OUT);
    assert_eq!(b.out(), [0x18]);
    b.pass(200);
    assert_eq!(b.out(), b"AT\r");
    b.modem(OK);
    b.modem(OK);
    b.pass(20);
    assert_eq!(b.out(), b"AT+FTH=3\r");

    // A modem that is deaf for good does not hold us up for ever.
    let mut b = Bench::in_call();
    b.start(CONTROL_IN);
    b.out();
    b.start(LineOp::HangUp);
    b.pass(10_000);
    assert_eq!(b.told(), [HungUp]);
    assert!(b.driver.poll_timeout().is_none());
}

#[test]
fn an_abort_that_crosses_with_no_carrier() {
    let mut b = Bench::in_call();
    b.start(CONTROL_IN);
    b.out();
    b.pass(3_300);
    b.start(LineOp::AwaitSilence(Duration::from_millis(75)));
    assert_eq!(b.out(), [0x18]);
    b.modem(NO_CARRIER);
    b.pass(20);
    b.modem(OK);
    b.pass(30);
    assert_eq!((b.told(), b.out()), (vec![], b"AT+FRS=8\r".to_vec()), "an OK to CAN ends no silence");
    b.modem(OK);
    assert_eq!(b.told(), [Done]);
}

#[test]
fn a_carrier_that_comes_and_goes_unseen() {
    let mut b = Bench::new(Profile::GENERIC);
    b.driver.dial("1", b.now).unwrap();
    b.modem(CONNECT);
    b.driver.start(CONTROL_IN, b.now);
    b.driver.handle_timeout(b.now + Duration::from_secs(10));
    assert_eq!(b.driver.poll_event(b.now), None);
}

#[test]
fn an_operation_that_is_replaced_before_its_command_has_left() {
    let mut b = Bench::in_call();
    b.start(CONTROL_IN);
    b.start(CONTROL_OUT);
    assert_eq!(b.out(), b"AT+FTH=3\r");
}

#[test]
fn a_silence_that_is_given_up_ends_for_nobody() {
    let mut b = Bench::in_call();
    b.start(LineOp::Silence(Duration::from_millis(75)));
    b.out();
    b.start(CONTROL_OUT);
    b.send(&[0xFF, 0x13, 0xFB], true);
    assert_eq!(b.out(), b"");
    b.modem(OK);
    assert_eq!((b.told(), b.out()), (vec![], b"AT+FTH=3\r".to_vec()));
}

#[test]
fn a_page_that_is_given_up() {
    let mut b = Bench::in_call();
    b.start(LineOp::Send(IMAGE));
    b.modem(CONNECT);
    b.out();
    b.send(&[1, 0, 0x80], false);
    assert_eq!(b.out(), [1, 0]);
    b.start(CONTROL_OUT);
    assert_eq!(b.out(), [0x80, 0x10, 0x03]);
    b.send(&[0xFF, 0x13, 0xFB], true);
    b.pass(3_000);
    assert_eq!(b.out(), b"");
    b.modem(OK);
    assert_eq!(b.out(), b"AT+FTH=3\r");
}

#[test]
fn silences_by_the_modem_or_by_the_clock() {
    // The far side is never quiet: given up after 3 s, with an abort.
    let mut b = Bench::in_call();
    b.start(LineOp::AwaitSilence(Duration::from_millis(70)));
    assert_eq!(b.out(), b"AT+FRS=7\r");
    b.pass(3_000);
    assert_eq!(b.told(), []);
    b.pass(100);
    assert_eq!((b.told(), b.out()), (vec![Done], vec![0x18]));
    b.modem(OK);

    // The modem cannot, as it says: then the clock can.
    b.start(LineOp::Silence(Duration::from_millis(75)));
    assert_eq!(b.out(), b"AT+FTS=8\r");
    b.modem(ERROR);
    b.pass(74);
    assert_eq!(b.told(), []);
    b.pass(1);
    assert_eq!(b.told(), [Done]);

    // The profile knows that it cannot.
    let mut b = Bench::new(Profile::NO_SILENCE_COMMANDS);
    for op in [LineOp::Silence(Duration::from_millis(75)), LineOp::AwaitSilence(Duration::from_millis(75))] {
        b.start(op);
        b.pass(74);
        assert_eq!((b.out(), b.told()), (vec![], vec![]));
        b.pass(1);
        assert_eq!(b.told(), [Done]);
    }

    // Longer than one command can say.
    let mut b = Bench::in_call();
    b.start(LineOp::Silence(Duration::from_secs(3)));
    assert_eq!(b.out(), b"AT+FTS=255\r");
    b.modem(OK);
    assert_eq!((b.told(), b.out()), (vec![], b"AT+FTS=45\r".to_vec()));
    b.modem(OK);
    assert_eq!(b.told(), [Done]);
}
