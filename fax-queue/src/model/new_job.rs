//! A fax to be sent that owns its texts.

use alloc::string::String;

use super::{Document, DuplicatePolicy, FaxDocument, Recipient, Schedule, Sender};
use crate::vocabulary::Priority;

/// A fax to one recipient: what is submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct NewJob {
    /// Who gets it.
    pub recipient: Recipient<String>,
    /// The pages.
    pub document: Document<String>,
    /// Who sends it.
    pub sender: Sender<String>,
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

impl FaxDocument for NewJob {
    fn body(&self) -> Document<&str> {
        self.document.as_ref()
    }

    fn recipients(&self) -> usize {
        1
    }

    fn recipient(&self, index: usize) -> Option<Recipient<&str>> {
        (index == 0).then(|| self.recipient.as_ref())
    }

    fn sender(&self) -> Sender<&str> {
        self.sender.as_ref()
    }

    fn subject(&self) -> &str {
        &self.subject
    }

    fn document_name(&self) -> &str {
        &self.document_name
    }

    fn schedule(&self) -> Schedule {
        self.schedule
    }

    fn priority(&self) -> Priority {
        self.priority
    }

    fn duplicates(&self) -> DuplicatePolicy {
        self.duplicates
    }

    fn idempotency_key(&self) -> Option<&str> {
        self.idempotency_key.as_deref()
    }
}
