//! Two stations on a simulated wire, with a queue behind each.

use core::cell::Cell;
use core::ops::ControlFlow;
use core::sync::atomic::{AtomicBool, Ordering};

use fax_core::sim::{End, Impairments, OctetPages, Received, Side, Wire};
use fax_core::{Call, Config, Event, Ident, Instant, Pages, Step};
use fax_queue::service::{CallEnd, IncomingRun, OutgoingRun, Selected};

pub(crate) type Watch<'a> = Box<dyn FnMut(&Event) + 'a>;

/// What happens to a call between two queues.
#[derive(Default)]
pub(crate) struct Fate<'a> {
    pub(crate) impairments: Impairments,
    /// The process of the caller dies at this moment: 2n before its event n is on record, 2n + 1 right after that.
    pub(crate) dies_at: Option<usize>,
    /// Sees what the caller tells, before it is on record.
    pub(crate) watch: Option<Watch<'a>>,
}

/// Steps a station until it waits; `None` once it is on hook, or dead.
fn step(
    call: &mut Call,
    mut line: End<'_>,
    pages: &mut Pages<'_>,
    now: Instant,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(&Event) -> ControlFlow<()>,
) -> Option<Instant> {
    loop {
        if stop.swap(false, Ordering::AcqRel) {
            call.abort(now);
        }
        match call.step(&mut line, pages, now) {
            Step::Event(event) if tell(&event).is_break() => return None,
            Step::Idle(wake) => return wake,
            _ => {}
        }
    }
}

/// Runs one call and returns how it ended for both; `None` for a caller that died.
pub(crate) fn connect(
    out: &mut OutgoingRun,
    into: &mut IncomingRun,
    source: &mut OctetPages,
    sink: &mut Received,
    mut fate: Fate<'_>,
) -> (Option<CallEnd>, CallEnd) {
    let selected = out.ticket().pages.clone();
    let ident = Some(out.ticket().tsid.as_str()).filter(|tsid| !tsid.is_empty()).unwrap_or("+1 ours");
    let ours = Config { ident: Ident::new(ident).unwrap(), ..Config::default() };
    let theirs = Config { ident: Ident::new("+2 theirs").unwrap(), ..Config::default() };
    let mut now = Instant::ZERO;
    let (mut caller, mut answerer) = (Call::calling(&ours, now), Call::answering(&theirs, now));
    let mut wire = Wire::new(fate.impairments);
    let (out_stop, in_stop) = (out.stop_flag(), into.stop_flag());
    let (mut moment, dead) = (0, Cell::new(false));
    loop {
        let mut selection = Selected::new(source, &selected);
        let mut sending = Pages { source: &mut selection, sink: &mut () };
        let mut tell = |event: &Event| {
            if let Some(watch) = &mut fate.watch {
                watch(event);
            }
            dead.set(fate.dies_at == Some(moment));
            if !dead.get() {
                // What goes wrong here raises the stop flag.
                let _ = out.on_event(event);
                dead.set(fate.dies_at == Some(moment + 1));
            }
            moment += 2;
            if dead.get() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        // A dead caller does nothing any more; the line does not even hang up before the far side gives up.
        let a = if dead.get() {
            None
        } else {
            step(&mut caller, wire.end(Side::Caller), &mut sending, now, &out_stop, &mut tell)
        };
        let mut receiving = Pages { source: &mut (), sink: &mut *sink };
        let mut tell = |event: &Event| {
            into.on_event(event).unwrap();
            ControlFlow::Continue(())
        };
        let b = step(&mut answerer, wire.end(Side::Answerer), &mut receiving, now, &in_stop, &mut tell);
        let over = (dead.get() || caller.report().outcome.is_some()) && answerer.report().outcome.is_some();
        match a.into_iter().chain(b).min() {
            Some(wake) if !over => now = wake.max(Instant::from_millis(now.as_millis() + 1)),
            _ => break,
        }
    }
    let end = |call: &Call| CallEnd::Ended(call.report().clone());
    ((!dead.get()).then(|| end(&caller)), end(&answerer))
}
