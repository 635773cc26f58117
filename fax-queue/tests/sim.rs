//! Two queues, two stations, one simulated wire: what one queue sends, the other one receives.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use core::sync::atomic::Ordering;

use common::wire::{Fate, connect};
use common::{LINE, Shared, open};
use fax_core::Event;
use fax_core::sim::{Impairments, OctetPages, Received, Rng};
use fax_queue::engine::Phase;
use fax_queue::model::{DuplicatePolicy, JobStatus, NewJob, OutgoingJob};
use fax_queue::service::{IncomingRun, OutgoingRun, Queue};
use fax_queue::store::{ApplyError, Memory, StoreError};
use fax_queue::vocabulary::{JobState, ServerId};

fn document() -> OctetPages {
    OctetPages::new(vec![vec![0x11; 4000], vec![0x22; 3000], vec![0x33; 2000]])
}

#[test]
fn one_queue_sends_what_the_other_receives() {
    let (sender, _) = open(Memory::new());
    let (receiver, _) = open(Memory::new());
    let job = sender.submit(NewJob::new("123", "document", 3)).unwrap();
    let mut out = OutgoingRun::claim(&sender, LINE).unwrap().expect("a job is due");
    let mut into = IncomingRun::accept(&receiver, LINE, "", "in/1").unwrap();
    let received = into.job();
    let (mut source, mut sink) = (document(), Received::default());
    let (out_end, in_end) = connect(&mut out, &mut into, &mut source, &mut sink, Fate::default());
    assert_eq!(out.finish(&out_end.unwrap()).unwrap(), JobState::Completed);
    assert_eq!(into.finish(&in_end, 9000).unwrap(), JobState::Routing);
    assert_eq!(sink.accepted, source.pages());
    let job = sender.outgoing_job(job).unwrap();
    assert_eq!((job.csid(), job.bit_rate(), job.pages_confirmed()), ("+2 theirs", Some(14400), 3));
    let received = receiver.incoming_job(received).unwrap();
    assert_eq!((received.tsid(), received.pages()), ("+1 ours", 3));
}

#[test]
fn the_next_attempt_sends_only_what_is_missing() {
    let (sender, clock) = open(Memory::new());
    let (receiver, _) = open(Memory::new());
    let job = sender.submit(NewJob::new("123", "document", 3)).unwrap();
    let (mut source, mut sink) = (document(), Received::default());

    // The first call is stopped on our side as soon as the first page is confirmed.
    let mut out = OutgoingRun::claim(&sender, LINE).unwrap().expect("a job is due");
    let mut into = IncomingRun::accept(&receiver, LINE, "", "in/1").unwrap();
    let stop = out.stop_flag();
    let watch = move |event: &Event| {
        if matches!(event, Event::PageSent { page: 0, confirmed: true }) {
            stop.store(true, Ordering::Release);
        }
    };
    let fate = Fate { watch: Some(Box::new(watch)), ..Fate::default() };
    let (out_end, in_end) = connect(&mut out, &mut into, &mut source, &mut sink, fate);
    assert_eq!(out.finish(&out_end.unwrap()).unwrap(), JobState::Retrying);
    assert_eq!(into.finish(&in_end, 4000).unwrap(), JobState::Routing);
    assert_eq!(sink.accepted.len(), 1);

    clock.set(sender.outgoing_job(job).unwrap().scheduled_time().unwrap());
    let mut out = OutgoingRun::claim(&sender, LINE).unwrap().expect("the job is due again");
    assert_eq!(out.ticket().pages, [1, 2]);
    let mut into = IncomingRun::accept(&receiver, LINE, "", "in/2").unwrap();
    let (out_end, in_end) = connect(&mut out, &mut into, &mut source, &mut sink, Fate::default());
    assert_eq!(out.finish(&out_end.unwrap()).unwrap(), JobState::Completed);
    assert_eq!(into.finish(&in_end, 5000).unwrap(), JobState::Routing);
    assert_eq!(sink.accepted, source.pages(), "every page once");
    assert_eq!(
        sender.outgoing_job(job).unwrap().retries(),
        1,
        "a call that a fax machine answered is paid for, whoever stopped it"
    );
}

