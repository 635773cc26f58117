//! What the queue tells, as lines for people or JSON objects for programs, and a bar where a person waits.

use core::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use fax_core::Event;
use fax_modem::CallerId;
use fax_queue::model::{JobStatus, Notify};
use fax_queue::vocabulary::{DeviceId, DeviceStatus, JobId, JobType, ServerId};
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

    /// Who calls, for programs; for people it comes with the call. Returns it in a line, which is empty if nobody knows.
    pub(crate) fn caller(&self, caller: &CallerId) -> String {
        if caller.is_empty() {
            return String::new();
        }
        let time = caller.time().map(|at| format!("{:02}-{:02} {:02}:{:02}", at.month, at.day, at.hour, at.minute));
        self.put(&json!({
            "event": "caller",
            "number": caller.number(),
            "name": caller.name(),
            "withheld": caller.is_withheld(),
            "called": caller.called(),
            "time": time,
        }));
        caller.to_string()
    }

    /// For lines in the log of a server, where no bar belongs.
    pub(crate) fn quiet(json: bool) -> Self {
        Self { json, bar: ProgressBar::hidden(), last: Arc::default() }
    }

    /// Shows what the queue tells; the same thing twice in a row is told once.
    pub(crate) fn listener(&self) -> impl Notify + Send + 'static {
        let notices = self.clone();
        Events(move |told: &Told<'_>| {
            let line = told.to_string();
            let mut last = notices.last.lock().unwrap_or_else(PoisonError::into_inner);
            if *last != line {
                notices.put(&told.to_json());
                notices.say(&line);
                *last = line;
            }
        })
    }
}

/// A notification of the queue.
pub(crate) enum Told<'t> {
    Job { kind: &'static str, job: JobId, status: Option<&'t dyn JobStatus> },
    Call { device: DeviceId, caller_id: &'t str },
    Device { device: DeviceId, status: DeviceStatus },
}

impl Told<'_> {
    /// For programs.
    pub(crate) fn to_json(&self) -> Value {
        match self {
            Self::Job { kind, job, status: None } => json!({ "event": kind, "job": job.to_string() }),
            Self::Job { kind, job, status: Some(status) } => json!({
                "event": kind,
                "job": job.to_string(),
                "status": status.status().to_string(),
                "extended_status": status.extended_status_code().to_string(),
                "current_page": status.current_page(),
                "pages": status.pages(),
                "csid": status.csid(),
                "tsid": status.tsid(),
                "rate": status.bit_rate(),
                "retries": status.retries(),
            }),
            Self::Device { device, status } => {
                json!({ "event": "device-status-changed", "device": device.0, "device_status": status.to_string() })
            }
            Self::Call { device, caller_id } => {
                json!({ "event": "new-call", "device": device.0, "caller_id": caller_id })
            }
        }
    }
}

/// For people.
impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, job, status) = match self {
            Self::Job { kind, job, status } => (kind, job, status),
            Self::Call { caller_id: "", .. } => return f.write_str("the telephone rings"),
            Self::Device { device, status } => return write!(f, "line {} is {status}", device.0),
            Self::Call { caller_id, .. } => return write!(f, "the telephone rings: {caller_id}"),
        };
        write!(f, "{kind} {job}")?;
        let Some(status) = status else { return Ok(()) };
        write!(f, ": {}", status.status())?;
        // How many pages will come nobody knows before the last one.
        match (status.current_page(), status.job_type()) {
            (0, _) => {}
            (page, JobType::Send) => write!(f, ", page {page} of {}", status.pages())?,
            (page, _) => write!(f, ", page {page}")?,
        }
        write!(f, ", {}", status.extended_status_code())
    }
}

/// A listener that hands everything to one function.
pub(crate) struct Events<F>(pub(crate) F);

impl<F: FnMut(&Told<'_>) + Send> Events<F> {
    fn job(&mut self, kind: &'static str, job: JobId, status: Option<&dyn JobStatus>) {
        (self.0)(&Told::Job { kind, job, status });
    }
}

impl<F: FnMut(&Told<'_>) + Send> Notify for Events<F> {
    fn on_outgoing_job_added(&mut self, _: ServerId, job: JobId) {
        self.job("outgoing-job-added", job, None);
    }

    fn on_outgoing_job_changed(&mut self, _: ServerId, job: JobId, status: &dyn JobStatus) {
        self.job("outgoing-job-changed", job, Some(status));
    }

    fn on_outgoing_job_removed(&mut self, _: ServerId, job: JobId) {
        self.job("outgoing-job-removed", job, None);
    }

    fn on_incoming_job_added(&mut self, _: ServerId, job: JobId) {
        self.job("incoming-job-added", job, None);
    }

    fn on_incoming_job_changed(&mut self, _: ServerId, job: JobId, status: &dyn JobStatus) {
        self.job("incoming-job-changed", job, Some(status));
    }

    fn on_incoming_job_removed(&mut self, _: ServerId, job: JobId) {
        self.job("incoming-job-removed", job, None);
    }

    fn on_new_call(&mut self, _: ServerId, _: u64, device: DeviceId, caller_id: &str) {
        (self.0)(&Told::Call { device, caller_id });
    }

    fn on_device_status_change(
        &mut self,
        _: ServerId,
        device: DeviceId,
        powered_off: bool,
        sending: bool,
        receiving: bool,
        ringing: bool,
    ) {
        let status = DeviceStatus { powered_off, sending, receiving, ringing };
        (self.0)(&Told::Device { device, status });
    }
}
