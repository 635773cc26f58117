//! `IFaxConfiguration`: read whole, set whole or not at all, and told of once.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::sync::{Arc, Mutex};

use fax_queue::engine::parts::{Configuration, General};
use fax_queue::engine::{ArchiveSettings, Limit, Refusal, Settings};
use fax_queue::model::{NewJob, Notify};
use fax_queue::service::{Queue, QueueError};
use fax_queue::store::{Memory, Redb};
use fax_queue::vocabulary::{ErrorCode, ServerEvents, ServerId};

/// Writes down which callbacks came, in order.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    fn by(queue: &Queue) -> Self {
        let heard = Self::default();
        queue.subscribe(ServerEvents::CONFIG | ServerEvents::QUEUE_STATE, heard.clone());
        heard
    }

    fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    /// What came since the last time.
    fn take(&self, queue: &Queue) -> Vec<String> {
        queue.dispatch().unwrap();
        core::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Notify for Heard {
    fn on_general_server_config_changed(&mut self, _: ServerId) {
        self.note("general");
    }
    fn on_outgoing_queue_config_change(&mut self, _: ServerId) {
        self.note("outgoing queue");
    }
    fn on_outgoing_archive_config_change(&mut self, _: ServerId) {
        self.note("outgoing archive");
    }
    fn on_incoming_archive_config_change(&mut self, _: ServerId) {
        self.note("incoming archive");
    }
    fn on_queues_status_change(&mut self, _: ServerId, blocked: bool, paused: bool, incoming_blocked: bool) {
        self.note(format!("state {blocked} {paused} {incoming_blocked}"));
    }
}

/// Every property other than by default.
fn other(folder: &str) -> Configuration {
    Configuration {
        settings: Settings {
            retries: Some(7),
            retry_delay_minutes: Some(3),
            discount_start: 22 * 60,
            discount_end: 6 * 60,
            outgoing_paused: true,
            outgoing_blocked: true,
            incoming_blocked: true,
            age_limit_days: 9,
            record_days: 30,
            outgoing_archive: ArchiveSettings { use_archive: false, age_limit_days: 5 },
            incoming_archive: ArchiveSettings { use_archive: false, age_limit_days: 6 },
        },
        general: General {
            allow_personal_cover_pages: false,
            use_device_tsid: false,
            branding: false,
            auto_create_account_on_connect: false,
            incoming_faxes_are_public: false,
            archive_location: folder.into(),
            size_quota_warning: true,
            high_quota_water_mark: 100,
            low_quota_water_mark: 90,
        },
    }
}

#[test]
fn the_defaults_are_those_of_windows() {
    let general = Queue::open(Memory::new()).unwrap().configuration().unwrap().general;
    assert!(general.allow_personal_cover_pages && general.use_device_tsid && general.branding);
    assert!(general.auto_create_account_on_connect && general.incoming_faxes_are_public);
    assert!(!general.size_quota_warning);
    assert_eq!((general.high_quota_water_mark, general.low_quota_water_mark), (0, 0));
}

#[test]
fn all_properties_outlive_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fax.redb");
    let new = other(folder.path().to_str().unwrap());
    Queue::open(Redb::open(&file).unwrap()).unwrap().set_configuration(new.clone()).unwrap();
    let queue = Queue::open(Redb::open(&file).unwrap()).unwrap();
    assert_eq!(queue.configuration(), Ok(new.clone()));
    assert_eq!(queue.settings(), Ok(new.settings), "one truth: the queues have the same");
    assert_eq!(queue.part(), Ok(new.general));
}

#[test]
fn to_save_it_is_one_event_of_configuration_and_one_of_the_doors() {
    let folder = tempfile::tempdir().unwrap();
    let queue = Queue::open(Memory::new()).unwrap();
    let heard = Heard::by(&queue);
    let new = other(folder.path().to_str().unwrap());
    queue.set_configuration(new.clone()).unwrap();
    assert_eq!(heard.take(&queue), ["general", "state true true true"]);
    queue.set_configuration(new.clone()).unwrap();
    assert!(heard.take(&queue).is_empty(), "nothing changed");

    let quiet = Configuration { settings: Settings { age_limit_days: 1, ..new.settings }, ..new.clone() };
    queue.set_configuration(quiet.clone()).unwrap();
    assert_eq!(heard.take(&queue), ["general"], "the doors did not move");
    queue.set_settings(Settings { age_limit_days: 2, ..quiet.settings }).unwrap();
    assert_eq!(heard.take(&queue), ["outgoing queue"], "saved as the queue's, told as the queue's");
    queue.set_part(General { branding: true, ..new.general }).unwrap();
    assert_eq!(heard.take(&queue), ["general"]);
}

#[test]
fn what_is_saved_counts() {
    let queue = Queue::open(Memory::new()).unwrap();
    let mut new = Configuration::default();
    new.settings.outgoing_blocked = true;
    queue.set_configuration(new).unwrap();
    let refused = queue.submit(NewJob::new("1", "a", 1)).unwrap_err();
    assert_eq!((refused.code(), refused), (ErrorCode::WriteProtect, QueueError::Refused(Refusal::Blocked)));
}

/// A change that makes the configuration wrong.
type Spoil = fn(&mut Configuration);

#[test]
fn one_wrong_value_and_nothing_is_saved() {
    let queue = Queue::open(Memory::new()).unwrap();
    let heard = Heard::by(&queue);
    let table: [(Spoil, Refusal, ErrorCode); 8] = [
        (|c| c.settings.retries = Some(100), Refusal::OutOfBounds(Limit::Retries), ErrorCode::InvalidParameter),
        (|c| c.settings.discount_start = 1440, Refusal::OutOfBounds(Limit::TimeOfDay), ErrorCode::InvalidParameter),
        (|c| c.settings.discount_end = 1440, Refusal::OutOfBounds(Limit::TimeOfDay), ErrorCode::InvalidParameter),
        (
            |c| c.general.low_quota_water_mark = 101,
            Refusal::OutOfBounds(Limit::WaterMarks),
            ErrorCode::InvalidParameter,
        ),
        (
            |c| c.general.archive_location = "a".repeat(181),
            Refusal::OutOfBounds(Limit::ArchivePath),
            ErrorCode::BufferOverflow,
        ),
        (
            |c| c.general.archive_location = "/tmp/".into(),
            Refusal::OutOfBounds(Limit::ArchiveLocation),
            ErrorCode::InvalidParameter,
        ),
        (
            |c| c.general.archive_location = "/tmp/\0x".into(),
            Refusal::OutOfBounds(Limit::ArchiveLocation),
            ErrorCode::InvalidParameter,
        ),
        (
            |c| c.general.archive_location = "no/such/folder".into(),
            Refusal::FolderNotUsable,
            ErrorCode::FileAccessDenied,
        ),
    ];
    for (spoil, refusal, code) in table {
        let mut new = other("");
        spoil(&mut new);
        let refused = queue.set_configuration(new.clone()).unwrap_err();
        assert_eq!((refused.code(), refused), (code, QueueError::Refused(refusal)), "{new:?}");
    }
    assert_eq!(queue.configuration(), Ok(Configuration::default()));
    assert!(heard.take(&queue).is_empty());
}
