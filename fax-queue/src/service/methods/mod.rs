//! Routing methods that come with the service: a folder, mail, a command, and a function of yours.
//!
//! What callers say of themselves is the text of strangers. It never becomes an argument of a command, an option, a word for a
//! shell, or a path.

mod callback;
mod command;
mod folder;
mod mail;

pub use callback::CallbackMethod;
pub use command::CommandMethod;
pub use folder::FolderMethod;
pub use mail::MailMethod;

use alloc::string::String;

use crate::model::{IncomingJob, Job};
use crate::service::text;

/// A text of a stranger in one line, cut to a sane length.
fn short_line(text: &str) -> String {
    text::one_line(&text.chars().take(260).collect::<String>())
}

/// A name for the file of a received fax: when it came, its job, and what may be in a name of who sent it.
fn file_name(job: &dyn IncomingJob) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric();
    let who = if job.tsid().is_empty() { job.caller_id() } else { job.tsid() };
    let who: String = who.chars().filter(plain).take(20).collect();
    let when = job.transmission_start().map(|when| alloc::format!("{when}")).unwrap_or_default();
    let when: String = when.chars().filter(plain).collect();
    let dash = if who.is_empty() { "" } else { "-" };
    alloc::format!("{when}-{}{dash}{who}.tif", Job::id(job))
}
