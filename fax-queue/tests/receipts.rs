//! Receipts: due with the end of a job, delivered at least once, by mail, as files, to a function.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod common;
#[cfg(feature = "mail")]
#[path = "common/smtp.rs"]
mod smtp;

use core::time::Duration;

use common::{FakeClock, NOON, Script, Shared, delivery, failed, open};
use fax_core::{Config, Failure};
use fax_queue::engine::parts::ReceiptOptions;
use fax_queue::engine::{DialFailure, IncomingRecord, Limit, OutgoingRecord, Refusal};
use fax_queue::model::{Document, Job as _, NewJob, OutgoingJob as _, ReceiptTerms, Recipient, Schedule};
use fax_queue::service::receipts::{CallbackReceipts, FileReceipts, Receipt, ReceiptFault};
use fax_queue::service::{CallEnd, DocumentError, Documents, Queue, QueueError, run_job};
use fax_queue::store::{Memory, Redb};
use fax_queue::vocabulary::{ErrorCode, JobId, ReceiptType, ServerId};

const HOUR: Duration = Duration::from_secs(3600);

fn allow(queue: &Queue) {
    let options = ReceiptOptions {
        allowed: ReceiptType::MAIL.union(ReceiptType::MESSAGE_BOX),
        smtp_sender: "fax@example.org".into(),
        ..ReceiptOptions::default()
    };
    queue.set_part(options).unwrap();
}

fn wants(kind: ReceiptType, grouped: bool, numbers: &[&str]) -> NewJob {
    let mut fax = NewJob::new(numbers[0], "letter.tif", 1);
    fax.others = numbers[1..].iter().map(|n| Recipient { fax_number: (*n).into(), name: String::new() }).collect();
    fax.receipt = ReceiptTerms { kind, address: "clerk@example.org".into(), grouped, attach: false };
    fax
}

fn by_mail(numbers: &[&str]) -> NewJob {
    wants(ReceiptType::MAIL, false, numbers)
}

/// The next call ends well, or so that there is no other.
fn call(queue: &Queue, well: bool) -> JobId {
    let end = if well { delivery(1) } else { (Vec::new(), failed(Failure::Incompatible)) };
    let mut line = Script::new([end]);
    run_job(queue, &mut line, &Config::default(), |_| Some(())).unwrap().expect("a job is due").0
}

/// What is due now.
fn due(queue: &Queue) -> Vec<Receipt> {
    let mut got = Vec::new();
    let undelivered = queue.deliver_receipts(&mut CallbackReceipts(|receipt: &Receipt| {
        got.push(receipt.clone());
        Ok(())
    }));
    assert_eq!(undelivered, Ok(Vec::new()));
    got
}

#[test]
fn a_receipt_is_what_the_server_allows() {
    let (queue, _) = open(Memory::new());
    let refused = queue.submit(by_mail(&["1"])).unwrap_err();
    assert_eq!(refused, QueueError::Refused(Refusal::ReceiptNotAllowed));
    assert_eq!(refused.code(), ErrorCode::UnsupportedType);
    allow(&queue);
    for address in ["", "clerk", "a@b, c@d", "a@b\r\nBcc: c@d"] {
        let mut fax = by_mail(&["1"]);
        fax.receipt.address = address.into();
        let refused = queue.submit(fax).unwrap_err();
        assert_eq!(refused, QueueError::Refused(Refusal::OutOfBounds(Limit::MailAddress)), "{address:?}");
        assert_eq!(refused.code(), ErrorCode::InvalidParameter);
    }
    let both = wants(ReceiptType::ALL, false, &["1"]);
    assert_eq!(queue.submit(both), Err(QueueError::Refused(Refusal::OutOfBounds(Limit::ReceiptType))));
    let job = queue.outgoing_job(queue.submit(by_mail(&["1"])).unwrap()).unwrap();
    assert_eq!((job.receipt_type(), job.receipt_address()), (ReceiptType::MAIL, "clerk@example.org"));
}

#[test]
fn each_job_has_one_when_it_has_ended_and_only_then() {
    let (queue, clock) = open(Memory::new());
    allow(&queue);
    let mut fax = by_mail(&["1"]);
    fax.subject = "Order 7\r\nBcc: all@example.org".into();
    let job = queue.submit(fax).unwrap();
    let busy = (Vec::new(), CallEnd::NotReached(DialFailure::Busy));
    run_job(&queue, &mut Script::new([busy]), &Config::default(), |_| Some(())).unwrap();
    assert_eq!(due(&queue), [], "it will be tried again");
    clock.advance(HOUR);
    assert_eq!(call(&queue, true), job);
    let receipts = due(&queue);
    assert_eq!(receipts.len(), 1);
    let receipt = &receipts[0];
    assert_eq!((receipt.subject.as_str(), receipt.succeeded), ("Fax to 1 was sent", 1));
    assert_eq!((receipt.address.as_str(), &receipt.jobs), ("clerk@example.org", &vec![job]));
    assert!(receipt.text.contains("retries: 1") && receipt.text.contains("Order 7  Bcc"), "{}", receipt.text);
    assert_eq!(due(&queue), [], "it was delivered");
}

