//! `IFaxConfiguration`.

use fax_queue::engine::parts::{Configuration, General};
use fax_queue::engine::{ArchiveSettings, DialFailure, Settings};
use fax_queue::model::{JobStatus, Schedule};
use fax_queue::service::IncomingRun;
use fax_queue::vocabulary::{CoverPageType, ErrorCode, JobState};

use crate::common::{LINE, NOON};
use crate::fax_outgoing_queue::{cover, is_branded, tsid};
use crate::form::members;
use crate::scene::{CALLER, Papers, Scene, code, letter, letter_with, minutes};

members! {
    Objects "IFaxConfiguration" has 23:
    UseArchive => use_archive,
    ArchiveLocation => archive_location,
    ArchiveAgeLimit => archive_age_limit,
    ArchiveSizeLow => archive_size_low,
    ArchiveSizeHigh => archive_size_high,
    SizeQuotaWarning => size_quota_warning,
    HighQuotaWaterMark => high_quota_water_mark,
    LowQuotaWaterMark => low_quota_water_mark,
    OutgoingQueueBlocked => outgoing_queue_blocked,
    OutgoingQueuePaused => outgoing_queue_paused,
    IncomingQueueBlocked => incoming_queue_blocked,
    OutgoingQueueAgeLimit => outgoing_queue_age_limit,
    Retries => retries,
    RetryDelay => retry_delay,
    DiscountRateStart => discount_rate_start,
    DiscountRateEnd => discount_rate_end,
    UseDeviceTSID => use_device_tsid,
    Branding => branding,
    AllowPersonalCoverPages => allow_personal_cover_pages,
    AutoCreateAccountOnConnect => auto_create_account_on_connect,
    IncomingFaxesArePublic => incoming_faxes_are_public,
    Save => save,
    Refresh => refresh,
}

/// A server whose configuration was saved with something else in it.
fn saved(change: impl FnOnce(&mut Configuration)) -> Scene {
    let scene = Scene::new();
    let mut new = scene.queue.configuration().unwrap();
    change(&mut new);
    scene.queue.set_configuration(new.clone()).unwrap();
    assert_eq!(scene.queue.configuration(), Ok(new));
    scene.events();
    scene
}

fn refused(change: impl FnOnce(&mut Configuration)) -> ErrorCode {
    let scene = Scene::new();
    let mut new = scene.queue.configuration().unwrap();
    change(&mut new);
    let code = code(scene.queue.set_configuration(new));
    assert_eq!(scene.queue.configuration(), Ok(Configuration::default()), "nothing half done");
    code
}

const NO_ARCHIVE: ArchiveSettings = ArchiveSettings { use_archive: false, age_limit_days: 0 };

#[test]
fn use_archive() {
    let scene = saved(|new| new.settings.outgoing_archive = NO_ARCHIVE);
    scene.submit();
    assert_eq!(scene.send(), JobState::Completed);
    assert_eq!(scene.queue.outgoing_messages().count(), 0);
}

#[test]
fn archive_location() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let scene = saved(|new| new.general.archive_location = path.into());
    assert_eq!(scene.queue.part::<General>().unwrap().archive_location, path);
    assert_eq!(refused(|new| new.general.archive_location = "x".repeat(181)), ErrorCode::BufferOverflow);
    assert_eq!(refused(|new| new.general.archive_location = "no/such".into()), ErrorCode::FileAccessDenied);
    assert_eq!(refused(|new| new.general.archive_location = format!("{path}/")), ErrorCode::InvalidParameter);
}

#[test]
fn archive_age_limit() {
    let scene = saved(|new| new.settings.outgoing_archive.age_limit_days = 2);
    scene.sent();
    scene.clock.advance(minutes(24 * 60));
    scene.queue.sweep().unwrap();
    assert_eq!(scene.queue.outgoing_messages().count(), 1);
    scene.clock.advance(minutes(24 * 60 + 61));
    scene.queue.sweep().unwrap();
    assert_eq!(scene.queue.outgoing_messages().count(), 0);
}

