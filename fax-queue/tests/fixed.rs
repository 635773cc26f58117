//! The queue of fixed capacity: by the engine's rules, and within its bounds.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use core::time::Duration;

use fax_core::{Event, Failure, Ident};
use fax_queue::engine::{Cause, DialFailure, Limit, Now, Refusal, Settings};
use fax_queue::model::{
    Document, DuplicatePolicy, FaxDocument, FaxServer, Job, JobStatus, Jobs, Notify, OutgoingJob, Recipient, Schedule,
    Sender,
};
use fax_queue::store::{Fixed, FixedTicket};
use fax_queue::vocabulary::{
    DeviceId, JobId, JobState, Operation, Priority, ScheduleType, ServerId, SubmissionId, Timestamp,
};

type Small = Fixed<2, 3, 16>;
const LINE: DeviceId = DeviceId(4);
/// 2026-01-01 12:00 UTC.
const NOON: Timestamp = Timestamp::from_unix_millis(1_767_268_800_000);

struct Fax<'a> {
    to: &'a [&'a str],
    reference: &'a str,
    pages: u16,
    schedule: Schedule,
    priority: Priority,
    duplicates: DuplicatePolicy,
    subject: &'a str,
    key: Option<&'a str>,
}

impl<'a> Fax<'a> {
    fn to(to: &'a [&'a str]) -> Self {
        Self {
            to,
            reference: "document",
            pages: 2,
            schedule: Schedule::Now,
            priority: Priority::Low,
            duplicates: DuplicatePolicy::default(),
            subject: "",
            key: None,
        }
    }
}

impl FaxDocument for Fax<'_> {
    fn body(&self) -> Document<&str> {
        Document { reference: self.reference, pages: self.pages, size: 9 }
    }
    fn recipients(&self) -> usize {
        self.to.len()
    }
    fn recipient(&self, index: usize) -> Option<Recipient<&str>> {
        self.to.get(index).map(|number| Recipient { fax_number: *number, name: "anybody" })
    }
    fn sender(&self) -> Sender<&str> {
        Sender { name: "we", fax_number: "+1 5", tsid: "+1 55", ..Sender::default() }
    }
    fn subject(&self) -> &str {
        self.subject
    }
    fn document_name(&self) -> &str {
        "letter"
    }
    fn schedule(&self) -> Schedule {
        self.schedule
    }
    fn priority(&self) -> Priority {
        self.priority
    }
    fn duplicates(&self) -> DuplicatePolicy {
        self.duplicates
    }
    fn idempotency_key(&self) -> Option<&str> {
        self.key
    }
}

/// Writes down what it hears.
#[derive(Default)]
struct Log(Vec<String>);

impl Notify for Log {
    fn on_outgoing_job_added(&mut self, server: ServerId, job: JobId) {
        self.0.push(format!("{}: {} added", server.0, job.0));
    }
    fn on_outgoing_job_changed(&mut self, _: ServerId, job: JobId, status: &dyn JobStatus) {
        let (extended, page) = (status.extended_status_code(), status.current_page());
        self.0.push(format!("{} {}, {extended}, page {page}", job.0, status.status()));
    }
    fn on_outgoing_job_removed(&mut self, _: ServerId, job: JobId) {
        self.0.push(format!("{} removed", job.0));
    }
    fn on_outgoing_queue_config_change(&mut self, _: ServerId) {
        self.0.push("settings".into());
    }
    fn on_queues_status_change(&mut self, _: ServerId, blocked: bool, paused: bool, incoming: bool) {
        self.0.push(format!("blocked {blocked}, paused {paused}, incoming blocked {incoming}"));
    }
}

impl Log {
    fn take(&mut self) -> Vec<String> {
        core::mem::take(&mut self.0)
    }
}

fn at(wall: Timestamp) -> Now {
    Now { wall, ..Now::default() }
}

fn queue() -> (Small, Log) {
    (Fixed::new(ServerId(7)), Log::default())
}

/// The call of a ticket in which everything goes well.
fn deliver(queue: &mut Small, log: &mut Log, ticket: &FixedTicket<3>, now: Now) {
    let mut now_at = queue.at(now, log);
    now_at.on_event(ticket, &Event::Connected).unwrap();
    for page in 0..u16::try_from(ticket.pages.len()).unwrap() {
        let last = usize::from(page) + 1 == ticket.pages.len();
        now_at.on_event(ticket, &Event::SendingPage { page }).unwrap();
        now_at.on_event(ticket, &Event::PageOffered { page, last }).unwrap();
        now_at.on_event(ticket, &Event::PageSent { page, confirmed: true }).unwrap();
    }
    now_at.finish(ticket, Cause::Completed).unwrap();
}

