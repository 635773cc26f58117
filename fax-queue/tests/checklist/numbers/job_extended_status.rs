//! `FAX_JOB_EXTENDED_STATUS_ENUM`.

use fax_core::{Event, Failure};
use fax_queue::engine::DialFailure;
use fax_queue::model::JobStatus;
use fax_queue::service::IncomingRun;
use fax_queue::vocabulary::{ExtendedStatus, JobId};

use crate::common::{LINE, failed};
use crate::scene::Scene;

use crate::form::members;

members! {
    Numbers "FAX_JOB_EXTENDED_STATUS_ENUM" has 21:
    fjesNONE => none,
    fjesDISCONNECTED => disconnected,
    fjesINITIALIZING = initializing,
    fjesDIALING => dialing,
    fjesTRANSMITTING => transmitting,
    fjesANSWERED => answered,
    fjesRECEIVING => receiving,
    fjesLINE_UNAVAILABLE => line_unavailable,
    fjesBUSY => busy,
    fjesNO_ANSWER => no_answer,
    fjesBAD_ADDRESS => bad_address,
    fjesNO_DIAL_TONE => no_dial_tone,
    fjesFATAL_ERROR => fatal_error,
    fjesCALL_DELAYED => call_delayed,
    fjesCALL_BLACKLISTED => call_blacklisted,
    fjesNOT_FAX_CALL => not_fax_call,
    fjesPARTIALLY_RECEIVED => partially_received,
    fjesHANDLED = handled,
    fjesCALL_COMPLETED => call_completed,
    fjesCALL_ABORTED => call_aborted,
    fjesPROPRIETARY => proprietary,
}

/// A job has this extended status, and the number reads as it.
fn is(job: &dyn JobStatus, number: u32) {
    assert_eq!(job.extended_status_code().value(), number);
    assert_eq!(ExtendedStatus::try_from(number), Ok(job.extended_status_code()));
}

/// The same of a letter whose call did not reach anybody.
fn missed(why: DialFailure, number: u32) {
    let scene = Scene::new();
    let id = scene.submit();
    scene.miss(why);
    is(&scene.job(id), number);
}

/// No line of ours says so: the number becomes a value and back, and nothing else does.
fn converts(number: u32, status: ExtendedStatus) {
    assert_eq!((ExtendedStatus::try_from(number), status.value()), (Ok(status), number));
}

#[test]
fn none() {
    let scene = Scene::new();
    let id = scene.submit();
    is(&scene.job(id), 0);
}

#[test]
fn disconnected() {
    let scene = Scene::new();
    let id = scene.submit();
    scene.drop_at(1);
    is(&scene.job(id), 1);
}

#[test]
fn initializing() {
    converts(2, ExtendedStatus::Initializing);
}

#[test]
fn dialing() {
    let scene = Scene::new();
    let id = scene.submit();
    let run = scene.claim();
    is(&scene.job(id), 3);
    drop(run);
}

#[test]
fn transmitting() {
    let scene = Scene::new();
    let id = scene.submit();
    scene.send_and(|event| {
        if matches!(event, Event::PageOffered { .. }) {
            is(&scene.job(id), 4);
        }
    });
}

#[test]
fn answered() {
    let scene = Scene::new();
    let run = IncomingRun::accept(&scene.queue, LINE, "", "in/1.tif").unwrap();
    is(&scene.incoming(run.job()), 5);
}

#[test]
fn receiving() {
    let scene = Scene::new();
    let mut seen = false;
    scene.receive_and(2, |job, event| {
        if matches!(event, Event::SendingPage { page: 1 }) {
            is(&scene.incoming(job), 6);
            seen = true;
        }
    });
    assert!(seen);
}

#[test]
fn line_unavailable() {
    missed(DialFailure::LineFault, 7);
}

#[test]
fn busy() {
    missed(DialFailure::Busy, 8);
}

#[test]
fn no_answer() {
    missed(DialFailure::NoAnswer, 9);
}

#[test]
fn bad_address() {
    missed(DialFailure::InvalidNumber, 10);
}

#[test]
fn no_dial_tone() {
    missed(DialFailure::NoDialTone, 11);
}

#[test]
fn call_delayed() {
    missed(DialFailure::Delayed, 13);
}

#[test]
fn call_blacklisted() {
    missed(DialFailure::Refused, 14);
}

#[test]
fn not_fax_call() {
    missed(DialFailure::Voice, 15);
}

#[test]
fn fatal_error() {
    let scene = Scene::new();
    let id = scene.submit();
    scene.claim().finish(&failed(Failure::CannotTrain)).unwrap();
    is(&scene.job(id), 12);
}

#[test]
fn partially_received() {
    let scene = Scene::new();
    let (id, _) = scene.receive_until(1);
    is(&scene.incoming(id), 16);
}

#[test]
fn handled() {
    converts(17, ExtendedStatus::Handled);
}

#[test]
fn call_completed() {
    let scene = Scene::new();
    is(&scene.sent(), 18);
    is(&scene.received(), 18);
}

#[test]
fn call_aborted() {
    let scene = Scene::new();
    let id = scene.submit();
    scene.send_and(|event| {
        if matches!(event, Event::SendingPage { page: 1 }) {
            scene.queue.cancel(id).unwrap();
        }
    });
    is(&scene.job(id), 19);
}

#[test]
fn proprietary() {
    let scene = Scene::new();
    scene.submit();
    scene.die_in_doubt();
    let scene = scene.restart_service();
    is(&scene.job(JobId(1)), 0x0100_0001);
    converts(0x0100_0000, ExtendedStatus::Proprietary(0x0100_0000));
}
