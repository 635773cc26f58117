//! A received job on its way to where it belongs: passes over the routing methods of its device.

use alloc::string::String;

use super::plan::News;
use super::{IncomingPhase, IncomingRecord, Now, Plan, Refusal, RouteFact, Settings, View};
use crate::model::JobStatus;
use crate::vocabulary::Timestamp;

/// What holds for routing while the queue has no settings of its own: the documented defaults.
const RETRIES: u8 = 3;
const DELAY_MINUTES: u16 = 10;

pub(super) fn take(view: &View, fact: &RouteFact, now: Now) -> Result<Plan, Refusal> {
    let mut job = view.incoming.clone().filter(|job| !job.removed).ok_or(Refusal::NotFound)?;
    let settings = &view.server.settings;
    let running = job.phase == IncomingPhase::Routing && job.routing.running;
    let mut plan = Plan::default();
    match fact {
        RouteFact::Begun if job.is_to_be_routed(now.wall) => {
            let again = job.phase == IncomingPhase::RouteRetry;
            job.phase = IncomingPhase::Routing;
            job.routing.running = true;
            job.routing.due = None;
            job.routing.retries = job.routing.retries.saturating_add(again.into());
            plan.put_incoming(job, if again { &[News::Changed] } else { &[] }, now);
            return Ok(plan.relax());
        }
        RouteFact::Method { method, result } if running => {
            let before = job.snapshot();
            job.routing.keep(*method, result);
            let changed = before != job.snapshot();
            plan.put_incoming(job, if changed { &[News::Changed] } else { &[] }, now);
        }
        RouteFact::Ended if running => plan = end(job, settings, now),
        RouteFact::Begun | RouteFact::Method { .. } | RouteFact::Ended => {
            return Err(Refusal::NotInState(job.status()));
        }
    }
    Ok(plan)
}

/// A pass is over.
fn end(mut job: IncomingRecord, settings: &Settings, now: Now) -> Plan {
    let archive = settings.incoming_archive.use_archive;
    job.routing.running = false;
    let mut plan = Plan::default();
    let Some(why) = job.routing.why().map(String::from) else {
        job.phase = IncomingPhase::Completed;
        plan.put_incoming(job, super::outgoing::gone(archive), now);
        return plan;
    };
    job.reason = why;
    if job.routing.wants_retry() && job.routing.retries < settings.retries.unwrap_or(RETRIES).into() {
        let delay = settings.retry_delay_minutes.unwrap_or(DELAY_MINUTES);
        job.phase = IncomingPhase::RouteRetry;
        job.routing.due = Some(now.wall + core::time::Duration::from_secs(u64::from(delay) * 60));
        plan.put_incoming(job, &[News::Changed], now);
    } else {
        // It was received all the same: people find it in the archive while the job waits for one of them.
        job.phase = IncomingPhase::RouteFailed;
        job.routing.given_up = Some(now.wall);
        let news = if archive { &[News::Changed, News::Archived][..] } else { &[News::Changed] };
        plan.put_incoming(job, news, now);
    }
    plan
}

/// The process that routed it is gone: it goes on at once, with the methods that had not finished.
pub(super) fn recover(job: &IncomingRecord, now: Now) -> Plan {
    let mut job = job.clone();
    job.phase = IncomingPhase::RouteRetry;
    job.routing.running = false;
    job.routing.due = Some(now.wall);
    let mut plan = Plan::default();
    plan.put_incoming(job, &[News::Changed], now);
    plan
}

/// A job that could not be routed is forgotten after the age limit of the queue.
pub(super) fn expire(job: &IncomingRecord, settings: &Settings, now: Now) -> Result<Plan, Refusal> {
    if !job.is_aged(settings, now.wall) {
        return Err(Refusal::NotInState(job.status()));
    }
    let mut plan = Plan::default();
    plan.put_incoming(job.clone(), &[News::Removed], now);
    Ok(plan)
}

impl IncomingRecord {
    /// Whether a pass may begin.
    #[must_use]
    pub fn is_to_be_routed(&self, now: Timestamp) -> bool {
        match self.phase {
            IncomingPhase::Routing => !self.removed && !self.routing.running,
            IncomingPhase::RouteRetry => !self.removed && self.routing.due.is_none_or(|due| due <= now),
            IncomingPhase::Receiving
            | IncomingPhase::Cancelling
            | IncomingPhase::RouteFailed
            | IncomingPhase::Completed
            | IncomingPhase::Failed
            | IncomingPhase::Cancelled => false,
        }
    }

    /// Whether a pass runs, or ran when the process died.
    #[must_use]
    pub fn is_being_routed(&self) -> bool {
        self.phase == IncomingPhase::Routing && self.routing.running && !self.removed
    }

    /// Whether it could not be routed, so long ago that the queue shall forget it.
    #[must_use]
    pub fn is_aged(&self, settings: &Settings, now: Timestamp) -> bool {
        let old = super::settings::days_ago(settings.age_limit_days, now);
        let given_up = self.routing.given_up.filter(|_| self.phase == IncomingPhase::RouteFailed && !self.removed);
        old.is_some_and(|old| given_up.is_some_and(|when| when < old))
    }
}
