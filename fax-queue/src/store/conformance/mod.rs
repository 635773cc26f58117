//! What every store has to pass: call [`exercise`] from a test of yours, and [`exercise_reopened`] too if your store outlives
//! its process.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a suite of assertions: it is run by tests and reports by panicking"
)]

mod beside;
mod many;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::{ApplyError, Cursor, Outdated, Query, Store};
use crate::engine::parts::{PartKind, PartValue, ReceiptOptions};
use crate::engine::{
    Action, Cause, Command, DialFailure, Fact, Guard, MessageChange, Now, Operation, Phase, Plan, Reception, View,
    decide,
};
use crate::model::{IncomingJob, Job, JobStatus, NewJob, Schedule};
use crate::vocabulary::{CommandId, DeviceId, Epoch, JobId, Priority, Timestamp, Version};

/// Runs the whole suite; `make` makes an empty store each time.
///
/// # Panics
///
/// If the store breaks a rule.
pub fn exercise<S: Store>(mut make: impl FnMut() -> S) {
    an_empty_store_knows_nothing(&make());
    a_plan_can_be_read_back(&mut make());
    a_plan_is_applied_whole_or_not_at_all(&mut make());
    each_guard_guards(&mut make());
    keys_and_commands_count_once(&mut make());
    candidates_come_in_order(&mut make());
    candidates_leave_taken_destinations_alone(&mut make());
    events_have_their_order(&mut make());
    what_was_told_is_noted(&mut make());
    finished_jobs_leave_the_queue_only(&mut make());
    received_jobs_are_kept_too(&mut make());
    relaxed_plans_are_seen_at_once(&mut make());
    messages_are_found_until_deleted(&mut make());
    parts_are_kept_and_guarded(&mut make());
    many::exercise(&mut make);
    beside::exercise(&mut make);
}

/// What a store has to pass that outlives its process: `open` opens the same store each time, which is empty the first time.
/// Before it is opened again it was dropped.
///
/// # Panics
///
/// If the store loses something.
pub fn exercise_reopened<S: Store>(mut open: impl FnMut() -> S) {
    let lived = {
        let mut store = open();
        beside::a_life(&mut store);
        beside::Everything::of(&store)
    };
    assert_eq!(beside::Everything::of(&open()), lived, "all of it is there again");
    let shortened = {
        let mut store = open();
        let until = Outdated { records: Timestamp::from_unix_millis(u64::MAX), events: Cursor(9) };
        store.forget(&until, 1000).expect("forgets");
        beside::Everything::of(&store)
    };
    assert_ne!(shortened, lived, "there was something to forget");
    assert_eq!(beside::Everything::of(&open()), shortened, "what was forgotten stays so");
    open().compact().expect("moves what is kept");
    assert_eq!(beside::Everything::of(&open()), shortened);
    let last = open().last_event().expect("reads");
    let job = submit(&mut open(), "1");
    assert!(view(&open(), job).outgoing.is_some() && open().last_event().expect("reads") > last, "and it goes on");
}

const NOON: Timestamp = Timestamp::from_unix_millis(12 * 3_600_000);
const LINE: DeviceId = DeviceId(1);

fn plan(store: &impl Store, action: Action, at: Timestamp) -> Plan {
    let command = Command::from(action);
    let view = store.load(&Query::of(&command)).expect("loads");
    decide(&view, &command, Now { wall: at, ..Now::default() }).expect("a command that fits")
}

fn act(store: &mut impl Store, action: Action) -> JobId {
    let plan = plan(store, action, NOON);
    store.apply(&plan).expect("applies");
    plan.done.job.unwrap_or_default()
}

fn submit(store: &mut impl Store, number: &str) -> JobId {
    act(store, Action::Submit(Box::new(NewJob::new(number, "document", 2))))
}

fn view(store: &impl Store, job: JobId) -> View {
    store.load(&Query { job: Some(job), ..Query::default() }).expect("loads")
}

fn phase(store: &impl Store, job: JobId) -> Phase {
    view(store, job).outgoing.expect("a job").phase()
}

fn tell(store: &mut impl Store, job: JobId, fact: Fact) {
    act(store, Action::Attempt { job, epoch: Epoch(1), fact });
}

fn an_empty_store_knows_nothing(store: &impl Store) {
    let query = Query { job: Some(JobId(1)), key: Some("key"), command: Some(CommandId(1)), ..Query::default() };
    assert_eq!(store.load(&query), Ok(View::default()));
    assert_eq!(store.candidates(NOON, 10), Ok(Vec::new()));
    assert_eq!(store.outgoing(), Ok(Vec::new()));
    assert_eq!(store.incoming(), Ok(Vec::new()));
    assert_eq!(store.events(Cursor::default(), 10), Ok(Vec::new()));
    assert_eq!(store.last_event(), Ok(Cursor::default()));
}

