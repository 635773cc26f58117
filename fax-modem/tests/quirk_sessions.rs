//! Modems with field faults: a driver that knows the fault by its profile delivers every page, whole and once.
#![cfg(feature = "sim")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use core::time::Duration;

use fax_core::sim::{OctetPages, Received, Rng};
use fax_core::{Call, Config, Event, Modulations, Outcome, Pages};
use fax_modem::sim::{Faults, Pair, Quirk, Quirks};
use fax_modem::{LoneDle, Profile};

/// Modems, by what is wrong with them, and the profile that suits.
fn modems() -> Vec<(Quirks, Profile)> {
    const GENERIC: Profile = Profile::GENERIC;
    let one = |quirk: Quirk, profile| (Quirks::from(quirk), profile);
    let family = |quirks: &[Quirk], profile| (quirks.iter().copied().collect::<Quirks>(), profile);
    vec![
        (Quirks::NONE, GENERIC),
        one(Quirk::NoFcs, Profile::NO_FCS),
        one(Quirk::OkForNoCarrier, GENERIC),
        one(Quirk::NoSilenceCommands, Profile::NO_SILENCE_COMMANDS),
        one(Quirk::EarlyConnect, Profile::AGERE),
        one(Quirk::FalseConnect, GENERIC),
        one(Quirk::XonXoffBroken, GENERIC),
        one(Quirk::RtsCtsIgnored, Profile::XON_XOFF),
        one(Quirk::SoftFlowInClass1, GENERIC),
        one(Quirk::SlowAfterAnswer, Profile::ROCKWELL),
        one(Quirk::FrsResets, Profile::USR),
        one(Quirk::EarlyOk, Profile { silence_behind_check: true, ..GENERIC }),
        one(Quirk::SlowPortRefused, GENERIC),
        one(Quirk::SlowPortStarves, GENERIC),
        one(Quirk::NoFcError, Profile::DIGI),
        one(Quirk::SlowInClass1, Profile::ROCKWELL),
        one(Quirk::SingleDle, Profile { lone_dle: LoneDle::Keep, ..GENERIC }),
        one(Quirk::FcsUnchecked, GENERIC),
        one(Quirk::NoOkAfterAbort, GENERIC),
        one(Quirk::EarlyFcError, GENERIC),
        one(Quirk::FcErrorToFrh, GENERIC),
        one(Quirk::NoCarrierToFrh, GENERIC),
        one(Quirk::RedialBlocked, GENERIC),
        one(Quirk::Brackets, GENERIC),
        one(Quirk::HidesClass1_0, Profile::CONEXANT),
        one(Quirk::NeedsRest, Profile::SI24XX),
        one(Quirk::ListensBriefly, GENERIC),
        one(Quirk::LateConnect, GENERIC),
        one(Quirk::FcErrorAfterDial, GENERIC),
        one(Quirk::RubbishAfterData, GENERIC),
        one(Quirk::RubbishWhileSending, GENERIC),
        one(Quirk::NoQuietDialled, Profile::MULTITECH),
        one(Quirk::HangUpOnHookHurts, Profile::UMC),
        one(Quirk::SeveralLines, GENERIC),
        one(Quirk::SlowReset, Profile { reset_rest: Duration::from_secs(3), ..GENERIC }),
        one(Quirk::ErrorAfterUnderrun, GENERIC),
        one(Quirk::DoubleConnect, GENERIC),
        one(Quirk::OkToUnknown, GENERIC),
        one(Quirk::AnswersAsData, GENERIC),
        one(Quirk::Wedges, Profile::USB_DONGLE),
        one(Quirk::LosesCommands, Profile { rest: Duration::from_millis(25), ..GENERIC }),
        one(Quirk::KeepsEcho, GENERIC),
        one(Quirk::LateOk, GENERIC),
        one(Quirk::FalseRing, GENERIC),
        one(Quirk::IgnoresLf, GENERIC),
        one(Quirk::BareResults, GENERIC),
        one(Quirk::DleSub, GENERIC),
        one(Quirk::AdaptiveInClass1_0, Profile::CONEXANT),
        // Families, with all that is said of them.
        family(
            &[
                Quirk::SoftFlowInClass1,
                Quirk::FrsResets,
                Quirk::EarlyOk,
                Quirk::RedialBlocked,
                Quirk::SeveralLines,
                Quirk::SlowReset,
            ],
            Profile::USR,
        ),
        family(&[Quirk::EarlyConnect, Quirk::FalseConnect, Quirk::XonXoffBroken], Profile::AGERE),
        family(
            &[Quirk::HidesClass1_0, Quirk::NeedsRest, Quirk::ListensBriefly, Quirk::LateConnect, Quirk::XonXoffBroken],
            Profile::SI24XX,
        ),
        family(&[Quirk::SlowAfterAnswer, Quirk::SlowReset, Quirk::RedialBlocked], Profile::ROCKWELL),
    ]
}

