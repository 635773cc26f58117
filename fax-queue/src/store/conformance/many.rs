//! What makes a store fit for many jobs: counts, places, turns, accounts, and forgetting.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use super::{LINE, NOON, act, plan, submit, tell, view};
use crate::engine::{
    Action, Cause, Command, DialFailure, Fact, Guard, MessageChange, Now, Operation, Place, Reception, decide,
};
use crate::model::{Job, JobStatus, NewJob, Recipient, Schedule};
use crate::store::{Counts, Cursor, Outdated, Query, Store};
use crate::vocabulary::{CommandId, Epoch, JobId, Priority, Timestamp, Version};

const END: Timestamp = Timestamp::from_unix_millis(u64::MAX);
const BEGIN: (Timestamp, JobId) = (Timestamp::from_unix_millis(0), JobId(0));

pub(super) fn exercise<S: Store>(make: &mut impl FnMut() -> S) {
    each_job_is_in_one_place(&mut make());
    archives_know_their_size(&mut make());
    a_place_is_read_a_part_at_a_time(&mut make());
    a_destination_offers_one_job_of_each_priority(&mut make());
    a_job_that_does_not_wait_makes_room_for_the_next(&mut make());
    a_rest_is_over_for_all_jobs_of_a_number(&mut make());
    the_last_jobs_of_an_account(&mut make());
    what_left_is_forgotten_with_all_that_belongs_to_it(&mut make());
    what_is_in_use_is_not_forgotten(&mut make());
    forgetting_stops_at_its_limit(&mut make());
    room_is_given_back_without_a_loss(&mut make());
}

/// The jobs of each place that has any. What is counted is what is found.
fn places(store: &impl Store) -> Vec<(Place, Vec<JobId>)> {
    let counts = store.counts().expect("reads");
    let found = Place::ALL.into_iter().map(|place| {
        let jobs = store.in_place(place, BEGIN, END, 1000).expect("reads");
        assert!(jobs.is_sorted(), "by moment and id");
        assert_eq!(counts.of(place), jobs.len() as u64, "{place:?}");
        (place, jobs.into_iter().map(|(_, job)| job).collect::<Vec<_>>())
    });
    found.filter(|(_, jobs)| !jobs.is_empty()).collect()
}

fn deliver(store: &mut impl Store, job: JobId) {
    act(store, Action::Claim { job, device: LINE });
    for page in 0..2 {
        tell(store, job, Fact::PageOffered(page));
        tell(store, job, Fact::PageAnswered { page, confirmed: true });
    }
    tell(store, job, Fact::Ended(Cause::Completed));
}

fn later(span: Duration) -> Timestamp {
    NOON + span
}

fn each_job_is_in_one_place(store: &mut impl Store) {
    assert_eq!((places(store), store.counts()), (Vec::new(), Ok(Counts::default())));
    let one = submit(store, "1");
    let limit = view(store, one).outgoing.expect("a job").place().1;
    assert_eq!(store.in_place(Place::Waiting, BEGIN, limit, 10), Ok(Vec::new()), "its time limit is not over");
    assert_eq!(store.in_place(Place::Waiting, BEGIN, END, 10), Ok(Vec::from([(limit, one)])));
    act(store, Action::Operate { job: one, operation: Operation::Pause });
    assert_eq!(places(store), [(Place::Waiting, Vec::from([one]))], "paused jobs wait too");
    act(store, Action::Operate { job: one, operation: Operation::Resume });
    act(store, Action::Claim { job: one, device: LINE });
    let deadline = view(store, one).outgoing.and_then(|job| Some(job.attempt()?.hard_deadline)).expect("an attempt");
    assert_eq!(store.in_place(Place::OnLine, BEGIN, END, 10), Ok(Vec::from([(deadline, one)])));
    tell(store, one, Fact::Ended(Cause::NotReached(DialFailure::InvalidNumber)));
    assert_eq!(places(store), [(Place::GivenUp, Vec::from([one]))]);

    let two = submit(store, "2");
    deliver(store, two);
    assert_eq!(places(store), [(Place::GivenUp, Vec::from([one])), (Place::Sent, Vec::from([two]))]);
    act(store, Action::Message { message: two, change: MessageChange::Delete });
    act(store, Action::Operate { job: one, operation: Operation::Cancel });
    assert_eq!(places(store), [(Place::OutgoingGone, Vec::from([one, two]))]);

    let three = act(store, Action::Accept { device: LINE, caller_id: String::new(), reference: "in/1".into() });
    assert_eq!(places(store).get(1), Some(&(Place::Receiving, Vec::from([three]))));
    act(store, Action::Receive { job: three, fact: Reception::PageAccepted });
    act(store, Action::Receive { job: three, fact: Reception::Ended { cause: Cause::Completed, size: 10 } });
    assert_eq!(places(store).get(1), Some(&(Place::Routing, Vec::from([three]))));
    act(store, Action::Receive { job: three, fact: Reception::HandedOver });
    assert_eq!(places(store).get(1), Some(&(Place::Received, Vec::from([three]))));
    act(store, Action::Message { message: three, change: MessageChange::Delete });
    assert_eq!(places(store).get(1), Some(&(Place::IncomingGone, Vec::from([three]))));

    let four = submit(store, "4");
    act(store, Action::Claim { job: four, device: LINE });
    tell(store, four, Fact::PageOffered(0));
    let mut request = NewJob::new("5", "document", 1);
    request.duplicates = crate::model::DuplicatePolicy::AtMostOnce;
    let five = act(store, Action::Submit(Box::new(request)));
    act(store, Action::Claim { job: five, device: LINE });
    tell(store, five, Fact::PageOffered(0));
    act(store, Action::Recover { job: five });
    assert_eq!(places(store).first(), Some(&(Place::OnLine, Vec::from([four]))));
    assert_eq!(places(store).get(1), Some(&(Place::InDoubt, Vec::from([five]))));
}

