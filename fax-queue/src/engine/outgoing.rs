//! Jobs to be sent: from submission to the last page, and what users may do to them.

use alloc::string::String;
use core::time::Duration;

use fax_core::Ident;

use super::plan::News;
use super::{
    Attempt, Done, Fact, Guard, History, Ledger, Limit, Limits, Now, Operation, OutgoingRecord, PageState, Phase, Plan,
    Refusal, Settings, View, Write, destination_key, ending,
};
use crate::model::{Job, NewJob, Schedule};
use crate::vocabulary::{DeviceId, Epoch, ExtendedStatus, JobId, SubmissionId, Timestamp, Version};

pub(super) fn submit(view: &View, request: &NewJob, now: Now) -> Result<Plan, Refusal> {
    check(request)?;
    if let Some(existing) = &view.keyed {
        return if existing.request == *request {
            Ok(Plan::nothing(Done { job: Some(existing.id) }))
        } else {
            Err(Refusal::KeyReused)
        };
    }
    if view.server.settings.outgoing_blocked {
        return Err(Refusal::Blocked);
    }
    let mut server = view.server.clone();
    server.last_job = server.last_job.saturating_add(1);
    let id = JobId(server.last_job);
    let due = server.settings.due(request.schedule, now.wall, now.utc_offset_minutes);
    let mut plan = Plan::default();
    plan.put_server(server);
    if let Some(key) = &request.idempotency_key {
        plan.guards.push(Guard::KeyAbsent(key.clone()));
        plan.writes.push(Write::Key(key.clone(), id));
    }
    let job = OutgoingRecord {
        id,
        version: Version::default(),
        events: 0,
        removed: false,
        submission: SubmissionId(id.0),
        request: request.clone(),
        submitted: now.wall,
        first_due: due,
        due,
        give_up_at: due + Limits::DEFAULT.time,
        phase: Phase::Ready,
        paused: false,
        ledger: Ledger::new(request.document.pages),
        epoch: Epoch::default(),
        attempt: None,
        history: History::default(),
        retries: 0,
        spent: false,
        extended: ExtendedStatus::None,
        reason: String::new(),
        current_page: 0,
        device: None,
        csid: String::new(),
        bit_rate: None,
        started: None,
        ended: None,
    };
    plan.put_outgoing(job, &[News::Added], now);
    Ok(plan)
}

fn check(request: &NewJob) -> Result<(), Refusal> {
    let number = &request.recipient.fax_number;
    // What a modem takes after ATD, and nothing that could end the command.
    let dialable = |c: char| c.is_ascii_digit() || "+*#,-. ()/WwPpTt".contains(c);
    let texts = [
        &request.recipient.name,
        &request.sender.name,
        &request.sender.fax_number,
        &request.subject,
        &request.document_name,
    ];
    let limit = if number.len() > 64 || !number.chars().all(dialable) || !number.contains(|c: char| c.is_ascii_digit())
    {
        Limit::FaxNumber
    } else if request.document.pages == 0 {
        Limit::Pages
    } else if !(1..=4096).contains(&request.document.reference.len()) {
        Limit::Reference
    } else if Ident::new(&request.sender.tsid).is_err() {
        Limit::Tsid
    } else if texts.iter().any(|text| text.len() > 1024) {
        Limit::Text
    } else if request.idempotency_key.as_ref().is_some_and(|key| !(1..=128).contains(&key.len())) {
        Limit::Key
    } else {
        return Ok(());
    };
    Err(Refusal::OutOfBounds(limit))
}

/// The job of the view, if it is still in the queue.
pub(super) fn listed(view: &View) -> Result<&OutgoingRecord, Refusal> {
    view.outgoing.as_ref().filter(|job| !job.removed).ok_or(Refusal::NotFound)
}

