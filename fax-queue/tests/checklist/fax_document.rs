//! `IFaxDocument2`.

use fax_queue::model::{Document, FaxDocument, FaxServer, Job, OutgoingJob, Recipient, Schedule, Sender};
use fax_queue::vocabulary::{JobId, JobState, Priority, ScheduleType};

use crate::common::NOON;
use crate::scene::{NUMBER, Scene, letter, letter_with, minutes};

use crate::form::members;

members! {
    Objects "IFaxDocument2" has 23:
    Body => body,
    Bodies: "nothing is there yet",
    CoverPage => cover_page,
    CoverPageType: "nothing is there yet",
    Subject => subject,
    Note: "nothing is there yet",
    DocumentName => document_name,
    ScheduleType => schedule_type,
    ScheduleTime => schedule_time,
    Priority => priority,
    ReceiptType: "nothing is there yet",
    ReceiptAddress: "nothing is there yet",
    GroupBroadcastReceipts: "nothing is there yet",
    AttachFaxToReceipt: "nothing is there yet",
    Sender => sender,
    Recipients => recipients,
    SubmissionId => submission_id,
    CallHandle: "reserved in Windows and without a meaning",
    TapiConnection: "reserved in Windows and without a meaning",
    Submit => submit,
    ConnectedSubmit => connected_submit,
    Submit2: "nothing is there yet",
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
