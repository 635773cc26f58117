//! `fax queue`: what a server is asked over its socket.

use core::fmt::Write as _;
use core::iter::repeat;
use std::fs;
use std::io::{self, BufReader, IsTerminal as _, Read, Write as _};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use fax_core::Ident;
use fax_queue::model::DuplicatePolicy;
use interprocess::local_socket::Stream;
use interprocess::local_socket::traits::Stream as _;
use serde_json::Value;

use crate::archive;
use crate::args::{canonical_number, ident};
use crate::control::{self, Blame, JobView, Operation, Reply, Request, Submission};
use crate::exit::{Exit, Failed};
use crate::output;

/// Width of a bar.
const BAR: usize = 20;

#[derive(Debug, clap::Args)]
pub(crate) struct Queue {
    /// Socket of the server, `control` in its file.
    #[arg(long, value_name = "PATH", env = "FAX_CONTROL", global = true, default_value = "/run/fax/control")]
    control: PathBuf,
    /// One JSON object per line in place of text.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Hand in a document; it is safe when this returns.
    Submit(Submit),
    /// List jobs that are not sent yet.
    List,
    /// Show a job, sent ones too.
    Show { job: String },
    /// Hold a waiting job back; without JOB, hold all back.
    Pause { job: Option<String> },
    /// Let a paused job go; without JOB, let the queue go.
    Resume { job: Option<String> },
    /// Try a failed job anew.
    Restart { job: String },
    /// Give a job up, in the middle of a call too.
    Cancel { job: String },
    /// Fetch the pages of a job or a message as they were sent or received: a TIFF.
    Copy { job: String, file: PathBuf },
    /// What was sent and received.
    #[command(subcommand)]
    Archive(archive::Command),
    /// Print what happens, until Ctrl-C.
    Watch,
    /// Say what the server does.
    Status,
    /// List the lines, and what each of them does.
    Devices,
    /// Let a line that rings answer, by its number among the devices.
    Answer { device: u32 },
}

#[derive(Debug, clap::Args)]
struct Submit {
    /// TIFF, PBM or PNG; several become one fax, in this order.
    #[arg(required = true)]
    docs: Vec<PathBuf>,
    /// Number to dial; `+` and a country code in front are dialled as the server's file says. Several
    /// get a job each, all of them or none.
    #[arg(long, value_name = "NUMBER", value_parser = canonical_number, required = true)]
    to: Vec<String>,
    /// Name of who gets it; of several, one for each, in their order.
    #[arg(long)]
    name: Vec<String>,
    #[arg(long, default_value = "")]
    subject: String,
    /// Our number for this fax, in place of the server's.
    #[arg(long, value_name = "TSI", value_parser = ident, default_value = "")]
    id: Ident,
    /// Before others.
    #[arg(long)]
    high: bool,
    /// What to do about a page of which nobody knows whether it arrived.
    #[arg(long, value_enum, default_value_t = Doubt::Mark)]
    doubt: Doubt,
    /// A key of your choice: handing the same fax in with it again gives the first job.
    #[arg(long)]
    key: Option<String>,
    /// Not before the discount period of the server.
    #[arg(long)]
    discount: bool,
    /// A mail address that hears how it ended.
    #[arg(long, value_name = "ADDRESS", group = "report")]
    receipt: Option<String>,
    /// How it ended is to be told by a file in the server's folder for receipts.
    #[arg(long, group = "report")]
    receipt_file: bool,
    /// One receipt for all of several, when the last of them has ended, in place of one for each.
    #[arg(long, requires = "report")]
    receipt_summary: bool,
    /// Attach the fax to that mail.
    #[arg(long, requires = "receipt")]
    attach: bool,
    /// A cover page of the server's to go in front.
    #[arg(long, value_name = "NAME", group = "front")]
    cover: Option<String>,
    /// A cover page of your own: a text with {to-name} and the like, as those of the server have. It may not take any.
    #[arg(long, value_name = "FILE.txt", group = "front")]
    personal_cover: Option<PathBuf>,
    /// Text for the cover page.
    #[arg(long, default_value = "", requires = "front")]
    note: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Doubt {
    /// Stop, and let a person decide.
    Stop,
    /// Send it again, marked as a repeat.
    Mark,
    /// Send until it is confirmed.
    Repeat,
}

/// A connection to a server.
pub(crate) struct Client {
    stream: BufReader<Stream>,
}

impl Client {
    fn connect(args: &Queue) -> Result<Self, Failed> {
        let failed = |error: std::io::Error| {
            let path = args.control.display();
            if error.kind() == std::io::ErrorKind::PermissionDenied {
                let why =
                    "this socket is not open to you; whoever runs the server can open it: mode and group of [access]";
                return Failed::new(Exit::Denied, format_args!("{path}: {why}"));
            }
            Failed::io(path, format_args!("no server answers here: {error}; is `fax serve` running?"))
        };
        let name = control::name(&args.control).map_err(failed)?;
        Ok(Self { stream: BufReader::new(Stream::connect(name).map_err(failed)?) })
    }

