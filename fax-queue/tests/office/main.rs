//! A day of an office in virtual time: four lines, 500 faxes to be sent and 200 callers, with T.30 at both ends of every call.
//! What the queue says is held against what the far ends have on record.
//!
//! The day is as long as it takes until nothing waits any more. `cargo test --release --test office -- --ignored` lives
//! through as many days as `OFFICE_DAYS` says, each of another seed.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;
mod diary;
mod plan;
mod talk;

use core::time::Duration;
use std::collections::{BTreeMap, VecDeque};

use common::{FakeClock, open};
use diary::Writer;
use fax_core::Instant;
use fax_queue::engine::{DialFailure, Settings};
use fax_queue::model::{Activity, Clock, Job, JobStatus, OutgoingJob};
use fax_queue::service::{CallEnd, IncomingRun, OutgoingRun, Queue};
use fax_queue::store::Memory;
use fax_queue::vocabulary::{DeviceId, ExtendedStatus, JobId, JobState, ServerEvents, Timestamp};
use plan::{Caller, Fate, INCOMING, Letter, OUTGOING, Plan, paper};
use talk::{Ours, Talk, Unplug};

/// 2026-01-02 08:00 UTC, and the office lives by it.
const OPENS: Timestamp = Timestamp::from_unix_millis(1_767_340_800_000);
const LINES: u32 = 4;
/// How often a line that has nothing to do looks for something.
const LOOK: Duration = Duration::from_secs(10);

/// What a line does.
enum Line {
    Idle,
    /// It dials, and at this moment knows that it is in vain.
    Dials(Box<OutgoingRun>, DialFailure, Timestamp),
    /// A call that began at the first moment and has something to do at the second one.
    Talks(Box<Talk>, Timestamp, Timestamp),
}

/// What a far end that called has on record: the pages that it holds for delivered, of those that it had.
struct Sent {
    confirmed: usize,
    unplug: Unplug,
    pages: u16,
}

struct Office {
    queue: Queue,
    clock: FakeClock,
    diary: Writer,
    plan: Plan,
    lines: Vec<Line>,
    letters: BTreeMap<JobId, Letter>,
    cancel: Vec<(Timestamp, JobId)>,
    /// What the far ends that were called have kept, by job.
    kept: BTreeMap<JobId, Vec<Vec<u8>>>,
    /// Jobs with a page that a far end took and nobody confirmed.
    in_doubt: Vec<JobId>,
    /// How many of their far ends were unplugged in the middle of a call.
    silences: BTreeMap<JobId, usize>,
    callers: Vec<Sent>,
    /// Our jobs for them, in their order.
    received: BTreeMap<JobId, usize>,
}

fn millis(from: Timestamp, to: Timestamp) -> Instant {
    Instant::from_millis(u64::try_from(to.since(from).as_millis()).unwrap())
}

fn take_if<T>(queue: &mut VecDeque<T>, due: impl FnOnce(&T) -> bool) -> Option<T> {
    if queue.front().is_some_and(due) { queue.pop_front() } else { None }
}

impl Office {
    fn new(seed: u64) -> Self {
        let (queue, clock) = open(Memory::new());
        clock.set(OPENS);
        // Faxes that can wait go from eight in the evening to six in the morning.
        queue.set_settings(Settings { discount_start: 20 * 60, discount_end: 6 * 60, ..Settings::default() }).unwrap();
        let diary = Writer::default();
        queue.subscribe(ServerEvents::ALL, diary.clone());
        Self {
            queue,
            clock,
            diary,
            plan: Plan::new(seed, OPENS),
            lines: (0..LINES).map(|_| Line::Idle).collect(),
            letters: BTreeMap::new(),
            cancel: Vec::new(),
            kept: BTreeMap::new(),
            in_doubt: Vec::new(),
            silences: BTreeMap::new(),
            callers: Vec::new(),
            received: BTreeMap::new(),
        }
    }

    fn live(&mut self) {
        let mut look = OPENS;
        loop {
            let now = self.clock.now();
            self.people(now);
            self.calls_come(now);
            for line in 0..self.lines.len() {
                self.work(line, now);
            }
            if now >= look {
                look = now + LOOK;
                for line in 0..self.lines.len() {
                    self.look_for_work(line, now);
                }
                self.audit();
                if self.is_over() {
                    return;
                }
            }
            let next = self.lines.iter().filter_map(|line| match line {
                Line::Idle => None,
                Line::Dials(_, _, at) | Line::Talks(_, _, at) => Some(*at),
            });
            self.clock.set(next.chain([look]).min().unwrap().max(now + Duration::from_millis(1)));
            assert!(now < OPENS + Duration::from_secs(48 * 3600), "the day does not end");
        }
    }

    fn is_over(&self) -> bool {
        let idle = self.lines.iter().all(|line| matches!(line, Line::Idle));
        let waiting = self.queue.activity().unwrap() != Activity::default();
        idle && !waiting && self.plan.submissions.is_empty() && self.plan.callers.is_empty()
    }

