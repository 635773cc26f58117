//! Age limits and retention.

use core::time::Duration;
use std::sync::{Arc, Mutex};

use fax_queue::engine::{ArchiveSettings, DialFailure, Settings};
use fax_queue::model::{Job, JobStatus, Routed, Schedule};
use fax_queue::service::QueueError;
use fax_queue::service::event_log::{Entry, EventLog, Severity};
use fax_queue::store::{ApplyError, StoreError};
use fax_queue::vocabulary::{JobId, JobState, ServerEvents};

use crate::common::NOON;
use crate::scene::{Scene, letter, letter_with};

use fax_queue::engine::parts::General;
use fax_queue::vocabulary::ErrorCode;

use crate::form::members;

members! {
    LifeCycle "Age limits and retention" has 10:
    UnsentJobs => unsent_jobs,
    NeverWaitingJobs => never_waiting_jobs,
    UnroutedJobs => unrouted_jobs,
    ArchiveOff => archive_off,
    ArchiveAge => archive_age,
    QuotaWarning => quota_warning,
    NoMarksNoWarning => no_marks_no_warning,
    LowAboveHigh => low_above_high,
    OverQuotaIsOnlyAWarning => over_quota_is_only_a_warning,
    DiskFull => disk_full,
}

const DAY: Duration = Duration::from_secs(86_400);

fn left(scene: &Scene) -> usize {
    scene.queue.sweep().unwrap();
    scene.queue.outgoing_jobs().unwrap().len()
}

fn days(age_limit_days: u16) -> Scene {
    Scene::with(Settings { retries: Some(0), age_limit_days, ..Settings::default() })
}

#[test]
fn unsent_jobs() {
    for failure in [DialFailure::Busy, DialFailure::InvalidNumber] {
        let scene = days(3);
        scene.submit();
        scene.clock.advance(DAY);
        scene.miss(failure);
        scene.clock.advance(3 * DAY);
        assert_eq!(left(&scene), 1, "it counts from its failure, not from its submission");
        scene.clock.advance(Duration::from_secs(61));
        assert_eq!(left(&scene), 0);
    }
    let scene = days(0);
    scene.submit();
    scene.miss(DialFailure::Busy);
    scene.clock.advance(3000 * DAY);
    assert_eq!(left(&scene), 1, "0 is never");
}

#[test]
fn never_waiting_jobs() {
    let scene = days(1);
    scene.queue.submit(letter_with(|letter| letter.schedule = Schedule::At(NOON + 30 * DAY))).unwrap();
    scene.clock.advance(20 * DAY);
    assert_eq!(left(&scene), 1);
}

#[test]
fn unrouted_jobs() {
    let (scene, _, says) = crate::fax_inbound_routing_extension::routed();
    scene.queue.set_settings(Settings { age_limit_days: 2, ..Settings::default() }).unwrap();
    says.lock().unwrap().push(Routed::Failed("the desk is gone".into()));
    let (job, _) = scene.receive(1);
    scene.clock.advance(DAY);
    assert_eq!(scene.queue.route_next(), Ok(Some((job, JobState::RetriesExceeded))));
    for (days, left) in [(2, 1), (1, 0)] {
        scene.clock.advance(days * DAY);
        scene.queue.sweep().unwrap();
        assert_eq!(scene.queue.incoming_jobs().unwrap().len(), left, "it counts from when routing failed");
    }
    assert!(scene.queue.incoming_message(job).is_ok(), "its message stays");
}

#[test]
fn archive_off() {
    let scene = Scene::new();
    scene.sent();
    let archive = ArchiveSettings { use_archive: false, ..ArchiveSettings::default() };
    scene.queue.set_settings(Settings { outgoing_archive: archive, ..Settings::default() }).unwrap();
    scene.submit();
    scene.send();
    assert_eq!(scene.queue.outgoing_messages().count(), 1, "what is there stays, and nothing comes in addition");
}

#[test]
fn archive_age() {
    let archive = ArchiveSettings { age_limit_days: 1, ..ArchiveSettings::default() };
    let scene = Scene::with(Settings { outgoing_archive: archive, ..Settings::default() });
    scene.sent();
    scene.news();
    scene.clock.advance(DAY + Duration::from_secs(3600));
    scene.queue.sweep().unwrap();
    assert_eq!(scene.news(), ["OnOutgoingMessageRemoved 1"]);
}

#[test]
fn disk_full() {
    let scene = Scene::new();
    let full = StoreError::Backend("disk full".into());
    let fault = full.clone();
    scene.store.fails(move |_| Some(ApplyError::Store(fault.clone())));
    assert_eq!(scene.queue.submit(letter()), Err(QueueError::Store(full)));
    assert_eq!(scene.queue.outgoing_jobs().unwrap(), [], "nothing half done");
    scene.store.is_mended();
    scene.submit();
    assert_eq!(scene.send(), JobState::Completed);
}

