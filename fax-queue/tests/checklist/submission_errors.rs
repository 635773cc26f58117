//! Refusals of a submission.

use fax_queue::engine::{Limit, Refusal, Settings};
use fax_queue::model::{Document, FaxDocument, FaxServer, NewJob, Recipient};
use fax_queue::vocabulary::{CoverPageType, ErrorCode, Priority, ReceiptType};

use crate::scene::{Scene, code, letter, letter_by_mail, letter_with, refusal};

use fax_queue::engine::parts::{AccountKind, Security};
use fax_queue::vocabulary::AccessRights2;

use crate::form::members;

members! {
    Objects "Refusals of a submission" has 11:
    QueueBlocked => queue_blocked,
    MissingRight => missing_right,
    TooManyRecipients: "the hard limit is the only one",
    EmptyBody => empty_body,
    BadBody => bad_body,
    BadCoverPage => bad_cover_page,
    NoRecipients => no_recipients,
    BadPriority = bad_priority,
    BadReceipt => bad_receipt,
    ReceiptNotOffered => receipt_not_offered,
    HardLimitOfRecipients => hard_limit_of_recipients,
}

/// Nobody gets it.
struct ToNobody;

impl FaxDocument for ToNobody {
    fn body(&self) -> Document<&str> {
        Document { reference: "letter.tif", pages: 1, size: 0 }
    }

    fn recipients(&self) -> usize {
        0
    }

    fn recipient(&self, _: usize) -> Option<Recipient<&str>> {
        None
    }
}

/// The refusal of a fax that the service is to make first.
fn made_with(change: impl FnOnce(&mut NewJob)) -> ErrorCode {
    let scene = Scene::with_papers();
    let refused = scene.queue.submit(letter_with(|fax| {
        (fax.document, fax.bodies) = (Document::default(), vec!["a".into()]);
        change(fax);
    }));
    assert_eq!(scene.queue.outgoing_jobs().unwrap(), []);
    code(refused)
}

#[test]
fn queue_blocked() {
    let scene = Scene::with(Settings { outgoing_blocked: true, ..Settings::default() });
    assert_eq!(code(scene.queue.submit(letter())), ErrorCode::WriteProtect);
    assert_eq!(scene.events(), [""; 0]);
}

#[test]
fn empty_body() {
    let scene = Scene::new();
    let refused = scene.queue.submit(letter_with(|letter| letter.document.pages = 0));
    assert_eq!(refusal(refused), Refusal::OutOfBounds(Limit::Pages));
    assert_eq!(scene.queue.outgoing_jobs().unwrap(), []);
    assert_eq!(made_with(|fax| fax.bodies = vec!["empty".into()]), ErrorCode::InvalidData, "a file of no octets");
}

#[test]
fn no_recipients() {
    let mut scene = Scene::new();
    let refused = FaxServer::submit(&mut scene.queue, &ToNobody);
    assert_eq!(code(refused), ErrorCode::InvalidParameter);
}

#[test]
fn bad_priority() {
    assert!(Priority::try_from(3).is_err(), "where numbers come in; inside, no such value exists");
}

#[test]
fn hard_limit_of_recipients() {
    let scene = Scene::new();
    let other = Recipient { fax_number: "2".to_owned(), name: String::new() };
    let refused = scene.queue.submit(letter_with(|letter| letter.others = vec![other; 10_000]));
    assert_eq!(code(refused), ErrorCode::RecipientsLimit);
}

#[test]
fn missing_right() {
    let scene = Scene::new();
    scene.queue.set_part(Security { users: AccessRights2::SUBMIT_LOW, ..Security::default() }).unwrap();
    scene.news();
    let ann = scene.queue.connect("office\\ann", AccountKind::User).unwrap();
    for (priority, refused) in [(Priority::High, true), (Priority::Normal, true), (Priority::Low, false)] {
        let done = ann.submit(letter_with(|letter| letter.priority = priority));
        assert_eq!(done.map_err(|error| error.code()).err(), refused.then_some(ErrorCode::AccessDenied));
    }
    assert_eq!(scene.queue.outgoing_jobs().unwrap().len(), 1);
}

#[test]
fn bad_body() {
    assert_eq!(made_with(|fax| fax.bodies.push("broken".into())), ErrorCode::InvalidParameter);
}

#[test]
fn bad_cover_page() {
    let broken = |fax: &mut NewJob| {
        (fax.cover_page_type, fax.cover_page) = (CoverPageType::Server, "broken".into());
    };
    assert_eq!(made_with(broken), ErrorCode::InvalidParameter);
}

#[test]
fn bad_receipt() {
    let scene = Scene::with_receipts(ReceiptType::ALL);
    let submit = |kind| {
        let mut fax = letter_by_mail();
        fax.receipt.kind = kind;
        scene.queue.submit(fax)
    };
    assert_eq!(code(submit(ReceiptType::MAIL | ReceiptType::MESSAGE_BOX)), ErrorCode::InvalidParameter, "one or none");
    for kind in [ReceiptType::MAIL, ReceiptType::MESSAGE_BOX, ReceiptType::NONE] {
        submit(kind).unwrap();
    }
}

#[test]
fn receipt_not_offered() {
    let scene = Scene::with_receipts(ReceiptType::NONE);
    assert_eq!(code(scene.queue.submit(letter_by_mail())), ErrorCode::UnsupportedType);
    assert_eq!(scene.queue.outgoing_jobs().unwrap(), []);
    let scene = Scene::with_receipts(ReceiptType::MAIL);
    scene.queue.submit(letter_by_mail()).unwrap();
}
