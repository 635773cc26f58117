//! Archived messages: the records of jobs that succeeded, kept for people to look at.

use super::plan::News;
use super::{Done, MessageChange, Now, Plan, Refusal, View};

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
