//! Texts and commands that mean harm, or that are merely wrong: a typed refusal, and nothing half done.

#![cfg(feature = "redb")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use common::{LINE, Log, NOON, open};
use fax_core::{Event, Failure, Ident};
use fax_queue::engine::{DialFailure, Limit, Refusal};
use fax_queue::model::{FaxDocument, Job, JobStatus, NewJob, OutgoingJob, Recipient, Schedule};
use fax_queue::service::{CallEnd, IncomingRun, OutgoingRun, Queue, QueueError};
use fax_queue::store::{Memory, Redb};
use fax_queue::vocabulary::{DeviceId, ErrorCode, JobId, ServerEvents, ServerId};
use proptest::prelude::*;

/// Format directives, what shells and modems take for commands, escapes of terminals, line ends, NUL, names of other files,
/// text that runs backwards, and much of it.
fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = [
        "%s%n%x%99999999d",
        "{0}{}{:?}",
        "; rm -rf / #",
        "$(reboot)`reboot`",
        "' OR 1=1; --",
        "+++ATH0\r",
        "ATZ\r\nATDT911\r\n",
        "\u{1b}[2J\u{1b}]0;owned\u{7}",
        "\u{9b}31m\u{7f}\u{8}\u{8}",
        "one\r\nBcc: everybody@example",
        "a\0b",
        "\0",
        "../../etc/passwd",
        "C:\\..\\con",
        "\u{202e}txt.exe",
        "\u{feff}\u{fffd}\u{10ffff}",
        "<script>alert(1)</script>",
    ]
    .map(String::from)
    .into();
    texts.push("ä".repeat(600));
    texts.push("9".repeat(5000));
    texts.push("%s".repeat(100_000));
    texts
}

type Write = fn(&mut NewJob, String);
type Read = for<'a> fn(&'a NewJob) -> &'a str;

/// Every text that a caller can give with a fax, and the limit that it has.
const FIELDS: &[(&str, Write, Read, usize)] = &[
    ("number", |fax, text| fax.recipient.fax_number = text, |fax| &fax.recipient.fax_number, 64),
    ("name", |fax, text| fax.recipient.name = text, |fax| &fax.recipient.name, 1024),
    ("reference", |fax, text| fax.document.reference = text, |fax| &fax.document.reference, 4096),
    ("subject", |fax, text| fax.subject = text, |fax| &fax.subject, 1024),
    ("document name", |fax, text| fax.document_name = text, |fax| &fax.document_name, 1024),
    ("tsid", |fax, text| fax.sender.tsid = text, |fax| &fax.sender.tsid, 20),
    ("billing code", |fax, text| fax.sender.billing_code = text, |fax| &fax.sender.billing_code, 1024),
    ("company", |fax, text| fax.sender.company = text, |fax| &fax.sender.company, 1024),
    ("email", |fax, text| fax.sender.email = text, |fax| &fax.sender.email, 1024),
    ("sender", |fax, text| fax.sender.name = text, |fax| &fax.sender.name, 1024),
    ("street", |fax, text| fax.sender.street_address = text, |fax| &fax.sender.street_address, 1024),
    (
        "key",
        |fax, text| fax.idempotency_key = Some(text),
        |fax| fax.idempotency_key.as_deref().unwrap_or_default(),
        128,
    ),
];

fn letter() -> NewJob {
    NewJob::new("123", "letter.tif", 1)
}

