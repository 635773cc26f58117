//! What is kept beside the jobs: errands, submissions that are counted, the parts of the configuration; and guards on all.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use super::{LINE, NOON, act, phase, plan, submit, tell, view};
use crate::engine::errand::{ErrandKind, ErrandRecord, ErrandResult};
use crate::engine::parts::{ActivityLogging, Devices, General, OutboundGroups, Part, PartKind, Parts, ReceiptOptions};
use crate::engine::{
    Action, Cause, Command, DialFailure, Fact, Guard, MessageChange, Now, Operation, Phase, Place, Plan, Reception,
    Settings, Write, decide,
};
use crate::model::{NewJob, ReceiptTerms, Recipient};
use crate::store::{ApplyError, Cursor, Memory, Outdated, Query, Store};
use crate::vocabulary::{CommandId, Epoch, JobId, ReceiptType, SubmissionId, Timestamp, Version};

const END: Timestamp = Timestamp::from_unix_millis(u64::MAX);

pub(super) fn exercise<S: Store>(make: &mut impl FnMut() -> S) {
    an_errand_is_written_with_the_end_of_its_job(&mut make());
    errands_are_found_by_kind_and_when_they_are_due(&mut make());
    an_errand_that_is_done_is_gone_and_one_that_failed_is_due_later(&mut make());
    an_errand_outlives_its_job(&mut make());
    a_submission_is_counted_until_its_last_job_has_ended(&mut make());
    a_submission_is_forgotten_with_its_first_job(&mut make());
    each_part_is_a_row_of_its_own(&mut make());
    what_a_part_was_checked_against_is_guarded(&mut make());
    the_server_is_one_row(&mut make());
    what_does_not_exist_has_version_zero(&mut make());
    a_refused_plan_leaves_every_table_alone(&mut make());
    the_outgoing_queue_is_listed_in_order(&mut make());
    what_came_is_guarded_and_listed_in_order(&mut make());
    room_is_given_back_without_a_loss_of_anything(&mut make());
}

/// All that can be asked of a store: what two of them that hold the same say alike.
#[derive(Debug, PartialEq)]
pub(super) struct Everything(Vec<String>);

impl Everything {
    pub(super) fn of(store: &impl Store) -> Self {
        let mut all = Vec::new();
        let mut note = |what: &dyn core::fmt::Debug| all.push(alloc::format!("{what:?}"));
        let beginning = (Timestamp::default(), JobId(0));
        for job in 1..=20 {
            note(&view(store, JobId(job)));
        }
        for command in 0..=9 {
            note(&store.load(&Query { command: Some(CommandId(command)), ..Query::default() }));
        }
        note(&store.load(&Query { key: Some(KEY), parts: PartKind::ALL, ..Query::default() }));
        note(&(store.candidates(END, 99), store.outgoing(), store.incoming(), store.counts()));
        note(&(store.outgoing_archive(JobId(0), 99), store.incoming_archive(JobId(0), 99)));
        note(&(store.of_account("", JobId(u64::MAX), 99), store.of_account("anna", JobId(u64::MAX), 99)));
        for place in Place::ALL {
            note(&store.in_place(place, beginning, END, 99));
        }
        note(&(store.errands(ErrandKind::Receipt, END, 99), store.errands(ErrandKind::Call, END, 99)));
        note(&(store.events(Cursor::default(), 9999), store.last_event(), store.told()));
        Self(all)
    }
}

/// The idempotency key in [`a_life`].
const KEY: &str = "order 66";