    /// Whoever submits and cancels.
    fn people(&mut self, now: Timestamp) {
        while let Some(next) = take_if(&mut self.plan.submissions, |next| next.at <= now) {
            let submission = self.queue.submit_to_all(next.fax).unwrap();
            for (job, letter) in submission.jobs().zip(next.letters) {
                self.cancel.extend(letter.cancelled_after.map(|after| (now + after, job)));
                self.letters.insert(job, letter);
            }
        }
        self.cancel.retain(|(at, job)| {
            if *at <= now {
                // It may be too late.
                let _ = self.queue.cancel(*job);
            }
            *at > now
        });
    }

    /// A caller gets the first idle line; else the number is busy, and the caller tries again.
    fn calls_come(&mut self, now: Timestamp) {
        while let Some(mut caller) = take_if(&mut self.plan.callers, |next| next.at <= now) {
            if let Some(free) = self.lines.iter().position(|line| matches!(line, Line::Idle)) {
                self.answer(free, &caller, now);
            } else {
                caller.at = now + Duration::from_secs(97);
                let place = self.plan.callers.partition_point(|other| other.at <= caller.at);
                self.plan.callers.insert(place, caller);
            }
        }
    }

    fn answer(&mut self, line: usize, caller: &Caller, now: Timestamp) {
        let device = DeviceId(u32::try_from(line).unwrap() + 1);
        let number = self.callers.len();
        self.queue.ring(device, "+1 555").unwrap();
        let run = IncomingRun::accept(&self.queue, device, "+1 555", &format!("in/{number}.tif")).unwrap();
        self.received.insert(run.job(), number);
        self.callers.push(Sent { confirmed: 0, unplug: caller.unplug, pages: caller.pages });
        let paper = paper(u64::try_from(1_000_000 + number).unwrap(), caller.pages);
        self.lines[line] = Line::Talks(Box::new(Talk::new(Ours::Receives(run), paper, caller.unplug)), now, now);
    }

    fn look_for_work(&mut self, line: usize, now: Timestamp) {
        let device = DeviceId(u32::try_from(line).unwrap() + 1);
        if !matches!(self.lines[line], Line::Idle) {
            return;
        }
        let Some(run) = OutgoingRun::claim(&self.queue, device).unwrap() else { return };
        let job = run.ticket().job;
        let letter = self.letters.get_mut(&job).expect("it was submitted");
        self.lines[line] = match letter.fates.pop_front() {
            Some(Fate::Missed(why)) => Line::Dials(Box::new(run), why, now + Duration::from_secs(40)),
            fate => {
                let Some(Fate::Answered(unplug)) = fate.or(Some(Fate::Answered(Unplug::Never))) else { return };
                let paper = paper(job.0, letter.pages);
                Line::Talks(Box::new(Talk::new(Ours::Sends(run), paper, unplug)), now, now)
            }
        };
    }

    /// Whatever a line has to do at this moment.
    fn work(&mut self, line: usize, now: Timestamp) {
        match &mut self.lines[line] {
            Line::Dials(run, why, at) if *at <= now => {
                run.finish(&CallEnd::NotReached(*why)).unwrap();
                self.lines[line] = Line::Idle;
            }
            Line::Talks(talk, began, at) if *at <= now => match talk.step(millis(*began, now)) {
                Some(wake) => *at = *began + Duration::from_millis(wake.as_millis()),
                None => {
                    let Line::Talks(talk, ..) = core::mem::replace(&mut self.lines[line], Line::Idle) else { return };
                    self.hang_up(*talk);
                }
            },
            _ => {}
        }
    }

    fn hang_up(&mut self, mut talk: Talk) {
        let end = talk.end();
        let kept = core::mem::take(&mut talk.sink.accepted);
        match &mut talk.ours {
            Ours::Sends(run) => {
                let job = run.ticket().job;
                *self.silences.entry(job).or_default() += usize::from(talk.unplugged);
                if talk.in_doubt {
                    self.in_doubt.push(job);
                }
                self.kept.entry(job).or_default().extend(kept);
                run.finish(&end).unwrap();
            }
            Ours::Receives(run) => {
                let job = run.job();
                let number = self.received[&job];
                let all = paper(u64::try_from(1_000_000 + number).unwrap(), self.callers[number].pages);
                assert_eq!(kept, all.pages()[..kept.len()], "what came in is what was sent");
                self.callers[number].confirmed = talk.confirmed;
                let size = kept.iter().map(|page| page.len() as u64).sum();
                if run.finish(&end, size).unwrap() == JobState::Routing {
                    assert_eq!(usize::from(self.queue.incoming_job(job).unwrap().pages()), kept.len());
                    self.queue.hand_over(job).unwrap();
                }
            }
        }
    }

