//! `IFaxAccountOutgoingArchive`.

use fax_queue::model::Job;
use fax_queue::service::Connection;
use fax_queue::vocabulary::{ErrorCode, JobId};

use crate::scene::{Scene, code, letter_with};

use crate::form::members;

members! {
    Objects "IFaxAccountOutgoingArchive" has 5:
    SizeLow => size_low,
    SizeHigh => size_high,
    Refresh => refresh,
    GetMessages => get_messages,
    GetMessage => get_message,
}

/// Ann, who has sent a fax of so many octets, and somebody else too.
fn sent(size: u64) -> (Scene, Connection, JobId) {
    let scene = Scene::new();
    let ann = scene.queue.as_account(r"office\ann").unwrap();
    scene.sent();
    let id = ann.submit(letter_with(|letter| letter.document.size = size)).unwrap();
    scene.send();
    (scene, ann, id)
}

#[test]
fn size_low() {
    let (_scene, ann, _) = sent(0x1234);
    assert_eq!(ann.folders().outgoing_archive_size().unwrap() & 0xFFFF_FFFF, 0x1234);
}

#[test]
fn size_high() {
    let (_scene, ann, _) = sent(0x2_0000_1234);
    assert_eq!(ann.folders().outgoing_archive_size().unwrap() >> 32, 2);
}

#[test]
fn refresh() {
    let (_scene, ann, id) = sent(500);
    ann.delete_message(id).unwrap();
    assert_eq!(ann.folders().outgoing_archive_size(), Ok(0), "read again");
}

#[test]
fn get_messages() {
    let (_scene, ann, id) = sent(1);
    let own: Vec<_> = ann.folders().outgoing_messages().unwrap().map(|message| message.unwrap().id()).collect();
    assert_eq!(own, [id]);
}

#[test]
fn get_message() {
    let (_scene, ann, id) = sent(1);
    assert_eq!(ann.folders().outgoing_message(id).unwrap().id(), id);
    assert_eq!(code(ann.folders().outgoing_message(JobId(1))), ErrorCode::MessageNotFound);
}
