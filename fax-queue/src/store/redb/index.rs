//! Rows and their places in the indexes, always written together.

use ::redb::{ReadableTable, Table};
use alloc::string::String;
use alloc::vec::Vec;

use super::super::StoreError;
use super::tables::{Start, Tables, Turn, backend, encode, get, get_named};
use crate::engine::errand::ErrandRecord;
use crate::engine::{DestinationRecord, Done, IncomingRecord, OutgoingRecord, Place, Standing, destination_key};
use crate::model::OutgoingJob;
use crate::vocabulary::{CommandId, JobId, Priority, Timestamp};

/// Whom a job waits for, and when its turn is; `None` if it does not wait.
fn turn(job: &OutgoingRecord) -> Option<(String, Turn)> {
    let due = job.waits_until()?;
    let turn = (rank(job.priority()), due.as_unix_millis(), job.submission_time().as_unix_millis(), job.id.0);
    Some((destination_key(job.recipient().fax_number), turn))
}

/// The higher the priority, the lower.
const fn rank(priority: Priority) -> u32 {
    u32::MAX - priority.value()
}

impl Tables<'_> {
    /// Writes a job and keeps its places in the indexes.
    pub(super) fn put_outgoing(&mut self, job: &OutgoingRecord) -> Result<(), StoreError> {
        let before: Option<OutgoingRecord> = get(&self.outgoing, "outgoing", job.id.0)?;
        self.outgoing.insert(job.id.0, encode("outgoing", job)?.as_slice()).map_err(backend)?;
        self.index_outgoing(job.id, before.as_ref(), Some(job))
    }

    /// The same for a job being received.
    pub(super) fn put_incoming(&mut self, job: &IncomingRecord) -> Result<(), StoreError> {
        let before: Option<IncomingRecord> = get(&self.incoming, "incoming", job.id.0)?;
        self.incoming.insert(job.id.0, encode("incoming", job)?.as_slice()).map_err(backend)?;
        self.index_incoming(job.id, before.as_ref(), Some(job))
    }

    /// Drops the record of a job and all that belongs to it.
    pub(super) fn forget_job(&mut self, id: JobId) -> Result<(), StoreError> {
        if let Some(job) = get::<OutgoingRecord>(&self.outgoing, "outgoing", id.0)? {
            self.index_outgoing(id, Some(&job), None)?;
            self.outgoing.remove(id.0).map_err(backend)?;
            if let Some(key) = &job.request.idempotency_key {
                self.keys.remove(key.as_str()).map_err(backend)?;
            }
            if job.submission.0 == id.0 {
                self.groups.remove(id.0).map_err(backend)?;
            }
        }
        if let Some(job) = get::<IncomingRecord>(&self.incoming, "incoming", id.0)? {
            self.index_incoming(id, Some(&job), None)?;
            self.incoming.remove(id.0).map_err(backend)?;
        }
        Ok(())
    }

    pub(super) fn index_outgoing(
        &mut self,
        id: JobId,
        before: Option<&OutgoingRecord>,
        now: Option<&OutgoingRecord>,
    ) -> Result<(), StoreError> {
        self.place(id, before.map(OutgoingRecord::standing), now.map(OutgoingRecord::standing))?;
        mark(&mut self.in_outgoing_queue, id, now.is_some_and(|job| !job.removed))?;
        mark(&mut self.in_outgoing_archive, id, now.is_some_and(|job| job.archived))?;
        // A job keeps its account.
        match (before, now) {
            (None, Some(job)) => {
                self.by_account.insert((job.request.account.as_str(), id.0), ()).map_err(backend)?;
            }
            (Some(job), None) => {
                self.by_account.remove((job.request.account.as_str(), id.0)).map_err(backend)?;
            }
            (None, None) | (Some(_), Some(_)) => {}
        }
        let (left, taken) = (before.and_then(turn), now.and_then(turn));
        if left == taken {
            return Ok(());
        }
        if let Some((number, turn)) = left {
            self.leave(&number, turn)?;
        }
        if let Some((number, turn)) = taken {
            self.wait(&number, turn)?;
        }
        Ok(())
    }

    pub(super) fn index_incoming(
        &mut self,
        id: JobId,
        before: Option<&IncomingRecord>,
        now: Option<&IncomingRecord>,
    ) -> Result<(), StoreError> {
        self.place(id, before.map(IncomingRecord::standing), now.map(IncomingRecord::standing))?;
        mark(&mut self.in_incoming_queue, id, now.is_some_and(|job| !job.removed))?;
        mark(&mut self.in_incoming_archive, id, now.is_some_and(|job| job.archived))
    }

    /// Moves a job from its place to another.
    fn place(&mut self, id: JobId, from: Option<Standing>, to: Option<Standing>) -> Result<(), StoreError> {
        if from == to {
            return Ok(());
        }
        let same_place = from.map(|(place, ..)| place) == to.map(|(place, ..)| place);
        if let Some((place, moment, octets)) = from {
            self.places.remove((place.number(), moment.as_unix_millis(), id.0)).map_err(backend)?;
            if !same_place {
                change(&mut self.counts, place, |count| count.saturating_sub(1))?;
            }
            if octets > 0 {
                change(&mut self.sizes, place, |size| size.saturating_sub(octets))?;
            }
        }
        if let Some((place, moment, octets)) = to {
            self.places.insert((place.number(), moment.as_unix_millis(), id.0), ()).map_err(backend)?;
            if !same_place {
                change(&mut self.counts, place, |count| count.saturating_add(1))?;
            }
            if octets > 0 {
                change(&mut self.sizes, place, |size| size.saturating_add(octets))?;
            }
        }
        Ok(())
    }

    /// A job waits for a destination.
    fn wait(&mut self, number: &str, turn: Turn) -> Result<(), StoreError> {
        let free_at = self.free_at(number)?;
        let first = self.first_turn(number, turn.0)?;
        self.waiting.insert((number, turn), ()).map_err(backend)?;
        if first.is_none_or(|first| turn < first) {
            self.withdraw(first, free_at)?;
            self.offer(Some(turn), free_at)?;
        }
        Ok(())
    }

    /// A job does not wait any more.
    fn leave(&mut self, number: &str, turn: Turn) -> Result<(), StoreError> {
        let free_at = self.free_at(number)?;
        let first = self.first_turn(number, turn.0)?;
        self.waiting.remove((number, turn)).map_err(backend)?;
        if first == Some(turn) {
            self.withdraw(first, free_at)?;
            let next = self.first_turn(number, turn.0)?;
            self.offer(next, free_at)?;
        }
        Ok(())
    }

    /// Writes a destination, and lets the first jobs for it go or wait.
    pub(super) fn put_destination(&mut self, record: &DestinationRecord) -> Result<(), StoreError> {
        let before: Option<DestinationRecord> = get_named(&self.destinations, "destinations", record.key())?;
        self.destinations.insert(record.key(), encode("destinations", record)?.as_slice()).map_err(backend)?;
        self.index_destination(before.as_ref(), Some(record))
    }

    /// Drops a destination that no job has.
    pub(super) fn forget_destination(&mut self, number: &str) -> Result<(), StoreError> {
        let before: Option<DestinationRecord> = get_named(&self.destinations, "destinations", number)?;
        self.destinations.remove(number).map_err(backend)?;
        self.index_destination(before.as_ref(), None)
    }

    pub(super) fn index_destination(
        &mut self,
        before: Option<&DestinationRecord>,
        now: Option<&DestinationRecord>,
    ) -> Result<(), StoreError> {
        if let Some((since, record)) = before.and_then(|record| Some((record.idle_since()?, record))) {
            self.idle_destinations.remove((since.as_unix_millis(), record.key())).map_err(backend)?;
        }
        if let Some((since, record)) = now.and_then(|record| Some((record.idle_since()?, record))) {
            self.idle_destinations.insert((since.as_unix_millis(), record.key()), ()).map_err(backend)?;
        }
        let free = |record: Option<&DestinationRecord>| record.map_or(Some(Timestamp::default()), |one| one.free_at());
        let (was_free, is_free) = (free(before), free(now));
        let Some(record) = before.or(now).filter(|_| was_free != is_free) else { return Ok(()) };
        for rank in [Priority::High, Priority::Normal, Priority::Low].map(rank) {
            let first = self.first_turn(record.key(), rank)?;
            self.withdraw(first, was_free)?;
            self.offer(first, is_free)?;
        }
        Ok(())
    }

    /// From when on a job may be claimed for a destination; `None` while one has it.
    fn free_at(&self, number: &str) -> Result<Option<Timestamp>, StoreError> {
        let record: Option<DestinationRecord> = get_named(&self.destinations, "destinations", number)?;
        Ok(record.map_or(Some(Timestamp::default()), |record| record.free_at()))
    }

    /// The first of the jobs of this rank that wait for a destination.
    fn first_turn(&self, number: &str, rank: u32) -> Result<Option<Turn>, StoreError> {
        let all = (number, (rank, 0, 0, 0))..=(number, (rank, u64::MAX, u64::MAX, u64::MAX));
        let first = self.waiting.range(all).map_err(backend)?.next().transpose().map_err(backend)?;
        Ok(first.map(|(key, _)| key.value().1))
    }

    /// Lets the first job for a destination be found, if no job has that.
    fn offer(&mut self, first: Option<Turn>, free_at: Option<Timestamp>) -> Result<(), StoreError> {
        if let Some(start) = at(first, free_at) {
            self.first.insert(start, ()).map_err(backend)?;
        }
        Ok(())
    }

    fn withdraw(&mut self, first: Option<Turn>, free_at: Option<Timestamp>) -> Result<(), StoreError> {
        if let Some(start) = at(first, free_at) {
            self.first.remove(start).map_err(backend)?;
        }
        Ok(())
    }

    /// Writes an errand, or takes it away, and keeps its place in the index.
    pub(super) fn put_errand(&mut self, name: &str, record: Option<&ErrandRecord>) -> Result<(), StoreError> {
        let before: Option<ErrandRecord> = get_named(&self.errands, "errands", name)?;
        if let Some(before) = before {
            self.errands_due.remove((before.kind().number(), before.due().as_unix_millis(), name)).map_err(backend)?;
            self.errands.remove(name).map_err(backend)?;
        }
        if let Some(record) = record {
            let place = (record.kind().number(), record.due().as_unix_millis(), name);
            self.errands_due.insert(place, ()).map_err(backend)?;
            self.errands.insert(name, encode("errands", record)?.as_slice()).map_err(backend)?;
        }
        Ok(())
    }

    /// Writes what came of a command.
    pub(super) fn put_command(&mut self, id: CommandId, done: &Done) -> Result<(), StoreError> {
        self.commands.insert(id.0, encode("commands", done)?.as_slice()).map_err(backend)?;
        self.commands_by_age.insert((done.at.as_unix_millis(), id.0), ()).map_err(backend)?;
        Ok(())
    }
}

