//! Calls that ring and jobs being received.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::call::PageRecord;
use super::plan::News;
use super::{
    Cause, Done, EventKind, IncomingPhase, IncomingRecord, Limit, MessageDetails, Now, Operation, Plan, Reception,
    Refusal, RoutingJournal, View,
};
use crate::model::JobStatus;
use crate::vocabulary::{DeviceId, DeviceStatus, ExtendedStatus, JobId, Version};

/// What a network may say about a caller, cut to a sane length: it is a stranger's text.
fn caller(text: &str) -> String {
    text.chars().take(64).collect()
}

pub(super) fn ring(view: &View, device: DeviceId, caller_id: &str, now: Now) -> Result<Plan, Refusal> {
    let mut server = view.server.clone();
    server.last_call = server.last_call.saturating_add(1);
    let kind = EventKind::NewCall { call: server.last_call, device, caller_id: caller(caller_id) };
    let mut plan = Plan::default();
    plan.server_event(&mut server, kind, now);
    let mut line = view.server.line(device);
    line.status = DeviceStatus { ringing: true, powered_off: false, ..line.status };
    plan.change_line(&mut server, line, now);
    plan.put_server(server);
    Ok(plan)
}

pub(super) fn accept(
    view: &View,
    device: DeviceId,
    caller_id: &str,
    reference: &str,
    now: Now,
) -> Result<Plan, Refusal> {
    if !(1..=4096).contains(&reference.len()) {
        return Err(Refusal::OutOfBounds(Limit::Reference));
    }
    if view.server.settings.incoming_blocked {
        return Err(Refusal::Blocked);
    }
    let mut server = view.server.clone();
    server.last_job = server.last_job.saturating_add(1);
    let job = IncomingRecord {
        id: JobId(server.last_job),
        version: Version::default(),
        events: 0,
        removed: false,
        archived: false,
        read: false,
        left: None,
        phase: IncomingPhase::Receiving,
        device,
        caller_id: caller(caller_id),
        reference: reference.into(),
        pages: 0,
        size: 0,
        current_page: 0,
        tsid: String::new(),
        bit_rate: None,
        extended: ExtendedStatus::Answered,
        reason: String::new(),
        started: now.wall,
        ended: None,
        details: MessageDetails::default(),
        recipients: Vec::new(),
        csid: String::new(),
        routing: RoutingJournal::default(),
    };
    let mut plan = Plan::default();
    plan.put_incoming(job, &[News::Added], now);
    let mut line = view.server.line(device);
    line.status = DeviceStatus { receiving: true, ringing: false, powered_off: false, ..line.status };
    plan.change_line(&mut server, line, now);
    plan.put_server(server);
    Ok(plan)
}

pub(super) fn receive(view: &View, fact: &Reception, now: Now) -> Result<Plan, Refusal> {
    let mut job = view.incoming.clone().filter(|job| !job.removed).ok_or(Refusal::NotFound)?;
    let status = job.status();
    let refuse_unless = |allowed: bool| if allowed { Ok(()) } else { Err(Refusal::NotInState(status)) };
    let handed_over = matches!(fact, Reception::HandedOver);
    refuse_unless(if handed_over {
        job.phase == IncomingPhase::Routing && !job.routing.running
    } else {
        job.phase.is_active()
    })?;
    match fact {
        Reception::Identified(tsid) => job.tsid = tsid.to_string(),
        Reception::Presented(csid) => job.csid = csid.to_string(),
        Reception::Addressed(information) => job.routing.information = information.chars().take(256).collect(),
        Reception::Agreed(bit_rate) => job.bit_rate = Some(*bit_rate),
        Reception::PageStarted => {
            job.extended = ExtendedStatus::Receiving;
            job.current_page = job.pages.saturating_add(1);
        }
        Reception::PageAccepted => job.pages = job.pages.saturating_add(1),
        Reception::Ended { cause, size } => {
            job.size = *size;
            return Ok(end(view, job, *cause, &[], now));
        }
        Reception::HandedOver => {
            job.phase = IncomingPhase::Completed;
            let mut plan = Plan::default();
            let archive = view.server.settings.incoming_archive.use_archive;
            plan.put_incoming(job, super::outgoing::gone(archive), now);
            return Ok(plan);
        }
    }
    if view.incoming.as_ref() == Some(&job) {
        return Ok(Plan::nothing(Done::about(job.id)));
    }
    let mut plan = Plan::default();
    plan.put_incoming(job, &[News::Changed], now);
    Ok(plan)
}

