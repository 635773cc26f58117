//! What is known of routing a received job, so that a crash repeats no method that had finished.

use alloc::string::String;
use alloc::vec::Vec;

use crate::model::Routed;
use crate::vocabulary::{Guid, Timestamp};

/// The journal of routing a job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct RoutingJournal {
    /// A pass runs.
    pub(crate) running: bool,
    /// Passes after the first one.
    pub(crate) retries: u32,
    /// When the next pass is due.
    pub(crate) due: Option<Timestamp>,
    /// When there was no hope left.
    pub(crate) given_up: Option<Timestamp>,
    /// What the line told about where it belongs, or a method.
    pub(crate) information: String,
    /// What came of each method last.
    pub(crate) results: Vec<(Guid, Routed)>,
}

impl RoutingJournal {
    /// What came of a method last.
    #[must_use]
    pub fn result(&self, method: Guid) -> Option<&Routed> {
        self.results.iter().find(|(known, _)| *known == method).map(|(_, result)| result)
    }

    /// Whether a method has still to run: it did not yet, or it asked for another try.
    #[must_use]
    pub fn is_open(&self, method: Guid) -> bool {
        matches!(self.result(method), None | Some(Routed::Retry { .. }))
    }

    /// The data that a method wanted to be given the next time.
    #[must_use]
    pub fn retry_data(&self, method: Guid) -> &[u8] {
        match self.result(method) {
            Some(Routed::Retry { data, .. }) => data,
            None | Some(Routed::Done | Routed::DoneWith(_) | Routed::Failed(_)) => &[],
        }
    }

    /// Keeps what came of a method, cut to what a record may hold.
    pub(crate) fn keep(&mut self, method: Guid, result: &Routed) {
        let short = |text: &String| -> String { text.chars().take(256).collect() };
        let result = match result {
            Routed::Done => Routed::Done,
            Routed::DoneWith(information) => {
                self.information = short(information);
                Routed::Done
            }
            Routed::Failed(why) => Routed::Failed(short(why)),
            Routed::Retry { why, data } if data.len() <= 65_536 => {
                Routed::Retry { why: short(why), data: data.clone() }
            }
            Routed::Retry { .. } => {
                Routed::Failed("the method wants more than 65536 octets kept for its next try".into())
            }
        };
        self.results.retain(|(known, _)| *known != method);
        self.results.push((method, result));
    }

    /// Why it is not done, in the words of the first method that said so.
    pub(crate) fn why(&self) -> Option<&str> {
        self.results.iter().find_map(|(_, result)| match result {
            Routed::Failed(why) | Routed::Retry { why, .. } => Some(why.as_str()),
            Routed::Done | Routed::DoneWith(_) => None,
        })
    }

    /// Whether a method asks for another try.
    pub(crate) fn wants_retry(&self) -> bool {
        self.results.iter().any(|(_, result)| matches!(result, Routed::Retry { .. }))
    }
}
