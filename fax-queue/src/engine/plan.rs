//! What has to become durable, all or nothing.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::errand::{ErrandRecord, GroupRecord};
use super::parts::{PartKind, PartRecord, Parts};
use super::{DestinationRecord, Event, EventKind, IncomingRecord, LineState, Now, OutgoingRecord, ServerRecord};
use crate::model::Submission;
use crate::vocabulary::wire::MessageFolder;
use crate::vocabulary::{CommandId, JobId, SubmissionId, Timestamp, Version};

/// What the store knows and a decision needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct View {
    /// The server.
    pub server: ServerRecord,
    /// The job asked for, if it is one to be sent.
    pub outgoing: Option<OutgoingRecord>,
    /// The job asked for, if it is being received.
    pub incoming: Option<IncomingRecord>,
    /// The destination of that job.
    pub destination: DestinationRecord,
    /// The job that was submitted with the idempotency key asked for.
    pub keyed: Option<OutgoingRecord>,
    /// What came of the command asked for, if it was given before.
    pub seen: Option<Done>,
    /// The parts of the configuration that were asked for, as far as they were ever set.
    pub parts: Parts,
    /// The errand asked for.
    pub errand: Option<ErrandRecord>,
    /// The submission of the job asked for, if its jobs are counted.
    pub group: Option<GroupRecord>,
}

/// What a command came to, in short.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Done {
    /// The job that it was about, or the first that it made.
    pub job: Option<JobId>,
    /// Jobs that it made. Their ids follow upon each other.
    #[cfg_attr(feature = "serde", serde(default))]
    pub made: u32,
    /// When, if it is remembered under the id of its command.
    #[cfg_attr(feature = "serde", serde(default))]
    pub at: Timestamp,
}

impl Done {
    /// It was about this job.
    pub(super) const fn about(job: JobId) -> Self {
        Self { job: Some(job), made: 0, at: Timestamp::from_unix_millis(0) }
    }

    /// What came of a submission.
    #[must_use]
    pub fn submission(&self) -> Option<Submission> {
        let first = self.job.filter(|_| self.made > 0)?;
        Some(Submission { id: SubmissionId(first.0), first, count: self.made })
    }
}

/// What must still be so when the plan is applied. A record that does not exist has version zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// The server record has this version.
    Server(Version),
    /// The job, outgoing or incoming, has this version.
    Job(JobId, Version),
    /// The destination has this version.
    Destination(String, Version),
    /// No job has the idempotency key.
    KeyAbsent(String),
    /// The command was never given.
    CommandUnseen(CommandId),
    /// The part of the configuration has this version.
    Part(PartKind, Version),
    /// The errand has this version.
    Errand(String, Version),
    /// The jobs of a submission were counted with this version.
    Group(SubmissionId, Version),
}

/// One row to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// The server record.
    Server(ServerRecord),
    /// A job to be sent.
    Outgoing(Box<OutgoingRecord>),
    /// A job being received.
    Incoming(Box<IncomingRecord>),
    /// A destination.
    Destination(DestinationRecord),
    /// A job was submitted with this idempotency key.
    Key(String, JobId),
    /// A command was given, and this came of it.
    Command(CommandId, Done),
    /// A part of the configuration.
    Part(PartRecord),
    /// An errand: a new one, or one to be tried again.
    Errand(Box<ErrandRecord>),
    /// An errand is done with.
    ErrandDone(String),
    /// How many jobs of a submission are open.
    Group(GroupRecord),
}

/// What a decision comes to: guards, writes and events that become durable together or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What must still be so.
    pub guards: Vec<Guard>,
    /// What to write.
    pub writes: Vec<Write>,
    /// What to tell, in order.
    pub events: Vec<Event>,
    /// It need not survive a crash by itself, only together with the next plan that must. Never with events: what
    /// listeners were told must not be taken back by a crash, nor its number given to something else.
    pub relaxed: bool,
    /// The answer.
    pub done: Done,
}

/// What listeners hear of a change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    Added,
    Changed,
    /// The job became a message.
    Archived,
    Removed,
    /// A message was read, or not.
    MessageChanged,
    /// A message was given to accounts.
    Given,
    /// A message left the archive.
    Deleted,
}

impl Plan {
    /// No change.
    pub(super) fn nothing(done: Done) -> Self {
        Self { done, ..Self::default() }
    }

