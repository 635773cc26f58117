//! A call between a line of the office and a far end on a simulated wire, a step at a time: T.30 at both ends.

use core::sync::atomic::Ordering;

use fax_core::sim::{End, Impairments, OctetPages, Received, Side, Wire};
use fax_core::{Call, Config, Event, Ident, Instant, Pages, Report, Step};
use fax_queue::service::{CallEnd, IncomingRun, OutgoingRun, Selected};

/// When the far end is unplugged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unplug {
    Never,
    /// As this page of the call, from 0, begins.
    AtPage(u16),
    /// Once it has taken this page of the call, and before it says so.
    InDoubtAt(u16),
}

pub(crate) enum Ours {
    Sends(OutgoingRun),
    Receives(IncomingRun),
}

/// One call.
pub(crate) struct Talk {
    pub(crate) ours: Ours,
    /// The pages of whoever sends, and those of them that the call is for.
    source: OctetPages,
    selected: Vec<u16>,
    /// What whoever receives has kept.
    pub(crate) sink: Received,
    /// The pages that the far end, sending, holds for confirmed.
    pub(crate) confirmed: usize,
    /// The far end took a page and was unplugged before it could say so.
    pub(crate) in_doubt: bool,
    unplug: Unplug,
    pub(crate) unplugged: bool,
    caller: Call,
    answerer: Call,
    wire: Wire,
}

fn config(ident: &str) -> Config {
    Config { ident: Ident::new(ident).unwrap(), ..Config::default() }
}

/// Steps a station until it waits, and gives it each event to look at.
fn run(
    call: &mut Call,
    mut line: End<'_>,
    pages: &mut Pages<'_>,
    now: Instant,
    mut tell: impl FnMut(&Event) -> bool,
) -> Option<Instant> {
    loop {
        match call.step(&mut line, pages, now) {
            Step::Event(event) if !tell(&event) => return None,
            Step::Idle(wake) => return wake,
            _ => {}
        }
    }
}

impl Talk {
    pub(crate) fn new(ours: Ours, source: OctetPages, unplug: Unplug) -> Self {
        let selected = match &ours {
            Ours::Sends(run) => run.ticket().pages.clone(),
            Ours::Receives(_) => (0..u16::try_from(source.pages().len()).unwrap()).collect(),
        };
        Self {
            ours,
            source,
            selected,
            sink: Received::default(),
            confirmed: 0,
            in_doubt: false,
            unplug,
            unplugged: false,
            caller: Call::calling(&config("+1 caller"), Instant::ZERO),
            answerer: Call::answering(&config("+2 called"), Instant::ZERO),
            wire: Wire::new(Impairments::default()),
        }
    }

    /// Goes on at `now`, counted from the beginning of the call; says when to go on again, or `None` once the office's side is
    /// on hook.
    pub(crate) fn step(&mut self, now: Instant) -> Option<Instant> {
        let Self { ours, source, selected, sink, confirmed, in_doubt, unplug, unplugged, caller, answerer, wire } =
            self;
        let (calls, stop) = match ours {
            Ours::Sends(run) => (true, run.stop_flag()),
            Ours::Receives(run) => (false, run.stop_flag()),
        };
        if stop.swap(false, Ordering::AcqRel) {
            if calls { caller.abort(now) } else { answerer.abort(now) }
        }
        let mut selection = Selected::new(source, selected);
        let mut sending = Pages { source: &mut selection, sink: &mut () };
        let mut receiving = Pages { source: &mut (), sink };
        let mut wakes = [None; 2];
        for (side, wake) in [Side::Caller, Side::Answerer].into_iter().zip(&mut wakes) {
            let (call, pages) = match side {
                Side::Caller => (&mut *caller, &mut sending),
                Side::Answerer => (&mut *answerer, &mut receiving),
            };
            if (side == Side::Caller) == calls {
                *wake = run(call, wire.end(side), pages, now, |event| {
                    match ours {
                        Ours::Sends(run) => run.on_event(event).unwrap(),
                        Ours::Receives(run) => run.on_event(event).unwrap(),
                    }
                    true
                });
            } else if !*unplugged {
                *wake = run(call, wire.end(side), pages, now, |event| {
                    *confirmed += usize::from(matches!(event, Event::PageSent { confirmed: true, .. }));
                    *unplugged = match (event, *unplug) {
                        (Event::ReceivingPage { page } | Event::SendingPage { page }, Unplug::AtPage(at)) => {
                            *page == at
                        }
                        (Event::PageReceived { page, accepted: true, .. }, Unplug::InDoubtAt(at)) => *page == at,
                        _ => false,
                    };
                    *in_doubt |= *unplugged && matches!(event, Event::PageReceived { .. });
                    !*unplugged
                });
            }
        }
        let over = self.report().outcome.is_some();
        let soon = Instant::from_millis(now.as_millis() + 1);
        wakes.into_iter().flatten().min().filter(|_| !over).map(|wake| wake.max(soon))
    }

    fn report(&self) -> &Report {
        match self.ours {
            Ours::Sends(_) => self.caller.report(),
            Ours::Receives(_) => self.answerer.report(),
        }
    }

    /// How it ended for the office.
    pub(crate) fn end(&self) -> CallEnd {
        CallEnd::Ended(self.report().clone())
    }
}
