//! `IFaxOutgoingQueue`.

use core::time::Duration;

use fax_queue::engine::parts::General;
use fax_queue::engine::{DialFailure, Settings};
use fax_queue::model::{Document, Job, JobStatus, OutgoingJob, Schedule};
use fax_queue::vocabulary::{CoverPageType, ErrorCode, JobId, JobState};

use crate::common::NOON;
use crate::scene::{Scene, code, letter, letter_with, minutes};

use crate::form::members;

members! {
    Objects "IFaxOutgoingQueue" has 14:
    Blocked => blocked,
    Paused => paused,
    AllowPersonalCoverPages => allow_personal_cover_pages,
    UseDeviceTSID => use_device_tsid,
    Retries => retries,
    RetryDelay => retry_delay,
    DiscountRateStart => discount_rate_start,
    DiscountRateEnd => discount_rate_end,
    AgeLimit => age_limit,
    Branding => branding,
    Save => save,
    Refresh => refresh,
    GetJobs => get_jobs,
    GetJob => get_job,
}

fn set(scene: &Scene, settings: Settings) {
    scene.queue.set_settings(settings).unwrap();
}

/// When a letter for the discount period is due, if the period has these ends, in minutes after midnight. It is noon.
fn due(discount_start: u16, discount_end: u16) -> Duration {
    let scene = Scene::with(Settings { discount_start, discount_end, ..Settings::default() });
    let id = scene.queue.submit(letter_with(|letter| letter.schedule = Schedule::DiscountPeriod)).unwrap();
    scene.job(id).original_scheduled_time().since(NOON)
}

#[test]
fn blocked() {
    let scene = Scene::new();
    let waiting = scene.submit();
    set(&scene, Settings { outgoing_blocked: true, ..Settings::default() });
    assert_eq!(code(scene.queue.submit(letter())), ErrorCode::WriteProtect);
    assert_eq!((scene.send(), scene.state(waiting)), (JobState::Completed, JobState::Completed), "the others go on");
    set(&scene, Settings::default());
    scene.submit();
}

#[test]
fn paused() {
    let scene = Scene::new();
    set(&scene, Settings { outgoing_paused: true, ..Settings::default() });
    scene.submit();
    assert!(scene.is_idle(), "accepted, and not started");
    set(&scene, Settings::default());
    scene.send_and(|_| set(&scene, Settings { outgoing_paused: true, ..Settings::default() }));
    assert_eq!(scene.state(JobId(1)), JobState::Completed, "what runs goes on");
}

#[test]
fn retries() {
    for (retries, attempts) in [(0, 1), (2, 3)] {
        let scene = Scene::with(Settings { retries: Some(retries), ..Settings::default() });
        let id = scene.submit();
        for attempt in 1..=attempts {
            scene.wait_for(id);
            let state = scene.miss(DialFailure::Busy);
            assert_eq!(state == JobState::RetriesExceeded, attempt == attempts, "attempt {attempt}");
        }
    }
    let settings = |retries| Settings { retries: Some(retries), ..Settings::default() };
    assert_eq!(Scene::new().queue.set_settings(settings(99)), Ok(()));
    assert_eq!(code(Scene::new().queue.set_settings(settings(100))), ErrorCode::InvalidParameter);
}

#[test]
fn retry_delay() {
    let scene = Scene::with(Settings { retry_delay_minutes: Some(25), ..Settings::default() });
    let id = scene.submit();
    scene.miss(DialFailure::Busy);
    let wait = scene.job(id).scheduled_time().unwrap().since(NOON);
    assert!((minutes(25)..minutes(31)).contains(&wait), "at least, and some chance on top: {wait:?}");
}

#[test]
fn discount_rate_start() {
    assert_eq!(due(13 * 60, 20 * 60), minutes(60), "before it: when it begins");
    assert_eq!(due(11 * 60, 20 * 60), minutes(0), "inside: now");
    let refused = Settings { discount_start: 24 * 60, ..Settings::default() };
    assert_eq!(code(Scene::new().queue.set_settings(refused)), ErrorCode::InvalidParameter);
}

#[test]
fn discount_rate_end() {
    assert_eq!(due(11 * 60, 12 * 60), minutes(23 * 60), "over: when it begins tomorrow");
    assert_eq!(due(22 * 60, 12 * 60 + 1), minutes(0), "across midnight");
    assert_eq!(due(12 * 60, 12 * 60), minutes(0), "equal ends are no period");
    let refused = Settings { discount_end: 24 * 60, ..Settings::default() };
    assert_eq!(code(Scene::new().queue.set_settings(refused)), ErrorCode::InvalidParameter);
}