/// A call as it may be.
#[derive(Clone, Copy, Debug)]
struct Session {
    /// The modem in question sends.
    sends: bool,
    ecm: bool,
    pages: u64,
    rate: u16,
    /// Of the control frames, the one that is lost on its way; zero for none.
    lost_frame: u32,
}

const fn session(sends: bool, ecm: bool, pages: u64, rate: u16, lost_frame: u32) -> Session {
    Session { sends, ecm, pages, rate, lost_frame }
}

/// One to four are CSI, DIS, TSI and DCS; five is CFR, and six what follows the first page.
const SESSIONS: [Session; 12] = [
    session(true, false, 1, 14_400, 0),
    session(false, false, 1, 14_400, 0),
    session(true, true, 1, 14_400, 0),
    session(false, true, 1, 14_400, 0),
    session(true, false, 3, 9600, 0),
    session(false, false, 3, 9600, 0),
    session(true, true, 3, 9600, 0),
    session(false, true, 3, 9600, 0),
    session(true, false, 3, 14_400, 5),
    session(false, false, 3, 14_400, 6),
    session(true, true, 3, 14_400, 7),
    session(false, true, 3, 14_400, 4),
];

/// Runs it; says what was not as it should be.
fn call(quirks: Quirks, profile: Profile, session: Session) -> Result<(), String> {
    let Session { sends, ecm, pages, rate, lost_frame } = session;
    let profiles = if sends { [profile, Profile::GENERIC] } else { [Profile::GENERIC, profile] };
    let mut pair = Pair::of(profiles);
    pair.exchange.modem(usize::from(!sends)).make().quirks = quirks;
    pair.exchange.skew(3);
    pair.initialise();
    pair.connect().map_err(|failure| format!("no call: {failure}"))?;
    pair.exchange.faults(Faults { lost_frame, ..Faults::default() });
    let mut config = Config::default();
    config.abilities.ecm = ecm;
    config.abilities.modulations = if rate == 9600 {
        Modulations::up_to(9600).without(fax_core::Modulation::V17At9600).without(fax_core::Modulation::V17At7200)
    } else {
        Modulations::up_to(rate)
    };
    let began = pair.now();
    let (mut caller, mut called) = (Call::calling(&config, began), Call::answering(&config, began));
    let sent: Vec<Vec<u8>> = (0..pages).map(page).collect();
    let mut source = OctetPages::new(sent.clone()).with_window(65_537);
    let mut sink = Received::with_window(65_536);
    let mut confirmed = vec![0; sent.len()];
    pair.run(
        (&mut caller, &mut called),
        (&mut Pages { source: &mut source, sink: &mut () }, &mut Pages { source: &mut (), sink: &mut sink }),
        |_, event, _| {
            if let Event::PageSent { page, confirmed: true } = event {
                confirmed[usize::from(*page)] += 1;
            }
        },
    );
    let outcomes = [caller.report().outcome, called.report().outcome];
    if outcomes != [Some(Outcome::Completed); 2] {
        return Err(format!("{outcomes:?} after {:?}", pair.now().since(began)));
    }
    if confirmed.iter().any(|&times| times != 1) {
        return Err(format!("pages confirmed so often: {confirmed:?}"));
    }
    let same = |(got, sent): (&Vec<u8>, &Vec<u8>)| {
        // Error correction fills up the last frame behind the page; without it there is fill in front.
        if ecm { got.starts_with(sent) && got[sent.len()..].iter().all(|&o| o == 0) } else { whole(got, sent) }
    };
    if sink.accepted.len() != sent.len() || !sink.accepted.iter().zip(&sent).all(same) {
        let lengths = |pages: &[Vec<u8>]| pages.iter().map(Vec::len).collect::<Vec<_>>();
        return Err(format!("pages differ: {:?} of {:?} octets", lengths(&sink.accepted), lengths(&sent)));
    }
    match pair.exchange.modem(0).underruns() + pair.exchange.modem(1).underruns() {
        0 => Ok(()),
        underruns => Err(format!("{underruns} underruns")),
    }
}

/// Whether `sent` is in `got` bit for bit, at an alignment of three bits, with nothing but fill around it.
fn whole(got: &[u8], sent: &[u8]) -> bool {
    let mut shifted = Vec::with_capacity(sent.len() + 1);
    let mut late = 0;
    for octet in sent {
        let [low, high] = (u16::from(*octet) << 3).to_le_bytes();
        shifted.push(late | low);
        late = high;
    }
    // The first and the last octet have bits of the fill.
    got.windows(shifted.len()).any(|at| at[1..] == shifted[1..])
}

fn page(seed: u64) -> Vec<u8> {
    let mut rng = Rng::new(seed);
    (0..2500).map(|_| rng.draw() as u8).collect()
}

#[test]
fn every_quirk_delivers_with_the_profile_that_suits() {
    let modems = modems();
    assert!(modems.len() >= 25);
    let mut failures = Vec::new();
    for &(quirks, profile) in &modems {
        for session in SESSIONS {
            if let Err(why) = call(quirks, profile, session) {
                failures.push(format!("{quirks}: {session:?}: {why}"));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), modems.len() * SESSIONS.len(), failures.join("\n"));
}
