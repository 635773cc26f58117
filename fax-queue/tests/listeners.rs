//! Listeners that are told on whatever thread dispatches: what they may do, and what harms nobody.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use core::time::Duration;
use std::sync::mpsc::channel;
use std::thread;

use common::{LINE, Log, failed, open};
use fax_core::{Event, Failure};
use fax_queue::model::{NewJob, Notify};
use fax_queue::service::{IncomingRun, OutgoingRun, Queue};
use fax_queue::store::Memory;
use fax_queue::vocabulary::{JobId, ServerEvents, ServerId};

fn job() -> NewJob {
    NewJob::new("123", "document", 2)
}

#[test]
fn a_listener_may_ask_the_queue_for_anything() {
    struct Meddler(Queue);
    impl Notify for Meddler {
        fn on_outgoing_job_added(&mut self, _: ServerId, job: JobId) {
            self.0.dispatch().unwrap();
            self.0.forget_told_events().unwrap();
            if job.0 < 3 {
                self.0.submit(self::job()).unwrap();
            } else {
                self.0.shut_down().unwrap();
            }
        }
    }
    let (queue, _) = open(Memory::new());
    let log = Log::default();
    queue.subscribe(ServerEvents::ALL, Meddler(queue.clone()));
    queue.subscribe(ServerEvents::OUT_QUEUE | ServerEvents::SERVICE_ENDED, log.clone());
    queue.submit(job()).unwrap();
    queue.dispatch().unwrap();
    assert_eq!(log.take(), ["out 1 added", "out 2 added", "out 3 added", "shut down"]);
}

#[test]
fn a_listener_may_ask_the_queue_for_something_as_it_goes() {
    struct Parting(Queue);
    impl Notify for Parting {}
    impl Drop for Parting {
        fn drop(&mut self) {
            let subscription = self.0.subscribe(ServerEvents::ALL, Log::default());
            self.0.unsubscribe(subscription);
            self.0.dispatch().unwrap();
        }
    }
    let (queue, _) = open(Memory::new());
    let subscription = queue.subscribe(ServerEvents::ALL, Parting(queue.clone()));
    queue.submit(job()).unwrap();
    queue.dispatch().unwrap();
    queue.unsubscribe(subscription);
    queue.submit(job()).unwrap();
    let (tell, told) = channel();
    // On a thread of its own, since what is wrong here stands still for ever.
    thread::spawn(move || tell.send(queue.dispatch()));
    assert_eq!(told.recv_timeout(Duration::from_secs(20)), Ok(Ok(())));
}

#[test]
fn a_listener_that_panics_harms_nobody() {
    struct Bad;
    impl Notify for Bad {
        fn on_outgoing_job_added(&mut self, _: ServerId, _: JobId) {
            panic!("a bad listener");
        }
    }
    let (queue, _) = open(Memory::new());
    let log = Log::default();
    queue.subscribe(ServerEvents::OUT_QUEUE, Bad);
    queue.subscribe(ServerEvents::OUT_QUEUE, log.clone());
    queue.submit(job()).unwrap();
    queue.dispatch().unwrap();
    queue.submit(job()).unwrap();
    queue.dispatch().unwrap();
    assert_eq!(log.take(), ["out 1 added", "out 2 added"]);
}

#[test]
fn a_listener_that_left_hears_nothing() {
    let (queue, _) = open(Memory::new());
    let log = Log::default();
    let subscription = queue.subscribe(ServerEvents::OUT_QUEUE, log.clone());
    queue.submit(job()).unwrap();
    queue.dispatch().unwrap();
    queue.unsubscribe(subscription);
    queue.submit(job()).unwrap();
    queue.dispatch().unwrap();
    assert_eq!(log.take(), ["out 1 added"]);
}

#[test]
fn activity_is_counted_after_the_events_that_moved_it() {
    let (queue, _) = open(Memory::new());
    let log = Log::default();
    queue.subscribe(ServerEvents::ACTIVITY | ServerEvents::SERVICE_ENDED, log.clone());
    queue.submit(job()).unwrap();
    queue.submit(job()).unwrap();
    queue.dispatch().unwrap();
    queue.dispatch().unwrap();
    let mut out = OutgoingRun::claim(&queue, LINE).unwrap().expect("a job is due");
    let mut into = IncomingRun::accept(&queue, LINE, "", "in/1").unwrap();
    queue.dispatch().unwrap();
    let counted = queue.activity().unwrap();
    assert_eq!((counted.incoming, counted.routing, counted.outgoing, counted.queued), (1, 0, 1, 1));
    let page = Event::PageReceived { page: 0, quality: fax_core::Quality::default(), accepted: true };
    into.on_event(&page).unwrap();
    into.finish(&common::ended(fax_core::Outcome::Completed), 1).unwrap();
    out.finish(&failed(Failure::PeerCannotReceive)).unwrap();
    queue.shut_down().unwrap();
    queue.submit(job()).unwrap();
    queue.dispatch().unwrap();
    // Incoming, routing, outgoing, queued; a failed job waits for nothing.
    assert_eq!(log.take(), ["activity 0 0 0 2", "activity 1 0 1 1", "activity 0 1 0 1", "shut down"]);
}

#[test]
fn told_events_can_be_forgotten() {
    let (queue, _) = open(Memory::new());
    let log = Log::default();
    queue.subscribe(ServerEvents::OUT_QUEUE, log.clone());
    queue.submit(job()).unwrap();
    queue.forget_told_events().unwrap();
    queue.dispatch().unwrap();
    assert_eq!(log.take(), ["out 1 added"], "what was not told is not forgotten");
    queue.forget_told_events().unwrap();
    queue.submit(job()).unwrap();
    queue.dispatch().unwrap();
    assert_eq!(log.take(), ["out 2 added"]);
}
