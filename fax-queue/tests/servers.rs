//! Servers through the public traits: the same scenes for the queue on each store, and for the one of fixed capacity.

#![cfg(all(feature = "std", feature = "redb"))]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use common::{LINE, Log, NOON, Script, delivery, open};
use fax_core::{Config, Event};
use fax_queue::engine::{Limit, Now, Refusal};
use fax_queue::model::{
    FaxDocument, FaxServer, IncomingJob, Job, Jobs, MergedJobs, NewJob, Notify, OutgoingJob, Recipient, Schedule,
};
use fax_queue::service::{IncomingRun, Queue, QueueError, run_job};
use fax_queue::store::{Cursor, Fixed, Memory, Redb};
use fax_queue::vocabulary::{
    ErrorCode, JobId, JobState, Operation, Operations, Priority, ScheduleType, ServerEvents, ServerId, Timestamp,
};

/// Runs a scene on every server.
fn on_each_server(scene: impl Fn(&mut dyn FnMut(&NewJob) -> Option<Vec<JobId>>, &mut dyn Server)) {
    fn play<S: FaxServer>(server: S, scene: impl Fn(&mut dyn FnMut(&NewJob) -> Option<Vec<JobId>>, &mut dyn Server)) {
        let server = core::cell::RefCell::new(server);
        let mut submit = |fax: &NewJob| server.borrow_mut().submit(fax).ok().map(|made| made.jobs().collect());
        scene(&mut submit, &mut &server);
    }
    let directory = tempfile::tempdir().unwrap();
    play(open(Memory::new()).0, &scene);
    play(open(Redb::open(directory.path().join("queue")).unwrap()).0, &scene);
    struct Nobody;
    impl Notify for Nobody {}
    let mut fixed = Fixed::<8, 8, 32>::new(ServerId(7));
    let now = Now { wall: NOON, ..Now::default() };
    play(fixed.at(now, &mut Nobody), &scene);
}

/// What of a server does not depend on its types.
trait Server {
    fn operate(&mut self, job: JobId, operation: Operation) -> bool;
    fn see(&self, job: JobId, see: &mut dyn FnMut(&dyn OutgoingJob));
    fn ids(&self) -> Vec<JobId>;
}

impl<S: FaxServer> Server for &core::cell::RefCell<S> {
    fn operate(&mut self, job: JobId, operation: Operation) -> bool {
        self.borrow_mut().operate(job, operation).is_ok()
    }
    fn see(&self, job: JobId, see: &mut dyn FnMut(&dyn OutgoingJob)) {
        let server = self.borrow();
        let Ok(jobs) = server.outgoing_jobs() else { return };
        if let Some(job) = jobs.by_id(job) {
            see(job);
        }
    }
    fn ids(&self) -> Vec<JobId> {
        let server = self.borrow();
        let Ok(jobs) = server.outgoing_jobs() else { return Vec::new() };
        assert_eq!(jobs.count(), jobs.iter().count());
        jobs.iter().map(Job::id).collect()
    }
}

fn to(name: &str, fax_number: &str) -> Recipient<String> {
    Recipient { fax_number: fax_number.into(), name: name.into() }
}

fn broadcast() -> NewJob {
    let mut fax = NewJob::new("111", "letter", 2);
    fax.recipient.name = "one".into();
    fax.others = vec![to("two", "222"), to("three", "333")];
    fax
}

#[test]
fn a_job_shows_what_was_submitted() {
    on_each_server(|submit, server| {
        let later = Timestamp::from_unix_millis(NOON.as_unix_millis() + 60_000);
        let mut fax = NewJob::new("+1 (555) 12", "letter.tif", 3);
        fax.recipient.name = "Ann".into();
        fax.document.size = 4711;
        (fax.sender.name, fax.sender.fax_number, fax.sender.tsid) = ("Bob".into(), "+1 5".into(), "+1 55".into());
        (fax.subject, fax.document_name) = ("news".into(), "letter".into());
        (fax.priority, fax.schedule) = (Priority::High, Schedule::At(later));
        let id = submit(&fax).unwrap()[0];
        let mut seen = false;
        server.see(id, &mut |job| {
            seen = true;
            assert_eq!(job.id(), id);
            assert_eq!((job.subject(), job.document_name()), ("news", "letter"));
            assert_eq!((job.pages(), job.size(), job.current_page(), job.retries()), (3, 4711, 0, 0));
            assert_eq!((job.submission_time(), job.original_scheduled_time()), (NOON, later));
            assert_eq!(job.scheduled_time(), Some(later));
            assert_eq!((job.transmission_start(), job.transmission_end(), job.device_id()), (None, None, None));
            assert_eq!((job.priority(), job.schedule_type()), (Priority::High, ScheduleType::SpecificTime));
            assert_eq!((job.sender().name, job.sender().fax_number), ("Bob", "+1 5"));
            assert_eq!((job.recipient().name, job.recipient().fax_number), ("Ann", "+1 (555) 12"));
            assert_eq!((job.csid(), job.tsid(), job.reason()), ("", "+1 55", ""));
            assert_eq!((job.status().bits(), job.extended_status_code().value()), (0x001, 0));
            assert_eq!((job.extended_status(), job.available_operations().bits()), ("", 0x73));
            assert_eq!((job.has_cover_page(), job.receipt_type().bits(), job.receipt_address()), (false, 0, ""));
        });
        assert!(seen);
    });
}