#[test]
fn a_failure_is_reported_and_a_cancellation_is_not() {
    let (queue, _) = open(Memory::new());
    allow(&queue);
    queue.submit(by_mail(&["1"])).unwrap();
    call(&queue, false);
    let receipts = due(&queue);
    assert_eq!((receipts[0].subject.as_str(), receipts[0].succeeded), ("Fax to 1 was not sent", 0));
    assert!(receipts[0].text.contains("no common modulation"), "{}", receipts[0].text);
    let cancelled = queue.submit(by_mail(&["2"])).unwrap();
    queue.cancel(cancelled).unwrap();
    assert_eq!(due(&queue), []);
}

#[test]
fn a_receipt_tells_of_the_end_that_it_is_for() {
    let (queue, _) = open(Memory::new());
    allow(&queue);
    let job = queue.submit(by_mail(&["1"])).unwrap();
    call(&queue, false);
    queue.restart(job).unwrap();
    let receipts = due(&queue);
    assert!(receipts[0].text.contains("status: failed"), "{}", receipts[0].text);
    call(&queue, true);
    assert_eq!(due(&queue)[0].subject, "Fax to 1 was sent", "the second end has a receipt of its own");
}

#[test]
fn a_broadcast_has_one_receipt_for_all_once_the_last_has_ended() {
    for kind in [ReceiptType::MAIL, ReceiptType::MESSAGE_BOX] {
        let (queue, _) = open(Memory::new());
        allow(&queue);
        let submitted = queue.submit_to_all(wants(kind, true, &["1", "2", "3"])).unwrap();
        call(&queue, true);
        queue.cancel(JobId(submitted.first.0 + 2)).unwrap();
        assert_eq!(due(&queue), []);
        let failed = call(&queue, false);
        let receipts = due(&queue);
        assert_eq!(receipts.len(), 1);
        assert_eq!((receipts[0].jobs.len(), receipts[0].succeeded), (3, 1));
        assert_eq!(receipts[0].subject, "Fax to 3 recipients: 1 sent, 1 not sent");
        assert!(receipts[0].text.contains("cancelled: 1"));
        assert_eq!(
            receipts[0].text.contains("no common modulation"),
            kind == ReceiptType::MAIL,
            "a box has counts only"
        );
        // A restart opens it again.
        queue.restart(failed).unwrap();
        assert_eq!(due(&queue), []);
        call(&queue, true);
        assert_eq!(due(&queue)[0].succeeded, 2);
    }
}

#[test]
fn a_broadcast_that_was_cancelled_whole_has_none() {
    let (queue, _) = open(Memory::new());
    allow(&queue);
    let submitted = queue.submit_to_all(wants(ReceiptType::MAIL, true, &["1", "2"])).unwrap();
    for job in [submitted.first, JobId(submitted.first.0 + 1)] {
        queue.cancel(job).unwrap();
    }
    assert_eq!(due(&queue), []);
}

#[test]
fn without_grouping_each_recipient_has_one() {
    let (queue, _) = open(Memory::new());
    allow(&queue);
    queue.submit_to_all(by_mail(&["1", "2"])).unwrap();
    call(&queue, true);
    call(&queue, false);
    let subjects: Vec<_> = due(&queue).into_iter().map(|receipt| receipt.subject).collect();
    assert_eq!(subjects, ["Fax to 1 was sent", "Fax to 2 was not sent"]);
}

#[test]
fn what_cannot_be_delivered_is_tried_again_for_three_days() {
    let (queue, clock) = open(Memory::new());
    allow(&queue);
    queue.submit(by_mail(&["1"])).unwrap();
    let job = call(&queue, true);
    let mut tries = 0;
    let mut given_up = false;
    while !given_up {
        let broken = |_: &Receipt| Err(ReceiptFault { permanent: false, why: "no connection".into() });
        for fault in queue.deliver_receipts(&mut CallbackReceipts(broken)).unwrap() {
            assert_eq!(fault.fault.why, "no connection");
            given_up = fault.given_up;
            tries += 1;
        }
        clock.advance(Duration::from_secs(60));
    }
    let hours = clock_hours(&clock);
    assert!((70..76).contains(&hours) && tries < 100, "{tries} tries in {hours} h");
    assert_eq!(due(&queue), []);
    assert!(queue.outgoing_message(job).is_ok(), "the job is not touched");
}

