//! A job being received.

use alloc::string::String;
use alloc::vec::Vec;

use super::RoutingJournal;
use crate::model::{IncomingJob, IncomingMessage, Job, JobSnapshot, JobStatus, Message};
use crate::vocabulary::{DeviceId, ExtendedStatus, JobId, JobState, JobType, Operations, Status, Timestamp, Version};

/// The states of a job being received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum IncomingPhase {
    /// A line receives.
    Receiving,
    /// Cancelled, and the line is not idle yet.
    Cancelling,
    /// Pages are there and wait to be handed over.
    Routing,
    /// A routing method failed and asked for another try, which is not due yet.
    RouteRetry,
    /// Routing has failed, and there are no tries left: a person has to look at it.
    RouteFailed,
    /// Handed over.
    Completed,
    /// No page came.
    Failed,
    /// Cancelled.
    Cancelled,
}

impl IncomingPhase {
    /// What callers see: `InProgress`, `Canceling`, `Routing`, `Retrying`, `RetriesExceeded`, `Completed`, `Failed`,
    /// `Canceled`, in this order.
    #[must_use]
    pub const fn state(self) -> JobState {
        match self {
            Self::Receiving => JobState::InProgress,
            Self::Cancelling => JobState::Canceling,
            Self::Routing => JobState::Routing,
            Self::RouteRetry => JobState::Retrying,
            Self::RouteFailed => JobState::RetriesExceeded,
            Self::Completed => JobState::Completed,
            Self::Failed => JobState::Failed,
            Self::Cancelled => JobState::Canceled,
        }
    }

    /// Whether a line has it.
    #[must_use]
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Receiving | Self::Cancelling)
    }
}

/// What somebody who read a message says of it: the properties of `IFaxIncomingMessage2` that `Save` and `ReAssign` write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct MessageDetails {
    /// `Subject`. At most 1024 octets, as the other texts.
    pub subject: String,
    /// `SenderName`.
    pub sender_name: String,
    /// `SenderFaxNumber`.
    pub sender_fax_number: String,
    /// `HasCoverPage`.
    pub has_cover_page: bool,
}

/// A job being received, as the store keeps it. Callers read it through [`Job`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct IncomingRecord {
    pub(crate) id: JobId,
    pub(crate) version: Version,
    pub(crate) events: u64,
    pub(crate) removed: bool,
    /// It is a message of the incoming archive.
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) archived: bool,
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) read: bool,
    /// When it left queue and archive; `None` while it is in one of them.
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) left: Option<Timestamp>,
    pub(crate) phase: IncomingPhase,
    pub(crate) device: DeviceId,
    pub(crate) caller_id: String,
    pub(crate) reference: String,
    pub(crate) pages: u16,
    pub(crate) size: u64,
    pub(crate) current_page: u16,
    pub(crate) tsid: String,
    /// What was sent as our identification.
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) csid: String,
    pub(crate) bit_rate: Option<u16>,
    pub(crate) extended: ExtendedStatus,
    pub(crate) reason: String,
    pub(crate) started: Timestamp,
    pub(crate) ended: Option<Timestamp>,
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) details: MessageDetails,
    /// The accounts that it was given to.
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) recipients: Vec<String>,
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) routing: RoutingJournal,
}

impl IncomingRecord {
    /// Counts its changes.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// Its inner state.
    #[must_use]
    pub const fn phase(&self) -> IncomingPhase {
        self.phase
    }

    /// Whether it has left the queue.
    #[must_use]
    pub const fn is_removed(&self) -> bool {
        self.removed
    }

    /// Whether it is a message of the incoming archive.
    #[must_use]
    pub const fn is_archived(&self) -> bool {
        self.archived
    }

    /// `Recipients`: the accounts that it was given to; none while it is in the receive folder.
    #[must_use]
    pub fn recipients(&self) -> &[String] {
        &self.recipients
    }

    /// What is known of routing it.
    #[must_use]
    pub const fn routing(&self) -> &RoutingJournal {
        &self.routing
    }

    pub(crate) fn snapshot(&self) -> JobSnapshot {
        JobSnapshot::from(self as &dyn JobStatus)
    }
}

impl Job for IncomingRecord {
    fn id(&self) -> JobId {
        self.id
    }
}

impl IncomingJob for IncomingRecord {
    fn reference(&self) -> &str {
        &self.reference
    }

    fn reason(&self) -> &str {
        &self.reason
    }
}

impl Message for IncomingRecord {
    fn is_read(&self) -> bool {
        self.read
    }
}

impl IncomingMessage for IncomingRecord {
    fn subject(&self) -> &str {
        &self.details.subject
    }

    fn sender_name(&self) -> &str {
        &self.details.sender_name
    }

    fn sender_fax_number(&self) -> &str {
        &self.details.sender_fax_number
    }

    fn has_cover_page(&self) -> bool {
        self.details.has_cover_page
    }

    fn recipient(&self, index: usize) -> Option<&str> {
        self.recipients.get(index).map(String::as_str)
    }
}

impl JobStatus for IncomingRecord {
    fn job_type(&self) -> JobType {
        if self.phase.is_active() { JobType::Receive } else { JobType::Routing }
    }

    fn status(&self) -> Status {
        self.phase.state().into()
    }

    fn extended_status_code(&self) -> ExtendedStatus {
        self.extended
    }

    fn available_operations(&self) -> Operations {
        Operations::incoming(self.status())
    }

    fn pages(&self) -> u16 {
        self.pages
    }

    fn size(&self) -> u64 {
        self.size
    }

    fn current_page(&self) -> u16 {
        self.current_page
    }

    fn device_id(&self) -> Option<DeviceId> {
        Some(self.device)
    }

    fn csid(&self) -> &str {
        &self.csid
    }

    fn tsid(&self) -> &str {
        &self.tsid
    }

    fn bit_rate(&self) -> Option<u16> {
        self.bit_rate
    }

    fn retries(&self) -> u32 {
        self.routing.retries
    }

    fn transmission_start(&self) -> Option<Timestamp> {
        Some(self.started)
    }

    fn transmission_end(&self) -> Option<Timestamp> {
        self.ended
    }

    fn caller_id(&self) -> &str {
        &self.caller_id
    }

    fn routing_information(&self) -> &str {
        &self.routing.information
    }
}
