//! `FAX_JOB_OPERATIONS_ENUM`.

use fax_queue::engine::DialFailure;
use fax_queue::model::{Job, JobStatus, OutgoingJob};
use fax_queue::vocabulary::{JobState, Operation, Operations};

use crate::scene::{NUMBER, Scene, letter_with};

use crate::form::members;

members! {
    Numbers "FAX_JOB_OPERATIONS_ENUM" has 7:
    fjoVIEW => view,
    fjoPAUSE => pause,
    fjoRESUME => resume,
    fjoRESTART => restart,
    fjoDELETE => delete,
    fjoRECIPIENT_INFO => recipient_info,
    fjoSENDER_INFO => sender_info,
}

/// The number is the operation, a new job has it or not, and where it has it, it can be done.
fn is(number: u32, bit: Operations, job: &dyn JobStatus, there: bool) {
    assert_eq!((Operations::try_from(number), bit.bits()), (Ok(bit), number));
    assert_eq!(job.available_operations().bits() & number != 0, there);
}

#[test]
fn view() {
    let scene = Scene::new();
    let (id, _) = scene.receive_and(1, |job, _| is(0x01, Operations::VIEW, &scene.incoming(job), false));
    is(0x01, Operations::VIEW, &scene.incoming(id), true);
}

#[test]
fn pause() {
    let scene = Scene::new();
    let id = scene.submit();
    is(0x02, Operations::PAUSE, &scene.job(id), true);
    assert_eq!(scene.operate(id, Operation::Pause), Ok(()));
    is(0x02, Operations::PAUSE, &scene.job(id), false);
}

#[test]
fn resume() {
    let scene = Scene::new();
    let id = scene.submit();
    is(0x04, Operations::RESUME, &scene.job(id), false);
    scene.queue.pause(id).unwrap();
    is(0x04, Operations::RESUME, &scene.job(id), true);
    assert_eq!(scene.operate(id, Operation::Resume), Ok(()));
}

#[test]
fn restart() {
    let scene = Scene::new();
    let id = scene.submit();
    is(0x08, Operations::RESTART, &scene.job(id), false);
    scene.miss(DialFailure::InvalidNumber);
    is(0x08, Operations::RESTART, &scene.job(id), true);
    assert_eq!(scene.operate(id, Operation::Restart), Ok(()));
}

#[test]
fn delete() {
    let scene = Scene::new();
    let id = scene.submit();
    is(0x10, Operations::DELETE, &scene.job(id), true);
    assert_eq!(scene.operate(id, Operation::Cancel), Ok(()));
    is(0x10, Operations::DELETE, &scene.job(id), false);
}

#[test]
fn recipient_info() {
    let scene = Scene::new();
    let id = scene.submit();
    is(0x20, Operations::RECIPIENT_INFO, &scene.job(id), true);
    assert_eq!(scene.job(id).recipient().fax_number, NUMBER);
    let (received, _) = scene.receive(1);
    is(0x20, Operations::RECIPIENT_INFO, &scene.incoming(received), false);
}

#[test]
fn sender_info() {
    let scene = Scene::new();
    let id = scene.queue.submit(letter_with(|letter| letter.sender.name = "Bob".into())).unwrap();
    is(0x40, Operations::SENDER_INFO, &scene.job(id), true);
    assert_eq!(scene.job(id).sender().name, "Bob");
    let (received, state) = scene.receive(1);
    assert_eq!((state, scene.incoming(received).id()), (JobState::Routing, received));
    is(0x40, Operations::SENDER_INFO, &scene.incoming(received), false);
}
