//! A job being received, as a session that is fed with what the call tells.

use alloc::sync::Arc;
use core::sync::atomic::{AtomicBool, Ordering};

use fax_core::{Event, Ident};

use super::outgoing::cause;
use super::pages::PageLog;
use super::{CallEnd, Queue, QueueError};
use crate::engine::{Action, IncomingPhase, Reception, Refusal};
use crate::vocabulary::{DeviceId, JobId, JobState};

/// A call that a line answers.
///
/// ```text
///  accept ─▶ off hook ─▶ on_event ... ─▶ on hook ─▶ finish ─▶ Routing: store the pages ─▶ Queue::hand_over
/// ```
#[derive(Debug)]
#[must_use = "the job stays on the line until `finish`"]
pub struct IncomingRun {
    queue: Queue,
    job: JobId,
    stop: Arc<AtomicBool>,
    pages: PageLog,
}

impl IncomingRun {
    /// Makes the job for a call that the line is about to answer. `caller_id` is what the network says, or empty;
    /// `reference` is where the application will put the pages, so that they are found after a crash.
    ///
    /// # Errors
    ///
    /// [`Refusal::Blocked`] if no calls are to be answered, [`Refusal::OutOfBounds`], or a fault of the store.
    pub fn accept(queue: &Queue, device: DeviceId, caller_id: &str, reference: &str) -> Result<Self, QueueError> {
        let action = Action::Accept { device, caller_id: caller_id.into(), reference: reference.into() };
        let (plan, stop) = queue.begin(action)?;
        queue.call_is_taken(device);
        let job = plan.done.job.ok_or(QueueError::Refused(Refusal::NotFound))?;
        Ok(Self { queue: queue.clone(), job, stop, pages: PageLog::default() })
    }

    /// The job.
    #[must_use]
    pub const fn job(&self) -> JobId {
        self.job
    }

    /// Raised when the call must end: somebody cancelled the job, or a page could not be recorded.
    #[must_use]
    pub fn stop_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stop)
    }

    /// Says who we are in this call, for the job to show. An empty one shows nothing.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn present_as(&mut self, ident: &Ident) -> Result<(), QueueError> {
        if ident.is_empty() { Ok(()) } else { self.tell(Reception::Presented(ident.clone())) }
    }

    /// `RoutingInformation`: says where the fax belongs, as the line tells it: digits that were dialled in, for instance. A
    /// sub-address that comes with the call itself is taken when it ends.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn set_routing_information(&mut self, information: &str) -> Result<(), QueueError> {
        self.tell(Reception::Addressed(information.into()))
    }

    fn tell(&self, fact: Reception) -> Result<(), QueueError> {
        self.queue.act(Action::Receive { job: self.job, fact }).map(drop)
    }

    /// Takes what the call tells, before the call goes on: a page is on record before it is confirmed to the sender.
    ///
    /// # Errors
    ///
    /// A fault of the store: the stop flag is raised then, and the call must end.
    pub fn on_event(&mut self, event: &Event) -> Result<(), QueueError> {
        self.pages.on_event(event, &[], self.queue.now());
        let fact = match event {
            Event::Identified(ident) => Reception::Identified(ident.clone()),
            Event::Agreed(format) => Reception::Agreed(format.modulation.bit_rate()),
            Event::ReceivingPage { .. } => Reception::PageStarted,
            Event::PageReceived { accepted: true, .. } => Reception::PageAccepted,
            _ => return Ok(()),
        };
        let told = self.queue.act(Action::Receive { job: self.job, fact });
        if told.is_err() {
            self.stop.store(true, Ordering::Release);
        }
        told.map(drop)
    }

    /// The line is on hook: says how the call ended and how many octets came, and returns where the job stands.
    /// `Routing`: there are pages; store them, then [`Queue::hand_over`]. Anything else: there is nothing to keep.
    ///
    /// # Errors
    ///
    /// A fault of the store: say it again, as often as you like, it counts once. If it is never said, the job is put
    /// right when the queue is opened the next time.
    pub fn finish(&mut self, end: &CallEnd, size: u64) -> Result<JobState, QueueError> {
        if let CallEnd::Ended(report) = end
            && !report.far_addresses.sub.is_empty()
            && self.queue.incoming_job(self.job)?.routing().information.is_empty()
        {
            // The line's own word goes before that of the caller. Said twice, it may be too late for this and nothing else.
            let _ = self.set_routing_information(report.far_addresses.sub.as_str());
        }
        let pages = self.pages.at_end(self.queue.now());
        self.queue.act(Action::EndReception { job: self.job, cause: cause(end), size, pages })?;
        self.queue.forget_stop_flag(self.job, &self.stop);
        Ok(self.queue.incoming_job(self.job).map_or(IncomingPhase::Failed, |job| job.phase()).state())
    }
}
