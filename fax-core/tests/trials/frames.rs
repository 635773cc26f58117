//! Every code with information fields of 0 to 256 octets, in every state that a call can be in.

use core::fmt;
use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet};

use fax_core::frame::Fcf;
use fax_core::sim::{Fault, Impairments, Ledger, OctetPages, Side};
use fax_core::{
    Call, EcmPolicy, Event, Instant, LineEvent, LineOp, Outcome, Output, Pages, Quality, Resolution, Signal, Step,
    Timer,
};

use super::scene::Scene;
use super::silence;

use Resolution::{Fine, Standard};

/// Information fields have up to so many octets.
const LENGTHS: usize = 256;
/// Beyond so many octets, the length does not matter: PPR is the longest field that means something, and none but it is too long.
const LONGEST: usize = 32;
/// No timer of a call that is neither sending nor over runs longer: T0, and T5 in its place.
const PATIENCE: Duration = Duration::from_secs(60);

/// A moment in a call.
#[derive(Clone)]
struct Spot {
    name: String,
    call: Call,
    source: OctetPages,
    sink: Ledger,
    now: Instant,
}

/// What a call did with a frame: in order, until it waits again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Reaction {
    acts: [Option<Act>; 8],
    /// Which timer runs first then.
    timer: Option<Timer>,
    outcome: Option<Outcome>,
    stray: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Says(Fcf),
    ListensForFrames,
    ListensForImage,
    SendsCarrier,
    HangsUp,
}

/// How much was tried.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cases {
    pub spots: usize,
    pub frames: u64,
    pub reactions: usize,
}

impl fmt::Display for Cases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} frames at {} moments, {} different reactions", self.frames, self.spots, self.reactions)
    }
}

/// Octets to fill fields with: nothing, everything, and some of both.
pub const FILLS: [u8; 3] = [0x00, 0xFF, 0x62];

/// Tries them all, filled with each of `fills`; of long fields, only every `every`-th length.
pub fn try_all(fills: &[u8], every: usize) -> Result<Cases, String> {
    let spots = spots();
    let states: BTreeSet<&str> = spots.values().filter_map(|spot| spot.name.split(' ').nth(1)).collect();
    let missing: Vec<_> = STATES.iter().filter(|state| !states.contains(*state)).collect();
    if !missing.is_empty() {
        return Err(format!("no call came to {missing:?}"));
    }
    let mut cases = Cases { spots: spots.len(), ..Cases::default() };
    for spot in spots.values() {
        try_at(spot, fills, every, &mut cases)?;
    }
    Ok(cases)
}

fn try_at(spot: &Spot, fills: &[u8], every: usize, cases: &mut Cases) -> Result<(), String> {
    let mut known: Vec<Reaction> = Vec::new();
    let mut unknown = None;
    for (code, &fill) in (0..=u8::MAX).flat_map(|code| fills.iter().map(move |fill| (code, fill))) {
        let mut long = None;
        for length in (0..=LENGTHS).filter(|length| *length <= LONGEST + 1 || length.is_multiple_of(every)) {
            let mut after = spot.clone();
            let fault = |what: &str| format!("{}, code {code:#04x}, {length} octets {fill:#04x}: {what}", spot.name);
            let reaction = after.hears(true, code, &[fill; LENGTHS][..length]).map_err(|what| fault(&what))?;
            cases.frames += 1;
            if !known.contains(&reaction) {
                after.falls_silent().map_err(|what| fault(&what))?;
                known.push(reaction);
            }
            if length > LONGEST && *long.get_or_insert(reaction) != reaction {
                return Err(fault(&format!("{reaction:?}, but {long:?} with fewer octets")));
            }
            let is_unknown = matches!(Fcf::from_code(code), Fcf::Unknown(_));
            if is_unknown && *unknown.get_or_insert(reaction) != reaction {
                return Err(fault(&format!("{reaction:?}, but {unknown:?} with other unknown codes")));
            }
        }
        // Another frame follows: nobody speaks before the last one.
        let mut after = spot.clone();
        let fault = |what: &str| format!("{}, code {code:#04x}, not the last frame: {what}", spot.name);
        let reaction = after.hears(false, code, &[fill; 20]).map_err(|what| fault(&what))?;
        cases.frames += 1;
        if reaction.acts != [None; 8] || reaction.outcome.is_some() {
            return Err(fault(&format!("{reaction:?}")));
        }
    }
    cases.reactions += known.len();
    Ok(())
}

