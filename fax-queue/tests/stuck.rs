//! Jobs that nobody speaks for any more do not stay where they are, and events that nobody told are not lost.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use core::sync::atomic::Ordering;
use core::time::Duration;

use common::{LINE, Log, Shared, ended, open};
use fax_core::{Event, Outcome, Quality};
use fax_queue::engine::{DialFailure, Guard, Phase, Settings};
use fax_queue::model::{JobStatus, NewJob};
use fax_queue::service::{CallEnd, IncomingRun, OutgoingRun, QueueError};
use fax_queue::store::{ApplyError, Memory, StoreError};
use fax_queue::vocabulary::{JobState, ServerEvents, Version};

const HOUR: Duration = Duration::from_secs(3600);

fn job() -> NewJob {
    NewJob::new("123", "document", 1)
}

#[test]
fn an_end_that_could_not_be_written_is_said_again() {
    let store = Shared::default();
    let (queue, _) = open(store.clone());
    let id = queue.submit(job()).unwrap();
    let mut out = OutgoingRun::claim(&queue, LINE).unwrap().expect("a job is due");
    let mut into = IncomingRun::accept(&queue, LINE, "", "in/1").unwrap();
    into.on_event(&Event::PageReceived { page: 0, quality: Quality::default(), accepted: true }).unwrap();
    let (busy, well) = (CallEnd::NotReached(DialFailure::Busy), ended(Outcome::Completed));
    store.fails(|_| Some(StoreError::Backend("the disk is full".into()).into()));
    out.finish(&busy).unwrap_err();
    into.finish(&well, 10).unwrap_err();
    store.is_mended();
    assert_eq!(out.finish(&busy), Ok(JobState::Retrying));
    assert_eq!(into.finish(&well, 10), Ok(JobState::Routing));
    assert!(out.finish(&busy).is_err(), "it counts once");
    assert_eq!(queue.outgoing_job(id).unwrap().phase(), Phase::RetryWait);
}

#[test]
fn events_that_were_not_told_before_a_crash_are_told_after_it() {
    let store = Shared::default();
    let heard = |queue: &fax_queue::service::Queue| {
        let log = Log::default();
        queue.subscribe(ServerEvents::OUT_QUEUE, log.clone());
        queue.dispatch().unwrap();
        log.take()
    };
    let (queue, _) = open(store.clone());
    queue.submit(job()).unwrap();
    drop(queue);
    let (queue, _) = open(store.clone());
    assert_eq!(heard(&queue), ["out 1 added"]);
    queue.submit(job()).unwrap();
    drop(queue);
    let (queue, _) = open(store);
    assert_eq!(heard(&queue), ["out 2 added"], "the first one was told");
}

#[test]
fn a_run_that_is_lost_gives_its_job_back_after_its_time() {
    let (queue, clock) = open(Memory::new());
    let id = queue.submit(job()).unwrap();
    let mut lost = OutgoingRun::claim(&queue, LINE).unwrap().expect("a job is due");
    let stop = lost.stop_flag();
    let deadline = queue.outgoing_job(id).unwrap().attempt().expect("an attempt").hard_deadline;
    clock.set(deadline + Duration::from_secs(60));
    assert!(OutgoingRun::claim(&queue, LINE).unwrap().is_none());
    assert_eq!(queue.outgoing_job(id).unwrap().phase(), Phase::Dialing, "it may be hanging up yet");
    assert!(!stop.load(Ordering::SeqCst));

    clock.advance(Duration::from_secs(61));
    let next = OutgoingRun::claim(&queue, LINE).unwrap().expect("the number is free, the job is due");
    assert_eq!((next.ticket().job, next.ticket().epoch.0), (id, 2));
    assert!(stop.load(Ordering::SeqCst), "should the lost run be there yet, it must end");
    assert!(lost.finish(&ended(Outcome::Completed)).is_err(), "nobody listens to it");
    queue.cancel(id).unwrap();
    assert!(next.stop_flag().load(Ordering::SeqCst), "the later run kept its flag");
}

#[test]
fn a_job_that_waits_in_vain_ends_with_its_time() {
    for retries in [None, Some(3)] {
        let (queue, clock) = open(Memory::new());
        queue.set_settings(Settings { retries, ..Settings::default() }).unwrap();
        let id = queue.submit(job()).unwrap();
        queue.pause(id).unwrap();
        clock.advance(24 * HOUR);
        assert!(OutgoingRun::claim(&queue, LINE).unwrap().is_none());
        assert_eq!(queue.outgoing_job(id).unwrap().phase(), Phase::Ready);
        clock.advance(HOUR);
        assert!(OutgoingRun::claim(&queue, LINE).unwrap().is_none());
        let record = queue.outgoing_job(id).unwrap();
        assert_eq!(record.status().to_string(), "retries exceeded");
        queue.restart(id).unwrap();
        assert!(OutgoingRun::claim(&queue, LINE).unwrap().is_some(), "all its time anew");
    }
}

#[test]
fn conflicts_without_end_are_an_error() {
    let store = Shared::default();
    let (queue, _) = open(store.clone());
    store.fails(|_| Some(ApplyError::Conflict(Guard::Server(Version(0)))));
    assert_eq!(queue.submit(job()), Err(QueueError::Contended));
    store.is_mended();
    assert!(queue.submit(job()).is_ok());
}
