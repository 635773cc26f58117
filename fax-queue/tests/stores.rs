//! The store in a file finds through its indexes what the store in memory finds by looking at everything.

#![cfg(feature = "redb")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use core::time::Duration;

use common::NOON;
use fax_queue::engine::{
    Action, Cause, Command, DialFailure, Fact, MessageChange, Now, Operation, Place, Reception, decide,
};
use fax_queue::model::{DuplicatePolicy, NewJob, Recipient, Schedule};
use fax_queue::store::{Cursor, Memory, Outdated, Query, Redb, Store};
use fax_queue::vocabulary::{CommandId, DeviceId, Epoch, JobId, Priority, Timestamp};
use proptest::prelude::*;
use redb::backends::InMemoryBackend;

/// Something that happens, to a job among the first few.
#[derive(Clone, Debug)]
enum Step {
    Submit { number: u8, more: u8, priority: u8, delay: u16, account: u8, key: Option<u8>, careful: bool },
    Claim(u8),
    Tell(u8, u8, Option<Fact>),
    Operate(u8, Operation),
    Recover(u8),
    Expire(u8),
    Accept,
    Receive(u8, Reception),
    Message(u8, MessageChange),
    Wait(u32),
    Forget { days: u8, events: u8, limit: u8 },
}

fn step() -> impl Strategy<Value = Step> {
    let job = 0..12_u8;
    let cause = prop_oneof![
        Just(Cause::Completed),
        Just(Cause::NotReached(DialFailure::Busy)),
        Just(Cause::NotReached(DialFailure::InvalidNumber)),
        Just(Cause::Failed(fax_core::Failure::CallDropped)),
    ];
    let fact = prop_oneof![
        Just(Fact::SessionStarted),
        (0..2_u16).prop_map(Fact::PageOffered),
        (0..2_u16, any::<bool>()).prop_map(|(page, confirmed)| Fact::PageAnswered { page, confirmed }),
        cause.clone().prop_map(Fact::Ended),
    ];
    let reception = prop_oneof![
        Just(Reception::PageAccepted),
        cause.prop_map(|cause| Reception::Ended { cause, size: 1 }),
        Just(Reception::HandedOver),
    ];
    let operation =
        prop_oneof![Just(Operation::Pause), Just(Operation::Resume), Just(Operation::Restart), Just(Operation::Cancel)];
    let submission = (0..4_u8, 0..3_u8, 0..3_u8, 0..300_u16, 0..3_u8, proptest::option::of(0..3_u8), any::<bool>());
    prop_oneof![
        4 => submission.prop_map(|(number, more, priority, delay, account, key, careful)| Step::Submit {
            number, more, priority, delay, account, key, careful
        }),
        4 => job.clone().prop_map(Step::Claim),
        // Mostly what the running attempt may say: a whole delivery is `None`.
        6 => (job.clone(), 1..3_u8, proptest::option::of(fact)).prop_map(|(job, epoch, fact)| Step::Tell(job, epoch, fact)),
        3 => (job.clone(), operation).prop_map(|(job, operation)| Step::Operate(job, operation)),
        1 => job.clone().prop_map(Step::Recover),
        1 => job.clone().prop_map(Step::Expire),
        1 => Just(Step::Accept),
        2 => (job.clone(), reception).prop_map(|(job, fact)| Step::Receive(job, fact)),
        2 => (job, prop_oneof![Just(MessageChange::Delete), Just(MessageChange::SetRead(false))])
            .prop_map(|(job, change)| Step::Message(job, change)),
        3 => prop_oneof![0..600_u32, Just(90_000)].prop_map(Step::Wait),
        1 => (0..3_u8, 0..20_u8, 1..9_u8).prop_map(|(days, events, limit)| Step::Forget { days, events, limit }),
    ]
}

struct Pair {
    model: Memory,
    file: Redb,
    now: Timestamp,
    commands: u64,
}

impl Pair {
    fn act(&mut self, action: Action) {
        self.commands += 1;
        let command = Command { id: self.commands.is_multiple_of(3).then_some(CommandId(self.commands)), action };
        let query = Query::of(&command);
        let view = self.model.load(&query).unwrap();
        assert_eq!(self.file.load(&query).unwrap(), view);
        let Ok(plan) = decide(&view, &command, Now { wall: self.now, seed: self.commands, ..Now::default() }) else {
            return;
        };
        self.model.apply(&plan).unwrap();
        self.file.apply(&plan).unwrap();
    }

