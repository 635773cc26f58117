//! The simulated modem with one fault switched on at a time: the profile for it carries a call, and where the fault needs a field of
//! its own, the generic profile does not.
#![cfg(feature = "sim")]
#![allow(clippy::unwrap_used, reason = "tests")]

use core::time::Duration;

use fax_core::sim::{OctetPages, Received};
use fax_core::{Call, Config, Pages};
use fax_modem::sim::{Caller, Dialect, Pair, Quirk};
use fax_modem::{DialFailure, FaxClass, Flow, LoneDle, Profile, Progress, Setup};

/// The profile for a modem with this fault; `None` if any will do, since the driver deals with it always.
fn profile(quirk: Quirk) -> Option<Profile> {
    let generic = Profile::GENERIC;
    let ms = Duration::from_millis;
    Some(match quirk {
        Quirk::NoFcs => Profile::NO_FCS,
        Quirk::NoSilenceCommands => Profile::NO_SILENCE_COMMANDS,
        Quirk::EarlyConnect => Profile::AGERE,
        Quirk::RtsCtsIgnored => Profile::XON_XOFF,
        Quirk::SoftFlowInClass1 => Profile { init_class1: &["AT&K3"], ..generic },
        Quirk::SlowAfterAnswer => Profile { baud: 19_200, flow: Flow::XonXoff, ..generic },
        Quirk::FrsResets => Profile { await_silence_by_modem: false, ..generic },
        Quirk::EarlyOk => Profile { silence_behind_check: true, ..generic },
        Quirk::NoFcError => Profile::DIGI,
        Quirk::SlowInClass1 => Profile { baud: 19_200, ..generic },
        Quirk::SingleDle => Profile { lone_dle: LoneDle::Keep, ..generic },
        Quirk::NeedsRest => Profile::SI24XX,
        Quirk::HidesClass1_0 | Quirk::AdaptiveInClass1_0 => Profile { class: FaxClass::Class1_0, ..generic },
        Quirk::HangUpOnHookHurts => Profile::UMC,
        Quirk::SlowReset => Profile { reset_rest: ms(3000), ..generic },
        Quirk::LosesCommands => Profile { rest: ms(30), ..generic },
        Quirk::MissingOk => Profile { frames_have_results: false, ..generic },
        Quirk::MissingConnect => Profile { connect_between_frames: false, ..generic },
        _ => return None,
    })
}

/// Two pages over two modems, the called one or both with this fault. Returns whether both arrived and were confirmed.
fn call(quirk: Quirk, profile: Profile, both: bool, ecm: bool) -> Result<(), String> {
    let mut pair = Pair::of([if both { profile } else { Profile::GENERIC }, profile]);
    pair.exchange.modem(1).make().quirks = quirk.into();
    if both {
        pair.exchange.modem(0).make().quirks = quirk.into();
    }
    pair.initialise();
    pair.connect().map_err(|failure| failure.to_string())?;
    let mut config = Config::default();
    config.abilities.ecm = ecm;
    config.abilities.modulations = pair.caller.abilities().and(pair.called.abilities());
    let mut caller = Call::calling(&config, pair.now());
    let mut called = Call::answering(&config, pair.now());
    let mut source = OctetPages::new(vec![(0..6000u32).map(|n| (n * 37 % 251) as u8).collect(), vec![0x55; 3000]]);
    let mut sink = Received::default();
    let outcomes = pair.run(
        (&mut caller, &mut called),
        (&mut Pages { source: &mut source, sink: &mut () }, &mut Pages { source: &mut (), sink: &mut sink }),
        |_, _, _| (),
    );
    let whole =
        sink.accepted.len() == 2 && sink.accepted.iter().zip(source.pages()).all(|(got, sent)| got.ends_with(sent));
    let confirmed = caller.report().pages_sent == 2;
    if whole && confirmed { Ok(()) } else { Err(format!("{outcomes:?}")) }
}

#[test]
fn each_fault_has_its_profile() {
    for &quirk in Quirk::ALL {
        // A call that the modem ends by itself is lost with any driver.
        if quirk == Quirk::FallsOnHook {
            continue;
        }
        for (both, ecm) in [(true, false), (false, true), (true, true)] {
            let done = call(quirk, profile(quirk).unwrap_or_default(), both, ecm);
            assert_eq!(done, Ok(()), "{quirk}, both ends: {both}, error correction: {ecm}");
        }
    }
}

