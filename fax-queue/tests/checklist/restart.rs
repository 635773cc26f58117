//! Restart of the service.

use fax_core::{Event, Quality};
use fax_queue::engine::{DialFailure, Settings};
use fax_queue::model::JobStatus;
use fax_queue::service::IncomingRun;
use fax_queue::vocabulary::{JobId, JobState};

use crate::common::LINE;
use crate::scene::{Scene, minutes};

use crate::form::members;

members! {
    LifeCycle "Restart of the service" has 8:
    Pending => pending,
    InProgress => in_progress,
    Canceling => canceling,
    Unsuccessful => unsuccessful,
    Incoming => incoming,
    IncomingWithoutPage => incoming_without_page,
    Routing => routing,
    CleanStop => clean_stop,
}

#[test]
fn pending() {
    let scene = Scene::new();
    let [one, two] = [(); 2].map(|()| scene.submit());
    scene.queue.pause(two).unwrap();
    let scene = scene.restart_service();
    scene.clock.advance(minutes(600));
    assert_eq!([one, two].map(|id| scene.job(id).status().bits()), [0x001, 0x011]);
    assert_eq!(scene.send(), JobState::Completed, "what is overdue is due at once");
    assert!(scene.is_idle());
}

#[test]
fn in_progress() {
    let scene = Scene::new();
    let id = scene.submit();
    drop(scene.claim());
    let scene = scene.restart_service();
    assert_eq!(scene.state(id), JobState::Retrying);
    scene.clock.advance(minutes(1));
    assert_eq!((scene.send(), scene.job(id).retries()), (JobState::Completed, 1), "the broken attempt counts");
}

#[test]
fn canceling() {
    let scene = Scene::new();
    let id = scene.submit();
    drop(scene.claim());
    scene.queue.cancel(id).unwrap();
    let scene = scene.restart_service();
    assert_eq!(scene.state(id), JobState::Canceled);
    assert_eq!(scene.queue.outgoing_jobs().unwrap(), []);
}

#[test]
fn unsuccessful() {
    let scene = Scene::with(Settings { retries: Some(0), age_limit_days: 1, ..Settings::default() });
    let id = scene.submit();
    scene.miss(DialFailure::Busy);
    scene.clock.advance(minutes(23 * 60));
    let scene = scene.restart_service();
    assert_eq!(scene.state(id), JobState::RetriesExceeded);
    scene.clock.advance(minutes(62));
    scene.queue.sweep().unwrap();
    assert_eq!(scene.queue.outgoing_jobs().unwrap(), [], "its clock went on");
}

#[test]
fn incoming() {
    let scene = Scene::new();
    let mut run = IncomingRun::accept(&scene.queue, LINE, "", "in/1.tif").unwrap();
    run.on_event(&Event::ReceivingPage { page: 0 }).unwrap();
    run.on_event(&Event::PageReceived { page: 0, quality: Quality::default(), accepted: true }).unwrap();
    let scene = scene.restart_service();
    let job = scene.incoming(JobId(1));
    assert_eq!((job.status().bits(), job.extended_status_code().value(), job.pages()), (0x800, 16, 1));
}

#[test]
fn incoming_without_page() {
    let scene = Scene::new();
    drop(IncomingRun::accept(&scene.queue, LINE, "", "in/1.tif").unwrap());
    let scene = scene.restart_service();
    assert_eq!(scene.queue.incoming_jobs().unwrap(), []);
}

#[test]
fn routing() {
    let scene = Scene::new();
    let (id, _) = scene.receive(1);
    let scene = scene.restart_service();
    assert!(scene.incoming(id).status().state == JobState::Routing, "nothing is lost");
    scene.queue.hand_over(id).unwrap();
    assert_eq!(scene.queue.incoming_messages().count(), 1);
}

#[test]
fn clean_stop() {
    let scene = Scene::new();
    let id = scene.submit();
    scene.queue.shut_down().unwrap();
    assert_eq!(scene.events().last().unwrap(), "OnServerShutDown");
    let scene = scene.restart_service();
    assert_eq!((scene.send(), scene.state(id)), (JobState::Completed, JobState::Completed));
}
