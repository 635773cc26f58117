//! Receipts on their way out: mails, and files in a folder.

use core::time::Duration;
use std::sync::Arc;
use std::thread;

use fax_queue::service::Queue;
use fax_queue::service::receipts::{ByKind, FileReceipts, Receipt, ReceiptFault, ReceiptSink};

use super::Station;
use crate::output;

/// How often they are looked for.
const DELIVER: Duration = Duration::from_millis(500);

/// Delivers receipts from a thread of its own, as a mail server may take its time. What is not delivered when the server ends is
/// so when it runs again.
pub(super) fn deliver(station: &Arc<Station>) {
    let station = Arc::clone(station);
    thread::spawn(move || {
        let folder = station.config.receipts.as_ref().and_then(|receipts| receipts.folder.clone());
        let mut sink = ByKind { mail: mails(&station.queue), message_box: Files(folder.map(FileReceipts)) };
        while !station.is_ending() {
            match station.queue.deliver_receipts(&mut sink) {
                Ok(undelivered) => {
                    for receipt in undelivered {
                        let then = if receipt.given_up { "given up" } else { "it is tried again later" };
                        output::complain(format_args!("receipt {}: {}; {then}", receipt.id, receipt.fault));
                    }
                }
                Err(error) => output::complain(error),
            }
            thread::sleep(DELIVER);
        }
    });
}

#[cfg(feature = "mail")]
fn mails(queue: &Queue) -> impl ReceiptSink + use<> {
    fax_queue::service::receipts::SmtpReceipts(queue.clone())
}

#[cfg(not(feature = "mail"))]
fn mails(_: &Queue) -> impl ReceiptSink + use<> {
    let why = "this program was built without the feature mail";
    fax_queue::service::receipts::CallbackReceipts(move |_: &Receipt| Err(later(why)))
}

/// Files, as long as the settings name a folder for them.
struct Files(Option<FileReceipts>);

impl ReceiptSink for Files {
    fn deliver(&mut self, receipt: &Receipt) -> Result<(), ReceiptFault> {
        match &mut self.0 {
            Some(files) => files.deliver(receipt),
            // It was asked for when there was one; somebody may name one again.
            None => Err(later("[receipts] has no folder any more")),
        }
    }
}

fn later(why: &str) -> ReceiptFault {
    ReceiptFault { permanent: false, why: why.to_owned() }
}
