//! Jobs to be sent, as plans: from submission to the last page, and what users may do to them.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::call::PageRecord;
use super::course::Stays;
use super::parts::General;
use super::plan::News;
use super::{
    Cause, Course, Done, Fact, Guard, Ledger, Now, Operation, OutgoingRecord, Phase, Plan, Refusal, Routes, Settings,
    View, Write, destination_key,
};
use crate::model::{FaxDocument, NewJob};
use crate::vocabulary::{CoverPageType, DeviceId, DeviceStatus, Epoch, JobId, SubmissionId, Version};

pub(super) fn submit(view: &View, request: &NewJob, now: Now) -> Result<Plan, Refusal> {
    super::request::check(request)?;
    if let Some(existing) = &view.keyed {
        return if existing.request == *request {
            Ok(Plan::nothing(Done { job: Some(existing.id), made: jobs(request), ..Done::default() }))
        } else {
            Err(Refusal::KeyReused)
        };
    }
    if view.server.settings.outgoing_blocked {
        return Err(Refusal::Blocked);
    }
    super::receipts::allowed(view, request)?;
    if request.cover_page_type == CoverPageType::Local && !view.parts.get::<General>().allow_personal_cover_pages {
        return Err(Refusal::PersonalCoverPage);
    }
    let mut server = view.server.clone();
    let first = JobId(server.last_job.saturating_add(1));
    server.last_job = server.last_job.saturating_add(jobs(request).into());
    let course = Course::new(request.schedule(), &server.settings, now);
    let mut plan = Plan::default();
    plan.put_server(server);
    if let Some(key) = &request.idempotency_key {
        plan.guards.push(Guard::KeyAbsent(key.clone()));
        plan.writes.push(Write::Key(key.clone(), first));
    }
    super::receipts::begin(&mut plan, first, request, jobs(request));
    let mut add = |id: JobId, request: NewJob| {
        let job = OutgoingRecord {
            id,
            version: Version::default(),
            events: 0,
            removed: false,
            archived: false,
            // Whoever sent it knows it.
            read: true,
            left: None,
            submission: SubmissionId(first.0),
            ledger: Ledger::new(request.document.pages),
            request,
            course,
            reason: String::new(),
            csid: String::new(),
            tsid: String::new(),
        };
        plan.put_outgoing(job, &[News::Added], now);
    };
    // The first job keeps the fax as it was submitted: that is what its key stands for.
    add(first, request.clone());
    let alone = NewJob { others: Vec::new(), other_documents: Vec::new(), idempotency_key: None, ..request.clone() };
    let documents = request.other_documents.iter().map(Some).chain(core::iter::repeat(None));
    for ((other, document), id) in request.others.iter().zip(documents).zip(first.0.saturating_add(1)..) {
        let document = document.unwrap_or(&request.document).clone();
        add(JobId(id), NewJob { recipient: other.clone(), document, ..alone.clone() });
    }
    plan.done = Done { job: Some(first), made: jobs(request), ..Done::default() };
    Ok(plan)
}

/// The number of jobs that a fax comes to, which its bounds keep small.
fn jobs(request: &NewJob) -> u32 {
    u32::try_from(request.recipients()).unwrap_or(u32::MAX)
}

/// The job of the view, if it is still in the queue.
fn listed(view: &View) -> Result<&OutgoingRecord, Refusal> {
    view.outgoing.as_ref().filter(|job| !job.removed).ok_or(Refusal::NotFound)
}

/// What listeners hear of a job that something happened to.
fn news(job: &OutgoingRecord, stays: Stays, settings: &Settings) -> &'static [News] {
    match stays {
        Stays::InQueue => &[News::Changed],
        Stays::Gone => gone(job.course.phase == Phase::Delivered && settings.outgoing_archive.use_archive),
    }
}

/// What listeners hear of a job that leaves its queue, perhaps for the archive.
pub(super) const fn gone(archive: bool) -> &'static [News] {
    if archive { &[News::Changed, News::Archived, News::Removed] } else { &[News::Changed, News::Removed] }
}

pub(super) fn claim(view: &View, device: DeviceId, now: Now) -> Result<Plan, Refusal> {
    let settings = &view.server.settings;
    let mut job = listed(view)?.clone();
    job.course.may_be_claimed(settings, now.wall)?;
    if !view.destination.is_free(now.wall) {
        return Err(Refusal::DestinationTaken);
    }
    if job.course.is_overdue(settings, now.wall) {
        return expire(view, now);
    }
    let number = job.request.recipient.fax_number.as_str();
    Routes::of(&view.parts).may_take(number, device, job.course.due, &view.server, now.wall)?;
    let mut plan = Plan::default();
    let mut destination = view.destination.clone();
    destination.key = destination_key(&job.request.recipient.fax_number);
    destination.holder = Some(job.id);
    plan.put_destination(destination, now);
    job.course.begin(&job.ledger, device, now);
    job.csid = String::new();
    // The ticket has it from here. Empty: the line says what it sends in its place.
    let general: General = view.parts.get();
    job.tsid = if general.use_device_tsid { String::new() } else { job.request.sender.tsid.clone() };
    plan.put_outgoing(job, &[News::Changed], now);
    let mut line = view.server.line(device);
    // Who takes a job is there.
    line.status = DeviceStatus { sending: true, powered_off: false, ..line.status };
    plan.set_line(view, line, now);
    Ok(plan)
}

