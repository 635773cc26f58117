//! A job from submission to its end, as users and listeners see it.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use core::sync::atomic::AtomicBool;
use core::time::Duration;

use common::{LINE, Log, NOON, Script, delivery, failed, open, page_sent};
use fax_core::{Config, Event, Failure, Ident};
use fax_queue::engine::parts::General;
use fax_queue::engine::{Action, Command, DialFailure, Refusal, Settings};
use fax_queue::model::{IncomingJob, JobStatus, NewJob, Notify, OutgoingJob, Schedule};
use fax_queue::service::{CallEnd, IncomingRun, OutgoingRun, Queue, QueueError, receive_job, run_job};
use fax_queue::store::Memory;
use fax_queue::vocabulary::{CommandId, ErrorCode, JobId, JobState, Priority, ServerEvents, ServerId, Timestamp};

fn run(queue: &Queue, line: &mut Script) -> Option<(JobId, JobState)> {
    run_job(queue, line, &Config::default(), |_| Some(())).unwrap()
}

fn job() -> NewJob {
    NewJob::new("123", "document", 2)
}

#[test]
fn a_delivery_is_told_step_by_step() {
    let (queue, _) = open(Memory::new());
    let log = Log::default();
    queue.subscribe(ServerEvents::OUT_QUEUE, log.clone());
    let id = queue.submit(job()).unwrap();
    let mut line = Script::new([delivery(2)]);
    assert_eq!(run(&queue, &mut line), Some((id, JobState::Completed)));
    assert_eq!(log.take(), [""; 0], "nothing is told before somebody dispatches");
    queue.dispatch().unwrap();
    assert_eq!(
        log.take(),
        [
            "out 1 added",
            "out 1 changed: in progress, Dialing, page 0",
            "out 1 changed: in progress, Transmitting, page 0",
            "out 1 changed: in progress, Transmitting, page 1",
            "out 1 changed: in progress, Transmitting, page 2",
            "out 1 changed: completed, CallCompleted, page 0",
            "out 1 removed",
        ]
    );
    assert_eq!(queue.outgoing_jobs().unwrap(), []);
    let record = queue.outgoing_job(id).unwrap();
    assert_eq!((record.pages_confirmed(), record.retries(), record.transmission_end()), (2, 0, Some(NOON)));
    assert_eq!(run(&queue, &mut line), None, "nothing is left to do");
}

#[test]
fn far_identity_and_rate_are_shown() {
    let (queue, _) = open(Memory::new());
    let id = queue.submit(job()).unwrap();
    let mut run = OutgoingRun::claim(&queue, LINE).unwrap().expect("a job is due");
    run.on_event(&Event::Connected).unwrap();
    run.on_event(&Event::Identified(Ident::new("+44 1").unwrap())).unwrap();
    assert_eq!(queue.outgoing_job(id).unwrap().csid(), "+44 1");
    assert_eq!(run.finish(&failed(Failure::CallDropped)).unwrap(), JobState::Retrying);
}

#[test]
fn a_busy_number_is_tried_again_when_due() {
    let (queue, clock) = open(Memory::new());
    let id = queue.submit(job()).unwrap();
    let mut line = Script::new([(vec![], CallEnd::NotReached(DialFailure::Busy)), delivery(2)]);
    assert_eq!(run(&queue, &mut line), Some((id, JobState::Retrying)));
    let record = queue.outgoing_job(id).unwrap();
    assert_eq!(record.reason(), "the number is busy");
    assert_eq!(record.retries(), 0, "no second attempt was made yet");
    let due = record.scheduled_time().unwrap();
    let wait = due.since(NOON).as_secs();
    assert!((144..=216).contains(&wait), "three minutes, more or less: {wait}");
    // Another job to the same number waits with it.
    queue.submit(job()).unwrap();
    assert_eq!(run(&queue, &mut line), None);
    clock.set(due);
    queue.cancel(JobId(2)).unwrap();
    assert_eq!(run(&queue, &mut line), Some((id, JobState::Completed)));
    assert_eq!(queue.outgoing_job(id).unwrap().retries(), 1);
}