    fn send(&mut self, request: &Request, document: &[u8]) -> Result<(), Failed> {
        let stream = self.stream.get_mut();
        control::put(stream, request).and_then(|()| stream.write_all(document)).map_err(gone)
    }

    fn reply(&mut self) -> Result<Reply, Failed> {
        match control::get(&mut self.stream).map_err(gone)? {
            Some(Reply::Refused { why, blame }) => {
                let exit = match blame {
                    Blame::Request => Exit::Usage,
                    Blame::Document => Exit::Document,
                    Blame::Rights => Exit::Denied,
                };
                Err(Failed::new(exit, why))
            }
            Some(reply) => Ok(reply),
            None => Err(Failed::new(Exit::Io, "the server has ended")),
        }
    }

    /// A request and the value of its reply.
    pub(crate) fn ask(&mut self, request: &Request) -> Result<Value, Failed> {
        self.send(request, &[])?;
        self.value()
    }

    /// A request and the values of its replies, which come some at a time.
    fn ask_for_all(&mut self, request: &Request) -> Result<Vec<Value>, Failed> {
        self.send(request, &[])?;
        let mut all = Vec::new();
        loop {
            match self.value()? {
                Value::Array(part) if part.is_empty() => return Ok(all),
                Value::Array(part) => all.extend(part),
                _ => return Err(Failed::new(Exit::Io, "the server has another version")),
            }
        }
    }

