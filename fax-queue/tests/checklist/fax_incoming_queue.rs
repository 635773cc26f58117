//! `IFaxIncomingQueue`.

use fax_queue::engine::Settings;
use fax_queue::model::Job;
use fax_queue::service::IncomingRun;
use fax_queue::vocabulary::{ErrorCode, JobId, JobState};

use crate::common::LINE;
use crate::scene::{Scene, code};

use crate::form::members;

members! {
    Objects "IFaxIncomingQueue" has 5:
    Blocked => blocked,
    Save => save,
    Refresh => refresh,
    GetJobs => get_jobs,
    GetJob => get_job,
}

fn blocked_settings() -> Settings {
    Settings { incoming_blocked: true, ..Settings::default() }
}

#[test]
fn blocked() {
    let scene = Scene::with(blocked_settings());
    assert_eq!(code(IncomingRun::accept(&scene.queue, LINE, "", "in/1.tif")), ErrorCode::WriteProtect, "no answer");
    scene.queue.set_settings(Settings::default()).unwrap();
    let (_, state) = scene.receive_and(1, |_, _| scene.queue.set_settings(blocked_settings()).unwrap());
    assert_eq!(state, JobState::Routing, "a reception that runs goes on");
}

#[test]
fn save() {
    let scene = Scene::new();
    scene.queue.set_settings(blocked_settings()).unwrap();
    assert_eq!(scene.news(), ["OnQueuesStatusChange false false true"]);
    let scene = scene.restart_service();
    assert!(scene.queue.settings().unwrap().incoming_blocked, "it is kept");
}

#[test]
fn refresh() {
    let scene = Scene::new();
    let before = scene.queue.settings().unwrap();
    scene.queue.set_settings(blocked_settings()).unwrap();
    assert_eq!([before, scene.queue.settings().unwrap()].map(|settings| settings.incoming_blocked), [false, true]);
}

#[test]
fn get_jobs() {
    let scene = Scene::new();
    scene.submit();
    let (one, _) = scene.receive(1);
    let (two, _) = scene.receive(1);
    let jobs = scene.queue.incoming_jobs().unwrap();
    assert_eq!(jobs.iter().map(Job::id).collect::<Vec<_>>(), [one, two], "those of this queue");
}

#[test]
fn get_job() {
    let scene = Scene::new();
    let (id, _) = scene.receive(1);
    assert_eq!(scene.queue.incoming_job(id).unwrap().id(), id);
    for wrong in [scene.submit(), JobId(99)] {
        assert_eq!(code(scene.queue.incoming_job(wrong)), ErrorCode::MessageNotFound);
    }
}
