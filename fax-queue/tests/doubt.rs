//! What becomes of a job whose attempt broke off, by what is known of its pages, its policy, and whether the call failed
//! or the process died.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use common::{LINE, open};
use fax_core::Failure;
use fax_queue::engine::{Action, Cause, Fact, PageState, Phase};
use fax_queue::model::{DuplicatePolicy, JobStatus, NewJob, OutgoingJob};
use fax_queue::service::Queue;
use fax_queue::store::Memory;
use fax_queue::vocabulary::{Epoch, ExtendedStatus, JobId, JobState, Operations};

use DuplicatePolicy::{AtLeastOnce, AtMostOnce, ResumeMarked};

struct Bench {
    queue: Queue,
    clock: common::FakeClock,
    job: JobId,
    epoch: u32,
}

impl Bench {
    fn new(duplicates: DuplicatePolicy) -> Self {
        let (queue, clock) = open(Memory::new());
        let mut request = NewJob::new("123", "document", 3);
        request.duplicates = duplicates;
        let job = queue.submit(request).unwrap();
        let mut bench = Self { queue, clock, job, epoch: 0 };
        bench.claim();
        bench
    }

    fn act(&self, action: Action) {
        self.queue.execute(&action.into()).unwrap();
    }

    fn claim(&mut self) {
        self.clock.set(self.record().scheduled_time().unwrap());
        self.act(Action::Claim { job: self.job, device: LINE });
        self.epoch += 1;
    }

    fn tell(&self, fact: Fact) {
        self.act(Action::Attempt { job: self.job, epoch: Epoch(self.epoch), fact });
    }

    fn offer(&self, page: u16) {
        self.tell(Fact::PageStarted(page));
        self.tell(Fact::PageOffered(page));
    }

    fn send(&self, page: u16) {
        self.offer(page);
        self.tell(Fact::PageAnswered { page, confirmed: true });
    }

    fn fail(&self) {
        self.tell(Fact::Ended(Cause::Failed(Failure::NoResponseAfterPage)));
    }

    fn crash(&self) {
        self.act(Action::Recover { job: self.job });
    }

    fn record(&self) -> fax_queue::engine::OutgoingRecord {
        self.queue.outgoing_job(self.job).unwrap()
    }

    fn phase(&self) -> Phase {
        self.record().phase()
    }
}

/// The evidence: how far the three pages had come.
#[derive(Clone, Copy)]
enum Known {
    Intent,
    SecondStarted,
    SecondOffered,
    LastOffered,
    AllConfirmed,
}

fn bench(known: Known, policy: DuplicatePolicy) -> Bench {
    let bench = Bench::new(policy);
    match known {
        Known::Intent => {}
        Known::SecondStarted => {
            bench.send(0);
            bench.tell(Fact::PageStarted(1));
        }
        Known::SecondOffered => {
            bench.send(0);
            bench.offer(1);
        }
        Known::LastOffered => {
            bench.send(0);
            bench.send(1);
            bench.offer(2);
        }
        Known::AllConfirmed => (0..3).for_each(|page| bench.send(page)),
    }
    bench
}

#[test]
fn the_table() {
    use Known::{AllConfirmed, Intent, LastOffered, SecondOffered, SecondStarted};
    use Phase::{Delivered, RetryWait, Unconfirmed};
    // (evidence, policy, after a failed call, after a crash)
    let table = [
        (Intent, AtMostOnce, RetryWait, RetryWait),
        (Intent, ResumeMarked, RetryWait, RetryWait),
        (Intent, AtLeastOnce, RetryWait, RetryWait),
        (SecondStarted, AtMostOnce, RetryWait, RetryWait),
        (SecondStarted, ResumeMarked, RetryWait, RetryWait),
        (SecondStarted, AtLeastOnce, RetryWait, RetryWait),
        (SecondOffered, AtMostOnce, Unconfirmed, Unconfirmed),
        (SecondOffered, ResumeMarked, RetryWait, RetryWait),
        (SecondOffered, AtLeastOnce, RetryWait, RetryWait),
        (LastOffered, AtMostOnce, Unconfirmed, Unconfirmed),
        (LastOffered, ResumeMarked, RetryWait, Unconfirmed),
        (LastOffered, AtLeastOnce, RetryWait, RetryWait),
        (AllConfirmed, AtMostOnce, Delivered, Delivered),
        (AllConfirmed, ResumeMarked, Delivered, Delivered),
        (AllConfirmed, AtLeastOnce, Delivered, Delivered),
    ];
    for (row, (known, policy, failed, crashed)) in table.into_iter().enumerate() {
        let call = bench(known, policy);
        call.fail();
        assert_eq!(call.phase(), failed, "row {row}, failed call");
        let process = bench(known, policy);
        process.crash();
        assert_eq!(process.phase(), crashed, "row {row}, crash");
    }
}

