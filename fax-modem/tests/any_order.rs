//! Operations that are replaced at any moment, on both sides of a simulated line: no command is given out of turn, and
//! both modems can be put on hook in the end.
#![cfg(feature = "sim")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use core::time::Duration;

use fax_core::{Chunk, Line, LineOp, Modulation, Signal, Tone};
use fax_modem::sim::Pair;
use fax_modem::{BitOrder, FaxClass, Flow, Profile};
use proptest::prelude::*;

fn any_op() -> impl Strategy<Value = LineOp> {
    let image = prop_oneof![Just(Modulation::V17At14400), Just(Modulation::V29At9600)].prop_map(Signal::image);
    prop_oneof![
        3 => Just(LineOp::Receive(Signal::CONTROL)),
        3 => Just(LineOp::Send(Signal::CONTROL)),
        2 => image.clone().prop_map(LineOp::Receive),
        2 => image.prop_map(LineOp::Send),
        1 => Just(LineOp::Silence(Duration::from_millis(75))),
        1 => Just(LineOp::AwaitSilence(Duration::from_millis(75))),
        1 => Just(LineOp::Tone(Tone::Cng)),
    ]
}

/// Sends what there is room for: frames of three octets, or a little data.
fn feed(line: &mut dyn Line, now: fax_core::Instant, left: &mut u32) {
    if line.room() >= 256 && *left > 0 {
        *left -= 1;
        let control = if *left == 0 { 0x13 } else { 0x03 };
        line.send(Chunk { octets: &[0xFF, control, 0x84], last: *left == 0 }, now);
    }
}

fn run(pair: &mut Pair, time: Duration, left: &mut [u32; 2]) {
    let end = pair.now() + time;
    while pair.now() < end {
        let now = pair.now();
        feed(&mut pair.caller, now, &mut left[0]);
        feed(&mut pair.called, now, &mut left[1]);
        while pair.caller.poll_event(now).is_some() {}
        while pair.called.poll_event(now).is_some() {}
        if !pair.carry() {
            pair.wait(Some(end));
        }
    }
}

/// Profiles with all that changes the order of commands and octets, as far as a modem without faults allows it.
fn any_profile() -> impl Strategy<Value = Profile> {
    let ms = Duration::from_millis;
    let peculiar = Profile {
        class: FaxClass::Class1_0,
        silence_behind_check: true,
        carrier_wait: Some(ms(1500)),
        connect_between_frames: false,
        image_bits: BitOrder::MsbFirst,
        abort_wait: ms(500),
        ..Profile::GENERIC
    };
    let slow = Profile { rest: ms(20), long_rest: ms(100), before_data: ms(400), ..Profile::NO_SILENCE_COMMANDS };
    prop_oneof![
        4 => Just(Profile::GENERIC),
        2 => Just(Profile { flow: Flow::Paced, ..peculiar }),
        1 => Just(Profile { caller_id: None, ..Profile::XON_XOFF }),
        1 => Just(slow),
        1 => Just(Profile::USR),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_command_out_of_turn(profile in any_profile(), steps in proptest::collection::vec((any::<bool>(), any_op(), 0u64..2500, 0u32..4), 1..20)) {
        let mut pair = Pair::new(profile);
        pair.initialise();
        pair.connect().unwrap();
        let mut left = [0; 2];
        for (called, op, ms, chunks) in steps {
            let now = pair.now();
            let driver = if called { &mut pair.called } else { &mut pair.caller };
            driver.start(op, now);
            left[usize::from(called)] = chunks;
            run(&mut pair, Duration::from_millis(ms), &mut left);
        }
        let now = pair.now();
        pair.caller.hang_up(now);
        pair.called.hang_up(now);
        run(&mut pair, Duration::from_secs(40), &mut [0; 2]);
        for side in [0, 1] {
            prop_assert!(!pair.exchange.modem(side).is_off_hook());
            prop_assert_eq!(pair.exchange.modem(side).strays(), 0);
        }
        prop_assert!(pair.caller.is_idle() && pair.called.is_idle());
    }
}
