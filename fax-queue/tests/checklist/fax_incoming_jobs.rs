//! `IFaxIncomingJobs`.

use fax_queue::model::{Job, Jobs};
use fax_queue::vocabulary::JobId;

use crate::scene::Scene;

use crate::form::members;

members! {
    Objects "IFaxIncomingJobs" has 3:
    Count => count,
    Item => item,
    _NewEnum => new_enum,
}

#[test]
fn count() {
    let scene = Scene::new();
    assert_eq!(Jobs::count(&scene.queue.incoming_jobs().unwrap()), 0);
    scene.receive(1);
    let jobs = scene.queue.incoming_jobs().unwrap();
    scene.receive(1);
    assert_eq!(Jobs::count(&jobs), 1, "a snapshot does not change");
    assert_eq!(Jobs::count(&scene.queue.incoming_jobs().unwrap()), 2);
}

#[test]
fn item() {
    let scene = Scene::new();
    let ids = [scene.receive(1).0, scene.receive(1).0];
    let jobs = scene.queue.incoming_jobs().unwrap();
    assert_eq!([1, 2].map(|number| jobs.item(number).unwrap().id()), ids, "from 1");
    assert!(jobs.item(0).is_none() && jobs.item(3).is_none());
    assert_eq!(ids.map(|id| jobs.by_id(id).unwrap().id()), ids);
    assert!(jobs.by_id(JobId(99)).is_none());
}

#[test]
fn new_enum() {
    let scene = Scene::new();
    let ids = [scene.receive(1).0, scene.receive(1).0];
    let jobs = scene.queue.incoming_jobs().unwrap();
    assert_eq!(Jobs::iter(&jobs).map(Job::id).collect::<Vec<_>>(), ids);
}