#[test]
fn a_broadcast_is_a_job_for_each_recipient() {
    on_each_server(|submit, server| {
        submit(&NewJob::new("999", "before", 1)).unwrap();
        let jobs = submit(&broadcast()).unwrap();
        assert_eq!(jobs, [JobId(2), JobId(3), JobId(4)], "in the order of the recipients");
        assert_eq!(server.ids(), [JobId(1), JobId(2), JobId(3), JobId(4)]);
        let mut submissions = Vec::new();
        for (job, name) in jobs.iter().zip(["one", "two", "three"]) {
            server.see(*job, &mut |job| {
                assert_eq!((job.recipient().name, job.pages()), (name, 2));
                submissions.push(job.submission_id());
            });
        }
        submissions.dedup();
        assert_eq!(submissions.len(), 1, "one id for all");
        // Each one is its own job otherwise.
        assert!(server.operate(JobId(3), Operation::Cancel));
        assert_eq!(server.ids(), [JobId(1), JobId(2), JobId(4)]);
    });
}

#[test]
fn a_broadcast_is_taken_whole_or_not_at_all() {
    on_each_server(|submit, server| {
        for bad in ["", "ATH", "1;2"] {
            let mut fax = broadcast();
            fax.others.push(to("four", bad));
            assert_eq!(submit(&fax), None, "{bad:?}");
        }
        assert_eq!(server.ids(), []);
        assert_eq!(submit(&broadcast()).unwrap().len(), 3);
    });
}

#[test]
fn operations_are_those_of_the_mask() {
    on_each_server(|submit, server| {
        let job = submit(&NewJob::new("1", "letter", 1)).unwrap()[0];
        let mask = |server: &dyn Server| {
            let mut mask = Operations::NONE;
            server.see(job, &mut |job| mask = job.available_operations());
            mask
        };
        for (operation, then) in [(Operation::Pause, 0x75), (Operation::Resume, 0x73)] {
            for other in [Operation::Pause, Operation::Resume, Operation::Restart] {
                if !mask(server).contains(other.needs()) {
                    assert!(!server.operate(job, other), "{other:?} is not in the mask");
                }
            }
            assert!(mask(server).contains(operation.needs()) && server.operate(job, operation));
            assert_eq!(mask(server).bits(), then);
        }
        assert!(server.operate(job, Operation::Cancel));
        assert_eq!(mask(server), Operations::NONE, "it is gone");
        assert!(!server.operate(job, Operation::Cancel));
    });
}

#[test]
fn a_broadcast_with_a_key_counts_once() {
    let (queue, _) = open(Memory::new());
    let mut fax = broadcast();
    fax.idempotency_key = Some("order 1".into());
    let first = queue.submit_to_all(fax.clone()).unwrap();
    assert_eq!(queue.submit_to_all(fax.clone()).unwrap(), first);
    assert_eq!(queue.outgoing_jobs().unwrap().len(), 3);
    fax.others.pop();
    assert_eq!(queue.submit_to_all(fax), Err(QueueError::Refused(Refusal::KeyReused)));
}

#[test]
fn recipients_are_at_most_ten_thousand() {
    let (queue, _) = open(Memory::new());
    let mut fax = NewJob::new("1", "letter", 1);
    fax.others = vec![to("", "2"); 10_000];
    let refused = queue.submit_to_all(fax.clone()).unwrap_err();
    assert_eq!(refused, QueueError::Refused(Refusal::OutOfBounds(Limit::TooManyRecipients)));
    assert_eq!(refused.code(), ErrorCode::RecipientsLimit);
    fax.others.pop();
    assert_eq!(queue.submit_to_all(fax).unwrap().count, 10_000);
}

