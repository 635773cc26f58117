//! `IFaxDocument2`.

use fax_queue::model::{
    Document, FaxDocument, FaxServer, Job, JobStatus, NewJob, OutgoingJob, Recipient, Schedule, Sender,
};
use fax_queue::service::{DocumentError, DocumentFault, QueueError};
use fax_queue::vocabulary::{CoverPageType, ErrorCode, JobId, JobState, Priority, ReceiptType, ScheduleType};

use crate::common::NOON;
use crate::scene::{CLERK, NUMBER, Scene, code, letter, letter_by_mail, letter_with, minutes, to_three};

use crate::form::members;

members! {
    Objects "IFaxDocument2" has 23:
    Body => body,
    Bodies => bodies,
    CoverPage => cover_page,
    CoverPageType => cover_page_type,
    Subject => subject,
    Note => note,
    DocumentName => document_name,
    ScheduleType => schedule_type,
    ScheduleTime => schedule_time,
    Priority => priority,
    ReceiptType => receipt_type,
    ReceiptAddress => receipt_address,
    GroupBroadcastReceipts => group_broadcast_receipts,
    AttachFaxToReceipt => attach_fax_to_receipt,
    Sender => sender,
    Recipients => recipients,
    SubmissionId => submission_id,
    CallHandle: "reserved in Windows and without a meaning",
    TapiConnection: "reserved in Windows and without a meaning",
    Submit => submit,
    ConnectedSubmit => connected_submit,
    Submit2 => submit_2,
    ConnectedSubmit2 => connected_submit_2,
}

/// A document that owns nothing: what a program of its own kind may submit.
struct Lent<'a>(&'a [&'a str]);

impl FaxDocument for Lent<'_> {
    fn body(&self) -> Document<&str> {
        Document { reference: "lent.tif", pages: 1, size: 7 }
    }

    fn recipients(&self) -> usize {
        self.0.len()
    }

    fn recipient(&self, index: usize) -> Option<Recipient<&str>> {
        self.0.get(index).map(|number| Recipient { fax_number: *number, name: "" })
    }

    fn sender(&self) -> Sender<&str> {
        Sender { company: "Lenders", ..Sender::default() }
    }
}

#[test]
fn body() {
    let scene = Scene::new();
    scene.submit();
    let run = scene.claim();
    let document = &run.ticket().document;
    assert_eq!((document.reference.as_str(), document.pages), ("letter.tif", 2), "the line gets what was submitted");
}

#[test]
fn cover_page() {
    let scene = Scene::new();
    let id = scene.queue.submit(letter_with(|letter| letter.has_cover_page = true)).unwrap();
    assert!(scene.job(id).has_cover_page(), "the program makes it, the job shows it");
}

#[test]
fn subject() {
    let scene = Scene::new();
    let id = scene.queue.submit(letter_with(|letter| letter.subject = "Ä 1".into())).unwrap();
    assert_eq!(scene.job(id).subject(), "Ä 1");
}

#[test]
fn document_name() {
    let scene = Scene::new();
    let id = scene.queue.submit(letter_with(|letter| letter.document_name = "a.odt".into())).unwrap();
    assert_eq!(scene.job(id).document_name(), "a.odt");
}

#[test]
fn schedule_type() {
    let scene = Scene::new();
    let id = scene.queue.submit(letter_with(|letter| letter.schedule = Schedule::DiscountPeriod)).unwrap();
    assert_eq!(scene.job(id).schedule_type(), ScheduleType::DiscountPeriod);
    assert_eq!(letter().schedule, Schedule::Now, "the documented default");
}

#[test]
fn schedule_time() {
    let scene = Scene::new();
    let at = NOON + minutes(45);
    let id = scene.queue.submit(letter_with(|letter| letter.schedule = Schedule::At(at))).unwrap();
    assert_eq!(scene.job(id).original_scheduled_time(), at);
    assert!(scene.is_idle());
    scene.clock.set(at);
    assert_eq!(scene.send(), JobState::Completed);
}