fn a_plan_can_be_read_back(store: &mut impl Store) {
    let plan = plan(store, Action::Submit(Box::new(NewJob::new("123", "document", 2))), NOON);
    store.apply(&plan).expect("applies");
    let job = plan.outgoing().expect("a job");
    assert_eq!(view(store, job.id()).outgoing.as_ref(), Some(job));
    assert_eq!(store.outgoing().expect("reads").as_slice(), core::slice::from_ref(job));
    let events: Vec<_> = store.events(Cursor::default(), 10).expect("reads").into_iter().map(|(_, e)| e).collect();
    assert_eq!(events, plan.events);
}

fn a_plan_is_applied_whole_or_not_at_all(store: &mut impl Store) {
    let job = submit(store, "123");
    let mut pause = plan(store, Action::Operate { job, operation: Operation::Pause }, NOON);
    let impossible = Guard::Server(crate::vocabulary::Version(u64::MAX));
    pause.guards.push(impossible.clone());
    let before = (view(store, job), store.last_event(), store.candidates(NOON, 10));
    assert_eq!(store.apply(&pause), Err(ApplyError::Conflict(impossible)));
    assert_eq!((view(store, job), store.last_event(), store.candidates(NOON, 10)), before);
}

fn each_guard_guards(store: &mut impl Store) {
    let job = submit(store, "123");
    // Two that decide on the same view: the second one must lose.
    let claim = plan(store, Action::Claim { job, device: LINE }, NOON);
    let pause = plan(store, Action::Operate { job, operation: Operation::Pause }, NOON);
    store.apply(&claim).expect("the first one wins");
    assert!(matches!(store.apply(&pause), Err(ApplyError::Conflict(Guard::Job(id, _))) if id == job));
    assert_eq!(phase(store, job), Phase::Dialing);

    let (one, two) = (submit(store, "456"), submit(store, "456"));
    let first = plan(store, Action::Claim { job: one, device: LINE }, NOON);
    let second = plan(store, Action::Claim { job: two, device: DeviceId(2) }, NOON);
    store.apply(&first).expect("the first one wins");
    assert!(matches!(store.apply(&second), Err(ApplyError::Conflict(Guard::Destination(..)))));

    let first = plan(store, Action::Submit(Box::new(NewJob::new("789", "document", 1))), NOON);
    let second = plan(store, Action::Submit(Box::new(NewJob::new("789", "document", 1))), NOON);
    store.apply(&first).expect("the first one wins");
    assert!(matches!(store.apply(&second), Err(ApplyError::Conflict(Guard::Server(_)))));
}

fn keys_and_commands_count_once(store: &mut impl Store) {
    let mut keyed = NewJob::new("123", "document", 1);
    keyed.idempotency_key = Some(String::from("order 66"));
    let command = Command { id: Some(CommandId(7)), action: Action::Submit(Box::new(keyed)) };
    let view = store.load(&Query::of(&command)).expect("loads");
    let plan = decide(&view, &command, Now::default()).expect("accepted");
    store.apply(&plan).expect("applies");
    let seen = store.load(&Query::of(&command)).expect("loads");
    assert_eq!(seen.seen, Some(plan.done));
    assert_eq!(seen.keyed.map(|job| job.id()), plan.done.job);
    for guard in [Guard::KeyAbsent(String::from("order 66")), Guard::CommandUnseen(CommandId(7))] {
        let guarded = Plan { guards: Vec::from([guard.clone()]), ..Plan::default() };
        assert_eq!(store.apply(&guarded), Err(ApplyError::Conflict(guard)));
    }
}