/// Counts anew what is counted of a place.
pub(super) fn change(
    table: &mut Table<'_, u8, u64>,
    place: Place,
    change: impl FnOnce(u64) -> u64,
) -> Result<(), StoreError> {
    let before = table.get(place.number()).map_err(backend)?.map_or(0, |row| row.value());
    table.insert(place.number(), change(before)).map_err(backend)?;
    Ok(())
}

/// A turn with the time from which the job could go.
fn at(turn: Option<Turn>, free_at: Option<Timestamp>) -> Option<Start> {
    let (rank, due, submitted, id) = turn?;
    Some((rank, due.max(free_at?.as_unix_millis()), due, submitted, id))
}

fn mark(index: &mut Table<'_, u64, ()>, job: JobId, listed: bool) -> Result<(), StoreError> {
    if listed {
        index.insert(job.0, ()).map_err(backend)?;
    } else {
        index.remove(job.0).map_err(backend)?;
    }
    Ok(())
}

/// Jobs that could go at a moment, in the order in which they go, at most `limit`.
pub(super) fn candidates(
    first: &impl ReadableTable<Start, ()>,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<JobId>, StoreError> {
    let mut found = Vec::new();
    for rank in [Priority::High, Priority::Normal, Priority::Low].map(rank) {
        let due = (rank, 0, 0, 0, 0)..=(rank, now.as_unix_millis(), u64::MAX, u64::MAX, u64::MAX);
        for entry in first.range(due).map_err(backend)?.take(limit.saturating_sub(found.len())) {
            found.push(JobId(entry.map_err(backend)?.0.value().4));
        }
    }
    Ok(found)
}
