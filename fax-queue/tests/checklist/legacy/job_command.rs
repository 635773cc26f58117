//! JC_ commands.

use fax_queue::engine::{DialFailure, Settings};
use fax_queue::model::JobStatus;
use fax_queue::vocabulary::legacy::JobCommand;
use fax_queue::vocabulary::{JobState, Operation, Operations};

use crate::scene::Scene;

use crate::form::members;

members! {
    Numbers "JC_ commands" has 5:
    UNKNOWN => unknown,
    DELETE => delete,
    PAUSE => pause,
    RESUME => resume,
    RESTART => restart,
}

/// What the command is for the job as it stands; and it is done.
fn command(scene: &Scene, number: u32, wanted: Operations) {
    let id = fax_queue::vocabulary::JobId(1);
    assert_eq!(JobCommand::try_from(number).unwrap().operation(scene.job(id).status()), wanted);
    let operations = [Operation::Pause, Operation::Resume, Operation::Restart, Operation::Cancel];
    for operation in operations.into_iter().filter(|operation| operation.needs() == wanted) {
        assert_eq!(scene.operate(id, operation), Ok(()));
    }
}

fn submitted() -> Scene {
    let scene = Scene::with(Settings { retries: Some(0), ..Settings::default() });
    scene.submit();
    scene
}

#[test]
fn unknown() {
    command(&submitted(), 0, Operations::NONE);
}

#[test]
fn delete() {
    let scene = submitted();
    command(&scene, 1, Operations::DELETE);
    assert_eq!(scene.queue.outgoing_jobs().unwrap(), []);
}

#[test]
fn pause() {
    let scene = submitted();
    command(&scene, 2, Operations::PAUSE);
    assert!(scene.is_idle());
}

#[test]
fn resume() {
    let scene = submitted();
    command(&scene, 2, Operations::PAUSE);
    command(&scene, 3, Operations::RESUME);
    assert_eq!(scene.send(), JobState::Completed);
}

#[test]
fn restart() {
    let scene = submitted();
    scene.miss(DialFailure::Busy);
    command(&scene, 3, Operations::RESTART);
    assert_eq!(scene.send(), JobState::Completed, "one number for two commands");
}