fn candidates_come_in_order(store: &mut impl Store) {
    let mut at = |number: &str, priority, minute: u64| {
        let mut job = NewJob::new(number, "document", 1);
        job.priority = priority;
        job.schedule = Schedule::At(Timestamp::from_unix_millis(NOON.as_unix_millis() + 60_000 * minute));
        act(store, Action::Submit(Box::new(job)))
    };
    let later = at("1", Priority::Low, 2);
    let soon = at("2", Priority::Low, 1);
    let soon_too = at("3", Priority::Low, 1);
    let normal = at("4", Priority::Normal, 3);
    let high = at("5", Priority::High, 9);
    let paused = at("6", Priority::High, 0);
    act(store, Action::Operate { job: paused, operation: Operation::Pause });
    let minute = |minute: u64| Timestamp::from_unix_millis(NOON.as_unix_millis() + 60_000 * minute);
    assert_eq!(store.candidates(NOON, 10), Ok(Vec::new()));
    assert_eq!(store.candidates(minute(1), 10), Ok(Vec::from([soon, soon_too])));
    assert_eq!(store.candidates(minute(3), 10), Ok(Vec::from([normal, soon, soon_too, later])));
    assert_eq!(store.candidates(minute(9), 2), Ok(Vec::from([high, normal])));
    act(store, Action::Operate { job: paused, operation: Operation::Resume });
    assert_eq!(store.candidates(NOON, 10), Ok(Vec::from([paused])));
}

fn candidates_leave_taken_destinations_alone(store: &mut impl Store) {
    let (one, same, other) = (submit(store, "1 23"), submit(store, "12-3"), submit(store, "124"));
    assert_eq!(store.candidates(NOON, 10), Ok(Vec::from([one, other])), "one of those that go to the same number");
    act(store, Action::Claim { job: one, device: LINE });
    assert_eq!(store.candidates(NOON, 10), Ok(Vec::from([other])));
    tell(store, one, Fact::Ended(Cause::NotReached(DialFailure::Busy)));
    assert_eq!(phase(store, one), Phase::RetryWait);
    // A busy number is left alone, for all its jobs, though the other one never tried.
    assert_eq!(store.candidates(NOON, 10), Ok(Vec::from([other])));
    let due = view(store, one).outgoing.expect("a job").scheduled_time().expect("a time");
    // `other` could have gone all the while; `same` was due before `one`.
    assert_eq!(store.candidates(due, 10), Ok(Vec::from([other, same])));
}

fn events_have_their_order(store: &mut impl Store) {
    let (one, two) = (submit(store, "1"), submit(store, "2"));
    act(store, Action::Operate { job: one, operation: Operation::Pause });
    act(store, Action::Operate { job: two, operation: Operation::Pause });
    act(store, Action::Operate { job: one, operation: Operation::Cancel });
    let all = store.events(Cursor::default(), 100).expect("reads");
    let of = |job| all.iter().filter(|(_, e)| e.job == Some(job)).map(|(_, e)| e.seq).collect::<Vec<_>>();
    assert_eq!(of(one), [1, 2, 3, 4], "added, paused, cancelled, removed");
    assert_eq!(of(two), [1, 2]);
    assert!(all.is_sorted_by(|a, b| a.0 < b.0));
    assert_eq!(all.last().map(|(cursor, _)| *cursor), store.last_event().ok());
    let (third, _) = all.get(2).expect("a third event");
    assert_eq!(store.events(*third, 2).expect("reads").as_slice(), all.get(3..5).expect("two more"));
    store.forget_events(*third).expect("forgets");
    assert_eq!(store.events(Cursor::default(), 100).expect("reads").as_slice(), all.get(3..).expect("the rest"));
    let last = store.last_event().expect("reads");
    store.forget_events(last).expect("forgets");
    submit(store, "3");
    assert!(store.last_event().expect("reads") > last, "cursors are never used again");
}

fn what_was_told_is_noted(store: &mut impl Store) {
    assert_eq!(store.told(), Ok(Cursor::default()));
    submit(store, "1");
    assert_eq!(store.told(), Ok(Cursor::default()), "nobody was told by that");
    let last = store.last_event().expect("reads");
    store.set_told(last).expect("writes");
    submit(store, "2");
    assert_eq!(store.told(), Ok(last));
    let events = store.events(last, 10).expect("reads");
    assert_eq!(events.len(), 1, "the one after it");
    store.forget_events(last).expect("forgets");
    assert_eq!((store.told(), store.events(Cursor::default(), 10)), (Ok(last), Ok(events)));
}

fn finished_jobs_leave_the_queue_only(store: &mut impl Store) {
    let job = submit(store, "123");
    act(store, Action::Claim { job, device: LINE });
    for page in 0..2 {
        tell(store, job, Fact::PageStarted(page));
        tell(store, job, Fact::PageOffered(page));
        tell(store, job, Fact::PageAnswered { page, confirmed: true });
    }
    tell(store, job, Fact::Ended(Cause::Completed));
    assert_eq!(store.outgoing(), Ok(Vec::new()));
    assert_eq!(phase(store, job), Phase::Delivered);
    assert!(view(store, job).destination.is_free(NOON));
}