#[test]
fn two_jobs_the_first_one_busy_at_first() {
    let (mut queue, mut log) = queue();
    let first = queue.at(at(NOON), &mut log).submit(&Fax::to(&["111"])).unwrap();
    assert_eq!((first.id, first.jobs().collect::<Vec<_>>()), (SubmissionId(1), vec![JobId(1)]));
    queue.at(at(NOON), &mut log).submit(&Fax::to(&["222"])).unwrap();
    assert_eq!(queue.next_due(), Some(NOON));
    assert_eq!(log.take(), ["7: 1 added", "7: 2 added"]);

    let ticket = queue.at(at(NOON), &mut log).claim(LINE).unwrap();
    assert_eq!((ticket.job, ticket.pages.as_slice()), (JobId(1), &[0, 1][..]));
    queue.at(at(NOON), &mut log).finish(&ticket, Cause::NotReached(DialFailure::Busy)).unwrap();
    assert_eq!(queue.job(JobId(1)).unwrap().reason(), "the number is busy");
    assert_eq!(log.take(), ["1 in progress, dialing, page 0", "1 retrying, busy, page 0"]);

    let ticket = queue.at(at(NOON), &mut log).claim(LINE).unwrap();
    assert_eq!(ticket.job, JobId(2));
    deliver(&mut queue, &mut log, &ticket, at(NOON));
    assert_eq!(
        log.take(),
        [
            "2 in progress, dialing, page 0",
            "2 in progress, transmitting, page 0",
            "2 in progress, transmitting, page 1",
            "2 in progress, transmitting, page 2",
            "2 completed, call completed, page 0",
            "2 removed",
        ]
    );

    // Three minutes later, more or less; the table of retries is the engine's.
    let due = queue.next_due().unwrap();
    assert!((144_000..=216_000).contains(&due.since(NOON).as_millis()), "{due}");
    assert_eq!(queue.at(at(NOON), &mut log).claim(LINE), None);
    let ticket = queue.at(at(due), &mut log).claim(LINE).unwrap();
    assert_eq!(queue.job(ticket.job).unwrap().retries(), 1);
    deliver(&mut queue, &mut log, &ticket, at(due));
    assert_eq!((queue.jobs().len(), queue.next_due()), (0, None));
    assert_eq!(log.take().last().unwrap(), "1 removed");
}

#[test]
fn a_job_shows_all_its_properties() {
    let (mut queue, mut log) = queue();
    let fax = Fax { subject: "news", priority: Priority::High, ..Fax::to(&["1 23"]) };
    queue.at(at(NOON), &mut log).submit(&fax).unwrap();
    let ticket = queue.at(at(NOON), &mut log).claim(LINE).unwrap();
    let csid = Event::Identified(Ident::new("+44 1").unwrap());
    queue.at(at(NOON), &mut log).on_event(&ticket, &csid).unwrap();
    queue.at(at(NOON), &mut log).on_event(&ticket, &Event::SendingPage { page: 1 }).unwrap();
    let job = queue.job(JobId(1)).unwrap();
    assert_eq!((job.id(), job.submission_id()), (JobId(1), SubmissionId(1)));
    assert_eq!((job.subject(), job.document_name(), job.reference()), ("news", "letter", "document"));
    assert_eq!((job.pages(), job.size(), job.current_page(), job.pages_confirmed()), (2, 9, 2, 0));
    assert_eq!((job.submission_time(), job.original_scheduled_time(), job.scheduled_time()), (NOON, NOON, Some(NOON)));
    assert_eq!((job.transmission_start(), job.transmission_end()), (Some(NOON), None));
    assert_eq!((job.priority(), job.schedule_type()), (Priority::High, ScheduleType::Now));
    assert_eq!((job.sender().name, job.sender().fax_number, job.sender().tsid), ("we", "+1 5", "+1 55"));
    assert_eq!((job.recipient().fax_number, job.recipient().name), ("1 23", "anybody"));
    assert_eq!((job.device_id(), job.csid(), job.tsid(), job.retries()), (Some(LINE), "+44 1", "+1 55", 0));
    assert_eq!(job.available_operations().bits(), 0x71);
}

#[test]
fn only_what_is_missing_is_sent_again() {
    let (mut queue, mut log) = queue();
    queue.at(at(NOON), &mut log).submit(&Fax { pages: 3, ..Fax::to(&["111"]) }).unwrap();
    let ticket = queue.at(at(NOON), &mut log).claim(LINE).unwrap();
    for event in [
        Event::Connected,
        Event::SendingPage { page: 0 },
        Event::PageOffered { page: 0, last: false },
        Event::PageSent { page: 0, confirmed: true },
        Event::SendingPage { page: 1 },
    ] {
        queue.at(at(NOON), &mut log).on_event(&ticket, &event).unwrap();
    }
    queue.at(at(NOON), &mut log).finish(&ticket, Cause::Failed(Failure::CallDropped)).unwrap();
    let later = queue.next_due().unwrap();
    let ticket = queue.at(at(later), &mut log).claim(LINE).unwrap();
    assert_eq!(ticket.pages.as_slice(), [1, 2], "the call's page 0 is the second one now");
    deliver(&mut queue, &mut log, &ticket, at(later));
    assert_eq!(queue.jobs().len(), 0);
}