pub(super) fn claim(view: &View, device: DeviceId, now: Now) -> Result<Plan, Refusal> {
    let settings = &view.server.settings;
    let mut job = listed(view)?.clone();
    if job.waits_until().is_none() {
        return Err(Refusal::NotInState(job.status()));
    }
    if settings.outgoing_paused {
        return Err(Refusal::QueuePaused);
    }
    if job.due > now.wall {
        return Err(Refusal::NotDue(job.due));
    }
    if !view.destination.is_free(now.wall) {
        return Err(Refusal::DestinationTaken);
    }
    let mut plan = Plan::default();
    if is_overdue(&job, settings, now.wall) {
        return expire(view, now);
    }
    let mut destination = view.destination.clone();
    destination.key = destination_key(&job.request.recipient.fax_number);
    destination.holder = Some(job.id);
    plan.put_destination(destination);

    job.epoch = Epoch(job.epoch.0.saturating_add(1));
    job.retries = job.retries.saturating_add(job.spent.into());
    job.attempt = Some(Attempt {
        epoch: job.epoch,
        device,
        number: job.request.recipient.fax_number.clone(),
        first_page: job.ledger.missing().next().unwrap_or(0),
        hard_deadline: now.wall + longest_call(&job.ledger),
        session: false,
        progress: false,
    });
    job.phase = Phase::Dialing;
    job.extended = ExtendedStatus::Dialing;
    job.device = Some(device);
    job.current_page = 0;
    job.csid = String::new();
    job.bit_rate = None;
    job.started = Some(now.wall);
    job.ended = None;
    plan.put_outgoing(job, &[News::Changed], now);
    Ok(plan)
}

/// A job that waited until its time limit, held back or for want of a line.
pub(super) fn expire(view: &View, now: Now) -> Result<Plan, Refusal> {
    let mut job = listed(view)?.clone();
    if !is_overdue(&job, &view.server.settings, now.wall) {
        return Err(Refusal::NotInState(job.status()));
    }
    job.paused = false;
    ending::give_up(&mut job, Phase::Exhausted);
    let mut plan = Plan::default();
    plan.put_outgoing(job, &[News::Changed], now);
    Ok(plan)
}

/// Whether a waiting job is past its time limit. `Retries` of the queue's own take the place of the limit for jobs that
/// use them up; a job whose attempts do not count, or that never had one, would wait for ever.
pub(crate) fn is_overdue(job: &OutgoingRecord, settings: &Settings, now: Timestamp) -> bool {
    job.phase.is_waiting() && now > job.give_up_at && (settings.retries.is_none() || !job.spent)
}

/// Two minutes to be answered and four for each page; at least 10 minutes, so that a dense page gets through at 2400
/// bit/s, at most 4 hours.
fn longest_call(ledger: &Ledger) -> Duration {
    let pages = u64::try_from(ledger.missing().count()).unwrap_or(u64::MAX);
    Duration::from_secs(pages.saturating_mul(240).saturating_add(120).clamp(600, 4 * 3600))
}

