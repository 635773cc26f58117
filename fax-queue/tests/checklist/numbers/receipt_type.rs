//! `FAX_RECEIPT_TYPE_ENUM`.

use fax_queue::model::OutgoingJob;
use fax_queue::vocabulary::ReceiptType;

use crate::form::members;
use crate::scene::{Scene, letter_by_mail};

members! {
    Numbers "FAX_RECEIPT_TYPE_ENUM" has 3:
    frtNONE => none,
    frtMAIL => mail,
    frtMSGBOX => msgbox,
}

/// The numbers of the receipts that come of a letter which asks for this number.
fn asked(number: u32) -> Vec<u32> {
    let scene = Scene::with_receipts(ReceiptType::ALL);
    let mut letter = letter_by_mail();
    letter.receipt.kind = ReceiptType::try_from(number).unwrap();
    let id = scene.queue.submit(letter).unwrap();
    assert_eq!(u32::from(scene.job(id).receipt_type()), number);
    scene.send();
    scene.receipts().iter().map(|receipt| u32::from(receipt.kind)).collect()
}

#[test]
fn none() {
    assert_eq!(asked(0), [0; 0]);
}

#[test]
fn mail() {
    assert_eq!(asked(1), [1]);
}

#[test]
fn msgbox() {
    assert_eq!(asked(4), [4]);
}
