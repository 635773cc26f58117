//! Outgoing job: transitions.

use fax_core::{Event, Failure};
use fax_queue::engine::{DialFailure, Settings};
use fax_queue::model::{JobStatus, OutgoingJob, Recipient};
use fax_queue::service::OutgoingRun;
use fax_queue::vocabulary::{ErrorCode, ExtendedStatus, JobState, Operation};

use crate::common::{LINE, NOON, delivery, failed};
use crate::scene::{CALLED, OTHER_LINE, Scene, letter_with, minutes};

use crate::form::members;

members! {
    LifeCycle "Outgoing job: transitions" has 19:
    O1 => o1,
    O2 => o2,
    O3 => o3,
    O4 => o4,
    O5 => o5,
    O6 => o6,
    O7 => o7,
    O8 => o8,
    O9 => o9,
    O10 => o10,
    O11 => o11,
    O12 => o12,
    O13 => o13,
    O14 => o14,
    O15 => o15,
    O16 => o16,
    O17 => o17,
    O18: "lines of ours carry their jobs themselves: none can be handed over to a provider",
    O19 => o19,
}

fn job(scene: &Scene) -> fax_queue::vocabulary::JobId {
    assert_eq!(scene.queue.outgoing_jobs().unwrap().len(), 0);
    let id = scene.submit();
    scene.news();
    id
}

fn with_retries(retries: u8) -> Scene {
    Scene::with(Settings { retries: Some(retries), retry_delay_minutes: Some(10), ..Settings::default() })
}

/// Accepted.
#[test]
fn o1() {
    let scene = Scene::new();
    let other = Recipient { fax_number: "2".to_owned(), name: String::new() };
    let submission = scene.queue.submit_to_all(letter_with(|letter| letter.others = vec![other])).unwrap();
    assert_eq!(scene.events(), ["OnOutgoingJobAdded 1", "OnOutgoingJobAdded 2", "OnServerActivityChange 0 0 0 2"]);
    assert!(submission.jobs().all(|id| scene.state(id) == JobState::Pending));
}

/// Due, and a line takes it.
#[test]
fn o2() {
    let scene = Scene::new();
    let id = job(&scene);
    scene.clock.advance(minutes(1));
    let run = scene.claim();
    let now = scene.job(id);
    assert_eq!((now.status().bits(), now.device_id(), now.retries()), (0x002, Some(LINE), 0));
    assert_eq!(now.transmission_start(), Some(NOON + minutes(1)));
    let device = "OnDeviceStatusChange 1 false true false false";
    assert_eq!(scene.events(), ["OnOutgoingJobChanged 1: in progress", device, "OnServerActivityChange 0 0 1 0"]);
    drop(run);
}

/// The call goes on.
#[test]
fn o5() {
    let scene = Scene::new();
    let id = job(&scene);
    let mut seen = Vec::new();
    scene.send_and(|_| {
        let job = scene.job(id);
        seen.push((job.extended_status_code().value(), job.current_page(), job.csid().to_owned()));
    });
    seen.dedup();
    let wanted = [(3, 0, ""), (4, 0, ""), (4, 0, CALLED), (4, 1, CALLED), (4, 2, CALLED)];
    let wanted = wanted.map(|(status, page, csid)| (status, page, csid.to_owned()));
    assert!(wanted.iter().all(|step| seen.contains(step)), "{seen:?}");
}

/// All pages are confirmed.
#[test]
fn o6() {
    let scene = Scene::new();
    let id = job(&scene);
    scene.send();
    let message = scene.queue.outgoing_message(id).unwrap();
    assert_eq!((message.status().bits(), message.extended_status_code().value()), (0x100, 18));
    assert_eq!(message.transmission_end(), Some(NOON));
    assert_eq!(scene.queue.outgoing_jobs().unwrap(), []);
}

/// It can be tried again.
#[test]
fn o7() {
    let scene = with_retries(2);
    let id = job(&scene);
    scene.drop_at(1);
    let waiting = scene.job(id);
    assert_eq!((waiting.status().bits(), waiting.retries(), waiting.current_page()), (0x040, 0, 0));
    assert!(waiting.scheduled_time().unwrap() >= NOON + minutes(8), "the delay, less its chance at most");
    assert_eq!(waiting.extended_status_code(), ExtendedStatus::Disconnected);
}

/// No tries are left.
#[test]
fn o8() {
    let scene = with_retries(1);
    let id = job(&scene);
    scene.miss(DialFailure::NoAnswer);
    scene.wait_for(id);
    scene.miss(DialFailure::NoAnswer);
    assert_eq!((scene.job(id).status().bits(), scene.job(id).extended_status_code().value()), (0x080, 9));
    assert_eq!(scene.events().last().unwrap(), "OnServerActivityChange 0 0 0 0");
    assert_eq!(scene.queue.outgoing_jobs().unwrap().len(), 1, "it stays in the queue");
}

/// Trying again cannot help.
#[test]
fn o9() {
    let scene = with_retries(9);
    let id = job(&scene);
    scene.miss(DialFailure::InvalidNumber);
    assert_eq!((scene.job(id).status().bits(), scene.job(id).extended_status_code().value()), (0x008, 10));
}