#[test]
fn a_page_in_doubt_ends_a_job_that_must_not_arrive_twice() {
    let (mut queue, mut log) = queue();
    let fax = Fax { duplicates: DuplicatePolicy::AtMostOnce, ..Fax::to(&["111"]) };
    queue.at(at(NOON), &mut log).submit(&fax).unwrap();
    let ticket = queue.at(at(NOON), &mut log).claim(LINE).unwrap();
    queue.at(at(NOON), &mut log).on_event(&ticket, &Event::SendingPage { page: 0 }).unwrap();
    queue.at(at(NOON), &mut log).on_event(&ticket, &Event::PageOffered { page: 0, last: false }).unwrap();
    queue.at(at(NOON), &mut log).finish(&ticket, Cause::Failed(Failure::NoResponseAfterPage)).unwrap();
    assert_eq!(log.take().last().unwrap(), "1 failed, unconfirmed, page 0");
    assert_eq!(queue.next_due(), None);
    queue.at(at(NOON), &mut log).operate(JobId(1), Operation::Restart).unwrap();
    assert_eq!(queue.next_due(), Some(NOON), "somebody has allowed it");
}

#[test]
fn jobs_to_one_number_wait_for_each_other() {
    let (mut queue, mut log) = queue();
    let both = queue.at(at(NOON), &mut log).submit(&Fax::to(&["1-23", "12 3"])).unwrap();
    assert_eq!((both.count, queue.jobs()[1].submission_id()), (2, both.id));
    let ticket = queue.at(at(NOON), &mut log).claim(LINE).unwrap();
    assert_eq!(queue.at(at(NOON), &mut log).claim(DeviceId(5)), None, "one call at a time");
    queue.at(at(NOON), &mut log).finish(&ticket, Cause::NotReached(DialFailure::Busy)).unwrap();
    assert_eq!(queue.at(at(NOON), &mut log).claim(LINE), None, "busy for the other one too");
    let due = queue.next_due().unwrap();
    assert!(due > NOON);
    assert_eq!(queue.at(at(due), &mut log).claim(LINE).unwrap().job, JobId(2), "it was due earlier");
}

#[test]
fn priority_goes_before_time() {
    let (mut queue, mut log) = queue();
    queue.at(at(NOON), &mut log).submit(&Fax::to(&["111"])).unwrap();
    queue.at(at(NOON), &mut log).submit(&Fax { priority: Priority::Normal, ..Fax::to(&["222"]) }).unwrap();
    assert_eq!(queue.at(at(NOON), &mut log).claim(LINE).unwrap().job, JobId(2));
}

#[test]
fn operations_follow_the_state() {
    let (mut queue, mut log) = queue();
    queue.at(at(NOON), &mut log).submit(&Fax::to(&["111"])).unwrap();
    let mut operate = |queue: &mut Small, operation| queue.at(at(NOON), &mut log).operate(JobId(1), operation);
    assert!(matches!(operate(&mut queue, Operation::Resume), Err(Refusal::NotInState(_))));
    operate(&mut queue, Operation::Pause).unwrap();
    assert_eq!(queue.next_due(), None);
    operate(&mut queue, Operation::Resume).unwrap();
    let ticket = queue.at(at(NOON), &mut Log::default()).claim(LINE).unwrap();
    assert!(matches!(operate(&mut queue, Operation::Pause), Err(Refusal::NotInState(_))));
    operate(&mut queue, Operation::Cancel).unwrap();
    assert_eq!(operate(&mut queue, Operation::Cancel), Err(Refusal::AlreadyEnding));
    assert_eq!(queue.job(JobId(1)).unwrap().status().state, JobState::Canceling);
    queue.at(at(NOON), &mut log).finish(&ticket, Cause::Failed(Failure::Aborted)).unwrap();
    assert_eq!(log.take().split_off(4), ["1 canceled, call aborted, page 0", "1 removed"]);
    assert_eq!(queue.at(at(NOON), &mut log).operate(JobId(1), Operation::Cancel), Err(Refusal::NotFound));
    assert_eq!(queue.at(at(NOON), &mut log).finish(&ticket, Cause::Completed), Err(Refusal::NotFound));
}

