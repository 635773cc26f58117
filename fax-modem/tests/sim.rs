//! Two drivers on the simulated exchange: frames, training checks and silences go both ways, in realistic time.
#![cfg(feature = "sim")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::wildcard_enum_match_arm, reason = "tests")]

mod script;

use core::time::Duration;

use fax_core::{Chunk, Line, LineOp, Modulation, Signal, Tone};
use fax_modem::sim::{Exchange, Faults, Pair, Route};
use fax_modem::{DialFailure, Profile, Progress, Setup};
use script::{Told, drain};

fn connected() -> Pair {
    let mut pair = Pair::new(Profile::GENERIC);
    pair.initialise();
    assert_eq!((pair.caller.setup(), pair.called.setup()), (Setup::Ready, Setup::Ready));
    assert_eq!(pair.caller.abilities(), fax_core::Modulations::ALL);
    pair.connect().unwrap();
    pair
}

/// Lets both sides go on until each has told so much, or `limit` has passed. Frames and data are fed by `feed`.
fn until(pair: &mut Pair, limit: Duration, mut feed: impl FnMut(&mut Pair), wanted: [usize; 2]) -> [Vec<Told>; 2] {
    let end = pair.now() + limit;
    let mut told = [Vec::new(), Vec::new()];
    loop {
        feed(pair);
        let now = pair.now();
        drain(&mut pair.caller, now, &mut told[0]);
        drain(&mut pair.called, now, &mut told[1]);
        let enough = told.iter().zip(wanted).all(|(t, w)| t.len() >= w);
        if enough || now > end {
            return told;
        }
        if !pair.carry() {
            pair.wait(None);
        }
    }
}

