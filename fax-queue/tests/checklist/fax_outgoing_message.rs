//! `IFaxOutgoingMessage2`.

use fax_queue::engine::parts::Security;
use fax_queue::engine::{DialFailure, OutgoingRecord};
use fax_queue::model::{Job, JobStatus, Message, NewJob, OutgoingJob, Schedule};
use fax_queue::vocabulary::{AccessRights2, ErrorCode, JobState, Priority, ReceiptType};

use crate::common::NOON;
use crate::scene::{CALLED, CLERK, NUMBER, Scene, code, letter_by_mail, letter_with, minutes};

use crate::form::members;

members! {
    Objects "IFaxOutgoingMessage2" has 25:
    SubmissionId => submission_id,
    Id => id,
    Subject => subject,
    DocumentName => document_name,
    Retries => retries,
    Pages => pages,
    Size => size,
    OriginalScheduledTime => original_scheduled_time,
    SubmissionTime => submission_time,
    Priority => priority,
    Sender => sender,
    Recipient => recipient,
    DeviceName: "a message has the id of its device, whose name may have changed since: Queue::device",
    TransmissionStart => transmission_start,
    TransmissionEnd => transmission_end,
    CSID => csid,
    TSID => tsid,
    HasCoverPage => has_cover_page,
    ReceiptType => receipt_type,
    ReceiptAddress => receipt_address,
    Read => read,
    Save => save,
    Refresh => refresh,
    CopyTiff => copy_tiff,
    Delete => delete,
}

/// What becomes of a letter in the archive.
fn archived(change: impl FnOnce(&mut NewJob)) -> OutgoingRecord {
    let scene = Scene::with_senders_tsid();
    let id = scene.queue.submit(letter_with(change)).unwrap();
    scene.wait_for(id);
    assert_eq!(scene.send(), JobState::Completed);
    scene.queue.outgoing_message(id).unwrap()
}

#[test]
fn submission_id() {
    let scene = Scene::new();
    let submission = scene.queue.submit_to_all(letter_with(|_| {})).unwrap();
    scene.send();
    assert_eq!(scene.queue.outgoing_message(submission.first).unwrap().submission_id(), submission.id);
}

#[test]
fn id() {
    let scene = Scene::new();
    let id = scene.submit();
    scene.send();
    assert_eq!(scene.queue.outgoing_message(id).unwrap().id(), id, "that of the job");
}

#[test]
fn subject() {
    assert_eq!(archived(|letter| letter.subject = "Order 12".into()).subject(), "Order 12");
}

#[test]
fn document_name() {
    assert_eq!(archived(|letter| letter.document_name = "order.odt".into()).document_name(), "order.odt");
}

#[test]
fn retries() {
    let scene = Scene::new();
    let id = scene.submit();
    scene.miss(DialFailure::Busy);
    scene.wait_for(id);
    scene.send();
    assert_eq!(scene.queue.outgoing_message(id).unwrap().retries(), 1);
}

#[test]
fn pages() {
    assert_eq!(archived(|letter| letter.document.pages = 3).pages(), 3);
}

#[test]
fn size() {
    assert_eq!(archived(|letter| letter.document.size = 7500).size(), 7500);
}

#[test]
fn original_scheduled_time() {
    let at = NOON + minutes(30);
    assert_eq!(archived(|letter| letter.schedule = Schedule::At(at)).original_scheduled_time(), at);
}

#[test]
fn submission_time() {
    assert_eq!(archived(|letter| letter.schedule = Schedule::At(NOON + minutes(30))).submission_time(), NOON);
}

#[test]
fn priority() {
    assert_eq!(archived(|letter| letter.priority = Priority::High).priority(), Priority::High);
}

#[test]
fn sender() {
    assert_eq!(archived(|letter| letter.sender.name = "Bob".into()).sender().name, "Bob");
}