/// What was confirmed to the sender is ours to hand over, however the call ended; a call without a page leaves nothing.
/// A cancellation that came after the sender had its last confirmation and said goodbye came too late.
fn end(view: &View, mut job: IncomingRecord, cause: Cause, pages: &[PageRecord], now: Now) -> Plan {
    let mut news = &[News::Changed, News::Removed][..];
    job.current_page = 0;
    job.ended = Some(now.wall);
    job.reason = cause.to_string();
    let whole = cause == Cause::Completed && job.pages > 0;
    (job.phase, job.extended) = if job.phase == IncomingPhase::Cancelling && !whole {
        (IncomingPhase::Cancelled, ExtendedStatus::CallAborted)
    } else if job.pages > 0 {
        news = &[News::Changed];
        (IncomingPhase::Routing, if whole { ExtendedStatus::CallCompleted } else { ExtendedStatus::PartiallyReceived })
    } else {
        (IncomingPhase::Failed, cause.verdict().1)
    };
    let mut line = view.server.line(job.device);
    line.status.receiving = false;
    let mut plan = Plan::default();
    super::call::received(&mut plan, view, &job, whole, pages, now);
    plan.put_incoming(job, news, now);
    plan.set_line(view, line, now);
    plan
}

/// The line is idle, and tells what is to be logged of the pages.
pub(super) fn end_reception(
    view: &View,
    cause: Cause,
    size: u64,
    pages: &[PageRecord],
    now: Now,
) -> Result<Plan, Refusal> {
    let mut job = view.incoming.clone().filter(|job| !job.removed).ok_or(Refusal::NotFound)?;
    if !job.phase.is_active() {
        return Err(Refusal::NotInState(job.status()));
    }
    job.size = size;
    Ok(end(view, job, cause, pages, now))
}

/// The process that received it is gone.
pub(super) fn recover(view: &View, job: &IncomingRecord, now: Now) -> Result<Plan, Refusal> {
    if job.is_being_routed() {
        return Ok(super::routing::recover(job, now));
    }
    if !job.phase.is_active() {
        return Err(Refusal::NotInState(job.status()));
    }
    Ok(end(view, job.clone(), Cause::Interrupted, &[], now))
}

pub(super) fn operate(job: &IncomingRecord, operation: Operation, now: Now) -> Result<Plan, Refusal> {
    if job.removed {
        return Err(Refusal::NotFound);
    }
    match (operation, job.phase) {
        (Operation::Cancel, IncomingPhase::Receiving) => {
            let mut job = job.clone();
            job.phase = IncomingPhase::Cancelling;
            let mut plan = Plan::default();
            plan.put_incoming(job, &[News::Changed], now);
            Ok(plan)
        }
        (Operation::Cancel, IncomingPhase::RouteRetry) => {
            let mut job = job.clone();
            job.phase = IncomingPhase::Cancelled;
            let mut plan = Plan::default();
            plan.put_incoming(job, &[News::Changed, News::Removed], now);
            Ok(plan)
        }
        // It is what it is; nobody waits for it any more.
        (Operation::Cancel, IncomingPhase::RouteFailed) => {
            let mut plan = Plan::default();
            plan.put_incoming(job.clone(), &[News::Removed], now);
            Ok(plan)
        }
        (Operation::Cancel, IncomingPhase::Cancelling) => Err(Refusal::AlreadyEnding),
        _ => Err(Refusal::NotInState(job.status())),
    }
}