#[test]
fn retries_of_the_queue_end_in_retries_exceeded() {
    let (queue, clock) = open(Memory::new());
    queue.set_settings(Settings { retries: Some(1), retry_delay_minutes: Some(5), ..Settings::default() }).unwrap();
    let id = queue.submit(job()).unwrap();
    let busy = || (vec![], CallEnd::NotReached(DialFailure::NoAnswer));
    let mut line = Script::new([busy(), busy(), delivery(2)]);
    assert_eq!(run(&queue, &mut line), Some((id, JobState::Retrying)));
    clock.advance(Duration::from_secs(299));
    assert_eq!(run(&queue, &mut line), None);
    clock.advance(Duration::from_secs(1));
    assert_eq!(run(&queue, &mut line), Some((id, JobState::RetriesExceeded)));
    assert_eq!(queue.outgoing_job(id).unwrap().retries(), 1);
    queue.restart(id).unwrap();
    assert_eq!(run(&queue, &mut line), Some((id, JobState::Completed)));
    assert_eq!(queue.outgoing_job(id).unwrap().retries(), 0);
}

#[test]
fn a_job_that_cannot_work_fails_at_once() {
    let (queue, _) = open(Memory::new());
    let id = queue.submit(job()).unwrap();
    let mut line = Script::new([(vec![Event::Connected], failed(Failure::PeerCannotReceive))]);
    assert_eq!(run(&queue, &mut line), Some((id, JobState::Failed)));
    let id = queue.submit(NewJob::new("456", "gone", 1)).unwrap();
    let done = run_job(&queue, &mut line, &Config::default(), |_| None::<()>).unwrap();
    assert_eq!(done, Some((id, JobState::Failed)));
    assert_eq!(queue.outgoing_job(id).unwrap().reason(), "the document could not be read");
    assert_eq!(line.dialled, ["123"], "without pages nobody is called");
}

#[test]
fn a_cancelled_call_ends_its_job() {
    let (queue, _) = open(Memory::new());
    let log = Log::default();
    let id = queue.submit(job()).unwrap();
    let mut run = OutgoingRun::claim(&queue, LINE).unwrap().expect("a job is due");
    run.on_event(&Event::Connected).unwrap();
    queue.dispatch().unwrap();
    queue.subscribe(ServerEvents::OUT_QUEUE, log.clone());
    queue.dispatch().unwrap();
    queue.cancel(id).unwrap();
    assert!(run.stop_flag().load(core::sync::atomic::Ordering::Acquire));
    assert_eq!(queue.cancel(id), Err(QueueError::Refused(Refusal::AlreadyEnding)));
    assert_eq!(run.finish(&failed(Failure::Aborted)).unwrap(), JobState::Canceled);
    queue.dispatch().unwrap();
    assert_eq!(
        log.take(),
        [
            "out 1 changed: canceling, Transmitting, page 0",
            "out 1 changed: canceled, CallAborted, page 0",
            "out 1 removed"
        ]
    );
}

#[test]
fn a_confirmation_that_came_before_the_cancel_wins() {
    let (queue, _) = open(Memory::new());
    let id = queue.submit(NewJob::new("123", "document", 1)).unwrap();
    let mut run = OutgoingRun::claim(&queue, LINE).unwrap().expect("a job is due");
    queue.cancel(id).unwrap();
    for event in page_sent(0, true) {
        run.on_event(&event).unwrap();
    }
    assert_eq!(run.finish(&failed(Failure::Aborted)).unwrap(), JobState::Completed);
}