/// Something of every kind that a store keeps.
pub(super) fn a_life(store: &mut impl Store) {
    log_calls(store);
    offer_receipts(store);
    act(store, Action::Configure(Settings { retries: Some(7), ..Settings::default() }));
    let mut keyed = asks_for_receipt("1", false);
    (keyed.idempotency_key, keyed.account) = (Some(KEY.into()), "anna".into());
    let command = Command { id: Some(CommandId(7)), action: Action::Submit(Box::new(keyed)) };
    let seen = store.load(&Query::of(&command)).expect("loads");
    let submission = decide(&seen, &command, Now { wall: NOON, ..Now::default() }).expect("accepted");
    store.apply(&submission).expect("applies");
    let sent = submission.done.job.expect("a job");
    act(store, Action::Claim { job: sent, device: LINE });
    for page in 0..2 {
        tell(store, sent, Fact::PageOffered(page));
        tell(store, sent, Fact::PageAnswered { page, confirmed: true });
    }
    tell(store, sent, Fact::Ended(Cause::Completed));
    let failed = act(store, Action::Submit(Box::new(asks_for_receipt("2", false))));
    fail(store, failed);
    broadcast(store);
    submit(store, "4");
    let calling = submit(store, "5");
    act(store, Action::Claim { job: calling, device: LINE });
    tell(store, calling, Fact::PageOffered(0));
    let cancelled = submit(store, "6");
    act(store, Action::Claim { job: cancelled, device: LINE });
    act(store, Action::Operate { job: cancelled, operation: Operation::Cancel });
    // Relaxed: durable with what follows.
    tell(store, cancelled, Fact::SessionStarted);
    let received = act(store, Action::Accept { device: LINE, caller_id: "42".into(), reference: "in/1".into() });
    act(store, Action::Receive { job: received, fact: Reception::PageAccepted });
    act(store, Action::Receive { job: received, fact: Reception::Ended { cause: Cause::Completed, size: 10 } });
    act(store, Action::Receive { job: received, fact: Reception::HandedOver });
    act(store, Action::Accept { device: LINE, caller_id: "43".into(), reference: "in/2".into() });
    store.set_told(Cursor(3)).expect("writes");
    store.forget_events(Cursor(2)).expect("forgets");
}

/// From now on a job may have a receipt.
fn offer_receipts(store: &mut impl Store) {
    let offered = ReceiptOptions { allowed: ReceiptType::MAIL, ..ReceiptOptions::default() };
    act(store, Action::SetPart(Box::new(offered.into())));
}

/// From now on each call leaves an errand.
fn log_calls(store: &mut impl Store) {
    let on = ActivityLogging { log_outgoing: true, log_incoming: true, database_path: "/log".into() };
    act(store, Action::SetPart(Box::new(on.into())));
}

fn asks_for_receipt(number: &str, grouped: bool) -> NewJob {
    let mut job = NewJob::new(number, "document", 2);
    job.receipt = ReceiptTerms { kind: ReceiptType::MAIL, address: "a@example.org".into(), grouped, attach: false };
    job
}

/// A fax to three recipients that shall have one receipt.
fn broadcast(store: &mut impl Store) -> [JobId; 3] {
    let mut fax = asks_for_receipt("31", true);
    fax.others = ["32", "33"].map(|number| Recipient { fax_number: number.into(), name: String::new() }).into();
    let first = act(store, Action::Submit(Box::new(fax)));
    [first, JobId(first.0 + 1), JobId(first.0 + 2)]
}

/// A call that shows that the number is none, so many minutes after noon as the id of its job says.
fn fail(store: &mut impl Store, job: JobId) {
    let at = NOON + Duration::from_secs(60 * job.0);
    let cause = Cause::NotReached(DialFailure::InvalidNumber);
    let claim = Action::Claim { job, device: LINE };
    for action in [claim, Action::EndAttempt { job, epoch: Epoch(1), cause, pages: Vec::new() }] {
        let plan = plan(store, action, at);
        store.apply(&plan).expect("applies");
    }
    assert_eq!(phase(store, job), Phase::Failed);
}

fn errands(store: &impl Store, kind: ErrandKind, at: Timestamp, limit: usize) -> Vec<ErrandRecord> {
    store.errands(kind, at, limit).expect("reads")
}

fn names(errands: &[ErrandRecord]) -> Vec<&str> {
    errands.iter().map(ErrandRecord::key).collect()
}

