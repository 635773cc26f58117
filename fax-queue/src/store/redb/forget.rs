//! Rows that nobody needs any more, a batch at a time, and the room they leave.

use ::redb::ReadableTable;
use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use super::super::{Outdated, StoreError};
use super::tables::{Tables, backend};
use crate::engine::Place;
use crate::vocabulary::JobId;

impl Tables<'_> {
    /// Drops at most `limit` rows, and returns how many it dropped.
    pub(super) fn forget(&mut self, what: &Outdated, limit: usize) -> Result<usize, StoreError> {
        let mut left = limit;
        for place in [Place::OutgoingGone, Place::IncomingGone] {
            let all = (place.number(), 0, 0)..(place.number(), what.records.as_unix_millis(), 0);
            let jobs = self.places.range(all).map_err(backend)?.take(left);
            let jobs: Vec<_> =
                jobs.map(|entry| Ok(JobId(entry.map_err(backend)?.0.value().2))).collect::<Result<_, _>>()?;
            for job in jobs {
                self.forget_job(job)?;
                left = left.saturating_sub(1);
            }
        }
        left = left.saturating_sub(self.forget_commands(what, left)?);
        left = left.saturating_sub(self.forget_destinations(what, left)?);
        let events = self.events.range(..=what.events.0).map_err(backend)?.take(left);
        let events: Vec<_> = events.map(|entry| Ok(entry.map_err(backend)?.0.value())).collect::<Result<_, _>>()?;
        for event in events {
            self.events.remove(event).map_err(backend)?;
            left = left.saturating_sub(1);
        }
        let dropped = limit.saturating_sub(left);
        if dropped > 0 {
            self.note_forgotten(dropped)?;
        }
        Ok(dropped)
    }

    pub(super) fn note_forgotten(&mut self, rows: usize) -> Result<(), StoreError> {
        let rows = u64::try_from(rows).unwrap_or(u64::MAX);
        let forgotten = self.number("forgotten")?.saturating_add(rows);
        self.numbers.insert("forgotten", forgotten).map_err(backend)?;
        Ok(())
    }

    fn forget_commands(&mut self, what: &Outdated, limit: usize) -> Result<usize, StoreError> {
        let old = self.commands_by_age.range(..(what.records.as_unix_millis(), 0)).map_err(backend)?.take(limit);
        let old: Vec<_> = old.map(|entry| Ok(entry.map_err(backend)?.0.value())).collect::<Result<_, _>>()?;
        for (given, id) in &old {
            self.commands_by_age.remove((*given, *id)).map_err(backend)?;
            self.commands.remove(*id).map_err(backend)?;
        }
        Ok(old.len())
    }

    fn forget_destinations(&mut self, what: &Outdated, limit: usize) -> Result<usize, StoreError> {
        let idle = self.idle_destinations.range(..(what.records.as_unix_millis(), "")).map_err(backend)?.take(limit);
        let idle: Vec<_> =
            idle.map(|entry| Ok(entry.map_err(backend)?.0.value().1.to_owned())).collect::<Result<_, _>>()?;
        for number in &idle {
            self.forget_destination(number)?;
        }
        Ok(idle.len())
    }
}
