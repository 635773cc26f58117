//! `IFaxFolders`.

use crate::form::members;
use crate::scene::Scene;

members! {
    Objects "IFaxFolders" has 4:
    OutgoingQueue => outgoing_queue,
    IncomingQueue => incoming_queue,
    OutgoingArchive => outgoing_archive,
    IncomingArchive => incoming_archive,
}

/// How many there are in the queues and in the archives.
fn counts(scene: &Scene) -> [usize; 4] {
    [
        scene.queue.outgoing_jobs().unwrap().len(),
        scene.queue.incoming_jobs().unwrap().len(),
        scene.queue.outgoing_messages().count(),
        scene.queue.incoming_messages().count(),
    ]
}

#[test]
fn outgoing_queue() {
    let scene = Scene::new();
    scene.submit();
    assert_eq!(counts(&scene), [1, 0, 0, 0]);
}

#[test]
fn incoming_queue() {
    let scene = Scene::new();
    scene.receive(1);
    assert_eq!(counts(&scene), [0, 1, 0, 0]);
}

#[test]
fn outgoing_archive() {
    let scene = Scene::new();
    scene.sent();
    assert_eq!(counts(&scene), [0, 0, 1, 0]);
}

#[test]
fn incoming_archive() {
    let scene = Scene::new();
    scene.received();
    assert_eq!(counts(&scene), [0, 0, 0, 1]);
}
