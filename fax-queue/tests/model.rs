//! Any sequence of commands, against a model that is too simple to be wrong.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet};

use common::{FakeClock, LINE, Shared};
use fax_core::Failure;
use fax_queue::engine::{Action, Cause, DialFailure, EventKind, Fact, Operation, Phase};
use fax_queue::model::{DuplicatePolicy, JobStatus, NewJob, OutgoingJob};
use fax_queue::service::Queue;
use fax_queue::store::{Cursor, Store};
use fax_queue::vocabulary::{Epoch, JobId, JobState, Operations, ServerId};
use proptest::prelude::*;

const JOBS: u64 = 4;
const PAGES: u16 = 3;

#[derive(Clone, Debug)]
enum Step {
    Submit { number: u8, policy: DuplicatePolicy },
    Claim(u64),
    Attempt { job: u64, stale: bool, fact: Fact },
    Operate(u64, Operation),
    Recover(u64),
    Wait(u32),
}

fn fact() -> impl Strategy<Value = Fact> {
    let page = 0..PAGES + 1;
    prop_oneof![
        1 => Just(Fact::SessionStarted),
        2 => page.clone().prop_map(Fact::PageStarted),
        4 => page.clone().prop_map(Fact::PageOffered),
        6 => (page, prop::bool::weighted(0.8))
            .prop_map(|(page, confirmed)| Fact::PageAnswered { page, confirmed }),
        3 => prop_oneof![
            Just(Cause::Completed),
            Just(Cause::NotReached(DialFailure::Busy)),
            Just(Cause::NotReached(DialFailure::InvalidNumber)),
            Just(Cause::Failed(Failure::NoResponseAfterPage)),
            Just(Cause::Failed(Failure::PageRejected)),
            Just(Cause::Failed(Failure::CallDropped)),
        ]
        .prop_map(Fact::Ended),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let job = 1..=JOBS;
    let policy = prop_oneof![
        Just(DuplicatePolicy::AtMostOnce),
        Just(DuplicatePolicy::ResumeMarked),
        Just(DuplicatePolicy::AtLeastOnce)
    ];
    let operation =
        prop_oneof![Just(Operation::Pause), Just(Operation::Resume), Just(Operation::Restart), Just(Operation::Cancel)];
    prop_oneof![
        2 => (0u8..2, policy).prop_map(|(number, policy)| Step::Submit { number, policy }),
        4 => job.clone().prop_map(Step::Claim),
        16 => (job.clone(), prop::bool::weighted(0.05), fact())
            .prop_map(|(job, stale, fact)| Step::Attempt { job, stale, fact }),
        2 => (job.clone(), operation).prop_map(|(job, operation)| Step::Operate(job, operation)),
        1 => job.prop_map(Step::Recover),
        2 => (0u32..4000).prop_map(Step::Wait),
    ]
}

/// What the far end got and said: the truth that the queue must never contradict.
#[derive(Default)]
struct Truth {
    /// Pages that were offered in the running attempt without an answer yet.
    offered: BTreeSet<u16>,
    confirmed: BTreeSet<u16>,
    policy: DuplicatePolicy,
    /// `AtMostOnce`: pages that may have arrived without a confirmation; nobody gave leave to repeat them.
    may_have_arrived: BTreeSet<u16>,
    final_state: Option<JobState>,
}

struct World {
    queue: Queue,
    store: Shared,
    clock: FakeClock,
    truth: BTreeMap<u64, Truth>,
}

impl World {
    fn new() -> Self {
        let (store, clock) = (Shared::default(), FakeClock::new());
        let queue = Queue::open_with(store.clone(), clock.clone(), ServerId(0)).unwrap();
        Self { queue, store, clock, truth: BTreeMap::new() }
    }

    fn act(&self, action: Action) -> bool {
        self.queue.execute(&action.into()).is_ok()
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Submit { number, policy } => {
                if self.truth.len() < usize::try_from(JOBS).unwrap() {
                    let mut job = NewJob::new(["1", "2"][usize::from(number)], "document", PAGES);
                    job.duplicates = policy;
                    let id = self.queue.submit(job).unwrap();
                    self.truth.insert(id.0, Truth { policy, ..Truth::default() });
                }
            }
            Step::Claim(job) => _ = self.act(Action::Claim { job: JobId(job), device: LINE }),
            Step::Attempt { job, stale, fact } => self.attempt(job, stale, fact),
            Step::Operate(job, operation) => {
                let before = self.queue.outgoing_job(JobId(job)).ok();
                let done = self.act(Action::Operate { job: JobId(job), operation });
                if let (Some(before), Some(truth)) = (before, self.truth.get_mut(&job)) {
                    let needed = match operation {
                        Operation::Pause => Operations::PAUSE,
                        Operation::Resume => Operations::RESUME,
                        Operation::Restart => Operations::RESTART,
                        Operation::Cancel => Operations::DELETE,
                        other => unreachable!("no step has {other:?}"),
                    };
                    let allowed = !before.is_removed() && before.available_operations().contains(needed);
                    assert_eq!(done, allowed, "{operation:?} of a job that is {}", before.status());
                    if done && operation == Operation::Restart {
                        truth.may_have_arrived.clear();
                        truth.final_state = None;
                    }
                }
            }
            Step::Recover(job) => {
                if self.act(Action::Recover { job: JobId(job) }) {
                    self.attempt_over(job);
                }
            }
            Step::Wait(seconds) => self.clock.advance(Duration::from_secs(seconds.into())),
        }
    }

    fn attempt(&mut self, job: u64, stale: bool, fact: Fact) {
        let Ok(before) = self.queue.outgoing_job(JobId(job)) else { return };
        let epoch = before.attempt().map_or(0, |attempt| attempt.epoch.0);
        let epoch = Epoch(if stale { epoch.wrapping_sub(1) } else { epoch });
        let done = self.act(Action::Attempt { job: JobId(job), epoch, fact: fact.clone() });
        assert!(!(done && stale), "a late line must not be heard");
        if !done {
            return;
        }
        let truth = self.truth.get_mut(&job).unwrap();
        match fact {
            Fact::PageOffered(page) => {
                assert!(!truth.confirmed.contains(&page), "page {page} was confirmed and is sent again");
                assert!(!truth.may_have_arrived.contains(&page), "page {page} may have arrived and is sent again");
                truth.offered.insert(page);
            }
            Fact::PageAnswered { page, confirmed } => {
                assert!(truth.offered.remove(&page), "an answer for a page that was not offered");
                if confirmed {
                    truth.confirmed.insert(page);
                }
            }
            Fact::Ended(_) => self.attempt_over(job),
            _ => {}
        }
    }

    fn attempt_over(&mut self, job: u64) {
        let truth = self.truth.get_mut(&job).unwrap();
        let offered = core::mem::take(&mut truth.offered);
        if truth.policy == DuplicatePolicy::AtMostOnce {
            truth.may_have_arrived.extend(offered);
        }
    }

    fn check(&mut self) {
        let mut active = BTreeSet::new();
        for (&id, truth) in &mut self.truth {
            let job = self.queue.outgoing_job(JobId(id)).unwrap();
            let complete = truth.confirmed.len() == usize::from(PAGES);
            assert_eq!(usize::from(job.pages_confirmed()), truth.confirmed.len());
            if job.phase() == Phase::Delivered {
                assert!(complete, "delivered without all pages confirmed");
            }
            if job.phase().is_active() {
                assert!(active.insert(job.recipient().fax_number.to_owned()), "two calls to one number");
                assert!(job.attempt().is_some());
            } else {
                assert!(job.attempt().is_none());
                assert!(!complete || job.phase() == Phase::Delivered, "complete and not delivered");
            }
            let state = job.status().state;
            if let Some(before) = truth.final_state {
                assert!(state == before || state == JobState::Canceled, "{before} became {state}");
            }
            truth.final_state = state.is_final().then_some(state);
        }
        let mut seen: BTreeMap<_, (u64, bool)> = BTreeMap::new();
        for (_, event) in self.store.events(Cursor::default(), usize::MAX).unwrap() {
            let (last, removed) = seen.entry(event.job).or_default();
            assert!(!*removed, "nothing comes after removed");
            assert_eq!(event.seq, *last + 1, "events without gaps");
            let is_first_of_job = event.job.is_some() && event.seq == 1;
            assert_eq!(event.kind == EventKind::OutgoingJobAdded, is_first_of_job, "added comes first");
            *last = event.seq;
            *removed = event.kind == EventKind::OutgoingJobRemoved;
        }
    }
}

