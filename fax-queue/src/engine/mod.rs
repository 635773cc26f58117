//! What may happen to a job, as a pure function: no clock, no I/O, no store.
//!
//! ```text
//!  Command ──▶ decide(view, command, now) ──▶ Plan { guards, writes, events } ──▶ Store::apply
//! ```
//!
//! A `Command` says what somebody wants or what a line did. The `View` is what the store knows about the job, its
//! destination and the queue. The `Plan` is what has to become durable, all or nothing, together with the events
//! that tell of it. A [`Refusal`] is an ordinary answer.
//!
//! The inner states of a job to be sent, and what callers see ([`Phase::state`]):
//!
//! ```text
//!             submit            claim           DIS seen          last page confirmed
//!            ───────▶ Ready ───────────▶ Dialing ───────▶ Sending ──────────────────▶ Delivered
//!                                  ▲        │                │ ended, lost, crashed
//!                                  │        └────────┬───────┘
//!                                  │  may try again  │
//!                        RetryWait ┴◀────────────────┤
//!                                                    ├──▶ Exhausted     tried as often as allowed
//!                                                    ├──▶ Failed        trying again cannot help
//!                                                    └──▶ Unconfirmed   it may have arrived: ask a person
//!     cancel: a waiting job ──▶ Cancelled;  on a line ──▶ Cancelling ──▶ Cancelled, or Delivered if that came first
//! ```

#[cfg(feature = "alloc")]
mod account;
#[cfg(feature = "alloc")]
mod archive;
#[cfg(feature = "alloc")]
pub mod call;
mod cause;
#[cfg(feature = "alloc")]
mod command;
#[cfg(feature = "alloc")]
mod configure;
pub(crate) mod course;
mod ending;
#[cfg(feature = "alloc")]
pub mod errand;
#[cfg(feature = "alloc")]
mod event;
mod fact;
#[cfg(feature = "alloc")]
mod incoming;
mod ledger;
#[cfg(feature = "alloc")]
mod line;
#[cfg(feature = "alloc")]
mod outgoing;
#[cfg(feature = "alloc")]
mod part;
#[cfg(feature = "alloc")]
pub mod parts;
mod phase;
#[cfg(feature = "alloc")]
mod plan;
#[cfg(feature = "alloc")]
mod quota;
#[cfg(feature = "alloc")]
mod receipts;
#[cfg(feature = "alloc")]
mod records;
mod refusal;
pub(crate) mod request;
mod retry;
#[cfg(feature = "alloc")]
mod rights;
#[cfg(feature = "alloc")]
mod routes;
#[cfg(feature = "alloc")]
mod routing;
mod settings;

#[cfg(feature = "alloc")]
pub use self::account::AccountChange;
#[cfg(feature = "alloc")]
pub use self::rights::{Call, Caller, Whose};
pub use crate::vocabulary::Operation;
pub use cause::{Cause, DialFailure};
#[cfg(feature = "alloc")]
pub use command::{Action, Command, LineFact, MessageChange, RouteFact};
pub use course::Attempt;
pub(crate) use course::Course;
#[cfg(feature = "alloc")]
pub use event::{Event, EventKind};
pub use fact::{Fact, Now, Reception};
pub use ledger::{Ledger, LedgerError, Page, PageState};
pub use phase::Phase;
#[cfg(feature = "alloc")]
pub use plan::{Done, Guard, Plan, View, Write};
#[cfg(feature = "alloc")]
pub(crate) use receipts::is_grouped;
#[cfg(feature = "alloc")]
pub(crate) use records::Standing;
#[cfg(feature = "alloc")]
pub use records::{
    DestinationRecord, DeviceRecord, IncomingPhase, IncomingRecord, LineState, MessageDetails, OutgoingRecord, Place,
    RoutingJournal, ServerRecord, destination_key,
};
pub use refusal::{Limit, Refusal};
#[cfg(feature = "alloc")]
pub(crate) use request::is_mail_address;
pub use retry::{Class, Decision, Failures, History, Limits, Rule, decide_retry};
#[cfg(feature = "alloc")]
pub(crate) use routes::Routes;
#[cfg(feature = "std")]
pub(crate) use settings::days_ago;
pub use settings::{ArchiveSettings, Settings};

/// Decides what a command comes to.
///
/// A command that was given before, by its id, comes to nothing and has the first answer.
///
/// # Errors
///
/// [`Refusal`] if the command does not fit what the view shows. Nothing has changed then.
#[cfg(feature = "alloc")]
pub fn decide(view: &View, command: &Command, now: Now) -> Result<Plan, Refusal> {
    if let Some(done) = view.seen {
        return Ok(Plan::nothing(done));
    }
    let mut plan = match &command.action {
        Action::Submit(job) => outgoing::submit(view, job, now),
        Action::EndAttempt { epoch, cause, pages, .. } => outgoing::end_attempt(view, *epoch, *cause, pages, now),
        Action::EndReception { cause, size, pages, .. } => incoming::end_reception(view, *cause, *size, pages, now),
        Action::Reschedule { .. } => outgoing::reschedule(view, now),
        Action::Rescheduled { since } => Ok(outgoing::rescheduled(view, *since)),
        Action::Errand { key, result } => errand::settle(view, key, *result, now),
        Action::Claim { device, .. } => outgoing::claim(view, *device, now),
        Action::Attempt { epoch, fact, .. } => outgoing::attempt(view, *epoch, fact, now),
        Action::Operate { operation, .. } => match &view.incoming {
            Some(job) => incoming::operate(job, *operation, now),
            None => outgoing::operate(view, *operation, now),
        },
        Action::Recover { .. } => match &view.incoming {
            Some(job) => incoming::recover(view, job, now),
            None => outgoing::recover(view, now),
        },
        Action::Review { .. } => outgoing::review(view, now),
        Action::Expire { .. } => match &view.incoming {
            Some(job) => routing::expire(job, &view.server.settings, now),
            None => outgoing::expire(view, now),
        },
        Action::Route { fact, .. } => routing::take(view, fact, now),
        Action::Configure(settings) => configure::configure(view, settings, now),
        Action::SetPart(part) => part::set(view, part, now),
        Action::SetConfiguration(new) => configure::whole(view, new, now),
        Action::Measure { archive_size } => quota::measure(view, *archive_size, now),
        Action::Line { device, fact } => line::take(view, *device, *fact, now),
        Action::Account(change) => account::change(view, change, now),
        Action::Describe { details, accounts, .. } => archive::describe(view, details, accounts.as_deref(), now),
        Action::Ring { device, caller_id } => incoming::ring(view, *device, caller_id, now),
        Action::Accept { device, caller_id, reference } => incoming::accept(view, *device, caller_id, reference, now),
        Action::Message { change, .. } => archive::change(view, *change, now),
        Action::Receive { fact, .. } => incoming::receive(view, fact, now),
    }?;
    if let Some(id) = command.id {
        plan.remember(id, now);
    }
    Ok(plan)
}
