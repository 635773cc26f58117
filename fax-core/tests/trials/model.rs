//! An exhaustive small model: two pages, and up to three losses at every place. Both stations are looked at in each moment.

use core::fmt;
use core::time::Duration;

use fax_core::sim::{Fault, Impairments, PairReport, Side};
use fax_core::{Call, Instant, Output, Pages, Resolution, Step};

use super::scene::{Scene, Short};
use super::silence;

use Resolution::{Fine, Standard};

/// Nobody waits for longer without doing something: T0.
const PATIENCE: Duration = Duration::from_secs(60);
/// No call takes longer.
const LIMIT: Duration = Duration::from_secs(300);

/// What was seen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// Calls, each with other losses.
    pub calls: u64,
    /// Moments in which a station waited.
    pub moments: u64,
    /// The longest call.
    pub longest: Duration,
    /// The longest time from a moment until silence ended the call.
    pub silence: Duration,
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} calls, {} moments; the longest call took {:.0?}", self.calls, self.moments, self.longest)?;
        write!(f, ", the longest silence before an end {:.0?}", self.silence)
    }
}

/// Two pages, in all ways.
pub fn scenes() -> Vec<Scene> {
    let plain = Scene::new("two pages", &[(480, Fine); 2]);
    let documents = Scene::new("two documents", &[(480, Fine), (300, Standard)]);
    let ecm = Scene::new("two pages, ECM", &[(9, Fine); 2]).corrected();
    let polled = Scene { name: "two polled pages", ..plain.clone().polled() };
    let polled_ecm = Scene { name: "two polled pages, ECM", ..ecm.clone().polled() };
    vec![plain, documents, ecm, polled, polled_ecm]
}

/// Plays a scene with up to `losses` losses at every place where something is sent.
pub fn explore(scene: &Scene, losses: usize) -> Result<Seen, String> {
    let mut seen = Seen::default();
    lose(scene, losses, &mut Vec::new(), &mut seen)?;
    Ok(seen)
}

/// All calls that have `lost` in common and lose something behind that.
fn lose(scene: &Scene, left: usize, lost: &mut Vec<(usize, Fault)>, seen: &mut Seen) -> Result<(), String> {
    let sent = play(scene, lost, seen)?;
    if left > 0 {
        let from = lost.last().map_or(0, |&(item, _)| item + 1);
        for item in from..sent {
            lost.push((item, Fault::Drop));
            lose(scene, left - 1, lost, seen)?;
            lost.pop();
        }
    }
    Ok(())
}

/// Plays a scene, looks at both stations whenever they wait, and says how many items were sent.
fn play(scene: &Scene, lost: &[(usize, Fault)], seen: &mut Seen) -> Result<usize, String> {
    let mut pair = scene.pair(Impairments::default(), lost);
    let (mut source, mut ledger) = (scene.pages.clone(), scene.ledger());
    let fault = |pair: &fax_core::sim::Pair, what: &str| {
        let items = pair.wire.sent();
        let lost: Vec<_> =
            lost.iter().filter_map(|&(at, _)| items.get(at)).map(|&item| Short(item).to_string()).collect();
        format!("{} without {}: {what}", scene.name, lost.join(", "))
    };
    loop {
        let mut wakes = Vec::new();
        for side in [Side::Caller, Side::Answerer] {
            let call = if side == Side::Caller { &mut pair.caller } else { &mut pair.answerer };
            let (mut no_source, mut no_sink) = ((), ());
            let mut pages = if (side == Side::Caller) != scene.polled {
                Pages { source: &mut source, sink: &mut no_sink }
            } else {
                Pages { source: &mut no_source, sink: &mut ledger }
            };
            let events = if side == Side::Caller { &mut pair.caller_events } else { &mut pair.answerer_events };
            loop {
                match call.step(&mut pair.wire.end(side), &mut pages, pair.now) {
                    Step::Idle(wake) => break wakes.extend(wake),
                    Step::Event(event) => events.push((pair.now, event)),
                    _ => {}
                }
            }
            let looked = look(call, &mut pages, pair.now, seen);
            looked.map_err(|what| fault(&pair, &format!("{side:?} {what}")))?;
        }
        if pair.caller.report().outcome.is_some() && pair.answerer.report().outcome.is_some() {
            break;
        }
        let Some(wake) = wakes.into_iter().min() else { return Err(fault(&pair, "nobody has anything to wait for")) };
        pair.now = wake.max(pair.now + Duration::from_millis(1));
    }
    let (caller, answerer) = (pair.caller.report().clone(), pair.answerer.report().clone());
    let report = PairReport { caller, answerer, ended: pair.now };
    scene.story(&pair, &report, &ledger).map_err(|what| fault(&pair, &what.to_string()))?;
    let took = pair.now - Instant::ZERO;
    if took > LIMIT {
        return Err(fault(&pair, &format!("it took {took:?}")));
    }
    seen.calls += 1;
    seen.longest = seen.longest.max(took);
    Ok(pair.wire.sent().len())
}

/// A station that waits does so until a moment that comes soon, and silence from here on ends the call.
fn look(call: &mut Call, pages: &mut Pages<'_>, now: Instant, seen: &mut Seen) -> Result<(), String> {
    seen.moments += 1;
    match call.poll_output(pages, &mut [], now) {
        Output::Wait(None) if call.report().outcome.is_some() => return Ok(()),
        Output::Wait(Some(deadline)) if deadline.at <= now + PATIENCE => {}
        other => return Err(format!("has no timed way out: {other:?}, {call:?}")),
    }
    let took = silence::ends(call, pages, now, false)?;
    seen.silence = seen.silence.max(took);
    Ok(())
}
