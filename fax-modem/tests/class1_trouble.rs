//! Modems that go away, fall silent or need rest.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod script;

use core::time::Duration;

use fax_core::{Line, LineOp, Signal};
use fax_modem::{Class1, Profile};
use script::Told::*;
use script::*;

#[test]
fn the_call_is_gone() {
    // ERROR twice: the modem is on hook.
    for op in [CONTROL_IN, CONTROL_OUT, LineOp::Receive(IMAGE), LineOp::Send(IMAGE)] {
        let mut b = Bench::in_call();
        b.start(op);
        let command = b.out();
        b.modem(ERROR);
        assert_eq!((b.told(), b.out()), (vec![], vec![]));
        b.pass(100);
        assert_eq!(b.out(), command);
        b.modem(ERROR);
        assert_eq!(b.told(), [HungUp]);
        b.pass(60_000);
        assert_eq!((b.told(), b.out()), (vec![], vec![]));
    }
    // NO CARRIER in place of OK.
    let mut b = Bench::in_call();
    b.start(LineOp::Send(IMAGE));
    b.modem(CONNECT);
    b.send(&[0], true);
    b.modem(NO_CARRIER);
    assert_eq!(b.told(), [HungUp]);
}

#[test]
fn a_page_that_the_call_does_not_outlive_leaves_nothing_in_front_of_the_next_command() {
    let mut b = Bench::in_call();
    b.start(LineOp::Send(IMAGE));
    b.out();
    b.modem(CONNECT);
    b.send(&[0x41; 200], false);
    b.modem(NO_CARRIER);
    assert_eq!(b.told(), [HungUp]);
    b.start(LineOp::HangUp);
    assert_eq!(b.out(), b"ATH\r");
}

#[test]
fn on_hook_is_what_the_modem_says_or_refuses_twice() {
    let mut b = Bench::in_call();
    b.start(LineOp::HangUp);
    assert_eq!(b.out(), b"ATH\r");
    b.modem(ERROR);
    assert_eq!((b.told(), b.out()), (vec![], vec![]));
    b.pass(100);
    assert_eq!(b.out(), b"ATH\r");
    b.modem(ERROR);
    assert_eq!(b.told(), [HungUp]);
    b.pass(100);
    assert!(b.driver.is_idle());
}

#[test]
fn silence_of_the_modem_after_each_command_ends_in_bounded_time() {
    let data = LineOp::Send(IMAGE);
    for (op, connects, within, last) in [
        (CONTROL_OUT, 0, 6_000, Refused),
        (CONTROL_OUT, 1, 8_000, Refused),
        (data, 0, 6_000, Refused),
        (data, 1, 61_000, Refused),
        (LineOp::Silence(Duration::from_millis(75)), 0, 6_000, Refused),
        (LineOp::AwaitSilence(Duration::from_millis(75)), 0, 6_000, Done),
        (LineOp::HangUp, 0, 6_000, HungUp),
    ] {
        let mut b = Bench::in_call();
        b.start(op);
        for _ in 0..connects {
            b.modem(CONNECT);
        }
        if b.driver.room() > 0 {
            b.send(&[0xFF, 0x13, 0x84], true);
        }
        b.out();
        b.pass(within);
        assert_eq!(b.told(), [last], "{op:?} after {connects} CONNECT");
        b.pass(60_000);
        assert_eq!(b.told(), []);
        assert!(b.driver.poll_timeout().is_none(), "{op:?} comes to rest");
    }
    // Receptions have no limit of their own; a frame that never ends has.
    let mut b = Bench::in_call();
    b.start(CONTROL_IN);
    b.modem(CONNECT);
    b.modem(&[0xFF, 0x13]);
    b.out();
    b.pass(11_000);
    assert_eq!(b.told(), [Carrier, CarrierLost]);
    // And so has a frame whose result never comes: our own check decides.
    let mut b = Bench::in_call();
    b.start(CONTROL_IN);
    b.modem(CONNECT);
    b.modem(&frame(&[0xFF, 0x13, 0x84, 0xEA, 0x7D]));
    b.out();
    b.pass(3_100);
    assert_eq!(b.told(), [Carrier, Frame(vec![0xFF, 0x13, 0x84])]);
    assert_eq!(b.out()[0], 0x18, "no command before the result is in, or given up for lost");
}

#[test]
fn modems_that_need_rest() {
    let mut b = Bench::new(Profile { rest: Duration::from_millis(40), ..Profile::GENERIC });
    b.start(CONTROL_IN);
    b.out();
    b.modem(CONNECT);
    b.modem(&frame(&[0xFF, 0x13, 0x84, 0xEA, 0x7D]));
    b.modem(OK);
    assert_eq!(b.told(), [Carrier, Frame(vec![0xFF, 0x13, 0x84])]);
    b.start(CONTROL_OUT);
    assert_eq!(b.out(), b"");
    b.pass(40);
    assert_eq!(b.out(), b"AT+FTH=3\r");

    let mut b = Bench::new(Profile::AGERE);
    b.start(LineOp::Send(CHECK));
    b.modem(CONNECT);
    assert_eq!(b.driver.room(), 0);
    b.pass(400);
    assert!(b.driver.room() > 0);
}

#[test]
fn an_operation_that_class_1_does_not_have() {
    let mut b = Bench::in_call();
    b.start(LineOp::Send(Signal { framing: fax_core::Framing::Raw, ..Signal::CONTROL }));
    assert_eq!((b.told(), b.out()), (vec![Refused], vec![]));
}

#[test]
fn a_driver_fits_a_microcontroller() {
    assert!(size_of::<Class1>() <= 3136, "{} octets", size_of::<Class1>());
}
