//! `IFaxIncomingJob`.

use fax_core::Event;
use fax_queue::model::{IncomingJob, Job, JobStatus};
use fax_queue::vocabulary::{ErrorCode, ExtendedStatus, JobId, JobState, JobType, Operation};

use crate::common::{LINE, NOON};
use crate::scene::{CALLER, CALLING, Scene, code, minutes};

use crate::form::members;

members! {
    Objects "IFaxIncomingJob" has 19:
    Id => id,
    Size => size,
    CurrentPage => current_page,
    DeviceId => device_id,
    Status => status,
    ExtendedStatusCode => extended_status_code,
    ExtendedStatus => extended_status,
    AvailableOperations => available_operations,
    Retries => retries,
    TransmissionStart => transmission_start,
    TransmissionEnd => transmission_end,
    CSID => csid,
    TSID => tsid,
    CallerId => caller_id,
    RoutingInformation => routing_information,
    JobType => job_type,
    Cancel => cancel,
    CopyTiff => copy_tiff,
    Refresh => refresh,
}

/// What a property is at each event of a call with two pages, and after it, each value once.
fn course<T: PartialEq>(read: impl Fn(&dyn IncomingJob) -> T) -> Vec<T> {
    let scene = Scene::new();
    let mut seen = Vec::new();
    let (id, _) = scene.receive_and(2, |job, _| seen.push(read(&scene.incoming(job))));
    seen.push(read(&scene.incoming(id)));
    scene.queue.hand_over(id).unwrap();
    seen.push(read(&scene.incoming(id)));
    seen.dedup();
    seen
}

#[test]
fn id() {
    let scene = Scene::new();
    let (one, _) = scene.receive(1);
    let two = scene.submit();
    assert_eq!(scene.incoming(one).id(), one);
    assert_ne!(one, two, "both queues number their jobs together");
    scene.queue.hand_over(one).unwrap();
    assert_eq!(scene.queue.incoming_message(one).unwrap().id(), one, "the message keeps it");
}

#[test]
fn size() {
    assert_eq!(course(|job| job.size()), [0, 4000 + 3500], "octets, once all are in");
}

#[test]
fn current_page() {
    assert_eq!(course(|job| job.current_page()), [0, 1, 2, 0]);
}

#[test]
fn device_id() {
    assert_eq!(course(|job| job.device_id()), [Some(LINE)]);
}

#[test]
fn status() {
    assert_eq!(course(|job| job.status().bits()), [0x002, 0x800, 0x100], "in progress, routing, completed");
}

#[test]
fn extended_status_code() {
    use ExtendedStatus::{Answered, CallCompleted, PartiallyReceived, Receiving};
    assert_eq!(course(|job| job.extended_status_code()), [Answered, Receiving, CallCompleted]);
    let scene = Scene::new();
    let (partial, state) = scene.receive_until(1);
    assert_eq!((state, scene.incoming(partial).extended_status_code()), (JobState::Routing, PartiallyReceived));
}

#[test]
fn extended_status() {
    assert_eq!(course(|job| job.extended_status().to_owned()), [""], "documented codes speak for themselves");
}

#[test]
fn available_operations() {
    assert_eq!(course(|job| job.available_operations().bits()), [0x10, 0x01, 0x00], "cancel, then view");
}

#[test]
fn transmission_start() {
    let scene = Scene::new();
    scene.clock.advance(minutes(7));
    let (id, _) = scene.receive(1);
    assert_eq!(scene.incoming(id).transmission_start(), Some(NOON + minutes(7)));
}

#[test]
fn transmission_end() {
    let scene = Scene::new();
    let (id, _) = scene.receive_and(1, |job, _| {
        assert_eq!(scene.incoming(job).transmission_end(), None);
        scene.clock.set(NOON + minutes(2));
    });
    assert_eq!(scene.incoming(id).transmission_end(), Some(NOON + minutes(2)));
}

