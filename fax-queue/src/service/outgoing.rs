//! A job on a line, as a session that is fed with what the call tells: never blocks, so that one thread can run two
//! stations in turn.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;

use fax_core::{Event, Ident};

use super::pages::PageLog;
use super::{CallEnd, Queue, QueueError};
use crate::engine::parts::{General, OutboundRules};
use crate::engine::{Action, Cause, Fact, OutgoingRecord, Refusal};
use crate::model::{Document, JobStatus, OutgoingJob as _};
use crate::vocabulary::{DeviceId, Epoch, JobId, JobState};

/// A line is on hook so long before its hard deadline.
const HANGING_UP: Duration = Duration::from_secs(10);

/// What a line needs to know to carry a job.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ticket {
    /// The job.
    pub job: JobId,
    /// The line.
    pub device: DeviceId,
    /// The attempt, from 1.
    pub epoch: Epoch,
    /// The number, as it was submitted.
    pub number: String,
    /// The number to dial: the same, with what the dialling plan has for a `+` in front of it
    /// ([`DialingPlan::dialled`](crate::engine::parts::DialingPlan::dialled)).
    pub dial: String,
    /// What to send as our own identification: that of the job's sender, unless `UseDeviceTSID` is on. Empty: the line's own.
    pub tsid: String,
    /// The document, as it was submitted.
    pub document: Document<String>,
    /// The pages of it to send, from 0, in order: those without a confirmation. The call's page 0 is the first of them.
    pub pages: Vec<u16>,
    /// Whether each page gets a line on top that says who sent it, when, and which page of how many it is: `Branding`.
    pub branding: bool,
    /// Those among them that may have arrived before: their header lines should say that they are repeats.
    pub repeats: Vec<u16>,
    /// How long the call may take at most, dialling included. The line must be on hook by then, whatever happens:
    /// nobody else may take the job before.
    pub longest: Duration,
}

/// A job that a line has.
///
/// ```text
///  claim ─▶ intent durable ─▶ dial ─▶ on_event ... ─▶ on hook ─▶ finish
/// ```
///
/// [`on_event`](Self::on_event) makes durable what must be durable before the call goes on: a page that is about to be
/// offered, and a page that was confirmed. If it fails, the call must not go on: hang up and [`finish`](Self::finish).
/// A run that is dropped without `finish` leaves its job on the line until the time for the call is over, or the queue is
/// opened the next time.
#[derive(Debug)]
#[must_use = "the job stays on the line until `finish`"]
pub struct OutgoingRun {
    queue: Queue,
    ticket: Ticket,
    stop: Arc<AtomicBool>,
    pages: Box<PageLog>,
}

impl OutgoingRun {
    /// Takes the job that is to go first, for a free line; `None` if there is none. When this returns a run, the
    /// intent is durable and the line may dial.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn claim(queue: &Queue, device: DeviceId) -> Result<Option<Self>, QueueError> {
        queue.first_due(|job| Self::claim_job(queue, job, device))
    }

    /// Takes this job.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], [`Refusal::NotInState`], [`Refusal::NotDue`], [`Refusal::QueuePaused`],
    /// [`Refusal::DestinationTaken`], [`Refusal::MayNotSend`], [`Refusal::OtherLine`], or a fault of the store.
    pub fn claim_job(queue: &Queue, job: JobId, device: DeviceId) -> Result<Self, QueueError> {
        let (general, rules): (General, OutboundRules) = (queue.part()?, queue.part()?);
        let (plan, stop) = queue.begin(Action::Claim { job, device })?;
        let record = plan.outgoing().ok_or(QueueError::Refused(Refusal::NotFound))?;
        let Some(attempt) = record.attempt() else {
            // It was past its time limit, and got no attempt.
            queue.forget_stop_flag(job, &stop);
            return Err(QueueError::Refused(Refusal::NotInState(record.status())));
        };
        let pages: Vec<u16> = record.ledger().missing().collect();
        let ticket = Ticket {
            job,
            device,
            epoch: attempt.epoch,
            number: record.recipient().fax_number.into(),
            dial: rules.plan.dialled(record.recipient().fax_number),
            tsid: record.tsid().into(),
            branding: general.branding,
            document: record.request().document.clone(),
            repeats: pages.iter().copied().filter(|page| record.ledger().is_repeat(*page)).collect(),
            pages,
            longest: attempt
                .hard_deadline
                .since(record.transmission_start().unwrap_or_default())
                .saturating_sub(HANGING_UP),
        };
        Ok(Self { queue: queue.clone(), ticket, stop, pages: Box::default() })
    }

    /// What the line needs to know.
    #[must_use]
    pub const fn ticket(&self) -> &Ticket {
        &self.ticket
    }

    /// Raised when the call must end: somebody cancelled the job, or a page could not be made durable. Look at it
    /// after each event and while waiting.
    #[must_use]
    pub fn stop_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stop)
    }

    /// Says who we are in this call, for the job to show: its own TSID, or that of the line. An empty one goes out as
    /// nothing, and so it is shown.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn present_as(&mut self, ident: &Ident) -> Result<(), QueueError> {
        self.tell(Fact::Presented(ident.clone())).map(drop)
    }

    /// Takes what the call tells, before the call goes on.
    ///
    /// # Errors
    ///
    /// A fault of the store, or an event that does not fit: the stop flag is raised then, and the call must end.
    pub fn on_event(&mut self, event: &Event) -> Result<(), QueueError> {
        self.pages.on_event(event, &self.ticket.pages, self.queue.now());
        let Some(fact) = Fact::of(event, &self.ticket.pages) else { return Ok(()) };
        let told = self.tell(fact);
        if told.is_err() {
            self.stop.store(true, Ordering::Release);
        }
        told.map(drop)
    }

    /// The line is on hook: says how the call ended, and returns where the job stands.
    ///
    /// # Errors
    ///
    /// A fault of the store: say it again, as often as you like, it counts once. If it is never said, the job is put
    /// right a minute after its time for the call is over, or when the queue is opened the next time.
    pub fn finish(&mut self, end: &CallEnd) -> Result<JobState, QueueError> {
        let action = Action::EndAttempt {
            job: self.ticket.job,
            epoch: self.ticket.epoch,
            cause: cause(end),
            pages: self.pages.at_end(self.queue.now()),
        };
        let record = self.queue.act(action)?.outgoing().cloned();
        self.queue.forget_stop_flag(self.ticket.job, &self.stop);
        Ok(record.map_or(JobState::InProgress, |record| record.status().state))
    }

    fn tell(&self, fact: Fact) -> Result<Option<OutgoingRecord>, QueueError> {
        let action = Action::Attempt { job: self.ticket.job, epoch: self.ticket.epoch, fact };
        Ok(self.queue.act(action)?.outgoing().cloned())
    }
}

/// How a call ended, in the engine's words.
pub(super) fn cause(end: &CallEnd) -> Cause {
    match end {
        CallEnd::NotReached(failure) => Cause::NotReached(*failure),
        CallEnd::Ended(report) => report.into(),
    }
}
