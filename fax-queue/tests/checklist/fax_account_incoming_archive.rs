//! `IFaxAccountIncomingArchive`.

use fax_queue::engine::MessageDetails;
use fax_queue::engine::parts::General;
use fax_queue::model::{Job, JobStatus};
use fax_queue::service::Connection;
use fax_queue::vocabulary::{ErrorCode, JobId};

use crate::scene::{Scene, code};

use crate::form::members;

members! {
    Objects "IFaxAccountIncomingArchive" has 5:
    SizeLow => size_low,
    SizeHigh: "one number with SizeLow; 4 GiB are not received in a test",
    Refresh => refresh,
    GetMessages => get_messages,
    GetMessage => get_message,
}

const ANN: &str = r"office\ann";

/// Ann and two received faxes, the second one given to her.
fn given() -> (Scene, Connection, [JobId; 2]) {
    let scene = Scene::new();
    scene.queue.set_part(General { incoming_faxes_are_public: false, ..General::default() }).unwrap();
    let ann = scene.queue.as_account(ANN).unwrap();
    let messages = [scene.received().id(), scene.received().id()];
    scene.queue.reassign_message(messages[1], vec![ANN.into()], MessageDetails::default()).unwrap();
    (scene, ann, messages)
}

#[test]
fn size_low() {
    let (scene, ann, [_, own]) = given();
    let size = scene.queue.incoming_message(own).unwrap().size();
    assert_eq!((ann.folders().incoming_archive_size(), size), (Ok(7500), 7500));
}

#[test]
fn refresh() {
    let (_scene, ann, [_, own]) = given();
    ann.delete_message(own).unwrap();
    assert_eq!(ann.folders().incoming_archive_size(), Ok(0), "read again");
}

#[test]
fn get_messages() {
    let (_scene, ann, [_, own]) = given();
    let messages: Vec<_> = ann.folders().incoming_messages().unwrap().map(|message| message.unwrap().id()).collect();
    assert_eq!(messages, [own]);
}

#[test]
fn get_message() {
    let (_scene, ann, [other, own]) = given();
    assert_eq!(ann.folders().incoming_message(own).unwrap().id(), own);
    assert_eq!(code(ann.folders().incoming_message(other)), ErrorCode::MessageNotFound);
}
