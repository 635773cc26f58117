//! A clock that tests set, listeners that remember, and a line that follows a script.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, reason = "tests, and each file uses some of it")]

#[cfg(feature = "redb")]
pub(crate) mod medium;
pub(crate) mod wire;

use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use core::time::Duration;
use std::sync::{Arc, Mutex};

use fax_core::{Config, Event, Failure, Outcome, Pages, Report};
use fax_queue::engine::errand::{ErrandKind, ErrandRecord};
use fax_queue::engine::{IncomingRecord, OutgoingRecord, Place, Plan, View};
use fax_queue::model::{Clock, JobStatus, Notify};
use fax_queue::service::{CallEnd, LineDriver, Observer, Queue};
use fax_queue::store::{ApplyError, Counts, Cursor, Memory, Outdated, Query, Store, StoreError};
use fax_queue::vocabulary::{DeviceId, JobId, ServerId, Timestamp};

/// 2026-01-01 12:00 UTC.
pub(crate) const NOON: Timestamp = Timestamp::from_unix_millis(1_767_268_800_000);
pub(crate) const LINE: DeviceId = DeviceId(1);

#[derive(Clone)]
pub(crate) struct FakeClock(Arc<AtomicU64>);

impl FakeClock {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicU64::new(NOON.as_unix_millis())))
    }

    pub(crate) fn advance(&self, span: Duration) {
        self.0.fetch_add(u64::try_from(span.as_millis()).unwrap(), Ordering::SeqCst);
    }

    pub(crate) fn set(&self, at: Timestamp) {
        self.0.store(at.as_unix_millis(), Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_millis(self.0.load(Ordering::SeqCst))
    }
}

pub(crate) fn open(store: impl Store + 'static) -> (Queue, FakeClock) {
    let clock = FakeClock::new();
    (Queue::open_with(store, clock.clone(), ServerId(7)).unwrap(), clock)
}

/// Says what is wrong with a plan; `None`: it may be written.
pub(crate) type Fault = Box<dyn Fn(&Plan) -> Option<ApplyError> + Send>;

/// A store that a test can still look into when a queue has it, and give to another queue. While it has a fault, that is
/// what comes of writing.
#[derive(Clone, Default)]
pub(crate) struct Shared(pub(crate) Arc<Mutex<Memory>>, pub(crate) Arc<Mutex<Option<Fault>>>);

impl Shared {
    /// From now on, writing comes to this.
    pub(crate) fn fails(&self, fault: impl Fn(&Plan) -> Option<ApplyError> + Send + 'static) {
        *self.1.lock().unwrap() = Some(Box::new(fault));
    }

    /// Writing is in order again.
    pub(crate) fn is_mended(&self) {
        *self.1.lock().unwrap() = None;
    }
}

impl Store for Shared {
    fn load(&self, query: &Query<'_>) -> Result<View, StoreError> {
        self.0.lock().unwrap().load(query)
    }
    fn apply(&mut self, plan: &Plan) -> Result<(), ApplyError> {
        if let Some(error) = self.1.lock().unwrap().as_ref().and_then(|fault| fault(plan)) {
            return Err(error);
        }
        self.0.lock().unwrap().apply(plan)
    }
    fn candidates(&self, now: Timestamp, limit: usize) -> Result<Vec<JobId>, StoreError> {
        self.0.lock().unwrap().candidates(now, limit)
    }
    fn outgoing(&self) -> Result<Vec<OutgoingRecord>, StoreError> {
        self.0.lock().unwrap().outgoing()
    }
    fn incoming(&self) -> Result<Vec<IncomingRecord>, StoreError> {
        self.0.lock().unwrap().incoming()
    }
    fn outgoing_archive(&self, after: JobId, limit: usize) -> Result<Vec<OutgoingRecord>, StoreError> {
        self.0.lock().unwrap().outgoing_archive(after, limit)
    }
    fn incoming_archive(&self, after: JobId, limit: usize) -> Result<Vec<IncomingRecord>, StoreError> {
        self.0.lock().unwrap().incoming_archive(after, limit)
    }
    fn errands(&self, kind: ErrandKind, now: Timestamp, limit: usize) -> Result<Vec<ErrandRecord>, StoreError> {
        self.0.lock().unwrap().errands(kind, now, limit)
    }
    fn events(&self, after: Cursor, limit: usize) -> Result<Vec<(Cursor, fax_queue::engine::Event)>, StoreError> {
        self.0.lock().unwrap().events(after, limit)
    }
    fn of_account(&self, account: &str, before: JobId, limit: usize) -> Result<Vec<OutgoingRecord>, StoreError> {
        self.0.lock().unwrap().of_account(account, before, limit)
    }
    fn counts(&self) -> Result<Counts, StoreError> {
        self.0.lock().unwrap().counts()
    }
    fn in_place(
        &self,
        place: Place,
        after: (Timestamp, JobId),
        before: Timestamp,
        limit: usize,
    ) -> Result<Vec<(Timestamp, JobId)>, StoreError> {
        self.0.lock().unwrap().in_place(place, after, before, limit)
    }
    fn last_event(&self) -> Result<Cursor, StoreError> {
        self.0.lock().unwrap().last_event()
    }
    fn told(&self) -> Result<Cursor, StoreError> {
        self.0.lock().unwrap().told()
    }
    fn set_told(&mut self, until: Cursor) -> Result<(), StoreError> {
        self.0.lock().unwrap().set_told(until)
    }
    fn forget_events(&mut self, until: Cursor) -> Result<(), StoreError> {
        self.0.lock().unwrap().forget_events(until)
    }
    fn forget(&mut self, what: &Outdated, limit: usize) -> Result<usize, StoreError> {
        self.0.lock().unwrap().forget(what, limit)
    }
}