#[test]
fn a_job_cancelled_while_it_is_claimed_stops_too() {
    let (queue, _) = open(Memory::new());
    let id = queue.submit(job()).unwrap();
    struct CancelOnDial(Queue);
    impl Notify for CancelOnDial {
        fn on_outgoing_job_changed(&mut self, _: ServerId, job: JobId, status: &dyn JobStatus) {
            if status.status().state == JobState::InProgress {
                // A listener may ask the queue for anything; here while another command is long done.
                let _ = self.0.cancel(job);
            }
        }
    }
    queue.subscribe(ServerEvents::OUT_QUEUE, CancelOnDial(queue.clone()));
    let mut run = OutgoingRun::claim_job(&queue, id, LINE).unwrap();
    queue.dispatch().unwrap();
    assert!(run.stop_flag().load(core::sync::atomic::Ordering::Acquire));
    assert_eq!(run.finish(&failed(Failure::Aborted)).unwrap(), JobState::Canceled);
}

#[test]
fn paused_jobs_and_queues_wait() {
    let (queue, _) = open(Memory::new());
    let log = Log::default();
    queue.subscribe(ServerEvents::QUEUE_STATE | ServerEvents::CONFIG, log.clone());
    let id = queue.submit(job()).unwrap();
    let mut line = Script::new([delivery(2)]);
    queue.pause(id).unwrap();
    assert!(queue.outgoing_job(id).unwrap().status().paused);
    assert!(matches!(queue.pause(id), Err(QueueError::Refused(Refusal::NotInState(_)))));
    assert_eq!(run(&queue, &mut line), None);
    queue.resume(id).unwrap();
    queue.set_settings(Settings { outgoing_paused: true, ..Settings::default() }).unwrap();
    assert_eq!(run(&queue, &mut line), None);
    queue.set_settings(Settings { outgoing_blocked: true, ..Settings::default() }).unwrap();
    let refused = queue.submit(job()).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::WriteProtect);
    assert_eq!(run(&queue, &mut line), Some((id, JobState::Completed)), "blocked queues still send");
    queue.set_settings(queue.settings().unwrap()).unwrap();
    queue.dispatch().unwrap();
    assert_eq!(
        log.take(),
        [
            "queues: blocked false, paused true, incoming blocked false",
            "queues: blocked true, paused false, incoming blocked false"
        ]
    );
}

#[test]
fn order_is_by_priority_then_time() {
    let (queue, clock) = open(Memory::new());
    let submit = |number: &str, priority, schedule| {
        let mut job = NewJob::new(number, "document", 1);
        (job.priority, job.schedule) = (priority, schedule);
        queue.submit(job).unwrap()
    };
    let later = Timestamp::from_unix_millis(NOON.as_unix_millis() + 60_000);
    let low = submit("1", Priority::Low, Schedule::Now);
    let timed = submit("2", Priority::High, Schedule::At(later));
    let normal = submit("3", Priority::Normal, Schedule::Now);
    let mut line = Script::new([delivery(1), delivery(1), delivery(1)]);
    assert_eq!(run(&queue, &mut line).map(|done| done.0), Some(normal));
    clock.set(later);
    assert_eq!(run(&queue, &mut line).map(|done| done.0), Some(timed));
    assert_eq!(run(&queue, &mut line).map(|done| done.0), Some(low));
}

#[test]
fn the_job_sets_identity_and_time_limit_of_the_call() {
    let (queue, _) = open(Memory::new());
    let mut request = job();
    request.sender.tsid = "+49 30 1".into();
    queue.set_part(General { use_device_tsid: false, ..General::default() }).unwrap();
    queue.submit(request).unwrap();
    let mut line = Script::new([delivery(2)]);
    run(&queue, &mut line);
    let config = line.config.unwrap();
    assert_eq!(config.ident.as_str(), "+49 30 1");
    assert_eq!(config.call_limit, Duration::from_secs(600 - 10));
    assert_eq!(queue.outgoing_job(JobId(1)).unwrap().tsid(), "+49 30 1");
    // A job without a TSID shows that of the line that sends it.
    let id = queue.submit(job()).unwrap();
    assert_eq!(queue.outgoing_job(id).unwrap().tsid(), "");
    let ours = Config { ident: Ident::new("+49 30 2").unwrap(), ..Config::default() };
    let mut line = Script::new([delivery(2)]);
    run_job(&queue, &mut line, &ours, |_| Some(())).unwrap();
    assert_eq!(line.config.unwrap().ident.as_str(), "+49 30 2");
    assert_eq!(queue.outgoing_job(id).unwrap().tsid(), "+49 30 2");
}