#[test]
fn low_above_high() {
    let scene = Scene::new();
    let marks = |low_quota_water_mark, high_quota_water_mark| General {
        low_quota_water_mark,
        high_quota_water_mark,
        ..General::default()
    };
    let refused = scene.queue.set_part(marks(20, 10)).map_err(|error| error.code());
    assert_eq!(refused, Err(ErrorCode::InvalidParameter));
    assert_eq!(scene.queue.part(), Ok(General::default()), "nothing has changed");
    assert_eq!(scene.queue.set_part(marks(10, 20)), Ok(()));
}

/// A server that warns above 20 MB, and again once it was below 10 MB.
fn marked(size_quota_warning: bool, low_quota_water_mark: u32, high_quota_water_mark: u32) -> Scene {
    let scene = Scene::new();
    let general =
        General { size_quota_warning, low_quota_water_mark, high_quota_water_mark, ..scene.queue.part().unwrap() };
    scene.queue.set_part(general).unwrap();
    scene
}

const MB: u64 = 1 << 20;

fn send_large(scene: &Scene, size: u64) -> JobId {
    let id = scene.queue.submit(letter_with(|letter| letter.document.size = size)).unwrap();
    assert_eq!(scene.send(), JobState::Completed);
    id
}

/// Listens to the log of warnings while something happens, and until the queue has looked at its archives.
fn warnings(scene: &Scene, happens: impl FnOnce()) -> Vec<String> {
    let kept = Arc::<Mutex<Vec<String>>>::default();
    let sink = Arc::clone(&kept);
    let log = EventLog::new(&scene.queue, move |entry: &Entry| {
        if entry.severity == Severity::Warning {
            sink.lock().unwrap().push(entry.text.clone());
        }
    });
    let log = scene.queue.subscribe(ServerEvents::ALL, log);
    happens();
    for _ in 0..3 {
        scene.clock.advance(Duration::from_secs(61));
        scene.queue.sweep().unwrap();
        scene.queue.dispatch().unwrap();
    }
    scene.queue.unsubscribe(log);
    kept.lock().unwrap().clone()
}

#[test]
fn quota_warning() {
    const NONE: [&str; 0] = [];
    let scene = marked(true, 10, 20);
    let first = send_large(&scene, 12 * MB);
    let mut second = JobId::default();
    assert_eq!(warnings(&scene, || second = send_large(&scene, 8 * MB)), NONE, "as large as the mark");
    let warned = warnings(&scene, || _ = send_large(&scene, 1));
    assert_eq!(warned, ["the archives have 20971521 octets, more than the 20 MB of their high mark"]);
    assert_eq!(warnings(&scene, || _ = send_large(&scene, MB)), NONE, "once");
    let scene = scene.restart_service();
    assert_eq!(warnings(&scene, || _ = send_large(&scene, MB)), NONE, "and not after a restart");
    // In between the marks, nothing is armed.
    let back = || {
        scene.queue.delete_message(second).unwrap();
        scene.clock.advance(Duration::from_secs(61));
        scene.queue.sweep().unwrap();
        send_large(&scene, 8 * MB);
    };
    assert_eq!(warnings(&scene, back), NONE);
    assert_eq!(warnings(&scene, || scene.queue.delete_message(first).unwrap()), NONE);
    assert_eq!(scene.queue.archive_size().map(|size| size / MB), Ok(10), "not below");
    assert_eq!(warnings(&scene, || _ = send_large(&scene, 15 * MB)), NONE);
    let all: Vec<_> = scene.queue.outgoing_messages().map(|message| message.unwrap().id()).collect();
    assert_eq!(warnings(&scene, || all.iter().for_each(|id| scene.queue.delete_message(*id).unwrap())), NONE);
    let scene = scene.restart_service();
    assert_eq!(warnings(&scene, || _ = send_large(&scene, 21 * MB)).len(), 1, "it was below the low mark");
}

#[test]
fn no_marks_no_warning() {
    for (on, low, high) in [(true, 0, 0), (false, 10, 20)] {
        let scene = marked(on, low, high);
        assert_eq!(warnings(&scene, || _ = send_large(&scene, 1 << 50)), [""; 0]);
    }
    // Whoever switches it on hears of what is there.
    let scene = marked(false, 10, 20);
    send_large(&scene, 30 * MB);
    let on = General { size_quota_warning: true, ..scene.queue.part().unwrap() };
    assert_eq!(warnings(&scene, || scene.queue.set_part(on).unwrap()).len(), 1);
}

#[test]
fn over_quota_is_only_a_warning() {
    let scene = marked(true, 0, 1);
    let first = send_large(&scene, 5 * MB);
    assert_eq!(warnings(&scene, || ()).len(), 1);
    let second = send_large(&scene, 5 * MB);
    assert_eq!(scene.received().size(), 7500);
    scene.queue.sweep().unwrap();
    let kept: Vec<_> = scene.queue.outgoing_messages().map(|message| message.unwrap().id()).collect();
    assert_eq!((kept, scene.queue.incoming_messages().count()), (vec![first, second], 1), "nothing is deleted");
}