#[test]
fn recipient() {
    let message = archived(|letter| letter.recipient.name = "Ann".into());
    assert_eq!((message.recipient().name, message.recipient().fax_number), ("Ann", NUMBER));
}

#[test]
fn transmission_start() {
    let at = NOON + minutes(30);
    assert_eq!(archived(|letter| letter.schedule = Schedule::At(at)).transmission_start(), Some(at));
}

#[test]
fn transmission_end() {
    let scene = Scene::new();
    let id = scene.submit();
    scene.send_and(|_| scene.clock.set(NOON + minutes(1)));
    assert_eq!(scene.queue.outgoing_message(id).unwrap().transmission_end(), Some(NOON + minutes(1)));
}

#[test]
fn csid() {
    assert_eq!(archived(|_| {}).csid(), CALLED);
}

#[test]
fn tsid() {
    assert_eq!(archived(|letter| letter.sender.tsid = "+1 ours".into()).tsid(), "+1 ours");
}

#[test]
fn has_cover_page() {
    assert!(archived(|letter| letter.has_cover_page = true).has_cover_page());
    assert!(!archived(|_| {}).has_cover_page());
}

#[test]
fn read() {
    assert!(archived(|_| {}).is_read(), "whoever sent it knows it");
}

#[test]
fn save() {
    let scene = Scene::new();
    let id = scene.sent().id();
    scene.news();
    scene.queue.set_message_read(id, false).unwrap();
    assert!(!scene.queue.outgoing_message(id).unwrap().is_read());
    assert_eq!(scene.news(), [format!("archived message changed: SentItems {}", id.0)]);
    scene.queue.set_message_read(id, false).unwrap();
    assert_eq!(scene.news(), [""; 0], "nothing has changed");
}

#[test]
fn refresh() {
    let scene = Scene::new();
    let before = scene.sent();
    scene.queue.set_message_read(before.id(), false).unwrap();
    assert!(before.is_read(), "a snapshot does not change");
    assert!(!scene.queue.outgoing_message(before.id()).unwrap().is_read());
}

#[test]
fn delete() {
    let scene = Scene::new();
    let id = scene.sent().id();
    scene.news();
    scene.queue.delete_message(id).unwrap();
    assert_eq!(scene.news(), [format!("OnOutgoingMessageRemoved {}", id.0)]);
    assert_eq!(code(scene.queue.outgoing_message(id)), ErrorCode::MessageNotFound);
    assert_eq!(code(scene.queue.delete_message(id)), ErrorCode::MessageNotFound);
}

/// The message of a letter with a receipt by mail.
fn reported() -> OutgoingRecord {
    let scene = Scene::with_receipts(ReceiptType::MAIL);
    let id = scene.queue.submit(letter_by_mail()).unwrap();
    scene.send();
    assert_eq!(scene.receipts().len(), 1);
    scene.queue.outgoing_message(id).unwrap()
}

#[test]
fn receipt_type() {
    assert_eq!((reported().receipt_type(), archived(|_| {}).receipt_type()), (ReceiptType::MAIL, ReceiptType::NONE));
}

#[test]
fn receipt_address() {
    assert_eq!((reported().receipt_address(), archived(|_| {}).receipt_address()), (CLERK, ""));
}

#[test]
fn copy_tiff() {
    let scene = Scene::with_papers();
    let message = scene.sent().id();
    assert_eq!(scene.queue.copy_tiff(message), Ok(b"sent: letter.tif".to_vec()));
    let rights = AccessRights2::QUERY_OUT_JOBS;
    let entries = [(r"office\ann".into(), rights), (r"office\bob".into(), AccessRights2::QUERY_ARCHIVES)].into();
    scene.queue.set_part(Security { entries, ..Security::default() }).unwrap();
    let copied = |name| scene.queue.as_account(name).unwrap().copy_tiff(message).is_ok();
    assert_eq!([r"office\ann", r"office\bob"].map(copied), [false, true], "a message is no job any more");
}
