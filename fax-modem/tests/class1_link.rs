//! Setting up, dialling and answering, octet by octet.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod script;

use fax_core::{Modulation, Modulations};
use fax_modem::{DialFailure, NumberError, Profile, Progress, Setup, SetupFailure};
use script::*;

/// How long the first answer of a set-up may be followed by another one, in ms.
const STALE: u64 = 150;

#[test]
fn set_up_line_by_line() {
    let mut b = Bench::new(Profile {
        init: &["ATZ", "ATE0Q0V1"],
        caller_id: None,
        init_class1: &["AT&K3"],
        ..Profile::GENERIC
    });
    b.driver.initialise(b.now);
    let script: [(&[u8], &[u8]); 7] = [
        (b"ATE0Q0V1\r", b"ATE0Q0V1\r\r\nOK\r\n"),
        (b"ATZ\r", b"ATZ\r\r\nOK\r\n"),
        (b"ATE0Q0V1\r", b"ATE0Q0V1\r\r\nOK\r\n"),
        (b"AT+FCLASS=1\r", OK),
        (b"AT&K3\r", OK),
        (b"AT+FTM=?\r", b"\r\n24,48,72,73,74,96,97,98,121,122,145,146\r\n\r\nOK\r\n"),
        (b"AT+FRM=?\r", b"\r\n(24,48,72,96)\r\n\r\nOK\r\n\r\nRING\r\n"),
    ];
    for (command, answer) in script {
        assert_eq!(b.out(), command);
        b.modem(answer);
        b.pass(STALE);
    }
    assert_eq!(b.out(), b"AT+FAR=1\r");
    b.modem(ERROR);
    assert_eq!(b.driver.setup(), Setup::Ready);
    assert_eq!(
        b.driver.abilities(),
        Modulations::up_to(9600).without(Modulation::V17At9600).without(Modulation::V17At7200)
    );
    assert_eq!(b.driver.rings(), 1);
    assert!(b.driver.is_idle());
}

#[test]
fn set_up_of_a_deaf_modem_and_of_a_data_modem() {
    let mut b = Bench::new(Profile::GENERIC);
    b.driver.initialise(b.now);
    b.pass(12_000);
    assert_eq!(b.driver.setup(), Setup::Failed(SetupFailure::ModemSilent));
    // From the second try on, whatever it may be doing is ended first.
    assert_eq!(b.out(), b"ATE0Q0V1\r\x10\x03\x18ATE0Q0V1\r\x10\x03\x18ATE0Q0V1\r");

    let mut b = Bench::new(Profile { init: &[], caller_id: None, ..Profile::GENERIC });
    b.driver.initialise(b.now);
    b.modem(OK);
    b.pass(STALE);
    b.modem(ERROR);
    assert_eq!(b.driver.setup(), Setup::Failed(SetupFailure::NoClass1));
}

#[test]
fn a_modem_that_eats_a_command_after_its_reset() {
    let mut b = Bench::new(Profile { init: &["ATZ"], caller_id: None, init_class1: &[], ..Profile::GENERIC });
    b.driver.initialise(b.now);
    b.modem(OK);
    b.pass(STALE);
    b.modem(OK);
    b.out();
    b.pass(4_000);
    assert_eq!(b.out(), b"AT+FCLASS=1\r", "again");
    b.modem(OK);
    assert_eq!(b.out(), b"AT+FTM=?\r");
}

#[test]
fn an_answer_that_is_one_line_late_is_not_taken_for_a_list() {
    let mut b = Bench::new(Profile { init: &[], caller_id: None, init_class1: &[], ..Profile::GENERIC });
    b.driver.initialise(b.now);
    b.modem(OK);
    b.pass(STALE);
    b.modem(OK);
    b.out();
    // The answer to a line that was repeated, then ours.
    b.modem(OK);
    assert_eq!(b.out(), b"");
    b.modem(b"\r\n24,48\r\n\r\nOK\r\n");
    assert_eq!(b.out(), b"AT+FRM=?\r");
    // And a modem that has no list to give is asked twice.
    b.modem(OK);
    b.pass(4_000);
    assert_eq!(b.out(), b"AT+FRM=?\r");
    b.modem(OK);
    b.modem(OK);
    assert_eq!(b.driver.setup(), Setup::Failed(SetupFailure::NoModulations));
}

