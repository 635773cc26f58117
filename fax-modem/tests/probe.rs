//! What is found out of modems that say much, little, or rubbish.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use core::time::Duration;

use fax_core::{Instant, Modulation};
use fax_modem::{Findings, Probe, Profile, Quirk, SetupFailure};

/// Asks a modem that answers command lines by `answer`, in pieces of so many octets. Without an answer it says nothing.
fn ask(piece: usize, answer: impl Fn(&str) -> Option<&'static str>) -> Result<Findings, SetupFailure> {
    let mut now = Instant::from_millis(1000);
    let mut probe = Probe::new(now);
    let (mut octets, mut line) = ([0; 7], Vec::new());
    for _ in 0..10_000 {
        if let Some(outcome) = probe.outcome() {
            return outcome.cloned();
        }
        let filled = probe.poll_octets(&mut octets);
        line.extend_from_slice(&octets[..filled]);
        if let Some(text) = line.strip_suffix(b"\r") {
            let text = String::from_utf8_lossy(text).into_owned();
            for said in answer(text.trim_start_matches("\x10\x03\x18")).unwrap_or_default().as_bytes().chunks(piece) {
                probe.handle_octets(said, now);
            }
            line.clear();
        } else if filled == 0 {
            now = now + Duration::from_millis(500);
            probe.handle_timeout(now);
        }
    }
    panic!("the probe never ends");
}

const OK: &str = "\r\nOK\r\n";
const ERROR: &str = "\r\nERROR\r\n";

fn courier(line: &str) -> Option<&'static str> {
    Some(match line {
        "ATE0Q0V1" => "ATE0Q0V1\r\r\nOK\r\n",
        "ATI3" => "\r\nUSRobotics Courier V.Everything\r\n\r\nOptions HST,V32bis\r\n\r\nOK\r\n",
        "AT+FCLASS=?" => "\r\n0,1,2.0\r\n\r\nOK\r\n",
        "AT+FTM=?" => "\r\n24,48,72,73,74,96,97,98,121,122,145,146\r\n\r\nOK\r\n",
        "AT+FRM=?" => "\r\n3,24,48,72,96\r\n\r\nOK\r\n",
        "AT+FCLASS=1" | "AT+FCLASS=0" | "AT#CID=1" => OK,
        _ => ERROR,
    })
}

#[test]
fn a_courier() {
    for piece in [1, 2, 100] {
        let found = ask(piece, courier).unwrap();
        assert_eq!(found.model, "USRobotics Courier V.Everything");
        assert_eq!((found.maker.as_str(), found.revision.as_str()), ("", ""));
        assert_eq!(found.suggested(), "usr");
        assert!(Profile::by_name(found.suggested()).is_some());
        assert!(found.classes.class1 && found.classes.class2_0 && !found.classes.class2 && !found.classes.class1_0);
        assert_eq!(found.modulations().fastest(), Some(Modulation::V29At9600));
        assert!(found.sends.contains(Modulation::V17At14400));
        assert_eq!((found.adaptive, found.caller_id), (false, Some("AT#CID=1")));
        assert_eq!(found.to_string(), "USRobotics Courier V.Everything; fax up to 9600 bit/s");
    }
}

/// libspandsp's T.31 says OK to all it does not know (seen of version 0.0.6).
#[test]
fn a_modem_that_agrees_to_everything() {
    let found = ask(3, |line| {
        Some(match line {
            "AT+FMI?" => "\r\nwww.soft-switch.org\r\n\r\nOK\r\n",
            "AT+FMM?" => "\r\nspandsp\r\n\r\nOK\r\n",
            "AT+FMR?" => "\r\n0.0.6\r\n\r\nOK\r\n",
            "AT+FCLASS=?" => "\r\n0,1,1.0\r\n\r\nOK\r\n",
            "AT+FTM=?" | "AT+FRM=?" => "\r\n24,48,72,73,74,96,97,98,121,122,145,146\r\n\r\nOK\r\n",
            _ => OK,
        })
    })
    .unwrap();
    assert_eq!((found.maker.as_str(), found.model.as_str()), ("www.soft-switch.org", "spandsp"));
    assert_eq!(
        (found.suggested(), found.adaptive, found.caller_id),
        ("gateway", false, None),
        "OK alone proves nothing"
    );
    assert!(found.quirks().any(|quirk| quirk == Quirk::AgreesToAnything));
    assert!(found.classes.class1 && found.classes.class1_0);
    assert_eq!(found.modulations().fastest(), Some(Modulation::V17At14400));
}

#[test]
fn modems_that_cannot_be_used() {
    assert_eq!(ask(100, |_| None), Err(SetupFailure::ModemSilent));
    assert_eq!(ask(100, |_| Some("rubbish without an end")), Err(SetupFailure::ModemSilent));
    let data_only = |line: &str| Some(if line == "ATE0Q0V1" || line == "ATI3" { OK } else { ERROR });
    assert_eq!(ask(100, data_only), Err(SetupFailure::NoClass1));
}

