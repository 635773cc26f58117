//! How an attempt ends, by word of its line or because the process died, and what that means for the job.

use alloc::format;
use alloc::string::ToString;

use super::outgoing::listed;
use super::plan::News;
use super::{
    Cause, Class, Decision, DestinationRecord, Ledger, Now, OutgoingRecord, Phase, Plan, Refusal, Settings, View,
    decide_retry,
};
use crate::model::{DuplicatePolicy, Job};
use crate::vocabulary::ExtendedStatus;

/// The process that had the job on a line is gone. The ledger says what that means.
pub(super) fn recover(view: &View, now: Now) -> Result<Plan, Refusal> {
    let job = listed(view)?.clone();
    if !job.phase.is_active() {
        return Err(Refusal::NotInState(job.status()));
    }
    Ok(end(view, job, Cause::Interrupted, now))
}

/// The line is idle: the attempt is over, and the job perhaps.
pub(super) fn end(view: &View, mut job: OutgoingRecord, cause: Cause, now: Now) -> Plan {
    let attempt = job.attempt.take();
    let (session, progress) = attempt.map_or((false, false), |attempt| (attempt.session, attempt.progress));
    let class = refine(cause.verdict().0, &job.ledger, session, progress);
    let (complete, in_doubt) = (job.ledger.is_complete(), must_not_repeat(&job, cause));
    job.ledger.settle();
    job.history.record(class, session, progress);
    job.spent = class.rule().counts_as_dial;
    job.extended = cause.verdict().1;
    job.reason = cause.to_string();
    job.current_page = 0;
    job.ended = Some(now.wall);

    let mut destination = view.destination.clone();
    destination.holder = None;
    destination.known_fax |= session;
    let mut news = &[News::Changed][..];
    if complete {
        job.phase = Phase::Delivered;
        job.extended = ExtendedStatus::CallCompleted;
        news = &[News::Changed, News::Removed];
    } else if job.phase == Phase::Cancelling {
        job.phase = Phase::Cancelled;
        job.extended = ExtendedStatus::CallAborted;
        news = &[News::Changed, News::Removed];
    } else if in_doubt {
        job.phase = Phase::Unconfirmed;
        job.extended = ExtendedStatus::Unconfirmed;
    } else {
        try_again(&mut job, &mut destination, &view.server.settings, class, now);
    }
    if cause == Cause::Completed
        && let Some(page) = job.ledger.missing().next()
    {
        // The call was in order, the delivery was not: callers must not read a success.
        if job.extended == ExtendedStatus::CallCompleted {
            job.extended = ExtendedStatus::FatalError;
        }
        job.reason = format!("{cause}, but page {} was not confirmed", u32::from(page) + 1);
    }
    let mut plan = Plan::default();
    plan.put_destination(destination);
    plan.put_outgoing(job, news, now);
    plan
}

/// What a failure alone cannot say.
fn refine(class: Class, ledger: &Ledger, session: bool, progress: bool) -> Class {
    match class {
        // Silence after a page puts the document in doubt only if nothing else is missing.
        Class::NoConfirmation if !ledger.offered().is_some_and(|page| ledger.is_last_missing(page)) => Class::Dropped,
        Class::Protocol if progress => Class::Dropped,
        // A call that a fax machine answered was paid for, whoever broke it off.
        Class::Congestion | Class::LineFault | Class::Glare | Class::Local if session => Class::Dropped,
        class => class,
    }
}

fn try_again(
    job: &mut OutgoingRecord,
    destination: &mut DestinationRecord,
    settings: &Settings,
    class: Class,
    now: Now,
) {
    let known_fax = destination.known_fax;
    match decide_retry(&job.history, class, settings, job.retries, job.give_up_at, known_fax, now) {
        Decision::Again(at) => {
            if class.blocks_destination() {
                destination.blocked_until = at;
            }
            job.due = settings.due(job.request.schedule, at, now.utc_offset_minutes);
            job.phase = Phase::RetryWait;
        }
        Decision::Exhausted => give_up(job, Phase::Exhausted),
        Decision::Hopeless => give_up(job, Phase::Failed),
    }
}

/// No more attempts. A job that may have arrived all the same is unconfirmed.
pub(super) fn give_up(job: &mut OutgoingRecord, otherwise: Phase) {
    if job.ledger.may_be_complete() {
        job.phase = Phase::Unconfirmed;
        job.extended = ExtendedStatus::Unconfirmed;
    } else {
        job.phase = otherwise;
    }
}

/// Whether the page left without an answer keeps the job from being sent again by itself.
///
/// | last that is known of the attempt | `AtMostOnce` | `ResumeMarked` | `AtLeastOnce` |
/// | --- | --- | --- | --- |
/// | no page offered | go on | go on | go on |
/// | a page offered, others missing | stop | go on, marked | go on |
/// | the only missing page offered, call failed | stop | once more, marked; then stop | go on |
/// | the only missing page offered, process died | stop | stop | go on |
///
/// A crash and a failed call differ in the last two rows: after a crash the likely story is that the confirmation came
/// and was lost with us; in a call, the far side has kept silent through three commands.
fn must_not_repeat(job: &OutgoingRecord, cause: Cause) -> bool {
    let Some(page) = job.ledger.offered() else { return false };
    match job.request.duplicates {
        DuplicatePolicy::AtMostOnce => true,
        DuplicatePolicy::AtLeastOnce => false,
        DuplicatePolicy::ResumeMarked => {
            job.ledger.is_last_missing(page) && (cause == Cause::Interrupted || job.ledger.is_repeat(page))
        }
    }
}
