//! A fax to be sent that owns its texts.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Document, DuplicatePolicy, FaxDocument, Recipient, Schedule, Sender};
use crate::vocabulary::Priority;

/// A fax that is submitted: to one recipient, or to several.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct NewJob {
    /// Who gets it.
    pub recipient: Recipient<String>,
    /// Who gets it as well: each of them is a job of its own, in this order.
    #[cfg_attr(feature = "serde", serde(default))]
    pub others: Vec<Recipient<String>>,
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
    /// Whether the first page is a cover page. The application makes it; the queue only says so.
    #[cfg_attr(feature = "serde", serde(default))]
    pub has_cover_page: bool,
    /// The account that submits it; empty: the owner of the service.
    #[cfg_attr(feature = "serde", serde(default))]
    pub account: String,
    /// A key of the caller's choice, at most 128 octets. Submitting the same fax with the same key again gives the
    /// first submission back; a different fax with it is refused. Kept as long as the job's record.
    pub idempotency_key: Option<String>,
}

impl NewJob {
    /// `pages` pages, known to the application as `reference`, for the machine at `fax_number`; everything else by
    /// default.
    #[must_use]
    pub fn new(fax_number: &str, reference: &str, pages: u16) -> Self {
        Self {
            recipient: Recipient { fax_number: fax_number.into(), name: String::new() },
            others: Vec::new(),
            document: Document { reference: reference.into(), pages, size: 0 },
            sender: Sender::default(),
            subject: String::new(),
            document_name: String::new(),
            schedule: Schedule::default(),
            priority: Priority::default(),
            duplicates: DuplicatePolicy::default(),
            has_cover_page: false,
            account: String::new(),
            idempotency_key: None,
        }
    }

    /// What a fax is, kept; `None` if it has no recipient.
    #[must_use]
    pub fn of(fax: &dyn FaxDocument) -> Option<Self> {
        let own = |to: Recipient<&str>| Recipient { fax_number: to.fax_number.into(), name: to.name.into() };
        let mut recipients = (0..fax.recipients()).filter_map(|index| fax.recipient(index)).map(own);
        let body = fax.body();
        Some(Self {
            recipient: recipients.next()?,
            others: recipients.collect(),
            document: Document { reference: body.reference.into(), pages: body.pages, size: body.size },
            sender: fax.sender().to_owned(),
            subject: fax.subject().into(),
            document_name: fax.document_name().into(),
            schedule: fax.schedule(),
            priority: fax.priority(),
            duplicates: fax.duplicates(),
            has_cover_page: fax.has_cover_page(),
            account: fax.account().into(),
            idempotency_key: fax.idempotency_key().map(String::from),
        })
    }
}

impl FaxDocument for NewJob {
    fn body(&self) -> Document<&str> {
        self.document.as_ref()
    }

    fn recipients(&self) -> usize {
        self.others.len().saturating_add(1)
    }

    fn recipient(&self, index: usize) -> Option<Recipient<&str>> {
        match index.checked_sub(1) {
            None => Some(self.recipient.as_ref()),
            Some(other) => self.others.get(other).map(Recipient::as_ref),
        }
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

    fn has_cover_page(&self) -> bool {
        self.has_cover_page
    }

    fn account(&self) -> &str {
        &self.account
    }

    fn idempotency_key(&self) -> Option<&str> {
        self.idempotency_key.as_deref()
    }
}
