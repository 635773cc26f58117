//! What clients of the socket are answered. Each call is the account's of whoever asks: what they may do and see, its rights say.

use std::io::Read;

use fax_queue::engine::{DeviceRecord, OutgoingRecord, Place, Refusal, Settings};
use fax_queue::model::{Device as _, Job as _, JobStatus as _, NewJob, ReceiptTerms, Schedule};
use fax_queue::service::{Connection, Feed, QueueError};
use fax_queue::vocabulary::{CoverPageType, DeviceId, Priority, ReceiptType, ReceiveMode, ServerEvents};
use serde_json::{Value, json};

use super::refused::{Refused, id, value};
use super::{EVENTS, Station, archive};
use crate::control::{Blame, JobView, Operation, Request, Submission};
use crate::exit::Exit;

/// What a client gets.
pub(super) enum Answer {
    Value(Value),
    /// As many as there are; in parts, as a reply has a longest line.
    Values(Vec<Value>),
    Document(Vec<u8>),
    /// What happens from now on.
    Events(Feed),
}

pub(super) fn answer(
    caller: &Connection,
    station: &Station,
    request: Request,
    documents: &mut impl Read,
) -> Result<Answer, Refused> {
    match request {
        Request::Submit(submission) => submit(caller, station, &submission, documents),
        Request::List => return list(caller).map(Answer::Values),
        Request::Show { job } => show(caller, &job),
        Request::Operate { job, operation } => operate(caller, &job, operation),
        Request::Copy { job } => return document(caller, &job).map(Answer::Document),
        Request::Queue { paused, blocked } => set_queue(caller, station, paused, blocked),
        Request::Archive(request) => archive::answer(caller, request),
        Request::Status => status(caller, station),
        Request::Devices => Ok(caller.devices()?.iter().map(device).collect()),
        Request::Answer { device } => answer_call(caller, DeviceId(device)),
        Request::Watch => return events(caller).map(Answer::Events),
    }
    .map(Answer::Value)
}

fn submit(
    caller: &Connection,
    station: &Station,
    submission: &Submission,
    documents: &mut impl Read,
) -> Result<Value, Refused> {
    let priority = if submission.high { Priority::High } else { Priority::Normal };
    // Before their documents fill the spool.
    if !caller.granted_rights()?.may_submit(priority) {
        return Err(QueueError::from(Refusal::Denied).into());
    }
    let mut bodies = Vec::new();
    for (index, octets) in core::iter::once(&submission.octets).chain(&submission.more).enumerate() {
        match station.spool.take(documents, *octets) {
            Ok(spooled) => bodies.push(spooled),
            Err(failed) => {
                let which =
                    if submission.more.is_empty() { String::new() } else { format!("document {}: ", index + 1) };
                let blame = if failed.exit == Exit::Document { Blame::Document } else { Blame::Request };
                return Err(Refused::new(blame, format_args!("{which}{failed}")));
            }
        }
    }
    let (cover_page_type, cover_page) = cover(station, submission)?;
    let mut job = match bodies.as_slice() {
        [one] if cover_page_type == CoverPageType::None => {
            let mut job = NewJob::new(&submission.number, &one.reference, one.pages);
            job.document.size = one.octets;
            job
        }
        several => {
            let mut job = NewJob::new(&submission.number, "", 0);
            job.bodies = several.iter().map(|body| body.reference.clone()).collect();
            (job.cover_page_type, job.cover_page) = (cover_page_type, cover_page);
            job
        }
    };
    job.note.clone_from(&submission.note);
    if submission.discount {
        job.schedule = Schedule::DiscountPeriod;
    }
    let mail = if submission.receipt.is_some() { ReceiptType::MAIL } else { ReceiptType::NONE };
    let file = if submission.receipt_file { ReceiptType::MESSAGE_BOX } else { ReceiptType::NONE };
    job.receipt = ReceiptTerms {
        kind: mail.union(file),
        address: submission.receipt.clone().unwrap_or_default(),
        grouped: submission.receipt_summary,
        attach: submission.attach,
    };
    job.recipient.name.clone_from(&submission.name);
    job.others = submission.others();
    job.subject.clone_from(&submission.subject);
    job.document_name.clone_from(&submission.document_name);
    job.sender.tsid.clone_from(&submission.tsid);
    job.duplicates = submission.duplicates;
    job.idempotency_key.clone_from(&submission.key);
    job.priority = priority;
    let jobs: Vec<String> = caller.submit_to_all(job)?.jobs().map(|job| job.to_string()).collect();
    Ok(json!({ "job": jobs.first(), "jobs": jobs }))
}

/// The cover page that a fax is to have, and its name: the text of a personal one goes into the spool.
fn cover(station: &Station, submission: &Submission) -> Result<(CoverPageType, String), Refused> {
    match (&submission.cover, &submission.personal_cover) {
        (None, None) => Ok((CoverPageType::None, String::new())),
        (Some(name), None) => Ok((CoverPageType::Server, name.clone())),
        (Some(_), Some(_)) => Err(Refused::request("a fax has one cover page")),
        (None, Some(text)) => {
            let path = station.spool.keep(text.as_bytes()).map_err(Refused::request)?;
            Ok((CoverPageType::Local, path.to_string_lossy().into_owned()))
        }
    }
}