#[test]
fn a_modem_that_was_left_mute() {
    let mut b = Bench::new(Profile::GENERIC);
    b.driver.initialise(b.now);
    assert_eq!(b.out(), b"ATE0Q0V1\r", "the first line it hears makes it speak");
    b.modem(b"ATE0Q0V1\r");
    b.modem(OK);
    b.pass(STALE);
    assert_eq!(b.out(), b"ATZ\r");
}

#[test]
fn an_answer_from_before_the_set_up_is_not_taken_for_one_to_it() {
    let mut b = Bench::new(Profile { init: &[], caller_id: None, ..Profile::GENERIC });
    b.driver.initialise(b.now);
    assert_eq!(b.out(), b"ATE0Q0V1\r");
    // To a line that somebody else gave, or to the end of what he left; then to ours.
    b.modem(OK);
    b.pass(STALE - 50);
    b.modem(ERROR);
    b.pass(50);
    assert_eq!(b.out(), b"AT+FCLASS=1\r");
    b.modem(OK);
    assert_eq!(b.out(), b"AT&K3\r", "and not: no Class 1");
}

#[test]
fn rings_of_two_callers_do_not_add_up() {
    let mut b = Bench::new(Profile::GENERIC);
    b.modem(b"\r\nRING\r\n");
    b.pass(6_000);
    b.modem(b"\r\nRING\r\n");
    assert_eq!(b.driver.rings(), 2);
    b.pass(8_001);
    b.modem(b"\r\nRING\r\n");
    assert_eq!(b.driver.rings(), 1);
}

#[test]
fn each_dial_result() {
    for (answer, failure) in [
        (&b"\r\nBUSY\r\n"[..], DialFailure::Busy),
        (b"\r\nNO ANSWER\r\n", DialFailure::NoAnswer),
        (b"\r\nNO DIALTONE\r\n", DialFailure::NoDialTone),
        (b"\r\nNO DIAL TONE\r\n", DialFailure::NoDialTone),
        (NO_CARRIER, DialFailure::NoCarrier),
        (OK, DialFailure::NoCarrier),
        (ERROR, DialFailure::Refused),
        (b"\r\nLINE IN USE\r\n", DialFailure::Refused),
        (b"\r\nBLACKLISTED\r\n", DialFailure::Blacklisted),
        (b"\r\nDELAYED 00:02:00\r\n", DialFailure::Blacklisted),
        (b"\r\nRINGING\r\n\r\nBUSY\r\n", DialFailure::Busy),
    ] {
        let mut b = Bench::new(Profile::GENERIC);
        b.driver.dial("555-1234", b.now).unwrap();
        assert!(b.driver.octets_are_private());
        assert_eq!(b.out(), b"ATD5551234\r");
        assert!(!b.driver.octets_are_private());
        assert_eq!(b.driver.progress(), Progress::InProgress);
        b.modem(answer);
        assert_eq!(b.driver.progress(), Progress::Failed(failure), "{}", answer.escape_ascii());
        assert!(b.driver.is_idle());
    }
    let mut b = Bench::new(Profile::GENERIC);
    assert_eq!(b.driver.dial("0\rATZ", b.now), Err(NumberError::Undialable { at: 1 }));
    assert_eq!(b.out(), b"");
}

#[test]
fn what_is_behind_a_number_is_no_secret() {
    let mut b = Bench::new(Profile::GENERIC);
    b.driver.dial("555-1234", b.now).unwrap();
    let mut port = [0; 7];
    assert_eq!(b.driver.poll_octets(&mut port), 7);
    assert!(b.driver.octets_are_private(), "some digits are still to come");
    b.driver.hang_up(b.now);
    let mut port = [0; 99];
    assert_eq!((b.driver.poll_octets(&mut port), &port[..4]), (4, &b"234\r"[..]));
    assert!(!b.driver.octets_are_private());
    assert_eq!((b.driver.poll_octets(&mut port), port[0]), (1, 0x18));
}