#[test]
fn a_job_shows_the_tsid_that_went_over_the_line_and_no_other() {
    let (queue, clock) = open(Memory::new());
    let mut request = job();
    request.sender.tsid = "+49 30 1".into();
    let id = queue.submit(request).unwrap();
    let tsid = || queue.outgoing_job(id).unwrap().tsid().to_owned();
    assert_eq!(tsid(), "+49 30 1", "before the first call: what was asked for");
    // UseDeviceTSID is on, as it is by default, and the line has none.
    let mut line = Script::new([(vec![], CallEnd::NotReached(DialFailure::Busy))]);
    run(&queue, &mut line);
    assert_eq!((line.config.unwrap().ident.as_str(), tsid().as_str()), ("", ""));
    clock.set(queue.outgoing_job(id).unwrap().waits_until().unwrap());
    queue.set_part(General { use_device_tsid: false, ..General::default() }).unwrap();
    let mut line = Script::new([delivery(2)]);
    run(&queue, &mut line);
    assert_eq!((line.config.unwrap().ident.as_str(), tsid().as_str()), ("+49 30 1", "+49 30 1"));
    assert_eq!(queue.outgoing_message(id).unwrap().tsid(), "+49 30 1", "the archive has it so");
}

#[test]
fn the_same_key_is_the_same_job() {
    let (queue, _) = open(Memory::new());
    let mut keyed = job();
    keyed.idempotency_key = Some("order 1".into());
    let id = queue.submit(keyed.clone()).unwrap();
    assert_eq!(queue.submit(keyed.clone()).unwrap(), id);
    assert_eq!(queue.outgoing_jobs().unwrap().len(), 1);
    keyed.document.pages = 3;
    assert_eq!(queue.submit(keyed), Err(QueueError::Refused(Refusal::KeyReused)));
}

#[test]
fn the_same_command_counts_once() {
    let (queue, _) = open(Memory::new());
    let command =
        Command { id: Some(CommandId(1)), action: Action::Submit(Box::new(NewJob::new("123", "document", 1))) };
    let done = queue.execute(&command).unwrap();
    assert_eq!(queue.execute(&command).unwrap(), done);
    assert_eq!(queue.outgoing_jobs().unwrap().len(), 1);
}

#[test]
fn what_cannot_be_dialled_or_kept_is_refused() {
    let (queue, _) = open(Memory::new());
    let long = "1".repeat(65);
    for number in ["", "abc", "12\r\nATH", "1;2", "+", long.as_str()] {
        assert!(queue.submit(NewJob::new(number, "document", 1)).is_err(), "{number:?}");
    }
    assert!(queue.submit(NewJob::new("1", "document", 0)).is_err());
    assert!(queue.submit(NewJob::new("1", "", 1)).is_err());
    assert!(queue.submit(NewJob::new("0W1 (23) 4/5-6,7", "document", 1)).is_ok());
}

#[test]
fn a_queue_can_be_used_from_any_thread() {
    fn any_thread<T: Send + Sync + Clone>() {}
    any_thread::<Queue>();
}

