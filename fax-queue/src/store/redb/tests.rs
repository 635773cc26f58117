//! What only this store has to pass, beside the suite for all.

use super::tables::FORMAT;
use super::*;
use ::redb::backends::InMemoryBackend;
use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec;

use crate::engine::{Action, Cause, Fact, Reception, decide};
use crate::model::NewJob;
use crate::vocabulary::{DeviceId, Epoch};

#[test]
fn conforms() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut count = 0;
    crate::store::conformance::exercise(|| {
        count += 1;
        Redb::open(directory.path().join(count.to_string())).expect("a new file")
    });
}

#[test]
fn survives() {
    let directory = tempfile::tempdir().expect("a directory");
    crate::store::conformance::exercise_reopened(|| Redb::open(directory.path().join("queue")).expect("a file"));
}

#[test]
fn a_newer_format_is_left_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("queue");
    let store = Redb::open(&path).expect("a new file");
    let write = store.medium.write().expect("writes");
    write.open_table(NUMBERS).expect("opens").insert("format", FORMAT + 1).expect("inserts");
    write.commit().expect("commits");
    drop(store);
    assert_eq!(Redb::open(&path).map(drop), Err(StoreError::Format { found: FORMAT + 1 }));
}

#[test]
fn rows_of_the_first_version_are_read() {
    // As version 0.1 wrote it before there were several recipients, archives and senders with an address.
    const ROW: &str = r#"{"id":1,"version":3,"events":3,"removed":false,"submission":1,"request":{"recipient":
        {"fax_number":"123","name":""},"document":{"reference":"letter.tif","pages":2,"size":0},"sender":{"name":"we",
        "fax_number":"","tsid":""},"subject":"","document_name":"","schedule":"Now","priority":"Low","duplicates":
        "ResumeMarked","idempotency_key":null},"submitted":5,"first_due":5,"due":9,"give_up_at":86400005,"phase":
        "RetryWait","paused":false,"ledger":"c?","epoch":1,"attempt":null,"history":{"dials":1,"sessions":0,
        "without_progress":0,"failures":{"Busy":1}},"retries":0,"spent":true,"extended":"Busy","reason":
        "the number is busy","current_page":0,"device":1,"csid":"","bit_rate":null,"started":6,"ended":7}"#;
    let store = Redb::on(InMemoryBackend::new).expect("a database");
    let write = store.medium.write().expect("writes");
    write.open_table(OUTGOING).expect("opens").insert(1, ROW.as_bytes()).expect("inserts");
    let settings = br#"{"version":1,"events":0,"last_job":1,"last_call":0,"settings":{"retries":7,
        "retry_delay_minutes":null,"discount_start":0,"discount_end":0,"outgoing_paused":true,
        "outgoing_blocked":false,"incoming_blocked":false}}"#;
    write.open_table(SERVER).expect("opens").insert(0, settings.as_slice()).expect("inserts");
    write.commit().expect("commits");
    let view = store.load(&Query { job: Some(JobId(1)), ..Query::default() }).expect("reads");
    let job = view.outgoing.expect("a job");
    assert_eq!((job.sender().name, job.sender().city, job.recipient().fax_number), ("we", "", "123"));
    assert_eq!((job.ledger().to_string(), job.waits_until()), ("c?".into(), Some(Timestamp::from_unix_millis(9))));
    assert!(!job.is_archived() && job.request().others.is_empty());
    assert_eq!((view.server.settings().retries, view.server.settings().outgoing_archive.use_archive), (Some(7), true));
    assert_eq!(decode::<OutgoingRecord>("outgoing", &encode("outgoing", &job).expect("writes")), Ok(job));
}

#[test]
fn one_process_per_file() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("queue");
    let _owner = Redb::open(&path).expect("a new file");
    assert!(matches!(Redb::open(&path), Err(StoreError::Backend(_))));
}

#[test]
fn a_row_that_nobody_understands_is_an_error() {
    let store = Redb::on(InMemoryBackend::new).expect("a database");
    let write = store.medium.write().expect("writes");
    write.open_table(OUTGOING).expect("opens").insert(1, b"{}".as_slice()).expect("inserts");
    write.commit().expect("commits");
    let query = Query { job: Some(JobId(1)), ..Query::default() };
    assert!(matches!(store.load(&query), Err(StoreError::Damaged { table: "outgoing", .. })));
}

