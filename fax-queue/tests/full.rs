//! A medium without room, or that cannot be written: a clear error, nothing half done, and everything goes on when it is
//! over.

#![cfg(feature = "redb")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use std::io::ErrorKind;

use common::medium::Medium;
use common::{FakeClock, LINE, ended, page_sent};
use fax_core::{Event, Outcome};
use fax_queue::engine::Refusal;
use fax_queue::model::{DuplicatePolicy, NewJob};
use fax_queue::service::{OutgoingRun, Queue, QueueError};
use fax_queue::store::{Redb, StoreError};
use fax_queue::vocabulary::{JobId, JobState, ServerId};

fn open(medium: &Medium) -> Result<Queue, QueueError> {
    let medium = medium.clone();
    Queue::open_with(Redb::on(move || medium.clone())?, FakeClock::new(), ServerId(7))
}

fn letter() -> NewJob {
    let mut job = NewJob::new("123", "document", 2);
    job.duplicates = DuplicatePolicy::AtMostOnce;
    job
}

#[test]
fn a_full_disk_takes_nothing_and_loses_nothing() {
    let medium = Medium::default();
    let queue = open(&medium).unwrap();
    let first = queue.submit(letter()).unwrap();
    let before = (queue.outgoing_jobs(), queue.last_event(), queue.activity());
    medium.fails(Some(ErrorKind::StorageFull));
    for _ in 0..2 {
        assert_eq!(queue.submit(letter()), Err(QueueError::Store(StoreError::Full)));
        assert!(
            matches!(OutgoingRun::claim(&queue, LINE), Err(QueueError::Store(StoreError::Full))),
            "nothing is dialled"
        );
    }
    medium.fails(None);
    assert_eq!((queue.outgoing_jobs(), queue.last_event(), queue.activity()), before);
    // There is room again, and nobody had to begin anew.
    assert!(queue.submit(letter()).unwrap() > first);
    let mut run = OutgoingRun::claim(&queue, LINE).unwrap().expect("a job is due");
    assert_eq!(run.ticket().job, first);
    for event in [vec![Event::Connected], page_sent(0, false), page_sent(1, true)].concat() {
        run.on_event(&event).unwrap();
    }
    assert_eq!(run.finish(&ended(Outcome::Completed)).unwrap(), JobState::Completed);
}

#[test]
fn a_disk_that_fills_up_in_a_call_ends_it_before_the_page_is_offered() {
    let medium = Medium::default();
    let queue = open(&medium).unwrap();
    let job = queue.submit(letter()).unwrap();
    let mut run = OutgoingRun::claim(&queue, LINE).unwrap().expect("a job is due");
    for event in [vec![Event::Connected], page_sent(0, false)].concat() {
        run.on_event(&event).unwrap();
    }
    medium.fails(Some(ErrorKind::StorageFull));
    run.on_event(&Event::SendingPage { page: 1 }).unwrap_or_default();
    let offered = run.on_event(&Event::PageOffered { page: 1, last: true });
    assert_eq!(offered, Err(QueueError::Store(StoreError::Full)));
    assert!(run.stop_flag().load(core::sync::atomic::Ordering::SeqCst), "the call must end");
    let end = common::failed(fax_core::Failure::Aborted);
    assert!(run.finish(&end).is_err());
    medium.fails(None);
    // It counts when it is said again; the page was never offered, and is sent another time.
    assert_eq!(run.finish(&end).unwrap(), JobState::Retrying);
    assert_eq!(queue.outgoing_job(job).unwrap().ledger().missing().collect::<Vec<_>>(), [1]);
}

#[test]
fn a_medium_that_is_full_from_the_start_or_read_only_is_no_store() {
    for (fault, error) in [
        (ErrorKind::StorageFull, StoreError::Full),
        (
            ErrorKind::ReadOnlyFilesystem,
            StoreError::ReadOnly(std::io::Error::from(ErrorKind::ReadOnlyFilesystem).to_string()),
        ),
    ] {
        let medium = Medium::default();
        medium.fails(Some(fault));
        assert_eq!(open(&medium).map(drop), Err(QueueError::Store(error)));
        medium.fails(None);
        assert_eq!(open(&medium).unwrap().outgoing_jobs(), Ok(Vec::new()));
    }
}

#[test]
fn a_store_that_became_read_only_says_so_and_is_still_read() {
    let medium = Medium::default();
    let queue = open(&medium).unwrap();
    let job = queue.submit(letter()).unwrap();
    medium.fails(Some(ErrorKind::ReadOnlyFilesystem));
    let error = queue.cancel(job).unwrap_err();
    assert!(matches!(&error, QueueError::Store(StoreError::ReadOnly(_))), "{error:?}");
    assert!(error.to_string().starts_with("the store cannot be written: "), "{error}");
    medium.fails(None);
    queue.cancel(job).unwrap();
    assert_eq!(queue.cancel(job), Err(QueueError::Refused(Refusal::NotFound)));
    assert_eq!(queue.jobs_of("", JobId(u64::MAX), 9).unwrap().len(), 1);
}

/// A folder in which nobody may write, not even root: that of the system's processes.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_is_an_error_and_stays_as_it_is() {
    let error = Redb::open("/proc/fax.redb").map(drop).unwrap_err();
    let said = error.to_string();
    assert!(matches!(error, StoreError::ReadOnly(_) | StoreError::Backend(_)), "{error:?}");
    assert!(said.starts_with("the store "), "{said}");
    assert!(!std::path::Path::new("/proc/fax.redb").exists());
}

#[cfg(unix)]
#[test]
fn a_folder_without_rights_is_an_error_for_whoever_is_not_root() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fax.redb");
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o500)).unwrap();
    // Root may write anywhere, and finds a whole store; everybody else finds nothing.
    match Redb::open(&file) {
        Ok(store) => drop(store),
        Err(error) => {
            assert!(matches!(error, StoreError::ReadOnly(_)), "{error:?}");
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing half done");
        }
    }
}
