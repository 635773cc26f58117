//! How octets are cut into reads makes no difference, and no octets do harm.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use core::time::Duration;

use fax_core::{Chunk, Instant, Line, LineOp, Modulation, Signal, Tone};
use fax_modem::{Class1, Profile};
use proptest::prelude::*;

const IMAGE: Signal = Signal::image(Modulation::V17At14400);

/// Everything that a driver did, in order; image octets one by one, as their grouping may differ.
#[derive(Clone, Debug, PartialEq)]
enum Did {
    Wrote(u8),
    Octet(u8),
    Told(String),
}

fn observe(driver: &mut Class1, now: Instant, did: &mut Vec<Did>) {
    while let Some(event) = driver.poll_event(now) {
        match event {
            fax_core::LineEvent::Octets(octets) => did.extend(octets.iter().copied().map(Did::Octet)),
            event => did.push(Did::Told(format!("{event:?}"))),
        }
    }
    let mut octet = [0];
    while driver.poll_octets(&mut octet) > 0 {
        did.push(Did::Wrote(octet[0]));
    }
}

/// Plays `octets` in pieces that end at `cuts`.
fn play(op: LineOp, octets: &[u8], cuts: &[usize]) -> Vec<Did> {
    let now = Instant::from_millis(1000);
    let mut driver = Class1::new(Profile::GENERIC);
    let mut did = Vec::new();
    driver.start(op, now);
    observe(&mut driver, now, &mut did);
    let mut from = 0;
    for to in cuts.iter().map(|cut| cut % (octets.len() + 1)).chain([octets.len()]) {
        while from < to {
            from += driver.handle_octets(&octets[from..to], now);
            observe(&mut driver, now, &mut did);
        }
    }
    did
}

/// Things that modems say, among rubbish.
fn speech() -> impl Strategy<Value = Vec<u8>> {
    let word = prop_oneof![
        Just(b"\r\nOK\r\n".to_vec()),
        Just(b"\r\nCONNECT\r\n".to_vec()),
        Just(b"\r\nNO CARRIER\r\n".to_vec()),
        Just(b"\r\nERROR\r\n".to_vec()),
        Just(b"\r\nRING\r\n".to_vec()),
        Just(b"\r\n+FCERROR\r\n".to_vec()),
        Just(b"\r\n+FRH:3\r\n".to_vec()),
        Just(vec![0x10, 0x03]),
        Just(vec![0x10, 0x10]),
        Just(vec![0x10]),
        Just(vec![0xFF, 0x13, 0x84, 0xEA, 0x7D, 0x10, 0x03]),
        Just(vec![0xFF, 0x03, 0x86, 0x69, 0xCB, 0x10, 0x03]),
        proptest::collection::vec(any::<u8>(), 0..700),
    ];
    proptest::collection::vec(word, 0..12).prop_map(|words| words.concat())
}

fn any_op() -> impl Strategy<Value = LineOp> {
    prop_oneof![
        Just(LineOp::Receive(Signal::CONTROL)),
        Just(LineOp::Receive(IMAGE)),
        Just(LineOp::Send(Signal::CONTROL)),
        Just(LineOp::Send(IMAGE)),
        Just(LineOp::Silence(Duration::from_millis(75))),
        Just(LineOp::AwaitSilence(Duration::from_millis(75))),
        Just(LineOp::Tone(Tone::Cng)),
        Just(LineOp::HangUp),
    ]
}

/// All that a modem says to one command, with the operation behind it.
fn answer() -> impl Strategy<Value = (LineOp, Vec<u8>)> {
    let octet = prop_oneof![4 => any::<u8>(), 2 => Just(0x10), 1 => Just(0x03), 1 => Just(b'\n'), 1 => Just(b'\r')];
    let noise = prop_oneof![Just(""), Just("\r\nRING\r\n"), Just("AT+F\r"), Just("\0\u{7F}")];
    let good = Just(vec![0xFF, 0x13, 0x84, 0xEA, 0x7D]);
    let data = prop_oneof![good, proptest::collection::vec(octet, 0..1500)];
    let result = prop_oneof![Just("OK"), Just("ERROR"), Just("NO CARRIER")];
    (any::<bool>(), noise, data, result).prop_map(|(frames, noise, data, result)| {
        // An end inside the data would be followed by what is no answer at all.
        let data: Vec<u8> =
            data.into_iter().flat_map(|b| core::iter::repeat_n(b, if b == 0x10 { 2 } else { 1 })).collect();
        let said =
            [noise.as_bytes(), b"\r\nCONNECT\r\n", &data, &[0x10, 0x03], b"\r\n", result.as_bytes(), b"\r\n"].concat();
        (LineOp::Receive(if frames { Signal::CONTROL } else { IMAGE }), said)
    })
}