#[test]
fn priority() {
    assert_eq!(letter().priority, Priority::Low, "the documented default");
    let scene = Scene::new();
    let id = scene.queue.submit(letter_with(|letter| letter.priority = Priority::Normal)).unwrap();
    assert_eq!(scene.job(id).priority(), Priority::Normal);
}

#[test]
fn sender() {
    let mut scene = Scene::new();
    let submission = FaxServer::submit(&mut scene.queue, &Lent(&["1"])).unwrap();
    assert_eq!(scene.job(submission.first).sender().company, "Lenders");
}

#[test]
fn recipients() {
    let mut scene = Scene::new();
    let submission = FaxServer::submit(&mut scene.queue, &Lent(&["1", "2", "3"])).unwrap();
    let numbers: Vec<_> = submission.jobs().map(|job| scene.job(job).recipient().fax_number.to_owned()).collect();
    assert_eq!(numbers, ["1", "2", "3"], "a job each, in their order");
}

#[test]
fn submission_id() {
    let scene = Scene::new();
    let [one, two] = [(); 2].map(|()| scene.queue.submit_to_all(letter()).unwrap());
    assert_ne!(one.id, two.id);
    assert_eq!(scene.job(two.first).submission_id(), two.id);
}

#[test]
fn submit() {
    let scene = Scene::new();
    let id = scene.queue.submit(letter()).unwrap();
    assert_eq!(scene.job(id).recipient().fax_number, NUMBER);
    assert_eq!(scene.send(), JobState::Completed);
}

#[test]
fn connected_submit() {
    let mut scene = Scene::new();
    let submission = FaxServer::submit(&mut scene.queue, &letter()).unwrap();
    assert_eq!(submission.jobs().collect::<Vec<_>>(), [JobId(1)]);
    assert_eq!(scene.send(), JobState::Completed);
}

#[test]
fn connected_submit_2() {
    let scene = Scene::new();
    let other = |number: &str| Recipient { fax_number: number.to_owned(), name: String::new() };
    let fax = letter_with(|letter| letter.others = vec![other("2"), other("not a number")]);
    assert!(scene.queue.submit_to_all(fax.clone()).is_err());
    assert_eq!(scene.queue.outgoing_jobs().unwrap(), [], "all of them or none");
    let fax = letter_with(|letter| letter.others = vec![other("2"), other("3")]);
    let submission = scene.queue.submit_to_all(fax).unwrap();
    let jobs: Vec<_> = scene.queue.outgoing_jobs().unwrap().iter().map(Job::id).collect();
    assert_eq!(submission.jobs().collect::<Vec<_>>(), jobs);
}

/// A fax without a document of its own: the service makes it.
fn of_bodies(bodies: &[&str], change: impl FnOnce(&mut NewJob)) -> NewJob {
    letter_with(|fax| {
        fax.document = Document::default();
        fax.bodies = bodies.iter().copied().map(String::from).collect();
        change(fax);
    })
}

#[test]
fn bodies() {
    let scene = Scene::with_papers();
    let id = scene.queue.submit(of_bodies(&["b", "a", "c"], |_| {})).unwrap();
    assert_eq!((scene.job(id).pages(), scene.claim().ticket().document.reference.as_str()), (3, "b + a + c"));
    let both = of_bodies(&["a"], |fax| fax.document = letter().document);
    assert_eq!(code(scene.queue.submit(both)), ErrorCode::InvalidParameter, "a body or several, not both");
}

#[test]
fn cover_page_type() {
    assert_eq!(letter().cover_page_type, CoverPageType::None, "the documented default");
    for kind in [CoverPageType::Local, CoverPageType::Server] {
        let scene = Scene::with_papers();
        let cover = |fax: &mut NewJob| (fax.cover_page_type, fax.cover_page) = (kind, "cover".into());
        scene.queue.submit_to_all(to_three(of_bodies(&["a"], cover))).unwrap();
        let sent = [1, 2, 3].map(|job| {
            let job = scene.job(JobId(job));
            assert!(job.has_cover_page() && job.pages() == 2);
            scene.claim().ticket().document.reference.clone()
        });
        assert_eq!(sent, ["cover for :  + a", "cover for Number 2:  + a", "cover for Number 3:  + a"], "one for each");
    }
    let scene = Scene::with_papers();
    let id = scene.queue.submit(of_bodies(&["a"], |fax| fax.cover_page = "cover".into())).unwrap();
    assert_eq!((scene.job(id).has_cover_page(), scene.job(id).pages()), (false, 1), "of no type: none");
}

