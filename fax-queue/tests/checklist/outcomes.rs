//! Outcomes of a device.

use fax_core::Failure;
use fax_queue::engine::{DialFailure, Settings};
use fax_queue::model::JobStatus;
use fax_queue::vocabulary::{ExtendedStatus, JobState};

use crate::common::{LINE, failed};
use crate::scene::Scene;

use crate::form::members;

members! {
    LifeCycle "Outcomes of a device" has 15:
    Finished => finished,
    BadAddress => bad_address,
    CallBlacklisted => call_blacklisted,
    UserAbort => user_abort,
    DeviceLost => device_lost,
    LineNotOpened => line_not_opened,
    Busy => busy,
    NoAnswer => no_answer,
    NoDialTone => no_dial_tone,
    Disconnected => disconnected,
    FatalError => fatal_error,
    CallDelayed => call_delayed,
    NotFaxCall => not_fax_call,
    Handled: "lines of ours carry their jobs themselves: none can be handed over to a provider",
    ProviderCode: "the kinds of failure of a line are a closed list here, and each has a documented code",
}

/// What becomes of a letter whose call ends like this, with one retry allowed.
fn becomes(why: DialFailure, state: JobState, extended: ExtendedStatus) {
    let scene = Scene::with(Settings { retries: Some(1), ..Settings::default() });
    let id = scene.submit();
    assert_eq!(scene.miss(why), state);
    assert_eq!(scene.job(id).extended_status_code(), extended);
}

/// The same of one that uses up no try.
fn is_free(why: DialFailure) {
    let scene = Scene::with(Settings { retries: Some(0), ..Settings::default() });
    let id = scene.submit();
    for _ in 0..3 {
        scene.wait_for(id);
        assert_eq!(scene.miss(why), JobState::Retrying);
    }
    assert_eq!((scene.job(id).retries(), scene.job(id).extended_status_code().value()), (0, 7));
}

#[test]
fn finished() {
    assert_eq!(Scene::new().sent().extended_status_code(), ExtendedStatus::CallCompleted);
}

#[test]
fn bad_address() {
    becomes(DialFailure::InvalidNumber, JobState::Failed, ExtendedStatus::BadAddress);
}

#[test]
fn call_blacklisted() {
    becomes(DialFailure::Refused, JobState::Failed, ExtendedStatus::CallBlacklisted);
}

#[test]
fn user_abort() {
    let scene = Scene::new();
    let id = scene.submit();
    let mut run = scene.claim();
    scene.queue.cancel(id).unwrap();
    assert_eq!(run.finish(&failed(Failure::Aborted)).unwrap(), JobState::Canceled);
    assert_eq!(scene.job(id).extended_status_code(), ExtendedStatus::CallAborted);
}

#[test]
fn device_lost() {
    is_free(DialFailure::LineFault);
}

#[test]
fn line_not_opened() {
    is_free(DialFailure::Congestion);
}

#[test]
fn busy() {
    becomes(DialFailure::Busy, JobState::Retrying, ExtendedStatus::Busy);
}

#[test]
fn no_answer() {
    becomes(DialFailure::NoAnswer, JobState::Retrying, ExtendedStatus::NoAnswer);
}

#[test]
fn no_dial_tone() {
    becomes(DialFailure::NoDialTone, JobState::Retrying, ExtendedStatus::NoDialTone);
}

#[test]
fn disconnected() {
    let scene = Scene::new();
    let id = scene.submit();
    assert_eq!(scene.drop_at(0), JobState::Retrying);
    assert_eq!(scene.job(id).extended_status_code(), ExtendedStatus::Disconnected);
}

#[test]
fn fatal_error() {
    let scene = Scene::new();
    let id = scene.submit();
    assert_eq!(scene.claim().finish(&failed(Failure::CannotTrain)).unwrap(), JobState::Retrying);
    assert_eq!(scene.job(id).extended_status_code(), ExtendedStatus::FatalError);
}

#[test]
fn call_delayed() {
    becomes(DialFailure::Delayed, JobState::Retrying, ExtendedStatus::CallDelayed);
}

#[test]
fn not_fax_call() {
    let scene = Scene::new();
    let mut run = fax_queue::service::IncomingRun::accept(&scene.queue, LINE, "", "in/1.tif").unwrap();
    assert_eq!(run.finish(&failed(Failure::NoFaxPeer), 0).unwrap(), JobState::Failed);
    assert_eq!(scene.incoming(run.job()).extended_status_code(), ExtendedStatus::NotFaxCall);
}