fn an_errand_is_written_with_the_end_of_its_job(store: &mut impl Store) {
    offer_receipts(store);
    let job = act(store, Action::Submit(Box::new(asks_for_receipt("1", false))));
    act(store, Action::Claim { job, device: LINE });
    assert_eq!(errands(store, ErrandKind::Receipt, END, 9), []);
    let ended = Fact::Ended(Cause::NotReached(DialFailure::InvalidNumber));
    let mut end = plan(store, Action::Attempt { job, epoch: Epoch(1), fact: ended }, NOON);
    let impossible = Guard::Server(Version(u64::MAX));
    end.guards.push(impossible.clone());
    assert_eq!(store.apply(&end), Err(ApplyError::Conflict(impossible)));
    assert_eq!(errands(store, ErrandKind::Receipt, END, 9), [], "the job goes on, and so there is no receipt");
    end.guards.pop();
    store.apply(&end).expect("applies");
    let [receipt] = &*errands(store, ErrandKind::Receipt, NOON, 9) else { panic!("one receipt") };
    assert_eq!((receipt.due(), receipt.tries(), receipt.kind()), (NOON, 0, ErrandKind::Receipt));
    let query = Query { errand: Some(receipt.key()), ..Query::default() };
    assert_eq!(store.load(&query).expect("loads").errand.as_ref(), Some(receipt));
    assert_eq!(store.load(&Query::default()).expect("loads").errand, None, "nobody asked");
    assert_eq!(store.load(&Query { errand: Some("receipt"), ..query }).expect("loads").errand, None);
}

fn errands_are_found_by_kind_and_when_they_are_due(store: &mut impl Store) {
    offer_receipts(store);
    log_calls(store);
    let jobs = ["3", "1", "2"].map(|number| act(store, Action::Submit(Box::new(asks_for_receipt(number, false)))));
    // They end out of order: each is due when it did, a minute for its id.
    for index in [1, 2, 0] {
        fail(store, *jobs.get(index).expect("a job"));
    }
    let minute = |job: JobId| NOON + Duration::from_secs(60 * job.0);
    let [one, two, three] = jobs;
    for kind in [ErrandKind::Receipt, ErrandKind::Call] {
        let name = |job: JobId| match kind {
            ErrandKind::Receipt => alloc::format!("receipt/{job}/1"),
            ErrandKind::Call => alloc::format!("call/{job}/1"),
        };
        assert_eq!(names(&errands(store, kind, END, 9)), [name(one), name(two), name(three)], "the longest due first");
        assert_eq!(names(&errands(store, kind, END, 2)), [name(one), name(two)], "so many at most");
        assert_eq!(names(&errands(store, kind, minute(two), 9)), [name(one), name(two)], "due at this moment");
        assert_eq!(errands(store, kind, NOON, 9), [], "none is due yet");
        assert!(errands(store, kind, END, 9).iter().all(|errand| errand.kind() == kind));
    }
}

fn an_errand_that_is_done_is_gone_and_one_that_failed_is_due_later(store: &mut impl Store) {
    offer_receipts(store);
    let jobs = ["1", "2"].map(|number| act(store, Action::Submit(Box::new(asks_for_receipt(number, false)))));
    for job in jobs {
        fail(store, job);
    }
    let found = errands(store, ErrandKind::Receipt, END, 9);
    let [first, second] = &*found else { panic!("two receipts") };
    let told = store.last_event();
    let settle = |errand: &ErrandRecord, result| Action::Errand { key: errand.key().into(), result };
    // Two hands that have the same errand: the second one must see that it lost.
    let late = plan(store, settle(first, ErrandResult::Done), NOON);
    act(store, settle(first, ErrandResult::Later));
    assert_eq!(
        store.apply(&late),
        Err(ApplyError::Conflict(Guard::Errand(first.key().into(), first.version()))),
        "somebody was faster"
    );
    let [again] = &*errands(store, ErrandKind::Receipt, first.due(), 9) else { panic!("one that is due later") };
    assert_eq!((again.key(), again.tries(), again.version()), (first.key(), 1, first.version().next()));
    assert!(again.due() > NOON && again.errand() == first.errand());
    act(store, settle(first, ErrandResult::Done));
    assert_eq!(names(&errands(store, ErrandKind::Receipt, END, 9)), [second.key()]);
    act(store, settle(second, ErrandResult::GivenUp));
    assert_eq!(errands(store, ErrandKind::Receipt, END, 9), []);
    assert_eq!(store.load(&Query { errand: Some(second.key()), ..Query::default() }).expect("loads").errand, None);
    assert!(plan(store, settle(second, ErrandResult::Done), NOON).is_empty(), "done twice is done");
    assert_eq!(store.last_event(), told, "nobody hears of errands");
}