    /// Whether there is nothing to apply.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty() && self.events.is_empty()
    }

    /// This one and another one, about other rows, at once.
    #[cfg(feature = "std")]
    pub(crate) fn extend(&mut self, other: Self) {
        self.relaxed &= other.relaxed;
        self.guards.extend(other.guards);
        self.writes.extend(other.writes);
        self.events.extend(other.events);
    }

    /// The job to be sent as this plan writes it.
    #[must_use]
    pub fn outgoing(&self) -> Option<&OutgoingRecord> {
        self.writes.iter().find_map(|write| if let Write::Outgoing(job) = write { Some(&**job) } else { None })
    }

    /// The job being received as this plan writes it.
    #[must_use]
    pub fn incoming(&self) -> Option<&IncomingRecord> {
        self.writes.iter().find_map(|write| if let Write::Incoming(job) = write { Some(&**job) } else { None })
    }

    /// The same, need not be durable by itself, unless somebody hears of it.
    pub(super) fn relax(mut self) -> Self {
        self.relaxed = self.events.is_empty();
        self
    }

    pub(super) fn remember(&mut self, id: CommandId, now: Now) {
        self.done.at = now.wall;
        self.guards.push(Guard::CommandUnseen(id));
        self.writes.push(Write::Command(id, self.done));
    }

    pub(super) fn put_outgoing(&mut self, mut job: OutgoingRecord, news: &[News], now: Now) {
        self.guards.push(Guard::Job(job.id, job.version));
        job.version = job.version.next();
        for news in news {
            job.events = job.events.saturating_add(1);
            let kind = match news {
                News::Added => EventKind::OutgoingJobAdded,
                News::Changed => EventKind::OutgoingJobChanged(job.snapshot()),
                News::Archived => EventKind::OutgoingMessageAdded,
                News::Removed => EventKind::OutgoingJobRemoved,
                // What was sent is given to nobody.
                News::MessageChanged | News::Given => {
                    EventKind::ArchivedMessageChanged { folder: MessageFolder::SentItems }
                }
                News::Deleted => EventKind::OutgoingMessageRemoved,
            };
            let account = &job.request.account;
            let accounts = if account.is_empty() { Vec::new() } else { alloc::vec![account.clone()] };
            self.events.push(Event { job: Some(job.id), seq: job.events, at: now.wall, kind, accounts });
        }
        job.removed |= news.contains(&News::Removed);
        job.archived |= news.contains(&News::Archived);
        if job.removed && !job.archived {
            job.left = job.left.or(Some(now.wall));
        }
        self.done = Done::about(job.id);
        self.writes.push(Write::Outgoing(Box::new(job)));
    }

    pub(super) fn put_incoming(&mut self, mut job: IncomingRecord, news: &[News], now: Now) {
        self.guards.push(Guard::Job(job.id, job.version));
        job.version = job.version.next();
        for news in news {
            job.events = job.events.saturating_add(1);
            let kind = match news {
                News::Added => EventKind::IncomingJobAdded,
                News::Changed => EventKind::IncomingJobChanged(job.snapshot()),
                News::Archived => EventKind::IncomingMessageAdded,
                News::Removed => EventKind::IncomingJobRemoved,
                News::MessageChanged => EventKind::ArchivedMessageChanged { folder: MessageFolder::Inbox },
                News::Given => EventKind::IncomingMessageGiven,
                News::Deleted => EventKind::IncomingMessageRemoved,
            };
            let accounts = job.recipients.clone();
            self.events.push(Event { job: Some(job.id), seq: job.events, at: now.wall, kind, accounts });
        }
        job.removed |= news.contains(&News::Removed);
        job.archived |= news.contains(&News::Archived);
        if job.removed && !job.archived {
            job.left = job.left.or(Some(now.wall));
        }
        self.done = Done::about(job.id);
        self.writes.push(Write::Incoming(Box::new(job)));
    }

    pub(super) fn put_destination(&mut self, mut destination: DestinationRecord, now: Now) {
        destination.used = now.wall;
        self.guards.push(Guard::Destination(destination.key.clone(), destination.version));
        destination.version = destination.version.next();
        self.writes.push(Write::Destination(destination));
    }

    pub(super) fn put_server(&mut self, mut server: ServerRecord) {
        self.guards.push(Guard::Server(server.version));
        server.version = server.version.next();
        self.writes.push(Write::Server(server));
    }

    /// A device does something else now; the server record is written only if that is so.
    pub(super) fn set_line(&mut self, view: &View, line: LineState, now: Now) {
        let mut server = view.server.clone();
        if self.change_line(&mut server, line, now) {
            self.put_server(server);
        }
    }

    /// The same, in a record that is written anyway. Whether it changed.
    pub(super) fn change_line(&mut self, server: &mut ServerRecord, mut line: LineState, now: Now) -> bool {
        if server.line(line.device).status == line.status {
            return false;
        }
        line.since = now.wall;
        server.set_line(line);
        self.server_event(server, EventKind::DeviceStatusChanged { device: line.device, status: line.status }, now);
        true
    }

    pub(super) fn server_event(&mut self, server: &mut ServerRecord, kind: EventKind, now: Now) {
        server.events = server.events.saturating_add(1);
        self.events.push(Event { job: None, seq: server.events, at: now.wall, kind, accounts: Vec::new() });
    }
}