#[test]
fn a_received_fax_is_handed_over() {
    let (queue, _) = open(Memory::new());
    let log = Log::default();
    queue.subscribe(ServerEvents::IN_QUEUE | ServerEvents::INCOMING_CALL, log.clone());
    queue.ring(LINE, "5551234").unwrap();
    let received = |page| Event::PageReceived { page, quality: fax_core::Quality::default(), accepted: true };
    let events = vec![
        Event::Identified(Ident::new("555").unwrap()),
        Event::ReceivingPage { page: 0 },
        received(0),
        Event::ReceivingPage { page: 1 },
        received(1),
    ];
    let mut line = Script::new([(events, common::ended(fax_core::Outcome::Completed))]);
    let (id, state) =
        receive_job(&queue, &mut line, &Config::default(), "5551234", "in/1", &mut (), |()| 4000).unwrap();
    assert_eq!(state, JobState::Routing);
    let record = queue.incoming_job(id).unwrap();
    assert_eq!((record.pages(), record.size(), record.tsid(), record.reference()), (2, 4000, "555", "in/1"));
    assert!(queue.cancel(id).is_err(), "what the sender takes for delivered is not thrown away");
    queue.hand_over(id).unwrap();
    queue.dispatch().unwrap();
    assert_eq!(
        log.take(),
        [
            "server 7: call 1 on 1 from 5551234",
            "in 1 added",
            "in 1 changed: in progress, Answered, page 0",
            "in 1 changed: in progress, Receiving, page 1",
            "in 1 changed: in progress, Receiving, page 1",
            "in 1 changed: in progress, Receiving, page 2",
            "in 1 changed: in progress, Receiving, page 2",
            "in 1 changed: routing, CallCompleted, page 0",
            "in 1 changed: completed, CallCompleted, page 0",
            "in 1 removed"
        ]
    );
}

#[test]
fn a_reception_that_broke_off_keeps_its_pages() {
    let (queue, _) = open(Memory::new());
    let mut run = IncomingRun::accept(&queue, LINE, "", "in/1").unwrap();
    let id = run.job();
    run.on_event(&Event::PageReceived { page: 0, quality: fax_core::Quality::default(), accepted: true }).unwrap();
    assert_eq!(run.finish(&failed(Failure::CallDropped), 100).unwrap(), JobState::Routing);
    let code = queue.incoming_job(id).unwrap().extended_status_code();
    assert_eq!(code, fax_queue::vocabulary::ExtendedStatus::PartiallyReceived);

    let mut nothing = IncomingRun::accept(&queue, LINE, "", "in/2").unwrap();
    assert_eq!(nothing.finish(&failed(Failure::NoFaxPeer), 0).unwrap(), JobState::Failed);
    assert_eq!(queue.incoming_jobs().unwrap().len(), 1, "a call without pages leaves nothing");

    queue.set_settings(Settings { incoming_blocked: true, ..Settings::default() }).unwrap();
    assert!(IncomingRun::accept(&queue, LINE, "", "in/3").is_err());
}

#[test]
fn a_reception_that_was_complete_before_it_was_cancelled_is_kept() {
    let (queue, _) = open(Memory::new());
    let page = Event::PageReceived { page: 0, quality: fax_core::Quality::default(), accepted: true };
    for (end, state) in [
        (common::ended(fax_core::Outcome::Completed), JobState::Routing),
        (failed(Failure::Aborted), JobState::Canceled),
    ] {
        let mut run = IncomingRun::accept(&queue, LINE, "", "in/1").unwrap();
        run.on_event(&page).unwrap();
        queue.cancel(run.job()).unwrap();
        assert_eq!(run.finish(&end, 10).unwrap(), state);
    }
    let mut nothing = IncomingRun::accept(&queue, LINE, "", "in/2").unwrap();
    queue.cancel(nothing.job()).unwrap();
    assert_eq!(nothing.finish(&common::ended(fax_core::Outcome::Completed), 0).unwrap(), JobState::Canceled);
}

