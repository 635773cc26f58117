//! A store that lasts as long as the process.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::ops::Bound;

use super::{ApplyError, Counts, Cursor, Outdated, Query, Store, StoreError};
use crate::engine::errand::{ErrandKind, ErrandRecord, GroupRecord};
use crate::engine::parts::{PartKind, PartRecord, Parts};
use crate::engine::{
    DestinationRecord, Done, Event, Guard, IncomingRecord, OutgoingRecord, Place, Plan, ServerRecord, Standing, View,
    Write, destination_key, is_grouped,
};
use crate::model::{Job, OutgoingJob};
use crate::vocabulary::{CommandId, JobId, SubmissionId, Timestamp, Version};

/// A store that lasts as long as the process: for tests, and where losing the queue with the power is acceptable.
///
/// It counts jobs as it writes them and finds those that need care by their place; what else is asked of it, it looks
/// through all its jobs for.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    server: ServerRecord,
    outgoing: BTreeMap<JobId, OutgoingRecord>,
    incoming: BTreeMap<JobId, IncomingRecord>,
    destinations: BTreeMap<String, DestinationRecord>,
    parts: BTreeMap<PartKind, PartRecord>,
    errands: BTreeMap<String, ErrandRecord>,
    groups: BTreeMap<SubmissionId, GroupRecord>,
    keys: BTreeMap<String, JobId>,
    commands: BTreeMap<CommandId, Done>,
    events: BTreeMap<Cursor, Event>,
    last_event: Cursor,
    told: Cursor,
    places: BTreeSet<(Place, Timestamp, JobId)>,
    counts: Counts,
}

impl Memory {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Moves a job from its place to another.
    fn place(&mut self, job: JobId, from: Option<Standing>, to: Option<Standing>) {
        if let Some((place, moment, _)) = from {
            self.places.remove(&(place, moment, job));
        }
        if let Some((place, moment, _)) = to {
            self.places.insert((place, moment, job));
        }
        self.counts = self.counts.moved(from, to);
    }

    fn put_outgoing(&mut self, job: OutgoingRecord) {
        let (id, standing) = (job.id, job.standing());
        let before = self.outgoing.insert(id, job).map(|job| job.standing());
        self.place(id, before, Some(standing));
    }

    fn put_incoming(&mut self, job: IncomingRecord) {
        let (id, standing) = (job.id, job.standing());
        let before = self.incoming.insert(id, job).map(|job| job.standing());
        self.place(id, before, Some(standing));
    }

    fn forget_job(&mut self, id: JobId) {
        self.groups.remove(&SubmissionId(id.0));
        if let Some(job) = self.outgoing.remove(&id) {
            self.place(id, Some(job.standing()), None);
            if let Some(key) = &job.request.idempotency_key {
                self.keys.remove(key);
            }
        }
        if let Some(job) = self.incoming.remove(&id) {
            self.place(id, Some(job.standing()), None);
        }
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
            Guard::Errand(key, version) => {
                self.errands.get(key).map_or(Version::default(), ErrandRecord::version) == *version
            }
            Guard::Group(id, version) => {
                self.groups.get(id).map_or(Version::default(), GroupRecord::version) == *version
            }
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
            errand: query.errand.and_then(|key| self.errands.get(key)).cloned(),
            group: outgoing
                .as_ref()
                .filter(|job| is_grouped(job.request()))
                .and_then(|job| self.groups.get(&job.submission_id()))
                .copied(),
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
                Write::Outgoing(job) => self.put_outgoing(*job),
                Write::Incoming(job) => self.put_incoming(*job),
                Write::Destination(record) => _ = self.destinations.insert(record.key.clone(), record),
                Write::Key(key, job) => _ = self.keys.insert(key, job),
                Write::Command(id, done) => _ = self.commands.insert(id, done),
                Write::Errand(record) => _ = self.errands.insert(record.key.clone(), *record),
                Write::ErrandDone(key) => _ = self.errands.remove(&key),
                Write::Group(record) => _ = self.groups.insert(record.id, record),
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
        let mut first = BTreeMap::new();
        for job in self.outgoing.values() {
            let Some(due) = job.waits_until() else { continue };
            let number = destination_key(job.recipient().fax_number);
            let turn = (due, job.course.submitted, job.id());
            let kept = first.entry((number, job.priority())).or_insert(turn);
            *kept = turn.min(*kept);
        }
        let mut due: Vec<_> = first
            .into_iter()
            .filter_map(|((number, priority), (due, submitted, id))| {
                let free =
                    self.destinations.get(&number).map_or(Some(Timestamp::default()), DestinationRecord::free_at);
                Some((Reverse(priority), due.max(free?), due, submitted, id))
            })
            .filter(|(_, since, ..)| *since <= now)
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

    fn of_account(&self, account: &str, before: JobId, limit: usize) -> Result<Vec<OutgoingRecord>, StoreError> {
        let earlier = self.outgoing.range(..before).rev().map(|(_, job)| job);
        Ok(earlier.filter(|job| job.request.account == account).take(limit).cloned().collect())
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        Ok(self.counts)
    }

    fn in_place(
        &self,
        place: Place,
        (moment, job): (Timestamp, JobId),
        before: Timestamp,
        limit: usize,
    ) -> Result<Vec<(Timestamp, JobId)>, StoreError> {
        if moment >= before {
            return Ok(Vec::new());
        }
        let range = (Bound::Excluded((place, moment, job)), Bound::Excluded((place, before, JobId(0))));
        Ok(self.places.range(range).take(limit).map(|(_, moment, job)| (*moment, *job)).collect())
    }

    fn errands(&self, kind: ErrandKind, now: Timestamp, limit: usize) -> Result<Vec<ErrandRecord>, StoreError> {
        let mut due: Vec<_> =
            self.errands.values().filter(|errand| errand.due <= now && errand.errand.kind() == kind).collect();
        due.sort_by_key(|errand| (errand.due, &errand.key));
        Ok(due.into_iter().take(limit).cloned().collect())
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

    fn forget(&mut self, what: &Outdated, limit: usize) -> Result<usize, StoreError> {
        let mut left = limit;
        for place in [Place::OutgoingGone, Place::IncomingGone] {
            for (_, job) in self.in_place(place, <_>::default(), what.records, left)? {
                self.forget_job(job);
                left = left.saturating_sub(1);
            }
        }
        // `extract_if` of maps is younger than the compiler that this crate asks for.
        let commands = self.commands.iter().filter(|(_, done)| done.at < what.records).map(|(id, _)| *id);
        for id in commands.take(left).collect::<Vec<_>>() {
            self.commands.remove(&id);
            left = left.saturating_sub(1);
        }
        let idle = |record: &DestinationRecord| record.idle_since().is_some_and(|since| since < what.records);
        let idle = self.destinations.iter().filter(|(_, record)| idle(record)).map(|(number, _)| number.clone());
        for number in idle.take(left).collect::<Vec<_>>() {
            self.destinations.remove(&number);
            left = left.saturating_sub(1);
        }
        while left > 0 && self.events.first_key_value().is_some_and(|(cursor, _)| *cursor <= what.events) {
            self.events.pop_first();
            left = left.saturating_sub(1);
        }
        Ok(limit.saturating_sub(left))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn conforms() {
        super::super::conformance::exercise(super::Memory::new);
    }
}