/// Both archives, as ann sees them, once a letter of this size was sent.
fn archive_size(sent: u64) -> u64 {
    let scene = Scene::new();
    let ann = scene.queue.as_account(r"office\ann").unwrap();
    assert_eq!(code(ann.archive_size()), ErrorCode::AccessDenied, "it takes the right to read the configuration");
    assert_eq!(scene.queue.archive_size(), Ok(0));
    scene.queue.submit(letter_with(|letter| letter.document.size = sent)).unwrap();
    assert_eq!(scene.queue.archive_size(), Ok(0), "what waits is no message");
    scene.send();
    assert_eq!(scene.queue.archive_size(), Ok(sent));
    assert_eq!(scene.received().size(), 7500);
    let scene = scene.restart_service();
    scene.queue.archive_size().unwrap()
}

#[test]
fn archive_size_low() {
    assert_eq!(archive_size(0x1234) & 0xFFFF_FFFF, 0x1234 + 7500, "both together");
}

#[test]
fn archive_size_high() {
    assert_eq!(archive_size(0x2_0000_1234) >> 32, 2);
}

/// How often listeners hear that the archive is too large, if it has so many MB.
fn told_of(change: impl FnOnce(&mut Configuration), megabytes: u64) -> usize {
    let scene = saved(change);
    scene.queue.submit(letter_with(|letter| letter.document.size = megabytes << 20)).unwrap();
    scene.send();
    scene.clock.advance(minutes(2));
    scene.queue.sweep().unwrap();
    scene.news().iter().filter(|line| line.starts_with("OnArchiveOverQuota")).count()
}

fn marks(on: bool, low: u32, high: u32) -> impl FnOnce(&mut Configuration) {
    move |new| {
        let General { size_quota_warning, low_quota_water_mark, high_quota_water_mark, .. } = &mut new.general;
        (*size_quota_warning, *low_quota_water_mark, *high_quota_water_mark) = (on, low, high);
    }
}

#[test]
fn size_quota_warning() {
    assert!(!Configuration::default().general.size_quota_warning);
    assert_eq!(told_of(marks(false, 90, 100), 101), 0);
    assert_eq!(told_of(marks(true, 90, 100), 101), 1);
}

#[test]
fn high_quota_water_mark() {
    assert_eq!(told_of(marks(true, 0, 100), 100), 0);
    assert_eq!(told_of(marks(true, 0, 100), 101), 1);
    assert_eq!(told_of(marks(true, 0, 0), 101), 0, "no marks, no warning");
}

#[test]
fn low_quota_water_mark() {
    saved(marks(false, 100, 100));
    assert_eq!(refused(marks(false, 101, 100)), ErrorCode::InvalidParameter);
    // Below the low mark the next warning is armed; age_and_retention.rs has the whole course.
    assert_eq!(told_of(marks(true, 100, 100), 101), 1);
}

#[test]
fn outgoing_queue_blocked() {
    let scene = saved(|new| new.settings.outgoing_blocked = true);
    assert_eq!(code(scene.queue.submit(letter())), ErrorCode::WriteProtect);
}

#[test]
fn outgoing_queue_paused() {
    let scene = saved(|new| new.settings.outgoing_paused = true);
    scene.submit();
    assert!(scene.is_idle());
}

#[test]
fn incoming_queue_blocked() {
    let scene = saved(|new| new.settings.incoming_blocked = true);
    assert_eq!(code(IncomingRun::accept(&scene.queue, LINE, CALLER, "in/1.tif")), ErrorCode::WriteProtect);
}

#[test]
fn outgoing_queue_age_limit() {
    let scene = saved(|new| (new.settings.age_limit_days, new.settings.retries) = (1, Some(0)));
    scene.submit();
    assert_eq!(scene.miss(DialFailure::Busy), JobState::RetriesExceeded);
    scene.clock.advance(minutes(24 * 60 + 2));
    scene.queue.sweep().unwrap();
    assert_eq!(scene.queue.outgoing_jobs().unwrap().len(), 0);
}

#[test]
fn retries() {
    let scene = saved(|new| new.settings.retries = Some(0));
    scene.submit();
    assert_eq!(scene.miss(DialFailure::Busy), JobState::RetriesExceeded);
    assert_eq!(refused(|new| new.settings.retries = Some(100)), ErrorCode::InvalidParameter);
}

