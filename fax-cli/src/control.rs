//! What `fax queue` and `fax serve` say to each other: a line of JSON for each request and each reply, over a local socket.
//! A document follows its request, and a copy its reply, as so many plain octets.

use std::io::{self, BufRead, Read as _, Write};
use std::path::Path;

use fax_queue::engine::OutgoingRecord;
use fax_queue::model::{DuplicatePolicy, Job as _, JobStatus as _, OutgoingJob as _};
use interprocess::local_socket::{GenericFilePath, Name, ToFsName as _};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The longest line, in octets.
const LONGEST: u64 = 1 << 20;

/// A request.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Request {
    /// The document follows.
    Submit(Box<Submission>),
    /// All jobs.
    List,
    /// One job.
    Show {
        job: String,
    },
    Operate {
        job: String,
        operation: Operation,
    },
    /// The document of a job follows the reply.
    Copy {
        job: String,
    },
    /// Holds the whole queue back, or lets it go; accepts no more, or does.
    Queue {
        paused: Option<bool>,
        blocked: Option<bool>,
    },
    /// How many jobs there are, and what the lines do.
    Status,
    /// Replies follow without end, one for each notification.
    Watch,
}

/// What may be done to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Operation {
    Pause,
    Resume,
    Restart,
    Cancel,
}

/// A fax to be sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Submission {
    pub(crate) number: String,
    pub(crate) name: String,
    pub(crate) subject: String,
    pub(crate) document_name: String,
    pub(crate) tsid: String,
    pub(crate) high: bool,
    pub(crate) duplicates: DuplicatePolicy,
    pub(crate) key: Option<String>,
    /// Length of the document that follows.
    pub(crate) octets: u64,
}

/// A reply.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Reply {
    Done(Value),
    /// It was refused: why, and whether the document is to blame.
    Refused {
        why: String,
        document: bool,
    },
    /// So many octets follow.
    Octets(u64),
}

/// A job to be sent, as it is shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct JobView {
    pub(crate) job: String,
    pub(crate) submission: String,
    pub(crate) number: String,
    pub(crate) name: String,
    pub(crate) status: String,
    pub(crate) extended_status: String,
    pub(crate) reason: String,
    pub(crate) pages: u16,
    pub(crate) pages_confirmed: u16,
    pub(crate) current_page: u16,
    pub(crate) retries: u32,
    pub(crate) submitted: String,
    pub(crate) scheduled: Option<String>,
    pub(crate) device: Option<u32>,
    pub(crate) csid: String,
    pub(crate) rate: Option<u16>,
    pub(crate) subject: String,
    pub(crate) document_name: String,
}

impl From<&OutgoingRecord> for JobView {
    fn from(job: &OutgoingRecord) -> Self {
        Self {
            job: job.id().to_string(),
            submission: job.submission_id().to_string(),
            number: job.recipient().fax_number.to_owned(),
            name: job.recipient().name.to_owned(),
            status: job.status().to_string(),
            extended_status: job.extended_status_code().to_string(),
            reason: job.reason().to_owned(),
            pages: job.pages(),
            pages_confirmed: job.pages_confirmed(),
            current_page: job.current_page(),
            retries: job.retries(),
            submitted: job.submission_time().to_string(),
            scheduled: job.scheduled_time().map(|time| time.to_string()),
            device: job.device_id().map(|device| device.0),
            csid: job.csid().to_owned(),
            rate: job.bit_rate(),
            subject: job.subject().to_owned(),
            document_name: job.document_name().to_owned(),
        }
    }
}

/// The name of the socket.
pub(crate) fn name(path: &Path) -> io::Result<Name<'_>> {
    path.to_fs_name::<GenericFilePath>()
}

/// Sends a line.
pub(crate) fn put(to: &mut impl Write, what: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(what)?;
    line.push(b'\n');
    to.write_all(&line)?;
    to.flush()
}

/// Receives a line; `None` at the end. One that is not what is wanted is `InvalidData`.
pub(crate) fn get<T: DeserializeOwned>(from: &mut impl BufRead) -> io::Result<Option<T>> {
    let mut line = Vec::new();
    from.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    serde_json::from_slice(&line).map(Some).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}
