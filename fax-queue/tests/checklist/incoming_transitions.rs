//! Incoming job: transitions.

use fax_core::{Event, Failure};
use fax_queue::model::{JobStatus, Routed};
use fax_queue::service::IncomingRun;
use fax_queue::vocabulary::{ErrorCode, JobState, JobType, Operation};

use crate::common::{LINE, NOON, failed};
use crate::fax_device::with_device;
use crate::fax_inbound_routing_extension::routed;
use crate::scene::{CALLER, CALLING, Scene};

use crate::form::members;

members! {
    LifeCycle "Incoming job: transitions" has 17:
    I1 => i1,
    I2 => i2,
    I3 => i3,
    I4 => i4,
    I5 => i5,
    I6 => i6,
    I7 => i7,
    I8 => i8,
    I9 => i9,
    I10 => i10,
    I11 => i11,
    I12 => i12,
    I13 => i13,
    I14 => i14,
    I15 => i15,
    I16 => i16,
    I17 => i17,
}

fn accept(scene: &Scene) -> IncomingRun {
    IncomingRun::accept(&scene.queue, LINE, CALLER, "in/1.tif").unwrap()
}

/// It rings.
#[test]
fn i1() {
    let scene = Scene::new();
    scene.queue.ring(LINE, CALLER).unwrap();
    assert!(scene.news().contains(&format!("OnNewCall 1 on 1 from {CALLER}")));
    assert_eq!(scene.queue.incoming_jobs().unwrap(), []);
}

/// It is answered.
#[test]
fn i2() {
    let scene = Scene::new();
    let run = accept(&scene);
    let job = scene.incoming(run.job());
    assert_eq!((job.status().bits(), job.extended_status_code().value()), (0x002, 5));
    assert_eq!(job.job_type(), JobType::Receive);
    let device = "OnDeviceStatusChange 1 false false true false";
    assert_eq!(scene.events(), ["OnIncomingJobAdded 1", device, "OnServerActivityChange 1 0 0 0"]);
}

/// The caller gives up.
#[test]
fn i4() {
    let scene = Scene::new();
    scene.queue.ring(LINE, CALLER).unwrap();
    scene.events();
    assert_eq!(scene.events(), [""; 0]);
    assert_eq!(scene.queue.incoming_jobs().unwrap(), [], "there never was a job");
}

/// Pages arrive.
#[test]
fn i5() {
    let scene = Scene::new();
    let mut seen = Vec::new();
    scene.receive_and(2, |job, _| {
        let job = scene.incoming(job);
        seen.push((job.extended_status_code().value(), job.pages(), job.current_page()));
    });
    seen.dedup();
    assert_eq!(seen.last(), Some(&(6, 2, 2)), "{seen:?}");
    assert!(seen.contains(&(6, 0, 1)) && seen.contains(&(6, 1, 2)), "{seen:?}");
    let job = scene.queue.incoming_jobs().unwrap().remove(0);
    assert_eq!((job.tsid(), job.caller_id()), (CALLING, CALLER));
}

/// It was no fax machine.
#[test]
fn i6() {
    let scene = Scene::new();
    let mut run = accept(&scene);
    assert_eq!(run.finish(&failed(Failure::NoFaxPeer), 0).unwrap(), JobState::Failed);
    assert_eq!(scene.incoming(run.job()).extended_status_code().value(), 15);
    assert_eq!(scene.queue.incoming_jobs().unwrap(), [], "removed, and not archived");
    assert_eq!(scene.queue.incoming_messages().count(), 0);
}

/// The device is lost.
#[test]
fn i7() {
    let scene = Scene::new();
    let mut run = accept(&scene);
    run.on_event(&Event::ReceivingPage { page: 0 }).unwrap();
    assert_eq!(run.finish(&failed(Failure::LineFault), 0).unwrap(), JobState::Failed);
    assert_eq!(scene.incoming(run.job()).device_id(), Some(LINE), "kept for the record");
}

/// All pages are in.
#[test]
fn i8() {
    let scene = Scene::new();
    let (id, state) = scene.receive(2);
    let job = scene.incoming(id);
    assert_eq!((state, job.job_type(), job.transmission_end()), (JobState::Routing, JobType::Routing, Some(NOON)));
}

