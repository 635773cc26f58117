//! Paused and blocked queues.

use fax_queue::engine::Settings;
use fax_queue::service::IncomingRun;
use fax_queue::vocabulary::{ErrorCode, JobId, JobState};

use crate::common::LINE;
use crate::scene::{Scene, code, letter};

use crate::form::members;

members! {
    LifeCycle "Paused and blocked queues" has 7:
    Open => open,
    Paused => paused,
    Blocked => blocked,
    PausedAndBlocked => paused_and_blocked,
    IncomingBlocked => incoming_blocked,
    FlagsPersist => flags_persist,
    JobPauseIsApart => job_pause_is_apart,
}

fn flags(outgoing_blocked: bool, outgoing_paused: bool) -> Settings {
    Settings { outgoing_blocked, outgoing_paused, ..Settings::default() }
}

/// Whether a submission is accepted, and whether a waiting job is started, while the flags are so; a running call goes on in
/// any case.
fn behaves(blocked: bool, paused: bool) -> [bool; 2] {
    let scene = Scene::new();
    scene.submit();
    let ended = scene.send_and(|_| scene.queue.set_settings(flags(blocked, paused)).unwrap());
    assert_eq!(ended, JobState::Completed);
    scene.queue.set_settings(flags(false, false)).unwrap();
    scene.submit();
    scene.queue.set_settings(flags(blocked, paused)).unwrap();
    [scene.queue.submit(letter()).is_ok(), !scene.is_idle()]
}

#[test]
fn open() {
    assert_eq!(behaves(false, false), [true, true]);
}

#[test]
fn paused() {
    assert_eq!(behaves(false, true), [true, false]);
}

#[test]
fn blocked() {
    assert_eq!(behaves(true, false), [false, true]);
}

#[test]
fn paused_and_blocked() {
    assert_eq!(behaves(true, true), [false, false]);
}

#[test]
fn incoming_blocked() {
    let blocked = || Settings { incoming_blocked: true, ..Settings::default() };
    let scene = Scene::new();
    let (_, state) = scene.receive_and(1, |_, _| scene.queue.set_settings(blocked()).unwrap());
    assert_eq!(state, JobState::Routing, "a reception that runs goes on");
    assert_eq!(code(IncomingRun::accept(&scene.queue, LINE, "", "in/2.tif")), ErrorCode::WriteProtect);
}

#[test]
fn flags_persist() {
    let scene = Scene::with(flags(true, true));
    let scene = scene.restart_service();
    assert_eq!(scene.queue.settings(), Ok(flags(true, true)));
}

#[test]
fn job_pause_is_apart() {
    let scene = Scene::with(flags(false, true));
    scene.submit();
    scene.queue.pause(JobId(1)).unwrap();
    scene.queue.set_settings(flags(false, false)).unwrap();
    assert!(scene.is_idle(), "the job is still paused");
    scene.queue.resume(JobId(1)).unwrap();
    assert_eq!(scene.send(), JobState::Completed);
}
