//! `fax queue archive`: what was sent and received.

use clap::Subcommand;
use serde_json::Value;

use crate::control::{Archive, Folder, MessageView, PART, Request};
use crate::exit::{Exit, Failed};
use crate::output;
use crate::queue::{Client, show};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List messages, the oldest first.
    List {
        folder: Folder,
        /// Only those after this message.
        #[arg(long, value_name = "MESSAGE")]
        after: Option<String>,
        /// At most so many.
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
    /// Show a message.
    Show { message: String },
    /// Mark a message as read.
    Mark {
        message: String,
        /// As not read.
        #[arg(long)]
        unread: bool,
    },
    /// Delete a message.
    Delete { message: String },
}

pub(crate) fn run(command: &Command, json: bool, client: &mut Client) -> Result<Exit, Failed> {
    let request = match command {
        Command::List { folder, after, limit } => return list(*folder, after.clone(), *limit, json, client),
        Command::Show { message } => Archive::Show { message: message.clone() },
        Command::Mark { message, unread } => Archive::Mark { message: message.clone(), read: !unread },
        Command::Delete { message } => Archive::Delete { message: message.clone() },
    };
    let value = client.ask(&Request::Archive(request))?;
    if json {
        output::line(value);
    } else {
        show(&value);
    }
    Ok(Exit::Done)
}

/// An archive may be longer than a reply, so it comes in parts.
fn list(
    folder: Folder,
    mut after: Option<String>,
    limit: Option<usize>,
    json: bool,
    client: &mut Client,
) -> Result<Exit, Failed> {
    let mut left = limit.unwrap_or(usize::MAX);
    while left > 0 {
        let limit = left.min(PART);
        let value = client.ask(&Request::Archive(Archive::List { folder, after: after.take(), limit }))?;
        let Value::Array(messages) = value else {
            return Err(Failed::new(Exit::Io, "the server has another version"));
        };
        for message in &messages {
            if json {
                output::line(message);
                continue;
            }
            let message: MessageView = serde_json::from_value(message.clone())
                .map_err(|error| Failed::new(Exit::Io, format_args!("the server said: {error}")))?;
            output::line(row(&message));
        }
        if messages.len() < limit {
            break;
        }
        left = left.saturating_sub(messages.len());
        after = messages.last().and_then(|last| last.get("message")?.as_str().map(str::to_owned));
    }
    Ok(Exit::Done)
}

fn row(message: &MessageView) -> String {
    format!(
        "{}  {}  {:<20} {} pages{}",
        message.message,
        message.ended.as_deref().unwrap_or("-"),
        message.number,
        message.pages,
        if message.read { "" } else { ", unread" }
    )
}
