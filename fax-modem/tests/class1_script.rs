//! The driver against scripted modems: what goes out and what is told, octet by octet.
//!
//! The modem's side follows traces of a T.31 modem (libspandsp) and the habits of others.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::wildcard_enum_match_arm, reason = "tests")]

use core::time::Duration;

use fax_core::{Chunk, Instant, Line, LineEvent, LineOp, Modulation, Modulations, Signal, Tone};
use fax_modem::{Class1, DialFailure, LoneDle, NumberError, Profile, Progress, Setup, SetupFailure};

#[derive(Clone, Debug, PartialEq)]
enum Told {
    Done,
    Carrier,
    WrongCarrier,
    CarrierLost,
    Frame(Vec<u8>),
    BadFrame,
    Octets(Vec<u8>),
    Refused,
    HungUp,
}
use Told::*;

/// A driver with its clock and a record of what it told.
struct Bench {
    driver: Class1,
    now: Instant,
    told: Vec<Told>,
    sent: Vec<u8>,
}

impl Bench {
    fn new(profile: Profile) -> Self {
        Self { driver: Class1::new(profile), now: Instant::from_millis(1_000_000), told: Vec::new(), sent: Vec::new() }
    }

    /// A driver whose modem is in a call, in command state, with nothing going on.
    fn in_call() -> Self {
        Self::new(Profile::GENERIC)
    }

    fn start(&mut self, op: LineOp) {
        self.driver.start(op, self.now);
        self.drain();
    }

    /// The modem says something, in pieces of `piece` octets.
    fn modem_in(&mut self, octets: &[u8], piece: usize) {
        for piece in octets.chunks(piece) {
            let mut piece = piece;
            while !piece.is_empty() {
                let taken = self.driver.handle_octets(piece, self.now);
                piece = &piece[taken..];
                self.drain();
            }
        }
    }

    fn modem(&mut self, octets: &[u8]) {
        self.modem_in(octets, octets.len());
    }

    fn send(&mut self, octets: &[u8], last: bool) {
        assert!(self.driver.room() >= octets.len(), "room {} for {}", self.driver.room(), octets.len());
        self.driver.send(Chunk { octets, last }, self.now);
        self.drain();
    }

    fn pass(&mut self, ms: u64) {
        let end = self.now + Duration::from_millis(ms);
        while let Some(at) = self.driver.poll_timeout().filter(|&at| at <= end) {
            assert!(at >= self.now, "a time-out in the past");
            self.now = at;
            self.drain();
            self.write();
        }
        self.now = end;
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(event) = self.driver.poll_event(self.now) {
            let told = match event {
                LineEvent::Done => Done,
                LineEvent::Carrier => Carrier,
                LineEvent::WrongCarrier => WrongCarrier,
                LineEvent::CarrierLost => CarrierLost,
                LineEvent::Frame(frame) => Frame(frame.to_vec()),
                LineEvent::BadFrame => BadFrame,
                LineEvent::Octets(octets) => {
                    if let Some(Octets(before)) = self.told.last_mut() {
                        before.extend_from_slice(octets);
                        continue;
                    }
                    Octets(octets.to_vec())
                }
                LineEvent::Refused => Refused,
                LineEvent::HungUp => HungUp,
                other => panic!("{other:?}"),
            };
            self.told.push(told);
        }
    }

    /// What the driver has written for the modem.
    fn out(&mut self) -> Vec<u8> {
        self.write();
        core::mem::take(&mut self.sent)
    }

    fn write(&mut self) {
        let mut buffer = [0; 7];
        loop {
            let filled = self.driver.poll_octets(&mut buffer);
            if filled == 0 {
                return;
            }
            self.sent.extend_from_slice(&buffer[..filled]);
        }
    }

    fn told(&mut self) -> Vec<Told> {
        core::mem::take(&mut self.told)
    }
}

const OK: &[u8] = b"\r\nOK\r\n";
const CONNECT: &[u8] = b"\r\nCONNECT\r\n";
const ERROR: &[u8] = b"\r\nERROR\r\n";
const NO_CARRIER: &[u8] = b"\r\nNO CARRIER\r\n";
const CONTROL_IN: LineOp = LineOp::Receive(Signal::CONTROL);
const CONTROL_OUT: LineOp = LineOp::Send(Signal::CONTROL);
const CHECK: Signal = Signal::training_check(Modulation::V17At14400);
const IMAGE: Signal = Signal::image(Modulation::V17At14400);

