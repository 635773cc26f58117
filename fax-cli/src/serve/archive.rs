//! The archives, as clients of the socket ask for them.

use fax_queue::engine::Refusal;
use fax_queue::model::Job;
use fax_queue::service::{Connection, QueueError};
use fax_queue::vocabulary::JobId;
use serde_json::{Value, json};

use super::refused::{Refused, id, value};
use crate::control::{Archive, Folder, MessageView, PART};

pub(super) fn answer(caller: &Connection, request: Archive) -> Result<Value, Refused> {
    match request {
        Archive::List { folder, after, limit } => {
            let after = after.map(|after| id(&after)).transpose()?.unwrap_or_default();
            match folder {
                Folder::In => list(caller.incoming_messages_after(after)?, limit),
                Folder::Out => list(caller.outgoing_messages_after(after)?, limit),
            }
        }
        Archive::Show { message } => show(caller, id(&message)?),
        Archive::Mark { message, read } => {
            let message = id(&message)?;
            caller.set_message_read(message, read).map_err(told)?;
            show(caller, message)
        }
        Archive::Delete { message } => {
            let message = id(&message)?;
            caller.delete_message(message).map_err(told)?;
            Ok(json!({ "deleted": message.to_string() }))
        }
    }
}

fn told(error: QueueError) -> Refused {
    match error {
        QueueError::Refused(Refusal::NotFound) => Refused::request("there is no such message in the archives"),
        error => error.into(),
    }
}

fn show(caller: &Connection, message: JobId) -> Result<Value, Refused> {
    match caller.outgoing_message(message) {
        Ok(message) => value(MessageView::from(&message)),
        Err(QueueError::Refused(Refusal::NotFound)) => {
            caller.incoming_message(message).map_err(told).and_then(|message| value(MessageView::from(&message)))
        }
        Err(error) => Err(told(error)),
    }
}

fn list<T: Job>(messages: impl Iterator<Item = Result<T, QueueError>>, limit: usize) -> Result<Value, Refused>
where
    for<'a> MessageView: From<&'a T>,
{
    let found = messages.take(limit.min(PART)).map(|message| value(MessageView::from(&message?)));
    found.collect::<Result<Vec<_>, _>>().map(Value::Array)
}
