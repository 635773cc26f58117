//! The discount period is changed while many jobs wait for it, and the power goes at each sync of it: when the queue is
//! opened again, all of them wait for one period, the one that is set.

#![cfg(feature = "redb")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::collections::BTreeMap;

use common::medium::{Done, Medium};
use common::{FakeClock, NOON, Shared, open};
use fax_queue::engine::{OutgoingRecord, Settings};
use fax_queue::model::{JobStatus, NewJob, Recipient, Schedule};
use fax_queue::service::{Queue, QueueError};
use fax_queue::store::{ApplyError, Cursor, Redb, Store, StoreError};
use fax_queue::vocabulary::{ServerEvents, ServerId, Timestamp};

/// More than move at once, twice.
const JOBS: usize = 130;

/// The discount period begins at this hour, and lasts for one.
fn from(hour: u16) -> Settings {
    Settings { discount_start: hour * 60, discount_end: hour * 60 + 60, ..Settings::default() }
}

fn at(hour: u64) -> Timestamp {
    NOON + Duration::from_secs((hour - 12) * 3600)
}

/// A broadcast that waits for the discount period, and a letter that does not.
fn submit(queue: &Queue) {
    let mut letter = NewJob::new("1", "document", 1);
    letter.schedule = Schedule::At(at(18));
    queue.submit(letter).unwrap();
    let mut cheap = NewJob::new("2", "document", 1);
    cheap.schedule = Schedule::DiscountPeriod;
    let other = |index| Recipient { fax_number: format!("3{index}"), name: String::new() };
    cheap.others = (1..JOBS).map(other).collect();
    queue.submit_to_all(cheap).unwrap();
}

/// How many jobs are due when; the letter apart, which never moves.
fn due(jobs: &[OutgoingRecord]) -> Vec<(Timestamp, usize)> {
    let mut due = BTreeMap::new();
    for job in jobs {
        *due.entry(job.scheduled_time().unwrap()).or_insert(0) += 1;
    }
    assert_eq!(due.remove(&at(18)), Some(1));
    due.into_iter().collect()
}

/// Opens what is left. Whether jobs had yet to move.
fn survives(image: &[u8]) -> bool {
    let medium = Medium::with(image.to_vec());
    let store = Redb::on(move || medium.clone()).expect("what is left opens");
    let left = due(&store.outgoing().unwrap());
    let queue = Queue::open_with(store, FakeClock::new(), ServerId(7)).unwrap();
    let hour = queue.settings().unwrap().discount_start / 60;
    assert_eq!(due(&queue.outgoing_jobs().unwrap()), [(at(hour.into()), JOBS)], "was {left:?}");
    let mut seqs = BTreeMap::new();
    for event in queue.events(Cursor::default(), ServerEvents::ALL, usize::MAX).unwrap().0 {
        let last = seqs.entry(event.job).or_insert(0);
        *last += 1;
        assert_eq!(event.seq, *last, "{:?}", event.job);
    }
    left.len() > 1
}

#[test]
fn a_power_cut_leaves_nobody_behind() {
    let (medium, clock) = (Medium::default(), FakeClock::new());
    let kept = medium.clone();
    let queue = Queue::open_with(Redb::on(move || kept.clone()).unwrap(), clock, ServerId(7)).unwrap();
    queue.set_settings(from(13)).unwrap();
    submit(&queue);
    let before = medium.steps();
    queue.set_settings(from(15)).unwrap();
    assert_eq!(due(&queue.outgoing_jobs().unwrap()), [(at(15), JOBS)]);
    let (mut image, mut synced, mut halfway) = (Vec::new(), Vec::new(), 0);
    for (steps, done) in (0..).zip(medium.done()) {
        done.apply(&mut image);
        if !matches!(done, Done::Sync) {
            continue;
        }
        if steps >= before {
            // The least that a power cut leaves here, and the most; `crash` has all that is between.
            halfway += [&synced, &image].into_iter().filter(|image| survives(image)).count();
        }
        synced.clone_from(&image);
    }
    assert!(halfway > 0, "some cuts came while jobs moved");
}

#[test]
fn a_store_that_fails_meanwhile_is_followed_up() {
    let store = Shared::default();
    let (queue, clock) = open(store.clone());
    queue.set_settings(from(13)).unwrap();
    submit(&queue);
    // The settings fit, and the first jobs; no more.
    let plans = AtomicUsize::new(0);
    store.fails(move |_| {
        let full = plans.fetch_add(1, Ordering::SeqCst) >= 2;
        full.then_some(ApplyError::Store(StoreError::Full))
    });
    assert_eq!(queue.set_settings(from(15)), Err(QueueError::Store(StoreError::Full)));
    store.is_mended();
    assert_eq!(due(&queue.outgoing_jobs().unwrap()), [(at(13), JOBS - 64), (at(15), 64)]);
    clock.advance(Duration::from_secs(61));
    queue.sweep().unwrap();
    assert_eq!(due(&queue.outgoing_jobs().unwrap()), [(at(15), JOBS)]);
    // All is done: other settings move nobody, and cost no second look.
    let last = queue.last_event().unwrap();
    queue.set_settings(Settings { retries: Some(3), ..from(15) }).unwrap();
    assert_eq!(queue.last_event().unwrap().0, last.0 + 1, "the settings, and no job");
}

/// Changed back before all had moved: those that had come back too.
#[test]
fn a_change_of_mind_moves_back_who_had_moved() {
    let store = Shared::default();
    let (queue, clock) = open(store.clone());
    queue.set_settings(from(13)).unwrap();
    submit(&queue);
    let plans = AtomicUsize::new(0);
    store.fails(move |_| {
        let full = plans.fetch_add(1, Ordering::SeqCst) == 2;
        full.then_some(ApplyError::Store(StoreError::Full))
    });
    queue.set_settings(from(15)).unwrap_err();
    queue.set_settings(from(13)).unwrap();
    store.is_mended();
    assert_eq!(due(&queue.outgoing_jobs().unwrap()), [(at(13), JOBS)]);
    drop(queue);
    let queue = Queue::open_with(store, clock, ServerId(7)).unwrap();
    assert_eq!(due(&queue.outgoing_jobs().unwrap()), [(at(13), JOBS)]);
}
