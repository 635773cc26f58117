//! The handle that everything goes through.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use super::bell::Bell;
use super::dispatch::Dispatcher;
use super::inbound::Registry;
use super::sweep::Sweeper;
use super::{Documents, QueueError};
use crate::engine::{
    Action, Command, Done, IncomingRecord, Limit, Now, Operation, OutgoingRecord, Place, Plan, Reception, Refusal,
    View, decide,
};
use crate::model::{Clock, JobStatus as _, NewJob, Submission};
use crate::store::{ApplyError, Query, Store};
use crate::vocabulary::{CoverPageType, DeviceId, JobId, JobState, ServerId, Timestamp};

/// The clock of the system, in UTC. Tells no offset of local time: bring a [`Clock`] of your own if the discount period
/// shall be local.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::default() + since
    }
}

/// A fax queue: what Windows calls a fax server. A handle: clones are the same queue, from any thread.
///
/// What is asked of it is durable when the call returns. Listeners hear of it when somebody calls
/// [`dispatch`](Self::dispatch), never in the middle of a command: so a line is never kept waiting by a listener, and a
/// listener may ask the queue for anything.
#[derive(Clone)]
pub struct Queue(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) id: ServerId,
    clock: Box<dyn Clock + Send + Sync>,
    pub(super) store: Mutex<Box<dyn Store>>,
    pub(super) dispatcher: Dispatcher,
    pub(super) bell: Bell,
    pub(super) name: OnceLock<String>,
    /// Who opens documents.
    documents: Mutex<Option<Arc<dyn Documents>>>,
    /// What to raise when a job that is on a line shall end.
    pub(super) stops: Mutex<BTreeMap<JobId, Arc<AtomicBool>>>,
    /// Devices that somebody asked to answer the call that rings.
    pub(super) answers: Mutex<BTreeSet<DeviceId>>,
    /// Routing methods, and what they do.
    pub(super) routing: Mutex<Registry>,
    /// Perhaps some jobs are marked as having no line.
    pub(super) without_line: AtomicBool,
    /// Counts decisions, to give each one its own seed.
    decisions: AtomicU64,
    /// Who looks after jobs that nobody speaks for.
    pub(super) sweeper: Sweeper,
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue").field("id", &self.0.id).finish_non_exhaustive()
    }
}