fn received_jobs_are_kept_too(store: &mut impl Store) {
    let job = act(store, Action::Accept { device: LINE, caller_id: "42".into(), reference: "in/1".into() });
    act(store, Action::Receive { job, fact: Reception::PageAccepted });
    act(store, Action::Receive { job, fact: Reception::Ended { cause: Cause::Completed, size: 10 } });
    let kept = view(store, job).incoming.expect("a job");
    assert_eq!((kept.pages(), kept.size(), kept.caller_id(), kept.reference()), (1, 10, "42", "in/1"));
    assert_eq!(store.incoming(), Ok(Vec::from([kept])));
    act(store, Action::Receive { job, fact: Reception::HandedOver });
    assert_eq!(store.incoming(), Ok(Vec::new()));
    assert!(view(store, job).incoming.expect("its record stays").is_removed());
}

fn relaxed_plans_are_seen_at_once(store: &mut impl Store) {
    let job = submit(store, "123");
    act(store, Action::Claim { job, device: LINE });
    act(store, Action::Operate { job, operation: Operation::Cancel });
    // A fax machine answers while the job is being cancelled: only the attempt knows, and nobody is told.
    let connected = plan(store, Action::Attempt { job, epoch: Epoch(1), fact: Fact::SessionStarted }, NOON);
    assert!(connected.relaxed && connected.events.is_empty());
    let before = store.last_event();
    store.apply(&connected).expect("applies");
    let attempt = view(store, job).outgoing.expect("a job").attempt().cloned();
    assert!(attempt.is_some_and(|attempt| attempt.session));
    assert_eq!(store.last_event(), before);
}

fn messages_are_found_until_deleted(store: &mut impl Store) {
    let sent: Vec<JobId> = ["1", "2", "3"].map(|number| submit(store, number)).into();
    for job in &sent {
        act(store, Action::Claim { job: *job, device: LINE });
        for page in 0..2 {
            tell(store, *job, Fact::PageOffered(page));
            tell(store, *job, Fact::PageAnswered { page, confirmed: true });
        }
        tell(store, *job, Fact::Ended(Cause::Completed));
    }
    let received = act(store, Action::Accept { device: LINE, caller_id: String::new(), reference: "in/1".into() });
    act(store, Action::Receive { job: received, fact: Reception::PageAccepted });
    act(store, Action::Receive { job: received, fact: Reception::Ended { cause: Cause::Completed, size: 10 } });
    act(store, Action::Receive { job: received, fact: Reception::HandedOver });
    let found = |store: &dyn Store, after, limit| {
        store.outgoing_archive(after, limit).expect("reads").iter().map(Job::id).collect::<Vec<_>>()
    };
    assert_eq!(found(store, JobId(0), 10), sent);
    assert_eq!(found(store, JobId(0), 2).as_slice(), sent.get(..2).expect("two"));
    let (first, second) = (sent.first().copied().expect("one"), sent.get(1).copied().expect("two"));
    assert_eq!(found(store, first, 1), [second], "after the cursor");
    let inbox = store.incoming_archive(JobId(0), 10).expect("reads");
    assert_eq!(inbox.iter().map(Job::id).collect::<Vec<_>>(), [received]);
    for message in [second, received] {
        act(store, Action::Message { message, change: MessageChange::Delete });
    }
    assert_eq!(found(store, first, 1).as_slice(), sent.get(2..).expect("the third"));
    assert_eq!(store.incoming_archive(JobId(0), 10), Ok(Vec::new()));
}

fn parts_are_kept_and_guarded(store: &mut impl Store) {
    let query = Query { part: Some(PartKind::Receipts), ..Query::default() };
    let receipts = |store: &dyn Store| store.load(&query).expect("loads").parts.get::<ReceiptOptions>();
    assert_eq!(receipts(store), ReceiptOptions::default(), "never set");
    let options = ReceiptOptions { smtp_server: "mail".into(), ..ReceiptOptions::default() };
    let set = |options: &ReceiptOptions| Action::SetPart(Box::new(options.clone().into()));
    let early = plan(store, set(&ReceiptOptions { smtp_port: 26, ..options.clone() }), NOON);
    act(store, set(&options));
    assert_eq!(receipts(store), options);
    assert!(store.load(&Query::default()).expect("loads").parts.version(ReceiptOptions::KIND) == Version::default());
    assert!(matches!(store.apply(&early), Err(ApplyError::Conflict(_))), "somebody was faster");
    assert!(plan(store, set(&options), NOON).is_empty(), "the same again");
}
