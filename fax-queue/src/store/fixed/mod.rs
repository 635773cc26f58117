//! A queue of fixed capacity, without an allocator.

mod job;

pub use job::FixedJob;

use core::cmp::Reverse;

use fax_core::Event;
use heapless::Vec;

use crate::engine::course::Stays;
use crate::engine::{Cause, Fact, Limit, Now, Refusal, Settings, request};
use crate::model::{FaxDocument, FaxServer, Notify, Submission};
use crate::vocabulary::{CoverPageType, DeviceId, Epoch, JobId, Operation, ServerId, SubmissionId, Timestamp};

/// A queue of up to `JOBS` jobs in one value: of up to `PAGES` pages each, whose texts have up to `TEXT` octets. No
/// allocator, no thread, no clock, no file; for machines that have none of these.
///
/// Jobs run by the rules of the engine: the same states, the same table of retries, the same page ledger as those of
/// `decide`. What a queue of this kind gives up is durability. It forgets everything with the power, and a job that was
/// sent or cancelled as soon as the listener was told; one that failed keeps its place until it is cancelled or
/// restarted, or past the age limit. It has no archives, whatever the settings say. Of a sender it keeps the name, the number and the TSID.
///
/// Time and the listener are lent, with [`at`](Self::at):
///
/// ```
/// use fax_queue::engine::{Cause, DialFailure, Now};
/// use fax_queue::model::{Document, FaxDocument, JobStatus, Notify, Recipient};
/// use fax_queue::store::Fixed;
/// use fax_queue::vocabulary::{DeviceId, JobId, JobState, ServerId, Timestamp};
///
/// struct Reading;
/// impl FaxDocument for Reading {
///     fn body(&self) -> Document<&str> {
///         Document { reference: "meter", pages: 1, size: 0 }
///     }
///     fn recipients(&self) -> usize {
///         1
///     }
///     fn recipient(&self, _: usize) -> Option<Recipient<&str>> {
///         Some(Recipient { fax_number: "+1 555 1234", name: "control room" })
///     }
/// }
///
/// #[derive(Default)]
/// struct Lamp(bool);
/// impl Notify for Lamp {
///     fn on_outgoing_job_changed(&mut self, _: ServerId, _: JobId, status: &dyn JobStatus) {
///         self.0 = status.status().state == JobState::InProgress;
///     }
/// }
///
/// let (mut queue, mut lamp) = (Fixed::<2, 4, 32>::new(ServerId(1)), Lamp::default());
/// let noon = Now { wall: Timestamp::from_unix_millis(1_767_268_800_000), ..Now::default() };
/// queue.at(noon, &mut lamp).submit(&Reading)?;
/// let ticket = queue.at(noon, &mut lamp).claim(DeviceId(1)).expect("a job is due");
/// assert!(lamp.0); // now dial queue.job(ticket.job), and tell `on_event` what the call tells
/// queue.at(noon, &mut lamp).finish(&ticket, Cause::NotReached(DialFailure::Busy))?;
/// assert!(!lamp.0);
/// assert!(queue.next_due() > Some(noon.wall)); // in about three minutes
/// # Ok::<(), fax_queue::engine::Refusal>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Fixed<const JOBS: usize, const PAGES: usize, const TEXT: usize> {
    id: ServerId,
    settings: Settings,
    last: u64,
    /// By id.
    jobs: Vec<FixedJob<PAGES, TEXT>, JOBS>,
}

/// What a line needs to know to carry a job of a [`Fixed`] queue. The number and the document are with the job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedTicket<const PAGES: usize> {
    /// The job.
    pub job: JobId,
    /// The attempt, from 1.
    pub epoch: Epoch,
    /// The pages of the document to send, from 0, in order: those without a confirmation. The call's page 0 is the first
    /// of them.
    pub pages: Vec<u16, PAGES>,
}

impl<const JOBS: usize, const PAGES: usize, const TEXT: usize> Fixed<JOBS, PAGES, TEXT> {
    /// An empty queue. Listeners hear of it under `id`.
    #[must_use]
    pub const fn new(id: ServerId) -> Self {
        let settings = Settings::NEW;
        Self { id, settings, last: 0, jobs: Vec::new() }
    }

    /// The queue at a moment, with somebody who wants to know what happens to it.
    pub fn at<'a>(&'a mut self, now: Now, listener: &'a mut dyn Notify) -> Moment<'a, JOBS, PAGES, TEXT> {
        Moment { queue: self, now, listener }
    }

    /// The settings.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The jobs, by id.
    #[must_use]
    pub fn jobs(&self) -> &[FixedJob<PAGES, TEXT>] {
        &self.jobs
    }

    /// A job.
    #[must_use]
    pub fn job(&self, id: JobId) -> Option<&FixedJob<PAGES, TEXT>> {
        self.jobs.iter().find(|job| job.id == id)
    }