/// A lock whose holder panicked protects nothing that is half done: stores apply plans whole.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Queue {
    /// A queue on a store, with the system's clock. Jobs that were on a line when the process before died are put
    /// right first: each goes on, ends, or is left for a person to decide, as its pages and its policy say.
    ///
    /// The store must have one owner at a time, as `store::Redb` makes sure: whoever opens the queue
    /// takes it that nobody else has a call running.
    ///
    /// # Errors
    ///
    /// [`QueueError::Store`] if the store cannot be read or written.
    pub fn open(store: impl Store + 'static) -> Result<Self, QueueError> {
        Self::open_with(store, SystemClock, ServerId::default())
    }

    /// A queue with a clock and a name of your choice; see [`open`](Self::open).
    ///
    /// # Errors
    ///
    /// [`QueueError::Store`] if the store cannot be read or written.
    pub fn open_with(
        store: impl Store + 'static,
        clock: impl Clock + Send + Sync + 'static,
        id: ServerId,
    ) -> Result<Self, QueueError> {
        let told = store.told()?;
        let queue = Self(Arc::new(Inner {
            id,
            clock: Box::new(clock),
            store: Mutex::new(Box::new(store)),
            dispatcher: Dispatcher::new(told),
            bell: Bell::default(),
            name: OnceLock::new(),
            documents: Mutex::default(),
            stops: Mutex::default(),
            answers: Mutex::default(),
            routing: Mutex::default(),
            without_line: AtomicBool::new(true),
            decisions: AtomicU64::default(),
            sweeper: Sweeper::default(),
        }));
        let lost = {
            let (store, now, end) = (queue.store(), queue.now(), Timestamp::from_unix_millis(u64::MAX));
            let mut lost = store.in_place(Place::OnLine, <_>::default(), end, usize::MAX)?;
            lost.extend(store.in_place(Place::Receiving, <_>::default(), end, usize::MAX)?);
            // Jobs that were routed when the process died go on with the methods that had not finished.
            let routed = store.incoming()?.into_iter().filter(IncomingRecord::is_being_routed);
            lost.extend(routed.map(|job| (now, job.id)));
            lost
        };
        for (_, job) in lost {
            queue.act(Action::Recover { job })?;
        }
        queue.reschedule()?;
        // Whoever drove the devices is gone as well.
        let lines = queue.store().load(&Query::default())?.server.lines().to_vec();
        for line in lines {
            queue.line_is_off(line.device)?;
        }
        Ok(queue)
    }

    /// Takes a fax to be sent, and returns its first job. The jobs are safe when this returns: those of all recipients, or
    /// none.
    ///
    /// # Errors
    ///
    /// [`Refusal::Blocked`], [`Refusal::OutOfBounds`], [`Refusal::KeyReused`], or a fault of the store.
    pub fn submit(&self, fax: NewJob) -> Result<JobId, QueueError> {
        self.submit_to_all(fax).map(|submission| submission.first)
    }

    /// The same, and returns all its jobs: a broadcast, if there are several recipients.
    ///
    /// # Errors
    ///
    /// As for [`submit`](Self::submit).
    pub fn submit_to_all(&self, fax: NewJob) -> Result<Submission, QueueError> {
        let done = self.act(Action::Submit(Box::new(self.composed(fax)?)))?.done;
        done.submission().ok_or(QueueError::Refused(Refusal::NotFound))
    }

    /// Gives the queue somebody who opens documents: then it takes faxes with several bodies or cover pages, copies what was
    /// sent and received, and attaches it to receipts.
    pub fn set_documents(&self, documents: impl Documents + 'static) {
        *lock(&self.0.documents) = Some(Arc::new(documents));
    }

    pub(super) fn documents(&self) -> Option<Arc<dyn Documents>> {
        lock(&self.0.documents).clone()
    }

    /// A fax whose document is there: made of its bodies and cover page if need be. A cover page is another one for each
    /// recipient.
    fn composed(&self, mut fax: NewJob) -> Result<NewJob, QueueError> {
        if !fax.needs_composing() {
            return Ok(fax);
        }
        if !fax.document.reference.is_empty() {
            return Err(Refusal::OutOfBounds(Limit::BodyAndBodies).into());
        }
        let documents = self.documents().ok_or(QueueError::Refused(Refusal::NotSupported))?;
        fax.document = documents.compose(&fax, &fax.recipient)?;
        if fax.cover_page_type != CoverPageType::None {
            let others = fax.others.iter().map(|other| documents.compose(&fax, other));
            fax.other_documents = others.collect::<Result<_, _>>()?;
            fax.has_cover_page = true;
        }
        Ok(fax)
    }

    /// `CopyTiff` of a job or a message, in either direction: a TIFF of class F of what was sent, or of what came.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`]; [`Refusal::NotInState`] while it is being received; [`Refusal::NotSupported`] if the queue has
    /// [nobody](Self::set_documents) who opens documents; [`QueueError::Document`] if the pages are not there; or a fault of the store.
    pub fn copy_tiff(&self, job: JobId) -> Result<Vec<u8>, QueueError> {
        let view = self.view(job)?;
        let documents = self.documents().ok_or(QueueError::Refused(Refusal::NotSupported))?;
        match (&view.outgoing, &view.incoming) {
            (Some(job), _) => Ok(documents.outgoing_tiff(job)?),
            (None, Some(job)) if job.status().state == JobState::InProgress => {
                Err(Refusal::NotInState(job.status()).into())
            }
            (None, Some(job)) => Ok(documents.incoming_tiff(job)?),
            (None, None) => Err(Refusal::NotFound.into()),
        }
    }

    /// Does a command: for whoever has a command id, or an action without a method of its own.
    ///
    /// # Errors
    ///
    /// Whatever [`decide`] refuses, or a fault of the store.
    pub fn execute(&self, command: &Command) -> Result<Done, QueueError> {
        let done = self.plan(command)?.done;
        if let Action::Operate { job, operation: Operation::Cancel } = command.action
            && let Some(stop) = lock(&self.0.stops).get(&job)
        {
            stop.store(true, Ordering::Release);
        }
        Ok(done)
    }

    /// Holds a waiting job back.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], [`Refusal::NotInState`], or a fault of the store.
    pub fn pause(&self, job: JobId) -> Result<(), QueueError> {
        self.operate(job, Operation::Pause)
    }

    /// Lets a paused job go.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], [`Refusal::NotInState`], or a fault of the store.
    pub fn resume(&self, job: JobId) -> Result<(), QueueError> {
        self.operate(job, Operation::Resume)
    }

    /// Tries an unsuccessful job anew. For an unconfirmed one this is the permission to send the pages in doubt again;
    /// pages that were confirmed are never sent again.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], [`Refusal::NotInState`], or a fault of the store.
    pub fn restart(&self, job: JobId) -> Result<(), QueueError> {
        self.operate(job, Operation::Restart)
    }

    /// Gives a job up; one that is on a line ends its call first, and counts as delivered if the last confirmation
    /// came before that.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], [`Refusal::NotInState`], [`Refusal::AlreadyEnding`], or a fault of the store.
    pub fn cancel(&self, job: JobId) -> Result<(), QueueError> {
        self.operate(job, Operation::Cancel)
    }

    pub(super) fn operate(&self, job: JobId, operation: Operation) -> Result<(), QueueError> {
        self.execute(&Action::Operate { job, operation }.into()).map(drop)
    }

    /// Says that a line rings: listeners hear of a new call.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn ring(&self, device: DeviceId, caller_id: &str) -> Result<(), QueueError> {
        self.act(Action::Ring { device, caller_id: caller_id.into() }).map(drop)
    }

    /// Says that a received fax is where it belongs: its job is done with and leaves the queue.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], [`Refusal::NotInState`], or a fault of the store.
    pub fn hand_over(&self, job: JobId) -> Result<(), QueueError> {
        self.act(Action::Receive { job, fact: Reception::HandedOver }).map(drop)
    }

    /// A job to be sent, in the queue or gone from it. Read it through [`Job`](crate::model::Job) and
    /// [`OutgoingJob`](crate::model::OutgoingJob).
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], or a fault of the store.
    pub fn outgoing_job(&self, job: JobId) -> Result<OutgoingRecord, QueueError> {
        self.view(job)?.outgoing.ok_or(QueueError::Refused(Refusal::NotFound))
    }

    /// A job being received, in the queue or gone from it.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], or a fault of the store.
    pub fn incoming_job(&self, job: JobId) -> Result<IncomingRecord, QueueError> {
        self.view(job)?.incoming.ok_or(QueueError::Refused(Refusal::NotFound))
    }

    /// The jobs in the outgoing queue, by id.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn outgoing_jobs(&self) -> Result<Vec<OutgoingRecord>, QueueError> {
        Ok(self.store().outgoing()?)
    }

    /// The last jobs to be sent that this account submitted, with ids below `before`, at most `limit`, the latest first.
    /// Those that have left the queue are among them as long as their records are
    /// [kept](crate::engine::Settings::record_days). For the page behind one, ask again with its last id; for the first
    /// page, with `JobId(u64::MAX)`.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn jobs_of(&self, account: &str, before: JobId, limit: usize) -> Result<Vec<OutgoingRecord>, QueueError> {
        Ok(self.store().of_account(account, before, limit)?)
    }

    /// The jobs in the incoming queue, by id.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn incoming_jobs(&self) -> Result<Vec<IncomingRecord>, QueueError> {
        Ok(self.store().incoming()?)
    }

    pub(super) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// What `take` makes of the first job that is due and that it takes, the one to go first in front. There may be any number of
    /// jobs for other lines before it.
    pub(super) fn first_due<T>(
        &self,
        mut take: impl FnMut(JobId) -> Result<T, QueueError>,
    ) -> Result<Option<T>, QueueError> {
        const A_FEW: usize = 16;
        self.sweep()?;
        let (mut limit, mut seen) = (A_FEW, 0);
        loop {
            let found = self.store().candidates(self.now(), limit)?;
            for job in found.iter().skip(seen) {
                match take(*job) {
                    // No other job would do better.
                    Err(QueueError::Refused(Refusal::QueuePaused | Refusal::MayNotSend)) => return Ok(None),
                    // Another line was faster, or is the one for it, or the job went past its time limit.
                    Err(QueueError::Refused(_)) => {}
                    taken => return taken.map(Some),
                }
            }
            if found.len() < limit {
                return Ok(None);
            }
            (seen, limit) = (found.len(), limit.saturating_mul(8));
        }
    }

    /// Whether a line would get a job now. Only reads: for whoever decides which lines to wake.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn has_job_for(&self, device: DeviceId) -> Result<bool, QueueError> {
        let would_take = |job| {
            let command = Action::Claim { job, device }.into();
            let view = self.store().load(&Query::of(&command))?;
            decide(&view, &command, self.moment()).map(drop).map_err(QueueError::from)
        };
        Ok(self.first_due(would_take)?.is_some())
    }

    /// Puts a job on a line, and makes the flag that is raised when its call shall end. The flags are locked all the
    /// while, so that whoever cancels the job next finds its flag.
    pub(super) fn begin(&self, action: Action) -> Result<(Plan, Arc<AtomicBool>), QueueError> {
        let mut stops = lock(&self.0.stops);
        let plan = self.act(action)?;
        let stop = Arc::<AtomicBool>::default();
        if let Some(job) = plan.done.job {
            stops.insert(job, Arc::clone(&stop));
        }
        Ok((plan, stop))
    }

    /// The run that has this flag is over; a later run of the job keeps its own.
    pub(super) fn forget_stop_flag(&self, job: JobId, stop: &Arc<AtomicBool>) {
        let mut stops = lock(&self.0.stops);
        if stops.get(&job).is_some_and(|known| Arc::ptr_eq(known, stop)) {
            stops.remove(&job);
        }
    }

    pub(super) fn act(&self, action: Action) -> Result<Plan, QueueError> {
        self.plan(&action.into())
    }

    fn plan(&self, command: &Command) -> Result<Plan, QueueError> {
        self.commit(|store| {
            let view = store.load(&Query::of(command))?;
            Ok(decide(&view, command, self.moment())?)
        })
    }

    /// Decides and applies; again if somebody else was faster, who is on another host then, since this process holds the
    /// lock. Nobody is faster for ever: then the store contradicts itself. Every change of the store that has events goes
    /// through here, so that whoever waits for events wakes.
    pub(super) fn commit(
        &self,
        mut decide: impl FnMut(&dyn Store) -> Result<Plan, QueueError>,
    ) -> Result<Plan, QueueError> {
        let mut store = self.store();
        for _ in 0..16 {
            let plan = decide(&**store)?;
            if plan.is_empty() {
                return Ok(plan);
            }
            match store.apply(&plan) {
                Ok(()) => {
                    if !plan.events.is_empty() {
                        self.0.bell.ring();
                    }
                    return Ok(plan);
                }
                Err(ApplyError::Conflict(_)) => {}
                Err(ApplyError::Store(error)) => return Err(error.into()),
            }
        }
        Err(QueueError::Contended)
    }

    pub(super) fn moment(&self) -> Now {
        let wall = self.0.clock.now();
        let count = self.0.decisions.fetch_add(1, Ordering::Relaxed);
        Now {
            wall,
            utc_offset_minutes: self.0.clock.utc_offset_minutes(),
            seed: wall.as_unix_millis() ^ count.rotate_left(32),
        }
    }

    fn view(&self, job: JobId) -> Result<View, QueueError> {
        Ok(self.store().load(&Query { job: Some(job), ..Query::default() })?)
    }

    pub(super) fn store(&self) -> MutexGuard<'_, Box<dyn Store>> {
        lock(&self.0.store)
    }
}
