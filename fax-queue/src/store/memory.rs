//! A store that lasts as long as the process.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Reverse;

use super::{ApplyError, Cursor, Query, Store, StoreError};
use crate::engine::parts::{PartKind, PartRecord, Parts};
use crate::engine::{
    DestinationRecord, Done, Event, Guard, IncomingRecord, OutgoingRecord, Plan, ServerRecord, View, Write,
    destination_key,
};
use crate::model::{Job, OutgoingJob};
use crate::vocabulary::{CommandId, JobId, Timestamp, Version};

/// A store that lasts as long as the process: for tests, and where losing the queue with the power is acceptable.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    server: ServerRecord,
    outgoing: BTreeMap<JobId, OutgoingRecord>,
    incoming: BTreeMap<JobId, IncomingRecord>,
    destinations: BTreeMap<String, DestinationRecord>,
    parts: BTreeMap<PartKind, PartRecord>,
    keys: BTreeMap<String, JobId>,
    commands: BTreeMap<CommandId, Done>,
    events: BTreeMap<Cursor, Event>,
    last_event: Cursor,
    told: Cursor,
}

impl Memory {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn holds(&self, guard: &Guard) -> bool {
        match guard {
            Guard::Server(version) => self.server.version == *version,
            Guard::Job(id, version) => {
                let outgoing = self.outgoing.get(id).map(|job| job.version);
                let incoming = self.incoming.get(id).map(|job| job.version);
                outgoing.or(incoming).unwrap_or_default() == *version
            }
            Guard::Destination(key, version) => {
                self.destinations.get(key).map_or(Version::default(), |record| record.version) == *version
            }
            Guard::KeyAbsent(key) => !self.keys.contains_key(key),
            Guard::CommandUnseen(id) => !self.commands.contains_key(id),
            Guard::Part(kind, version) => {
                self.parts.get(kind).map_or(Version::default(), PartRecord::version) == *version
            }
        }
    }
}

impl Store for Memory {
    fn load(&self, query: &Query<'_>) -> Result<View, StoreError> {
        let outgoing = query.job.and_then(|id| self.outgoing.get(&id)).cloned();
        let number = outgoing.as_ref().map(|job| destination_key(job.recipient().fax_number));
        let mut parts = Parts::default();
        query.all_parts().filter_map(|kind| self.parts.get(&kind)).for_each(|record| parts.push(record.clone()));
        Ok(View {
            server: self.server.clone(),
            incoming: query.job.and_then(|id| self.incoming.get(&id)).cloned(),
            destination: number.and_then(|number| self.destinations.get(&number)).cloned().unwrap_or_default(),
            keyed: query.key.and_then(|key| self.outgoing.get(self.keys.get(key)?)).cloned(),
            seen: query.command.and_then(|id| self.commands.get(&id)).copied(),
            outgoing,
            parts,
        })
    }

    fn apply(&mut self, plan: &Plan) -> Result<(), ApplyError> {
        if let Some(guard) = plan.guards.iter().find(|guard| !self.holds(guard)) {
            return Err(ApplyError::Conflict(guard.clone()));
        }
        for write in plan.writes.iter().cloned() {
            match write {
                Write::Server(record) => self.server = record,
                Write::Outgoing(job) => _ = self.outgoing.insert(job.id, *job),
                Write::Incoming(job) => _ = self.incoming.insert(job.id, *job),
                Write::Destination(record) => _ = self.destinations.insert(record.key.clone(), record),
                Write::Key(key, job) => _ = self.keys.insert(key, job),
                Write::Command(id, done) => _ = self.commands.insert(id, done),
                Write::Part(record) => _ = self.parts.insert(record.part.kind(), record),
            }
        }
        for event in &plan.events {
            self.last_event.0 += 1;
            self.events.insert(self.last_event, event.clone());
        }
        Ok(())
    }

    fn candidates(&self, now: Timestamp, limit: usize) -> Result<Vec<JobId>, StoreError> {
        let free = |job: &OutgoingRecord| {
            let number = destination_key(job.recipient().fax_number);
            self.destinations.get(&number).is_none_or(|destination| destination.is_free(now))
        };
        let mut due: Vec<_> = self
            .outgoing
            .values()
            .filter(|job| job.waits_until().is_some_and(|due| due <= now) && free(job))
            .map(|job| (Reverse(job.priority()), job.course.due, job.course.submitted, job.id()))
            .collect();
        due.sort_unstable();
        Ok(due.into_iter().take(limit).map(|(.., id)| id).collect())
    }

    fn outgoing(&self) -> Result<Vec<OutgoingRecord>, StoreError> {
        Ok(self.outgoing.values().filter(|job| !job.removed).cloned().collect())
    }

    fn incoming(&self) -> Result<Vec<IncomingRecord>, StoreError> {
        Ok(self.incoming.values().filter(|job| !job.removed).cloned().collect())
    }

    fn outgoing_archive(&self, after: JobId, limit: usize) -> Result<Vec<OutgoingRecord>, StoreError> {
        let later = self.outgoing.range(JobId(after.0.saturating_add(1))..).map(|(_, job)| job);
        Ok(later.filter(|job| job.archived).take(limit).cloned().collect())
    }

    fn incoming_archive(&self, after: JobId, limit: usize) -> Result<Vec<IncomingRecord>, StoreError> {
        let later = self.incoming.range(JobId(after.0.saturating_add(1))..).map(|(_, job)| job);
        Ok(later.filter(|job| job.archived).take(limit).cloned().collect())
    }

    fn events(&self, after: Cursor, limit: usize) -> Result<Vec<(Cursor, Event)>, StoreError> {
        let from = Cursor(after.0.saturating_add(1));
        Ok(self.events.range(from..).take(limit).map(|(cursor, event)| (*cursor, event.clone())).collect())
    }

    fn last_event(&self) -> Result<Cursor, StoreError> {
        Ok(self.last_event)
    }

    fn told(&self) -> Result<Cursor, StoreError> {
        Ok(self.told)
    }

    fn set_told(&mut self, until: Cursor) -> Result<(), StoreError> {
        self.told = until;
        Ok(())
    }

    fn forget_events(&mut self, until: Cursor) -> Result<(), StoreError> {
        self.events.retain(|cursor, _| *cursor > until);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn conforms() {
        super::super::conformance::exercise(super::Memory::new);
    }
}
