//! A job of three pages, whose number is busy first and whose second call drops at page 2, and a power cut after each
//! thing that the store does to its medium: whatever is left opens, has lost nothing that was accepted, and goes on
//! without a page coming twice that must not.
//!
//! The life of the job is lived once, and everything done to the medium is written down, beside what the world was told
//! by then. Each beginning of that record is a crash.

#![cfg(feature = "redb")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use core::time::Duration;
use std::collections::BTreeMap;

use common::medium::{Done, Medium};
use common::{FakeClock, LINE, ended, failed};
use fax_core::{Event, Failure, Outcome};
use fax_queue::engine::{DialFailure, OutgoingRecord, PageState, Phase, Place};
use fax_queue::model::{Clock, DuplicatePolicy, JobStatus, NewJob};
use fax_queue::service::{CallEnd, OutgoingRun, Queue};
use fax_queue::store::{Cursor, Redb, Store};
use fax_queue::vocabulary::{JobId, JobState, ServerEvents, ServerId, Timestamp};

const PAGES: u16 = 3;

/// What the world knows for certain.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Known {
    /// `submit` returned.
    Accepted,
    /// The page was sent whole, and the question after it: it may have arrived.
    Offered(u16),
    /// The sender's side said that it was confirmed.
    Confirmed(u16),
    /// The line said so at last, and `finish` returned.
    Delivered,
}

/// What was known after how many steps of the medium.
struct World {
    medium: Medium,
    /// After how many steps the store was there. A file gets its name when it is made, so nobody sees it before.
    made: usize,
    known: Vec<(usize, Known)>,
}

impl World {
    fn learns(&mut self, known: Known) {
        self.known.push((self.medium.steps(), known));
    }
}

fn open(medium: Medium, clock: &FakeClock) -> Queue {
    Queue::open_with(Redb::on(move || medium.clone()).unwrap(), clock.clone(), ServerId(7)).unwrap()
}

/// Sends pages until one is to drop, and tells the world.
fn session(run: &mut OutgoingRun, drops_at: Option<u16>, world: &mut World) -> CallEnd {
    run.on_event(&Event::Connected).unwrap();
    let pages = run.ticket().pages.clone();
    for (number, page) in (0..).zip(&pages) {
        run.on_event(&Event::SendingPage { page: number }).unwrap();
        if drops_at == Some(*page) {
            return failed(Failure::CallDropped);
        }
        run.on_event(&Event::PageOffered { page: number, last: usize::from(number) + 1 == pages.len() }).unwrap();
        world.learns(Known::Offered(*page));
        run.on_event(&Event::PageSent { page: number, confirmed: true }).unwrap();
        world.learns(Known::Confirmed(*page));
    }
    ended(Outcome::Completed)
}

fn finish(mut run: OutgoingRun, end: &CallEnd, world: &mut World) -> JobState {
    let state = run.finish(end).unwrap();
    if state == JobState::Completed {
        world.learns(Known::Delivered);
    }
    state
}

/// The whole life, once.
fn live(policy: DuplicatePolicy) -> World {
    let medium = Medium::default();
    let clock = FakeClock::new();
    let queue = open(medium.clone(), &clock);
    let mut world = World { made: medium.steps(), medium, known: Vec::new() };
    let mut request = NewJob::new("123", "document", PAGES);
    request.duplicates = policy;
    let job = queue.submit(request).unwrap();
    world.learns(Known::Accepted);
    let claim = || {
        clock.set(queue.outgoing_job(job).unwrap().scheduled_time().unwrap());
        OutgoingRun::claim(&queue, LINE).unwrap().expect("the job is due")
    };
    assert_eq!(finish(claim(), &CallEnd::NotReached(DialFailure::Busy), &mut world), JobState::Retrying);
    let mut run = claim();
    let end = session(&mut run, Some(1), &mut world);
    assert_eq!(finish(run, &end, &mut world), JobState::Retrying);
    let mut run = claim();
    assert_eq!(run.ticket().pages, [1, 2]);
    let end = session(&mut run, None, &mut world);
    assert_eq!(finish(run, &end, &mut world), JobState::Completed);
    world
}

/// Events of each job follow upon each other, from the first.
fn assert_gapless(events: impl IntoIterator<Item = fax_queue::engine::Event>) {
    let mut last = BTreeMap::new();
    for event in events {
        let seq = last.entry(event.job).or_insert(0);
        *seq += 1;
        assert_eq!(event.seq, *seq, "{:?}", event.job);
    }
}

/// What the counters and indexes say is what the rows say.
fn assert_sound(store: &impl Store, job: Option<&OutgoingRecord>) {
    let counts = store.counts().unwrap();
    let end = Timestamp::from_unix_millis(u64::MAX);
    for place in Place::ALL {
        let found = store.in_place(place, <_>::default(), end, 9).unwrap();
        let expected: Vec<_> = job.filter(|job| job.place().0 == place).map(|_| JobId(1)).into_iter().collect();
        assert_eq!(found.iter().map(|(_, job)| *job).collect::<Vec<_>>(), expected, "{place:?}");
        assert_eq!(counts.of(place), expected.len() as u64, "{place:?}");
        let size = job.filter(|job| job.place().0 == place).map_or(0, OutgoingRecord::archive_size);
        assert_eq!(counts.size_of(place), size, "{place:?}");
    }
    let waits = job.is_some_and(|job| job.waits_until().is_some());
    assert_eq!(store.candidates(end, 9).unwrap().len(), usize::from(waits));
}