/// All states of a call, by their names.
const STATES: [&str; 20] = [
    "CallTone",
    "WaitDis",
    "SendCommand",
    "SendTraining",
    "WaitTrainingAnswer",
    "SendPage",
    "SendPostMessage",
    "WaitPageAnswer",
    "AnswerTone",
    "SendOffer",
    "WaitCommand",
    "ReceiveTraining",
    "SendTrainingAnswer",
    "AwaitPage",
    "ReceivePage",
    "WaitPostMessage",
    "SendPageAnswer",
    "WaitDisconnect",
    "SendDisconnect",
    "Ended",
];

/// Moments of calls that differ in what is expected next.
fn spots() -> BTreeMap<String, Spot> {
    let bad = Quality { rows: 100, bad_rows: 50, longest_bad_run: 50, complete: true };
    let mut stepping = Scene::new("CTC", &[(24, Fine)]).corrected();
    stepping.config.ecm = EcmPolicy { corrections: 1, ..EcmPolicy::default() };
    let scenes = [
        Scene::new("MPS", &[(9, Fine); 2]),
        Scene::new("EOM", &[(9, Fine), (9, Standard)]),
        Scene::new("FTT", &[(9, Fine)]).with_fault(4, Fault::Corrupt),
        Scene { verdicts: vec![bad], ..Scene::new("RTN", &[(9, Fine)]) },
        Scene::new("polled", &[(9, Fine), (9, Standard)]).polled(),
        Scene::new("MPS", &[(9, Fine); 2]).corrected(),
        Scene::new("EOM", &[(9, Fine), (9, Standard)]).corrected(),
        Scene { busy: 2, ..Scene::new("RNR", &[(24, Fine)]).corrected().with_fault(7, Fault::Corrupt) },
        stepping.clone().with_fault(7, Fault::Drop),
        // One correction is not enough, and CTC brings none: EOR.
        stepping.with_fault(7, Fault::Drop).with_fault(16, Fault::Drop),
        Scene::new("polled", &[(9, Fine); 2]).corrected().polled(),
    ];
    let mut spots = BTreeMap::new();
    for scene in scenes {
        visit(&scene, &mut spots);
    }
    spots
}

/// Plays a scene and keeps every moment that is not there yet.
fn visit(scene: &Scene, spots: &mut BTreeMap<String, Spot>) {
    let mut pair = scene.pair(Impairments::default(), &[]);
    let mut source = scene.pages.clone();
    let mut sink = scene.ledger();
    for (mut call, side) in [(pair.caller.clone(), Side::Caller), (pair.answerer.clone(), Side::Answerer)] {
        // The tones: on the simulated wire they take no time.
        let mut pages = Pages { source: &mut source, sink: &mut sink };
        while !matches!(call.poll_output(&mut pages, &mut [], pair.now), Output::Wait(_)) {}
        let name = name(&call, side, scene.polled);
        let spot = Spot { name: name.clone(), call, source: source.clone(), sink: sink.clone(), now: pair.now };
        spots.entry(name).or_insert(spot);
    }
    loop {
        let mut wakes = Vec::new();
        for side in [Side::Caller, Side::Answerer] {
            let sends = (side == Side::Caller) != scene.polled;
            let call = if side == Side::Caller { &mut pair.caller } else { &mut pair.answerer };
            let (mut no_source, mut no_sink) = ((), ());
            let mut pages = if sends {
                Pages { source: &mut source, sink: &mut no_sink }
            } else {
                Pages { source: &mut no_source, sink: &mut sink }
            };
            loop {
                if let Step::Idle(wake) = call.step(&mut pair.wire.end(side), &mut pages, pair.now) {
                    break wakes.extend(wake);
                }
            }
            let name = name(call, side, scene.polled);
            let (call, now) = (call.clone(), pair.now);
            let spot = Spot { name: name.clone(), call, source: source.clone(), sink: sink.clone(), now };
            spots.entry(name).or_insert(spot);
        }
        let Some(wake) = wakes.into_iter().min() else { return };
        pair.now = wake.max(pair.now + Duration::from_millis(1));
    }
}

