//! A job to be sent.

use alloc::string::String;

use crate::engine::{History, Ledger};
use crate::model::{Job, NewJob, OutgoingJob, Recipient, Sender};
use crate::vocabulary::{
    DeviceId, Epoch, ExtendedStatus, JobId, JobState, JobType, Operations, Priority, ScheduleType, Status,
    SubmissionId, Timestamp, Version,
};

/// The inner states of a job to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Phase {
    /// Waits for its first attempt.
    Ready,
    /// A line has it and may be dialling.
    Dialing,
    /// A fax machine answered.
    Sending,
    /// Waits for the next attempt.
    RetryWait,
    /// Cancelled while on a line that is not idle yet.
    Cancelling,
    /// Every page is confirmed.
    Delivered,
    /// It may have arrived, nobody confirmed it, and the job's policy forbids to send it again.
    Unconfirmed,
    /// Tried as often as allowed.
    Exhausted,
    /// Trying again cannot help.
    Failed,
    /// Cancelled.
    Cancelled,
}

impl Phase {
    /// What callers see. The modifier `paused` comes from the record; `no_line` is never set, since the engine knows
    /// jobs and not lines.
    ///
    /// | inner | base state |
    /// | --- | --- |
    /// | `Ready` | `Pending` |
    /// | `Dialing`, `Sending` | `InProgress` |
    /// | `RetryWait` | `Retrying` |
    /// | `Cancelling` | `Canceling` |
    /// | `Delivered` | `Completed` |
    /// | `Unconfirmed` | `Failed`, with the extended status `Unconfirmed` |
    /// | `Exhausted` | `RetriesExceeded` |
    /// | `Failed` | `Failed` |
    /// | `Cancelled` | `Canceled` |
    #[must_use]
    pub const fn state(self) -> JobState {
        match self {
            Self::Ready => JobState::Pending,
            Self::Dialing | Self::Sending => JobState::InProgress,
            Self::RetryWait => JobState::Retrying,
            Self::Cancelling => JobState::Canceling,
            Self::Delivered => JobState::Completed,
            Self::Unconfirmed | Self::Failed => JobState::Failed,
            Self::Exhausted => JobState::RetriesExceeded,
            Self::Cancelled => JobState::Canceled,
        }
    }

    /// Whether it waits for a line.
    #[must_use]
    pub const fn is_waiting(self) -> bool {
        matches!(self, Self::Ready | Self::RetryWait)
    }

    /// Whether a line has it.
    #[must_use]
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Dialing | Self::Sending | Self::Cancelling)
    }
}

/// The intent: what was made durable before the line went off hook.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Attempt {
    /// Its number, and the token of everything that the line reports for it.
    pub epoch: Epoch,
    /// The line.
    pub device: DeviceId,
    /// The number as dialled.
    pub number: String,
    /// The first page of it, from 0.
    pub first_page: u16,
    /// When the line must have hung up, whatever else happens.
    pub hard_deadline: Timestamp,
    /// Whether a fax machine answered.
    pub session: bool,
    /// Whether a page was confirmed in it.
    pub progress: bool,
}

/// A job to be sent, as the store keeps it. Callers read it through [`Job`] and [`OutgoingJob`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OutgoingRecord {
    pub(crate) id: JobId,
    pub(crate) version: Version,
    /// Number of its events so far.
    pub(crate) events: u64,
    /// It has left the queue; only its record remains.
    pub(crate) removed: bool,
    pub(crate) submission: SubmissionId,
    pub(crate) request: NewJob,
    pub(crate) submitted: Timestamp,
    pub(crate) first_due: Timestamp,
    pub(crate) due: Timestamp,
    pub(crate) give_up_at: Timestamp,
    pub(crate) phase: Phase,
    pub(crate) paused: bool,
    pub(crate) ledger: Ledger,
    pub(crate) epoch: Epoch,
    pub(crate) attempt: Option<Attempt>,
    pub(crate) history: History,
    pub(crate) retries: u32,
    /// The attempt before counts, so the next one is a retry.
    pub(crate) spent: bool,
    pub(crate) extended: ExtendedStatus,
    pub(crate) reason: String,
    pub(crate) current_page: u16,
    pub(crate) device: Option<DeviceId>,
    pub(crate) csid: String,
    pub(crate) bit_rate: Option<u16>,
    pub(crate) started: Option<Timestamp>,
    pub(crate) ended: Option<Timestamp>,
}

impl OutgoingRecord {
    /// Counts its changes.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// Its inner state.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// Whether it has left the queue.
    #[must_use]
    pub const fn is_removed(&self) -> bool {
        self.removed
    }

    /// What was submitted.
    #[must_use]
    pub const fn request(&self) -> &NewJob {
        &self.request
    }

    /// What is known of each page.
    #[must_use]
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The running attempt.
    #[must_use]
    pub const fn attempt(&self) -> Option<&Attempt> {
        self.attempt.as_ref()
    }

    /// When it may be claimed; `None` if it does not wait for a line.
    #[must_use]
    pub const fn waits_until(&self) -> Option<Timestamp> {
        if self.phase.is_waiting() && !self.paused && !self.removed { Some(self.due) } else { None }
    }
}

impl Job for OutgoingRecord {
    fn id(&self) -> JobId {
        self.id
    }

    fn job_type(&self) -> JobType {
        JobType::Send
    }

    fn status(&self) -> Status {
        Status { state: self.phase.state(), paused: self.paused, no_line: false }
    }

    fn extended_status_code(&self) -> ExtendedStatus {
        self.extended
    }

    fn available_operations(&self) -> Operations {
        Operations::outgoing(self.status())
    }

    fn pages(&self) -> u16 {
        self.ledger.pages()
    }

    fn size(&self) -> u64 {
        self.request.document.size
    }

    fn current_page(&self) -> u16 {
        self.current_page
    }

    fn device_id(&self) -> Option<DeviceId> {
        self.device
    }

    fn csid(&self) -> &str {
        &self.csid
    }

    fn tsid(&self) -> &str {
        &self.request.sender.tsid
    }

    fn bit_rate(&self) -> Option<u16> {
        self.bit_rate
    }

    fn retries(&self) -> u32 {
        self.retries
    }

    fn transmission_start(&self) -> Option<Timestamp> {
        self.started
    }

    fn transmission_end(&self) -> Option<Timestamp> {
        self.ended
    }

    fn scheduled_time(&self) -> Option<Timestamp> {
        Some(self.due)
    }
}

impl OutgoingJob for OutgoingRecord {
    fn submission_id(&self) -> SubmissionId {
        self.submission
    }

    fn subject(&self) -> &str {
        &self.request.subject
    }

    fn document_name(&self) -> &str {
        &self.request.document_name
    }

    fn submission_time(&self) -> Timestamp {
        self.submitted
    }

    fn original_scheduled_time(&self) -> Timestamp {
        self.first_due
    }

    fn priority(&self) -> Priority {
        self.request.priority
    }

    fn schedule_type(&self) -> ScheduleType {
        self.request.schedule.kind()
    }

    fn sender(&self) -> &Sender {
        &self.request.sender
    }

    fn recipient(&self) -> &Recipient {
        &self.request.recipient
    }

    fn reason(&self) -> &str {
        &self.reason
    }

    fn pages_confirmed(&self) -> u16 {
        self.ledger.confirmed()
    }
}
