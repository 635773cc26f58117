//! `FAX_JOB_TYPE_ENUM`.

use fax_queue::model::JobStatus;
use fax_queue::vocabulary::JobType;

use crate::scene::Scene;

use crate::form::members;

members! {
    Numbers "FAX_JOB_TYPE_ENUM" has 3:
    fjtSEND => send,
    fjtRECEIVE => receive,
    fjtROUTING => routing,
}

fn is(job: &dyn JobStatus, number: u32) {
    assert_eq!((job.job_type().value(), JobType::try_from(number)), (number, Ok(job.job_type())));
}

#[test]
fn send() {
    let scene = Scene::new();
    let id = scene.submit();
    is(&scene.job(id), 0);
}

#[test]
fn receive() {
    let scene = Scene::new();
    scene.receive_and(1, |job, _| is(&scene.incoming(job), 1));
}

#[test]
fn routing() {
    let scene = Scene::new();
    let (id, _) = scene.receive(1);
    is(&scene.incoming(id), 2);
}