#[test]
fn a_page_that_cannot_be_put_on_record_is_not_offered() {
    let store = Shared::default();
    store.fails(|plan| {
        let offers = plan.outgoing().is_some_and(|job| job.ledger().offered().is_some());
        offers.then(|| ApplyError::Store(StoreError::Backend("disk full".into())))
    });
    let (sender, _) = open(store);
    let (receiver, _) = open(Memory::new());
    let job = sender.submit(NewJob::new("123", "document", 3)).unwrap();
    let mut out = OutgoingRun::claim(&sender, LINE).unwrap().expect("a job is due");
    let mut into = IncomingRun::accept(&receiver, LINE, "", "in/1").unwrap();
    let (mut source, mut sink) = (document(), Received::default());
    let (out_end, in_end) = connect(&mut out, &mut into, &mut source, &mut sink, Fate::default());
    assert_eq!(into.finish(&in_end, 0).unwrap(), JobState::Failed);
    assert_eq!(sink.accepted, [[0u8; 0]; 0], "the receiver was never asked to keep a page");
    assert_eq!(out.finish(&out_end.unwrap()).unwrap(), JobState::Retrying);
    assert_eq!(sender.outgoing_job(job).unwrap().pages_confirmed(), 0);
}

/// A bad wire and processes that die, again and again: what one queue says is compared with what the far side has.
fn torture(policy: DuplicatePolicy, seed: u64) -> (Phase, Received, OctetPages) {
    let mut chance = Rng::new(seed);
    let store = Shared::default();
    let (mut sender, clock) = open(store.clone());
    let (receiver, _) = open(Memory::new());
    // Pages of 14 seconds and more: a receiver that missed a page altogether tells that from a repeated command by the
    // time, and pages of a second or two, which no paper has, would deceive it.
    let mut source = OctetPages::new(vec![vec![0x11; 27_000], vec![0x22; 26_000], vec![0x33; 25_000]]);
    let mut sink = Received::default();
    let mut request = NewJob::new("123", "document", 3);
    request.duplicates = policy;
    let job = sender.submit(request).unwrap();
    for _ in 0..20 {
        let record = sender.outgoing_job(job).unwrap();
        let Some(due) = record.waits_until() else { break };
        clock.set(due);
        let mut out = OutgoingRun::claim(&sender, LINE).unwrap().expect("the job is due");
        let mut into = IncomingRun::accept(&receiver, LINE, "", "in").unwrap();
        let impairments = Impairments {
            seed: chance.draw(),
            lost_frames: 150_000,
            bad_frames: 50_000,
            lost_carriers: 50_000,
            cut_at: chance.chance(300_000).then(|| fax_core::Instant::from_millis(chance.draw() % 100_000)),
            ..Impairments::default()
        };
        let dies_at = chance.chance(400_000).then(|| usize::try_from(chance.draw() % 40).unwrap());
        let fate = Fate { impairments, dies_at, watch: None };
        let (out_end, in_end) = connect(&mut out, &mut into, &mut source, &mut sink, fate);
        into.finish(&in_end, 0).unwrap();
        match out_end {
            Some(end) => _ = out.finish(&end).unwrap(),
            None => {
                drop(out);
                sender = Queue::open_with(store.clone(), clock.clone(), ServerId(0)).unwrap();
            }
        }
        let record = sender.outgoing_job(job).unwrap();
        for page in (0..3).filter(|page| !record.ledger().missing().any(|missing| missing == *page)) {
            let octets = source.pages().get(usize::from(page)).unwrap();
            assert!(sink.accepted.contains(octets), "seed {seed}: page {page} is confirmed and never arrived");
        }
    }
    (sender.outgoing_job(job).unwrap().phase(), sink, source)
}

#[test]
fn on_a_bad_wire_at_most_once_is_at_most_once() {
    let mut ends = [0; 2];
    for seed in 0..150 {
        let (phase, sink, source) = torture(DuplicatePolicy::AtMostOnce, seed);
        for page in source.pages() {
            let copies = sink.accepted.iter().filter(|accepted| *accepted == page).count();
            assert!(copies <= 1, "seed {seed}: {copies} copies of a page");
            assert!(phase != Phase::Delivered || copies == 1, "seed {seed}: delivered, and a page is missing");
        }
        let [delivered, unconfirmed] = &mut ends;
        *delivered += u32::from(phase == Phase::Delivered);
        *unconfirmed += u32::from(phase == Phase::Unconfirmed);
    }
    assert!(ends.iter().all(|count| *count > 10), "both ends are seen: {ends:?}");
}

#[test]
fn on_a_bad_wire_at_least_once_says_delivered_only_if_it_is() {
    let mut delivered = 0;
    for seed in 1000..1150 {
        let (phase, sink, source) = torture(DuplicatePolicy::AtLeastOnce, seed);
        if phase == Phase::Delivered {
            delivered += 1;
            assert!(source.pages().iter().all(|page| sink.accepted.contains(page)), "seed {seed}");
        }
    }
    assert!(delivered > 50, "most arrive: {delivered}");
}
