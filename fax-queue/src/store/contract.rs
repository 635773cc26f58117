//! What a store has to do.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::engine::parts::PartKind;
use crate::engine::{Action, Command, Event, Guard, IncomingRecord, OutgoingRecord, Plan, View};
use crate::vocabulary::{CommandId, JobId, Timestamp};

/// Keeps jobs, destinations and events.
pub trait Store: Send {
    /// What the query asks for, all of the same moment.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be read.
    fn load(&self, query: &Query<'_>) -> Result<View, StoreError>;

    /// Writes a plan: all of it if every guard holds, else nothing. When it returns, the plan is durable, and so is
    /// everything before it, unless the plan is [relaxed](Plan::relaxed).
    ///
    /// # Errors
    ///
    /// [`ApplyError::Conflict`] with the first guard that failed; [`ApplyError::Store`] if it cannot be written.
    fn apply(&mut self, plan: &Plan) -> Result<(), ApplyError>;

    /// Jobs that wait for a line, are due, not paused, and whose destination is free: at most `limit`, the one to go
    /// first in front. Higher priority first; then the earlier due time, submission and id.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    fn candidates(&self, now: Timestamp, limit: usize) -> Result<Vec<JobId>, StoreError>;

    /// The jobs in the outgoing queue, by id.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    fn outgoing(&self) -> Result<Vec<OutgoingRecord>, StoreError>;

    /// The jobs in the incoming queue, by id.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    fn incoming(&self) -> Result<Vec<IncomingRecord>, StoreError>;

    /// Messages of the outgoing archive with ids after this one, by id, at most `limit`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    fn outgoing_archive(&self, after: JobId, limit: usize) -> Result<Vec<OutgoingRecord>, StoreError>;

    /// Messages of the incoming archive with ids after this one, by id, at most `limit`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    fn incoming_archive(&self, after: JobId, limit: usize) -> Result<Vec<IncomingRecord>, StoreError>;

    /// Events after a cursor, in the order they were applied, at most `limit`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    fn events(&self, after: Cursor, limit: usize) -> Result<Vec<(Cursor, Event)>, StoreError>;

    /// The cursor behind the last event.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be read.
    fn last_event(&self) -> Result<Cursor, StoreError>;

    /// The cursor up to which listeners were told, as it was last [set](Self::set_told).
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be read.
    fn told(&self) -> Result<Cursor, StoreError>;

    /// Notes, durably, up to where listeners were told.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be written.
    fn set_told(&mut self, until: Cursor) -> Result<(), StoreError>;

    /// Drops events up to and with a cursor, once nobody needs them.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be written.
    fn forget_events(&mut self, until: Cursor) -> Result<(), StoreError>;
}

/// A place in the order of all events. The default is before the first one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor(pub u64);

/// What a decision needs to see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Query<'a> {
    /// This job and its destination.
    pub job: Option<JobId>,
    /// The job submitted with this idempotency key.
    pub key: Option<&'a str>,
    /// What came of this command.
    pub command: Option<CommandId>,
    /// These parts of the configuration.
    pub parts: &'a [PartKind],
    /// And this one.
    pub part: Option<PartKind>,
}

impl<'a> Query<'a> {
    /// What the decision about a command needs to see.
    #[must_use]
    pub fn of(command: &'a Command) -> Self {
        let key = match &command.action {
            Action::Submit(job) => job.idempotency_key.as_deref(),
            _ => None,
        };
        let part = match &command.action {
            Action::SetPart(part) => Some(part.kind()),
            Action::SetConfiguration(_) | Action::Describe { .. } => Some(PartKind::General),
            Action::Account(_) => Some(PartKind::Accounts),
            _ => None,
        };
        let parts = match &command.action {
            Action::Describe { .. } => &[PartKind::Accounts],
            _ => part.map_or(&[] as &[_], PartKind::needs),
        };
        Self { job: command.action.job(), key, command: command.id, parts, part }
    }

    /// Every part asked for.
    pub fn all_parts(&self) -> impl Iterator<Item = PartKind> + use<'a> {
        self.parts.iter().copied().chain(self.part)
    }
}

/// Why a store could not read or write.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreError {
    /// The medium or the database failed; its own words.
    Backend(String),
    /// A row cannot be understood.
    Damaged {
        /// The table.
        table: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// The file has a format that this version does not know.
    Format {
        /// The number that was found.
        found: u64,
    },
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Backend(detail) => write!(f, "the store failed: {detail}"),
            Self::Damaged { table, detail } => write!(f, "a row of table {table} is damaged: {detail}"),
            Self::Format { found } => {
                write!(f, "the store has format {found}, which this version does not know: use a newer one")
            }
        }
    }
}

impl core::error::Error for StoreError {}

/// Why a plan was not applied.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApplyError {
    /// Somebody was faster: this guard failed. Load and decide again.
    Conflict(Guard),
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for ApplyError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl fmt::Display for ApplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict(guard) => write!(f, "something changed in between: {guard:?}"),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for ApplyError {}