#[test]
fn retry_delay() {
    let scene = saved(|new| (new.settings.retries, new.settings.retry_delay_minutes) = (Some(1), Some(7)));
    let id = scene.submit();
    assert_eq!(scene.miss(DialFailure::Busy), JobState::Retrying);
    assert!(scene.job(id).scheduled_time().unwrap() >= NOON + minutes(7));
}

/// From 13:00 to 14:00, an hour from now.
fn discount() -> Scene {
    saved(|new| (new.settings.discount_start, new.settings.discount_end) = (13 * 60, 14 * 60))
}

#[test]
fn discount_rate_start() {
    let scene = discount();
    let id = scene.queue.submit(letter_with(|letter| letter.schedule = Schedule::DiscountPeriod)).unwrap();
    assert_eq!(scene.job(id).scheduled_time(), Some(NOON + minutes(60)));
    assert_eq!(refused(|new| new.settings.discount_start = 24 * 60), ErrorCode::InvalidParameter);
}

#[test]
fn discount_rate_end() {
    let scene = discount();
    scene.clock.advance(minutes(120));
    let id = scene.queue.submit(letter_with(|letter| letter.schedule = Schedule::DiscountPeriod)).unwrap();
    assert_eq!(scene.job(id).scheduled_time(), Some(NOON + minutes(25 * 60)), "its end is outside: tomorrow");
    assert_eq!(refused(|new| new.settings.discount_end = 24 * 60), ErrorCode::InvalidParameter);
}

#[test]
fn auto_create_account_on_connect() {
    let scene = saved(|new| new.general.auto_create_account_on_connect = false);
    assert_eq!(code(scene.queue.as_account(r"office\ann")), ErrorCode::AccessDenied);
    saved(|_| {}).queue.as_account(r"office\ann").unwrap();
}

#[test]
fn incoming_faxes_are_public() {
    for public in [true, false] {
        let scene = saved(|new| new.general.incoming_faxes_are_public = public);
        scene.received();
        let ann = scene.queue.as_account(r"office\ann").unwrap();
        assert_eq!(ann.incoming_messages().unwrap().count(), usize::from(public));
    }
}

#[test]
fn save() {
    let scene = Scene::new();
    let mut new = Configuration::default();
    (new.settings.age_limit_days, new.settings.outgoing_paused) = (3, true);
    new.settings.incoming_archive.age_limit_days = 9;
    new.general.branding = false;
    scene.queue.set_configuration(new.clone()).unwrap();
    let told = ["OnGeneralServerConfigChanged", "OnQueuesStatusChange false true false"];
    assert_eq!(scene.news(), told, "one for all that is in it, one for the doors");
    scene.queue.set_configuration(new.clone()).unwrap();
    assert_eq!(scene.news(), [""; 0], "nothing changed");
    assert_eq!(scene.restart_service().queue.configuration(), Ok(new));
}

#[test]
fn refresh() {
    let scene = Scene::new();
    let before = scene.queue.configuration().unwrap();
    scene.queue.set_settings(Settings { age_limit_days: 4, ..Settings::default() }).unwrap();
    assert_eq!(before.settings.age_limit_days, 0, "of that moment");
    assert_eq!(scene.queue.configuration().unwrap().settings.age_limit_days, 4, "read again");
}

#[test]
fn use_device_tsid() {
    for (of_the_device, told) in [(true, ""), (false, "+1 sender")] {
        assert_eq!(tsid(&saved(|new| new.general.use_device_tsid = of_the_device)), told);
    }
}

#[test]
fn branding() {
    for on in [true, false] {
        assert_eq!(is_branded(&saved(|new| new.general.branding = on)), on);
    }
}

#[test]
fn allow_personal_cover_pages() {
    for (allowed, refused) in [(true, None), (false, Some(ErrorCode::AccessDenied))] {
        let scene = saved(|new| new.general.allow_personal_cover_pages = allowed);
        scene.queue.set_documents(Papers);
        assert_eq!(cover(&scene, CoverPageType::Local).err(), refused);
    }
}