#[test]
fn and_needs_it() {
    for quirk in [
        Quirk::NoFcs,
        Quirk::EarlyConnect,
        Quirk::SlowAfterAnswer,
        Quirk::FrsResets,
        Quirk::SlowInClass1,
        Quirk::NeedsRest,
        Quirk::LosesCommands,
        Quirk::MissingOk,
    ] {
        assert!(profile(quirk).is_some());
        assert!(call(quirk, Profile::GENERIC, true, false).is_err(), "{quirk} does no harm");
    }
}

#[test]
fn a_modem_that_leaves_the_line_by_itself_loses_the_call_and_no_more() {
    for both in [true, false] {
        let lost = call(Quirk::FallsOnHook, Profile::GENERIC, both, true).unwrap_err();
        assert!(!lost.contains("None") && lost.contains("Failed"), "{lost}");
    }
}

fn until(pair: &mut Pair, mut so: impl FnMut(&mut Pair) -> bool) {
    let end = pair.now() + Duration::from_secs(60);
    while !so(pair) {
        assert!(pair.now() < end, "nothing comes of it: {pair:?}");
        if !pair.carry() {
            pair.wait(None);
        }
    }
}

/// Field fault 37, between dialling and dialling: one is told that the other is busy, and rung; nobody hangs.
#[test]
fn two_who_call_each_other_at_the_same_moment() {
    let mut pair = Pair::new(Profile::GENERIC);
    pair.initialise();
    let now = pair.now();
    pair.caller.dial("1", now).unwrap();
    pair.called.dial("1", now).unwrap();
    until(&mut pair, |pair| pair.caller.progress() != Progress::InProgress);
    assert_eq!(pair.caller.progress(), Progress::Failed(DialFailure::Busy));
    until(&mut pair, |pair| pair.caller.rings() > 0 && pair.caller.is_idle());
    let now = pair.now();
    pair.caller.answer(now);
    until(&mut pair, |pair| pair.called.progress() != Progress::InProgress);
    assert_eq!(pair.called.progress(), Progress::Connected);
}

/// Field fault 37, in the set-up: a modem that is called then would ring into it, so the profile takes the line.
#[test]
fn a_call_during_a_set_up_that_takes_the_line() {
    // A set-up that takes its time.
    let profile = Profile { long_rest: Duration::from_millis(1500), ..Profile::IAXMODEM };
    let mut pair = Pair::of([Profile::GENERIC, profile]);
    pair.initialise();
    for (taken, came_of_it) in [(true, Progress::Failed(DialFailure::Busy)), (false, Progress::Connected)] {
        if taken {
            let now = pair.now();
            pair.called.initialise(now);
            until(&mut pair, |pair| pair.exchange.modem(1).is_off_hook());
        }
        let now = pair.now();
        pair.caller.dial("1", now).unwrap();
        until(&mut pair, |pair| {
            if pair.called.rings() > 0 && pair.called.is_idle() {
                let now = pair.now();
                pair.called.answer(now);
            }
            pair.caller.progress() != Progress::InProgress && pair.called.setup() == Setup::Ready
        });
        assert_eq!(pair.caller.progress(), came_of_it);
        assert_eq!(pair.exchange.modem(1).is_off_hook(), !taken, "the line is free again behind the set-up");
    }
}

/// Field fault 39.
#[test]
fn the_number_that_was_dialled_comes_in_bare_digits() {
    for (dialect, caller, called) in [(Dialect::Dialled, "", "5552001"), (Dialect::Plain, "5552001", "")] {
        let mut pair = Pair::of([Profile::GENERIC, Profile::MULTITECH_DID]);
        pair.exchange.modem(1).make().caller_id = dialect;
        pair.exchange.caller(Caller { number: "5552001".into(), ..Caller::default() });
        pair.initialise();
        let now = pair.now();
        pair.caller.dial("1", now).unwrap();
        until(&mut pair, |pair| pair.called.rings() == 2);
        let told = pair.called.caller();
        assert_eq!((told.number(), told.called()), (caller, called), "{dialect:?}");
    }
}
