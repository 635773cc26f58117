//! Order of events.

use std::sync::{Arc, Mutex};

use fax_queue::engine::{DialFailure, Settings};
use fax_queue::model::{JobStatus, Notify};
use fax_queue::service::Queue;
use fax_queue::vocabulary::{JobId, JobState, ServerEvents, ServerId};

use crate::scene::Scene;

use crate::form::members;

members! {
    Callbacks "Order of events" has 8:
    AddedChangedRemoved => added_changed_removed,
    CompletedArchivedRemoved => completed_archived_removed,
    OneChangePerTransition => one_change_per_transition,
    StateBeforeEvent => state_before_event,
    NoChangeNoEvent => no_change_no_event,
    CountersLast => counters_last,
    ShutDownLastAndOnce => shut_down_last_and_once,
    PanickingOrSlowListener => panicking_or_slow_listener,
}

#[test]
fn added_changed_removed() {
    let scene = Scene::new();
    let ids = [scene.submit(), scene.submit()];
    for id in ids {
        scene.wait_for(id);
        scene.send();
    }
    let news = scene.news();
    for id in ["1", "2"] {
        let of_job: Vec<_> = news.iter().filter(|line| line.split([' ', ':']).nth(1) == Some(id)).collect();
        let kinds: Vec<_> = of_job.iter().map(|line| line.split(' ').next().unwrap()).collect();
        let (first, rest) = kinds.split_first().unwrap();
        let (last, between) = rest.split_last().unwrap();
        assert_eq!((*first, *last), ("OnOutgoingJobAdded", "OnOutgoingJobRemoved"));
        let (archived, changes) = between.split_last().unwrap();
        assert_eq!(*archived, "OnOutgoingMessageAdded");
        assert!(!changes.is_empty() && changes.iter().all(|kind| *kind == "OnOutgoingJobChanged"), "{of_job:?}");
    }
}

#[test]
fn completed_archived_removed() {
    let scene = Scene::new();
    scene.submit();
    scene.send();
    let news = scene.news();
    let last = ["OnOutgoingJobChanged 1: completed", "OnOutgoingMessageAdded 1", "OnOutgoingJobRemoved 1"];
    assert!(news.ends_with(&last.map(String::from)), "{news:?}");
}

#[test]
fn one_change_per_transition() {
    let scene = Scene::new();
    let id = scene.submit();
    scene.news();
    scene.queue.pause(id).unwrap();
    assert_eq!(scene.news(), ["OnOutgoingJobChanged 1: pending, paused"]);
    scene.queue.resume(id).unwrap();
    assert_eq!(scene.news(), ["OnOutgoingJobChanged 1: pending"]);
    let mut out = scene.claim();
    assert_eq!(scene.news(), ["OnOutgoingJobChanged 1: in progress"]);
    out.finish(&fax_queue::service::CallEnd::NotReached(DialFailure::Busy)).unwrap();
    assert_eq!(scene.news(), ["OnOutgoingJobChanged 1: retrying"]);
}

/// Reads each job that it hears of.
struct Reader(Queue, Arc<Mutex<Vec<JobState>>>);

impl Notify for Reader {
    fn on_outgoing_job_changed(&mut self, _: ServerId, job: JobId, _: &dyn JobStatus) {
        self.1.lock().unwrap().push(self.0.outgoing_job(job).unwrap().status().state);
    }
}

#[test]
fn state_before_event() {
    let scene = Scene::new();
    let seen = Arc::default();
    scene.queue.subscribe(ServerEvents::OUT_QUEUE, Reader(scene.queue.clone(), Arc::clone(&seen)));
    scene.submit();
    let out = scene.claim();
    scene.events();
    assert_eq!(*seen.lock().unwrap(), [JobState::InProgress], "what is told can be read");
    drop(out);
}

#[test]
fn no_change_no_event() {
    let scene = Scene::new();
    scene.queue.set_settings(Settings::default()).unwrap();
    assert_eq!(scene.events(), [""; 0]);
    let id = scene.sent();
    scene.events();
    scene.queue.set_message_read(fax_queue::model::Job::id(&id), true).unwrap();
    assert_eq!(scene.events(), [""; 0]);
}

#[test]
fn counters_last() {
    let scene = Scene::new();
    scene.submit();
    assert_eq!(scene.events(), ["OnOutgoingJobAdded 1", "OnServerActivityChange 0 0 0 1"]);
    scene.send();
    let events = scene.events();
    assert_eq!(events.last().unwrap(), "OnServerActivityChange 0 0 0 0");
    assert!(events.contains(&"OnOutgoingJobRemoved 1".to_owned()));
}

#[test]
fn shut_down_last_and_once() {
    let scene = Scene::new();
    scene.submit();
    scene.queue.shut_down().unwrap();
    scene.queue.shut_down().unwrap();
    let events = scene.events();
    assert_eq!(events.iter().filter(|line| *line == "OnServerShutDown").count(), 1);
    assert_eq!(events.last().unwrap(), "OnServerShutDown");
}

/// Cannot be relied on.
struct Bad;

impl Notify for Bad {
    fn on_outgoing_job_added(&mut self, _: ServerId, _: JobId) {
        panic!("a fault of the listener's");
    }
}

#[test]
fn panicking_or_slow_listener() {
    let scene = Scene::new();
    scene.queue.subscribe(ServerEvents::ALL, Bad);
    scene.submit();
    assert_eq!(scene.news(), ["OnOutgoingJobAdded 1"], "the others hear of it");
    assert_eq!(scene.send(), JobState::Completed, "nobody is told in the middle of a command, so no line ever waits");
    assert_eq!(scene.news().last().unwrap(), "OnOutgoingJobRemoved 1");
}