#[test]
fn a_number_that_is_not_wanted_any_more_is_not_dialled() {
    let mut b = Bench::new(Profile::GENERIC);
    b.driver.dial("555-1234", b.now).unwrap();
    b.driver.hang_up(b.now);
    assert!(!b.driver.octets_are_private());
    assert_eq!(b.out(), b"ATH\r");
    b.modem(OK);
    b.pass(20);
    assert!(b.driver.is_idle());
    assert_eq!(b.driver.progress(), Progress::Idle);
}

#[test]
fn a_modem_that_falls_silent_while_dialling() {
    let mut b = Bench::new(Profile::GENERIC);
    b.driver.dial("1", b.now).unwrap();
    b.out();
    b.pass(69_000);
    assert_eq!(b.driver.progress(), Progress::InProgress);
    b.pass(20_000);
    assert_eq!(b.driver.progress(), Progress::Failed(DialFailure::ModemSilent));
    // Aborted, asked twice whether it is there, and told to hang up all the same.
    assert_eq!(b.out(), b"\x18AT\rAT\rATH\r");
    assert!(b.driver.is_idle());
}

#[test]
fn a_call_without_a_result_on_a_modem_that_is_there() {
    let mut b = Bench::new(Profile::GENERIC);
    // Five characters more than are dialled at once: 10 s.
    b.driver.dial("0,,,,,,,,555123", b.now).unwrap();
    b.out();
    b.pass(79_999);
    assert_eq!((b.driver.progress(), b.out()), (Progress::InProgress, vec![]));
    b.pass(1);
    assert_eq!(b.out(), [0x18]);
    b.modem(OK);
    assert_eq!((b.driver.progress(), b.out()), (Progress::InProgress, b"ATH\r".to_vec()));
    b.modem(OK);
    assert_eq!(b.driver.progress(), Progress::Failed(DialFailure::NoCarrier));
    b.pass(20);
    assert!(b.driver.is_idle());
}

#[test]
fn false_starts_after_dialling() {
    let mut b = Bench::new(Profile::GENERIC);
    b.driver.dial("1", b.now).unwrap();
    b.out();
    b.modem(b"\r\n+FCERROR\r\n");
    assert_eq!(b.out(), b"AT+FRH=3\r");
    b.modem(CONNECT);
    assert_eq!(b.driver.progress(), Progress::Connected);
}

#[test]
fn who_calls_is_told_between_the_rings_or_before() {
    let ring = b"\r\nRING\r\n";
    let id = b"\r\nDATE=1120\r\n\r\nTIME=2136\r\n\r\nNMBR=5559876\r\n\r\nNAME=TESTER\r\n";
    for parts in [[&ring[..], &id[..], &ring[..]], [&id[..], &ring[..], &ring[..]]] {
        let mut b = Bench::new(Profile::GENERIC);
        assert!(b.driver.caller().is_empty());
        for part in parts {
            b.modem(part);
            b.pass(3_000);
        }
        assert_eq!((b.driver.rings(), b.driver.caller().number(), b.driver.caller().name()), (2, "5559876", "TESTER"));
        // The next caller withholds his number; the one after says nothing.
        b.pass(20_000);
        b.modem(ring);
        b.modem(b"\r\nNMBR=P\r\n");
        assert!(b.driver.caller().is_withheld());
        b.pass(20_000);
        b.modem(ring);
        assert!(b.driver.caller().is_empty());
    }
}

#[test]
fn text_in_a_call_is_no_caller() {
    let mut b = Bench::new(Profile::GENERIC);
    b.driver.dial("5551234", b.now).unwrap();
    b.modem(b"\r\nNMBR=666\r\n");
    assert!(b.driver.caller().is_empty());
}