/// What is special about a moment: who it is, the state by its name, what it waits for.
fn name(call: &Call, side: Side, polled: bool) -> String {
    let shown = format!("{call:?}");
    let value = |field: &str| {
        let at = shown.find(&format!(", {field}: ")).map_or(shown.len(), |at| at + field.len() + 4);
        shown.get(at..).unwrap_or_default().split([',', ' ']).next().unwrap_or_default().to_string()
    };
    let correcting = if call.report().ecm.is_some() { ", ECM" } else { "" };
    let polled = if polled { ", polled" } else { "" };
    let image = if shown.contains("listening: Signal { modulation: V21,") { "" } else { ", image" };
    format!("{side:?} {} {}{correcting}{polled}{image}", value("state"), value("post"))
}

impl Spot {
    /// Takes a frame, and acts until it waits.
    fn hears(&mut self, last: bool, code: u8, fif: &[u8]) -> Result<Reaction, String> {
        let mut frame = [0; 3 + LENGTHS];
        frame[..3].copy_from_slice(&[0xFF, if last { 0x13 } else { 0x03 }, code]);
        frame[3..3 + fif.len()].copy_from_slice(fif);
        let mut reaction = Reaction::default();
        let (strays, sending) = (self.call.report().stray_events, self.sends());
        let before = sending.then(|| self.call.clone());
        self.put(LineEvent::Frame(&frame[..3 + fif.len()]));
        let mut acts = reaction.acts.iter_mut();
        let mut act = |what| match acts.next() {
            Some(place) => {
                *place = Some(what);
                Ok(())
            }
            None => Err("it never waits".to_string()),
        };
        let mut room = [0; fax_core::FRAME_MAX];
        let mut speaks = false;
        for _ in 0..100 {
            let mut done = false;
            let mut pages = Pages { source: &mut self.source, sink: &mut self.sink };
            // A burst that was under way goes on as before: no room, no chunk.
            let lent = if sending { &mut [][..] } else { &mut room[..] };
            match self.call.poll_output(&mut pages, lent, self.now) {
                Output::Line(LineOp::Silence(_) | LineOp::AwaitSilence(_)) => done = true,
                Output::Line(LineOp::Send(signal)) => {
                    speaks = signal == Signal::CONTROL;
                    if !speaks {
                        act(Act::SendsCarrier)?;
                        break;
                    }
                }
                Output::Line(LineOp::Receive(Signal::CONTROL)) => act(Act::ListensForFrames)?,
                Output::Line(LineOp::Receive(_)) => act(Act::ListensForImage)?,
                Output::Line(LineOp::HangUp) => act(Act::HangsUp)?,
                Output::Send(chunk) if speaks => {
                    act(Act::Says(chunk.octets.get(2).map_or(Fcf::Unknown(0), |&code| Fcf::from_code(code))))?;
                    done = chunk.last;
                }
                Output::Event(Event::Ended(outcome)) => reaction.outcome = Some(outcome),
                Output::Wait(deadline) => {
                    reaction.timer = deadline.map(|deadline| deadline.timer);
                    let soon = deadline.is_some_and(|deadline| deadline.at <= self.now + PATIENCE);
                    let over = self.call.report().outcome.is_some();
                    if soon == over {
                        return Err(format!("waits for {deadline:?}"));
                    }
                    break;
                }
                _ => {}
            }
            if done {
                self.put(LineEvent::Done);
            }
        }
        reaction.stray = self.call.report().stray_events > strays;
        if let Some(before) = before
            && (!reaction.stray || reaction.acts != [None; 8] || before.report().outcome != reaction.outcome)
        {
            return Err(format!("while it sends, it should not mind: {reaction:?}"));
        }
        Ok(reaction)
    }

    /// Nothing is heard any more: the call ends, whether the line still sends what it shall or does nothing at all.
    fn falls_silent(&mut self) -> Result<(), String> {
        for works in [false, true] {
            let mut pages = Pages { source: &mut self.source, sink: &mut self.sink };
            silence::ends(&self.call, &mut pages, self.now, works)?;
        }
        Ok(())
    }

    fn put(&mut self, event: LineEvent<'_>) {
        let mut pages = Pages { source: &mut self.source, sink: &mut self.sink };
        self.call.handle_line(event, &mut pages, self.now);
    }

    /// Whether it hears nothing now.
    fn sends(&self) -> bool {
        ["Send", "CallTone", "AnswerTone"].iter().any(|part| self.name.contains(part))
    }
}