/// The size of each archive as the store counts it, which is what its messages have together.
fn sizes(store: &impl Store) -> [u64; 2] {
    let counts = store.counts().expect("reads");
    let sent = store.outgoing_archive(JobId(0), 1000).expect("reads").iter().map(JobStatus::size).sum::<u64>();
    let received = store.incoming_archive(JobId(0), 1000).expect("reads").iter().map(JobStatus::size).sum::<u64>();
    let sizes = Place::ARCHIVES.map(|archive| counts.size_of(archive));
    assert_eq!((sizes, counts.archive_size()), ([sent, received], sent + received));
    let others = Place::ALL.into_iter().filter(|place| !Place::ARCHIVES.contains(place));
    assert_eq!(others.map(|place| counts.size_of(place)).sum::<u64>(), 0, "only archives have a size");
    sizes
}

fn archives_know_their_size(store: &mut impl Store) {
    let send = |store: &mut _, size| {
        let mut job = NewJob::new("1", "document", 2);
        job.document.size = size;
        let before = sizes(store);
        let job = act(store, Action::Submit(Box::new(job)));
        assert_eq!(sizes(store), before, "what waits is in no archive");
        deliver(store, job);
        job
    };
    let receive = |store: &mut _, size| {
        let job = act(store, Action::Accept { device: LINE, caller_id: String::new(), reference: "in".into() });
        act(store, Action::Receive { job, fact: Reception::PageAccepted });
        act(store, Action::Receive { job, fact: Reception::Ended { cause: Cause::Completed, size } });
        act(store, Action::Receive { job, fact: Reception::HandedOver });
        job
    };
    assert_eq!(sizes(store), [0, 0]);
    let (one, two) = (send(store, 300), send(store, 5_000_000_000));
    let three = receive(store, 70);
    assert_eq!(sizes(store), [5_000_000_300, 70]);
    act(store, Action::Message { message: one, change: MessageChange::SetRead(true) });
    act(store, Action::Message { message: three, change: MessageChange::SetRead(true) });
    assert_eq!(sizes(store), [5_000_000_300, 70], "whoever reads it changes nothing");
    let mut refused = plan(store, Action::Message { message: one, change: MessageChange::Delete }, NOON);
    refused.guards.push(Guard::Server(Version(u64::MAX)));
    assert!(store.apply(&refused).is_err());
    assert_eq!(sizes(store), [5_000_000_300, 70], "nor does a plan that was not applied");
    act(store, Action::Message { message: two, change: MessageChange::Delete });
    assert_eq!(sizes(store), [300, 70]);
    act(store, Action::Message { message: three, change: MessageChange::Delete });
    assert_eq!(store.forget(&Outdated { records: END, events: Cursor(0) }, 100), Ok(3), "two messages, one number");
    assert_eq!(sizes(store), [300, 0]);
    store.compact().expect("moves what is kept");
    assert_eq!(sizes(store), [300, 0]);
}

fn a_place_is_read_a_part_at_a_time(store: &mut impl Store) {
    let jobs = ["1", "2", "3", "4"].map(|number| submit(store, number));
    let first = store.in_place(Place::Waiting, BEGIN, END, 2).expect("reads");
    assert_eq!(first.iter().map(|(_, job)| *job).collect::<Vec<_>>(), jobs.get(..2).expect("two"));
    let last = first.last().copied().expect("two");
    let rest = store.in_place(Place::Waiting, last, END, 10).expect("reads");
    assert_eq!(rest.iter().map(|(_, job)| *job).collect::<Vec<_>>(), jobs.get(2..).expect("two"));
    assert_eq!(store.in_place(Place::Waiting, last, last.0, 10), Ok(Vec::new()));
    assert_eq!(store.in_place(Place::Waiting, (END, JobId(0)), NOON, 10), Ok(Vec::new()), "an empty span");
}

