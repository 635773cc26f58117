//! The event log: what happens, in words, as much of it as `IFaxEventLogging` wants.
//!
//! ```text
//!  Queue ──notifications──▶ EventLog ──Entry, if the level of its category wants it──▶ LogSink: a file, stderr, yours
//! ```

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use super::Queue;
use super::text::one_line;
use crate::engine::parts::EventLogging;
use crate::model::{JobStatus, Notify, OutgoingJob as _};
use crate::vocabulary::legacy::LogCategory;
use crate::vocabulary::{DeviceId, ExtendedStatus, JobId, JobState, LogLevel, ServerId, Timestamp};

/// How grave an entry is. Each [`LogLevel`] takes those up to one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something failed: logged from `Min` on.
    Error,
    /// Something may need care: from `Med` on.
    Warning,
    /// Everything else: with `Max`.
    Information,
}

impl Severity {
    /// Whether a level takes it.
    #[must_use]
    pub const fn is_wanted(self, level: LogLevel) -> bool {
        match level {
            LogLevel::None => false,
            LogLevel::Min => matches!(self, Self::Error),
            LogLevel::Med => matches!(self, Self::Error | Self::Warning),
            LogLevel::Max => true,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Information => "information",
        })
    }
}

/// An entry of the log: one line, without control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Which of the four levels decides about it.
    pub category: LogCategory,
    /// How grave it is.
    pub severity: Severity,
    /// What happened.
    pub text: String,
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let category = match self.category {
            LogCategory::Init => "init",
            LogCategory::Outbound => "outbound",
            LogCategory::Inbound => "inbound",
            LogCategory::Unknown => "general",
        };
        write!(f, "{} {} {category}: {}", self.at, self.severity, self.text)
    }
}

/// Takes entries that are wanted.
pub trait LogSink {
    /// Takes one. What cannot be written is the sink's own affair: nothing waits for it.
    fn write(&mut self, entry: &Entry);
}

impl<F: FnMut(&Entry)> LogSink for F {
    fn write(&mut self, entry: &Entry) {
        self(entry);
    }
}

/// A listener that keeps the log. Subscribe it with [`ServerEvents::ALL`](crate::vocabulary::ServerEvents::ALL).
///
/// What the queue does not know goes to another one, or to this one before it is subscribed, with [`write`](Self::write).
pub struct EventLog {
    queue: Queue,
    sink: Box<dyn LogSink + Send>,
    levels: EventLogging,
}

impl fmt::Debug for EventLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventLog").field("levels", &self.levels).finish_non_exhaustive()
    }
}

impl EventLog {
    /// A log of what happens in a queue. Says that the service has started.
    pub fn new(queue: &Queue, sink: impl LogSink + Send + 'static) -> Self {
        let mut log = Self { queue: queue.clone(), sink: Box::new(sink), levels: EventLogging::default() };
        log.read_levels();
        log.write(LogCategory::Init, Severity::Information, "the service has started");
        log
    }

    /// Writes an entry, if the level of its category wants it.
    pub fn write(&mut self, category: LogCategory, severity: Severity, text: &str) {
        let level = match category {
            LogCategory::Init => self.levels.init,
            LogCategory::Outbound => self.levels.outbound,
            LogCategory::Inbound => self.levels.inbound,
            LogCategory::Unknown => self.levels.general,
        };
        if severity.is_wanted(level) {
            self.sink.write(&Entry { at: self.queue.now(), category, severity, text: one_line(text) });
        }
    }

    /// The levels as they are set now; those from before if the store cannot be read.
    fn read_levels(&mut self) {
        self.levels = self.queue.part().unwrap_or(self.levels);
    }

    fn outbound(&mut self, severity: Severity, text: &str) {
        self.write(LogCategory::Outbound, severity, text);
    }

    fn inbound(&mut self, severity: Severity, text: &str) {
        self.write(LogCategory::Inbound, severity, text);
    }

