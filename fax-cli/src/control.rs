//! What `fax queue` and `fax serve` say to each other: a line of JSON for each request and each reply, over a local socket.
//! A document follows its request, and a copy its reply, as so many plain octets.

use std::io::{self, BufRead, Read as _, Write};
use std::path::Path;

use fax_queue::engine::{IncomingRecord, OutgoingRecord};
use fax_queue::model::{
    DuplicatePolicy, IncomingJob as _, Job as _, JobStatus as _, Message, OutgoingJob as _, Recipient,
};
use interprocess::local_socket::{GenericFilePath, Name, ToFsName as _};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The longest line, in octets.
const LONGEST: u64 = 1 << 20;
/// The most jobs or messages in a reply, so that it stays below that with the longest of texts.
pub(crate) const PART: usize = 32;

/// A request.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Request {
    /// The document follows.
    Submit(Box<Submission>),
    /// All jobs: replies of some each, and an empty one behind the last.
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
    /// Messages of an archive.
    Archive(Archive),
    /// How many jobs there are, and what the lines do.
    Status,
    /// The lines: what they are set up to do, and what they do.
    Devices,
    /// A line that rings shall answer.
    Answer {
        device: u32,
    },
    /// Replies follow without end, one for each notification.
    Watch,
}

/// What may be asked of the archives. Messages have the ids that their jobs had.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "archive", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Archive {
    /// The messages of one archive after an id, some at a time: fewer than asked for are the last.
    List {
        folder: Folder,
        after: Option<String>,
        limit: usize,
    },
    Show {
        message: String,
    },
    Delete {
        message: String,
    },
    Mark {
        message: String,
        read: bool,
    },
}

/// Which archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Folder {
    /// What was received.
    In,
    /// What was sent.
    Out,
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
    /// Numbers and names of others who get it as well.
    #[serde(default)]
    pub(crate) others: Vec<(String, String)>,
    pub(crate) subject: String,
    pub(crate) document_name: String,
    pub(crate) tsid: String,
    pub(crate) high: bool,
    pub(crate) duplicates: DuplicatePolicy,
    pub(crate) key: Option<String>,
    /// In the discount period.
    #[serde(default)]
    pub(crate) discount: bool,
    /// Where a receipt goes by mail, with the fax or not.
    #[serde(default)]
    pub(crate) receipt: Option<String>,
    #[serde(default)]
    pub(crate) attach: bool,
    /// A receipt goes to the server's folder.
    #[serde(default)]
    pub(crate) receipt_file: bool,
    /// One receipt for all recipients.
    #[serde(default)]
    pub(crate) receipt_summary: bool,
    /// A cover page of the server's, or the text of a personal one, and a note for it.
    #[serde(default)]
    pub(crate) cover: Option<String>,
    #[serde(default)]
    pub(crate) personal_cover: Option<String>,
    #[serde(default)]
    pub(crate) note: String,
    /// Length of the document that follows.
    pub(crate) octets: u64,
    /// Lengths of others behind it: all of them are one fax.
    #[serde(default)]
    pub(crate) more: Vec<u64>,
}

impl Submission {
    /// Who gets it besides the first.
    pub(crate) fn others(&self) -> Vec<Recipient<String>> {
        let others = self.others.iter().cloned();
        others.map(|(fax_number, name)| Recipient { fax_number, name }).collect()
    }
}

/// A reply.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Reply {
    Done(Value),
    /// It was refused: why, and what is to blame.
    Refused {
        why: String,
        blame: Blame,
    },
    /// So many octets follow.
    Octets(u64),
}

/// What is to blame for a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Blame {
    /// What is asked for, or the moment.
    Request,
    /// A document.
    Document,
    /// Who asks has not the right to it.
    Rights,
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

impl Request {
    /// How many octets of documents follow.
    pub(crate) fn octets(&self) -> u64 {
        let Self::Submit(submission) = self else { return 0 };
        submission.more.iter().fold(submission.octets, |all, more| all.saturating_add(*more))
    }
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

/// An archived message, as it is shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct MessageView {
    pub(crate) message: String,
    pub(crate) folder: Folder,
    /// Who got it, or who sent it as far as that is known.
    pub(crate) number: String,
    pub(crate) name: String,
    pub(crate) subject: String,
    pub(crate) document_name: String,
    pub(crate) read: bool,
    pub(crate) pages: u16,
    /// In octets.
    pub(crate) size: u64,
    pub(crate) started: Option<String>,
    pub(crate) ended: Option<String>,
    pub(crate) device: Option<u32>,
    pub(crate) csid: String,
    pub(crate) tsid: String,
    pub(crate) caller_id: String,
    pub(crate) retries: u32,
    pub(crate) file: String,
}

impl MessageView {
    fn new(folder: Folder, message: &dyn Message) -> Self {
        Self {
            message: message.id().to_string(),
            folder,
            number: String::new(),
            name: String::new(),
            subject: String::new(),
            document_name: String::new(),
            read: message.is_read(),
            pages: message.pages(),
            size: message.size(),
            started: message.transmission_start().map(|time| time.to_string()),
            ended: message.transmission_end().map(|time| time.to_string()),
            device: message.device_id().map(|device| device.0),
            csid: message.csid().to_owned(),
            tsid: message.tsid().to_owned(),
            caller_id: message.caller_id().to_owned(),
            retries: message.retries(),
            file: String::new(),
        }
    }
}

impl From<&OutgoingRecord> for MessageView {
    fn from(message: &OutgoingRecord) -> Self {
        Self {
            number: message.recipient().fax_number.to_owned(),
            name: message.recipient().name.to_owned(),
            subject: message.subject().to_owned(),
            document_name: message.document_name().to_owned(),
            file: message.request().document.reference.clone(),
            ..Self::new(Folder::Out, message)
        }
    }
}

impl From<&IncomingRecord> for MessageView {
    fn from(message: &IncomingRecord) -> Self {
        let number = [message.caller_id(), message.tsid()].into_iter().find(|id| !id.is_empty()).unwrap_or_default();
        Self { number: number.to_owned(), file: message.reference().to_owned(), ..Self::new(Folder::In, message) }
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
