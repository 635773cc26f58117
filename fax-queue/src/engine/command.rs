//! What can be asked of the engine, and told to it.

use alloc::boxed::Box;
use alloc::string::String;

use super::{Cause, Settings};
use crate::model::NewJob;
use crate::vocabulary::{CommandId, DeviceId, Epoch, JobId, Timestamp};

/// The moment of a decision and what chance adds to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// The wall clock.
    pub wall: Timestamp,
    /// Local time minus UTC, in minutes.
    pub utc_offset_minutes: i16,
    /// Spreads retries; equal seeds give equal decisions.
    pub seed: u64,
}

/// A wish or a fact, and the name under which it counts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// If given, the same id again changes nothing.
    pub id: Option<CommandId>,
    /// What is wanted, or what happened.
    pub action: Action,
}

impl From<Action> for Command {
    fn from(action: Action) -> Self {
        Self { id: None, action }
    }
}

/// What is wanted, or what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// Somebody has a fax to send.
    Submit(Box<NewJob>),
    /// A free line takes a job that is due. What comes of it, the intent, must be durable before the line goes off hook.
    Claim {
        /// The job.
        job: JobId,
        /// The line.
        device: DeviceId,
    },
    /// The line that has a job tells what happened.
    Attempt {
        /// The job.
        job: JobId,
        /// The attempt it speaks for.
        epoch: Epoch,
        /// What happened.
        fact: Fact,
    },
    /// A user wants something of a job.
    Operate {
        /// The job, outgoing or incoming.
        job: JobId,
        /// What.
        operation: Operation,
    },
    /// The process that had the job on a line is gone for certain.
    Recover {
        /// The job, outgoing or incoming.
        job: JobId,
    },
    /// A job waited for a line until its time limit, and no line will take it any more.
    Expire {
        /// The job.
        job: JobId,
    },
    /// The queues get new settings.
    Configure(Settings),
    /// A line rings.
    Ring {
        /// The line.
        device: DeviceId,
        /// Who calls, if the network says so; otherwise empty.
        caller_id: String,
    },
    /// A line answers a call: there is a job to receive now.
    Accept {
        /// The line.
        device: DeviceId,
        /// Who calls, if the network says so; otherwise empty.
        caller_id: String,
        /// Where the application will put the pages.
        reference: String,
    },
    /// The line that receives a job tells what happened.
    Receive {
        /// The job.
        job: JobId,
        /// What happened.
        fact: Reception,
    },
}

impl Action {
    /// The job it is about, if there is one yet.
    #[must_use]
    pub const fn job(&self) -> Option<JobId> {
        match self {
            Self::Claim { job, .. }
            | Self::Attempt { job, .. }
            | Self::Operate { job, .. }
            | Self::Recover { job }
            | Self::Expire { job }
            | Self::Receive { job, .. } => Some(*job),
            Self::Submit(_) | Self::Configure(_) | Self::Ring { .. } | Self::Accept { .. } => None,
        }
    }
}

/// What a line did for a job to be sent. Pages are those of the document, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fact {
    /// A fax machine answered: its DIS was seen.
    SessionStarted,
    /// The far end said who it is.
    Identified(String),
    /// The rate agreed on, in bit/s.
    Agreed(u16),
    /// The first octet of a page is about to go out.
    PageStarted(u16),
    /// A page is out and its post-page command is about to follow. Must be durable before it does: from then on the
    /// far side may keep the page.
    PageOffered(u16),
    /// The far side answered for a page: accepted it, or not. An acceptance must be durable before the next page, or
    /// before the call is taken for a success.
    PageAnswered {
        /// The page.
        page: u16,
        /// Whether it was accepted.
        confirmed: bool,
    },
    /// The line is idle again.
    Ended(Cause),
}

/// What a line did for a job being received.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reception {
    /// The far end said who it is.
    Identified(String),
    /// The rate agreed on, in bit/s.
    Agreed(u16),
    /// Another page begins.
    PageStarted,
    /// A page was accepted. Must be durable before the confirmation leaves.
    PageAccepted,
    /// The line is idle again.
    Ended {
        /// How it ended.
        cause: Cause,
        /// Octets received.
        size: u64,
    },
    /// The application has put the fax where it belongs: the job is done with.
    HandedOver,
}

/// What a user can want of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Operation {
    /// Hold it back.
    Pause,
    /// Let it go again.
    Resume,
    /// Try an unsuccessful job anew, with all its tries. Also the permission to send again what may have arrived.
    Restart,
    /// Give it up.
    Cancel,
}