/// One thing that happens to a driver.
#[derive(Clone, Debug)]
enum Step {
    Start(LineOp),
    Hear(Vec<u8>),
    Send(usize, bool),
    Wait(u64),
    Dial,
    Answer,
    Initialise,
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => any_op().prop_map(Step::Start),
        6 => speech().prop_map(Step::Hear),
        2 => (0usize..300, any::<bool>()).prop_map(|(n, last)| Step::Send(n, last)),
        3 => (0u64..20_000).prop_map(Step::Wait),
        1 => Just(Step::Dial),
        1 => Just(Step::Answer),
        1 => Just(Step::Initialise),
    ]
}

proptest! {
    #[test]
    fn any_cut_gives_the_same((op, octets) in answer(), cuts in proptest::collection::vec(any::<usize>(), 0..20)) {
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut % (octets.len() + 1)).collect();
        cuts.sort_unstable();
        prop_assert_eq!(play(op, &octets, &cuts), play(op, &octets, &(0..octets.len()).collect::<Vec<_>>()));
    }

    #[test]
    fn any_modem_is_survived_and_the_line_rules_are_kept(steps in proptest::collection::vec(any_step(), 1..25)) {
        let mut now = Instant::from_millis(1);
        let mut driver = Class1::new(Profile::GENERIC);
        // What the rules allow: Carrier before frames, octets and CarrierLost; Done at most once.
        let (mut carrier, mut done) = (false, false);
        for step in steps {
            match step {
                Step::Start(op) => {
                    driver.start(op, now);
                    (carrier, done) = (false, false);
                }
                Step::Hear(octets) => {
                    let mut rest = &octets[..];
                    while !rest.is_empty() {
                        let taken = driver.handle_octets(rest, now);
                        rest = &rest[taken..];
                        let mut events = 0;
                        while let Some(event) = driver.poll_event(now) {
                            use fax_core::LineEvent::{Carrier, CarrierLost, Done, Frame, Octets};
                            match event {
                                Carrier => prop_assert!(!core::mem::replace(&mut carrier, true)),
                                CarrierLost => prop_assert!(core::mem::replace(&mut carrier, false)),
                                Frame(_) | Octets(_) => prop_assert!(carrier),
                                Done => prop_assert!(!core::mem::replace(&mut done, true)),
                                _ => {}
                            }
                            events += 1;
                            prop_assert!(events < 2000);
                        }
                        let mut sink = [0; 64];
                        while driver.poll_octets(&mut sink) > 0 {}
                        // A driver that is between dialling and its first operation, or whose operation is over, may
                        // leave octets where they are; it must not lose them.
                        if taken == 0 {
                            break;
                        }
                    }
                }
                Step::Send(octets, last) => {
                    let octets = vec![0x10; octets.min(driver.room())];
                    if driver.room() > 0 {
                        driver.send(Chunk { octets: &octets, last }, now);
                    }
                }
                Step::Wait(ms) => {
                    let end = now + Duration::from_millis(ms);
                    let mut wakes = 0;
                    while let Some(at) = driver.poll_timeout().filter(|&at| at <= end) {
                        now = now.max(at);
                        driver.handle_timeout(now);
                        wakes += 1;
                        prop_assert!(wakes < 1000, "time-outs without end");
                    }
                    now = end;
                }
                Step::Dial => {
                    prop_assert!(driver.dial("123", now).is_ok());
                }
                Step::Answer => driver.answer(now),
                Step::Initialise => driver.initialise(now),
            }
        }
        // Left alone, it comes to rest.
        driver.hang_up(now);
        for _ in 0..1000 {
            let Some(at) = driver.poll_timeout() else { break };
            driver.handle_timeout(at);
            let mut sink = [0; 64];
            while driver.poll_octets(&mut sink) > 0 {}
        }
        prop_assert!(driver.poll_timeout().is_none());
    }
}
