//! Why something asked of a queue did not happen.

use core::fmt;

use super::DocumentError;
use crate::engine::Refusal;
use crate::store::StoreError;
use crate::vocabulary::ErrorCode;

/// Why something asked of a queue did not happen.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum QueueError {
    /// It was refused; nothing has changed.
    Refused(Refusal),
    /// The store failed; nothing has changed.
    Store(StoreError),
    /// A document cannot be made or copied; nothing has changed.
    Document(DocumentError),
    /// What the decision rested on changed each time before it could be written; nothing has changed by us.
    Contended,
}

impl QueueError {
    /// The number that callers of the Windows Fax Service know.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Document(error) => error.code(),
            Self::Store(_) | Self::Contended => ErrorCode::GeneralFailure,
        }
    }
}

impl From<Refusal> for QueueError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<DocumentError> for QueueError {
    fn from(error: DocumentError) -> Self {
        Self::Document(error)
    }
}

impl From<StoreError> for QueueError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl fmt::Display for QueueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Store(error) => error.fmt(f),
            Self::Document(error) => error.fmt(f),
            Self::Contended => f.write_str("others changed the queue each time first: try again later"),
        }
    }
}

impl core::error::Error for QueueError {}