fn clock_hours(clock: &FakeClock) -> u64 {
    use fax_queue::model::Clock as _;
    clock.now().since(NOON).as_secs() / 3600
}

#[test]
fn a_permanent_fault_ends_it_at_once() {
    let (queue, clock) = open(Memory::new());
    allow(&queue);
    queue.submit(by_mail(&["1"])).unwrap();
    call(&queue, true);
    let refused = |_: &Receipt| Err(ReceiptFault { permanent: true, why: "no such user".into() });
    assert!(queue.deliver_receipts(&mut CallbackReceipts(refused)).unwrap()[0].given_up);
    clock.advance(HOUR);
    assert_eq!(due(&queue), []);
}

#[test]
fn one_that_is_due_outlives_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("queue");
    let clock = FakeClock::new();
    let queue = Queue::open_with(Redb::open(&path).unwrap(), clock.clone(), ServerId(1)).unwrap();
    allow(&queue);
    queue.submit_to_all(wants(ReceiptType::MAIL, true, &["1", "2"])).unwrap();
    call(&queue, true);
    drop(queue);
    let queue = Queue::open_with(Redb::open(&path).unwrap(), clock.clone(), ServerId(1)).unwrap();
    call(&queue, true);
    // The process dies in the middle of the delivery: the mail may be out, and nobody knows.
    let dies = std::panic::catch_unwind(core::panic::AssertUnwindSafe(|| {
        queue.deliver_receipts(&mut CallbackReceipts(|_: &Receipt| panic!("killed")))
    }));
    assert!(dies.is_err());
    drop(queue);
    let queue = Queue::open_with(Redb::open(&path).unwrap(), clock, ServerId(1)).unwrap();
    assert_eq!(due(&queue)[0].succeeded, 2);
    assert_eq!(due(&queue), []);
}

#[test]
fn the_row_is_written_with_the_end_of_the_job_or_not_at_all() {
    let store = Shared::default();
    let (queue, _) = open(store.clone());
    allow(&queue);
    let job = queue.submit(by_mail(&["1"])).unwrap();
    let mut run = fax_queue::service::OutgoingRun::claim(&queue, common::LINE).unwrap().unwrap();
    let (events, end) = delivery(1);
    events.iter().for_each(|event| run.on_event(event).unwrap());
    *store.1.lock().unwrap() =
        Some(Box::new(|_| Some(fax_queue::store::StoreError::Backend("disk full".into()).into())));
    assert!(run.finish(&end).is_err());
    *store.1.lock().unwrap() = None;
    assert_eq!(due(&queue), [], "the job has not ended");
    run.finish(&end).unwrap();
    assert_eq!(due(&queue)[0].jobs, [job]);
}

/// Knows one document.
struct OneDocument;

impl Documents for OneDocument {
    fn compose(&self, _: &NewJob, _: &Recipient<String>) -> Result<Document<String>, DocumentError> {
        Ok(Document { reference: "composed".into(), pages: 1, size: 1 })
    }
    fn outgoing_tiff(&self, job: &OutgoingRecord) -> Result<Vec<u8>, DocumentError> {
        Ok(format!("II*\0{}", job.request().document.reference).into_bytes())
    }
    fn incoming_tiff(&self, _: &IncomingRecord) -> Result<Vec<u8>, DocumentError> {
        Ok(Vec::new())
    }
}

#[test]
fn the_fax_is_attached_if_there_is_something_that_all_have_in_common() {
    let (queue, _) = open(Memory::new());
    allow(&queue);
    queue.set_documents(OneDocument);
    let ends = |change: &dyn Fn(&mut NewJob)| {
        let mut fax = wants(ReceiptType::MAIL, true, &["1", "2"]);
        fax.receipt.attach = true;
        change(&mut fax);
        queue.submit_to_all(fax).unwrap();
        call(&queue, true);
        call(&queue, true);
        due(&queue).remove(0).fax
    };
    assert_eq!(ends(&|_| {}), Some(b"II*\0letter.tif".to_vec()));
    assert_eq!(ends(&|fax| fax.receipt.attach = false), None);
    assert_eq!(ends(&|fax| fax.has_cover_page = true), None, "a cover page alone");
    let body = |fax: &mut NewJob| (fax.has_cover_page, fax.document.pages) = (true, 1);
    assert_eq!(ends(&body), None);
}

