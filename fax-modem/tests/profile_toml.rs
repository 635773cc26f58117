//! Profiles as text: what is read, what is refused, and what is written.
#![cfg(feature = "toml")]
#![allow(clippy::unwrap_used, reason = "tests")]

use core::time::Duration;

use fax_modem::{BitOrder, FaxClass, Flow, LoneDle, Profile, ProfileFault};
use proptest::prelude::*;

#[test]
fn every_key() {
    let text = r#"
        # A modem of which nothing is as it should be.
        init = ["AT&F", 'ATE0Q0V1\Q3']
        caller-id = "AT*ID1"
        class = "1.0"
        init-class1 = []
        adaptive = false
        reset-rest-ms = 3000
        baud = 0x4B00
        flow = "paced"
        reopen-rest-ms = 2000
        dial = "ATDT"
        answer = "ATS0=0A"
        quiet-dialled = false
        dial-wait-s = 90
        hang-up-on-hook = false
        silence-by-modem = false
        await-silence-by-modem = false
        silence-behind-check = true
        rest-ms = 100
        long-rest-ms = 110
        before-data-ms = 400
        abort-wait-ms = 1_000
        carrier-wait-ms = 2500
        early-fcerror-repeats = 3
        frames-have-fcs = false
        frames-have-results = false
        connect-between-frames = false
        lone-dle = "keep"
        image-bits = "msb-first"
    "#;
    let ms = Duration::from_millis;
    let wanted = Profile {
        init: &["AT&F", "ATE0Q0V1\\Q3"],
        caller_id: Some("AT*ID1"),
        class: FaxClass::Class1_0,
        init_class1: &[],
        adaptive: false,
        reset_rest: ms(3000),
        baud: 19_200,
        flow: Flow::Paced,
        reopen_rest: ms(2000),
        dial: "ATDT",
        answer: "ATS0=0A",
        quiet_dialled: false,
        dial_wait: ms(90_000),
        hang_up_on_hook: false,
        silence_by_modem: false,
        await_silence_by_modem: false,
        silence_behind_check: true,
        rest: ms(100),
        long_rest: ms(110),
        before_data: ms(400),
        abort_wait: ms(1000),
        carrier_wait: Some(ms(2500)),
        early_fcerror_repeats: 3,
        frames_have_fcs: false,
        frames_have_results: false,
        connect_between_frames: false,
        lone_dle: LoneDle::Keep,
        image_bits: BitOrder::MsbFirst,
    };
    assert_eq!(Profile::from_toml(text), Ok(wanted));
    assert_eq!(Profile::from_toml(&wanted.to_toml(None)), Ok(wanted));
}

#[test]
fn what_is_not_said_is_as_in_the_profile_below() {
    assert_eq!(Profile::from_toml(""), Ok(Profile::GENERIC));
    for (name, profile) in Profile::KNOWN {
        assert_eq!(Profile::from_toml(&format!("based-on = \"{name}\"")), Ok(profile));
        assert_eq!(profile.to_toml(Some(name)), format!("based-on = \"{name}\"\n"));
        assert_eq!(Profile::from_toml(&profile.to_toml(None)), Ok(profile));
        assert_eq!(Profile::from_toml(&profile.to_toml(Some("usr"))), Ok(profile));
    }
    // Nobody told is nobody asked.
    assert_eq!(Profile::from_toml("caller-id = \"\"\ncarrier-wait-ms = 0\n").unwrap().caller_id, None);
    assert_eq!(Profile::from_toml("based-on = \"digi\"\ncarrier-wait-ms = 0\n").unwrap().carrier_wait, None);
    // A name that nobody knows is as good as none: all is written.
    assert_eq!(Profile::USR.to_toml(Some("mine")), Profile::USR.to_toml(None));
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    for (text, line, said) in [
        ("\n\ninnit = []", 3, "there is no key innit; do you mean init?"),
        ("long-rest = 3", 1, "there is no key long-rest; do you mean long-rest-ms?"),
        ("flow = \"rts-cts\"\nfcs = true", 2, "there is no key fcs; do you mean flow?"),
        ("[usr]\nflow = \"paced\"", 1, "there is no key usr; do you mean"),
        ("based-on = \"usrobotics\"", 1, "there is no profile usrobotics to be based on; do you mean"),
        ("baud = 19200\nbased-on = 1", 2, "based-on wants a name in quotation marks"),
        ("rest-ms = 1001", 1, "rest-ms must be from 0 to 1000"),
        ("rest-ms = -1", 1, "rest-ms must be from 0 to 1000"),
        ("rest-ms = 99999999999999999999", 1, "rest-ms must be from 0 to 1000"),
        ("rest-ms = 1.5", 1, "rest-ms wants a whole number"),
        ("carrier-wait-ms = 499", 1, "carrier-wait-ms must be from 500 to 30000"),
        ("early-fcerror-repeats = 256", 1, "early-fcerror-repeats must be from 0 to 20"),
        ("dial-wait-s = 0", 1, "dial-wait-s must be from 1 to 255"),
        ("adaptive = 1", 1, "adaptive wants true or false"),
        ("flow = \"rtscts\"", 1, "flow must be one of rts-cts, xon-xoff, paced"),
        ("flow = 1", 1, "flow wants a word in quotation marks"),
        ("init = \"ATZ\"", 1, "init wants a list of command lines in brackets"),
        ("init = [\"ATZ\",\n1]", 1, "init wants text in quotation marks"),
        ("dial = \"D\"", 1, "dial wants command lines"),
        ("answer = \"AT\\r\"", 1, "answer wants command lines"),
        ("caller-id = \"AT#CID=1\u{e4}\"", 1, "caller-id wants command lines"),
        ("init = [\"ATZ\"", 1, ""),
        ("rest-ms = 1\n\nrest-ms = 2", 3, ""),
        ("rest-ms = 1\n= 2", 2, ""),
    ] {
        let error = Profile::from_toml(text).unwrap_err();
        assert_eq!(error.line(), line, "{text}: {error}");
        assert!(error.to_string().starts_with(&format!("line {line}: {said}")), "{text}: {error}");
        assert!(!said.is_empty() || matches!(error.fault(), ProfileFault::Syntax(_)), "{text}: {error}");
    }
    let long = format!("dial = \"ATD{}\"", "1".repeat(78));
    assert!(Profile::from_toml(&long).is_err());
    let many = format!("init = [{}]", "\"ATZ\",".repeat(33));
    assert!(Profile::from_toml(&many).is_err());
}

proptest! {
    #[test]
    fn no_text_does_harm(text in "(based-on|init|rest-ms|flow|x)? ?=? ?[\\[\"'0-9a-zA-Z\\]{},.\\\\ \n-]{0,40}") {
        let _ = Profile::from_toml(&text);
    }
}
