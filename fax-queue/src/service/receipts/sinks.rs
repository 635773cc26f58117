//! Where receipts go: a mail, files in a folder, a function.

use alloc::format;
use alloc::string::ToString;
use core::fmt;
use std::path::PathBuf;

use super::{Receipt, ReceiptFault, ReceiptSink};
use crate::service::files;
use crate::service::mail::{Attachment, AttachmentKind, Mail, MailError, Mailer};
use crate::vocabulary::ReceiptType;

/// Receipts as mails of a [`Mailer`], with the fax attached as `fax.tif`.
#[derive(Debug)]
pub struct MailReceipts<M>(pub M);

impl<M: Mailer> ReceiptSink for MailReceipts<M> {
    fn deliver(&mut self, receipt: &Receipt) -> Result<(), ReceiptFault> {
        self.0.send(&mail(receipt)).map_err(|error| fault(&error))
    }
}

fn mail(receipt: &Receipt) -> Mail {
    let fax = receipt.fax.as_ref().map(|fax| Attachment {
        name: "fax.tif".into(),
        kind: AttachmentKind::Tiff,
        octets: fax.clone(),
    });
    Mail {
        id: receipt.id.clone(),
        to: receipt.address.clone(),
        subject: receipt.subject.clone(),
        text: receipt.text.clone(),
        attachments: fax.into_iter().collect(),
    }
}

fn fault(error: &MailError) -> ReceiptFault {
    ReceiptFault { permanent: error.is_permanent(), why: error.to_string() }
}

/// Receipts as mails through the server that the settings of the queue name at that moment.
#[cfg(feature = "mail")]
#[derive(Clone, Debug)]
pub struct SmtpReceipts(pub crate::service::Queue);

#[cfg(feature = "mail")]
impl ReceiptSink for SmtpReceipts {
    fn deliver(&mut self, receipt: &Receipt) -> Result<(), ReceiptFault> {
        let later = |why: alloc::string::String| ReceiptFault { permanent: false, why };
        let options = self.0.part().map_err(|error| later(error.to_string()))?;
        // Settings may be put right before the time is over.
        let smtp = crate::service::mail::Smtp::new(&options).map_err(|error| later(error.to_string()))?;
        MailReceipts(smtp).deliver(receipt)
    }
}

/// Receipts as files in a folder: a text, with what became of each job of a summary, and the fax as TIFF beside it. A receipt that comes again replaces itself.
#[derive(Clone, Debug)]
pub struct FileReceipts(pub PathBuf);

impl ReceiptSink for FileReceipts {
    fn deliver(&mut self, receipt: &Receipt) -> Result<(), ReceiptFault> {
        let write = || {
            if let Some(fax) = &receipt.fax {
                files::put(&self.0, &format!("{}.tif", receipt.id), &mut fax.as_slice())?;
            }
            let mut text = format!("{}\n\n{}", receipt.subject, receipt.text);
            if receipt.kind != ReceiptType::MAIL && !receipt.list.is_empty() {
                // A file has room for what a message box has not.
                text.push('\n');
                text.push_str(&receipt.list);
            }
            // The text comes last: whoever sees it finds the fax there.
            files::put(&self.0, &format!("{}.txt", receipt.id), &mut text.as_bytes())
        };
        let failed = |error: std::io::Error| format!("{}: {error}", self.0.display());
        write().map_err(|error| ReceiptFault { permanent: false, why: failed(error) })
    }
}

/// Receipts for a function.
pub struct CallbackReceipts<F>(pub F);

impl<F> fmt::Debug for CallbackReceipts<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CallbackReceipts").finish_non_exhaustive()
    }
}

impl<F: FnMut(&Receipt) -> Result<(), ReceiptFault>> ReceiptSink for CallbackReceipts<F> {
    fn deliver(&mut self, receipt: &Receipt) -> Result<(), ReceiptFault> {
        (self.0)(receipt)
    }
}

/// Receipts by mail go one way, those for a message box another.
#[derive(Debug)]
pub struct ByKind<A, B> {
    /// For receipts by mail.
    pub mail: A,
    /// For the others.
    pub message_box: B,
}

impl<A: ReceiptSink, B: ReceiptSink> ReceiptSink for ByKind<A, B> {
    fn deliver(&mut self, receipt: &Receipt) -> Result<(), ReceiptFault> {
        if receipt.kind == ReceiptType::MAIL { self.mail.deliver(receipt) } else { self.message_box.deliver(receipt) }
    }
}