#[test]
fn a_receipt_as_files_replaces_itself() {
    let folder = tempfile::tempdir().unwrap();
    let (queue, _) = open(Memory::new());
    allow(&queue);
    queue.set_documents(OneDocument);
    let mut fax = by_mail(&["1"]);
    fax.receipt.attach = true;
    queue.submit(fax).unwrap();
    call(&queue, true);
    assert_eq!(queue.deliver_receipts(&mut FileReceipts(folder.path().join("not there"))).unwrap().len(), 1);
    let (queue, _) = open(Memory::new());
    allow(&queue);
    let job = queue.submit(wants(ReceiptType::MESSAGE_BOX, false, &["1"])).unwrap();
    call(&queue, true);
    assert_eq!(queue.deliver_receipts(&mut FileReceipts(folder.path().into())), Ok(Vec::new()));
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, [format!("receipt-{job}-1.txt").as_str()]);
    let text = std::fs::read_to_string(folder.path().join(&names[0])).unwrap();
    assert!(text.starts_with("Fax to 1 was sent\n"), "{text}");
}

#[cfg(feature = "mail")]
#[test]
fn a_receipt_goes_through_the_server_of_the_settings() {
    use fax_queue::service::receipts::SmtpReceipts;
    let server = smtp::SmtpServer::start();
    let (queue, clock) = open(Memory::new());
    allow(&queue);
    queue.set_documents(OneDocument);
    let mut fax = by_mail(&["1"]);
    fax.receipt.attach = true;
    queue.submit(fax).unwrap();
    call(&queue, true);
    let first = queue.deliver_receipts(&mut SmtpReceipts(queue.clone())).unwrap();
    assert!(!first[0].given_up && first[0].fault.why.contains("no mail server"), "{first:?}");
    let options = queue.part::<ReceiptOptions>().unwrap();
    queue.set_part(ReceiptOptions { smtp_server: "127.0.0.1".into(), smtp_port: server.port, ..options }).unwrap();
    clock.advance(Duration::from_secs(60));
    assert_eq!(queue.deliver_receipts(&mut SmtpReceipts(queue.clone())), Ok(Vec::new()));
    let letters = server.letters();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].header("Subject"), "Fax to 1 was sent");
    assert!(letters[0].data.contains("image/tiff") && letters[0].data.contains("SUkqAGxldHRlci50aWY="));
}

#[test]
fn a_job_for_the_discount_period_is_due_when_that_is() {
    use fax_queue::engine::Settings;
    use fax_queue::model::JobStatus as _;
    let (queue, clock) = open(Memory::new());
    let at = |hours: u64| Some(NOON + HOUR * u32::try_from(hours).unwrap());
    // 22:00 to 06:00; it is noon.
    let night = Settings { discount_start: 22 * 60, discount_end: 6 * 60, ..Settings::default() };
    queue.set_settings(night).unwrap();
    let mut fax = NewJob::new("1", "letter.tif", 1);
    fax.schedule = Schedule::DiscountPeriod;
    let job = queue.submit(fax).unwrap();
    let due = || queue.outgoing_job(job).unwrap().scheduled_time();
    assert_eq!(due(), at(10));
    assert_eq!(run_job(&queue, &mut Script::new([]), &Config::default(), |_| Some(())), Ok(None));
    // The period begins earlier now; later; it is now; and there is none any more.
    for (start, end, hours) in [(18 * 60, 6 * 60, 6), (23 * 60, 6 * 60, 11), (0, 6 * 60, 12)] {
        queue.set_settings(Settings { discount_start: start, discount_end: end, ..night }).unwrap();
        assert_eq!(due(), at(hours));
    }
    queue.set_settings(Settings { discount_start: 11 * 60, discount_end: 13 * 60, ..night }).unwrap();
    assert_eq!(due(), at(0));
    // It is due, no line was free, and the period ends: it waits for the next one.
    clock.advance(HOUR);
    queue.set_settings(night).unwrap();
    assert_eq!(due(), at(10));
    queue.set_settings(Settings::default()).unwrap();
    assert_eq!(due(), at(1), "no period: now");
    let busy = (Vec::new(), CallEnd::NotReached(DialFailure::Busy));
    run_job(&queue, &mut Script::new([busy]), &Config::default(), |_| Some(())).unwrap();
    let retry = due().unwrap();
    assert!(retry > NOON + HOUR && retry < NOON + HOUR * 2);
    // A retry waits for the period as well, and comes back when that goes.
    queue.set_settings(night).unwrap();
    assert_eq!(due(), at(10));
    queue.set_settings(Settings::default()).unwrap();
    assert_eq!(due(), Some(retry), "not before the number may be called again");
    assert_eq!(queue.outgoing_jobs().unwrap()[0].id(), job);
}
