//! `IFaxActivity`.

use crate::common::failed;
use crate::scene::Scene;

use crate::form::members;
use fax_core::Failure;
use fax_queue::engine::{DialFailure, Settings};
use fax_queue::model::Activity;

members! {
    Objects "IFaxActivity" has 5:
    IncomingMessages => incoming_messages,
    RoutingMessages => routing_messages,
    OutgoingMessages => outgoing_messages,
    QueuedMessages => queued_messages,
    Refresh => refresh,
}

fn counters(scene: &Scene) -> Activity {
    scene.queue.activity().unwrap()
}

#[test]
fn incoming_messages() {
    let scene = Scene::new();
    scene.receive_and(1, |_, _| assert_eq!(counters(&scene), Activity { incoming: 1, ..Activity::default() }));
    assert_eq!(counters(&scene).incoming, 0);
}

#[test]
fn routing_messages() {
    let scene = Scene::new();
    let (id, _) = scene.receive(1);
    assert_eq!(counters(&scene), Activity { routing: 1, ..Activity::default() });
    scene.queue.hand_over(id).unwrap();
    assert_eq!(counters(&scene), Activity::default());
}

#[test]
fn outgoing_messages() {
    let scene = Scene::new();
    scene.submit();
    scene.send_and(|_| assert_eq!(counters(&scene), Activity { outgoing: 1, ..Activity::default() }));
    assert_eq!(counters(&scene), Activity::default());
}

#[test]
fn queued_messages() {
    let scene = Scene::with(Settings { retries: Some(1), ..Settings::default() });
    let id = scene.submit();
    scene.queue.pause(id).unwrap();
    assert_eq!(counters(&scene).queued, 1, "a paused one waits as well");
    scene.queue.resume(id).unwrap();
    scene.miss(DialFailure::Busy);
    assert_eq!(counters(&scene).queued, 1);
    scene.wait_for(id);
    scene.miss(DialFailure::Busy);
    assert_eq!(counters(&scene), Activity::default(), "one whose retries are exhausted does not count");
}

#[test]
fn refresh() {
    let scene = Scene::new();
    let before = counters(&scene);
    scene.submit();
    assert_eq!((before.queued, counters(&scene).queued), (0, 1));
    let mut out = scene.claim();
    out.finish(&failed(Failure::CallDropped)).unwrap();
    assert_eq!(counters(&scene).queued, 1);
}
