//! A job from claim to end in one blocking call, for programs with a thread per line.

use alloc::string::String;
use core::sync::atomic::AtomicBool;

use fax_core::{Abilities, Config, Event, Ident, PageFormat, PageOffer, PageSink, PageSource, Pages, Report, Supply};

use super::{IncomingRun, OutgoingRun, Queue, QueueError};
use crate::engine::DialFailure;
use crate::model::Document;
use crate::vocabulary::{DeviceId, JobId, JobState};

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallEnd {
    /// No fax machine was reached; there was no T.30 call.
    NotReached(DialFailure),
    /// There was a T.30 call, and this came of it.
    Ended(Report),
}

impl CallEnd {
    /// How a call ends that there is nothing to send in: the document cannot be read.
    #[must_use]
    pub fn unreadable() -> Self {
        let mut report = Report::default();
        report.outcome = Some(fax_core::Outcome::Failed(fax_core::Failure::LocalDocumentError));
        Self::Ended(report)
    }
}

/// Takes what a call tells. To be called with each event before the call goes on.
pub type Observer<'a> = &'a mut dyn FnMut(&Event);

/// A line that can place and answer calls: what a program implements for its modems, and tests for a wire of their own.
///
/// Both calls block until the line is on hook again. Between any two steps they look at `stop` and abort the call when
/// it is raised ([`fax_core::Call::abort`]); in particular after each event that `observer` was given, because the
/// observer raises it when a page could not be put on record.
pub trait LineDriver {
    /// Which line it is.
    fn device(&self) -> DeviceId;

    /// Dials `number` and sends what `pages.source` has.
    fn call(
        &mut self,
        number: &str,
        config: &Config,
        pages: &mut Pages<'_>,
        observer: Observer<'_>,
        stop: &AtomicBool,
    ) -> CallEnd;

    /// Answers the call that rings and receives into `pages.sink`.
    fn answer(&mut self, config: &Config, pages: &mut Pages<'_>, observer: Observer<'_>, stop: &AtomicBool) -> CallEnd;
}

/// Some pages of a document as a document of their own: the pages of a [`Ticket`](super::Ticket).
pub struct Selected<'a> {
    source: &'a mut dyn PageSource,
    pages: &'a [u16],
}

impl<'a> Selected<'a> {
    /// The given pages of `source`, from 0, in this order.
    pub fn new(source: &'a mut dyn PageSource, pages: &'a [u16]) -> Self {
        Self { source, pages }
    }
}

impl core::fmt::Debug for Selected<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Selected").field("pages", &self.pages).finish_non_exhaustive()
    }
}

impl PageSource for Selected<'_> {
    fn adapt(&mut self, far: &Abilities) {
        self.source.adapt(far);
    }

    fn offer(&mut self, page: u16) -> Option<PageOffer> {
        self.source.offer(*self.pages.get(usize::from(page))?)
    }

    fn starts_document(&mut self, page: u16) -> bool {
        self.pages.get(usize::from(page)).is_some_and(|page| self.source.starts_document(*page))
    }

    fn begin(&mut self, page: u16, format: &PageFormat) {
        if let Some(page) = self.pages.get(usize::from(page)) {
            self.source.begin(*page, format);
        }
    }

    fn read_at(&mut self, offset: u32, into: &mut [u8]) -> Supply {
        self.source.read_at(offset, into)
    }

    fn release(&mut self, below: u32) {
        self.source.release(below);
    }

    fn window(&self) -> u32 {
        self.source.window()
    }
}

/// Claims the job that is to go first and sends it. `open` opens the pages of a document; if it cannot, the job fails
/// for good. Returns the job and where it stands then, or `None` if no job is due.
///
/// `config` is the line's own; the job's TSID and time limit go before it.
///
/// # Errors
///
/// A fault of the store.
pub fn run_job<S: PageSource>(
    queue: &Queue,
    line: &mut dyn LineDriver,
    config: &Config,
    open: impl FnOnce(&Document<String>) -> Option<S>,
) -> Result<Option<(JobId, JobState)>, QueueError> {
    let Some(run) = OutgoingRun::claim(queue, line.device())? else { return Ok(None) };
    run_claimed(run, line, config, open).map(Some)
}

/// Sends a job that was claimed before; see [`run_job`].
///
/// # Errors
///
/// A fault of the store.
pub fn run_claimed<S: PageSource>(
    mut run: OutgoingRun,
    line: &mut dyn LineDriver,
    config: &Config,
    open: impl FnOnce(&Document<String>) -> Option<S>,
) -> Result<(JobId, JobState), QueueError> {
    let ticket = run.ticket().clone();
    let end = match open(&ticket.document) {
        Some(mut source) => {
            let mut config = config.clone();
            config.call_limit = config.call_limit.min(ticket.longest);
            if !ticket.tsid.is_empty() {
                // It was checked when the job was submitted.
                config.ident = Ident::new(&ticket.tsid).unwrap_or_default();
            }
            // For show: should the store be at fault, the first event of the call ends it.
            let _ = run.present_as(&config.ident);
            let stop = run.stop_flag();
            let mut source = Selected::new(&mut source, &ticket.pages);
            let mut pages = Pages { source: &mut source, sink: &mut () };
            // What the observer cannot put on record raises the stop flag; the call then ends as aborted.
            line.call(&ticket.dial, &config, &mut pages, &mut |event| _ = run.on_event(event), &stop)
        }
        None => CallEnd::unreadable(),
    };
    Ok((ticket.job, run.finish(&end)?))
}

/// Answers a call and receives into `sink`. `caller_id` and `reference` as for [`IncomingRun::accept`]; `size` tells how
/// many octets `sink` has. Returns the job and where it stands then; see [`IncomingRun::finish`].
///
/// # Errors
///
/// [`Refusal::Blocked`](crate::engine::Refusal::Blocked) if no calls are to be answered, or a fault of the store.
pub fn receive_job<S: PageSink>(
    queue: &Queue,
    line: &mut dyn LineDriver,
    config: &Config,
    caller_id: &str,
    reference: &str,
    sink: &mut S,
    size: impl FnOnce(&S) -> u64,
) -> Result<(JobId, JobState), QueueError> {
    let mut run = IncomingRun::accept(queue, line.device(), caller_id, reference)?;
    let job = run.job();
    let stop = run.stop_flag();
    let mut pages = Pages { source: &mut (), sink };
    let end = line.answer(config, &mut pages, &mut |event| _ = run.on_event(event), &stop);
    Ok((job, run.finish(&end, size(sink))?))
}