    fn value(&mut self) -> Result<Value, Failed> {
        match self.reply()? {
            Reply::Done(value) => Ok(value),
            Reply::Refused { .. } | Reply::Octets(_) => Err(Failed::new(Exit::Io, "the server has another version")),
        }
    }
}

fn gone(error: io::Error) -> Failed {
    Failed::new(Exit::Io, format_args!("the connection to the server failed: {error}"))
}

pub(crate) fn run(args: &Queue) -> Result<Exit, Failed> {
    let mut client = Client::connect(args)?;
    let operate = |job: &str, operation| Request::Operate { job: job.to_owned(), operation };
    let hold = |paused| Request::Queue { paused: Some(paused), blocked: None };
    let request = match &args.command {
        Command::Submit(submit) => return hand_in(args, submit, &mut client),
        Command::Copy { job, file } => return copy(job, file, &mut client),
        Command::Archive(command) => return archive::run(command, args.json, &mut client),
        Command::Watch => return watch(args, &mut client),
        Command::List => return list(args, &mut client),
        Command::Show { job } => Request::Show { job: job.clone() },
        Command::Pause { job: Some(job) } => operate(job, Operation::Pause),
        Command::Resume { job: Some(job) } => operate(job, Operation::Resume),
        Command::Pause { job: None } => hold(true),
        Command::Resume { job: None } => hold(false),
        Command::Restart { job } => operate(job, Operation::Restart),
        Command::Cancel { job } => operate(job, Operation::Cancel),
        Command::Status => Request::Status,
        Command::Devices => Request::Devices,
        Command::Answer { device } => Request::Answer { device: *device },
    };
    let value = client.ask(&request)?;
    match (&request, args.json) {
        (Request::Devices, true) => value.as_array().into_iter().flatten().for_each(output::line),
        (_, true) => output::line(value),
        (Request::Show { .. }, false) => show(&value),
        (Request::Devices, false) => value.as_array().into_iter().flatten().map(device_row).for_each(output::line),
        (Request::Answer { .. }, false) => output::line(device_row(&value)),
        (Request::Operate { .. }, false) => {
            output::line(row(&view(value)?, false));
        }
        _ => show(&value),
    }
    Ok(Exit::Done)
}

fn list(args: &Queue, client: &mut Client) -> Result<Exit, Failed> {
    let bar = io::stdout().is_terminal();
    for job in client.ask_for_all(&Request::List)? {
        if args.json {
            output::line(job);
        } else {
            output::line(row(&view(job)?, bar));
        }
    }
    Ok(Exit::Done)
}

fn view(value: Value) -> Result<JobView, Failed> {
    serde_json::from_value(value).map_err(|error| Failed::new(Exit::Io, format_args!("the server said: {error}")))
}

/// A job in a line: with a bar for somebody who looks.
fn row(job: &JobView, bar: bool) -> String {
    let mut row = format!("{}  {:<20} ", job.job, job.number);
    if bar && job.pages > 0 {
        let done = usize::from(job.pages_confirmed.min(job.pages)) * BAR / usize::from(job.pages);
        let _ = write!(row, "[{:<BAR$}] ", "=".repeat(done));
    }
    let _ = write!(row, "{}/{} pages  {}", job.pages_confirmed, job.pages, job.status);
    if !job.extended_status.is_empty() {
        let _ = write!(row, ", {}", job.extended_status);
    }
    row
}

/// A device in a line.
fn device_row(device: &Value) -> String {
    let text = |name| device.get(name).and_then(Value::as_str).unwrap_or_default();
    let number = |name| device.get(name).and_then(Value::as_u64).unwrap_or_default();
    let sends = if device.get("send").and_then(Value::as_bool) == Some(true) { "sends" } else { "does not send" };
    let receives = match text("receive") {
        "automatic" => format!("answers at ring {}", number("rings")),
        "manual" => "is answered by hand".to_owned(),
        _ => "does not answer".to_owned(),
    };
    format!("{:<4} {:<12} {}  {sends}, {receives}", number("device"), text("status"), text("name"))
}

/// Name and value of each field that says something.
pub(crate) fn show(value: &Value) {
    for (name, value) in value.as_object().into_iter().flatten() {
        match value {
            Value::Null => {}
            Value::String(text) if text.is_empty() => {}
            Value::String(text) => output::line(format_args!("{name:<16} {}", output::within(text))),
            Value::Array(all) => all.iter().for_each(|one| output::line(format_args!("{name:<16} {one}"))),
            other => output::line(format_args!("{name:<16} {other}")),
        }
    }
}

fn hand_in(args: &Queue, submit: &Submit, client: &mut Client) -> Result<Exit, Failed> {
    let read = |doc: &PathBuf| fs::read(doc).map_err(|error| Failed::document(doc.display(), error));
    let documents = submit.docs.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let numbers = submit.to.len();
    if ![0, numbers].contains(&submit.name.len()) {
        return Err(Failed::new(Exit::Usage, format_args!("{} names for {numbers} numbers", submit.name.len())));
    }
    let mut recipients = submit.to.iter().cloned().zip(submit.name.iter().cloned().chain(repeat(String::new())));
    let (number, to_name) = recipients.next().unwrap_or_default();
    let personal_cover = submit.personal_cover.as_deref().map(personal_cover).transpose()?;
    let mut lengths = documents.iter().map(|document| document.len() as u64);
    let name = submit.docs.iter().map(|doc| doc.display().to_string()).collect::<Vec<_>>().join(", ");
    let submission = Submission {
        number,
        name: to_name,
        others: recipients.collect(),
        subject: submit.subject.clone(),
        document_name: submit
            .docs
            .iter()
            .filter_map(|doc| Some(doc.file_name()?.to_string_lossy()))
            .collect::<Vec<_>>()
            .join(", "),
        tsid: submit.id.as_str().to_owned(),
        high: submit.high,
        duplicates: match submit.doubt {
            Doubt::Stop => DuplicatePolicy::AtMostOnce,
            Doubt::Mark => DuplicatePolicy::ResumeMarked,
            Doubt::Repeat => DuplicatePolicy::AtLeastOnce,
        },
        key: submit.key.clone(),
        discount: submit.discount,
        receipt: submit.receipt.clone(),
        attach: submit.attach,
        receipt_file: submit.receipt_file,
        receipt_summary: submit.receipt_summary,
        cover: submit.cover.clone(),
        personal_cover,
        note: submit.note.clone(),
        octets: lengths.next().unwrap_or_default(),
        more: lengths.collect(),
    };
    client.send(&Request::Submit(Box::new(submission)), &documents.concat())?;
    let value = client.value().map_err(|failed| match failed.exit {
        Exit::Document => Failed::document(name, failed),
        _ => failed,
    })?;
    if args.json {
        output::line(value);
    } else {
        let jobs = value.get("jobs").and_then(Value::as_array).into_iter().flatten();
        jobs.filter_map(Value::as_str).for_each(output::line);
    }
    Ok(Exit::Done)
}

/// A text that fills a page, and not the longest line that the server reads.
fn personal_cover(path: &Path) -> Result<String, Failed> {
    const LONGEST: usize = 64 << 10;
    let text = fs::read_to_string(path).map_err(|error| Failed::document(path.display(), error))?;
    if text.len() > LONGEST { Err(Failed::document(path.display(), "longer than any page")) } else { Ok(text) }
}

fn copy(job: &str, file: &Path, client: &mut Client) -> Result<Exit, Failed> {
    client.send(&Request::Copy { job: job.to_owned() }, &[])?;
    let Reply::Octets(octets) = client.reply()? else {
        return Err(Failed::new(Exit::Io, "the server has another version"));
    };
    fetch(&mut client.stream, octets, file).map(|()| Exit::Done)
}

/// Puts so many octets into a new file. One that is not whole does not stay.
fn fetch(from: &mut impl Read, octets: u64, file: &Path) -> Result<(), Failed> {
    let failed = |error| Failed::io(file.display(), error);
    let mut to = fs::File::create_new(file).map_err(failed)?;
    let copied = io::copy(&mut from.take(octets), &mut to);
    let result = match copied {
        Ok(copied) if copied == octets => return Ok(()),
        Ok(_) => Failed::new(Exit::Io, "the server ended in the middle of the document; ask again"),
        Err(error) => failed(error),
    };
    let _ = fs::remove_file(file);
    Err(result)
}

fn watch(args: &Queue, client: &mut Client) -> Result<Exit, Failed> {
    client.send(&Request::Watch, &[])?;
    loop {
        let event = client.value()?;
        if args.json {
            output::line(event);
            continue;
        }
        let text = |name| event.get(name).and_then(Value::as_str).unwrap_or_default();
        let number = |name| event.get(name).and_then(Value::as_u64).unwrap_or_default();
        let mut line = format!("{} {}", text("event"), text("job"));
        if !text("status").is_empty() {
            let _ = write!(
                line,
                ": {}, page {} of {}, {}",
                text("status"),
                number("current_page"),
                number("pages"),
                text("extended_status")
            );
        }
        output::line(line);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_what_is_confirmed() {
        let view = |pages_confirmed: u16, pages: u16| JobView {
            job: "1".to_owned(),
            submission: String::new(),
            number: "5551234".to_owned(),
            name: String::new(),
            status: "in progress".to_owned(),
            extended_status: String::new(),
            reason: String::new(),
            pages,
            pages_confirmed,
            current_page: 0,
            retries: 0,
            submitted: String::new(),
            scheduled: None,
            device: None,
            csid: String::new(),
            rate: None,
            subject: String::new(),
            document_name: String::new(),
        };
        for (confirmed, pages, long) in [(0, 3, 0), (1, 2, 10), (3, 3, 20), (40_000, 60_000, 13), (9, 3, 20)] {
            let row = row(&view(confirmed, pages), true);
            let bar = row.split(['[', ']']).nth(1).unwrap();
            assert_eq!(bar, format!("{:<20}", "=".repeat(long)), "{confirmed} of {pages}");
        }
        assert!(!row(&view(0, 0), true).contains('['));
    }

    #[test]
    fn a_document_is_fetched_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("copy.tif");
        fetch(&mut &b"II*\0"[..], 9, &file).unwrap_err();
        assert!(!file.exists());
        fetch(&mut &b"II*\0 and what follows"[..], 4, &file).unwrap();
        fetch(&mut &b"II*\0"[..], 4, &file).unwrap_err();
        assert_eq!(fs::read(&file).unwrap(), b"II*\0", "what was there stays");
    }
}
