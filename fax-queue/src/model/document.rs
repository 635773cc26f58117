//! What is to be sent: the part of `IFaxDocument` that a job keeps.

use alloc::string::String;

use crate::vocabulary::{Priority, ScheduleType, Timestamp};

/// Pages that the application keeps. The queue only knows how to name them and how many there are.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Document {
    /// Whatever the application finds the pages by: a path, a key. At most 4096 octets.
    pub reference: String,
    /// Number of pages, at least one.
    pub pages: u16,
    /// Size in octets, for the record.
    pub size: u64,
}

/// Who gets it: `IFaxRecipient`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Recipient {
    /// The number to dial: digits, `+ * # , -`, blanks, brackets, dots, slashes, and the dial modifiers `W`, `P` and
    /// `T`. At most 64 characters, one digit at least.
    pub fax_number: String,
    /// A name.
    pub name: String,
}

/// Who sends it: the part of `IFaxSender` that travels with the call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Sender {
    /// A name.
    pub name: String,
    /// The number to answer to.
    pub fax_number: String,
    /// What the far end shows as our number: at most 20 characters of printable ASCII. Empty: the line's own.
    pub tsid: String,
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

/// A fax to be sent: what is submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct NewJob {
    /// Who gets it.
    pub recipient: Recipient,
    /// The pages.
    pub document: Document,
    /// Who sends it.
    pub sender: Sender,
    /// Subject. At most 1024 octets, like every text here that names no limit of its own.
    pub subject: String,
    /// Name of the document as people call it.
    pub document_name: String,
    /// When.
    pub schedule: Schedule,
    /// Before or after whom.
    pub priority: Priority,
    /// What to do about pages in doubt.
    pub duplicates: DuplicatePolicy,
    /// A key of the caller's choice, at most 128 octets. Submitting the same job with the same key again gives the
    /// first job back; a different job with it is refused. Kept as long as the job's record.
    pub idempotency_key: Option<String>,
}

impl NewJob {
    /// `pages` pages, known to the application as `reference`, for the machine at `fax_number`; everything else by
    /// default.
    #[must_use]
    pub fn new(fax_number: &str, reference: &str, pages: u16) -> Self {
        Self {
            recipient: Recipient { fax_number: fax_number.into(), name: String::new() },
            document: Document { reference: reference.into(), pages, size: 0 },
            sender: Sender::default(),
            subject: String::new(),
            document_name: String::new(),
            schedule: Schedule::default(),
            priority: Priority::default(),
            duplicates: DuplicatePolicy::default(),
            idempotency_key: None,
        }
    }
}
