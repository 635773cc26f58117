//! What a server does again and again besides calls. What fails now may do later, such as a disk that was full: it is said, and
//! calls go on.

use core::time::Duration;
use std::thread;
use std::time::Instant;

use fax_queue::engine::{OutgoingRecord, Refusal};
use fax_queue::service::{Queue, QueueError};

use super::config::Config;
use super::log::Activity;
use super::{LOOK, Station};
use crate::exit::Failed;
use crate::output;

/// How often jobs without a line are looked after.
const REVIEW: Duration = Duration::from_secs(1);
/// How often old documents are looked for.
const SWEEP: Duration = Duration::from_secs(60 * 60);
/// What failed rests so long, so that it does not say so all the time.
const REST: Duration = Duration::from_secs(1);

pub(super) struct Chores {
    log: Option<Activity>,
    looked: Instant,
    reviewed: Instant,
    swept: Option<Instant>,
}

impl Chores {
    pub(super) fn new(config: &Config) -> Self {
        let now = Instant::now();
        let log = config.log.as_ref().map(|log| Activity::new(&log.folder));
        Self { log, looked: now, reviewed: now, swept: None }
    }

    /// Does what is due.
    pub(super) fn run(&mut self, station: &Station) {
        let mut done = told(station.queue.dispatch());
        if self.looked.elapsed() >= LOOK && !station.is_ending() {
            self.looked = Instant::now();
            done &= told(station.look());
        }
        if self.reviewed.elapsed() >= REVIEW {
            self.reviewed = Instant::now();
            done &= told(station.queue.review_lines());
            // Lines that send do so when they look for work, and those that only receive never look.
            done &= told(station.queue.sweep());
        }
        done &= told(self.write_activity(&station.queue));
        if self.swept.is_none_or(|at| at.elapsed() >= SWEEP) {
            self.swept = Some(Instant::now());
            done &= told(sweep(station));
        }
        if !done {
            thread::sleep(REST);
        }
    }

    /// Does the last of it, once all lines have ended.
    pub(super) fn end(&mut self, station: &Station) -> Result<(), QueueError> {
        told(self.write_activity(&station.queue));
        station.queue.shut_down()
    }

    /// Writes the calls that have ended.
    fn write_activity(&mut self, queue: &Queue) -> Result<(), String> {
        let Some(log) = &mut self.log else { return Ok(()) };
        let written = queue.write_activity_log(log).map_err(|error| error.to_string())?;
        written.map_err(|error| format!("the activity log cannot be written: {error}"))
    }
}

/// Says what failed. Whether nothing did.
fn told<T>(result: Result<T, impl core::fmt::Display>) -> bool {
    result.map_err(|error| output::complain(error)).is_ok()
}

/// Deletes documents that nobody needs any more.
fn sweep(station: &Station) -> Result<(), Failed> {
    let reference = |job: &OutgoingRecord| job.request().document.reference.clone();
    // All of one moment: a job that goes from one place to another meanwhile keeps its document.
    station.spool.sweep(|| Ok(station.queue.outgoing_jobs()?.iter().map(reference).collect()))?;
    let is_wanted = |job| match station.queue.outgoing_job(job) {
        Ok(job) => !job.is_removed() || job.is_archived(),
        Err(error) => error != QueueError::Refused(Refusal::NotFound),
    };
    station.papers.sweep(is_wanted).map_err(|error| Failed::io(station.config.sent.display(), error))
}
