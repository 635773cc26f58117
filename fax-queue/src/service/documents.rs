//! Who opens documents: the queue does not, so it asks.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::engine::{IncomingRecord, OutgoingRecord};
use crate::model::{Document, NewJob, Recipient};
use crate::vocabulary::ErrorCode;

/// What a service does with documents: makes them of bodies and cover pages, and gives copies of what was sent and received.
/// A queue has one if it was [given](super::Queue::set_documents) one.
pub trait Documents: Send + Sync {
    /// Makes one document of the cover page and the bodies of a fax, in this order, for one of its recipients. The same fax
    /// gives the same reference.
    ///
    /// # Errors
    ///
    /// [`DocumentError`], with the body that cannot be used.
    fn compose(&self, fax: &NewJob, recipient: &Recipient<String>) -> Result<Document<String>, DocumentError>;

    /// `CopyTiff` of a job to be sent or a sent message: a TIFF of class F, with each page as it was sent, and before that
    /// as it will be.
    ///
    /// # Errors
    ///
    /// [`DocumentError`] if there is none any more.
    fn outgoing_tiff(&self, job: &OutgoingRecord) -> Result<Vec<u8>, DocumentError>;

    /// `CopyTiff` of a job that was received, or a received message: the pages that came, if they are not all that were
    /// sent.
    ///
    /// # Errors
    ///
    /// [`DocumentError`] if there is none yet or any more.
    fn incoming_tiff(&self, job: &IncomingRecord) -> Result<Vec<u8>, DocumentError>;
}

/// Why there is no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentError {
    /// Which of the bodies, from 0, cannot be used: the index that `Submit2` returns. `None`: another part.
    pub body: Option<usize>,
    /// What is wrong.
    pub fault: DocumentFault,
}

/// What is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocumentFault {
    /// It has no octets.
    Empty,
    /// It is not there; its name.
    Missing(String),
    /// It cannot be read or is of no kind that is known; why.
    Unreadable(String),
    /// The cover page is not there or is no template; why.
    CoverPage(String),
}

impl DocumentError {
    /// The number that callers of the Windows Fax Service know.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self.fault {
            DocumentFault::Empty => ErrorCode::InvalidData,
            DocumentFault::Missing(_) => ErrorCode::FileNotFound,
            DocumentFault::Unreadable(_) | DocumentFault::CoverPage(_) => ErrorCode::InvalidParameter,
        }
    }
}

impl From<DocumentFault> for DocumentError {
    fn from(fault: DocumentFault) -> Self {
        Self { body: None, fault }
    }
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(body) = self.body {
            write!(f, "body {}: ", body.saturating_add(1))?;
        }
        match &self.fault {
            DocumentFault::Empty => f.write_str("the document is empty"),
            DocumentFault::Missing(name) => write!(f, "there is no document {name:?}"),
            DocumentFault::Unreadable(why) => write!(f, "the document cannot be read: {why}"),
            DocumentFault::CoverPage(why) => write!(f, "the cover page cannot be made: {why}"),
        }
    }
}

impl core::error::Error for DocumentError {}
