//! Archived messages: the records of jobs that succeeded, kept for people to look at.

use alloc::string::String;
use alloc::vec::Vec;

use super::parts::{Accounts, General, PartKind, same_account};
use super::plan::News;
use super::{Done, Guard, Limit, MessageChange, MessageDetails, Now, Plan, Refusal, View};
use crate::vocabulary::limits;

/// A change of an archived message. One that changes nothing raises no event.
pub(super) fn change(view: &View, change: MessageChange, now: Now) -> Result<Plan, Refusal> {
    let mut plan = Plan::default();
    if let Some(mut message) = view.outgoing.clone().filter(|message| message.archived) {
        let Some(news) = apply(&mut message.archived, &mut message.read, change) else {
            return Ok(Plan::nothing(Done::about(message.id)));
        };
        plan.put_outgoing(message, news, now);
    } else if let Some(mut message) = view.incoming.clone().filter(|message| message.archived) {
        let Some(news) = apply(&mut message.archived, &mut message.read, change) else {
            return Ok(Plan::nothing(Done::about(message.id)));
        };
        plan.put_incoming(message, news, now);
    } else {
        return Err(Refusal::NotFound);
    }
    Ok(plan)
}

/// What somebody says a received message is, and the accounts it is given to: `Save` and `ReAssign` of
/// `IFaxIncomingMessage2`.
pub(super) fn describe(
    view: &View,
    details: &MessageDetails,
    accounts: Option<&[String]>,
    now: Now,
) -> Result<Plan, Refusal> {
    let mut message = view.incoming.clone().filter(|message| message.archived).ok_or(Refusal::NotFound)?;
    let MessageDetails { subject, sender_name, sender_fax_number, .. } = details;
    if [subject, sender_name, sender_fax_number].into_iter().any(|text| text.len() > 1024) {
        return Err(Refusal::OutOfBounds(Limit::Text));
    }
    let mut plan = Plan::default();
    if let Some(accounts) = accounts {
        let given = given_to(view, accounts)?;
        if !message.recipients.is_empty() {
            return Err(Refusal::AlreadyGiven);
        }
        message.recipients = given;
        for part in [PartKind::Accounts, PartKind::General] {
            plan.guards.push(Guard::Part(part, view.parts.version(part)));
        }
    }
    message.details = details.clone();
    if view.incoming.as_ref() == Some(&message) {
        return Ok(Plan::nothing(Done::about(message.id)));
    }
    plan.put_incoming(message, &[if accounts.is_some() { News::Given } else { News::MessageChanged }], now);
    Ok(plan)
}

/// The accounts by their own names, each once.
fn given_to(view: &View, names: &[String]) -> Result<Vec<String>, Refusal> {
    let (general, accounts): (General, Accounts) = (view.parts.get(), view.parts.get());
    if general.incoming_faxes_are_public {
        return Err(Refusal::FaxesArePublic);
    }
    if names.is_empty() {
        return Err(Refusal::OutOfBounds(Limit::Recipients));
    }
    if names.len() > limits::RECIPIENTS {
        return Err(Refusal::OutOfBounds(Limit::TooManyAccounts));
    }
    let mut given = Vec::<String>::new();
    for name in names {
        let account = accounts.get(name).ok_or(Refusal::NoSuchAccount)?;
        if !given.iter().any(|known| same_account(known, &account.name)) {
            given.push(account.name.clone());
        }
    }
    Ok(given)
}

/// What listeners hear of it; `None` if nothing changed.
fn apply(archived: &mut bool, read: &mut bool, change: MessageChange) -> Option<&'static [News]> {
    match change {
        MessageChange::Delete => {
            *archived = false;
            Some(&[News::Deleted])
        }
        MessageChange::SetRead(now) if *read == now => None,
        MessageChange::SetRead(now) => {
            *read = now;
            Some(&[News::MessageChanged])
        }
    }
}
