//! `IFaxRecipient`.

use fax_queue::model::OutgoingJob;
use fax_queue::vocabulary::ErrorCode;

use crate::scene::{NUMBER, Scene, code, letter_with};

use crate::form::members;

members! {
    Objects "IFaxRecipient" has 2:
    FaxNumber => fax_number,
    Name => name,
}

#[test]
fn fax_number() {
    let scene = Scene::new();
    let id = scene.submit();
    assert_eq!(scene.job(id).recipient().fax_number, NUMBER);
    assert_eq!(scene.claim().ticket().number, NUMBER, "that is what the line dials");
    let long = "1".repeat(65);
    for wrong in ["", "abc", "12;ATH", "12\rATD34", long.as_str()] {
        let refused = scene.queue.submit(letter_with(|letter| letter.recipient.fax_number = wrong.into()));
        assert_eq!(code(refused), ErrorCode::InvalidParameter, "{wrong:?}");
    }
}

#[test]
fn name() {
    let scene = Scene::new();
    let id = scene.queue.submit(letter_with(|letter| letter.recipient.name = "Ann Ä".into())).unwrap();
    assert_eq!(scene.job(id).recipient().name, "Ann Ä");
}