fn an_errand_outlives_its_job(store: &mut impl Store) {
    offer_receipts(store);
    let job = act(store, Action::Submit(Box::new(asks_for_receipt("1", false))));
    fail(store, job);
    act(store, Action::Operate { job, operation: Operation::Cancel });
    let kept = errands(store, ErrandKind::Receipt, END, 9);
    assert_eq!(store.forget(&Outdated { records: END, events: Cursor(0) }, 9), Ok(2), "the job and its number");
    assert_eq!(view(store, job).outgoing, None);
    assert_eq!((kept.len(), errands(store, ErrandKind::Receipt, END, 9)), (1, kept), "whoever waits for it gets it");
}

fn a_submission_is_counted_until_its_last_job_has_ended(store: &mut impl Store) {
    offer_receipts(store);
    let alone = submit(store, "1");
    assert_eq!(view(store, alone).group, None, "its jobs are not counted");
    let jobs = broadcast(store);
    let group = |store: &_, job| view(store, job).group.expect("they are counted");
    let [first, second, third] = jobs;
    assert!(jobs.iter().all(|job| group(store, *job) == group(store, first)), "one count for all of them");
    assert_eq!(group(store, third).id(), SubmissionId(first.0));
    let counted = |version| Guard::Group(SubmissionId(first.0), version);
    // Two jobs that end at the same time count one after the other.
    let late = plan(store, Action::Operate { job: second, operation: Operation::Cancel }, NOON);
    let before = group(store, first).version();
    fail(store, first);
    assert_eq!(group(store, third).version(), before.next());
    assert_eq!(store.apply(&late), Err(ApplyError::Conflict(counted(before))));
    act(store, Action::Operate { job: second, operation: Operation::Cancel });
    assert_eq!(errands(store, ErrandKind::Receipt, END, 9), [], "one has not ended");
    fail(store, third);
    let name = alloc::format!("receipt/{first}/all");
    assert_eq!(names(&errands(store, ErrandKind::Receipt, END, 9)), [name]);
}

fn a_submission_is_forgotten_with_its_first_job(store: &mut impl Store) {
    offer_receipts(store);
    let jobs = broadcast(store);
    let [first, ..] = jobs;
    let version = view(store, first).group.expect("they are counted").version();
    let guarded =
        |version| Plan { guards: Vec::from([Guard::Group(SubmissionId(first.0), version)]), ..Plan::default() };
    assert_eq!(store.apply(&guarded(version)), Ok(()));
    for job in jobs {
        act(store, Action::Operate { job, operation: Operation::Cancel });
    }
    store.forget(&Outdated { records: END, events: Cursor(0) }, 99).expect("forgets");
    assert_eq!(store.apply(&guarded(Version::default())), Ok(()), "nothing is left of the count");
}

fn each_part_is_a_row_of_its_own(store: &mut impl Store) {
    let all = |store: &_| load_parts(store, PartKind::ALL);
    let versions = |store: &_| PartKind::ALL.iter().map(|kind| all(store).version(*kind).0).collect::<Vec<_>>();
    assert!(versions(store).iter().all(|version| *version == 0), "none was ever set");
    let receipts = ReceiptOptions { smtp_server: "mail".into(), ..ReceiptOptions::default() };
    let general = General { branding: false, ..General::default() };
    act(store, Action::SetPart(Box::new(receipts.clone().into())));
    act(store, Action::SetPart(Box::new(general.clone().into())));
    act(store, Action::SetPart(Box::new(Part::from(General { branding: true, ..general.clone() }))));
    act(store, Action::SetPart(Box::new(general.clone().into())));
    assert_eq!((all(store).get::<ReceiptOptions>(), all(store).get::<General>()), (receipts, general.clone()));
    for kind in PartKind::ALL {
        let expected = match kind {
            PartKind::General => 3,
            PartKind::Receipts => 1,
            _ => 0,
        };
        assert_eq!(all(store).version(*kind), Version(expected), "{kind:?}");
        assert_eq!(load_parts(store, &[*kind]).version(*kind), Version(expected), "{kind:?} alone");
        // The plans of the engine write only what fits; a store takes whatever it is given.
        let other = Guard::Part(*kind, Version(expected + 1));
        let guarded = Plan { guards: Vec::from([other.clone()]), ..Plan::default() };
        assert_eq!(store.apply(&guarded), Err(ApplyError::Conflict(other)));
    }
    let one = Query { parts: &[PartKind::Receipts], part: Some(PartKind::General), ..Query::default() };
    let both = store.load(&one).expect("loads").parts;
    assert_eq!(
        (both.get::<General>(), both.version(PartKind::Receipts)),
        (general, Version(1)),
        "the list, and one more"
    );
}

