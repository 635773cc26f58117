//! Refusals of a submission.

use fax_queue::engine::{Limit, Refusal, Settings};
use fax_queue::model::{Document, FaxDocument, FaxServer, Recipient};
use fax_queue::vocabulary::{ErrorCode, Priority};

use crate::scene::{Scene, code, letter, letter_with, refusal};

use fax_queue::engine::parts::{AccountKind, Security};
use fax_queue::vocabulary::AccessRights2;

use crate::form::members;

members! {
    Objects "Refusals of a submission" has 11:
    QueueBlocked => queue_blocked,
    MissingRight => missing_right,
    TooManyRecipients: "the hard limit is the only one",
    EmptyBody => empty_body,
    BadBody: "the queue opens no files; the program that does refuses them, as fax queue submit does",
    BadCoverPage: "cover pages are made by the program",
    NoRecipients => no_recipients,
    BadPriority = bad_priority,
    BadReceipt: "nothing is there yet",
    ReceiptNotOffered: "nothing is there yet",
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
