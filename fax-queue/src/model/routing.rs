//! What happens to received faxes: `IFaxInboundRoutingMethod`.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{Device, IncomingJob};
use crate::vocabulary::Guid;

/// A received fax, as a routing method gets it. The method may read the pages and must leave them as they are.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct ReceivedFax<'a> {
    /// The job. Its [`reference`](IncomingJob::reference) names the pages; its texts are those of strangers.
    pub job: &'a dyn IncomingJob,
    /// The device that received it.
    pub device: &'a dyn Device,
    /// What the method was told for this device (`SetExtensionProperty`), such as a folder or an address; may be empty.
    pub target: &'a [u8],
    /// What the method gave back with [`Routed::Retry`] the last time; empty in the first pass.
    pub retry_data: &'a [u8],
}

impl<'a> ReceivedFax<'a> {
    /// A fax to be routed.
    #[must_use]
    pub const fn new(job: &'a dyn IncomingJob, device: &'a dyn Device, target: &'a [u8], retry_data: &'a [u8]) -> Self {
        Self { job, device, target, retry_data }
    }

    /// What the method was told for this device, if it is a text and not an empty one.
    #[must_use]
    pub fn target_text(&self) -> Option<&'a str> {
        core::str::from_utf8(self.target).ok().filter(|text| !text.is_empty())
    }
}

impl fmt::Debug for ReceivedFax<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceivedFax")
            .field("job", &self.job.id())
            .field("device", &self.device.id())
            .finish_non_exhaustive()
    }
}

/// What came of routing a fax by one method.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Routed {
    /// It is where it belongs.
    Done,
    /// The same, and this is its routing information from now on, for the methods that follow; at most 1024 octets.
    DoneWith(String),
    /// It is not, and another try would not help: why, in words.
    Failed(String),
    /// It is not, and another try may help.
    Retry {
        /// Why, in words.
        why: String,
        /// What the method wants to be given then; at most 65,536 octets.
        data: Vec<u8>,
    },
}

impl Routed {
    /// Another try may help; it needs no data.
    pub fn retry(why: impl Into<String>) -> Self {
        Self::Retry { why: why.into(), data: Vec::new() }
    }
}

/// A way to route received faxes. It runs on a thread of its own kind, never on one that drives a line, and blocks as long as it
/// needs; it has to give up after some minutes. After a crash it may be asked again for a fax that it has just routed.
pub trait RoutingMethod: Send + Sync {
    /// `GUID`.
    fn guid(&self) -> Guid;
    /// `Name`.
    fn name(&self) -> &str;

    /// `FunctionName`: what implements it.
    fn function_name(&self) -> &str {
        ""
    }

    /// Called once, when it is registered.
    ///
    /// # Errors
    ///
    /// A number of its own choice, shown as `InitErrorCode`: it cannot be used, and its extension neither.
    fn initialize(&self) -> Result<(), u32> {
        Ok(())
    }

    /// Routes a fax.
    fn route(&self, fax: &ReceivedFax<'_>) -> Routed;
}