#[test]
fn confirmed_pages_are_not_sent_again_and_the_one_in_doubt_is_marked() {
    let mut bench = bench(Known::SecondOffered, ResumeMarked);
    bench.fail();
    bench.claim();
    let record = bench.record();
    assert_eq!(record.ledger().missing().collect::<Vec<_>>(), [1, 2]);
    assert!(record.ledger().is_repeat(1) && !record.ledger().is_repeat(2));
    assert_eq!(record.attempt().unwrap().first_page, 1);
    bench.send(1);
    assert!(!bench.record().ledger().is_repeat(1), "the answer to the repeat settles it");
    bench.send(2);
    bench.tell(Fact::Ended(Cause::Completed));
    assert_eq!(bench.phase(), Phase::Delivered);
}

#[test]
fn the_last_page_is_repeated_once_only() {
    let mut bench = bench(Known::LastOffered, ResumeMarked);
    bench.fail();
    bench.claim();
    bench.offer(2);
    bench.fail();
    let record = bench.record();
    assert_eq!(record.phase(), Phase::Unconfirmed);
    assert_eq!(record.status().state, JobState::Failed);
    assert_eq!(record.extended_status_code(), ExtendedStatus::Unconfirmed);
    assert!(!record.extended_status().is_empty(), "a proprietary code has a text");
    assert!(record.available_operations().contains(Operations::RESTART));
}

#[test]
fn doubt_outlives_attempts_that_reached_nobody() {
    let mut bench = bench(Known::LastOffered, ResumeMarked);
    bench.fail();
    // The next call reaches nobody, for good: the fax may have arrived all the same.
    bench.claim();
    bench.tell(Fact::Ended(Cause::NotReached(fax_queue::engine::DialFailure::InvalidNumber)));
    assert_eq!(bench.phase(), Phase::Unconfirmed);
}

#[test]
fn a_refused_page_is_not_in_doubt() {
    let bench = bench(Known::LastOffered, AtMostOnce);
    bench.tell(Fact::PageAnswered { page: 2, confirmed: false });
    bench.tell(Fact::Ended(Cause::Failed(Failure::PageRejected)));
    assert_eq!(bench.phase(), Phase::RetryWait);
}

#[test]
fn a_call_that_ended_well_without_all_pages_is_no_delivery() {
    let bench = Bench::new(ResumeMarked);
    bench.send(0);
    bench.offer(1);
    bench.tell(Fact::PageAnswered { page: 1, confirmed: false });
    bench.send(2);
    bench.tell(Fact::Ended(Cause::Completed));
    let record = bench.record();
    assert_eq!(record.phase(), Phase::RetryWait);
    assert_eq!(record.ledger().missing().collect::<Vec<_>>(), [1], "only the page that was passed over");
    assert_eq!(record.pages_confirmed(), 2);
    assert_eq!(record.extended_status_code(), ExtendedStatus::FatalError);
    assert_eq!(record.reason(), "the call ended as it should, but page 2 was not confirmed");
}

#[test]
fn restart_is_the_permission_to_send_again_what_is_in_doubt() {
    let mut bench = bench(Known::LastOffered, AtMostOnce);
    bench.crash();
    assert_eq!(bench.phase(), Phase::Unconfirmed);
    bench.queue.restart(bench.job).unwrap();
    let record = bench.record();
    assert_eq!((record.phase(), record.retries()), (Phase::Ready, 0));
    bench.claim();
    assert_eq!(bench.record().ledger().missing().collect::<Vec<_>>(), [2]);
    bench.send(2);
    bench.tell(Fact::Ended(Cause::Completed));
    assert_eq!(bench.phase(), Phase::Delivered);
}

#[test]
fn facts_must_fit() {
    let bench = Bench::new(ResumeMarked);
    let refused = |fact| {
        let action = Action::Attempt { job: bench.job, epoch: Epoch(1), fact };
        bench.queue.execute(&action.into()).is_err()
    };
    assert!(refused(Fact::PageAnswered { page: 0, confirmed: true }), "never offered");
    assert!(refused(Fact::PageOffered(3)), "there are three pages");
    bench.send(0);
    assert!(refused(Fact::PageStarted(0)), "confirmed for good");
    let late = Action::Attempt { job: bench.job, epoch: Epoch(0), fact: Fact::PageOffered(1) };
    assert!(bench.queue.execute(&late.into()).is_err(), "an older attempt");
    assert_eq!(bench.record().ledger().state(1), Some(PageState::Untouched));
}

#[test]
fn crashes_spend_dials() {
    let mut bench = Bench::new(ResumeMarked);
    for crash in 1..12 {
        bench.crash();
        assert_eq!(bench.phase(), Phase::RetryWait, "crash {crash}");
        assert_eq!(bench.record().scheduled_time(), bench.record().transmission_end(), "due at once");
        bench.claim();
    }
    bench.crash();
    assert_eq!(bench.phase(), Phase::Exhausted);
    assert_eq!(bench.record().retries(), 11);
}