/// Writes down what it hears, a line each.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn take(&self) -> Vec<String> {
        core::mem::take(&mut self.0.lock().unwrap())
    }

    fn push(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }

    fn changed(&self, way: &str, job: JobId, status: &dyn JobStatus) {
        let extended = status.extended_status_code();
        self.push(format!(
            "{way} {} changed: {}, {extended:?}, page {}",
            job.0,
            status.status(),
            status.current_page()
        ));
    }
}

impl Notify for Log {
    fn on_outgoing_job_added(&mut self, _: ServerId, job: JobId) {
        self.push(format!("out {} added", job.0));
    }
    fn on_outgoing_job_changed(&mut self, _: ServerId, job: JobId, status: &dyn JobStatus) {
        self.changed("out", job, status);
    }
    fn on_outgoing_job_removed(&mut self, _: ServerId, job: JobId) {
        self.push(format!("out {} removed", job.0));
    }
    fn on_incoming_job_added(&mut self, _: ServerId, job: JobId) {
        self.push(format!("in {} added", job.0));
    }
    fn on_incoming_job_changed(&mut self, _: ServerId, job: JobId, status: &dyn JobStatus) {
        self.changed("in", job, status);
    }
    fn on_incoming_job_removed(&mut self, _: ServerId, job: JobId) {
        self.push(format!("in {} removed", job.0));
    }
    fn on_new_call(&mut self, server: ServerId, call: u64, device: DeviceId, caller_id: &str) {
        self.push(format!("server {}: call {call} on {} from {caller_id}", server.0, device.0));
    }
    fn on_queues_status_change(&mut self, _: ServerId, blocked: bool, paused: bool, incoming: bool) {
        self.push(format!("queues: blocked {blocked}, paused {paused}, incoming blocked {incoming}"));
    }
    fn on_server_activity_change(&mut self, _: ServerId, incoming: u32, routing: u32, outgoing: u32, queued: u32) {
        self.push(format!("activity {incoming} {routing} {outgoing} {queued}"));
    }
    fn on_device_status_change(
        &mut self,
        _: ServerId,
        device: DeviceId,
        off: bool,
        out: bool,
        into: bool,
        rings: bool,
    ) {
        self.push(format!("device {}: off {off}, sending {out}, receiving {into}, ringing {rings}", device.0));
    }
    fn on_server_shut_down(&mut self, _: ServerId) {
        self.push("shut down".into());
    }
    fn on_outgoing_queue_config_change(&mut self, _: ServerId) {
        self.push("queue settings".into());
    }
}

pub(crate) fn ended(outcome: Outcome) -> CallEnd {
    let mut report = Report::default();
    report.outcome = Some(outcome);
    CallEnd::Ended(report)
}

pub(crate) fn failed(failure: Failure) -> CallEnd {
    ended(Outcome::Failed(failure))
}

/// A line whose calls tell given events and end as given, the first call first.
pub(crate) struct Script {
    pub(crate) calls: Vec<(Vec<Event>, CallEnd)>,
    /// What was dialled.
    pub(crate) dialled: Vec<String>,
    /// The settings of the last call.
    pub(crate) config: Option<Config>,
}

impl Script {
    pub(crate) fn new(calls: impl IntoIterator<Item = (Vec<Event>, CallEnd)>) -> Self {
        let mut calls: Vec<_> = calls.into_iter().collect();
        calls.reverse();
        Self { calls, dialled: Vec::new(), config: None }
    }

    fn play(&mut self, observer: Observer<'_>, stop: &AtomicBool) -> CallEnd {
        let (events, end) = self.calls.pop().expect("no call is left in the script");
        for event in events {
            if stop.load(Ordering::Acquire) {
                return failed(Failure::Aborted);
            }
            observer(&event);
        }
        end
    }
}

impl LineDriver for Script {
    fn device(&self) -> DeviceId {
        LINE
    }

    fn call(
        &mut self,
        number: &str,
        config: &Config,
        _: &mut Pages<'_>,
        observer: Observer<'_>,
        stop: &AtomicBool,
    ) -> CallEnd {
        self.dialled.push(number.into());
        self.config = Some(config.clone());
        self.play(observer, stop)
    }

    fn answer(&mut self, _: &Config, _: &mut Pages<'_>, observer: Observer<'_>, stop: &AtomicBool) -> CallEnd {
        self.play(observer, stop)
    }
}

/// A page of a call that goes well.
pub(crate) fn page_sent(page: u16, last: bool) -> Vec<Event> {
    vec![Event::SendingPage { page }, Event::PageOffered { page, last }, Event::PageSent { page, confirmed: true }]
}

/// A call that goes well.
pub(crate) fn delivery(pages: u16) -> (Vec<Event>, CallEnd) {
    let mut events = vec![Event::Connected];
    for page in 0..pages {
        events.extend(page_sent(page, page + 1 == pages));
    }
    (events, ended(Outcome::Completed))
}