#[test]
fn note() {
    let scene = Scene::with_papers();
    let fax = of_bodies(&[], |fax| {
        (fax.cover_page_type, fax.cover_page) = (CoverPageType::Server, "cover".into());
        fax.note = "as agreed".into();
    });
    scene.queue.submit(fax).unwrap();
    assert_eq!(scene.claim().ticket().document.reference, "cover for : as agreed");
}

#[test]
fn receipt_type() {
    assert_eq!(letter().receipt.kind, ReceiptType::NONE, "the documented default");
    for kind in [ReceiptType::NONE, ReceiptType::MAIL, ReceiptType::MESSAGE_BOX] {
        let scene = Scene::with_receipts(ReceiptType::MAIL | ReceiptType::MESSAGE_BOX);
        let mut fax = letter_by_mail();
        fax.receipt.kind = kind;
        scene.queue.submit(fax).unwrap();
        scene.send();
        let kinds: Vec<_> = scene.receipts().iter().map(|receipt| receipt.kind).collect();
        assert_eq!(kinds, if kind.is_empty() { vec![] } else { vec![kind] });
    }
}

#[test]
fn receipt_address() {
    let scene = Scene::with_receipts(ReceiptType::MAIL | ReceiptType::MESSAGE_BOX);
    let submit = |kind, address: &str| {
        let mut fax = letter_by_mail();
        (fax.receipt.kind, fax.receipt.address) = (kind, address.into());
        scene.queue.submit(fax)
    };
    assert_eq!(code(submit(ReceiptType::MAIL, "")), ErrorCode::InvalidParameter, "a mail needs one");
    submit(ReceiptType::MESSAGE_BOX, "").unwrap();
    scene.send();
    submit(ReceiptType::MAIL, CLERK).unwrap();
    scene.send();
    let addresses: Vec<_> = scene.receipts().into_iter().map(|receipt| receipt.address).collect();
    assert_eq!(addresses, ["", CLERK]);
}

/// How many receipts a letter to three has, and with how many jobs each.
fn receipts(change: impl FnOnce(&mut NewJob)) -> Vec<(usize, bool)> {
    let scene = Scene::with_receipts(ReceiptType::MAIL);
    let mut fax = to_three(letter_by_mail());
    change(&mut fax);
    scene.queue.submit_to_all(fax).unwrap();
    for _ in 0..3 {
        scene.send();
    }
    scene.receipts().iter().map(|receipt| (receipt.jobs.len(), receipt.fax.is_some())).collect()
}

#[test]
fn group_broadcast_receipts() {
    assert_eq!(receipts(|_| {}), [(1, false); 3], "the documented default: each its own");
    assert_eq!(receipts(|fax| fax.receipt.grouped = true), [(3, false)]);
}

#[test]
fn attach_fax_to_receipt() {
    assert_eq!(receipts(|fax| fax.receipt.attach = true), [(1, true); 3], "not by default, as above");
}

#[test]
fn submit_2() {
    let scene = Scene::with_papers();
    // The documented example: four files, of which the third one is of no known kind.
    let refused = scene.queue.submit(of_bodies(&["a", "b", "broken", "d"], |_| {})).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::InvalidParameter);
    let fault = DocumentFault::Unreadable("no fax".into());
    assert_eq!(refused, QueueError::Document(DocumentError { body: Some(2), fault }));
    assert_eq!(scene.queue.outgoing_jobs().unwrap(), []);
    let submission = scene.queue.submit_to_all(to_three(of_bodies(&["a", "b"], |_| {}))).unwrap();
    assert_eq!(submission.jobs().collect::<Vec<_>>(), [1, 2, 3].map(JobId));
}