#[test]
fn what_does_not_fit_is_refused_whole() {
    let (mut queue, mut log) = queue();
    let mut submit = |fax: &Fax<'_>| queue.at(at(NOON), &mut log).submit(fax).map(|submission| submission.count);
    let capacity = Err(Refusal::OutOfBounds(Limit::Capacity));
    assert_eq!(submit(&Fax { pages: 4, ..Fax::to(&["1"]) }), capacity);
    assert_eq!(submit(&Fax { subject: "seventeen octets.", ..Fax::to(&["1"]) }), capacity);
    assert_eq!(submit(&Fax::to(&["1", "+1 2345 6789 01234"])), capacity, "one of two: none");
    assert_eq!(submit(&Fax { key: Some("order"), ..Fax::to(&["1"]) }), capacity);
    assert_eq!(submit(&Fax::to(&["1", "2", "3"])), Err(Refusal::Full));
    assert_eq!(submit(&Fax::to(&["1", "ATH"])), Err(Refusal::OutOfBounds(Limit::FaxNumber)));
    assert_eq!(submit(&Fax::to(&[])), Err(Refusal::OutOfBounds(Limit::Recipients)));
    assert_eq!(submit(&Fax { pages: 0, ..Fax::to(&["1"]) }), Err(Refusal::OutOfBounds(Limit::Pages)));
    assert_eq!(submit(&Fax::to(&["1"])), Ok(1));
    assert_eq!(submit(&Fax::to(&["1", "2"])), Err(Refusal::Full));
    assert_eq!(submit(&Fax::to(&["2"])), Ok(1));
    assert_eq!(log.take(), ["7: 1 added", "7: 2 added"], "what was refused left no number unused");
}

#[test]
fn settings_are_told_once() {
    let (mut queue, mut log) = queue();
    let paused = Settings { outgoing_paused: true, retries: Some(1), ..Settings::default() };
    queue.at(at(NOON), &mut log).configure(paused).unwrap();
    queue.at(at(NOON), &mut log).configure(paused).unwrap();
    assert_eq!(log.take(), ["settings", "blocked false, paused true, incoming blocked false"]);
    let wrong = Settings { retries: Some(100), ..Settings::default() };
    assert_eq!(queue.at(at(NOON), &mut log).configure(wrong), Err(Refusal::OutOfBounds(Limit::Retries)));
    assert_eq!(*queue.settings(), paused);
    queue.at(at(NOON), &mut log).submit(&Fax::to(&["1"])).unwrap();
    assert_eq!(queue.at(at(NOON), &mut log).claim(LINE), None);
    queue.at(at(NOON), &mut log).configure(Settings { outgoing_blocked: true, ..Settings::default() }).unwrap();
    assert_eq!(queue.at(at(NOON), &mut log).submit(&Fax::to(&["2"])), Err(Refusal::Blocked));
    assert!(queue.at(at(NOON), &mut log).claim(LINE).is_some(), "blocked queues still send");
}

#[test]
fn a_job_that_waits_in_vain_is_given_up() {
    let (mut queue, mut log) = queue();
    queue.at(at(NOON), &mut log).submit(&Fax::to(&["1"])).unwrap();
    queue.at(at(NOON), &mut log).operate(JobId(1), Operation::Pause).unwrap();
    let late = NOON + Duration::from_secs(24 * 3600 + 1);
    assert_eq!(queue.at(at(late), &mut log).claim(LINE), None);
    assert_eq!(queue.job(JobId(1)).unwrap().status().state, JobState::RetriesExceeded);
    // It keeps its place until it is past the age limit.
    queue.at(at(late), &mut log).configure(Settings { age_limit_days: 1, ..Settings::default() }).unwrap();
    let next_day = late + Duration::from_secs(24 * 3600);
    assert_eq!((queue.at(at(next_day), &mut log).claim(LINE), queue.jobs().len()), (None, 1));
    queue.at(at(next_day + Duration::from_millis(1)), &mut log).claim(LINE);
    assert_eq!((log.take().last().unwrap().as_str(), queue.jobs().len()), ("1 removed", 0));
}

#[test]
fn jobs_are_a_collection() {
    let (mut queue, mut log) = queue();
    let mut moment = queue.at(at(NOON), &mut log);
    FaxServer::submit(&mut moment, &Fax::to(&["1", "2"])).unwrap();
    let jobs = moment.outgoing_jobs().unwrap();
    assert_eq!(jobs.count(), 2);
    assert_eq!(jobs.item(0).map(Job::id), None, "numbers begin at 1");
    assert_eq!(Jobs::iter(&jobs).map(Job::id).collect::<Vec<_>>(), [JobId(1), JobId(2)]);
    assert_eq!(jobs.by_id(JobId(2)).map(|job| job.recipient().fax_number), Some("2"));
    assert!(jobs.item(3).is_none() && jobs.by_id(JobId(3)).is_none());
}