/// Opens what is left, and lets the job go on until it ends.
fn survive(image: Vec<u8>, known: &[Known], policy: DuplicatePolicy) -> Option<Phase> {
    let medium = Medium::with(image);
    let left = medium.clone();
    let store = Redb::on(move || left.clone()).expect("what is left opens");
    let kept = store.of_account("", JobId(u64::MAX), 1).unwrap().pop();
    assert_gapless(store.events(Cursor::default(), usize::MAX).unwrap().into_iter().map(|(_, event)| event));
    assert_sound(&store, kept.as_ref());
    assert!(kept.is_some() || !known.contains(&Known::Accepted), "an accepted job is never lost");
    let record = kept?;
    for known in known {
        match known {
            Known::Offered(page) => {
                let state = record.ledger().state(*page);
                assert!(matches!(state, Some(PageState::Offered | PageState::Confirmed)), "page {page}: {state:?}");
            }
            Known::Confirmed(page) => assert_eq!(record.ledger().state(*page), Some(PageState::Confirmed)),
            Known::Delivered => assert_eq!(record.phase(), Phase::Delivered),
            Known::Accepted => {}
        }
    }
    let clock = FakeClock::new();
    // Time went on meanwhile; the life took some minutes.
    clock.advance(Duration::from_secs(3600));
    let queue = Queue::open_with(store, clock.clone(), ServerId(7)).unwrap();
    let mut world = World { medium, made: 0, known: known.iter().map(|known| (0, *known)).collect() };
    loop {
        let record = queue.outgoing_job(JobId(1)).unwrap();
        assert!(!record.phase().is_active(), "nobody has it");
        assert_eq!(record.phase() == Phase::Delivered, record.ledger().is_complete());
        let Some(due) = record.waits_until() else { break };
        clock.set(due.max(clock.now()));
        let mut run = OutgoingRun::claim(&queue, LINE).unwrap().expect("the job is due");
        let end = session(&mut run, None, &mut world);
        finish(run, &end, &mut world);
    }
    let record = queue.outgoing_job(JobId(1)).unwrap();
    for page in 0..PAGES {
        let times = world.known.iter().filter(|(_, known)| *known == Known::Offered(page)).count();
        assert!(policy != DuplicatePolicy::AtMostOnce || times <= 1, "page {page} came {times} times");
        assert!(record.phase() != Phase::Delivered || times >= 1, "page {page} never came");
    }
    assert_gapless(
        queue.events(Cursor::default(), ServerEvents::OUT_QUEUE | ServerEvents::OUT_ARCHIVE, usize::MAX).unwrap().0,
    );
    Some(record.phase())
}

/// The crashes of a life, and how many of them ended how; with `torn`, also those in the middle of a write and those that
/// leave the later one of two writes.
fn crashes(policy: DuplicatePolicy, torn: bool) -> BTreeMap<String, usize> {
    let world = live(policy);
    let mut ends = BTreeMap::new();
    let mut crash = |image: &[u8], steps: usize| {
        let known: Vec<_> = world.known.iter().filter(|(at, _)| *at <= steps).map(|(_, known)| *known).collect();
        let end = survive(image.to_vec(), &known, policy);
        *ends.entry(end.map_or("not accepted".into(), |phase| format!("{phase:?}"))).or_insert(0) += 1;
    };
    let (mut image, mut synced) = (Vec::new(), Vec::new());
    for (steps, done) in (0..).zip(world.medium.done()) {
        if steps < world.made {
            done.apply(&mut image);
            synced.clone_from(&image);
            continue;
        }
        match &done {
            Done::Write(..) if torn => {
                // The power goes in the middle of it; or all but this one was still waiting to be written.
                let (mut torn, mut alone) = (image.clone(), synced.clone());
                done.half().apply(&mut torn);
                crash(&torn, steps);
                alone.resize(image.len(), 0);
                done.apply(&mut alone);
                crash(&alone, steps);
            }
            Done::Write(..) | Done::SetLen(_) => {}
            // The least that a power cut leaves.
            Done::Sync => crash(&synced, steps),
        }
        done.apply(&mut image);
        // What a kill leaves.
        crash(&image, steps + 1);
        if matches!(done, Done::Sync) {
            synced.clone_from(&image);
        }
    }
    ends
}

#[test]
fn at_most_once() {
    let ends = crashes(DuplicatePolicy::AtMostOnce, true);
    // A crash behind a page that was offered leaves it in doubt, and a person decides; all else is sent.
    assert_eq!(ends.keys().collect::<Vec<_>>(), ["Delivered", "Unconfirmed", "not accepted"], "{ends:?}");
}

#[test]
fn resume_marked() {
    let ends = crashes(DuplicatePolicy::ResumeMarked, false);
    assert_eq!(ends.keys().collect::<Vec<_>>(), ["Delivered", "Unconfirmed", "not accepted"], "{ends:?}");
}
