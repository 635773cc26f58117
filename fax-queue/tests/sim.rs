//! Two queues, two stations, one simulated wire: what one queue sends, the other one receives.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use core::sync::atomic::{AtomicBool, Ordering};

use common::{LINE, open};
use fax_core::sim::{End, Impairments, OctetPages, Received, Side, Wire};
use fax_core::{Call, Config, Event, Ident, Instant, Pages, Step};
use fax_queue::engine::{IncomingRecord, OutgoingRecord, Plan, View};
use fax_queue::model::{Job, NewJob, OutgoingJob};
use fax_queue::service::{CallEnd, IncomingRun, OutgoingRun, Selected};
use fax_queue::store::{ApplyError, Cursor, Memory, Query, Store, StoreError};
use fax_queue::vocabulary::{JobId, JobState, Timestamp};

/// Steps a station until it waits; `None` once it is on hook.
fn step(
    call: &mut Call,
    mut line: End<'_>,
    pages: &mut Pages<'_>,
    now: Instant,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(&Event),
) -> Option<Instant> {
    loop {
        if stop.swap(false, Ordering::AcqRel) {
            call.abort(now);
        }
        match call.step(&mut line, pages, now) {
            Step::Event(event) => tell(&event),
            Step::Idle(wake) => return wake,
            _ => {}
        }
    }
}

/// Runs one call between both; `watch` sees what the caller tells.
fn connect(
    out: &mut OutgoingRun,
    into: &mut IncomingRun,
    source: &mut OctetPages,
    sink: &mut Received,
    mut watch: impl FnMut(&Event),
) -> (CallEnd, CallEnd) {
    let selected = out.ticket().pages.clone();
    let ours = Config { ident: Ident::new("+1 ours").unwrap(), ..Config::default() };
    let theirs = Config { ident: Ident::new("+2 theirs").unwrap(), ..Config::default() };
    let mut now = Instant::ZERO;
    let (mut caller, mut answerer) = (Call::calling(&ours, now), Call::answering(&theirs, now));
    let mut wire = Wire::new(Impairments::default());
    let (out_stop, in_stop) = (out.stop_flag(), into.stop_flag());
    loop {
        let mut selection = Selected::new(source, &selected);
        let mut sending = Pages { source: &mut selection, sink: &mut () };
        let mut tell = |event: &Event| {
            watch(event);
            // What goes wrong here raises the stop flag.
            let _ = out.on_event(event);
        };
        let a = step(&mut caller, wire.end(Side::Caller), &mut sending, now, &out_stop, &mut tell);
        let mut receiving = Pages { source: &mut (), sink: &mut *sink };
        let mut tell = |event: &Event| into.on_event(event).unwrap();
        let b = step(&mut answerer, wire.end(Side::Answerer), &mut receiving, now, &in_stop, &mut tell);
        let over = caller.report().outcome.is_some() && answerer.report().outcome.is_some();
        match a.into_iter().chain(b).min() {
            Some(wake) if !over => now = wake.max(Instant::from_millis(now.as_millis() + 1)),
            _ => break,
        }
    }
    (CallEnd::Ended(caller.report().clone()), CallEnd::Ended(answerer.report().clone()))
}

fn document() -> OctetPages {
    OctetPages::new(vec![vec![0x11; 4000], vec![0x22; 3000], vec![0x33; 2000]])
}

#[test]
fn one_queue_sends_what_the_other_receives() {
    let (sender, _) = open(Memory::new());
    let (receiver, _) = open(Memory::new());
    let job = sender.submit(NewJob::new("123", "document", 3)).unwrap();
    let mut out = OutgoingRun::claim(&sender, LINE).unwrap().expect("a job is due");
    let mut into = IncomingRun::accept(&receiver, LINE, "", "in/1").unwrap();
    let received = into.job();
    let (mut source, mut sink) = (document(), Received::default());
    let (out_end, in_end) = connect(&mut out, &mut into, &mut source, &mut sink, |_| {});
    assert_eq!(out.finish(&out_end).unwrap(), JobState::Completed);
    assert_eq!(into.finish(&in_end, 9000).unwrap(), JobState::Routing);
    assert_eq!(sink.accepted, source.pages());
    let job = sender.outgoing_job(job).unwrap();
    assert_eq!((job.csid(), job.bit_rate(), job.pages_confirmed()), ("+2 theirs", Some(14400), 3));
    let received = receiver.incoming_job(received).unwrap();
    assert_eq!((received.tsid(), received.pages()), ("+1 ours", 3));
}

