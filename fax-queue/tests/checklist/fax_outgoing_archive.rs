//! `IFaxOutgoingArchive`.

use core::time::Duration;

use fax_queue::engine::{ArchiveSettings, Settings};
use fax_queue::model::Job;
use fax_queue::vocabulary::{ErrorCode, JobId};

use crate::scene::{Scene, code};

use crate::form::members;

members! {
    Objects "IFaxOutgoingArchive" has 12:
    UseArchive => use_archive,
    ArchiveFolder: "refused here from API level 3 on, the level of this server: one setting for both archives, in IFaxConfiguration",
    SizeQuotaWarning: "refused here from API level 3 on, the level of this server: one setting for both archives, in IFaxConfiguration",
    HighQuotaWaterMark: "refused here from API level 3 on, the level of this server: one setting for both archives, in IFaxConfiguration",
    LowQuotaWaterMark: "refused here from API level 3 on, the level of this server: one setting for both archives, in IFaxConfiguration",
    AgeLimit => age_limit,
    SizeLow: "refused here from API level 3 on, the level of this server; the archives of accounts have theirs",
    SizeHigh: "refused here from API level 3 on, the level of this server; the archives of accounts have theirs",
    Save => save,
    Refresh => refresh,
    GetMessages => get_messages,
    GetMessage => get_message,
}

fn settings(use_archive: bool, age_limit_days: u16) -> Settings {
    let archive = ArchiveSettings { use_archive, age_limit_days };
    Settings { outgoing_archive: archive, ..Settings::default() }
}

fn count(scene: &Scene) -> usize {
    scene.queue.outgoing_messages().count()
}

#[test]
fn use_archive() {
    let scene = Scene::new();
    assert!(scene.queue.settings().unwrap().outgoing_archive.use_archive, "the documented default");
    scene.sent();
    scene.queue.set_settings(settings(false, 0)).unwrap();
    scene.submit();
    scene.send();
    assert_eq!(count(&scene), 1, "what is there stays, and nothing comes in addition");
}

#[test]
fn age_limit() {
    let scene = Scene::with(settings(true, 2));
    scene.sent();
    scene.news();
    scene.clock.advance(Duration::from_secs(47 * 3600));
    scene.queue.sweep().unwrap();
    assert_eq!(count(&scene), 1);
    scene.clock.advance(Duration::from_secs(2 * 3600));
    scene.queue.sweep().unwrap();
    assert_eq!(count(&scene), 0);
    assert_eq!(scene.news(), ["OnOutgoingMessageRemoved 1"]);
}

#[test]
fn save() {
    let scene = Scene::new();
    scene.queue.set_settings(settings(true, 30)).unwrap();
    assert_eq!(scene.news(), ["OnOutgoingArchiveConfigChange"]);
    scene.queue.set_settings(settings(true, 30)).unwrap();
    assert_eq!(scene.news(), [""; 0], "nothing has changed");
    let scene = scene.restart_service();
    assert_eq!(scene.queue.settings().unwrap().outgoing_archive.age_limit_days, 30, "it is kept");
}

#[test]
fn refresh() {
    let scene = Scene::new();
    let mut edited = scene.queue.settings().unwrap();
    edited.outgoing_archive.age_limit_days = 9;
    assert_ne!(scene.queue.settings().unwrap(), edited, "what is not set is not there");
}

#[test]
fn get_messages() {
    let scene = Scene::new();
    let ids = [scene.sent().id(), scene.sent().id()];
    scene.received();
    let found: Vec<_> = scene.queue.outgoing_messages().map(|message| message.unwrap().id()).collect();
    assert_eq!(found, ids, "those of this archive");
}

#[test]
fn get_message() {
    let scene = Scene::new();
    let message = scene.sent();
    assert_eq!(scene.queue.outgoing_message(message.id()).unwrap(), message);
    let other = scene.received().id();
    for wrong in [other, JobId(99)] {
        assert_eq!(code(scene.queue.outgoing_message(wrong)), ErrorCode::MessageNotFound);
    }
}