/// Whether a line can take a job that is due. Only waiting jobs show that none can.
pub(super) fn review(view: &View, now: Now) -> Result<Plan, Refusal> {
    let mut job = listed(view)?.clone();
    if !job.course.phase.is_waiting() {
        return Err(Refusal::NotInState(job.course.status()));
    }
    let known = job.course.without_line.is_some();
    let none = !Routes::of(&view.parts).have_line(&job.request.recipient.fax_number, &view.server);
    let without = none && (known || job.course.waits_until().is_some_and(|due| due <= now.wall));
    if known == without {
        return Ok(Plan::nothing(Done::about(job.id)));
    }
    job.course.set_without_line(without);
    let mut plan = Plan::default();
    plan.put_outgoing(job, &[News::Changed], now);
    Ok(plan)
}

/// A job that waited until its time limit, held back or for want of a line; or one that ended without success so long ago
/// that the queue shall forget it.
pub(super) fn expire(view: &View, now: Now) -> Result<Plan, Refusal> {
    let mut job = listed(view)?.clone();
    let settings = &view.server.settings;
    let mut plan = Plan::default();
    if job.course.is_aged(settings, now.wall) {
        plan.put_outgoing(job, &[News::Removed], now);
    } else {
        let before = job.phase();
        job.course.expire(&job.ledger, settings, now)?;
        super::receipts::after(&mut plan, view, before, &job, now);
        plan.put_outgoing(job, &[News::Changed], now);
    }
    Ok(plan)
}

pub(super) fn attempt(view: &View, epoch: Epoch, fact: &Fact, now: Now) -> Result<Plan, Refusal> {
    let before = listed(view)?;
    let mut job = before.clone();
    if let Fact::Ended(cause) = fact {
        job.course.running(epoch)?;
        return Ok(end(view, job, *cause, &[], now));
    }
    let must_last = job.course.take(&mut job.ledger, epoch, fact)?;
    if let Fact::Identified(csid) = fact {
        job.csid = csid.to_string();
    }
    if let Fact::Presented(tsid) = fact {
        job.tsid = tsid.to_string();
    }
    if *before == job {
        return Ok(Plan::nothing(Done::about(job.id)));
    }
    // The ledger moves more often than what callers see.
    let seen = before.snapshot() != job.snapshot();
    let mut plan = Plan::default();
    plan.put_outgoing(job, if seen { &[News::Changed] } else { &[] }, now);
    Ok(if must_last { plan } else { plan.relax() })
}

/// The process that had the job on a line is gone. The ledger says what that means.
pub(super) fn recover(view: &View, now: Now) -> Result<Plan, Refusal> {
    let job = listed(view)?.clone();
    if !job.course.phase.is_active() {
        return Err(Refusal::NotInState(job.course.status()));
    }
    Ok(end(view, job, Cause::Interrupted, &[], now))
}

/// The line is idle, and tells what is to be logged of the pages.
pub(super) fn end_attempt(
    view: &View,
    epoch: Epoch,
    cause: Cause,
    pages: &[PageRecord],
    now: Now,
) -> Result<Plan, Refusal> {
    let job = listed(view)?.clone();
    job.course.running(epoch)?;
    Ok(end(view, job, cause, pages, now))
}

/// The discount period was changed.
pub(super) fn reschedule(view: &View, now: Now) -> Result<Plan, Refusal> {
    let mut job = listed(view)?.clone();
    let before = job.course;
    job.course.reschedule(job.terms(), &view.server.settings, now);
    if before == job.course {
        return Ok(Plan::nothing(Done::about(job.id)));
    }
    let mut plan = Plan::default();
    plan.put_outgoing(job, &[News::Changed], now);
    Ok(plan)
}

/// Nobody waits for the discount period before any more, unless it was changed again meanwhile.
pub(super) fn rescheduled(view: &View, since: Version) -> Plan {
    let mut plan = Plan::default();
    if view.server.moving == Some(since) {
        let mut server = view.server.clone();
        server.moving = None;
        plan.put_server(server);
    }
    plan
}

/// The line is idle: the attempt is over.
fn end(view: &View, mut job: OutgoingRecord, cause: Cause, pages: &[PageRecord], now: Now) -> Plan {
    let before = job.phase();
    let mut destination = view.destination.clone();
    let (terms, settings) = (job.terms(), &view.server.settings);
    let ending = job.course.end(&mut job.ledger, cause, terms, settings, destination.known_fax, now);
    job.reason = ending.reason.to_string();
    destination.holder = None;
    destination.known_fax |= ending.session;
    if let Some(until) = ending.blocked_until {
        destination.blocked_until = until;
    }
    let mut plan = Plan::default();
    plan.put_destination(destination, now);
    let line = job.course.device.map(|device| view.server.line(device));
    let news = news(&job, ending.stays, settings);
    super::receipts::after(&mut plan, view, before, &job, now);
    super::call::sent(&mut plan, view, &job, pages, now);
    plan.put_outgoing(job, news, now);
    if let Some(mut line) = line {
        line.status.sending = false;
        plan.set_line(view, line, now);
    }
    plan
}

pub(super) fn operate(view: &View, operation: Operation, now: Now) -> Result<Plan, Refusal> {
    let mut job = listed(view)?.clone();
    let before = job.phase();
    let stays = job.course.operate(operation, job.terms(), &view.server.settings, now)?;
    let mut plan = Plan::default();
    super::receipts::after(&mut plan, view, before, &job, now);
    let news = news(&job, stays, &view.server.settings);
    plan.put_outgoing(job, news, now);
    Ok(plan)
}
