//! The logs of a server, in a folder: what happens, and a record of each call in three forms.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use fax_queue::engine::call::CallRecord;
use fax_queue::service::activity_log::{ActivityLog, Csv, JsonLines, LogFile, XferFaxLog};
use fax_queue::service::event_log::{Entry, LogSink};

use crate::output;

/// Octets at which the event log begins a new file; one old one is kept.
const LIMIT: u64 = 16 << 20;

/// The event log in a file. What cannot be written there goes to the standard error output.
pub(super) struct EventFile(pub(super) PathBuf);

impl EventFile {
    fn append(&self, entry: &Entry) -> io::Result<()> {
        if self.0.metadata().is_ok_and(|metadata| metadata.len() > LIMIT) {
            fs::rename(&self.0, self.0.with_extension("log.1"))?;
        }
        OpenOptions::new().append(true).create(true).open(&self.0)?.write_all(format!("{entry}\n").as_bytes())
    }
}

impl LogSink for EventFile {
    fn write(&mut self, entry: &Entry) {
        if let Err(error) = self.append(entry) {
            output::complain(format_args!("{}: {error}; {entry}", self.0.display()));
        }
    }
}

/// The activity log: JSON lines, a table, and what HylaFAX's programs read.
pub(super) struct Activity {
    json: LogFile<JsonLines>,
    table: LogFile<Csv>,
    hylafax: LogFile<XferFaxLog>,
}

impl Activity {
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            json: LogFile::new(folder.join("activity.jsonl"), JsonLines),
            table: LogFile::new(folder.join("activity.csv"), Csv),
            hylafax: LogFile::new(folder.join("xferfaxlog"), XferFaxLog),
        }
    }
}

impl ActivityLog for Activity {
    fn write(&mut self, call: &CallRecord) -> io::Result<()> {
        self.json.write(call)?;
        self.table.write(call)?;
        self.hylafax.write(call)
    }
}