/// The device was lost before the call.
#[test]
fn o10() {
    let scene = with_retries(0);
    let id = job(&scene);
    assert_eq!(scene.miss(DialFailure::LineFault), JobState::Retrying, "it uses up no try");
    scene.wait_for(id);
    assert_eq!(scene.send(), JobState::Completed);
    assert_eq!(scene.job(id).retries(), 0);
}

/// Paused.
#[test]
fn o11() {
    let scene = Scene::new();
    let id = job(&scene);
    scene.queue.pause(id).unwrap();
    assert_eq!(scene.news(), ["OnOutgoingJobChanged 1: pending, paused"]);
    scene.queue.resume(id).unwrap();
    scene.miss(DialFailure::Busy);
    scene.queue.pause(id).unwrap();
    assert_eq!(scene.news().last().unwrap(), "OnOutgoingJobChanged 1: retrying, paused");
}

/// Resumed.
#[test]
fn o12() {
    let scene = Scene::new();
    let id = job(&scene);
    scene.queue.pause(id).unwrap();
    assert!(scene.is_idle());
    scene.queue.resume(id).unwrap();
    assert_eq!(scene.news().last().unwrap(), "OnOutgoingJobChanged 1: pending");
    assert_eq!(scene.send(), JobState::Completed, "it is due at once");
}

/// Restarted.
#[test]
fn o13() {
    for failure in [DialFailure::Busy, DialFailure::InvalidNumber] {
        let scene = with_retries(0);
        let id = job(&scene);
        scene.miss(failure);
        scene.clock.advance(minutes(100));
        scene.queue.restart(id).unwrap();
        let job = scene.job(id);
        assert_eq!((job.status().bits(), job.retries(), job.scheduled_time()), (0x001, 0, Some(scene.now())));
    }
}

/// Cancelled in the middle of the call.
#[test]
fn o14() {
    let scene = Scene::new();
    let id = job(&scene);
    let run = scene.claim();
    scene.queue.cancel(id).unwrap();
    assert_eq!(scene.job(id).status().bits(), 0x400);
    assert!(run.stop_flag().load(core::sync::atomic::Ordering::Acquire), "the line is told");
}

/// The line is on hook.
#[test]
fn o15() {
    let scene = Scene::new();
    let id = job(&scene);
    let mut run = scene.claim();
    scene.queue.cancel(id).unwrap();
    run.finish(&failed(Failure::Aborted)).unwrap();
    assert_eq!((scene.job(id).status().bits(), scene.job(id).extended_status_code().value()), (0x200, 19));
    assert_eq!(scene.news().last().unwrap(), "OnOutgoingJobRemoved 1");
}

/// Cancelled while it waits, or after it failed.
#[test]
fn o16() {
    let cancel = |prepare: &dyn Fn(&Scene)| {
        let scene = with_retries(0);
        let id = job(&scene);
        prepare(&scene);
        scene.news();
        scene.queue.cancel(id).unwrap();
        assert_eq!(scene.news(), ["OnOutgoingJobChanged 1: canceled", "OnOutgoingJobRemoved 1"]);
    };
    cancel(&|_| {});
    cancel(&|scene| _ = scene.miss(DialFailure::LineFault));
    cancel(&|scene| _ = scene.miss(DialFailure::Busy));
    cancel(&|scene| _ = scene.miss(DialFailure::InvalidNumber));
}

/// Too old.
#[test]
fn o17() {
    let scene = Scene::with(Settings { retries: Some(0), age_limit_days: 1, ..Settings::default() });
    job(&scene);
    scene.miss(DialFailure::Busy);
    scene.news();
    scene.clock.advance(minutes(24 * 60 + 2));
    scene.queue.sweep().unwrap();
    assert_eq!(scene.news(), ["OnOutgoingJobRemoved 1"]);
}

/// Cancelled, and delivered all the same.
#[test]
fn o19() {
    let scene = Scene::new();
    let id = job(&scene);
    let mut run = OutgoingRun::claim(&scene.queue, OTHER_LINE).unwrap().unwrap();
    let (events, end) = delivery(2);
    for event in &events {
        if matches!(event, Event::PageSent { page: 1, .. }) {
            scene.queue.cancel(id).unwrap();
        }
        run.on_event(event).unwrap();
    }
    assert_eq!(run.finish(&end).unwrap(), JobState::Completed);
    assert_eq!(scene.queue.outgoing_message(id).unwrap().pages_confirmed(), 2);
    assert_eq!(scene.operate(id, Operation::Cancel), Err(ErrorCode::MessageNotFound));
}

/// It is due, and no device can be used.
#[test]
fn o3() {
    let scene = crate::fax_device::with_device();
    scene.queue.line_is_off(LINE).unwrap();
    let id = scene.submit();
    scene.events();
    for _ in 0..2 {
        scene.queue.review_lines().unwrap();
    }
    let job = scene.job(id);
    assert_eq!((job.status().bits(), job.extended_status_code().value()), (0x021, 7));
    assert_eq!(scene.news().len(), 1, "told once");
}

/// A device can be used again.
#[test]
fn o4() {
    let scene = crate::fax_device::with_device();
    scene.queue.line_is_off(LINE).unwrap();
    let id = scene.submit();
    scene.queue.review_lines().unwrap();
    scene.queue.line_is_on(LINE).unwrap();
    scene.events();
    scene.queue.review_lines().unwrap();
    assert_eq!((scene.job(id).status().bits(), scene.news().len()), (0x001, 1));
    assert_eq!(scene.send(), JobState::Completed);
}