/// What is kept is what was given, to the octet, also when it comes back from the disk; what is refused leaves nothing.
#[test]
fn hostile_texts_are_kept_as_they_are_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fax.redb");
    let (queue, _) = open(Redb::open(&path).unwrap());
    let log = Log::default();
    queue.subscribe(ServerEvents::ALL, log.clone());
    let mut kept = Vec::new();
    for (field, write, read, limit) in FIELDS {
        for text in hostile() {
            let mut fax = letter();
            write(&mut fax, text.clone());
            let taken = match queue.submit(fax.clone()) {
                Ok(job) => {
                    assert!(text.len() <= *limit, "{field} is too long and was taken");
                    assert_ne!(*field, "number", "{text:?} was taken for a number");
                    kept.push((job, fax));
                    true
                }
                Err(error) => {
                    assert_eq!(error.code(), ErrorCode::InvalidParameter, "{field}: {error}");
                    let words = error.to_string();
                    assert!(words.chars().all(|c| !c.is_control()), "{field}: {words:?}");
                    assert!(words.len() < 200, "{field}: what was wrong is named, not repeated");
                    false
                }
            };
            queue.dispatch().unwrap();
            let told = log.take().iter().filter(|line| line.ends_with("added")).count();
            assert_eq!(told, usize::from(taken), "{field}: {text:?}");
        }
        assert!(
            field == &"number" || field == &"tsid" || kept.iter().any(|(_, fax)| read(fax).contains('\0')),
            "{field}"
        );
    }
    drop(queue);
    let (queue, _) = open(Redb::open(&path).unwrap());
    let jobs = queue.outgoing_jobs().unwrap();
    assert_eq!(jobs.iter().map(Job::id).collect::<Vec<_>>(), kept.iter().map(|(job, _)| *job).collect::<Vec<_>>());
    for (job, (_, fax)) in jobs.iter().zip(&kept) {
        assert_eq!(job.request(), fax);
        assert!(job.recipient().fax_number.bytes().all(|c| c.is_ascii_graphic() || c == b' '));
    }
    let names: Vec<_> = folder.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["fax.redb"], "no text became a file");
}

proptest! {
    /// Whatever a number is made of, nothing gets to a line that could end the command that dials it.
    #[test]
    fn what_is_dialled_ends_no_command(number in "\\PC{0,70}|[0-9+*#,;!@&\\r\\n\\x00-\\x1f TtPpWwAaHh()./-]{0,70}") {
        let (queue, _) = open(Memory::new());
        if queue.submit(NewJob::new(&number, "letter.tif", 1)).is_ok() {
            let run = OutgoingRun::claim(&queue, LINE).unwrap().unwrap();
            let dialled = &run.ticket().number;
            prop_assert_eq!(dialled, &number);
            prop_assert!(dialled.len() <= 64);
            prop_assert!(dialled.bytes().all(|c| c.is_ascii_digit() || b"+*#,-. ()/WwPpTt".contains(&c)));
        }
    }

    /// Any text at all comes back as it was given, or is refused.
    #[test]
    fn any_text_is_kept_or_refused(text in any::<String>(), which in 0..FIELDS.len()) {
        let (field, write, read, limit) = FIELDS[which];
        let (queue, _) = open(Memory::new());
        let mut fax = letter();
        write(&mut fax, text.clone());
        match queue.submit(fax) {
            Ok(job) => {
                let job = queue.outgoing_job(job).unwrap();
                prop_assert_eq!(read(job.request()), &text);
            }
            Err(error) => prop_assert_eq!(error.code(), ErrorCode::InvalidParameter, "{}, {}", field, limit),
        }
    }
}

/// A broadcast with one wrong recipient at any place is no broadcast.
#[test]
fn one_bad_recipient_spoils_all() {
    for place in [1, 5, 9] {
        let (queue, _) = open(Memory::new());
        let mut fax = letter();
        fax.others = (0..9).map(|number| Recipient { fax_number: number.to_string(), name: String::new() }).collect();
        fax.others[place - 1].fax_number = "12\rATH".into();
        assert_eq!(queue.submit(fax), Err(QueueError::Refused(Refusal::OutOfBounds(Limit::FaxNumber))));
        assert_eq!(queue.outgoing_jobs().unwrap(), []);
        assert_eq!(queue.submit(letter()), Ok(JobId(1)), "not even an id is gone");
    }
}

/// What strangers say of themselves is shown as far as it is sane, and comes out of nothing but its own field.
#[test]
fn strangers_have_no_power() {
    for text in hostile() {
        let (queue, _) = open(Memory::new());
        queue.ring(LINE, &text).unwrap();
        let run = IncomingRun::accept(&queue, LINE, &text, "in/1.tif").unwrap();
        let job = queue.incoming_job(run.job()).unwrap();
        assert!(text.starts_with(job.caller_id()) && job.caller_id().chars().count() <= 64);
        // Identifications come over the line in an alphabet of their own.
        if let Ok(ident) = Ident::new(&text) {
            assert!(ident.as_str().bytes().all(|c| (0x20..0x7f).contains(&c)));
        }
    }
    let (queue, _) = open(Memory::new());
    for reference in [String::new(), "x".repeat(4097)] {
        let refused = IncomingRun::accept(&queue, LINE, "", &reference);
        assert_eq!(refused.err(), Some(QueueError::Refused(Refusal::OutOfBounds(Limit::Reference))));
    }
    assert_eq!(queue.incoming_jobs().unwrap(), []);
}