fn load_parts(store: &impl Store, parts: &[PartKind]) -> Parts {
    store.load(&Query { parts, ..Query::default() }).expect("loads").parts
}

fn what_a_part_was_checked_against_is_guarded(store: &mut impl Store) {
    let devices = |name: &str| {
        let mut devices = Devices::default();
        devices.register(name);
        devices
    };
    let mut groups = OutboundGroups::default();
    groups.add("night").expect("a name");
    let late = plan(store, Action::SetPart(Box::new(groups.into())), NOON);
    act(store, Action::SetPart(Box::new(devices("a").into())));
    assert_eq!(
        store.apply(&late),
        Err(ApplyError::Conflict(Guard::Part(PartKind::Devices, Version::default()))),
        "the groups were checked against the devices as they were"
    );
    assert_eq!(load_parts(store, PartKind::ALL).version(PartKind::OutboundGroups), Version::default());
}

fn the_server_is_one_row(store: &mut impl Store) {
    let server = |store: &_| view(store, JobId(0)).server;
    let settings = Settings { retries: Some(7), outgoing_paused: true, ..Settings::default() };
    let late = plan(store, Action::Configure(Settings { retries: Some(9), ..settings }), NOON);
    act(store, Action::Configure(settings));
    assert_eq!(*server(store).settings(), settings);
    assert!(matches!(store.apply(&late), Err(ApplyError::Conflict(Guard::Server(_)))));
    let before = server(store);
    act(store, Action::Ring { device: LINE, caller_id: "42".into() });
    assert_eq!(server(store).version(), before.version().next());
    assert!(server(store).line(LINE).status.ringing);
    assert_eq!(*server(store).settings(), settings);
}

fn what_does_not_exist_has_version_zero(store: &mut impl Store) {
    let guards = |version| {
        [
            Guard::Server(version),
            Guard::Job(JobId(9), version),
            Guard::Destination("9".into(), version),
            Guard::Part(PartKind::General, version),
            Guard::Errand("receipt/9/1".into(), version),
            Guard::Group(SubmissionId(9), version),
        ]
    };
    let zero = Plan { guards: guards(Version::default()).into(), ..Plan::default() };
    assert_eq!(store.apply(&zero), Ok(()));
    for guard in guards(Version(1)) {
        let guarded = Plan { guards: Vec::from([guard.clone()]), ..Plan::default() };
        assert_eq!(store.apply(&guarded), Err(ApplyError::Conflict(guard)));
    }
}