/// CSI "FAXLINE" and its check sequence, as recorded.
const CSI_FCS: &[u8] = b"\xFF\x03\x40ENILXAF             \x12\x61";
/// DIS and its check sequence, as recorded (the first 0x10 of each pair is a shield).
const DIS_FCS: &[u8] =
    &[0xFF, 0x13, 0x80, 0x00, 0xEE, 0xFA, 0xC4, 0x80, 0xD7, 0x83, 0x80, 0x80, 0x18, 0x10, 0x10, 0x2B];

fn frame(octets: &[u8]) -> Vec<u8> {
    [octets, &[0x10, 0x03]].concat()
}

#[test]
fn set_up_line_by_line() {
    let mut b = Bench::new(Profile { init: &["ATZ", "ATE0Q0V1"], ..Profile::GENERIC });
    b.driver.initialise(b.now);
    let script: [(&[u8], &[u8]); 6] = [
        (b"AT\r", b"AT\r\r\nOK\r\n"),
        (b"ATZ\r", b"ATZ\r\r\nOK\r\n"),
        (b"ATE0Q0V1\r", b"ATE0Q0V1\r\r\nOK\r\n"),
        (b"AT+FCLASS=1\r", OK),
        (b"AT+FTM=?\r", b"\r\n24,48,72,73,74,96,97,98,121,122,145,146\r\n\r\nOK\r\n"),
        (b"AT+FRM=?\r", b"\r\n(24,48,72,96)\r\n\r\nOK\r\n\r\nRING\r\n"),
    ];
    for (command, answer) in script {
        assert_eq!(b.out(), command);
        b.modem(answer);
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
    b.pass(10_000);
    assert_eq!(b.driver.setup(), Setup::Failed(SetupFailure::ModemSilent));
    // From the second try on, whatever it may be doing is ended first.
    assert_eq!(b.out(), b"AT\r\x10\x03\x18AT\r\x10\x03\x18AT\r");

    let mut b = Bench::new(Profile { init: &[], ..Profile::GENERIC });
    b.driver.initialise(b.now);
    b.modem(OK);
    b.modem(ERROR);
    assert_eq!(b.driver.setup(), Setup::Failed(SetupFailure::NoClass1));
}

#[test]
fn a_modem_that_eats_a_command_after_its_reset() {
    let mut b = Bench::new(Profile { init: &["ATZ"], ..Profile::GENERIC });
    b.driver.initialise(b.now);
    b.modem(OK);
    b.modem(OK);
    b.out();
    b.pass(2_000);
    assert_eq!(b.out(), b"AT+FCLASS=1\r", "again");
    b.modem(OK);
    assert_eq!(b.out(), b"AT+FTM=?\r");
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
    assert_eq!(b.out(), [0x00, 0x10, 0x10, 0x03]);
    b.send(&[], true);
    assert_eq!(b.out(), [0x10, 0x03]);
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
    b.pass(1_000);
    assert_eq!(b.told(), [CarrierLost]);
    b.start(CONTROL_IN);
    assert_eq!(b.out(), b"AT+FRH=3\r");
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
    b.send(&[1, 2, 3], false);
    b.out();
    b.start(CONTROL_OUT);
    assert_eq!(b.out(), [0x10, 0x03]);
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

#[test]
fn the_call_is_gone() {
    // ERROR twice: the modem is on hook.
    for op in [CONTROL_IN, CONTROL_OUT] {
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
    // A modulation that the modem does not have.
    let mut b = Bench::in_call();
    b.start(LineOp::Receive(IMAGE));
    b.modem(ERROR);
    b.pass(100);
    b.modem(ERROR);
    assert_eq!(b.told(), [Refused]);
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
    b.start(LineOp::Send(Signal { framing: fax_core::Framing::Hdlc, ..IMAGE }));
    assert_eq!((b.told(), b.out()), (vec![Refused], vec![]));
}

#[test]
fn a_driver_fits_a_microcontroller() {
    assert!(size_of::<Class1>() <= 3072, "{} octets", size_of::<Class1>());
}
