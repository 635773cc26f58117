//! Rights needed to subscribe.

use fax_queue::engine::parts::{General, Security};
use fax_queue::store::Cursor;
use fax_queue::vocabulary::{AccessRights2 as Rights, ErrorCode, ServerEvents};

use crate::scene::{Scene, letter};

use crate::form::members;

members! {
    Callbacks "Rights needed to subscribe" has 10:
    IN_QUEUE => in_queue,
    OUT_QUEUE => out_queue,
    CONFIG => config,
    ACTIVITY => activity,
    DEVICE_STATUS => device_status,
    QUEUE_STATE => queue_state,
    IN_ARCHIVE => in_archive,
    OUT_ARCHIVE => out_archive,
    FXSSVC_ENDED => fxssvc_ended,
    INCOMING_CALL => incoming_call,
}

const SUBMIT: Rights = Rights::USER.union(Rights::SUBMIT_HIGH);

/// Asks for an event with every single right. `enough`: any one of these will do; `public`: it needs none if received faxes
/// are public; without either nobody hears of it who has no right for it.
fn needs(event: ServerEvents, enough: Rights, public: bool) {
    let scene = Scene::new();
    let ann = scene.queue.as_account(r"office\ann").unwrap();
    for rights in (0..10).map(|bit| Rights::try_from(1 << bit).unwrap()) {
        let entries = [(r"office\ann".into(), rights)].into();
        scene.queue.set_part(Security { entries, ..Security::default() }).unwrap();
        for is_public in [true, false] {
            scene.queue.set_part(General { incoming_faxes_are_public: is_public, ..General::default() }).unwrap();
            let asked = ann.feed(event, Cursor::default()).map(drop).map_err(|error| error.code());
            let may = rights.intersects(enough) || (public && is_public);
            let expected = if may { Ok(()) } else { Err(ErrorCode::AccessDenied) };
            assert_eq!(asked, expected, "{event:?} with {rights:?}, public {is_public}");
        }
    }
}

#[test]
fn in_queue() {
    needs(ServerEvents::IN_QUEUE, Rights::MANAGE_RECEIVE_FOLDER, true);
}

#[test]
fn out_queue() {
    needs(ServerEvents::OUT_QUEUE, Rights::ALL, false);
    let scene = Scene::new();
    let ann = scene.queue.as_account(r"office\ann").unwrap();
    let mut feed = ann.feed(ServerEvents::OUT_QUEUE, Cursor::default()).unwrap();
    scene.submit();
    assert_eq!(feed.try_next(), Ok(None), "of others' jobs it hears nothing");
    ann.submit(letter()).unwrap();
    assert!(feed.try_next().unwrap().is_some());
}

#[test]
fn config() {
    needs(ServerEvents::CONFIG, Rights::QUERY_CONFIG, false);
}

#[test]
fn activity() {
    needs(ServerEvents::ACTIVITY, Rights::QUERY_CONFIG, false);
}

#[test]
fn device_status() {
    needs(ServerEvents::DEVICE_STATUS, Rights::QUERY_CONFIG, false);
}

#[test]
fn queue_state() {
    needs(ServerEvents::QUEUE_STATE, Rights::ALL, false);
}

#[test]
fn in_archive() {
    needs(ServerEvents::IN_ARCHIVE, Rights::QUERY_ARCHIVES | Rights::MANAGE_RECEIVE_FOLDER, true);
}

#[test]
fn out_archive() {
    needs(ServerEvents::OUT_ARCHIVE, SUBMIT | Rights::QUERY_ARCHIVES, false);
}

#[test]
fn fxssvc_ended() {
    needs(ServerEvents::SERVICE_ENDED, Rights::ALL, false);
}

#[test]
fn incoming_call() {
    needs(ServerEvents::INCOMING_CALL, Rights::MANAGE_RECEIVE_FOLDER, true);
}