#[test]
fn a_process_that_dies_leaves_no_job_on_a_line() {
    let store = common::Shared::default();
    let (queue, clock) = open(store.clone());
    queue.set_settings(Settings { retries: Some(5), ..Settings::default() }).unwrap();
    let page = Event::PageReceived { page: 0, quality: fax_core::Quality::default(), accepted: true };
    let mut some = IncomingRun::accept(&queue, LINE, "", "in/1").unwrap();
    some.on_event(&page).unwrap();
    let none = IncomingRun::accept(&queue, LINE, "", "in/2").unwrap();
    let id = queue.submit(job()).unwrap();
    let mut out = OutgoingRun::claim(&queue, LINE).unwrap().expect("a job is due");
    for event in page_sent(0, false) {
        out.on_event(&event).unwrap();
    }
    let cancelled = queue.submit(NewJob::new("456", "document", 1)).unwrap();
    let stopping = OutgoingRun::claim(&queue, LINE).unwrap().expect("a job is due");
    queue.cancel(cancelled).unwrap();
    let (some_id, none_id) = (some.job(), none.job());
    drop((some, none, out, stopping, queue));

    let queue = Queue::open_with(store, clock, ServerId(7)).unwrap();
    assert_eq!(queue.settings().unwrap().retries, Some(5));
    let state = |id| queue.incoming_job(id).unwrap().status().state;
    assert_eq!((state(some_id), state(none_id)), (JobState::Routing, JobState::Failed));
    assert_eq!(queue.outgoing_job(cancelled).unwrap().status().state, JobState::Canceled);
    let record = queue.outgoing_job(id).unwrap();
    assert_eq!((record.status().state, record.pages_confirmed()), (JobState::Retrying, 1));
    let mut line = Script::new([delivery(1)]);
    assert_eq!(run(&queue, &mut line), Some((id, JobState::Completed)), "due at once, only what is missing");
    assert_eq!(queue.outgoing_job(id).unwrap().retries(), 1);
}

#[test]
fn a_line_that_ignores_the_observer_delivers_nothing() {
    struct Deaf;
    impl fax_queue::service::LineDriver for Deaf {
        fn device(&self) -> fax_queue::vocabulary::DeviceId {
            LINE
        }
        fn call(
            &mut self,
            _: &str,
            _: &Config,
            _: &mut fax_core::Pages<'_>,
            _: fax_queue::service::Observer<'_>,
            _: &AtomicBool,
        ) -> CallEnd {
            common::ended(fax_core::Outcome::Completed)
        }
        fn answer(
            &mut self,
            _: &Config,
            _: &mut fax_core::Pages<'_>,
            _: fax_queue::service::Observer<'_>,
            _: &AtomicBool,
        ) -> CallEnd {
            common::ended(fax_core::Outcome::Completed)
        }
    }
    let (queue, _) = open(Memory::new());
    let id = queue.submit(job()).unwrap();
    let done = run_job(&queue, &mut Deaf, &Config::default(), |_| Some(())).unwrap();
    assert_eq!(done, Some((id, JobState::Retrying)));
}

#[test]
fn retries_of_the_queue_do_not_make_a_job_immortal() {
    let causes = [
        CallEnd::NotReached(DialFailure::NoDialTone),
        CallEnd::NotReached(DialFailure::Delayed),
        CallEnd::NotReached(DialFailure::Congestion),
        CallEnd::NotReached(DialFailure::LineFault),
        failed(Failure::LocalStorageError),
        failed(Failure::Aborted),
    ];
    for (end, answered) in causes.iter().flat_map(|end| [(end, false), (end, true)]) {
        let (queue, clock) = open(Memory::new());
        let settings = Settings { retries: Some(3), retry_delay_minutes: Some(1), ..Settings::default() };
        queue.set_settings(settings).unwrap();
        let id = queue.submit(job()).unwrap();
        let mut calls = 0;
        for _ in 0..48 {
            if let Some(mut run) = OutgoingRun::claim(&queue, LINE).unwrap() {
                if answered {
                    run.on_event(&Event::Connected).unwrap();
                }
                run.finish(end).unwrap();
                calls += 1;
            }
            clock.advance(Duration::from_secs(3600));
        }
        let counts = matches!(end, CallEnd::NotReached(DialFailure::NoDialTone | DialFailure::Delayed));
        assert_eq!(queue.outgoing_job(id).unwrap().status().state, JobState::RetriesExceeded, "{end:?}");
        if counts || answered {
            assert_eq!(calls, 4, "{end:?}");
        } else {
            assert!((20..=26).contains(&calls), "once an hour for a day: {calls}, {end:?}");
        }
    }
}
