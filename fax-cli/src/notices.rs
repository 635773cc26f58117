//! What the queue tells, as lines for people or JSON objects for programs, and a bar where a person waits.

use std::sync::{Arc, Mutex, PoisonError};

use fax_core::Event;
use fax_queue::model::{JobStatus, Notify};
use fax_queue::vocabulary::{DeviceId, JobId, JobType, ServerId};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use crate::output;

/// Where lines go. Clones share the bar.
#[derive(Clone, Debug)]
pub(crate) struct Notices {
    json: bool,
    bar: ProgressBar,
    last: Arc<Mutex<String>>,
}

impl Notices {
    /// `pages`: how many are expected, if known; then there is a bar, if somebody can see it.
    pub(crate) fn new(json: bool, pages: Option<u64>) -> Self {
        let bar = if json { ProgressBar::hidden() } else { ProgressBar::new(pages.unwrap_or(0)) };
        let template =
            if pages.is_some() { "{bar:30} {pos}/{len} pages  {msg}" } else { "{spinner} {pos} pages  {msg}" };
        bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { json, bar, last: Arc::default() }
    }

    /// A line for people.
    pub(crate) fn say(&self, line: &str) {
        if !self.json {
            self.bar.suspend(|| output::line(line));
        }
    }

    /// An object for programs.
    pub(crate) fn put(&self, object: &Value) {
        if self.json {
            output::line(object);
        }
    }

    /// What is going on, behind the bar.
    pub(crate) fn doing(&self, what: &str) {
        self.bar.set_message(what.to_owned());
    }

    pub(crate) fn pages(&self, done: u64) {
        self.bar.set_position(done);
    }

    /// Takes the bar away.
    pub(crate) fn over(&self) {
        self.bar.finish_and_clear();
    }

    /// What a call tells, behind the bar.
    pub(crate) fn call(&self, event: &Event) {
        match event {
            Event::Connected => self.doing("connected"),
            Event::Identified(ident) => self.say(&format!("far end: {ident}")),
            Event::Agreed(format) => {
                let (x, y) = format.resolution.per_inch();
                self.say(&format!("agreed: {}, {}, {x} x {y} per inch", format.modulation, format.coding));
            }
            Event::Polled => self.say("the far end polls and gets our document"),
            Event::Retraining => self.doing("training again"),
            Event::SendingPage { page } => self.doing(&format!("sending page {}", page + 1)),
            Event::ReceivingPage { page } => self.doing(&format!("receiving page {}", page + 1)),
            Event::PageOffered { .. } => self.doing("waiting for the confirmation"),
            Event::PageSent { page, confirmed: true } | Event::PageReceived { page, accepted: true, .. } => {
                self.pages(u64::from(*page) + 1);
            }
            _ => {}
        }
    }

    /// A notification of the queue; the same one twice in a row is told once.
    fn notify(&self, kind: &str, job: JobId, status: Option<&JobStatus>) {
        let mut object = json!({ "event": kind, "job": job.to_string() });
        let mut line = format!("{kind} {job}");
        if let (Some(status), Some(object)) = (status, object.as_object_mut()) {
            let code = status.extended_status_code.to_string();
            for (name, value) in [
                ("status", json!(status.status.to_string())),
                ("extended_status", json!(code)),
                ("current_page", json!(status.current_page)),
                ("pages", json!(status.pages)),
                ("csid", json!(status.csid)),
                ("tsid", json!(status.tsid)),
                ("rate", json!(status.bit_rate)),
                ("retries", json!(status.retries)),
            ] {
                object.insert(name.to_owned(), value);
            }
            line = format!("{line}: {}", status.status);
            // How many pages will come nobody knows before the last one.
            match (status.current_page, status.job_type) {
                (0, _) => {}
                (page, JobType::Send) => line = format!("{line}, page {page} of {}", status.pages),
                (page, _) => line = format!("{line}, page {page}"),
            }
            line = format!("{line}, {code}");
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if *last != line {
            self.put(&object);
            self.say(&line);
            *last = line;
        }
    }
}

impl Notify for Notices {
    fn on_outgoing_job_added(&mut self, _: ServerId, job: JobId) {
        self.notify("outgoing-job-added", job, None);
    }

    fn on_outgoing_job_changed(&mut self, _: ServerId, job: JobId, status: &JobStatus) {
        self.notify("outgoing-job-changed", job, Some(status));
    }

    fn on_outgoing_job_removed(&mut self, _: ServerId, job: JobId) {
        self.notify("outgoing-job-removed", job, None);
    }

    fn on_incoming_job_added(&mut self, _: ServerId, job: JobId) {
        self.notify("incoming-job-added", job, None);
    }

    fn on_incoming_job_changed(&mut self, _: ServerId, job: JobId, status: &JobStatus) {
        self.notify("incoming-job-changed", job, Some(status));
    }

    fn on_incoming_job_removed(&mut self, _: ServerId, job: JobId) {
        self.notify("incoming-job-removed", job, None);
    }

    fn on_new_call(&mut self, _: ServerId, _: u64, device: DeviceId, caller_id: &str) {
        self.put(&json!({ "event": "new-call", "device": device.0, "caller_id": caller_id }));
        self.say("the telephone rings");
    }
}
