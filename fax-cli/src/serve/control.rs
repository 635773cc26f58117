//! The server's side of the socket: a thread for each client, and no more of them than a limit.

use core::sync::atomic::{AtomicUsize, Ordering};
use std::fs;
use std::io::{self, BufReader, Read as _, Write as _};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

use fax_queue::engine::{DeviceRecord, OutgoingRecord, Place, Settings};
use fax_queue::model::{Device as _, Job as _, JobStatus as _, NewJob, ReceiptTerms, Schedule};
use fax_queue::service::QueueError;
use fax_queue::vocabulary::{CoverPageType, DeviceId, JobId, Priority, ReceiptType, ReceiveMode};
use interprocess::local_socket::traits::{ListenerExt as _, Stream as _};
use interprocess::local_socket::{Listener, ListenerOptions, Stream};
use serde_json::{Value, json};

use super::{EVENTS, Station, archive};
use crate::control::{self, JobView, Operation, Reply, Request, Submission};
use crate::exit::{Exit, Failed};
use crate::notices::{Events, Told};

/// Clients at a time.
const CLIENTS: usize = 32;
/// Notifications that wait for a client; one that falls behind further is dropped.
const WAITING: usize = 1024;

/// Opens the socket, and serves it in threads of its own from then on.
pub(super) fn open(station: &Arc<Station>) -> Result<(), Failed> {
    let path = &station.config.control;
    let failed = |error: io::Error| Failed::io(path.display(), error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let name = control::name(path).map_err(failed)?;
    if path.exists() {
        if Stream::connect(name.clone()).is_ok() {
            return Err(Failed::io(path.display(), "another server answers here; end it first"));
        }
        // The server that made it is gone.
        fs::remove_file(path).map_err(failed)?;
    }
    let options = ListenerOptions::new().name(name);
    #[cfg(unix)]
    let options = interprocess::os::unix::local_socket::ListenerOptionsExt::mode(options, 0o660);
    let listener = options.create_sync().map_err(failed)?;
    let station = Arc::clone(station);
    thread::spawn(move || listen(&listener, &station));
    Ok(())
}

/// Takes the socket away.
pub(super) fn close(station: &Station) {
    // It is gone already where sockets are no files.
    let _ = fs::remove_file(&station.config.control);
}

fn listen(listener: &Listener, station: &Arc<Station>) {
    let clients = Arc::new(AtomicUsize::new(0));
    for client in listener.incoming().filter_map(Result::ok) {
        if clients.fetch_add(1, Ordering::AcqRel) >= CLIENTS {
            clients.fetch_sub(1, Ordering::AcqRel);
            let _ = control::put(&mut &client, &refused("too many clients; try again later"));
            continue;
        }
        let (station, clients) = (Arc::clone(station), Arc::clone(&clients));
        thread::spawn(move || {
            // A client that goes away in the middle has only itself to answer to.
            let _ = attend(&client, &station);
            clients.fetch_sub(1, Ordering::AcqRel);
        });
    }
}

fn attend(client: &Stream, station: &Station) -> io::Result<()> {
    let mut from = BufReader::new(client);
    loop {
        let request = match control::get::<Request>(&mut from) {
            Ok(Some(request)) => request,
            Ok(None) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return control::put(&mut &*client, &refused(&format!("this is no request: {error}")));
            }
            Err(error) => return Err(error),
        };
        let reply = match request {
            Request::Watch => return watch(client, station),
            Request::Copy { job } => match document(station, &job) {
                Ok(document) => {
                    control::put(&mut &*client, &Reply::Octets(document.len() as u64))?;
                    (&*client).write_all(&document)?;
                    continue;
                }
                Err(reply) => reply,
            },
            Request::Submit(submission) => {
                let octets = submission.more.iter().fold(submission.octets, |all, more| all.saturating_add(*more));
                let mut document = from.by_ref().take(octets);
                let reply = submit(station, &submission, &mut document);
                // A refusal before the end leaves octets that are no requests.
                io::copy(&mut document, &mut io::sink())?;
                reply
            }
            Request::List => answer(list(station)),
            Request::Show { job } => answer(show(station, &job)),
            Request::Operate { job, operation } => answer(operate(station, &job, operation)),
            Request::Queue { paused, blocked } => answer(set_queue(station, paused, blocked)),
            Request::Archive(request) => answer(archive::answer(&station.queue, request)),
            Request::Status => answer(status(station)),
            Request::Devices => answer(devices(station)),
            Request::Answer { device } => answer(answer_call(station, DeviceId(device))),
        };
        control::put(&mut &*client, &reply)?;
    }
}

/// Why not, in words for people.
type Refused = String;

fn refused(why: &str) -> Reply {
    Reply::Refused { why: why.to_owned(), document: false }
}

fn answer(result: Result<Value, Refused>) -> Reply {
    result.map_or_else(|why| refused(&why), Reply::Done)
}

fn told(error: &QueueError) -> Refused {
    error.to_string()
}