/// Feeds frames to the called side as it has room.
fn frames<'f>(called: bool, frames: &'f [&'f [u8]]) -> impl FnMut(&mut Pair) + 'f {
    let mut left = frames.iter();
    move |pair| {
        let now = pair.now();
        let driver = if called { &mut pair.called } else { &mut pair.caller };
        if driver.room() > 0
            && let Some(frame) = left.next()
        {
            driver.send(Chunk { octets: frame, last: left.len() == 0 }, now);
        }
    }
}

fn data(called: bool, octets: Vec<u8>) -> impl FnMut(&mut Pair) {
    let mut at = 0;
    let mut over = false;
    move |pair| {
        let now = pair.now();
        let driver = if called { &mut pair.called } else { &mut pair.caller };
        while !over && driver.room() > 0 {
            let piece = driver.room().min(octets.len() - at);
            over = at + piece == octets.len();
            driver.send(Chunk { octets: &octets[at..at + piece], last: over }, now);
            at += piece;
        }
    }
}

const CSI: &[u8] = b"\xFF\x03\x40          \x10\x104321  \x00\x0d\x0a\x10";
const DIS: &[u8] = &[0xFF, 0x13, 0x80, 0x00, 0xEE, 0x78];
const DCS: &[u8] = &[0xFF, 0x13, 0x83, 0x00, 0x62, 0x78];
const CFR: &[u8] = &[0xFF, 0x13, 0x84];

#[test]
fn a_call_by_hand() {
    let mut pair = connected();
    let now = pair.now();

    // Phase B: both tones are history by now; CSI and DIS go out without another command.
    pair.caller.start(LineOp::Tone(Tone::Cng), now);
    pair.called.start(LineOp::Tone(Tone::Ced), now);
    let [a, b] = until(&mut pair, Duration::ZERO, |_| (), [1, 1]);
    assert_eq!((a, b), (vec![Told::Done], vec![Told::Done]));
    let now = pair.now();
    pair.caller.start(LineOp::Receive(Signal::CONTROL), now);
    pair.called.start(LineOp::Send(Signal::CONTROL), now);
    let [a, b] = until(&mut pair, Duration::from_secs(10), frames(true, &[CSI, DIS]), [3, 1]);
    assert_eq!(a, [Told::Carrier, Told::Frame(CSI.to_vec()), Told::Frame(DIS.to_vec())]);
    assert_eq!(b, [Told::Done]);

    // DCS, then the training check behind 75 ms of silence.
    let now = pair.now();
    pair.caller.start(LineOp::Send(Signal::CONTROL), now);
    pair.called.start(LineOp::Receive(Signal::CONTROL), now);
    let [a, b] = until(&mut pair, Duration::from_secs(10), frames(false, &[DCS]), [1, 2]);
    assert_eq!((a, b), (vec![Told::Done], vec![Told::Carrier, Told::Frame(DCS.to_vec())]));
    let now = pair.now();
    let check = Signal::training_check(Modulation::V17At14400);
    pair.called.start(LineOp::Receive(check), now);
    pair.caller.start(LineOp::Silence(Duration::from_millis(75)), now);
    let [a, _] = until(&mut pair, Duration::from_secs(1), |_| (), [1, 0]);
    assert_eq!(a, [Told::Done]);
    assert!(pair.now().since(now) >= Duration::from_millis(75));
    let began = pair.now();
    pair.caller.start(LineOp::Send(check), began);
    let [a, b] = until(&mut pair, Duration::from_secs(10), data(false, vec![0; 2700]), [1, 3]);
    assert_eq!(a, [Told::Done]);
    assert_eq!((&b[0], &b[2]), (&Told::Carrier, &Told::CarrierLost));
    let Told::Octets(heard) = &b[1] else { panic!("{b:?}") };
    assert!(heard.iter().filter(|&&o| o == 0).count() == 2700, "all of the check, and perhaps fill");
    // 1393 ms of training and 1.5 s of zeros.
    let took = pair.now().since(began).as_millis();
    assert!((2890..3100).contains(&took), "{took} ms");

    // CFR, then an image with short training that has every octet in it.
    let now = pair.now();
    pair.caller.start(LineOp::Receive(Signal::CONTROL), now);
    pair.called.start(LineOp::Send(Signal::CONTROL), now);
    let [a, b] = until(&mut pair, Duration::from_secs(10), frames(true, &[CFR]), [2, 1]);
    assert_eq!((a, b), (vec![Told::Carrier, Told::Frame(CFR.to_vec())], vec![Told::Done]));
    let now = pair.now();
    let image = Signal::image(Modulation::V17At14400);
    let octets: Vec<u8> = (0..20_000u32).map(|n| (n * 7 / 3) as u8).collect();
    pair.called.start(LineOp::Receive(image), now);
    pair.caller.start(LineOp::Send(image), now);
    let [a, b] = until(&mut pair, Duration::from_secs(30), data(false, octets.clone()), [1, 3]);
    assert_eq!((a, &b[0], &b[2]), (vec![Told::Done], &Told::Carrier, &Told::CarrierLost));
    let Told::Octets(heard) = &b[1] else { panic!("{b:?}") };
    assert!(heard.ends_with(&octets), "fill may come first, nothing may be lost");
    assert_eq!(pair.exchange.modem(0).underruns(), 0);

    // Hanging up is noticed on the other side.
    let now = pair.now();
    pair.caller.start(LineOp::HangUp, now);
    pair.called.start(LineOp::Receive(Signal::CONTROL), now);
    let [a, b] = until(&mut pair, Duration::from_secs(20), |_| (), [1, 1]);
    assert_eq!(a, [Told::HungUp]);
    assert_eq!(b, [Told::HungUp]);
    assert!(pair.caller.is_idle());
}

#[test]
fn another_signal_than_expected() {
    for adaptive in [true, false] {
        let mut pair = connected();
        if !adaptive {
            // A modem that cannot adapt says +FCERROR and waits for another command.
            pair = Pair::new(Profile { early_fcerror_repeats: 0, ..Profile::GENERIC });
            pair.initialise();
            pair.exchange.modem(0).forget_adaptive();
            pair.connect().unwrap();
        }
        let now = pair.now();
        pair.called.start(LineOp::Send(Signal::CONTROL), now);
        pair.caller.start(LineOp::Receive(Signal::training_check(Modulation::V29At9600)), now);
        let [a, _] = until(&mut pair, Duration::from_secs(5), frames(true, &[CSI]), [1, 0]);
        assert_eq!(a, [Told::WrongCarrier], "adaptive: {adaptive}");
        let now = pair.now();
        pair.caller.start(LineOp::Receive(Signal::CONTROL), now);
        let [a, _] = until(&mut pair, Duration::from_secs(5), |_| (), [2, 0]);
        assert_eq!(a, [Told::Carrier, Told::Frame(CSI.to_vec())], "adaptive: {adaptive}");
    }
}

#[test]
fn each_way_to_fail_a_dialling() {
    for (route, failure) in [
        (Route::Busy, DialFailure::Busy),
        (Route::NoDialTone, DialFailure::NoDialTone),
        (Route::NoAnswer, DialFailure::NoAnswer),
    ] {
        let mut pair = Pair::new(Profile::GENERIC);
        pair.initialise();
        pair.exchange.route(route);
        assert_eq!(pair.connect(), Err(failure));
        pair.exchange.route(Route::Through);
        assert_eq!(pair.connect(), Ok(()), "the next call");
    }
}

#[test]
fn nobody_answers_within_s7() {
    let mut pair = Pair::new(Profile::GENERIC);
    pair.initialise();
    let began = pair.now();
    pair.caller.dial("5551234", began).unwrap();
    while pair.caller.progress() == Progress::InProgress {
        if !pair.carry() {
            pair.wait(None);
        }
    }
    assert_eq!(pair.caller.progress(), Progress::Failed(DialFailure::NoCarrier));
    assert!(pair.called.rings() >= 10);
    assert_eq!(pair.now().since(began).as_secs(), 60);
}

#[test]
fn bad_frames_are_told_and_lost_ones_are_not() {
    let mut pair = connected();
    pair.exchange.faults(Faults { damaged_frames: 100, ..Faults::default() });
    let now = pair.now();
    pair.caller.start(LineOp::Receive(Signal::CONTROL), now);
    pair.called.start(LineOp::Send(Signal::CONTROL), now);
    let [a, _] = until(&mut pair, Duration::from_secs(10), frames(true, &[CSI, DIS]), [3, 1]);
    assert_eq!(a[..3], [Told::Carrier, Told::BadFrame, Told::BadFrame]);

    let mut pair = connected();
    pair.exchange.faults(Faults { lost_frames: 100, ..Faults::default() });
    let now = pair.now();
    pair.caller.start(LineOp::Receive(Signal::CONTROL), now);
    pair.called.start(LineOp::Send(Signal::CONTROL), now);
    let [a, _] = until(&mut pair, Duration::from_secs(10), frames(true, &[DIS]), [2, 1]);
    assert_eq!(a, [Told::Carrier, Told::CarrierLost]);
}

#[test]
fn an_exchange_jumps_over_idle_time() {
    let mut exchange = Exchange::new(115_200);
    assert_eq!(exchange.poll_timeout(), None);
    exchange.advance_to(fax_core::Instant::from_millis(365 * 24 * 3_600_000));
    assert_eq!(exchange.now().as_millis(), 365 * 24 * 3_600_000);
}
