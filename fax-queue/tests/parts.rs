//! Parts of the configuration: set as one value, told of once.
#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

use std::sync::{Arc, Mutex};

use fax_queue::engine::parts::ReceiptOptions;
use fax_queue::engine::{Limit, Refusal};
use fax_queue::model::Notify;
use fax_queue::service::{Queue, QueueError};
use fax_queue::store::Memory;
use fax_queue::vocabulary::{ReceiptType, ServerEvents, ServerId};

#[derive(Default)]
struct Heard(Arc<Mutex<u32>>);

impl Notify for Heard {
    fn on_receipt_options_change(&mut self, _: ServerId) {
        *self.0.lock().unwrap() += 1;
    }
}

#[test]
fn receipt_options_are_set_whole_and_told_of_once() {
    let queue = Queue::open(Memory::new()).unwrap();
    let heard = Arc::<Mutex<u32>>::default();
    queue.subscribe(ServerEvents::CONFIG, Heard(Arc::clone(&heard)));
    assert_eq!(queue.part::<ReceiptOptions>().unwrap().smtp_port, 25, "the default");
    let options =
        ReceiptOptions { allowed: ReceiptType::MAIL, smtp_server: "mail".into(), ..ReceiptOptions::default() };
    for _ in 0..2 {
        queue.set_part(options.clone()).unwrap();
    }
    let wrong = ReceiptOptions { smtp_port: 0, ..options.clone() };
    assert_eq!(queue.set_part(wrong), Err(QueueError::Refused(Refusal::OutOfBounds(Limit::Port))));
    queue.dispatch().unwrap();
    assert_eq!(queue.part::<ReceiptOptions>(), Ok(options));
    assert_eq!(*heard.lock().unwrap(), 1);
}

#[test]
fn a_password_is_not_printed() {
    let options = ReceiptOptions { smtp_password: "secret".into(), ..ReceiptOptions::default() };
    assert!(!format!("{options:?}").contains("secret"));
}
