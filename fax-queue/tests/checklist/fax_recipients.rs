//! `IFaxRecipients`.

use fax_queue::model::{FaxDocument, OutgoingJob, Recipient};

use crate::scene::{NUMBER, Scene, letter, letter_with};

use crate::form::members;

members! {
    Objects "IFaxRecipients" has 4:
    Count => count,
    Item => item,
    Add => add,
    Remove => remove,
}

fn to(number: &str) -> Recipient<String> {
    Recipient { fax_number: number.into(), name: String::new() }
}

/// The numbers that a fax goes to, in the order of their jobs.
fn sent_to(letter: fax_queue::model::NewJob) -> Vec<String> {
    let scene = Scene::new();
    let submission = scene.queue.submit_to_all(letter).unwrap();
    submission.jobs().map(|job| scene.job(job).recipient().fax_number.to_owned()).collect()
}

#[test]
fn count() {
    assert_eq!(letter().recipients(), 1);
    let broadcast = letter_with(|letter| letter.others = vec![to("2"), to("3")]);
    assert_eq!((broadcast.recipients(), sent_to(broadcast).len()), (3, 3));
}

#[test]
fn item() {
    let broadcast = letter_with(|letter| letter.others = vec![to("2")]);
    let numbers: Vec<_> = (0..3).map(|index| broadcast.recipient(index).map(|to| to.fax_number)).collect();
    assert_eq!(numbers, [Some(NUMBER), Some("2"), None]);
}

#[test]
fn add() {
    let mut broadcast = letter();
    broadcast.others.push(to("2"));
    assert_eq!(sent_to(broadcast), [NUMBER, "2"], "a job each, in their order");
}

#[test]
fn remove() {
    let mut broadcast = letter_with(|letter| letter.others = vec![to("2"), to("3")]);
    broadcast.others.remove(0);
    assert_eq!(sent_to(broadcast), [NUMBER, "3"]);
}