    fn take(&mut self, step: Step) {
        let id = |job: u8| JobId(u64::from(job) + 1);
        match step {
            Step::Submit { number, more, priority, delay, account, key, careful } => {
                let mut job = NewJob::new(&format!("55{number}"), "document", 2);
                let other = |index| Recipient { fax_number: format!("66{index}"), name: String::new() };
                job.others = (0..more).map(other).collect();
                job.priority = [Priority::Low, Priority::Normal, Priority::High][usize::from(priority)];
                job.schedule = Schedule::At(self.now + Duration::from_secs(delay.into()));
                job.document.size = u64::from(delay);
                job.account = ["", "anna", "anna b"][usize::from(account)].into();
                job.idempotency_key = key.map(|key| format!("key {key}"));
                if careful {
                    job.duplicates = DuplicatePolicy::AtMostOnce;
                }
                self.act(Action::Submit(Box::new(job)));
            }
            Step::Claim(job) => self.act(Action::Claim { job: id(job), device: DeviceId(1) }),
            Step::Tell(job, epoch, Some(fact)) => {
                self.act(Action::Attempt { job: id(job), epoch: Epoch(epoch.into()), fact });
            }
            Step::Tell(job, epoch, None) => {
                let (job, epoch) = (id(job), Epoch(epoch.into()));
                for page in 0..2 {
                    self.act(Action::Attempt { job, epoch, fact: Fact::PageOffered(page) });
                    self.act(Action::Attempt { job, epoch, fact: Fact::PageAnswered { page, confirmed: true } });
                }
                self.act(Action::Attempt { job, epoch, fact: Fact::Ended(Cause::Completed) });
            }
            Step::Operate(job, operation) => self.act(Action::Operate { job: id(job), operation }),
            Step::Recover(job) => self.act(Action::Recover { job: id(job) }),
            Step::Expire(job) => self.act(Action::Expire { job: id(job) }),
            Step::Accept => {
                self.act(Action::Accept { device: DeviceId(2), caller_id: "1".into(), reference: "in".into() });
            }
            Step::Receive(job, fact) => self.act(Action::Receive { job: id(job), fact }),
            Step::Message(job, change) => self.act(Action::Message { message: id(job), change }),
            Step::Wait(seconds) => self.now = self.now + Duration::from_secs(seconds.into()),
            Step::Forget { days, events, limit } => self.forget(days, events, limit.into()),
        }
    }

    /// Which rows go first is for the store to say, so all of them go, a few at a time.
    fn forget(&mut self, days: u8, events: u8, limit: usize) {
        let records = Timestamp::from_unix_millis(self.now.as_unix_millis() - u64::from(days) * 86_400_000);
        let mut what = Outdated::default();
        (what.records, what.events) = (records, Cursor(events.into()));
        let all = |store: &mut dyn Store| {
            let mut dropped = 0;
            loop {
                let some = store.forget(&what, limit).unwrap();
                dropped += some;
                if some < limit {
                    return dropped;
                }
            }
        };
        assert_eq!(all(&mut self.file), all(&mut self.model));
    }

    fn compare(&self) {
        let (model, file) = (&self.model, &self.file);
        for (wait, limit) in [(0, 3), (60, 100), (100_000, 100)] {
            let at = self.now + Duration::from_secs(wait);
            assert_eq!(file.candidates(at, limit), model.candidates(at, limit));
        }
        assert_eq!(file.counts(), model.counts());
        for place in Place::ALL {
            let read = |store: &dyn Store| store.in_place(place, <_>::default(), self.now, 5).unwrap();
            assert_eq!(read(file), read(model), "{place:?}");
            let after = read(file).first().copied().unwrap_or_default();
            let end = Timestamp::from_unix_millis(u64::MAX);
            assert_eq!(file.in_place(place, after, end, 99), model.in_place(place, after, end, 99), "{place:?}");
        }
        for account in ["", "anna", "anna b"] {
            let last = JobId(u64::MAX);
            assert_eq!(file.of_account(account, last, 4), model.of_account(account, last, 4));
            assert_eq!(file.of_account(account, JobId(5), 99), model.of_account(account, JobId(5), 99));
        }
        assert_eq!((file.outgoing(), file.incoming()), (model.outgoing(), model.incoming()));
        assert_eq!(file.outgoing_archive(JobId(2), 9), model.outgoing_archive(JobId(2), 9));
        assert_eq!(file.incoming_archive(JobId(0), 9), model.incoming_archive(JobId(0), 9));
        assert_eq!(file.events(Cursor(0), 999), model.events(Cursor(0), 999));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn indexes_find_what_is_there(steps in proptest::collection::vec(step(), 1..80)) {
        let file = Redb::on(InMemoryBackend::new).unwrap();
        let mut pair = Pair { model: Memory::new(), file, now: NOON, commands: 0 };
        for step in steps {
            pair.take(step);
            pair.compare();
        }
    }
}
