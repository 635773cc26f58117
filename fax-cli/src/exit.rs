//! What the program says when it ends: exit codes in the manner of `sysexits.h`, and failures with a way out.

use core::fmt;
use std::process::ExitCode;

/// Exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Everything that was asked for was done; every page was confirmed.
    Done = 0,
    /// The pages that arrived are not those that were sent. Only `loopback` can know.
    Different = 1,
    /// The command line was wrong.
    Usage = 64,
    /// A document cannot be read.
    Document = 65,
    /// Nobody was reached: busy, no answer, no dial tone.
    NotReached = 69,
    /// A file, a port or a modem failed.
    Io = 74,
    /// The call failed in a way that another one may not.
    TryAgain = 75,
    /// The call failed, and others would in the same way.
    Final = 76,
    /// The server does not let this user do that.
    Denied = 77,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why the program could not do what it was asked to.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) exit: Exit,
    message: String,
}

impl Failed {
    pub(crate) fn new(exit: Exit, message: impl fmt::Display) -> Self {
        Self { exit, message: message.to_string() }
    }

    /// A document that cannot be used.
    pub(crate) fn document(path: impl fmt::Display, why: impl fmt::Display) -> Self {
        Self::new(Exit::Document, format_args!("{path}: {why}"))
    }

    /// A file that cannot be read or written.
    pub(crate) fn io(path: impl fmt::Display, why: impl fmt::Display) -> Self {
        Self::new(Exit::Io, format_args!("{path}: {why}"))
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The queue itself failed: its store, or a bug.
impl From<fax_queue::service::QueueError> for Failed {
    fn from(error: fax_queue::service::QueueError) -> Self {
        Self::new(Exit::Io, format_args!("the job queue failed: {error}"))
    }
}