/// A guard that fails behind those that hold: whatever the plan would write, nothing of it is there.
fn a_refused_plan_leaves_every_table_alone(store: &mut impl Store) {
    let mut whole = Plan::default();
    let mut scratch = Memory::new();
    a_life(&mut scratch);
    let impossible = Guard::CommandUnseen(CommandId(7));
    let calls = errands(&scratch, ErrandKind::Call, END, 9);
    let errand = names(&calls).first().copied();
    let query = Query { job: Some(JobId(1)), errand, parts: PartKind::ALL, ..Query::default() };
    let view = scratch.load(&query).expect("loads");
    let grouped = scratch.load(&Query { job: Some(JobId(3)), ..Query::default() }).expect("loads");
    let rows = [
        Some(Write::Server(view.server.clone())),
        view.outgoing.map(|job| Write::Outgoing(Box::new(job))),
        scratch.incoming().expect("reads").pop().map(|job| Write::Incoming(Box::new(job))),
        Some(Write::Destination(view.destination)),
        Some(Write::Key(KEY.into(), JobId(1))),
        Some(Write::Command(CommandId(8), <_>::default())),
        view.errand.map(|errand| Write::Errand(Box::new(errand))),
        grouped.group.map(Write::Group),
        view.parts.record(PartKind::ActivityLogging).cloned().map(Write::Part),
    ];
    assert!(rows.iter().all(Option::is_some), "one of each kind");
    whole.writes = rows.into_iter().flatten().collect();
    whole.events = scratch.events(Cursor::default(), 9).expect("reads").into_iter().map(|(_, event)| event).collect();
    let first = Plan { writes: Vec::from([Write::Command(CommandId(7), <_>::default())]), ..Plan::default() };
    store.apply(&first).expect("applies");
    let before = Everything::of(store);
    whole.guards = Vec::from([Guard::Job(JobId(1), Version::default()), impossible.clone()]);
    assert_eq!(store.apply(&whole), Err(ApplyError::Conflict(impossible)));
    assert_eq!(Everything::of(store), before);
    whole.guards.pop();
    store.apply(&whole).expect("it fits");
    assert_ne!(Everything::of(store), before);
    let job = self::view(store, JobId(1));
    assert_eq!((&job.outgoing, &job.server), (&self::view(&scratch, JobId(1)).outgoing, &view.server));
    assert_eq!(store.load(&query).expect("loads").errand, scratch.load(&query).expect("loads").errand);
}

fn the_outgoing_queue_is_listed_in_order(store: &mut impl Store) {
    let jobs = ["3", "1", "2"].map(|number| submit(store, number));
    let [first, second, third] = jobs;
    let listed = |store: &dyn Store| store.outgoing().expect("reads").iter().map(|job| job.id).collect::<Vec<_>>();
    for job in [third, first] {
        act(store, Action::Operate { job, operation: Operation::Pause });
    }
    assert_eq!(listed(store), jobs, "by id, whatever happened to them");
    act(store, Action::Operate { job: second, operation: Operation::Cancel });
    assert_eq!(listed(store), [first, third]);
}

fn what_came_is_guarded_and_listed_in_order(store: &mut impl Store) {
    let accept = |store: &mut _, caller: &str| {
        act(store, Action::Accept { device: LINE, caller_id: caller.into(), reference: "in".into() })
    };
    let jobs = ["1", "2", "3"].map(|caller| accept(store, caller));
    let listed = |store: &dyn Store| store.incoming().expect("reads").iter().map(|job| job.id).collect::<Vec<_>>();
    assert_eq!(listed(store), jobs);
    let [first, second, third] = jobs;
    let late = plan(store, Action::Operate { job: second, operation: Operation::Cancel }, NOON);
    for job in [third, second, first] {
        act(store, Action::Receive { job, fact: Reception::PageAccepted });
        act(store, Action::Receive { job, fact: Reception::Ended { cause: Cause::Completed, size: 10 } });
    }
    assert!(matches!(store.apply(&late), Err(ApplyError::Conflict(Guard::Job(job, _))) if job == second));
    for job in [third, first, second] {
        act(store, Action::Receive { job, fact: Reception::HandedOver });
    }
    let messages = |store: &dyn Store, after, limit| {
        store.incoming_archive(after, limit).expect("reads").iter().map(|job| job.id).collect::<Vec<_>>()
    };
    assert_eq!(messages(store, JobId(0), 2), [first, second], "by id, so many at most");
    assert_eq!(messages(store, first, 9), [second, third], "after the cursor");
    act(store, Action::Message { message: second, change: MessageChange::Delete });
    assert_eq!((messages(store, JobId(0), 9), listed(store)), (Vec::from([first, third]), Vec::new()));
}

fn room_is_given_back_without_a_loss_of_anything(store: &mut impl Store) {
    a_life(store);
    let before = Everything::of(store);
    store.compact().expect("moves what is kept");
    assert_eq!(Everything::of(store), before);
}