#[test]
fn each_job_of_a_broadcast_is_sent() {
    let (queue, _) = open(Memory::new());
    let log = Log::default();
    queue.subscribe(ServerEvents::OUT_QUEUE, log.clone());
    queue.submit(broadcast()).unwrap();
    queue.dispatch().unwrap();
    assert_eq!(log.take(), ["out 1 added", "out 2 added", "out 3 added"]);
    let mut line = Script::new([delivery(2), delivery(2), delivery(2)]);
    while run_job(&queue, &mut line, &Config::default(), |_| Some(())).unwrap().is_some() {}
    assert_eq!(line.dialled, ["111", "222", "333"]);
    assert_eq!(queue.outgoing_jobs().unwrap(), []);
}

#[test]
fn the_old_view_has_both_queues() {
    let (queue, _) = open(Memory::new());
    queue.submit(NewJob::new("1", "letter", 5)).unwrap();
    let mut run = IncomingRun::accept(&queue, LINE, "5551234", "in/1").unwrap();
    let page = Event::PageReceived { page: 0, quality: fax_core::Quality::default(), accepted: true };
    run.on_event(&page).unwrap();
    queue.submit(NewJob::new("2", "letter", 1)).unwrap();
    let (outgoing, incoming) = (queue.outgoing_jobs().unwrap(), queue.incoming_jobs().unwrap());
    let jobs = MergedJobs::new(&outgoing, &incoming);
    assert_eq!(jobs.count(), 3);
    assert_eq!(jobs.iter().map(Job::id).collect::<Vec<_>>(), [JobId(1), JobId(2), JobId(3)]);
    assert_eq!((jobs.item(0).map(Job::id), jobs.item(4).map(Job::id)), (None, None));
    let second = jobs.item(2).unwrap();
    assert_eq!((second.job_type().value(), second.caller_id(), second.pages()), (1, "5551234", 1));
    assert_eq!((second.status().state, jobs.item(1).unwrap().pages()), (JobState::InProgress, 5));
    assert_eq!(incoming.item(1).unwrap().reference(), "in/1");
}

#[test]
fn events_can_be_read_again_from_a_cursor() {
    fn heard(queue: &Queue, after: Cursor, mask: ServerEvents) -> (Vec<String>, Cursor) {
        let (mut log, (events, cursor)) = (Log::default(), queue.events(after, mask, 100).unwrap());
        events.iter().for_each(|event| event.tell(ServerId(7), &mut log));
        (log.take(), cursor)
    }
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("queue");
    let (queue, _) = open(Redb::open(&path).unwrap());
    queue.submit(NewJob::new("1", "letter", 1)).unwrap();
    queue.ring(LINE, "42").unwrap();
    let (told, cursor) = heard(&queue, Cursor::default(), ServerEvents::OUT_QUEUE);
    assert_eq!((told, cursor), (vec!["out 1 added".to_owned()], queue.last_event().unwrap()));
    queue.cancel(JobId(1)).unwrap();
    queue.dispatch().unwrap();
    drop(queue);

    let (queue, _) = open(Redb::open(&path).unwrap());
    let (told, end) = heard(&queue, cursor, ServerEvents::ALL);
    assert_eq!(
        told,
        [
            "out 1 changed: canceled, None, page 0",
            "out 1 removed",
            "device 1: off true, sending false, receiving false, ringing false"
        ],
        "after a restart, with nothing missing"
    );
    assert_eq!(heard(&queue, end, ServerEvents::ALL), (vec![], end));
    let (told, _) = heard(&queue, Cursor::default(), ServerEvents::INCOMING_CALL);
    assert_eq!(told, ["server 7: call 1 on 1 from 42"], "by mask");
    // One at a time, the cursor moves over what is not wanted.
    let (none, first) = queue.events(Cursor::default(), ServerEvents::INCOMING_CALL, 1).unwrap();
    assert_eq!((none.len(), queue.events(first, ServerEvents::INCOMING_CALL, 1).unwrap().0.len()), (0, 1));
    queue.dispatch().unwrap();
    queue.forget_told_events().unwrap();
    assert_eq!(heard(&queue, Cursor::default(), ServerEvents::ALL).0, [""; 0]);
}

#[test]
fn a_fax_is_kept_as_it_was_submitted() {
    let mut fax = broadcast();
    fax.has_cover_page = true;
    fax.sender.city = "Bergen".into();
    fax.idempotency_key = Some("key".into());
    assert_eq!(NewJob::of(&fax), Some(fax.clone()));
    assert_eq!((fax.recipients(), fax.recipient(2).unwrap().name, fax.recipient(3)), (3, "three", None));
    let (queue, _) = open(Memory::new());
    let id = queue.submit(fax).unwrap();
    let job = queue.outgoing_job(id).unwrap();
    assert!(job.has_cover_page());
    assert_eq!(job.sender().city, "Bergen");
}
