//! `IFaxAccountFolders`.

use crate::scene::{Scene, letter};

use crate::form::members;

members! {
    Objects "IFaxAccountFolders" has 4:
    OutgoingQueue => outgoing_queue,
    IncomingQueue => incoming_queue,
    OutgoingArchive => outgoing_archive,
    IncomingArchive => incoming_archive,
}

#[test]
fn outgoing_queue() {
    let scene = Scene::new();
    let ann = scene.queue.as_account(r"office\ann").unwrap();
    scene.submit();
    assert_eq!(ann.folders().outgoing_jobs().unwrap().len(), 0);
    ann.submit(letter()).unwrap();
    assert_eq!(ann.folders().outgoing_jobs().unwrap().len(), 1);
}

#[test]
fn incoming_queue() {
    let scene = Scene::new();
    let ann = scene.queue.as_account(r"office\ann").unwrap();
    scene.receive(1);
    assert_eq!(ann.folders().incoming_jobs().unwrap().len(), 1);
}

#[test]
fn outgoing_archive() {
    let scene = Scene::new();
    let ann = scene.queue.as_account(r"office\ann").unwrap();
    scene.sent();
    assert_eq!(ann.folders().outgoing_messages().unwrap().count(), 0);
}

#[test]
fn incoming_archive() {
    let scene = Scene::new();
    let ann = scene.queue.as_account(r"office\ann").unwrap();
    scene.received();
    assert_eq!(ann.folders().incoming_messages().unwrap().count(), 1);
}
