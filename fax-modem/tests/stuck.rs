//! Modems that fall silent, talk rubbish, echo, ring at the wrong moment or go away: every session ends in bounded time, says what was
//! wrong, and the next one works.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod telephone;

use core::cell::Cell;
use core::time::Duration;

use fax_core::sim::Received;
use fax_core::{Config, Failure, Instant, Outcome};
use fax_modem::{Advice, Class1, DialFailure, LineHealth, Profile, RunError, SetupFailure};
use telephone::Unplugged;
use telephone::desk::{Desk, Role, Trouble, one_call, page};

type Ended = Result<Outcome, RunError<Unplugged>>;

/// An image without an end is ended by nothing else.
const CALL_LIMIT: Duration = Duration::from_secs(300);

const COMPLETED: Ended = Ok(Outcome::Completed);

fn config(ecm: bool) -> Config {
    let mut config = Config::default();
    config.abilities.ecm = ecm;
    config.call_limit = CALL_LIMIT;
    config
}

/// What came of a call with a modem in trouble.
#[derive(Debug)]
struct Met {
    ended: Ended,
    advice: Advice,
    /// From the beginning of the trouble to the end of the session.
    took: Duration,
    /// The last command that the modem was given.
    command: String,
    commands: usize,
    /// Whether the page was through.
    delivered: bool,
}

/// A call with trouble, and one behind it with the same modem and driver, mended, which has to work.
fn meet(role: Role, ecm: bool, trouble: Trouble) -> Met {
    let clock = Cell::new(Instant::ZERO);
    let mut modem = Class1::new(Profile::GENERIC);
    let mut desk = Desk::new(&clock, trouble.clone(), ecm);
    let (ended, sink) = one_call(&mut desk, &mut modem, role, &config(ecm), ());
    let got = |desk: &Desk<'_>, sink: Received| {
        if role == Role::Sends { desk.far.sink.accepted.clone() } else { sink.accepted }
    };
    let met = Met {
        advice: LineHealth::default().after(&ended, modem.answers()),
        ended,
        took: clock.get().since(desk.began.unwrap_or(clock.get())),
        command: desk.commands.last().cloned().unwrap_or_default(),
        commands: desk.commands.len(),
        delivered: !got(&desk, sink).is_empty(),
    };
    desk.mend();
    desk.far_rests();
    let (again, sink) = one_call(&mut desk, &mut modem, role, &config(ecm), ());
    assert_eq!(again, COMPLETED, "{role:?} behind {trouble:?}: {met:?}");
    assert_eq!(LineHealth::default().after(&again, modem.answers()), Advice::Fine);
    assert!(got(&desk, sink).last().unwrap().ends_with(&page()), "the page, behind {trouble:?}");
    met
}

/// All kinds of calls, and how many commands they take.
fn kinds() -> impl Iterator<Item = (Role, bool, usize)> {
    let kinds = [(Role::Sends, false), (Role::Sends, true), (Role::Receives, false), (Role::Receives, true)];
    kinds.into_iter().map(|(role, ecm)| {
        let met = meet(role, ecm, Trouble::Nothing);
        assert_eq!((met.ended, met.advice), (COMPLETED, Advice::Fine));
        (role, ecm, met.commands)
    })
}

/// Sending and receiving without error correction: what a modem does wrong is the same with it.
fn roles() -> impl Iterator<Item = (Role, usize)> {
    kinds().filter_map(|(role, ecm, commands)| (!ecm).then_some((role, commands)))
}

#[test]
fn silence_after_each_command_in_turn() {
    for (role, ecm, commands) in kinds() {
        let mut dialled = false;
        for number in 1..=commands {
            let met = meet(role, ecm, Trouble::MuteFrom(number));
            let (allowed, seconds): (&[Ended], _) = match met.command.as_str() {
                // It takes its time to dial and to ring (S7), then ATH shows that it is not the far end.
                "ATD5551234" => (&[Err(RunError::NotReached(DialFailure::ModemSilent))], 77),
                "ATA" => (&[Err(RunError::NotReached(DialFailure::ModemSilent))], 37),
                _ if !dialled => (&[Err(RunError::Setup(SetupFailure::ModemSilent))], 14),
                // The page is confirmed: what is missing is the goodbye.
                _ if met.delivered && met.ended == COMPLETED => (&[COMPLETED], 15),
                // A reception without an answer may have been the far end, until the next command shows better.
                "AT+FRM=146" => (&[Ok(Outcome::Failed(Failure::NoImageData))], 25),
                "AT+FRH=3" if role == Role::Receives => {
                    (&[Ok(Outcome::Failed(Failure::LineFault)), Ok(Outcome::Failed(Failure::NoPostMessage))], 25)
                }
                _ => (&[Ok(Outcome::Failed(Failure::LineFault))], 25),
            };
            dialled |= met.command.starts_with("ATD") || met.command == "ATA";
            assert!(allowed.contains(&met.ended), "{role:?} {ecm} {number}: {met:?}");
            assert!(met.took <= Duration::from_secs(seconds), "{role:?} {ecm} {number}: {met:?}");
            assert_eq!(met.advice, Advice::Reset, "{role:?} {ecm} {number}: {met:?}");
        }
    }
}