    fn general(&mut self, what: &str) {
        self.write(LogCategory::Unknown, Severity::Information, what);
    }

    /// Who a job is for and why it stands where it does, as far as its record says.
    fn about(&self, job: JobId) -> (String, String) {
        self.queue.outgoing_job(job).map_or_else(
            |_| (String::new(), String::new()),
            |job| (job.recipient().fax_number.to_string(), job.reason().to_string()),
        )
    }
}

impl Notify for EventLog {
    fn on_outgoing_job_added(&mut self, _: ServerId, job: JobId) {
        let (number, _) = self.about(job);
        self.outbound(Severity::Information, &format!("job {job} to {number} was submitted"));
    }

    fn on_outgoing_job_changed(&mut self, _: ServerId, job: JobId, status: &dyn JobStatus) {
        let (number, reason) = self.about(job);
        let state = status.status().state;
        let (severity, what) = match state {
            JobState::Completed => (Severity::Information, "was sent"),
            JobState::Canceled => (Severity::Information, "was cancelled"),
            JobState::Retrying => (Severity::Warning, "will be tried again"),
            JobState::Failed if status.extended_status_code() == ExtendedStatus::Unconfirmed => {
                (Severity::Error, "may have arrived; somebody has to decide")
            }
            JobState::Failed | JobState::RetriesExceeded => (Severity::Error, "was not sent"),
            _ => return,
        };
        self.outbound(severity, &format!("job {job} to {number} {what}: {reason}"));
    }

    fn on_incoming_job_changed(&mut self, _: ServerId, job: JobId, status: &dyn JobStatus) {
        let (severity, what) = match (status.status().state, status.extended_status_code()) {
            (JobState::Routing, ExtendedStatus::PartiallyReceived) => (Severity::Warning, "was received in part"),
            (JobState::Routing, _) => (Severity::Information, "was received"),
            (JobState::Failed, _) => (Severity::Warning, "brought no page"),
            (JobState::Canceled, _) => (Severity::Information, "was cancelled"),
            _ => return,
        };
        let text = format!("job {job} from {:?} {what}, {} page(s)", status.tsid(), status.pages());
        self.inbound(severity, &text);
    }

    fn on_new_call(&mut self, _: ServerId, _: u64, device: DeviceId, caller_id: &str) {
        self.inbound(Severity::Information, &format!("device {} rings, caller {caller_id:?}", device.0));
    }

    fn on_archive_over_quota(&mut self, _: ServerId, size: u64, high_mark: u32) {
        let text = format!("the archives have {size} octets, more than the {high_mark} MB of their high mark");
        self.write(LogCategory::Unknown, Severity::Warning, &text);
    }

    fn on_event_logging_config_change(&mut self, _: ServerId) {
        self.read_levels();
        self.general("the levels of this log were changed");
    }

    fn on_activity_logging_config_change(&mut self, _: ServerId) {
        self.general("the settings of the activity log were changed");
    }

    fn on_receipt_options_change(&mut self, _: ServerId) {
        self.general("the settings of receipts were changed");
    }

    fn on_security_config_change(&mut self, _: ServerId) {
        self.general("rights were changed");
    }

    fn on_general_server_config_changed(&mut self, _: ServerId) {
        self.general("the configuration was changed");
    }

    fn on_outgoing_queue_config_change(&mut self, _: ServerId) {
        self.general("the settings of the outgoing queue were changed");
    }

    fn on_queues_status_change(&mut self, _: ServerId, blocked: bool, paused: bool, incoming_blocked: bool) {
        let text =
            format!("outgoing queue blocked: {blocked}, paused: {paused}; incoming queue blocked: {incoming_blocked}");
        self.general(&text);
    }

    fn on_devices_config_change(&mut self, _: ServerId) {
        self.general("the settings of a device were changed");
    }

    fn on_server_shut_down(&mut self, _: ServerId) {
        self.write(LogCategory::Init, Severity::Information, "the service ends");
    }
}