/// Everything that can be asked about a job, of a job that does not exist.
#[test]
fn unknown_ids_are_not_found() {
    let (queue, _) = open(Memory::new());
    for id in [0, 1, 7, u64::MAX].map(JobId) {
        let answers = [
            queue.pause(id),
            queue.resume(id),
            queue.restart(id),
            queue.cancel(id),
            queue.hand_over(id),
            queue.outgoing_job(id).map(drop),
            queue.incoming_job(id).map(drop),
            queue.outgoing_message(id).map(drop),
            queue.incoming_message(id).map(drop),
            queue.delete_message(id),
            queue.set_message_read(id, true),
            OutgoingRun::claim_job(&queue, id, LINE).map(drop),
        ];
        assert!(answers.iter().all(|answer| *answer == Err(QueueError::Refused(Refusal::NotFound))), "{answers:?}");
        assert_eq!(queue.last_event().unwrap(), fax_queue::store::Cursor::default(), "nothing happened");
    }
}

/// What a line tells that cannot be: refused, and the job stands as it stood.
#[test]
fn facts_that_do_not_fit_change_nothing() {
    let (queue, _) = open(Memory::new());
    let id = queue.submit(letter()).unwrap();
    let mut run = OutgoingRun::claim(&queue, LINE).unwrap().unwrap();
    let wrong = [
        Event::SendingPage { page: 1 },
        Event::SendingPage { page: u16::MAX },
        Event::PageSent { page: 0, confirmed: true },
        Event::PageSent { page: 9, confirmed: true },
    ];
    for event in wrong {
        let before = queue.outgoing_job(id).unwrap();
        assert!(matches!(run.on_event(&event), Err(QueueError::Refused(Refusal::OutOfOrder { .. }))), "{event:?}");
        assert_eq!(queue.outgoing_job(id).unwrap(), before, "{event:?}");
    }
    run.finish(&CallEnd::NotReached(DialFailure::Busy)).unwrap();
    // The line speaks on, of a call that is over.
    for event in [Event::Connected, Event::SendingPage { page: 0 }] {
        let before = queue.outgoing_job(id).unwrap();
        assert!(matches!(run.on_event(&event), Err(QueueError::Refused(_))), "{event:?}");
        assert_eq!(queue.outgoing_job(id).unwrap(), before);
    }
}

/// A line that was given up for lost cannot speak for the attempt that came after it.
#[test]
fn a_late_line_does_not_speak_for_a_newer_one() {
    let store = common::Shared::default();
    let (queue, clock) = open(store.clone());
    let id = queue.submit(letter()).unwrap();
    let mut late = OutgoingRun::claim(&queue, LINE).unwrap().unwrap();
    let queue = Queue::open_with(store, clock.clone(), ServerId(7)).unwrap();
    clock.set(queue.outgoing_job(id).unwrap().waits_until().unwrap());
    let newer = OutgoingRun::claim(&queue, DeviceId(2)).unwrap().unwrap();
    let before = queue.outgoing_job(id).unwrap();
    assert!(late.on_event(&Event::Connected).is_err() && late.finish(&common::failed(Failure::CallDropped)).is_err());
    assert_eq!(queue.outgoing_job(id).unwrap(), before);
    assert_eq!(newer.ticket().epoch.0, 2);
}

/// Times and numbers at their ends.
#[test]
fn extreme_values_are_no_trap() {
    use fax_queue::vocabulary::Timestamp;
    let (queue, clock) = open(Memory::new());
    for at in [0, u64::MAX, u64::MAX - 1] {
        let mut fax = letter();
        fax.schedule = Schedule::At(Timestamp::from_unix_millis(at));
        let id = queue.submit(fax).unwrap();
        assert!(queue.outgoing_job(id).unwrap().scheduled_time().unwrap() >= NOON);
        queue.cancel(id).unwrap();
    }
    let mut fax = letter();
    (fax.document.pages, fax.document.size) = (u16::MAX, u64::MAX);
    let id = queue.submit(fax.clone()).unwrap();
    assert_eq!((fax.recipients(), queue.outgoing_job(id).unwrap().pages()), (1, u16::MAX));
    clock.set(Timestamp::from_unix_millis(u64::MAX));
    queue.sweep().unwrap();
    let run = OutgoingRun::claim(&queue, LINE).unwrap();
    assert!(run.is_none(), "it waited past its time limit");
}