fn submit_at(store: &mut impl Store, number: &str, priority: Priority, due: Timestamp) -> JobId {
    let mut job = NewJob::new(number, "document", 2);
    (job.priority, job.schedule) = (priority, Schedule::At(due));
    act(store, Action::Submit(Box::new(job)))
}

fn a_destination_offers_one_job_of_each_priority(store: &mut impl Store) {
    let hour = later(Duration::from_secs(3600));
    let low = submit_at(store, "1", Priority::Low, NOON);
    let low_too = submit_at(store, "1", Priority::Low, NOON);
    let high = submit_at(store, "1", Priority::High, hour);
    assert_eq!(store.candidates(NOON, 10), Ok(Vec::from([low])));
    assert_eq!(store.candidates(hour, 10), Ok(Vec::from([high, low])));
    act(store, Action::Operate { job: low, operation: Operation::Cancel });
    assert_eq!(store.candidates(hour, 10), Ok(Vec::from([high, low_too])));
    // One that is due earlier takes the place of the first.
    let earlier = submit_at(store, "1", Priority::High, later(Duration::from_secs(60)));
    assert_eq!(store.candidates(hour, 10), Ok(Vec::from([earlier, low_too])));
    assert_eq!(store.candidates(hour, 1), Ok(Vec::from([earlier])));
}

fn a_job_that_does_not_wait_makes_room_for_the_next(store: &mut impl Store) {
    let (one, two) = (submit(store, "1"), submit(store, "1"));
    act(store, Action::Operate { job: one, operation: Operation::Pause });
    assert_eq!(store.candidates(NOON, 10), Ok(Vec::from([two])));
    act(store, Action::Operate { job: one, operation: Operation::Resume });
    assert_eq!(store.candidates(NOON, 10), Ok(Vec::from([one])));
    deliver(store, one);
    assert_eq!(store.candidates(NOON, 10), Ok(Vec::from([two])), "the number is free again");
}

fn a_rest_is_over_for_all_jobs_of_a_number(store: &mut impl Store) {
    let (one, two) = (submit(store, "1"), submit(store, "1"));
    act(store, Action::Claim { job: one, device: LINE });
    let during = submit(store, "1");
    tell(store, one, Fact::Ended(Cause::NotReached(DialFailure::Busy)));
    let after = submit(store, "1");
    assert_eq!(store.candidates(NOON, 10), Ok(Vec::new()));
    let rested = view(store, one).destination.free_at().expect("nobody has it");
    assert!(rested > NOON);
    assert_eq!(store.candidates(rested, 10), Ok(Vec::from([two])));
    for job in [two, during] {
        act(store, Action::Operate { job, operation: Operation::Cancel });
    }
    assert_eq!(store.candidates(rested, 10), Ok(Vec::from([after])));
}

fn the_last_jobs_of_an_account(store: &mut impl Store) {
    let mut of = |account: &str, recipients: u64| {
        let mut job = NewJob::new("1", "document", 1);
        job.account = account.into();
        let other = |number: u64| Recipient { fax_number: alloc::format!("{number}"), name: String::new() };
        job.others = (1..recipients).map(other).collect();
        act(store, Action::Submit(Box::new(job)))
    };
    let (anna, bert, again) = (of("anna", 3), of("bert", 1), of("anna", 1));
    let all = |account: &str, before: u64, limit| {
        store.of_account(account, JobId(before), limit).expect("reads").iter().map(|job| job.id().0).collect::<Vec<_>>()
    };
    assert_eq!(all("anna", u64::MAX, 10), [again.0, anna.0 + 2, anna.0 + 1, anna.0]);
    assert_eq!(all("anna", u64::MAX, 2), [again.0, anna.0 + 2]);
    assert_eq!(all("anna", anna.0 + 2, 1), [anna.0 + 1]);
    assert_eq!(all("bert", u64::MAX, 10), [bert.0]);
    assert_eq!(all("", u64::MAX, 10), [0_u64; 0], "an account whose name is the beginning of another");
    act(store, Action::Operate { job: bert, operation: Operation::Cancel });
    assert_eq!(store.of_account("bert", JobId(u64::MAX), 1).expect("reads").first().map(Job::id), Some(bert));
}

