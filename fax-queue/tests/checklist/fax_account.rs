//! `IFaxAccount`.

use fax_queue::engine::parts::AccountKind;
use fax_queue::model::{AccountNotify, Job};
use fax_queue::vocabulary::{AccountEvents, ServerEvents};

use crate::fax_account_notify::AccountEar;
use crate::scene::{Scene, letter};

use crate::form::members;

members! {
    Objects "IFaxAccount" has 4:
    AccountName => account_name,
    Folders => folders,
    RegisteredEvents => registered_events,
    ListenToAccountEvents => listen_to_account_events,
}

struct Deaf;

impl AccountNotify for Deaf {}

#[test]
fn account_name() {
    let scene = Scene::new();
    scene.queue.add_account(r"office\ann", AccountKind::User).unwrap();
    assert_eq!(scene.queue.as_account(r"OFFICE\ann").unwrap().account_name(), r"office\ann");
}

#[test]
fn folders() {
    let scene = Scene::new();
    let ann = scene.queue.as_account(r"office\ann").unwrap();
    scene.submit();
    let own = ann.submit(letter()).unwrap();
    assert_eq!(ann.folders().outgoing_jobs().unwrap().first().unwrap().id(), own);
}

#[test]
fn registered_events() {
    let scene = Scene::new();
    let mut ann = scene.queue.as_account(r"office\ann").unwrap();
    assert_eq!(ann.registered_account_events(), AccountEvents::NONE);
    ann.listen_to_account_events(AccountEvents::IN_QUEUE, Deaf).unwrap();
    ann.listen_to_account_events(AccountEvents::OUT_QUEUE, Deaf).unwrap();
    assert_eq!(ann.registered_account_events(), AccountEvents::OUT_QUEUE, "the last one");
    assert_eq!(ann.registered_events(), ServerEvents::NONE, "not the mask for the server");
}

#[test]
fn listen_to_account_events() {
    let scene = Scene::new();
    let (mut ann, heard) = AccountEar::of(&scene, r"office\ann", AccountEvents::OUT_ARCHIVE);
    ann.submit(letter()).unwrap();
    scene.send();
    assert_eq!(heard.next(), "OnOutgoingMessageAdded 1", "nothing of the queue");
    ann.listen_to_account_events(AccountEvents::NONE, Deaf).unwrap();
    assert_eq!(ann.registered_account_events(), AccountEvents::NONE);
    heard.is_gone();
}
