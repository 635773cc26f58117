//! `FAX_SERVER_EVENTS_TYPE_ENUM`.

use fax_queue::engine::Settings;
use fax_queue::model::Job;
use fax_queue::vocabulary::ServerEvents;

use crate::common::LINE;
use crate::ear::Ear;
use crate::scene::Scene;

use crate::form::members;

members! {
    Numbers "FAX_SERVER_EVENTS_TYPE_ENUM" has 11:
    fsetNONE => none,
    fsetIN_QUEUE => in_queue,
    fsetOUT_QUEUE => out_queue,
    fsetCONFIG => config,
    fsetACTIVITY => activity,
    fsetQUEUE_STATE => queue_state,
    fsetIN_ARCHIVE => in_archive,
    fsetOUT_ARCHIVE => out_archive,
    fsetFXSSVC_ENDED => fxssvc_ended,
    fsetDEVICE_STATUS => device_status,
    fsetINCOMING_CALL => incoming_call,
}

/// Of all that happens on a day, a listener with this mask hears the callbacks whose names have these words, each of them,
/// and no other.
fn hears(number: u32, words: &[&str]) {
    let scene = Scene::new();
    let (ear, all) = (Ear::default(), Ear::default());
    scene.queue.subscribe(ServerEvents::try_from(number).unwrap(), ear.clone());
    scene.queue.subscribe(ServerEvents::ALL, all.clone());
    scene.queue.ring(LINE, "").unwrap();
    let waiting = scene.submit();
    scene.queue.dispatch().unwrap();
    scene.queue.cancel(waiting).unwrap();
    for message in [scene.sent().id(), scene.received().id()] {
        scene.queue.set_message_read(message, false).unwrap();
        scene.queue.set_message_read(message, true).unwrap();
        scene.queue.delete_message(message).unwrap();
    }
    scene.queue.set_settings(Settings { retries: Some(2), outgoing_paused: true, ..Settings::default() }).unwrap();
    scene.queue.dispatch().unwrap();
    scene.queue.shut_down().unwrap();
    let wanted = |line: &String| words.iter().any(|word| line.contains(word));
    let (heard, all) = (ear.lines(), all.lines());
    assert!(words.iter().all(|word| all.iter().any(|line| line.contains(word)) || *word == "OptionsChange"), "{all:?}");
    assert_eq!(heard, all.into_iter().filter(wanted).collect::<Vec<_>>());
}

#[test]
fn none() {
    hears(0, &[]);
}

#[test]
fn in_queue() {
    hears(1, &["OnIncomingJob"]);
}

#[test]
fn out_queue() {
    hears(2, &["OnOutgoingJob"]);
}

#[test]
fn config() {
    hears(4, &["ConfigChange", "OptionsChange"]);
}

#[test]
fn activity() {
    hears(8, &["OnServerActivityChange"]);
}

#[test]
fn queue_state() {
    hears(0x10, &["OnQueuesStatusChange"]);
}

#[test]
fn in_archive() {
    hears(0x20, &["OnIncomingMessage", "Inbox"]);
}

#[test]
fn out_archive() {
    hears(0x40, &["OnOutgoingMessage", "SentItems"]);
}

#[test]
fn fxssvc_ended() {
    hears(0x80, &["OnServerShutDown"]);
}

#[test]
fn incoming_call() {
    hears(0x200, &["OnNewCall"]);
}

#[test]
fn device_status() {
    hears(0x100, &["OnDeviceStatusChange"]);
}
