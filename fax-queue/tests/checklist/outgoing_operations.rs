//! Outgoing job: AvailableOperations by state.

use fax_queue::engine::{DialFailure, Settings};
use fax_queue::model::{Job, JobStatus};
use fax_queue::vocabulary::{ErrorCode, JobId, Operation};

use crate::scene::Scene;

use crate::form::members;

members! {
    LifeCycle "Outgoing job: AvailableOperations by state" has 10:
    Pending => pending,
    PendingPaused => pending_paused,
    Retrying => retrying,
    RetryingPaused => retrying_paused,
    InProgress => in_progress,
    RetriesExceeded => retries_exceeded,
    Failed => failed,
    Canceling => canceling,
    Canceled => canceled,
    Completed => completed,
}

/// A job that came so far has this status and these operations; each of the four that change it is possible exactly if its bit
/// is there, and refused by the documented number else.
fn mask(bits: u32, operations: u32, come: impl Fn(&Scene)) {
    for operation in [Operation::Pause, Operation::Resume, Operation::Restart, Operation::Cancel] {
        let scene = Scene::with(Settings { retries: Some(1), ..Settings::default() });
        let id = scene.submit();
        come(&scene);
        let job = scene.job(id);
        assert_eq!((job.status().bits(), job.available_operations().bits()), (bits, operations));
        let listed = scene.queue.outgoing_jobs().unwrap().iter().any(|listed| listed.id() == id);
        let wanted = match (listed, job.available_operations().contains(operation.needs()), operation) {
            (false, _, _) => Err(ErrorCode::MessageNotFound),
            (true, true, _) => Ok(()),
            (true, false, Operation::Cancel) => Err(ErrorCode::InvalidParameter),
            (true, false, _) => Err(ErrorCode::InvalidOperation),
        };
        assert_eq!(scene.operate(id, operation), wanted, "{operation:?}");
    }
}

fn pause(scene: &Scene) {
    scene.queue.pause(JobId(1)).unwrap();
}

fn busy(scene: &Scene) {
    scene.wait_for(JobId(1));
    scene.miss(DialFailure::Busy);
}

#[test]
fn pending() {
    mask(0x001, 0x73, |_| {});
}

#[test]
fn pending_paused() {
    mask(0x011, 0x75, pause);
}

#[test]
fn retrying() {
    mask(0x040, 0x73, busy);
}

#[test]
fn retrying_paused() {
    mask(0x050, 0x75, |scene| {
        busy(scene);
        pause(scene);
    });
}

#[test]
fn in_progress() {
    mask(0x002, 0x71, |scene| drop(scene.claim()));
}

#[test]
fn retries_exceeded() {
    mask(0x080, 0x79, |scene| {
        busy(scene);
        busy(scene);
    });
}

#[test]
fn failed() {
    mask(0x008, 0x79, |scene| _ = scene.miss(DialFailure::InvalidNumber));
}

#[test]
fn canceling() {
    mask(0x400, 0x61, |scene| {
        drop(scene.claim());
        scene.queue.cancel(JobId(1)).unwrap();
    });
}

#[test]
fn canceled() {
    mask(0x200, 0x61, |scene| scene.queue.cancel(JobId(1)).unwrap());
}

#[test]
fn completed() {
    mask(0x100, 0x61, |scene| _ = scene.send());
}
