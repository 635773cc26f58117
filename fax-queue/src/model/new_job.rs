//! A fax to be sent that owns its texts.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Document, DuplicatePolicy, FaxDocument, ReceiptTerms, Recipient, Schedule, Sender};
use crate::vocabulary::{CoverPageType, Priority};

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
    /// The pages. Empty if there are `bodies` or a cover page that the service shall make it of.
    pub document: Document<String>,
    /// `Bodies`: what the pages behind the cover page are made of, in this order; names by which the service finds them.
    #[cfg_attr(feature = "serde", serde(default))]
    pub bodies: Vec<String>,
    /// The pages for each of the `others`, where they are not the same for all: made with their cover pages.
    #[cfg_attr(feature = "serde", serde(default))]
    pub other_documents: Vec<Document<String>>,
    /// `CoverPageType`: where `cover_page` is looked up.
    #[cfg_attr(feature = "serde", serde(default))]
    pub cover_page_type: CoverPageType,
    /// `CoverPage`: the template that the first page is made of.
    #[cfg_attr(feature = "serde", serde(default))]
    pub cover_page: String,
    /// `Note`: text for the cover page. At most 16,384 octets.
    #[cfg_attr(feature = "serde", serde(default))]
    pub note: String,
    /// How its end is reported.
    #[cfg_attr(feature = "serde", serde(default))]
    pub receipt: ReceiptTerms<String>,
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
    /// Whether the first page is a cover page. The application makes it, and the queue only says so; or the service makes
    /// it of `cover_page`, and sets this.
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
            bodies: Vec::new(),
            other_documents: Vec::new(),
            cover_page_type: CoverPageType::None,
            cover_page: String::new(),
            note: String::new(),
            receipt: ReceiptTerms::default(),
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

    /// Whether the service has to make its document first: of bodies, a cover page, or both.
    #[must_use]
    pub fn needs_composing(&self) -> bool {
        !self.bodies.is_empty() || self.cover_page_type != CoverPageType::None
    }

    /// What a fax is, kept; `None` if it has no recipient.
    #[must_use]
    pub fn of(fax: &dyn FaxDocument) -> Option<Self> {
        let own = |to: Recipient<&str>| Recipient { fax_number: to.fax_number.into(), name: to.name.into() };
        let mut recipients = (0..fax.recipients()).filter_map(|index| fax.recipient(index)).map(own);
        let (body, receipt) = (fax.body(), fax.receipt());
        Some(Self {
            recipient: recipients.next()?,
            others: recipients.collect(),
            document: Document { reference: body.reference.into(), pages: body.pages, size: body.size },
            bodies: (0..fax.bodies()).filter_map(|index| fax.body_item(index)).map(String::from).collect(),
            other_documents: Vec::new(),
            cover_page_type: fax.cover_page_type(),
            cover_page: fax.cover_page().into(),
            note: fax.note().into(),
            receipt: ReceiptTerms {
                kind: receipt.kind,
                address: receipt.address.into(),
                grouped: receipt.grouped,
                attach: receipt.attach,
            },
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

    fn bodies(&self) -> usize {
        self.bodies.len()
    }

    fn body_item(&self, index: usize) -> Option<&str> {
        self.bodies.get(index).map(String::as_str)
    }

    fn cover_page_type(&self) -> CoverPageType {
        self.cover_page_type
    }

    fn cover_page(&self) -> &str {
        &self.cover_page
    }

    fn note(&self) -> &str {
        &self.note
    }

    fn receipt(&self) -> ReceiptTerms<&str> {
        self.receipt.as_ref()
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
