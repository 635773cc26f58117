//! A job in a queue of fixed capacity.

use fax_core::Ident;
use heapless::{String, Vec};

use crate::engine::course::{Course, Terms};
use crate::engine::request::significant;
use crate::engine::{Ledger, Limit, Page, Phase, Refusal, Settings};
use crate::model::{FaxDocument, Job, JobStatus, OutgoingJob, Recipient, Sender};
use crate::vocabulary::{
    DeviceId, ExtendedStatus, JobId, JobType, Operations, Priority, ScheduleType, Status, SubmissionId, Timestamp,
};

/// A job of a [`Fixed`](super::Fixed) queue. Callers read it through [`OutgoingJob`].
#[derive(Clone, Debug)]
pub struct FixedJob<const PAGES: usize, const TEXT: usize> {
    pub(super) id: JobId,
    pub(super) submission: SubmissionId,
    pub(super) terms: Terms,
    pub(super) course: Course,
    pub(super) ledger: Ledger<Vec<Page, PAGES>>,
    pub(super) priority: Priority,
    pub(super) csid: Ident,
    pub(super) reason: &'static str,
    /// Its number is to be left alone until then.
    pub(super) blocked_until: Timestamp,
    /// A fax machine answered at its number.
    pub(super) known_fax: bool,
    size: u64,
    tsid: Ident,
    fax_number: String<TEXT>,
    recipient: String<TEXT>,
    sender: String<TEXT>,
    sender_number: String<TEXT>,
    reference: String<TEXT>,
    subject: String<TEXT>,
    document_name: String<TEXT>,
}

/// A text, if it fits.
fn keep<const TEXT: usize>(text: &str) -> Result<String<TEXT>, Refusal> {
    String::try_from(text).map_err(|_| Refusal::OutOfBounds(Limit::Capacity))
}

impl<const PAGES: usize, const TEXT: usize> FixedJob<PAGES, TEXT> {
    /// The job of one recipient.
    pub(super) fn new(
        fax: &dyn FaxDocument,
        recipient: Recipient<&str>,
        settings: &Settings,
        now: crate::engine::Now,
    ) -> Result<Self, Refusal> {
        let (body, sender) = (fax.body(), fax.sender());
        let mut pages = Vec::new();
        pages.resize(body.pages.into(), Page::UNTOUCHED).map_err(|_| Refusal::OutOfBounds(Limit::Capacity))?;
        Ok(Self {
            id: JobId::default(),
            submission: SubmissionId::default(),
            terms: Terms { schedule: fax.schedule(), duplicates: fax.duplicates() },
            course: Course::new(fax.schedule(), settings, now),
            ledger: Ledger::of(pages),
            priority: fax.priority(),
            csid: Ident::default(),
            reason: "",
            blocked_until: Timestamp::default(),
            known_fax: false,
            size: body.size,
            tsid: Ident::new(sender.tsid).map_err(|_| Refusal::OutOfBounds(Limit::Tsid))?,
            fax_number: keep(recipient.fax_number)?,
            recipient: keep(recipient.name)?,
            sender: keep(sender.name)?,
            sender_number: keep(sender.fax_number)?,
            reference: keep(body.reference)?,
            subject: keep(fax.subject())?,
            document_name: keep(fax.document_name())?,
        })
    }

    /// Its inner state.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.course.phase
    }

    /// What is known of each page.
    #[must_use]
    pub const fn ledger(&self) -> &Ledger<Vec<Page, PAGES>> {
        &self.ledger
    }

    /// Whatever the application finds the pages by.
    #[must_use]
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// What callers see of a running call.
    pub(super) fn seen(&self) -> (Status, ExtendedStatus, u16, Option<u16>, Ident) {
        let course = &self.course;
        (course.status(), course.extended, course.current_page, course.bit_rate, self.csid.clone())
    }

    pub(super) fn goes_to_the_same(&self, other: &Self) -> bool {
        significant(&self.fax_number).eq(significant(&other.fax_number))
    }
}

impl<const PAGES: usize, const TEXT: usize> JobStatus for FixedJob<PAGES, TEXT> {
    fn status(&self) -> Status {
        self.course.status()
    }

    fn pages(&self) -> u16 {
        self.ledger.pages()
    }

    fn size(&self) -> u64 {
        self.size
    }

    fn current_page(&self) -> u16 {
        self.course.current_page
    }

    fn device_id(&self) -> Option<DeviceId> {
        self.course.device
    }

    fn csid(&self) -> &str {
        self.csid.as_str()
    }

    fn tsid(&self) -> &str {
        self.tsid.as_str()
    }

    fn bit_rate(&self) -> Option<u16> {
        self.course.bit_rate
    }

    fn extended_status_code(&self) -> ExtendedStatus {
        self.course.extended
    }

    fn available_operations(&self) -> Operations {
        self.course.operations()
    }

    fn retries(&self) -> u32 {
        self.course.retries
    }

    fn job_type(&self) -> JobType {
        JobType::Send
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

impl<const PAGES: usize, const TEXT: usize> Job for FixedJob<PAGES, TEXT> {
    fn id(&self) -> JobId {
        self.id
    }
}

impl<const PAGES: usize, const TEXT: usize> OutgoingJob for FixedJob<PAGES, TEXT> {
    fn submission_id(&self) -> SubmissionId {
        self.submission
    }

    fn subject(&self) -> &str {
        &self.subject
    }

    fn document_name(&self) -> &str {
        &self.document_name
    }

    fn submission_time(&self) -> Timestamp {
        self.course.submitted
    }

    fn original_scheduled_time(&self) -> Timestamp {
        self.course.first_due
    }

    fn priority(&self) -> Priority {
        self.priority
    }

    fn schedule_type(&self) -> ScheduleType {
        self.terms.schedule.kind()
    }

    fn sender(&self) -> Sender<&str> {
        Sender { name: &self.sender, fax_number: &self.sender_number, tsid: self.tsid.as_str(), ..Sender::default() }
    }

    fn recipient(&self) -> Recipient<&str> {
        Recipient { fax_number: &self.fax_number, name: &self.recipient }
    }

    fn reason(&self) -> &str {
        self.reason
    }

    fn pages_confirmed(&self) -> u16 {
        self.ledger.confirmed()
    }
}
