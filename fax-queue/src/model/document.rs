//! What is submitted: `IFaxDocument2`.

use super::{Recipient, Sender};
use crate::vocabulary::{CoverPageType, Priority, ReceiptType, ScheduleType, Timestamp};

/// Pages that the application keeps. The queue only knows how to name them and how many there are. `T` is `String`,
/// `&str`, or another text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Document<T> {
    /// Whatever the application finds the pages by: a path, a key. At most 4096 octets.
    pub reference: T,
    /// Number of pages, at least one.
    pub pages: u16,
    /// Size in octets, for the record.
    pub size: u64,
}

impl<T: AsRef<str>> Document<T> {
    /// The same one, lent.
    #[must_use]
    pub fn as_ref(&self) -> Document<&str> {
        Document { reference: self.reference.as_ref(), pages: self.pages, size: self.size }
    }
}

/// What a job says of its receipt: `ReceiptType`, `ReceiptAddress`, `GroupBroadcastReceipts`, `AttachFaxToReceipt`. `T` is
/// `String`, `&str`, or another text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, bound(deserialize = "T: serde::Deserialize<'de> + Default")))]
pub struct ReceiptTerms<T> {
    /// `ReceiptType`: none, or one of those that the server allows.
    pub kind: ReceiptType,
    /// `ReceiptAddress`: one mail address; needed for a receipt by mail.
    pub address: T,
    /// `GroupBroadcastReceipts`: one receipt for all recipients, once the last of their jobs has ended.
    pub grouped: bool,
    /// `AttachFaxToReceipt`: the fax comes with the mail. Without meaning for other receipts.
    pub attach: bool,
}

impl<T: AsRef<str>> ReceiptTerms<T> {
    /// The same, lent.
    #[must_use]
    pub fn as_ref(&self) -> ReceiptTerms<&str> {
        ReceiptTerms { kind: self.kind, address: self.address.as_ref(), grouped: self.grouped, attach: self.attach }
    }
}

/// When to send: `ScheduleType` and `ScheduleTime` in one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Schedule {
    /// As soon as a line is free.
    #[default]
    Now,
    /// Not before this moment; one in the past means now.
    At(Timestamp),
    /// In the discount period of the queue; now if it has none.
    DiscountPeriod,
}

impl Schedule {
    /// The documented type.
    #[must_use]
    pub const fn kind(self) -> ScheduleType {
        match self {
            Self::Now => ScheduleType::Now,
            Self::At(_) => ScheduleType::SpecificTime,
            Self::DiscountPeriod => ScheduleType::DiscountPeriod,
        }
    }
}

/// What happens to a page that was sent in full and never confirmed nor refused.
///
/// T.30 gives the sender one bit of evidence per page, and the bit can get lost: nobody can have every page exactly
/// once. Each job says which of the two faults is the lesser one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum DuplicatePolicy {
    /// Never send again what may have arrived: the job ends unconfirmed and a person decides. For orders and payments.
    AtMostOnce,
    /// Go on with the page in doubt, marked as a repeat. If it is the last one missing, once in the same way; a second
    /// silence, or a crash at that very moment, ends the job unconfirmed.
    #[default]
    ResumeMarked,
    /// Send until confirmed. Where a loss is worse than two copies.
    AtLeastOnce,
}

/// A fax to be sent, as it is submitted: the properties of `IFaxDocument2` that a queue needs.
///
/// A server reads it once, in [`FaxServer::submit`](super::FaxServer::submit). `NewJob` is one that owns its texts.
pub trait FaxDocument {
    /// `Body`: the pages.
    fn body(&self) -> Document<&str>;

    /// The number of `Recipients`.
    fn recipients(&self) -> usize;

    /// `Recipients.Item`, but from 0. Each recipient becomes a job of its own, in this order.
    fn recipient(&self, index: usize) -> Option<Recipient<&str>>;

    /// `Sender`.
    fn sender(&self) -> Sender<&str> {
        Sender::default()
    }

    /// `Subject`.
    fn subject(&self) -> &str {
        ""
    }

    /// `DocumentName`: what people call it.
    fn document_name(&self) -> &str {
        ""
    }

    /// `ScheduleType` and `ScheduleTime`.
    fn schedule(&self) -> Schedule {
        Schedule::Now
    }

    /// `Priority`.
    fn priority(&self) -> Priority {
        Priority::Low
    }

    /// What to do about pages in doubt; ours.
    fn duplicates(&self) -> DuplicatePolicy {
        DuplicatePolicy::default()
    }

    /// How many `Bodies` there are. With any, or with a cover page, [`body`](Self::body) is empty: the service makes it.
    fn bodies(&self) -> usize {
        0
    }

    /// One of the `Bodies`, from 0: a name by which the service finds it.
    fn body_item(&self, index: usize) -> Option<&str> {
        let _ = index;
        None
    }

    /// `CoverPageType`: where the cover page is looked up.
    fn cover_page_type(&self) -> CoverPageType {
        CoverPageType::None
    }

    /// `CoverPage`: the name of the template.
    fn cover_page(&self) -> &str {
        ""
    }

    /// `Note`: text for the cover page.
    fn note(&self) -> &str {
        ""
    }

    /// `ReceiptType` and what belongs to it.
    fn receipt(&self) -> ReceiptTerms<&str> {
        ReceiptTerms::default()
    }

    /// Whether there is a `CoverPage`. It is the first page of the body: the application makes it, the queue only says so.
    fn has_cover_page(&self) -> bool {
        false
    }

    /// The account that submits it; empty: the owner of the service. Ours: in Windows it is whoever is connected.
    fn account(&self) -> &str {
        ""
    }

    /// A key of the caller's choice, at most 128 octets; ours. Submitting the same fax with the same key again gives the
    /// first submission back; a different fax with it is refused.
    fn idempotency_key(&self) -> Option<&str> {
        None
    }
}