/// 400 cases, or more if `PROPTEST_CASES` says so.
fn cases() -> ProptestConfig {
    let config = ProptestConfig::default();
    ProptestConfig { cases: config.cases.max(400), ..config }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn no_sequence_breaks_a_promise(steps in prop::collection::vec(step(), 1..120)) {
        let mut world = World::new();
        for step in steps {
            world.step(step);
            world.check();
        }
    }

    /// A call goes through its pages in order and may break off anywhere: the paths that random facts seldom reach.
    #[test]
    fn calls_that_break_off_anywhere(
        policy in prop_oneof![
            Just(DuplicatePolicy::AtMostOnce),
            Just(DuplicatePolicy::ResumeMarked),
            Just(DuplicatePolicy::AtLeastOnce)
        ],
        breaks in prop::collection::vec((0usize..10, any::<bool>()), 1..20),
    ) {
        let mut world = World::new();
        world.step(Step::Submit { number: 0, policy });
        for (facts, crash) in breaks {
            let job = world.queue.outgoing_job(JobId(1)).unwrap();
            if job.status().state.is_final() {
                break;
            }
            world.clock.set(job.scheduled_time().unwrap());
            world.step(Step::Claim(1));
            let missing: Vec<_> = job.ledger().missing().collect();
            let script = missing.iter().flat_map(|&page| {
                [Fact::PageStarted(page), Fact::PageOffered(page), Fact::PageAnswered { page, confirmed: true }]
            });
            for fact in script.take(facts) {
                world.step(Step::Attempt { job: 1, stale: false, fact });
                world.check();
            }
            world.step(if crash {
                Step::Recover(1)
            } else {
                let fact = Fact::Ended(Cause::Failed(Failure::NoResponseAfterPage));
                Step::Attempt { job: 1, stale: false, fact }
            });
            world.check();
        }
    }
}

/// Doubt that a second start of the page must not take away.
#[test]
fn a_page_that_was_offered_does_not_begin_anew() {
    let mut world = World::new();
    world.step(Step::Submit { number: 0, policy: DuplicatePolicy::AtMostOnce });
    world.step(Step::Claim(1));
    for fact in [
        Fact::PageStarted(1),
        Fact::PageOffered(1),
        Fact::PageStarted(1),
        Fact::Ended(Cause::Failed(Failure::CallDropped)),
    ] {
        world.step(Step::Attempt { job: 1, stale: false, fact });
        world.check();
    }
    assert_eq!(world.queue.outgoing_job(JobId(1)).unwrap().phase(), Phase::Unconfirmed);
    world.step(Step::Wait(4000));
    world.step(Step::Claim(1));
    world.step(Step::Attempt { job: 1, stale: false, fact: Fact::PageOffered(1) });
    world.check();
}