/// Lost after a page.
#[test]
fn i9() {
    let scene = Scene::new();
    let (id, state) = scene.receive_until(1);
    assert_eq!((state, scene.incoming(id).pages()), (JobState::Routing, 1));
    scene.queue.hand_over(id).unwrap();
    assert_eq!(scene.queue.incoming_message(id).unwrap().extended_status_code().value(), 16, "as part of a fax");
}

/// Lost before a page.
#[test]
fn i10() {
    let scene = Scene::new();
    let (id, state) = scene.receive_until(0);
    assert_eq!((state, scene.incoming(id).extended_status_code().value()), (JobState::Failed, 1));
    assert_eq!(scene.news().last().unwrap(), "OnIncomingJobRemoved 1");
}

/// It is where it belongs.
#[test]
fn i11() {
    let scene = Scene::new();
    let (id, _) = scene.receive(1);
    scene.news();
    scene.queue.hand_over(id).unwrap();
    let wanted = ["OnIncomingJobChanged 1: completed", "OnIncomingMessageAdded 1", "OnIncomingJobRemoved 1"];
    assert_eq!(scene.news(), wanted);
}

/// Cancelled in the middle of the call.
#[test]
fn i15() {
    let scene = Scene::new();
    let mut run = accept(&scene);
    scene.queue.cancel(run.job()).unwrap();
    assert_eq!(scene.incoming(run.job()).status().state, JobState::Canceling);
    assert_eq!(run.finish(&failed(Failure::Aborted), 0).unwrap(), JobState::Canceled);
    assert_eq!(scene.incoming(run.job()).extended_status_code().value(), 19);
    assert_eq!(scene.queue.incoming_jobs().unwrap(), []);
}

/// Cancelled while it is being routed.
#[test]
fn i16() {
    let scene = Scene::new();
    let (id, _) = scene.receive(1);
    assert_eq!(scene.operate(id, Operation::Cancel), Err(ErrorCode::InvalidOperation));
    assert_eq!(scene.incoming(id).status().state, JobState::Routing);
}

/// Somebody wants it answered.
#[test]
fn i3() {
    let scene = with_device();
    scene.queue.ring(LINE, CALLER).unwrap();
    scene.queue.answer_call(LINE).unwrap();
    assert!(scene.queue.is_to_answer(LINE));
    let run = accept(&scene);
    assert_eq!(scene.incoming(run.job()).status().bits(), 0x002);
}

/// A method asks for another try.
#[test]
fn i12() {
    let (scene, _, says) = routed();
    says.lock().unwrap().push(Routed::retry("not now"));
    let (id, _) = scene.receive(1);
    assert_eq!(scene.queue.route_next(), Ok(Some((id, JobState::Retrying))));
    let job = scene.incoming(id);
    assert_eq!((job.job_type(), job.retries()), (JobType::Routing, 0));
}

/// Its time has come: only what failed runs again.
#[test]
fn i13() {
    let (scene, did, says) = routed();
    says.lock().unwrap().push(Routed::retry("not now"));
    let (id, _) = scene.receive(1);
    scene.queue.route_next().unwrap();
    assert_eq!((did.lock().unwrap().len(), scene.queue.route_next()), (2, Ok(None)));
    scene.clock.advance(core::time::Duration::from_secs(600));
    assert_eq!(scene.queue.route_next(), Ok(Some((id, JobState::Completed))));
    assert_eq!((did.lock().unwrap().len(), scene.incoming(id).retries()), (3, 1));
}

/// No tries are left.
#[test]
fn i14() {
    let (scene, _, says) = routed();
    says.lock().unwrap().push(Routed::Failed("no paper".into()));
    let (id, _) = scene.receive(1);
    assert_eq!(scene.queue.route_next(), Ok(Some((id, JobState::RetriesExceeded))));
    assert_eq!(scene.queue.incoming_jobs().unwrap().len(), 1, "it stays");
    assert!(scene.queue.incoming_message(id).is_ok(), "and is in the archive");
}

/// What waits for another try, or for a person, can be cancelled.
#[test]
fn i17() {
    for answer in [Routed::retry("not now"), Routed::Failed("never".into())] {
        let (scene, _, says) = routed();
        says.lock().unwrap().push(answer);
        let (id, _) = scene.receive(1);
        scene.queue.route_next().unwrap();
        scene.queue.cancel(id).unwrap();
        assert_eq!(scene.queue.incoming_jobs().unwrap(), []);
        assert_eq!(scene.news().last().unwrap(), &format!("OnIncomingJobRemoved {}", id.0));
    }
}
