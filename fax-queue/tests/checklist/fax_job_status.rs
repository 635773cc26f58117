//! `IFaxJobStatus`.

use fax_queue::engine::DialFailure;
use fax_queue::model::JobSnapshot;
use fax_queue::vocabulary::{ExtendedStatus, JobState, JobType};

use crate::common::{LINE, NOON};
use crate::scene::{CALLED, CALLER, CALLING, Scene, letter_with, minutes};

use crate::form::members;

members! {
    Objects "IFaxJobStatus" has 17:
    Status => status,
    Pages => pages,
    Size => size,
    CurrentPage => current_page,
    DeviceId => device_id,
    CSID => csid,
    TSID => tsid,
    ExtendedStatusCode => extended_status_code,
    ExtendedStatus => extended_status,
    AvailableOperations => available_operations,
    Retries => retries,
    JobType => job_type,
    ScheduledTime => scheduled_time,
    TransmissionStart => transmission_start,
    TransmissionEnd => transmission_end,
    CallerId => caller_id,
    RoutingInformation => routing_information,
}

/// What listeners were told of a property while a letter was sent, each value once.
fn sending<T: PartialEq>(read: impl Fn(&JobSnapshot) -> T) -> Vec<T> {
    let scene = Scene::new();
    scene.queue.submit(letter_with(|letter| letter.document.size = 7500)).unwrap();
    scene.send();
    told(&scene, read)
}

/// The same while one was received and handed over.
fn receiving<T: PartialEq>(read: impl Fn(&JobSnapshot) -> T) -> Vec<T> {
    let scene = Scene::new();
    let (job, _) = scene.receive(2);
    scene.queue.hand_over(job).unwrap();
    told(&scene, read)
}

fn told<T: PartialEq>(scene: &Scene, read: impl Fn(&JobSnapshot) -> T) -> Vec<T> {
    let mut seen: Vec<_> = scene.statuses().iter().map(read).collect();
    seen.dedup();
    seen
}

#[test]
fn status() {
    assert_eq!(sending(|told| told.status.state), [JobState::InProgress, JobState::Completed]);
    assert_eq!(receiving(|told| told.status.state), [JobState::InProgress, JobState::Routing, JobState::Completed]);
}

#[test]
fn pages() {
    assert_eq!(sending(|told| told.pages), [2], "all of them");
    assert_eq!(receiving(|told| told.pages), [0, 1, 2], "what arrived so far");
}

#[test]
fn size() {
    assert_eq!(sending(|told| told.size), [7500]);
    assert_eq!(receiving(|told| told.size), [0, 7500]);
}

#[test]
fn current_page() {
    assert_eq!(sending(|told| told.current_page), [0, 1, 2, 0]);
    assert_eq!(receiving(|told| told.current_page), [0, 1, 2, 0]);
}

#[test]
fn device_id() {
    assert_eq!(sending(|told| told.device_id), [Some(LINE)]);
    assert_eq!(receiving(|told| told.device_id), [Some(LINE)]);
}

#[test]
fn csid() {
    assert_eq!(sending(|told| told.csid.clone()), ["", CALLED]);
}

#[test]
fn tsid() {
    assert_eq!(receiving(|told| told.tsid.clone()), [CALLING]);
    let scene = Scene::with_senders_tsid();
    scene.queue.submit(letter_with(|letter| letter.sender.tsid = "ours".into())).unwrap();
    scene.send();
    assert_eq!(told(&scene, |told| told.tsid.clone()), ["ours"]);
}

#[test]
fn extended_status_code() {
    use ExtendedStatus::{Answered, CallCompleted, Dialing, Receiving, Transmitting};
    assert_eq!(sending(|told| told.extended_status_code), [Dialing, Transmitting, CallCompleted]);
    assert_eq!(receiving(|told| told.extended_status_code), [Answered, Receiving, CallCompleted]);
}

#[test]
fn extended_status() {
    assert_eq!(sending(|told| told.extended_status.clone()), [""], "documented codes have no text");
    let scene = Scene::new();
    scene.submit();
    scene.die_in_doubt();
    let scene = scene.restart_service();
    let last = scene.statuses().pop().unwrap();
    assert_eq!(last.extended_status_code, ExtendedStatus::Unconfirmed);
    assert_ne!(last.extended_status, "", "a code of ours has one");
}

#[test]
fn available_operations() {
    assert_eq!(sending(|told| told.available_operations.bits()), [0x71, 0x61]);
    assert_eq!(receiving(|told| told.available_operations.bits()), [0x10, 0x01, 0x00]);
}

#[test]
fn retries() {
    let scene = Scene::new();
    let id = scene.submit();
    scene.miss(DialFailure::Busy);
    scene.wait_for(id);
    scene.send();
    assert_eq!(told(&scene, |told| told.retries), [0, 1]);
}

#[test]
fn job_type() {
    assert_eq!(sending(|told| told.job_type), [JobType::Send]);
    assert_eq!(receiving(|told| told.job_type), [JobType::Receive, JobType::Routing]);
}

#[test]
fn scheduled_time() {
    let scene = Scene::new();
    let id = scene.submit();
    scene.miss(DialFailure::Busy);
    let next = scene.job(id).waits_until();
    assert!(next > Some(NOON));
    assert_eq!(told(&scene, |told| told.scheduled_time), [Some(NOON), next]);
    assert_eq!(receiving(|told| told.scheduled_time), [None], "jobs to be sent only");
}

#[test]
fn transmission_start() {
    assert_eq!(sending(|told| told.transmission_start), [Some(NOON)]);
    assert_eq!(receiving(|told| told.transmission_start), [Some(NOON)]);
}

#[test]
fn transmission_end() {
    let scene = Scene::new();
    scene.submit();
    scene.send_and(|_| scene.clock.set(NOON + minutes(1)));
    assert_eq!(told(&scene, |told| told.transmission_end), [None, Some(NOON + minutes(1))]);
}

#[test]
fn caller_id() {
    assert_eq!(receiving(|told| told.caller_id.clone()), [CALLER]);
    assert_eq!(sending(|told| told.caller_id.clone()), [""], "received jobs only");
}

#[test]
fn routing_information() {
    let scene = Scene::new();
    let mut run = fax_queue::service::IncomingRun::accept(&scene.queue, crate::common::LINE, "", "in/1.tif").unwrap();
    run.set_routing_information("42").unwrap();
    assert_eq!(scene.statuses().last().unwrap().routing_information, "42");
}
