//! Broadcasts and receipts.

use fax_queue::engine::{DialFailure, Settings};
use fax_queue::model::{Job, NewJob, OutgoingJob};
use fax_queue::service::receipts::{CallbackReceipts, Receipt, ReceiptFault};
use fax_queue::vocabulary::{ErrorCode, JobId, JobState, ReceiptType};

use crate::scene::{CLERK, Scene, code, letter, letter_by_mail, minutes, to_three};

use crate::form::members;

members! {
    LifeCycle "Broadcasts and receipts" has 11:
    OneSubmissionManyJobs => one_submission_many_jobs,
    SuccessArchivedAtOnce => success_archived_at_once,
    CompletedSiblingsStay: "a job that is completed leaves the queue at once; its message is in the archive from then on",
    CanceledSiblingStays: "a job that is cancelled leaves the queue at once; its record can be read by its id",
    CancelAll => cancel_all,
    RestartReopens => restart_reopens,
    ReceiptAtTheEnd => receipt_at_the_end,
    SummaryReceipt => summary_receipt,
    AttachedFax => attached_fax,
    UndeliverableReceipt => undeliverable_receipt,
    ReceiptNotAllowed => receipt_not_allowed,
}

fn broadcast() -> Scene {
    let scene = Scene::with(Settings { retries: Some(0), ..Settings::default() });
    scene.queue.submit_to_all(to_three(letter())).unwrap();
    scene
}

fn ids(scene: &Scene) -> Vec<u64> {
    scene.queue.outgoing_jobs().unwrap().iter().map(|job| job.id().0).collect()
}

#[test]
fn one_submission_many_jobs() {
    let scene = broadcast();
    let jobs = scene.queue.outgoing_jobs().unwrap();
    assert_eq!(jobs.iter().map(|job| job.recipient().fax_number.len()).collect::<Vec<_>>(), [16, 1, 1]);
    assert!(jobs.iter().all(|job| job.submission_id() == jobs[0].submission_id()));
}

#[test]
fn success_archived_at_once() {
    let scene = broadcast();
    scene.send();
    assert!(scene.queue.outgoing_message(JobId(1)).is_ok(), "while the others wait");
    assert_eq!(ids(&scene), [2, 3]);
}

#[test]
fn cancel_all() {
    let scene = broadcast();
    for id in [1, 2, 3].map(JobId) {
        scene.queue.cancel(id).unwrap();
    }
    assert_eq!(ids(&scene), [0; 0]);
}

#[test]
fn restart_reopens() {
    let scene = broadcast();
    scene.miss(DialFailure::InvalidNumber);
    scene.send();
    scene.send();
    assert_eq!(ids(&scene), [1], "one failed, and waits for somebody");
    scene.queue.restart(JobId(1)).unwrap();
    assert_eq!((scene.send(), ids(&scene)), (JobState::Completed, vec![]));
}

/// What was reported of each job of a receipt.
fn reported(receipts: &[Receipt]) -> Vec<(Vec<JobId>, u32)> {
    receipts.iter().map(|receipt| (receipt.jobs.clone(), receipt.succeeded)).collect()
}

#[test]
fn receipt_at_the_end() {
    let scene = Scene::with_receipts(ReceiptType::MAIL);
    scene.queue.submit_to_all(to_three(letter_by_mail())).unwrap();
    scene.miss(DialFailure::Busy);
    assert_eq!(reported(&scene.receipts()), [], "it is tried again: no end");
    scene.send();
    let receipts = scene.receipts();
    assert_eq!(reported(&receipts), [(vec![JobId(2)], 1)], "a success, while the others wait");
    assert_eq!((receipts[0].kind, receipts[0].address.as_str()), (ReceiptType::MAIL, CLERK));
    scene.miss(DialFailure::InvalidNumber);
    assert_eq!(reported(&scene.receipts()), [(vec![JobId(3)], 0)], "a failure");
    scene.queue.cancel(JobId(1)).unwrap();
    assert_eq!(reported(&scene.receipts()), [], "its user knows");
}

fn grouped(kind: ReceiptType, change: impl FnOnce(&mut NewJob)) -> Scene {
    let scene = Scene::with_receipts(kind);
    let mut fax = to_three(letter_by_mail());
    (fax.receipt.kind, fax.receipt.grouped) = (kind, true);
    change(&mut fax);
    scene.queue.submit_to_all(fax).unwrap();
    scene
}

#[test]
fn summary_receipt() {
    for kind in [ReceiptType::MAIL, ReceiptType::MESSAGE_BOX] {
        let scene = grouped(kind, |_| {});
        scene.send();
        scene.miss(DialFailure::InvalidNumber);
        assert_eq!(reported(&scene.receipts()), [], "one is still open");
        scene.send();
        let receipts = scene.receipts();
        assert_eq!(reported(&receipts), [([1, 2, 3].map(JobId).to_vec(), 2)]);
        let names_each = ["Number 2", "Number 3"].map(|name| receipts[0].text.contains(name));
        assert_eq!(names_each, [kind == ReceiptType::MAIL; 2], "for a message box: the counts only");
    }
}

#[test]
fn attached_fax() {
    let attached = |kind, change: fn(&mut NewJob)| {
        let scene = grouped(kind, change);
        for _ in 0..3 {
            scene.send();
        }
        scene.receipts().remove(0).fax
    };
    let mail = ReceiptType::MAIL;
    assert_eq!(attached(mail, |fax| fax.receipt.attach = true), Some(b"sent: letter.tif".to_vec()));
    assert_eq!(attached(mail, |_| {}), None, "nobody asked for it");
    assert_eq!(attached(ReceiptType::MESSAGE_BOX, |fax| fax.receipt.attach = true), None, "a box takes text");
    let cover_alone = |fax: &mut NewJob| {
        (fax.receipt.attach, fax.has_cover_page, fax.document.pages) = (true, true, 1);
    };
    assert_eq!(attached(mail, cover_alone), None, "the three have nothing in common");
    let one = |fax: &mut NewJob| {
        (fax.receipt.attach, fax.has_cover_page) = (true, true);
    };
    assert!(attached(mail, one).is_some(), "a body is there");
}

#[test]
fn undeliverable_receipt() {
    let scene = Scene::with_receipts(ReceiptType::MAIL);
    let job = scene.queue.submit(letter_by_mail()).unwrap();
    assert_eq!(scene.send(), JobState::Completed);
    scene.news();
    let fault = ReceiptFault { permanent: false, why: "nobody answers".into() };
    let mut broken = CallbackReceipts(|_: &Receipt| Err(fault.clone()));
    let undelivered = scene.queue.deliver_receipts(&mut broken).unwrap();
    assert_eq!((undelivered.len(), &undelivered[0].fault), (1, &fault), "for the log");
    assert_eq!((scene.state(job), scene.news()), (JobState::Completed, vec![]), "the job does not change");
    assert!(scene.queue.outgoing_message(job).is_ok());
    scene.clock.advance(minutes(60));
    assert_eq!(reported(&scene.receipts()), [(vec![job], 1)], "it was tried again");
}

#[test]
fn receipt_not_allowed() {
    let scene = Scene::with_receipts(ReceiptType::MESSAGE_BOX);
    assert_eq!(code(scene.queue.submit_to_all(to_three(letter_by_mail()))), ErrorCode::UnsupportedType);
    assert_eq!(ids(&scene), [0; 0]);
}
