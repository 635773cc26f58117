//! The archives, as clients of the socket ask for them.

use fax_queue::engine::Refusal;
use fax_queue::model::Job;
use fax_queue::service::{Messages, Queue, QueueError};
use fax_queue::vocabulary::JobId;
use serde_json::{Value, json};

use crate::control::{Archive, Folder, MessageView};

/// The most messages in one reply.
const MOST: usize = 1000;

/// Why not, in words for people.
type Refused = String;

pub(super) fn answer(queue: &Queue, request: Archive) -> Result<Value, Refused> {
    match request {
        Archive::List { folder, after, limit } => {
            let after = after.map(|after| id(&after)).transpose()?.unwrap_or_default();
            match folder {
                Folder::In => list(queue.incoming_messages(), after, limit),
                Folder::Out => list(queue.outgoing_messages(), after, limit),
            }
        }
        Archive::Show { message } => show(queue, id(&message)?),
        Archive::Mark { message, read } => {
            let message = id(&message)?;
            queue.set_message_read(message, read).map_err(told)?;
            show(queue, message)
        }
        Archive::Delete { message } => {
            let message = id(&message)?;
            queue.delete_message(message).map_err(told)?;
            Ok(json!({ "deleted": message.to_string() }))
        }
    }
}

fn id(text: &str) -> Result<JobId, Refused> {
    text.parse().map_err(|error| format!("{text}: {error}"))
}

fn told(error: QueueError) -> Refused {
    match error {
        QueueError::Refused(Refusal::NotFound) => "there is no such message in the archives".to_owned(),
        error => error.to_string(),
    }
}

fn value(message: MessageView) -> Result<Value, Refused> {
    serde_json::to_value(message).map_err(|error| error.to_string())
}

fn show(queue: &Queue, message: JobId) -> Result<Value, Refused> {
    match queue.outgoing_message(message) {
        Ok(message) => value(MessageView::from(&message)),
        Err(QueueError::Refused(Refusal::NotFound)) => {
            queue.incoming_message(message).map_err(told).and_then(|message| value(MessageView::from(&message)))
        }
        Err(error) => Err(told(error)),
    }
}

fn list<T: Job>(mut messages: Messages<T>, after: JobId, limit: usize) -> Result<Value, Refused>
where
    for<'a> MessageView: From<&'a T>,
{
    let limit = limit.min(MOST);
    messages.prefetch = limit;
    messages.move_after(after);
    let found = messages.take(limit).map(|message| value(MessageView::from(&message.map_err(told)?)));
    found.collect::<Result<Vec<_>, _>>().map(Value::Array)
}
