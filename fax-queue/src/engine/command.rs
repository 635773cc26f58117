//! What can be asked of the engine, and told to it.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::call::PageRecord;
use super::errand::ErrandResult;
use super::parts::{Configuration, Part};
use super::{AccountChange, Cause, Fact, MessageDetails, Reception, Settings};
use crate::model::{NewJob, Routed};
use crate::vocabulary::{CommandId, DeviceId, Epoch, Guid, JobId, Operation, Version};

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
    /// The line that had a job is idle again: [`Fact::Ended`], with what is to be logged of the pages.
    EndAttempt {
        /// The job.
        job: JobId,
        /// The attempt.
        epoch: Epoch,
        /// How it ended.
        cause: Cause,
        /// The pages of the call.
        pages: Vec<PageRecord>,
    },
    /// The line that received a job is idle again: [`Reception::Ended`], with what is to be logged of the pages.
    EndReception {
        /// The job.
        job: JobId,
        /// How it ended.
        cause: Cause,
        /// Octets received.
        size: u64,
        /// The pages of the call.
        pages: Vec<PageRecord>,
    },
    /// The discount period was changed: a job that waits for it is due at another time.
    Reschedule {
        /// The job.
        job: JobId,
    },
    /// All jobs that waited for another discount period were [moved](Self::Reschedule) to the one that was set with this
    /// [version](super::ServerRecord::moving) of the server.
    Rescheduled {
        /// The version; if there is a later one by now, there is more to move.
        since: Version,
    },
    /// An errand was run.
    Errand {
        /// Its name.
        key: String,
        /// What came of it.
        result: ErrandResult,
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
    /// A job waited for a line until its time limit, and no line will take it any more; or it ended without success, and the
    /// age limit of the queue is over.
    Expire {
        /// The job.
        job: JobId,
    },
    /// A job waits: whether a line can take it has to be looked at anew.
    Review {
        /// The job.
        job: JobId,
    },
    /// The queues get new settings.
    Configure(Settings),
    /// A part of the configuration gets a new value.
    SetPart(Box<Part>),
    /// The configuration gets a new value.
    SetConfiguration(Box<Configuration>),
    /// Both archives together have so many octets now: whether the log is to warn of it has to be looked at.
    Measure {
        /// The octets.
        archive_size: u64,
    },
    /// A device or its line did something that is about no job.
    Line {
        /// The device.
        device: DeviceId,
        /// What.
        fact: LineFact,
    },
    /// An account comes or goes.
    Account(AccountChange),
    /// Somebody says what a received message is.
    Describe {
        /// The message.
        message: JobId,
        /// What it is.
        details: Box<MessageDetails>,
        /// The accounts that it is given to, out of the receive folder; `None`: it stays where it is.
        accounts: Option<Vec<String>>,
    },
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
    /// Somebody does something to an archived message.
    Message {
        /// The message, which has the id that its job had.
        message: JobId,
        /// What.
        change: MessageChange,
    },
    /// A received job is routed.
    Route {
        /// The job.
        job: JobId,
        /// What happened.
        fact: RouteFact,
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
            | Self::Review { job }
            | Self::Route { job, .. }
            | Self::EndAttempt { job, .. }
            | Self::EndReception { job, .. }
            | Self::Reschedule { job }
            | Self::Message { message: job, .. }
            | Self::Describe { message: job, .. }
            | Self::Receive { job, .. } => Some(*job),
            Self::Errand { .. }
            | Self::Rescheduled { .. }
            | Self::Submit(_)
            | Self::Configure(_)
            | Self::SetPart(_)
            | Self::SetConfiguration(_)
            | Self::Measure { .. }
            | Self::Line { .. }
            | Self::Account(_)
            | Self::Ring { .. }
            | Self::Accept { .. } => None,
        }
    }
}

/// What a device tells of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LineFact {
    /// It is there and can be used.
    On,
    /// It cannot be used: unplugged, broken, or nobody drives it.
    Off,
    /// It rings no more, and nobody has answered.
    RingEnded,
}

/// What happens to a received job on its way to where it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RouteFact {
    /// A pass over the methods begins: the first one, or one that is due.
    Begun,
    /// A method has finished. Must be durable before the next one runs.
    Method {
        /// The method.
        method: Guid,
        /// What came of it.
        result: Routed,
    },
    /// The pass is over.
    Ended,
}

/// What can be done to an archived message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MessageChange {
    /// `Delete`: it leaves the archive.
    Delete,
    /// `Read`: somebody has read it, or has not.
    SetRead(bool),
}