#[test]
fn silence_to_a_question_costs_that_question_alone() {
    let found = ask(100, |line| if line.starts_with("AT+FM") { None } else { courier(line) }).unwrap();
    assert_eq!(found, ask(100, courier).unwrap());
}

#[test]
fn one_that_was_left_in_a_reception_wakes_at_the_second_try() {
    let tries = core::cell::Cell::new(0);
    let found = ask(100, |line| {
        tries.set(tries.get() + usize::from(line == "ATE0Q0V1"));
        if tries.get() < 2 { None } else { courier(line) }
    });
    assert!(found.is_ok());
    assert_eq!(tries.get(), 3, "twice to wake it, and once behind its reset");
}

#[test]
fn what_cannot_be_shown_is_not() {
    let found =
        ask(100, |line| if line == "AT+FMI?" { Some("\r\n\x1B[31mEvil\x07\r\n\r\nOK\r\n") } else { courier(line) })
            .unwrap();
    assert_eq!(found.maker, "[31mEvil");
}

/// A modem of Class 1.0 that does not list it, and has adaptive reception there only.
fn conexant(in_class1_0: &core::cell::Cell<bool>, line: &str) -> &'static str {
    match line {
        "AT+FMI?" => "\r\nCONEXANT\r\n\r\nOK\r\n",
        "AT+FMM?" => "\r\nACF3_V1.0\r\n\r\nrevision 3\r\n\r\nOK\r\n",
        "AT+FCLASS=?" => "\r\n0,1,2,8\r\n\r\nOK\r\n",
        "AT+FTM=?" | "AT+FRM=?" => "\r\n(24,48,72,73,74,96,97,98,121,122,145,146)\r\n\r\nOK\r\n",
        "AT+FTS=?" | "AT+FRS=?" => "\r\n(0-255)\r\n\r\nOK\r\n",
        "AT+FCLASS?" if in_class1_0.get() => "\r\n1.0\r\n\r\nOK\r\n",
        "AT+FCLASS?" => "\r\n1\r\n\r\nOK\r\n",
        "AT+FAR=?" if in_class1_0.get() => "\r\n(0-1)\r\n\r\nOK\r\n",
        "AT*ID1" | "ATE0Q0V1" | "ATZ" => OK,
        class if class.starts_with("AT+FCLASS=") => {
            in_class1_0.set(class.ends_with("1.0"));
            OK
        }
        _ => ERROR,
    }
}

#[test]
fn a_class_that_is_not_listed_and_what_is_in_it_alone() {
    let class = core::cell::Cell::new(false);
    let found = ask(100, |line| Some(conexant(&class, line))).unwrap();
    let quirks = [Quirk::SeveralLines, Quirk::HidesClass1_0, Quirk::Brackets, Quirk::AdaptiveInClass1_0];
    assert_eq!(found.quirks().collect::<Vec<_>>(), quirks);
    assert_eq!(quirks.map(Quirk::number), [Some(35), Some(25), Some(24), None]);
    assert!(found.adaptive && found.classes.class1_0);
    assert_eq!(found.caller_id, Some("AT*ID1"));
    assert_eq!(found.suggested(), "conexant");
    assert_eq!(found.profile(), Profile { caller_id: Some("AT*ID1"), ..Profile::CONEXANT });
}

#[test]
fn a_modem_that_takes_any_class_for_its_own_has_none_of_it() {
    let found = ask(100, |line| match line {
        "AT+FCLASS=1.0" => Some(OK),
        "AT+FCLASS?" => Some("\r\n1\r\n\r\nOK\r\n"),
        other => courier(other),
    })
    .unwrap();
    assert!(!found.classes.class1_0);
}

#[test]
fn commands_that_are_lost_behind_a_reset_or_anywhere() {
    let reset = core::cell::Cell::new(false);
    let found = ask(100, |line| {
        let lost = reset.replace(line == "ATZ");
        if lost {
            None
        } else if line == "ATZ" {
            Some(OK)
        } else {
            courier(line)
        }
    })
    .unwrap();
    assert_eq!(found.quirks().next(), Some(Quirk::SlowReset));
    assert_eq!(found.profile().reset_rest, Duration::from_secs(3));
    assert_eq!(found.profile().rest, Duration::ZERO);

    let modulations = core::cell::Cell::new(0);
    let found = ask(100, |line| {
        modulations.set(modulations.get() + i32::from(line == "AT+FTM=?"));
        if line == "AT+FTM=?" && modulations.get() == 1 { None } else { courier(line) }
    })
    .unwrap();
    assert!(found.quirks().any(|quirk| quirk == Quirk::LosesCommands));
    assert!(found.sends.contains(Modulation::V17At14400));
    assert_eq!(found.profile().rest, Duration::from_millis(100));
}

#[cfg(feature = "toml")]
#[test]
fn what_is_suggested_loads_back() {
    let class = core::cell::Cell::new(false);
    let found = ask(100, |line| Some(conexant(&class, line))).unwrap();
    let toml = found.profile().to_toml(Some(found.suggested()));
    assert_eq!(toml, "based-on = \"conexant\"\ncaller-id = \"AT*ID1\"\n");
    assert_eq!(Profile::from_toml(&toml), Ok(found.profile()));
}