pub(super) fn attempt(view: &View, epoch: Epoch, fact: &Fact, now: Now) -> Result<Plan, Refusal> {
    let mut job = listed(view)?.clone();
    if !job.phase.is_active() {
        return Err(Refusal::NotInState(job.status()));
    }
    let mut attempt = match job.attempt.take() {
        Some(attempt) if attempt.epoch == epoch => attempt,
        Some(_) | None => return Err(Refusal::StaleEpoch),
    };
    let mut plan = Plan::default();
    let mut relaxed = true;
    match fact {
        Fact::Ended(cause) => {
            job.attempt = Some(attempt);
            return Ok(ending::end(view, job, *cause, now));
        }
        Fact::SessionStarted => {
            attempt.session = true;
            sending(&mut job);
        }
        Fact::Identified(csid) => job.csid = csid.chars().take(20).collect(),
        Fact::Agreed(bit_rate) => job.bit_rate = Some(*bit_rate),
        Fact::PageStarted(page) => {
            // An offer that nobody answered for is what the doubt rests on: only an answer, or the end of the attempt,
            // takes it off the page.
            if job.ledger.state(*page) == Some(PageState::Offered) {
                return Err(Refusal::OutOfOrder { page: *page });
            }
            attempt.session = true;
            sending(&mut job);
            move_page(&mut job, *page, PageState::Started)?;
            job.current_page = page.saturating_add(1);
        }
        Fact::PageOffered(page) => {
            move_page(&mut job, *page, PageState::Offered)?;
            relaxed = false;
        }
        Fact::PageAnswered { page, confirmed } => {
            if job.ledger.state(*page) != Some(PageState::Offered) {
                return Err(Refusal::OutOfOrder { page: *page });
            }
            attempt.progress |= confirmed;
            move_page(&mut job, *page, if *confirmed { PageState::Confirmed } else { PageState::Started })?;
            relaxed = false;
        }
    }
    job.attempt = Some(attempt);
    if view.outgoing.as_ref() == Some(&job) {
        return Ok(Plan::nothing(Done { job: Some(job.id) }));
    }
    // The ledger moves more often than what callers see.
    let seen = view.outgoing.as_ref().is_some_and(|before| before.snapshot() != job.snapshot());
    plan.put_outgoing(job, if seen { &[News::Changed] } else { &[] }, now);
    Ok(if relaxed { plan.relax() } else { plan })
}

fn sending(job: &mut OutgoingRecord) {
    // A cancelled job stays so, whatever the line still does for it.
    if job.phase == Phase::Dialing {
        job.phase = Phase::Sending;
        job.extended = ExtendedStatus::Transmitting;
    }
}

fn move_page(job: &mut OutgoingRecord, page: u16, state: PageState) -> Result<(), Refusal> {
    if job.ledger.set(page, state) { Ok(()) } else { Err(Refusal::OutOfOrder { page }) }
}

pub(super) fn operate(view: &View, operation: Operation, now: Now) -> Result<Plan, Refusal> {
    let mut job = listed(view)?.clone();
    let mut plan = Plan::default();
    let mut news = &[News::Changed][..];
    let status = job.status();
    let refuse_unless = |allowed: bool| if allowed { Ok(()) } else { Err(Refusal::NotInState(status)) };
    match operation {
        Operation::Pause => {
            refuse_unless(job.phase.is_waiting() && !job.paused)?;
            job.paused = true;
        }
        Operation::Resume => {
            refuse_unless(job.paused)?;
            job.paused = false;
        }
        Operation::Restart => {
            refuse_unless(matches!(job.phase, Phase::Exhausted | Phase::Failed | Phase::Unconfirmed))?;
            restart(view, &mut job, now);
        }
        Operation::Cancel => match job.phase {
            Phase::Cancelling | Phase::Cancelled | Phase::Delivered => return Err(Refusal::AlreadyEnding),
            Phase::Dialing | Phase::Sending => job.phase = Phase::Cancelling,
            Phase::Ready | Phase::RetryWait | Phase::Unconfirmed | Phase::Exhausted | Phase::Failed => {
                job.phase = Phase::Cancelled;
                job.paused = false;
                news = &[News::Changed, News::Removed];
            }
        },
    }
    plan.put_outgoing(job, news, now);
    Ok(plan)
}

/// All tries anew, as soon as possible; a job for the discount period still waits for it. What is confirmed stays
/// confirmed, and what may have arrived stays marked.
fn restart(view: &View, job: &mut OutgoingRecord, now: Now) {
    let discount = matches!(job.request.schedule, Schedule::DiscountPeriod);
    let schedule = if discount { job.request.schedule } else { Schedule::Now };
    job.phase = Phase::Ready;
    job.due = view.server.settings.due(schedule, now.wall, now.utc_offset_minutes);
    job.give_up_at = job.due + Limits::DEFAULT.time;
    job.history = History::default();
    job.retries = 0;
    job.spent = false;
    job.extended = ExtendedStatus::None;
}
