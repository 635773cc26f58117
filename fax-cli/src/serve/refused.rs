//! Why a client does not get what it asks for.

use core::fmt;

use fax_queue::engine::Refusal;
use fax_queue::service::QueueError;
use fax_queue::vocabulary::JobId;
use serde::Serialize;
use serde_json::Value;

use crate::control::{Blame, Reply};

/// Why not, in words for people, and what is to blame.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    pub(super) why: String,
    pub(super) blame: Blame,
}

impl Refused {
    pub(super) fn new(blame: Blame, why: impl fmt::Display) -> Self {
        Self { why: why.to_string(), blame }
    }

    pub(super) fn request(why: impl fmt::Display) -> Self {
        Self::new(Blame::Request, why)
    }
}

impl From<QueueError> for Refused {
    fn from(error: QueueError) -> Self {
        let blame = if error == QueueError::Refused(Refusal::Denied) { Blame::Rights } else { Blame::Request };
        Self::new(blame, error)
    }
}

impl From<Refused> for Reply {
    fn from(Refused { why, blame }: Refused) -> Self {
        Self::Refused { why, blame }
    }
}

/// The id of a job or a message.
pub(super) fn id(text: &str) -> Result<JobId, Refused> {
    text.parse().map_err(|error| Refused::request(format_args!("{text}: {error}")))
}

/// What is shown of something.
pub(super) fn value(shown: impl Serialize) -> Result<Value, Refused> {
    serde_json::to_value(shown).map_err(Refused::request)
}