    /// The counters, and those that were told, are what the lines do and what nobody has done yet.
    fn audit(&self) {
        let count = |wanted: fn(&Line) -> bool| u32::try_from(self.lines.iter().filter(|line| wanted(line)).count());
        let sends = |line: &Line| match line {
            Line::Dials(..) => true,
            Line::Talks(talk, ..) => matches!(talk.ours, Ours::Sends(_)),
            Line::Idle => false,
        };
        let receives = |line: &Line| matches!(line, Line::Talks(talk, ..) if matches!(talk.ours, Ours::Receives(_)));
        let activity = self.queue.activity().unwrap();
        assert_eq!((Ok(activity.outgoing), Ok(activity.incoming)), (count(sends), count(receives)));
        assert_eq!(activity.routing, 0);
        self.queue.dispatch().unwrap();
        assert_eq!(self.diary.0.lock().unwrap().activity, activity, "what was told last");
    }

    /// Every job ended as it had to, and everybody's records agree.
    fn settle(&self) -> String {
        self.queue.shut_down().unwrap();
        let mut ends = BTreeMap::<&str, usize>::new();
        for (job, letter) in &self.letters {
            let record = self.queue.outgoing_job(*job).unwrap();
            let kept = self.kept.get(job).map_or(&[][..], Vec::as_slice);
            let paper = paper(job.0, letter.pages);
            let copies: Vec<_> =
                paper.pages().iter().map(|page| kept.iter().filter(|kept| *kept == page).count()).collect();
            assert_eq!(copies.iter().sum::<usize>(), kept.len(), "job {}: a page that nobody sent", job.0);
            let confirmed = usize::from(record.pages_confirmed());
            assert!(confirmed <= copies.iter().filter(|copies| **copies > 0).count(), "job {}", job.0);
            let doubted = self.in_doubt.contains(job);
            assert!(doubted || copies.iter().all(|copies| *copies <= 1), "job {}: {copies:?}", job.0);
            assert!(!letter.at_most_once || copies.iter().all(|copies| *copies <= 1), "job {}: {copies:?}", job.0);
            let end = match record.status().state {
                JobState::Completed => {
                    assert!(copies.iter().all(|copies| *copies > 0), "job {} is called delivered: {copies:?}", job.0);
                    assert_eq!(confirmed, copies.len());
                    assert_eq!(self.queue.outgoing_message(*job).unwrap().id(), *job);
                    "delivered"
                }
                JobState::Failed if record.extended_status_code() == ExtendedStatus::Unconfirmed => {
                    // A far end that was unplugged keeps silent, and may or may not have the page.
                    let silences = self.silences.get(job).copied().unwrap_or_default();
                    assert!(silences >= if letter.at_most_once { 1 } else { 2 }, "job {}", job.0);
                    "unconfirmed"
                }
                JobState::Failed => {
                    assert_eq!(record.extended_status_code(), ExtendedStatus::BadAddress, "job {}", job.0);
                    "wrong number"
                }
                JobState::Canceled => {
                    assert!(letter.cancelled_after.is_some(), "job {}", job.0);
                    "cancelled"
                }
                other => panic!("job {} is {other} in the evening: {}", job.0, record.reason()),
            };
            *ends.entry(end).or_default() += 1;
        }
        assert_eq!(self.letters.len(), OUTGOING);
        let delivered = ends.get("delivered").copied().unwrap_or_default();
        assert_eq!(self.queue.outgoing_messages().count(), delivered);
        assert_eq!(self.callers.len(), INCOMING);
        let mut messages = 0;
        for (job, number) in &self.received {
            let (record, caller) = (self.queue.incoming_job(*job).unwrap(), &self.callers[*number]);
            assert_eq!(usize::from(record.pages()), caller.confirmed, "call {number}: our pages, theirs confirmed");
            assert!(caller.unplug != Unplug::Never || caller.confirmed == usize::from(caller.pages), "call {number}");
            assert_eq!(self.queue.incoming_message(*job).is_ok(), caller.confirmed > 0, "call {number}");
            messages += usize::from(caller.confirmed > 0);
        }
        assert_eq!(self.diary.0.lock().unwrap().archived, [delivered, messages]);
        format!("{ends:?}, {messages} received, over at {}", self.clock.now())
    }
}

fn day(seed: u64) -> String {
    let mut office = Office::new(seed);
    office.live();
    let end = office.settle();
    println!("day {seed}: {end}");
    end
}

#[test]
fn a_day_of_an_office() {
    let end = day(1);
    assert!(["delivered", "unconfirmed", "wrong number", "cancelled"].iter().all(|kind| end.contains(kind)), "{end}");
}

#[test]
#[ignore = "takes as long as there are days"]
fn many_days_of_an_office() {
    let days = std::env::var("OFFICE_DAYS").map_or(20, |days| days.parse().unwrap());
    for seed in 2..2 + days {
        day(seed);
    }
}
