//! A job to be sent.

use alloc::string::String;
use alloc::vec::Vec;

use crate::engine::course::Terms;
use crate::engine::{Attempt, Course, Ledger, Page, Phase, Settings};
use crate::model::{Job, JobSnapshot, JobStatus, Message, NewJob, OutgoingJob, Recipient, Sender};
use crate::vocabulary::{
    DeviceId, Epoch, ExtendedStatus, JobId, JobType, Operations, Priority, ReceiptType, ScheduleType, Status,
    SubmissionId, Timestamp, Version,
};

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
    /// It is a message of the outgoing archive.
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) archived: bool,
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) read: bool,
    /// When it left queue and archive; `None` while it is in one of them.
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) left: Option<Timestamp>,
    pub(crate) submission: SubmissionId,
    pub(crate) request: NewJob,
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub(crate) course: Course,
    pub(crate) ledger: Ledger<Vec<Page>>,
    pub(crate) reason: String,
    pub(crate) csid: String,
    /// What was sent as our identification in the last call; empty before the first, and if nothing was.
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) tsid: String,
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
        self.course.phase
    }

    /// Whether it has left the queue.
    #[must_use]
    pub const fn is_removed(&self) -> bool {
        self.removed
    }

    /// Whether it is a message of the outgoing archive.
    #[must_use]
    pub const fn is_archived(&self) -> bool {
        self.archived
    }

    /// What was submitted.
    #[must_use]
    pub const fn request(&self) -> &NewJob {
        &self.request
    }

    /// What is known of each page.
    #[must_use]
    pub const fn ledger(&self) -> &Ledger<Vec<Page>> {
        &self.ledger
    }

    /// The running attempt.
    #[must_use]
    pub const fn attempt(&self) -> Option<&Attempt> {
        self.course.attempt.as_ref()
    }

    /// When it may be claimed; `None` if it does not wait for a line.
    #[must_use]
    pub const fn waits_until(&self) -> Option<Timestamp> {
        if self.removed { None } else { self.course.waits_until() }
    }

    /// Whether it has waited past its time limit, and is to be given up.
    #[must_use]
    pub fn is_overdue(&self, settings: &Settings, now: Timestamp) -> bool {
        !self.removed && self.course.is_overdue(settings, now)
    }

    /// Whether it ended without success so long ago that the queue shall forget it.
    #[must_use]
    pub fn is_aged(&self, settings: &Settings, now: Timestamp) -> bool {
        !self.removed && self.course.is_aged(settings, now)
    }

    pub(crate) const fn terms(&self) -> Terms {
        Terms { schedule: self.request.schedule, duplicates: self.request.duplicates }
    }

    pub(crate) fn snapshot(&self) -> JobSnapshot {
        JobSnapshot::from(self as &dyn JobStatus)
    }
}

impl Job for OutgoingRecord {
    fn id(&self) -> JobId {
        self.id
    }
}

impl Message for OutgoingRecord {
    fn is_read(&self) -> bool {
        self.read
    }
}

impl JobStatus for OutgoingRecord {
    fn job_type(&self) -> JobType {
        JobType::Send
    }

    fn status(&self) -> Status {
        self.course.status()
    }

    fn extended_status_code(&self) -> ExtendedStatus {
        self.course.extended
    }

    fn available_operations(&self) -> Operations {
        self.course.operations()
    }

    fn pages(&self) -> u16 {
        self.ledger.pages()
    }

    fn size(&self) -> u64 {
        self.request.document.size
    }

    fn current_page(&self) -> u16 {
        self.course.current_page
    }

    fn device_id(&self) -> Option<DeviceId> {
        self.course.device
    }

    fn csid(&self) -> &str {
        &self.csid
    }

    fn tsid(&self) -> &str {
        // Until its first call, what was asked for.
        if self.course.epoch == Epoch::default() { &self.request.sender.tsid } else { &self.tsid }
    }

    fn bit_rate(&self) -> Option<u16> {
        self.course.bit_rate
    }

    fn retries(&self) -> u32 {
        self.course.retries
    }

    fn transmission_start(&self) -> Option<Timestamp> {
        self.course.started
    }

    fn transmission_end(&self) -> Option<Timestamp> {
        self.course.ended
    }

    fn scheduled_time(&self) -> Option<Timestamp> {
        Some(self.course.due)
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
        self.course.submitted
    }

    fn original_scheduled_time(&self) -> Timestamp {
        self.course.first_due
    }

    fn priority(&self) -> Priority {
        self.request.priority
    }

    fn schedule_type(&self) -> ScheduleType {
        self.request.schedule.kind()
    }

    fn sender(&self) -> Sender<&str> {
        self.request.sender.as_ref()
    }

    fn recipient(&self) -> Recipient<&str> {
        self.request.recipient.as_ref()
    }

    fn receipt_type(&self) -> ReceiptType {
        self.request.receipt.kind
    }

    fn receipt_address(&self) -> &str {
        &self.request.receipt.address
    }

    fn group_broadcast_receipts(&self) -> bool {
        self.request.receipt.grouped
    }

    fn has_cover_page(&self) -> bool {
        self.request.has_cover_page
    }

    fn reason(&self) -> &str {
        &self.reason
    }

    fn pages_confirmed(&self) -> u16 {
        self.ledger.confirmed()
    }
}