fn what_left_is_forgotten_with_all_that_belongs_to_it(store: &mut impl Store) {
    let mut keyed = NewJob::new("1", "document", 2);
    (keyed.idempotency_key, keyed.account) = (Some("key".into()), "anna".into());
    let command = Command { id: Some(CommandId(7)), action: Action::Submit(Box::new(keyed)) };
    let seen = store.load(&Query::of(&command)).expect("loads");
    let made = decide(&seen, &command, Now { wall: NOON, ..Now::default() }).expect("accepted");
    store.apply(&made).expect("applies");
    let job = made.done.job.expect("a job");
    let received = act(store, Action::Accept { device: LINE, caller_id: String::new(), reference: "in/1".into() });
    act(store, Action::Receive { job: received, fact: Reception::Ended { cause: Cause::Completed, size: 0 } });
    deliver(store, job);
    act(store, Action::Message { message: job, change: MessageChange::Delete });
    let last = store.last_event().expect("reads");
    let day = later(Duration::from_secs(24 * 3600));
    let mut what = Outdated { records: NOON, events: Cursor(0) };
    assert_eq!(store.forget(&what, 100), Ok(0), "nothing left before that moment");
    assert!(view(store, job).outgoing.is_some() && view(store, received).incoming.is_some());
    what.records = day;
    assert_eq!(store.forget(&what, 100), Ok(4), "two jobs, a command and a number");
    let gone = store.load(&Query::of(&command)).expect("loads");
    assert_eq!((gone.keyed, gone.seen), (None, None));
    assert_eq!((view(store, job).outgoing, view(store, received).incoming), (None, None));
    assert_eq!(store.of_account("anna", JobId(u64::MAX), 10), Ok(Vec::new()));
    assert_eq!(store.counts(), Ok(Counts::default()));
    what.events = last;
    let events = store.events(Cursor::default(), 1000).expect("reads").len();
    assert_eq!(store.forget(&what, 1000), Ok(events));
    assert_eq!(store.last_event(), Ok(last), "cursors are never used again");
    assert!(submit(store, "1") > received, "nor are ids");
}

fn what_is_in_use_is_not_forgotten(store: &mut impl Store) {
    let what = Outdated { records: END, events: Cursor(0) };
    let (waits, called, sent) = (submit(store, "1"), submit(store, "2"), submit(store, "3"));
    act(store, Action::Claim { job: called, device: LINE });
    deliver(store, sent);
    let failed = submit(store, "4");
    act(store, Action::Claim { job: failed, device: LINE });
    tell(store, failed, Fact::Ended(Cause::NotReached(DialFailure::InvalidNumber)));
    let before = (places(store), store.outgoing(), store.candidates(NOON, 10));
    assert_eq!(store.forget(&what, 100), Ok(2), "two numbers that nobody calls");
    assert_eq!((places(store), store.outgoing(), store.candidates(NOON, 10)), before);
    assert!(!view(store, called).destination.is_free(NOON), "it is in a call");
    assert!(view(store, sent).outgoing.is_some() && view(store, waits).outgoing.is_some());
}

fn forgetting_stops_at_its_limit(store: &mut impl Store) {
    for number in ["1", "2", "3", "4", "5"] {
        let job = submit(store, number);
        act(store, Action::Operate { job, operation: Operation::Cancel });
    }
    let what = Outdated { records: END, events: store.last_event().expect("reads") };
    let events = store.events(Cursor::default(), 1000).expect("reads").len();
    assert_eq!((store.forget(&what, 2), store.forget(&what, 2)), (Ok(2), Ok(2)));
    assert_eq!(places(store).iter().map(|(_, jobs)| jobs.len()).sum::<usize>(), 1);
    assert_eq!(store.forget(&what, 2), Ok(2), "the last job, and an event");
    assert_eq!(store.events(Cursor::default(), 1000).expect("reads").len(), events - 1);
    assert_eq!(store.forget(&what, 1000), Ok(events - 1));
    assert_eq!(store.forget(&what, 1000), Ok(0));
}

fn room_is_given_back_without_a_loss(store: &mut impl Store) {
    let job = submit(store, "1");
    let before = (view(store, job), store.counts(), store.last_event(), store.candidates(NOON, 10));
    store.compact().expect("moves what is kept");
    assert_eq!((view(store, job), store.counts(), store.last_event(), store.candidates(NOON, 10)), before);
    let claim = plan(store, Action::Claim { job, device: LINE }, NOON);
    store.apply(&claim).expect("goes on");
    let attempt = view(store, job).outgoing.and_then(|job| job.attempt().copied());
    assert_eq!(attempt.map(|attempt| attempt.epoch), Some(Epoch(1)));
    assert_eq!(view(store, job).outgoing.map(|job| job.pages()), Some(2));
}