#[test]
fn age_limit() {
    let scene = Scene::with(Settings { retries: Some(0), age_limit_days: 2, ..Settings::default() });
    scene.submit();
    assert_eq!(scene.miss(DialFailure::Busy), JobState::RetriesExceeded);
    scene.clock.advance(minutes(47 * 60));
    scene.queue.sweep().unwrap();
    assert_eq!(scene.queue.outgoing_jobs().unwrap().len(), 1);
    scene.clock.advance(minutes(2 * 60));
    scene.queue.sweep().unwrap();
    assert_eq!(scene.queue.outgoing_jobs().unwrap(), []);
    assert_eq!(scene.news().last().unwrap(), "OnOutgoingJobRemoved 1");
}

#[test]
fn save() {
    let scene = Scene::new();
    let settings = Settings { retries: Some(7), discount_start: 60, ..Settings::default() };
    set(&scene, settings);
    assert_eq!(scene.news(), ["OnOutgoingQueueConfigChange"], "one event for all of it");
    let scene = scene.restart_service();
    assert_eq!(scene.queue.settings(), Ok(settings), "it is kept");
}

#[test]
fn refresh() {
    let scene = Scene::new();
    let mut edited = scene.queue.settings().unwrap();
    edited.retries = Some(9);
    assert_ne!(scene.queue.settings(), Ok(edited), "what is not set is not there");
    set(&scene, edited);
    assert_eq!(scene.queue.settings(), Ok(edited));
}

#[test]
fn get_jobs() {
    let scene = Scene::new();
    scene.receive(1);
    let ids = [scene.submit(), scene.submit()];
    let jobs = scene.queue.outgoing_jobs().unwrap();
    assert_eq!(jobs.iter().map(Job::id).collect::<Vec<_>>(), ids, "those of this queue");
}

#[test]
fn get_job() {
    let scene = Scene::new();
    let id = scene.submit();
    assert_eq!(scene.queue.outgoing_job(id).unwrap().id(), id);
    let (received, _) = scene.receive(1);
    for wrong in [received, JobId(99)] {
        assert_eq!(code(scene.queue.outgoing_job(wrong)), ErrorCode::MessageNotFound);
    }
}

/// A queue of which more is set.
pub(crate) fn general(change: impl FnOnce(&mut General)) -> Scene {
    let scene = Scene::with_papers();
    let mut general = scene.queue.part::<General>().unwrap();
    change(&mut general);
    scene.queue.set_part(general).unwrap();
    scene
}

/// What comes of a letter with a cover page of this kind.
pub(crate) fn cover(scene: &Scene, kind: CoverPageType) -> Result<JobId, ErrorCode> {
    let letter = letter_with(|letter| {
        (letter.document, letter.bodies) = (Document::default(), vec!["a".into()]);
        (letter.cover_page_type, letter.cover_page) = (kind, "cover".into());
    });
    scene.queue.submit(letter).map_err(|error| error.code())
}

#[test]
fn allow_personal_cover_pages() {
    assert_eq!(cover(&Scene::with_papers(), CoverPageType::Local), Ok(JobId(1)), "the documented default");
    let scene = general(|general| general.allow_personal_cover_pages = false);
    assert_eq!(cover(&scene, CoverPageType::Local), Err(ErrorCode::AccessDenied));
    assert_eq!(cover(&scene, CoverPageType::Server), Ok(JobId(1)));
}

/// The TSID that the line is told to use in place of its own, for a letter of somebody who has one.
pub(crate) fn tsid(scene: &Scene) -> String {
    scene.queue.submit(letter_with(|letter| letter.sender.tsid = "+1 sender".into())).unwrap();
    scene.claim().ticket().tsid.clone()
}

#[test]
fn use_device_tsid() {
    assert_eq!(tsid(&Scene::new()), "", "the documented default: its own");
    assert_eq!(tsid(&general(|general| general.use_device_tsid = false)), "+1 sender");
}

/// Whether the line is told to put a line on top of each page.
pub(crate) fn is_branded(scene: &Scene) -> bool {
    scene.submit();
    scene.claim().ticket().branding
}

#[test]
fn branding() {
    assert!(is_branded(&Scene::new()), "the documented default");
    assert!(!is_branded(&general(|general| general.branding = false)));
}
