//! MS-FAX: folders and flags of messages.

use crate::ear::Ear;
use crate::scene::Scene;

use crate::form::members;
use fax_queue::model::Job;
use fax_queue::vocabulary::ServerEvents;
use fax_queue::vocabulary::wire::{MessageFlags, MessageFolder};

members! {
    Numbers "MS-FAX: folders and flags of messages" has 4:
    INBOX => inbox,
    SENTITEMS => sent_items,
    QUEUE = queue,
    READ = read,
}

/// The folder that listeners are told of when a message of it was read.
fn told(number: u32, receive: bool) {
    let scene = Scene::new();
    let id = if receive { scene.received().id() } else { scene.sent().id() };
    scene.events();
    let ear = Ear::default();
    scene.queue.subscribe(ServerEvents::ALL, ear.clone());
    scene.queue.set_message_read(id, receive).unwrap();
    scene.queue.dispatch().unwrap();
    let folder = MessageFolder::try_from(number).unwrap();
    assert_eq!((ear.lines(), folder.value()), (vec![format!("archived message changed: {folder:?} 1")], number));
}

#[test]
fn inbox() {
    told(0, true);
}

#[test]
fn sent_items() {
    told(1, false);
}

#[test]
fn queue() {
    assert_eq!((MessageFolder::try_from(2), MessageFolder::Queue.value()), (Ok(MessageFolder::Queue), 2));
}

#[test]
fn read() {
    assert_eq!((MessageFlags::try_from(1), MessageFlags::READ.bits()), (Ok(MessageFlags::READ), 1));
}
