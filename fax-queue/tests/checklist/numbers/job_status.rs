//! `FAX_JOB_STATUS_ENUM`.

use fax_queue::engine::{DialFailure, Settings};
use fax_queue::model::JobStatus;
use fax_queue::vocabulary::{JobState, Status, wire};

use crate::scene::Scene;

use crate::form::members;

members! {
    Numbers "FAX_JOB_STATUS_ENUM" has 12:
    fjsPENDING => pending,
    fjsINPROGRESS => in_progress,
    JS_DELETING = deleting,
    fjsFAILED => failed,
    fjsPAUSED => paused,
    fjsNOLINE = no_line,
    fjsRETRYING => retrying,
    fjsRETRIES_EXCEEDED => retries_exceeded,
    fjsCOMPLETED => completed,
    fjsCANCELED => canceled,
    fjsCANCELING => canceling,
    fjsROUTING => routing,
}

/// The one job to be sent has this status, and the number reads as it.
fn is(scene: &Scene, bits: u32) {
    let status = scene.job(fax_queue::vocabulary::JobId(1)).status();
    assert_eq!((status.bits(), Status::try_from(bits)), (bits, Ok(status)));
}

fn submitted() -> Scene {
    let scene = Scene::new();
    scene.submit();
    scene
}

#[test]
fn pending() {
    is(&submitted(), 0x001);
}

#[test]
fn in_progress() {
    let scene = submitted();
    scene.send_and(|_| is(&scene, 0x002));
}

#[test]
fn deleting() {
    let wire = wire::JobStatus::try_from(0x004).unwrap();
    assert_eq!((wire.bits(), wire.status().state), (0x004, JobState::Canceling), "callers never see it");
    assert!(Status::try_from(0x004).is_err());
}

#[test]
fn failed() {
    let scene = submitted();
    scene.miss(DialFailure::InvalidNumber);
    is(&scene, 0x008);
}

#[test]
fn paused() {
    let scene = submitted();
    scene.queue.pause(fax_queue::vocabulary::JobId(1)).unwrap();
    is(&scene, 0x001 | 0x010);
}

#[test]
fn no_line() {
    let status = Status { state: JobState::Pending, paused: false, no_line: true };
    assert_eq!((status.bits(), Status::try_from(0x021)), (0x021, Ok(status)));
}

#[test]
fn retrying() {
    let scene = submitted();
    scene.miss(DialFailure::Busy);
    is(&scene, 0x040);
}

#[test]
fn retries_exceeded() {
    let scene = Scene::with(Settings { retries: Some(0), ..Settings::default() });
    scene.submit();
    scene.miss(DialFailure::Busy);
    is(&scene, 0x080);
}

#[test]
fn completed() {
    let scene = submitted();
    scene.send();
    is(&scene, 0x100);
}

#[test]
fn canceled() {
    let scene = submitted();
    scene.queue.cancel(fax_queue::vocabulary::JobId(1)).unwrap();
    is(&scene, 0x200);
}

#[test]
fn canceling() {
    let scene = submitted();
    let run = scene.claim();
    scene.queue.cancel(fax_queue::vocabulary::JobId(1)).unwrap();
    is(&scene, 0x400);
    drop(run);
}

#[test]
fn routing() {
    let scene = Scene::new();
    let (id, _) = scene.receive(1);
    assert_eq!(scene.incoming(id).status().bits(), 0x800);
}
