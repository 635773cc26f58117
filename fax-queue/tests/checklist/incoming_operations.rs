//! Incoming job: AvailableOperations by state.

use fax_queue::model::JobStatus;
use fax_queue::service::IncomingRun;
use fax_queue::vocabulary::{ErrorCode, JobId, JobState, Operation, Operations, Status};

use crate::common::LINE;
use crate::scene::Scene;

use crate::form::members;

members! {
    LifeCycle "Incoming job: AvailableOperations by state" has 5:
    InProgress => in_progress,
    Routing => routing,
    Retrying = retrying,
    RetriesExceeded = retries_exceeded,
    Canceling => canceling,
}

fn mask(scene: &Scene, id: JobId, operations: u32, cancel: Result<(), ErrorCode>) {
    assert_eq!(scene.incoming(id).available_operations().bits(), operations);
    assert_eq!(scene.operate(id, Operation::Cancel), cancel);
}

fn of(state: JobState) -> u32 {
    Operations::incoming(Status::from(state)).bits()
}

#[test]
fn in_progress() {
    let scene = Scene::new();
    let run = IncomingRun::accept(&scene.queue, LINE, "", "in/1.tif").unwrap();
    mask(&scene, run.job(), 0x10, Ok(()));
}

#[test]
fn routing() {
    let scene = Scene::new();
    let (id, _) = scene.receive(1);
    mask(&scene, id, 0x01, Err(ErrorCode::InvalidOperation));
}

#[test]
fn retrying() {
    assert_eq!(of(JobState::Retrying), 0x11);
}

#[test]
fn retries_exceeded() {
    assert_eq!(of(JobState::RetriesExceeded), 0x11);
}

#[test]
fn canceling() {
    let scene = Scene::new();
    let run = IncomingRun::accept(&scene.queue, LINE, "", "in/1.tif").unwrap();
    scene.queue.cancel(run.job()).unwrap();
    mask(&scene, run.job(), 0x00, Err(ErrorCode::InvalidParameter));
}
