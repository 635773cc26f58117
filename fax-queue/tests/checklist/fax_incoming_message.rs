//! `IFaxIncomingMessage2`.

use fax_queue::model::{Job, JobStatus, Message};
use fax_queue::vocabulary::{ErrorCode, JobId};

use crate::common::NOON;
use crate::scene::{CALLER, CALLING, Scene, code, minutes};

use crate::form::members;

members! {
    Objects "IFaxIncomingMessage2" has 23:
    Id => id,
    Pages => pages,
    Size => size,
    DeviceName: "nothing is there yet",
    Retries: "nothing is there yet",
    TransmissionStart => transmission_start,
    TransmissionEnd => transmission_end,
    CSID: "nothing is there yet",
    TSID => tsid,
    CallerId => caller_id,
    RoutingInformation: "nothing is there yet",
    Subject: "nothing is there yet",
    SenderName: "nothing is there yet",
    SenderFaxNumber: "nothing is there yet",
    HasCoverPage: "nothing is there yet",
    Recipients: "nothing is there yet",
    Read => read,
    WasReAssigned: "nothing is there yet",
    Save => save,
    Refresh => refresh,
    ReAssign: "nothing is there yet",
    CopyTiff: "nothing is there yet",
    Delete => delete,
}

#[test]
fn id() {
    let scene = Scene::new();
    let (id, _) = scene.receive(1);
    assert_eq!(code(scene.queue.incoming_message(id)), ErrorCode::MessageNotFound, "not yet");
    scene.queue.hand_over(id).unwrap();
    assert_eq!(scene.queue.incoming_message(id).unwrap().id(), id, "that of the job");
}

#[test]
fn pages() {
    assert_eq!(Scene::new().received().pages(), 2);
}

#[test]
fn size() {
    assert_eq!(Scene::new().received().size(), 7500);
}

#[test]
fn transmission_start() {
    let scene = Scene::new();
    scene.clock.advance(minutes(4));
    assert_eq!(scene.received().transmission_start(), Some(NOON + minutes(4)));
}

#[test]
fn transmission_end() {
    let scene = Scene::new();
    let (id, _) = scene.receive_and(1, |_, _| scene.clock.set(NOON + minutes(1)));
    scene.clock.advance(minutes(10));
    scene.queue.hand_over(id).unwrap();
    assert_eq!(scene.queue.incoming_message(id).unwrap().transmission_end(), Some(NOON + minutes(1)));
}

#[test]
fn tsid() {
    assert_eq!(Scene::new().received().tsid(), CALLING);
}

#[test]
fn caller_id() {
    assert_eq!(Scene::new().received().caller_id(), CALLER);
}

#[test]
fn read() {
    assert!(!Scene::new().received().is_read(), "nobody has read it yet");
}

#[test]
fn save() {
    let scene = Scene::new();
    let id = scene.received().id();
    scene.news();
    scene.queue.set_message_read(id, true).unwrap();
    assert!(scene.queue.incoming_message(id).unwrap().is_read());
    assert_eq!(scene.news(), [format!("archived message changed: Inbox {}", id.0)]);
    assert_eq!(code(scene.queue.set_message_read(JobId(99), true)), ErrorCode::MessageNotFound);
}

#[test]
fn refresh() {
    let scene = Scene::new();
    let before = scene.received();
    scene.queue.set_message_read(before.id(), true).unwrap();
    assert!(!before.is_read(), "a snapshot does not change");
    assert!(scene.queue.incoming_message(before.id()).unwrap().is_read());
}

#[test]
fn delete() {
    let scene = Scene::new();
    let id = scene.received().id();
    scene.news();
    scene.queue.delete_message(id).unwrap();
    assert_eq!(scene.news(), [format!("OnIncomingMessageRemoved {}", id.0)]);
    assert_eq!(code(scene.queue.incoming_message(id)), ErrorCode::MessageNotFound);
}