#[test]
fn rubbish_from_each_command_on() {
    for (role, commands) in roles() {
        for number in 1..=commands {
            let met = meet(role, false, Trouble::RubbishFrom(number));
            assert!(met.ended != COMPLETED || met.delivered, "{role:?} {number}: {met:?}");
            assert!(met.took <= Duration::from_secs(90), "{role:?} {number}: {met:?}");
            assert_ne!(met.advice, Advice::OutOfService, "{role:?} {number}: {met:?}");
        }
    }
}

#[test]
fn the_same_without_end_from_each_command_on() {
    for said in [&b"x"[..], b"\r\nCONNECT\r\n", b"\r\nOK\r\n", b"\x10\x03", b"\xFF\x13\x84"] {
        for (role, commands) in roles() {
            // One of each kind of command.
            for number in [1, 11, 13, 14, 15, 17, 18, commands] {
                let met = meet(role, false, Trouble::RepeatsFrom(number, said));
                let about = format!("{role:?} {number} {}: {met:?}", said.escape_ascii());
                assert!(met.ended != COMPLETED || met.delivered, "{about}");
                let endless = met.ended == Ok(Outcome::Failed(Failure::TookTooLong));
                let limit = if endless { CALL_LIMIT + Duration::from_secs(15) } else { Duration::from_secs(120) };
                assert!(met.took <= limit, "{about}");
            }
        }
    }
}

#[test]
fn one_answer_to_everything() {
    for (said, failure, advice) in [
        (&b"\r\nERROR\r\n"[..], SetupFailure::NoClass1, Advice::OutOfService),
        (b"\r\nOK\r\n", SetupFailure::NoModulations, Advice::OutOfService),
        (b"\r\nRING\r\n", SetupFailure::ModemSilent, Advice::Reset),
        (b"\r\nCONNECT 115200\r\n", SetupFailure::ModemSilent, Advice::Reset),
        (b"0\r", SetupFailure::ModemSilent, Advice::Reset),
    ] {
        let met = meet(Role::Sends, false, Trouble::Answers(said));
        assert_eq!((met.ended, met.advice), (Err(RunError::Setup(failure)), advice), "{}", said.escape_ascii());
    }
}

#[test]
fn unplugged_at_each_command() {
    for (role, commands) in roles() {
        for number in 1..=commands {
            let met = meet(role, false, Trouble::UnpluggedFrom(number));
            assert_eq!(met.ended, Err(RunError::Io(Unplugged)), "{role:?} {number}: {met:?}");
            assert_eq!(met.advice, Advice::Reopen, "{role:?} {number}: {met:?}");
            assert!(met.took < Duration::from_secs(1), "{role:?} {number}: {met:?}");
        }
    }
}

#[test]
fn a_ring_in_front_of_each_answer_disturbs_nothing() {
    for (role, commands) in roles() {
        for number in 1..=commands {
            let met = meet(role, false, Trouble::Says(number, b"\r\nRING\r\n"));
            assert_eq!((met.ended, met.advice), (COMPLETED, Advice::Fine), "{role:?} {number}");
            assert!(met.delivered);
        }
    }
}

#[test]
fn an_echo_that_cannot_be_switched_off_disturbs_nothing() {
    for (role, ecm, _) in kinds() {
        let met = meet(role, ecm, Trouble::Echoes);
        assert_eq!((met.ended, met.advice, met.delivered), (COMPLETED, Advice::Fine, true), "{role:?} {ecm}");
    }
}

/// A modem that says so and goes on all the same: the worst case, since it hears what we no longer listen to.
#[test]
fn no_carrier_behind_each_command_at_once_and_later() {
    for (role, commands) in roles() {
        for number in 1..=commands {
            for after in [0, 700] {
                let said = b"\r\nNO CARRIER\r\n";
                let met = meet(role, false, Trouble::SaysLater(number, Duration::from_millis(after), said));
                let about = format!("{role:?} {number} {after}: {met:?}");
                assert!(met.ended != COMPLETED || met.delivered, "{about}");
                assert!(met.took <= Duration::from_secs(60), "{about}");
                // It does not look like a dead modem before the call, nor like a bad far end in it.
                let may_be = match met.ended {
                    Ok(outcome) => matches!(
                        outcome,
                        Outcome::Completed
                            | Outcome::Failed(
                                Failure::CallDropped
                                    | Failure::LineFault
                                    | Failure::PageNotConfirmed
                                    | Failure::NoResponseAfterPage
                                    | Failure::NoImageData
                                    | Failure::ImageCarrierLost
                                    | Failure::NoPostMessage
                                    | Failure::NoFaxPeer
                            )
                    ),
                    Err(error) => error == RunError::NotReached(DialFailure::NoCarrier),
                };
                assert!(may_be, "{about}");
            }
        }
    }
}