    /// When there may be something to claim: now or in the past, if at once. `None` while no job waits.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        let due = |job: &FixedJob<PAGES, TEXT>| job.course.waits_until().map(|due| due.max(self.free_at(job)));
        self.jobs.iter().filter_map(due).min()
    }

    /// Until when the number of a job is to be left alone.
    fn free_at(&self, job: &FixedJob<PAGES, TEXT>) -> Timestamp {
        let same = self.jobs.iter().filter(|other| other.goes_to_the_same(job));
        same.map(|other| other.blocked_until).max().unwrap_or_default()
    }

    /// Whether no other call to the number of a job is under way or has to be waited for.
    fn is_free(&self, job: &FixedJob<PAGES, TEXT>, now: Timestamp) -> bool {
        let taken = self.jobs.iter().any(|other| other.course.phase.is_active() && other.goes_to_the_same(job));
        !taken && self.free_at(job) <= now
    }

    fn job_mut(&mut self, id: JobId) -> Result<&mut FixedJob<PAGES, TEXT>, Refusal> {
        self.jobs.iter_mut().find(|job| job.id == id).ok_or(Refusal::NotFound)
    }
}

/// A [`Fixed`] queue at a moment, with a listener.
pub struct Moment<'a, const JOBS: usize, const PAGES: usize, const TEXT: usize> {
    queue: &'a mut Fixed<JOBS, PAGES, TEXT>,
    now: Now,
    listener: &'a mut dyn Notify,
}

impl<const JOBS: usize, const PAGES: usize, const TEXT: usize> core::fmt::Debug for Moment<'_, JOBS, PAGES, TEXT> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Moment").field("queue", &self.queue).field("now", &self.now).finish_non_exhaustive()
    }
}