#[test]
fn the_next_attempt_sends_only_what_is_missing() {
    let (sender, clock) = open(Memory::new());
    let (receiver, _) = open(Memory::new());
    let job = sender.submit(NewJob::new("123", "document", 3)).unwrap();
    let (mut source, mut sink) = (document(), Received::default());

    // The first call is stopped on our side as soon as the first page is confirmed.
    let mut out = OutgoingRun::claim(&sender, LINE).unwrap().expect("a job is due");
    let mut into = IncomingRun::accept(&receiver, LINE, "", "in/1").unwrap();
    let stop = out.stop_flag();
    let (out_end, in_end) = connect(&mut out, &mut into, &mut source, &mut sink, |event| {
        if matches!(event, Event::PageSent { page: 0, confirmed: true }) {
            stop.store(true, Ordering::Release);
        }
    });
    assert_eq!(out.finish(&out_end).unwrap(), JobState::Retrying);
    assert_eq!(into.finish(&in_end, 4000).unwrap(), JobState::Routing);
    assert_eq!(sink.accepted.len(), 1);

    clock.set(sender.outgoing_job(job).unwrap().scheduled_time().unwrap());
    let mut out = OutgoingRun::claim(&sender, LINE).unwrap().expect("the job is due again");
    assert_eq!(out.ticket().pages, [1, 2]);
    let mut into = IncomingRun::accept(&receiver, LINE, "", "in/2").unwrap();
    let (out_end, in_end) = connect(&mut out, &mut into, &mut source, &mut sink, |_| {});
    assert_eq!(out.finish(&out_end).unwrap(), JobState::Completed);
    assert_eq!(into.finish(&in_end, 5000).unwrap(), JobState::Routing);
    assert_eq!(sink.accepted, source.pages(), "every page once");
    assert_eq!(sender.outgoing_job(job).unwrap().retries(), 0, "a call that we stopped ourselves is no retry");
}

/// A store whose disk is full as soon as a page is offered.
struct FullAtOffer(Memory);

impl Store for FullAtOffer {
    fn apply(&mut self, plan: &Plan) -> Result<(), ApplyError> {
        if plan.outgoing().is_some_and(|job| job.ledger().offered().is_some()) {
            return Err(ApplyError::Store(StoreError::Backend("disk full".into())));
        }
        self.0.apply(plan)
    }
    fn load(&self, query: &Query<'_>) -> Result<View, StoreError> {
        self.0.load(query)
    }
    fn candidates(&self, now: Timestamp, limit: usize) -> Result<Vec<JobId>, StoreError> {
        self.0.candidates(now, limit)
    }
    fn outgoing(&self) -> Result<Vec<OutgoingRecord>, StoreError> {
        self.0.outgoing()
    }
    fn incoming(&self) -> Result<Vec<IncomingRecord>, StoreError> {
        self.0.incoming()
    }
    fn events(&self, after: Cursor, limit: usize) -> Result<Vec<(Cursor, fax_queue::engine::Event)>, StoreError> {
        self.0.events(after, limit)
    }
    fn last_event(&self) -> Result<Cursor, StoreError> {
        self.0.last_event()
    }
    fn forget_events(&mut self, until: Cursor) -> Result<(), StoreError> {
        self.0.forget_events(until)
    }
}

#[test]
fn a_page_that_cannot_be_put_on_record_is_not_offered() {
    let (sender, _) = open(FullAtOffer(Memory::new()));
    let (receiver, _) = open(Memory::new());
    let job = sender.submit(NewJob::new("123", "document", 3)).unwrap();
    let mut out = OutgoingRun::claim(&sender, LINE).unwrap().expect("a job is due");
    let mut into = IncomingRun::accept(&receiver, LINE, "", "in/1").unwrap();
    let (mut source, mut sink) = (document(), Received::default());
    let (out_end, in_end) = connect(&mut out, &mut into, &mut source, &mut sink, |_| {});
    assert_eq!(into.finish(&in_end, 0).unwrap(), JobState::Failed);
    assert_eq!(sink.accepted, [[0u8; 0]; 0], "the receiver was never asked to keep a page");
    assert_eq!(out.finish(&out_end).unwrap(), JobState::Retrying);
    assert_eq!(sender.outgoing_job(job).unwrap().pages_confirmed(), 0);
}
