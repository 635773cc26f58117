//! What a store has to do.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::engine::errand::{ErrandKind, ErrandRecord};
use crate::engine::parts::PartKind;
use crate::engine::{
    Action, Command, Event, Guard, IncomingRecord, OutgoingRecord, Place, Plan, Routes, Standing, View,
};
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
    /// first in front. Higher priority first; then the one that could have gone the longest, by its due time or the
    /// moment its destination is free from, whichever is later; then the earlier due time, submission and id.
    ///
    /// Of the jobs of one priority for one destination only the first is among them, as only one can go: by due time,
    /// submission and id.
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

    /// The last jobs to be sent that this account submitted, with ids below `before`, at most `limit`, the latest first.
    /// Those that have left the queue are among them as long as their records are kept.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    fn of_account(&self, account: &str, before: JobId, limit: usize) -> Result<Vec<OutgoingRecord>, StoreError>;

    /// How many jobs there are in each place, and how large the archives are, however many there are: a store keeps count
    /// with each plan.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be read.
    fn counts(&self) -> Result<Counts, StoreError>;

    /// Jobs in a place whose moment there is before `before`, by that moment and id, at most `limit`, beginning behind
    /// `after`; the default is before the first one. To find out which jobs have waited too long without reading all.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    fn in_place(
        &self,
        place: Place,
        after: (Timestamp, JobId),
        before: Timestamp,
        limit: usize,
    ) -> Result<Vec<(Timestamp, JobId)>, StoreError>;

    /// Errands of a kind that are due, the one that is due for longest in front, at most `limit`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    fn errands(&self, kind: ErrandKind, now: Timestamp, limit: usize) -> Result<Vec<ErrandRecord>, StoreError>;

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

    /// Drops rows that nobody needs any more, all of those that are dropped or none, at most `limit`; returns how many.
    /// Fewer than `limit`: there are no more.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be written.
    fn forget(&mut self, what: &Outdated, limit: usize) -> Result<usize, StoreError>;

    /// Gives back to the medium what space is free inside the store, if it has a way to; takes as long as it takes to
    /// move all that is kept. Returns whether there was something to give.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be written; nothing is lost.
    fn compact(&mut self) -> Result<bool, StoreError> {
        Ok(false)
    }
}

/// How many jobs there are in each place, and the octets of the messages of each archive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    jobs: [u64; Place::ALL.len()],
    octets: [u64; Place::ALL.len()],
}

impl Counts {
    /// How many there are in this one.
    #[must_use]
    pub fn of(&self, place: Place) -> u64 {
        self.jobs.get(usize::from(place.number())).copied().unwrap_or(0)
    }

    /// How many there are in all of these.
    #[must_use]
    pub fn of_all(&self, places: &[Place]) -> u64 {
        places.iter().fold(0, |sum, place| sum.saturating_add(self.of(*place)))
    }

    /// The octets of the messages of this archive; 0 for a place that is none.
    #[must_use]
    pub fn size_of(&self, place: Place) -> u64 {
        self.octets.get(usize::from(place.number())).copied().unwrap_or(0)
    }

    /// `ArchiveSizeLow` and `ArchiveSizeHigh`, in one: the octets of the messages of both archives.
    #[must_use]
    pub fn archive_size(&self) -> u64 {
        Place::ARCHIVES.into_iter().fold(0, |sum, place| sum.saturating_add(self.size_of(place)))
    }

    /// The same counts, but so many in this place.
    #[must_use]
    pub fn with(mut self, place: Place, count: u64) -> Self {
        if let Some(kept) = self.jobs.get_mut(usize::from(place.number())) {
            *kept = count;
        }
        self
    }

    /// The same counts, but so many octets in this archive.
    #[must_use]
    pub fn with_size(mut self, place: Place, octets: u64) -> Self {
        if let Some(kept) = self.octets.get_mut(usize::from(place.number())) {
            *kept = octets;
        }
        self
    }

    /// The same counts after a job came to a place, or left it.
    pub(crate) fn moved(self, from: Option<Standing>, to: Option<Standing>) -> Self {
        let left = from.map_or(self, |(place, _, octets)| {
            let counts = self.with(place, self.of(place).saturating_sub(1));
            counts.with_size(place, self.size_of(place).saturating_sub(octets))
        });
        to.map_or(left, |(place, _, octets)| {
            let counts = left.with(place, left.of(place).saturating_add(1));
            counts.with_size(place, left.size_of(place).saturating_add(octets))
        })
    }
}

/// What nobody needs any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outdated {
    /// Records of jobs that left queue and archive before this moment, with their idempotency keys; commands given before
    /// it; destinations that nobody has needed since, and that no job has.
    pub records: Timestamp,
    /// Events up to and with this one.
    pub events: Cursor,
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
    /// The errand of this name.
    pub errand: Option<&'a str>,
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
        let (parts, errand) = match &command.action {
            Action::Submit(_) => (&[PartKind::Receipts, PartKind::General][..], None),
            // How an attempt ends is logged, if the log is on.
            Action::Attempt { .. }
            | Action::EndAttempt { .. }
            | Action::Recover { .. }
            | Action::Receive { .. }
            | Action::EndReception { .. } => (&[PartKind::ActivityLogging][..], None),
            Action::Errand { key, .. } => (&[][..], Some(key.as_str())),
            Action::Describe { .. } => (&[PartKind::Accounts][..], None),
            Action::Measure { .. } => (&[PartKind::General][..], None),
            Action::Claim { .. } => (Routes::PARTS_OF_CLAIM, None),
            Action::Review { .. } => (Routes::PARTS, None),
            _ => (part.map_or(&[][..], PartKind::needs), None),
        };
        Self { job: command.action.job(), key, command: command.id, parts, part, errand }
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
    /// There is no room left on the medium. Nothing of what was to be written is there, and all else still is.
    Full,
    /// Nothing can be written there; the words of the system.
    ReadOnly(String),
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
            Self::Full => f.write_str("the store has no room left: free some space on its disk"),
            Self::ReadOnly(detail) => write!(f, "the store cannot be written: {detail}"),
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