fn submit(station: &Station, submission: &Submission, document: &mut impl io::Read) -> Reply {
    let mut bodies = Vec::new();
    for (index, octets) in core::iter::once(&submission.octets).chain(&submission.more).enumerate() {
        match station.spool.take(document, *octets) {
            Ok(spooled) => bodies.push(spooled),
            Err(failed) => {
                let which =
                    if submission.more.is_empty() { String::new() } else { format!("document {}: ", index + 1) };
                return Reply::Refused { why: format!("{which}{failed}"), document: failed.exit == Exit::Document };
            }
        }
    }
    let mut job = match bodies.as_slice() {
        [one] if submission.cover.is_none() => {
            let mut job = NewJob::new(&submission.number, &one.reference, one.pages);
            job.document.size = one.octets;
            job
        }
        several => {
            let mut job = NewJob::new(&submission.number, "", 0);
            job.bodies = several.iter().map(|body| body.reference.clone()).collect();
            if let Some(cover) = &submission.cover {
                job.cover_page_type = CoverPageType::Server;
                job.cover_page.clone_from(cover);
            }
            job
        }
    };
    job.note.clone_from(&submission.note);
    if submission.discount {
        job.schedule = Schedule::DiscountPeriod;
    }
    if let Some(address) = &submission.receipt {
        let attach = submission.attach;
        job.receipt = ReceiptTerms { kind: ReceiptType::MAIL, address: address.clone(), grouped: false, attach };
    }
    job.recipient.name.clone_from(&submission.name);
    job.subject.clone_from(&submission.subject);
    job.document_name.clone_from(&submission.document_name);
    job.sender.tsid.clone_from(&submission.tsid);
    job.duplicates = submission.duplicates;
    job.idempotency_key.clone_from(&submission.key);
    job.priority = if submission.high { Priority::High } else { Priority::Normal };
    answer(station.queue.submit(job).map_err(|error| told(&error)).map(|job| json!({ "job": job.to_string() })))
}

fn job(station: &Station, id: &str) -> Result<OutgoingRecord, Refused> {
    let id: JobId = id.parse().map_err(|error| format!("{id}: {error}"))?;
    station.queue.outgoing_job(id).map_err(|error| told(&error))
}

fn list(station: &Station) -> Result<Value, Refused> {
    let jobs = station.queue.outgoing_jobs().map_err(|error| told(&error))?;
    let jobs: Vec<JobView> = jobs.iter().map(JobView::from).collect();
    serde_json::to_value(jobs).map_err(|error| error.to_string())
}

fn show(station: &Station, id: &str) -> Result<Value, Refused> {
    serde_json::to_value(JobView::from(&job(station, id)?)).map_err(|error| error.to_string())
}

fn operate(station: &Station, id: &str, operation: Operation) -> Result<Value, Refused> {
    let queue = &station.queue;
    let id = job(station, id)?.id();
    match operation {
        Operation::Pause => queue.pause(id),
        Operation::Resume => queue.resume(id),
        Operation::Restart => queue.restart(id),
        Operation::Cancel => queue.cancel(id),
    }
    .map_err(|error| told(&error))?;
    show(station, &id.to_string())
}

fn set_queue(station: &Station, paused: Option<bool>, blocked: Option<bool>) -> Result<Value, Refused> {
    let queue = &station.queue;
    let old = queue.settings().map_err(|error| told(&error))?;
    let settings = Settings {
        outgoing_paused: paused.unwrap_or(old.outgoing_paused),
        outgoing_blocked: blocked.unwrap_or(old.outgoing_blocked),
        ..old
    };
    queue.set_settings(settings).map_err(|error| told(&error))?;
    status(station)
}

fn status(station: &Station) -> Result<Value, Refused> {
    let settings = station.queue.settings().map_err(|error| told(&error))?;
    let counts = station.queue.counts().map_err(|error| told(&error))?;
    // Few, however many wait: one for each line.
    let sending = sending(station).map_err(|error| told(&error))?;
    // A job that could not be routed is in its queue and in the archive as well, so its place does not count it here.
    let incoming = station.queue.incoming_jobs().map_err(|error| told(&error))?;
    let lines: Vec<Value> = station
        .lines
        .iter()
        .zip(&station.config.lines)
        .map(|(switch, line)| {
            let on = |id: Option<DeviceId>| id == Some(switch.device);
            let sends = sending.iter().find(|job| on(job.device_id()));
            let receives = incoming.iter().find(|job| job.phase().is_active() && on(job.device_id()));
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
        "incoming": incoming.len(),
        "archived": counts.of_all(&Place::ARCHIVES),
        "archive_octets": counts.archive_size(),
        "lines": lines,
    }))
}

/// The jobs that lines send.
fn sending(station: &Station) -> Result<Vec<OutgoingRecord>, QueueError> {
    let on_line = station.queue.in_place(Place::OnLine, <_>::default(), usize::MAX)?;
    let jobs = on_line.into_iter().map(|(_, job)| station.queue.outgoing_job(job));
    // One may have ended meanwhile.
    jobs.filter(|job| job.as_ref().map_or(true, |job| job.phase().is_active())).collect()
}

fn devices(station: &Station) -> Result<Value, Refused> {
    let devices = station.queue.devices().map_err(|error| told(&error))?;
    Ok(devices.iter().map(device).collect())
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

fn answer_call(station: &Station, id: DeviceId) -> Result<Value, Refused> {
    station.queue.answer_call(id).map_err(|error| told(&error))?;
    station.queue.device(id).map(|found| device(&found)).map_err(|error| told(&error))
}

fn document(station: &Station, id: &str) -> Result<Vec<u8>, Reply> {
    let job: JobId = id.parse().map_err(|error| refused(&format!("{id}: {error}")))?;
    station.queue.copy_tiff(job).map_err(|error| refused(&format!("{id}: {error}")))
}

/// Tells a client what happens, until it goes away or falls behind: then the stream ends, and it may read the jobs anew.
fn watch(client: &Stream, station: &Station) -> io::Result<()> {
    let (tell, told) = mpsc::sync_channel(WAITING);
    let mut tell = Some(tell);
    let listener = Events(move |told: &Told<'_>| {
        if tell.as_ref().is_some_and(|tell| tell.try_send(told.to_json()).is_err()) {
            tell = None;
        }
    });
    let subscription = station.queue.subscribe(EVENTS, listener);
    let mut result = Ok(());
    for event in told {
        result = control::put(&mut &*client, &Reply::Done(event));
        if result.is_err() {
            break;
        }
    }
    station.queue.unsubscribe(subscription);
    result
}