fn list(caller: &Connection) -> Result<Vec<Value>, Refused> {
    caller.outgoing_jobs()?.iter().map(|job| value(JobView::from(job))).collect()
}

fn show(caller: &Connection, job: &str) -> Result<Value, Refused> {
    value(JobView::from(&caller.outgoing_job(id(job)?)?))
}

fn operate(caller: &Connection, job: &str, operation: Operation) -> Result<Value, Refused> {
    let id = caller.outgoing_job(id(job)?)?.id();
    match operation {
        Operation::Pause => caller.pause(id),
        Operation::Resume => caller.resume(id),
        Operation::Restart => caller.restart(id),
        Operation::Cancel => caller.cancel(id),
    }?;
    show(caller, job)
}

fn set_queue(
    caller: &Connection,
    station: &Station,
    paused: Option<bool>,
    blocked: Option<bool>,
) -> Result<Value, Refused> {
    let old = caller.settings()?;
    caller.set_settings(Settings {
        outgoing_paused: paused.unwrap_or(old.outgoing_paused),
        outgoing_blocked: blocked.unwrap_or(old.outgoing_blocked),
        ..old
    })?;
    status(caller, station)
}

/// What there is to see of something that the caller may not see: nothing.
fn as_seen<T>(result: Result<T, QueueError>) -> Result<Option<T>, QueueError> {
    match result {
        Err(QueueError::Refused(Refusal::Denied | Refusal::NotFound)) => Ok(None),
        result => result.map(Some),
    }
}

fn status(caller: &Connection, station: &Station) -> Result<Value, Refused> {
    let settings = caller.settings()?;
    let counts = caller.counts()?;
    // Few, however many wait: one for each line.
    let sending = sending(caller, station)?;
    // A job that could not be routed is in its queue and in the archive as well, so its place does not count it here.
    let incoming = as_seen(caller.incoming_jobs())?;
    let lines: Vec<Value> = station
        .lines
        .iter()
        .zip(&station.config.lines)
        .map(|(switch, line)| {
            let on = |id: Option<DeviceId>| id == Some(switch.device);
            let sends = sending.iter().find(|job| on(job.device_id()));
            let receives = incoming.iter().flatten().find(|job| job.phase().is_active() && on(job.device_id()));
            json!({
                "device": switch.device.0,
                "modem": line.modem.get_ref(),
                "send": line.send,
                "receive": line.mode() != ReceiveMode::NoAnswer,
                "job": sends.map(|job| job.id().to_string()).or(receives.map(|job| job.id().to_string())),
            })
        })
        .collect();
    Ok(json!({
        "paused": settings.outgoing_paused,
        "blocked": settings.outgoing_blocked,
        "outgoing": counts.of_all(&Place::OUTGOING_QUEUE),
        "incoming": incoming.map(|jobs| jobs.len()),
        "archived": counts.of_all(&Place::ARCHIVES),
        "archive_octets": counts.archive_size(),
        "lines": lines,
    }))
}

/// The jobs that lines send, as far as the caller may see them.
fn sending(caller: &Connection, station: &Station) -> Result<Vec<OutgoingRecord>, QueueError> {
    let on_line = station.queue.in_place(Place::OnLine, <_>::default(), usize::MAX)?;
    let jobs = on_line.into_iter().filter_map(|(_, job)| as_seen(caller.outgoing_job(job)).transpose());
    // One may have ended meanwhile.
    jobs.filter(|job| job.as_ref().map_or(true, |job| job.phase().is_active())).collect()
}

fn device(device: &DeviceRecord) -> Value {
    let receive = match device.receive_mode() {
        ReceiveMode::AutoAnswer => "automatic",
        ReceiveMode::ManualAnswer => "manual",
        ReceiveMode::NoAnswer => "none",
    };
    let routing: Vec<String> = device.used_routing_methods().iter().map(ToString::to_string).collect();
    json!({
        "device": device.id().0,
        "name": device.device_name(),
        "description": device.description(),
        "status": device.status().to_string(),
        "send": device.send_enabled(),
        "receive": receive,
        "rings": device.rings_before_answer(),
        "csid": device.csid(),
        "tsid": device.tsid(),
        "routing": routing,
    })
}

/// The line as it rang: what it does then is its own matter.
fn answer_call(caller: &Connection, id: DeviceId) -> Result<Value, Refused> {
    let found = caller.device(id)?;
    caller.answer_call(id)?;
    Ok(device(&found))
}

fn document(caller: &Connection, job: &str) -> Result<Vec<u8>, Refused> {
    caller.copy_tiff(id(job)?).map_err(|error| match Refused::from(error) {
        refused if refused.blame == Blame::Rights => refused,
        Refused { why, blame } => Refused::new(blame, format_args!("{job}: {why}")),
    })
}

/// Everything that a caller may hear of.
fn events(caller: &Connection) -> Result<Feed, Refused> {
    let mask = caller.granted_events(EVENTS.union(ServerEvents::SERVICE_ENDED))?;
    Ok(caller.feed(mask, caller.last_event()?)?)
}