#[test]
fn a_file_of_format_1_is_brought_up_to_date() {
    // As `rows_of_the_first_version_are_read` has them: two jobs that wait for one number, the second one with a higher
    // priority, and one that was sent. Its indexes were others; one of them says nothing, which must not matter.
    const WAITS: &str = r#"{"id":1,"version":1,"events":1,"removed":false,"submission":1,"request":{"recipient":
        {"fax_number":"12 3","name":""},"document":{"reference":"letter.tif","pages":1,"size":0},"sender":{"name":"we",
        "fax_number":"","tsid":""},"subject":"","document_name":"","schedule":"Now","priority":"Low","duplicates":
        "ResumeMarked","idempotency_key":null},"submitted":5,"first_due":5,"due":9,"give_up_at":86400005,"phase":
        "RetryWait","paused":false,"ledger":"?","epoch":1,"attempt":null,"history":{"dials":1,"sessions":0,
        "without_progress":0,"failures":{"Busy":1}},"retries":0,"spent":true,"extended":"Busy","reason":
        "the number is busy","current_page":0,"device":1,"csid":"","bit_rate":null,"started":6,"ended":7}"#;
    let other = WAITS.replace("\"id\":1", "\"id\":2").replace("\"Low\"", "\"High\"");
    let sent = WAITS
        .replace("\"id\":1", "\"id\":3")
        .replace("\"size\":0", "\"size\":70")
        .replace("\"removed\":false", "\"removed\":true,\"archived\":true")
        .replace("\"RetryWait\"", "\"Delivered\"");
    let destination = r#"{"key":"123","version":4,"holder":null,"blocked_until":20,"known_fax":true}"#;
    let mut store = Redb::on(InMemoryBackend::new).expect("a database");
    let write = store.medium.write().expect("writes");
    {
        let mut rows = write.open_table(OUTGOING).expect("opens");
        for (id, row) in [(1, WAITS), (2, &other), (3, &sent)] {
            rows.insert(id, row.as_bytes()).expect("inserts");
        }
        write.open_table(INCOMING).expect("opens");
        write.open_table(DESTINATIONS).expect("opens").insert("123", destination.as_bytes()).expect("inserts");
        write.open_table(COMMANDS).expect("opens").insert(7, br#"{"job":1}"#.as_slice()).expect("inserts");
        let old = ::redb::TableDefinition::<(u64, u64), (u32, u64, &str)>::new("waiting");
        write.open_table(old).expect("opens").insert((9, 1), (0, 5, "123")).expect("inserts");
        write.open_table(IN_OUTGOING_QUEUE).expect("opens").insert(1, ()).expect("inserts");
        write.open_table(NUMBERS).expect("opens").insert("format", 1).expect("inserts");
    }
    write.commit().expect("commits");
    store.prepare().expect("makes the indexes");

    let ids = |jobs: Vec<OutgoingRecord>| jobs.iter().map(|job| job.id.0).collect::<Vec<_>>();
    let at = Timestamp::from_unix_millis;
    assert_eq!((store.candidates(at(19), 9), store.candidates(at(20), 9)), (Ok(vec![]), Ok(vec![JobId(2), JobId(1)])));
    assert_eq!(
        (store.outgoing().map(ids), store.outgoing_archive(JobId(0), 9).map(ids)),
        (Ok(vec![1, 2]), Ok(vec![3]))
    );
    assert_eq!(store.of_account("", JobId(9), 2).map(ids), Ok(vec![3, 2]));
    let counts = Counts::default().with(Place::Waiting, 2).with(Place::Sent, 1).with_size(Place::Sent, 70);
    assert_eq!(store.counts(), Ok(counts));
    assert_eq!(store.in_place(Place::Sent, <_>::default(), at(8), 9), Ok(vec![(at(7), JobId(3))]));
    let what = Outdated { records: at(21), ..Outdated::default() };
    assert_eq!(store.forget(&what, 9), Ok(2), "the command, and the number");
    assert_eq!(store.candidates(at(9), 9), Ok(vec![JobId(2), JobId(1)]), "nothing is known of the number any more");
    // Once is enough.
    assert_eq!(store.number("format"), Ok(FORMAT));
    store.prepare().expect("nothing to do");
    assert_eq!(store.counts(), Ok(counts));
}

#[test]
fn a_file_of_format_2_learns_the_sizes_of_its_archives() {
    let mut store = Redb::on(InMemoryBackend::new).expect("a database");
    let at =
        |seed| crate::engine::Now { wall: Timestamp::from_unix_millis(seed), seed, ..crate::engine::Now::default() };
    let mut act = |action: Action| {
        let command = action.into();
        let view = store.load(&Query::of(&command)).expect("loads");
        let plan = decide(&view, &command, at(9)).expect("fits");
        store.apply(&plan).expect("applies");
        plan.done.job.unwrap_or_default()
    };
    for size in [40, 60] {
        let mut letter = NewJob::new("1", "letter", 1);
        letter.document.size = size;
        let job = act(Action::Submit(Box::new(letter)));
        act(Action::Claim { job, device: DeviceId(1) });
        for fact in
            [Fact::PageOffered(0), Fact::PageAnswered { page: 0, confirmed: true }, Fact::Ended(Cause::Completed)]
        {
            act(Action::Attempt { job, epoch: Epoch(1), fact });
        }
        let job = act(Action::Accept { device: DeviceId(1), caller_id: "".into(), reference: "in".into() });
        for fact in
            [Reception::PageAccepted, Reception::Ended { cause: Cause::Completed, size: 7 }, Reception::HandedOver]
        {
            act(Action::Receive { job, fact });
        }
    }
    let mut waits = NewJob::new("2", "letter", 1);
    waits.document.size = 1000;
    act(Action::Submit(Box::new(waits)));
    let counts = store.counts().expect("reads");
    assert_eq!((counts.size_of(Place::Sent), counts.size_of(Place::Received)), (100, 14));
    // Format 2 is the same without the sizes.
    let write = store.medium.write().expect("writes");
    write.delete_table(SIZES).expect("deletes");
    write.open_table(NUMBERS).expect("opens").insert("format", 2).expect("inserts");
    write.commit().expect("commits");
    for _ in 0..2 {
        store.prepare().expect("adds up the sizes, once");
        assert_eq!((store.counts(), store.number("format")), (Ok(counts), Ok(FORMAT)));
    }
}
