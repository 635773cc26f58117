//! Age limits and retention.

use core::time::Duration;

use fax_queue::engine::{ArchiveSettings, DialFailure, Settings};
use fax_queue::model::{Routed, Schedule};
use fax_queue::service::QueueError;
use fax_queue::store::{ApplyError, StoreError};
use fax_queue::vocabulary::JobState;

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
    QuotaWarning: "nothing is there yet",
    NoMarksNoWarning: "nothing is there yet",
    LowAboveHigh => low_above_high,
    OverQuotaIsOnlyAWarning: "nothing is there yet",
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