impl<const JOBS: usize, const PAGES: usize, const TEXT: usize> Moment<'_, JOBS, PAGES, TEXT> {
    /// Takes a fax to be sent, a job for each recipient: all of them or none.
    ///
    /// # Errors
    ///
    /// [`Refusal::Blocked`]; [`Refusal::Full`] if there are more recipients than places; [`Refusal::OutOfBounds`], with
    /// [`Limit::Capacity`] for what the queue is too small for, and for an idempotency key, which it would forget.
    pub fn submit(&mut self, fax: &dyn FaxDocument) -> Result<Submission, Refusal> {
        request::check(fax)?;
        if !fax.receipt().kind.is_empty() || fax.bodies() > 0 || fax.cover_page_type() != CoverPageType::None {
            return Err(Refusal::NotSupported);
        }
        if fax.idempotency_key().is_some() {
            return Err(Refusal::OutOfBounds(Limit::Capacity));
        }
        if self.queue.settings.outgoing_blocked {
            return Err(Refusal::Blocked);
        }
        let (before, id) = (self.queue.jobs.len(), self.queue.last.saturating_add(1));
        if fax.recipients() > JOBS.saturating_sub(before) {
            return Err(Refusal::Full);
        }
        let mut next = id;
        for recipient in (0..fax.recipients()).filter_map(|index| fax.recipient(index)) {
            let kept = FixedJob::new(fax, recipient, &self.queue.settings, self.now).and_then(|mut job| {
                (job.id, job.submission) = (JobId(next), SubmissionId(id));
                self.queue.jobs.push(job).map_err(|_| Refusal::Full)
            });
            if let Err(refusal) = kept {
                self.queue.jobs.truncate(before);
                return Err(refusal);
            }
            next = next.saturating_add(1);
        }
        let count = u32::try_from(next.saturating_sub(id)).unwrap_or(u32::MAX);
        let submission = Submission { id: SubmissionId(id), first: JobId(id), count };
        self.queue.last = next.saturating_sub(1);
        submission.jobs().for_each(|job| self.listener.on_outgoing_job_added(self.queue.id, job));
        Ok(submission)
    }

    /// Takes the job that is to go first, for a free line; `None` if there is none. Higher priority first, then the one
    /// that could have gone the longest, then the earlier due time, submission and id. Jobs past their time limit are given up on the way.
    pub fn claim(&mut self, device: DeviceId) -> Option<FixedTicket<PAGES>> {
        self.expire();
        let (now, queue) = (self.now, &mut *self.queue);
        let may = |job: &&FixedJob<PAGES, TEXT>| job.course.may_be_claimed(&queue.settings, now.wall).is_ok();
        let first = queue
            .jobs
            .iter()
            .filter(|job| may(job) && queue.is_free(job, now.wall))
            .min_by_key(|job| {
                let since = job.course.due.max(queue.free_at(job));
                (Reverse(job.priority), since, job.course.due, job.course.submitted, job.id)
            })?
            .id;
        let job = queue.job_mut(first).ok()?;
        job.course.begin(&job.ledger, device, now);
        job.csid = fax_core::Ident::default();
        let ticket =
            FixedTicket { job: job.id, epoch: job.course.epoch, pages: job.ledger.missing().take(PAGES).collect() };
        self.tell(first, Stays::InQueue);
        Some(ticket)
    }

    /// Takes what the call of a ticket tells, before the call goes on.
    ///
    /// # Errors
    ///
    /// [`Refusal`] if it does not fit: the call must end then.
    pub fn on_event(&mut self, ticket: &FixedTicket<PAGES>, event: &Event) -> Result<(), Refusal> {
        let Some(fact) = Fact::of(event, &ticket.pages) else { return Ok(()) };
        let job = self.queue.job_mut(ticket.job)?;
        let before = job.seen();
        job.course.take(&mut job.ledger, ticket.epoch, &fact)?;
        if let Fact::Identified(csid) = fact {
            job.csid = csid;
        }
        // The ledger moves more often than what callers see.
        if before != job.seen() {
            self.tell(ticket.job, Stays::InQueue);
        }
        Ok(())
    }

    /// The line is on hook: says how the call ended. A report of a call is a [`Cause`] too.
    ///
    /// # Errors
    ///
    /// [`Refusal`] if the attempt is over already.
    pub fn finish(&mut self, ticket: &FixedTicket<PAGES>, cause: Cause) -> Result<(), Refusal> {
        let (now, settings) = (self.now, self.queue.settings);
        let job = self.queue.job(ticket.job).ok_or(Refusal::NotFound)?;
        let known_fax = self.queue.jobs.iter().any(|other| other.known_fax && other.goes_to_the_same(job));
        let job = self.queue.job_mut(ticket.job)?;
        job.course.running(ticket.epoch)?;
        let ending = job.course.end(&mut job.ledger, cause, job.terms, &settings, known_fax, now);
        job.reason = ending.reason.as_str();
        job.known_fax |= ending.session;
        job.blocked_until = ending.blocked_until.unwrap_or(job.blocked_until);
        self.tell(ticket.job, ending.stays);
        Ok(())
    }

    /// Pauses, resumes, restarts or cancels a job. One that is cancelled in a call goes when the call has ended: end it.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], [`Refusal::NotInState`], [`Refusal::AlreadyEnding`].
    pub fn operate(&mut self, job: JobId, operation: Operation) -> Result<(), Refusal> {
        let (now, settings) = (self.now, self.queue.settings);
        let kept = self.queue.job_mut(job)?;
        let stays = kept.course.operate(operation, kept.terms, &settings, now)?;
        self.tell(job, stays);
        Ok(())
    }

    /// Changes the settings. Jobs that wait for the discount period wait for the new one.
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfBounds`].
    pub fn configure(&mut self, settings: Settings) -> Result<(), Refusal> {
        settings.check()?;
        let old = core::mem::replace(&mut self.queue.settings, settings);
        for index in 0..self.queue.jobs.len() {
            let now = self.now;
            let Some(job) = self.queue.jobs.get_mut(index) else { break };
            let (id, before) = (job.id, job.course.due);
            job.course.reschedule(job.terms, &settings, now);
            if job.course.due != before {
                self.tell(id, Stays::InQueue);
            }
        }
        if old.has_other_rules(&settings) {
            self.listener.on_outgoing_queue_config_change(self.queue.id);
        }
        if old.has_other_state(&settings) {
            let Settings { outgoing_blocked, outgoing_paused, incoming_blocked, .. } = settings;
            let id = self.queue.id;
            self.listener.on_queues_status_change(id, outgoing_blocked, outgoing_paused, incoming_blocked);
        }
        Ok(())
    }

    fn expire(&mut self) {
        let settings = self.queue.settings;
        for job in &mut self.queue.jobs {
            if job.course.expire(&job.ledger, &settings, self.now).is_ok() {
                self.listener.on_outgoing_job_changed(self.queue.id, job.id, job);
            }
        }
        let (id, now, listener) = (self.queue.id, self.now.wall, &mut *self.listener);
        self.queue.jobs.retain(|job| {
            let aged = job.course.is_aged(&settings, now);
            if aged {
                listener.on_outgoing_job_removed(id, job.id);
            }
            !aged
        });
    }

    /// Says that a job changed, and lets it go if it is done with.
    fn tell(&mut self, id: JobId, stays: Stays) {
        if let Some(job) = self.queue.job(id) {
            self.listener.on_outgoing_job_changed(self.queue.id, id, job);
        }
        if stays == Stays::Gone {
            self.queue.jobs.retain(|job| job.id != id);
            self.listener.on_outgoing_job_removed(self.queue.id, id);
        }
    }
}

impl<const JOBS: usize, const PAGES: usize, const TEXT: usize> FaxServer for Moment<'_, JOBS, PAGES, TEXT> {
    type Error = Refusal;
    type OutgoingJobs<'a>
        = &'a [FixedJob<PAGES, TEXT>]
    where
        Self: 'a;

    fn submit(&mut self, fax: &dyn FaxDocument) -> Result<Submission, Refusal> {
        Moment::submit(self, fax)
    }

    fn outgoing_jobs(&self) -> Result<&[FixedJob<PAGES, TEXT>], Refusal> {
        Ok(self.queue.jobs())
    }

    fn operate(&mut self, job: JobId, operation: Operation) -> Result<(), Refusal> {
        Moment::operate(self, job, operation)
    }
}