#[test]
fn tsid() {
    assert_eq!(course(|job| job.tsid().to_owned()), ["", CALLING], "what the caller's machine said");
}

#[test]
fn caller_id() {
    assert_eq!(course(|job| job.caller_id().to_owned()), [CALLER]);
}

#[test]
fn job_type() {
    assert_eq!(course(|job| job.job_type()), [JobType::Receive, JobType::Routing]);
}

#[test]
fn cancel() {
    let scene = Scene::new();
    let (mut cancelled, mut again) = (false, None);
    let (id, state) = scene.receive_and(2, |job, event| {
        if !cancelled && matches!(event, Event::SendingPage { page: 1 }) {
            cancelled = true;
            scene.queue.cancel(job).unwrap();
            assert_eq!(scene.incoming(job).status().state, JobState::Canceling);
            again = Some(scene.operate(job, Operation::Cancel));
        }
    });
    assert_eq!((state, again), (JobState::Canceled, Some(Err(ErrorCode::InvalidParameter))), "the call was ended");
    assert_eq!(scene.incoming(id).extended_status_code(), ExtendedStatus::CallAborted);
    assert_eq!(scene.queue.incoming_jobs().unwrap(), [], "it left the queue");

    let (routing, _) = scene.receive(1);
    assert_eq!(scene.operate(routing, Operation::Cancel), Err(ErrorCode::InvalidOperation), "it is being routed");
    assert_eq!(scene.operate(JobId(999), Operation::Cancel), Err(ErrorCode::MessageNotFound));
}

#[test]
fn refresh() {
    let scene = Scene::new();
    let (id, _) = scene.receive(1);
    let before = scene.incoming(id);
    scene.queue.hand_over(id).unwrap();
    assert_eq!(before.status().state, JobState::Routing, "a snapshot does not change");
    assert_eq!(scene.incoming(id).status().state, JobState::Completed, "to refresh is to read again");
}

#[test]
fn retries() {
    let (scene, _, says) = crate::fax_inbound_routing_extension::routed();
    says.lock().unwrap().push(fax_queue::model::Routed::retry("not now"));
    let (id, _) = scene.receive(1);
    scene.queue.route_next().unwrap();
    assert_eq!(scene.incoming(id).retries(), 0);
    scene.clock.advance(core::time::Duration::from_secs(600));
    scene.queue.route_next().unwrap();
    assert_eq!(scene.incoming(id).retries(), 1, "passes after the first one");
}

#[test]
fn csid() {
    let scene = Scene::new();
    let mut run = fax_queue::service::IncomingRun::accept(&scene.queue, crate::common::LINE, "", "in/1.tif").unwrap();
    run.present_as(&fax_core::Ident::new("+44 20 7946 0000").unwrap()).unwrap();
    assert_eq!(scene.incoming(run.job()).csid(), "+44 20 7946 0000");
}

#[test]
fn routing_information() {
    let scene = Scene::new();
    let mut run = fax_queue::service::IncomingRun::accept(&scene.queue, crate::common::LINE, "", "in/1.tif").unwrap();
    run.set_routing_information("+44 20 7946 0042|desk").unwrap();
    assert_eq!(scene.incoming(run.job()).routing_information(), "+44 20 7946 0042|desk");
}

#[test]
fn copy_tiff() {
    let scene = Scene::with_papers();
    let mut early = Vec::new();
    let (id, _) = scene.receive_and(2, |job, _| early.push(code(scene.queue.copy_tiff(job))));
    early.dedup();
    assert_eq!(early, [ErrorCode::InvalidOperation], "there is nothing to view yet");
    assert_eq!(scene.queue.copy_tiff(id), Ok(b"received: 2 pages".to_vec()));
    let (partial, _) = scene.receive_until(1);
    assert_eq!(scene.queue.copy_tiff(partial), Ok(b"received: 1 pages".to_vec()), "those that came");
}
