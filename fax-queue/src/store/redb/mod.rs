//! A store in one file, on redb: no C code, every commit synced, one process per file.

mod forget;
mod format;
mod index;
mod medium;
mod tables;
#[cfg(test)]
mod tests;

use std::path::Path;

use ::redb::{Database, Durability, ReadTransaction, ReadableTable, StorageBackend};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::vec::Vec;

use self::medium::Medium;
use self::tables::{
    BY_ACCOUNT, COMMANDS, COUNTS, DESTINATIONS, ERRANDS, ERRANDS_DUE, EVENTS, FIRST, GROUPS, IN_INCOMING_ARCHIVE,
    IN_INCOMING_QUEUE, IN_OUTGOING_ARCHIVE, IN_OUTGOING_QUEUE, INCOMING, KEYS, NUMBERS, OUTGOING, PARTS, PLACES,
    SERVER, SIZES, Tables, backend, decode, encode, get, get_named, indexed,
};
use super::{ApplyError, Counts, Cursor, Outdated, Query, Store, StoreError};
use crate::engine::errand::{ErrandKind, ErrandRecord, GroupRecord};
use crate::engine::parts::PartRecord;
use crate::engine::{
    DestinationRecord, Event, Guard, IncomingRecord, OutgoingRecord, Place, Plan, ServerRecord, View, Write,
    destination_key, is_grouped,
};
use crate::model::OutgoingJob;
use crate::vocabulary::{JobId, Timestamp, Version};

/// With more jobs than so many, syncs write more, so that a file left by a crash opens without being read as a whole; and
/// room in it is worth the time to give it back.
const LARGE: u64 = 10_000;

/// A store in one file that one process may have open.
///
/// Plans are synced before [`apply`](Store::apply) returns; relaxed plans are synced together with the next one that is
/// not. What is asked for is found through indexes, and jobs are counted as they are written: so the time that a claim, a
/// count or a list of some jobs takes does not grow with the number of jobs. A line for which the first jobs that are due are
/// not, by the rules of outbound routing, asks for more of them, up to all.
///
/// # Room
///
/// Rows that are dropped leave room in the file that later rows use; the file itself gets shorter when it is compacted:
/// by [`compact`](Store::compact), and by [`open`](Self::open) if more rows were dropped since the last time than jobs
/// are left. That moves what is kept, so it takes some seconds for a million jobs.
#[derive(Debug)]
pub struct Redb {
    medium: Medium,
}

impl Redb {
    /// Opens the file, or makes it. It is there whole or not at all: a death on the way leaves at most a file beside it, with
    /// `.new-` and a number behind its name, that nobody needs.
    ///
    /// # Errors
    ///
    /// [`StoreError::Backend`] if the file cannot be opened, is damaged, or another process has it;
    /// [`StoreError::Full`] or [`StoreError::ReadOnly`] if nothing can be written there; [`StoreError::Format`] if a newer
    /// version wrote it.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref().to_owned();
        if !path.exists() {
            Self::make(&path)?;
        }
        let mut store = Self::at(move || Database::open(&path).map_err(backend))?;
        if store.is_mostly_room()? {
            store.compact()?;
        }
        Ok(store)
    }

    /// Opens what a medium of your own has, or makes it there: for machines without files, and for tests in which the
    /// medium fails. `medium` gives access to it: once, and again after each failure.
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open).
    pub fn on<M: StorageBackend>(medium: impl Fn() -> M + Send + 'static) -> Result<Self, StoreError> {
        Self::at(move || Database::builder().create_with_backend(medium()).map_err(backend))
    }

    fn at(open: impl Fn() -> Result<Database, StoreError> + Send + 'static) -> Result<Self, StoreError> {
        let store = Self { medium: Medium::open(open)? };
        store.prepare()?;
        Ok(store)
    }

    /// Makes the file under another name, as redb cannot open what it had not finished making.
    fn make(path: &Path) -> Result<(), StoreError> {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".new-{}", std::process::id()));
        let new = Path::new(&name);
        let at = new.to_owned();
        let made = Self::at(move || Database::create(&at).map_err(backend));
        if let Err(error) = made {
            let _ = std::fs::remove_file(new);
            return Err(error);
        }
        drop(made);
        // Should another process have been faster, its file stays.
        let linked = std::fs::hard_link(new, path);
        let made = match linked {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            // There are file systems without links.
            Err(_) if !path.exists() => std::fs::rename(new, path),
            linked => linked,
        };
        let _ = std::fs::remove_file(new);
        made.map_err(|error| backend(::redb::Error::Io(error)))
    }

    fn prepare(&self) -> Result<(), StoreError> {
        let write = self.medium.write()?;
        let prepared = format::prepare(&write).and_then(|()| write.commit().map_err(backend));
        self.medium.note(prepared.as_ref().err());
        prepared
    }

    /// Whether more rows were dropped than jobs are left.
    fn is_mostly_room(&self) -> Result<bool, StoreError> {
        let counts = self.counts()?;
        let jobs = counts.of_all(&Place::ALL);
        // A small file is not worth the time.
        Ok(self.number("forgotten")? > jobs.max(LARGE))
    }

    fn number(&self, name: &'static str) -> Result<u64, StoreError> {
        let numbers = self.read()?.open_table(NUMBERS).map_err(backend)?;
        Ok(numbers.get(name).map_err(backend)?.map_or(0, |row| row.value()))
    }

    fn read(&self) -> Result<ReadTransaction, StoreError> {
        self.medium.read()
    }

    /// What a query asks for.
    fn view(&self, query: &Query<'_>) -> Result<View, StoreError> {
        let read = self.read()?;
        let outgoing = read.open_table(OUTGOING).map_err(backend)?;
        let mut view = View {
            server: get(&read.open_table(SERVER).map_err(backend)?, "server", 0)?.unwrap_or_default(),
            ..View::default()
        };
        if let Some(id) = query.job {
            view.outgoing = get(&outgoing, "outgoing", id.0)?;
            view.incoming = get(&read.open_table(INCOMING).map_err(backend)?, "incoming", id.0)?;
        }
        if let Some(job) = &view.outgoing {
            let number = destination_key(job.recipient().fax_number);
            let table = read.open_table(DESTINATIONS).map_err(backend)?;
            view.destination = get_named(&table, "destinations", &number)?.unwrap_or_default();
        }
        if let Some(job) = view.outgoing.as_ref().filter(|job| is_grouped(job.request())) {
            view.group = get(&read.open_table(GROUPS).map_err(backend)?, "groups", job.submission_id().0)?;
        }
        if let Some(name) = query.errand {
            view.errand = get_named(&read.open_table(ERRANDS).map_err(backend)?, "errands", name)?;
        }
        if let Some(key) = query.key {
            let id = read.open_table(KEYS).map_err(backend)?.get(key).map_err(backend)?.map(|row| row.value());
            view.keyed = id.map(|id| get(&outgoing, "outgoing", id)).transpose()?.flatten();
        }
        if let Some(id) = query.command {
            view.seen = get(&read.open_table(COMMANDS).map_err(backend)?, "commands", id.0)?;
        }
        let parts = read.open_table(PARTS).map_err(backend)?;
        for kind in query.all_parts() {
            get_named(&parts, "parts", kind.name())?.into_iter().for_each(|record| view.parts.push(record));
        }
        Ok(view)
    }

    /// Changes the tables, all at once. A change that fails leaves nothing behind.
    fn change<T, E: From<StoreError>>(
        &self,
        durability: Durability,
        change: impl FnOnce(&mut Tables<'_>) -> Result<Changed<T>, E>,
    ) -> Result<T, E> {
        let mut write = self.medium.write()?;
        write.set_durability(durability).map_err(backend)?;
        let (Changed(result, changed), is_large) = {
            let mut tables = Tables::open(&write)?;
            (change(&mut tables)?, tables.jobs()? > LARGE)
        };
        // Else the whole file would be read when it is opened after a crash.
        write.set_quick_repair(is_large);
        let end = if changed { write.commit().map_err(backend) } else { write.abort().map_err(backend) };
        self.medium.note(end.as_ref().err());
        end?;
        Ok(result)
    }
}

/// What came of a change, and whether it changed anything.
struct Changed<T>(T, bool);

impl Tables<'_> {
    /// Whether a guard holds.
    fn holds(&self, guard: &Guard) -> Result<bool, StoreError> {
        Ok(match guard {
            Guard::Server(version) => {
                get::<ServerRecord>(&self.server, "server", 0)?.unwrap_or_default().version == *version
            }
            Guard::Job(id, version) => {
                let found = match get::<OutgoingRecord>(&self.outgoing, "outgoing", id.0)? {
                    Some(job) => Some(job.version),
                    None => get::<IncomingRecord>(&self.incoming, "incoming", id.0)?.map(|job| job.version),
                };
                found.unwrap_or_default() == *version
            }
            Guard::Destination(key, version) => {
                let found = get_named::<DestinationRecord>(&self.destinations, "destinations", key)?;
                found.map_or(Version::default(), |record| record.version) == *version
            }
            Guard::KeyAbsent(key) => self.keys.get(key.as_str()).map_err(backend)?.is_none(),
            Guard::Errand(name, version) => {
                let found = get_named::<ErrandRecord>(&self.errands, "errands", name)?;
                found.map_or(Version::default(), |record| record.version()) == *version
            }
            Guard::Group(id, version) => {
                let found = get::<GroupRecord>(&self.groups, "groups", id.0)?;
                found.map_or(Version::default(), |record| record.version()) == *version
            }
            Guard::Part(kind, version) => {
                let found = get_named::<PartRecord>(&self.parts, "parts", kind.name())?;
                found.map_or(Version::default(), |record| record.version()) == *version
            }
            Guard::CommandUnseen(id) => self.commands.get(id.0).map_err(backend)?.is_none(),
        })
    }

    fn put(&mut self, row: &Write) -> Result<(), StoreError> {
        match row {
            Write::Server(record) => {
                self.server.insert(0, encode("server", record)?.as_slice()).map_err(backend)?;
            }
            Write::Outgoing(job) => self.put_outgoing(job)?,
            Write::Incoming(job) => self.put_incoming(job)?,
            Write::Destination(record) => self.put_destination(record)?,
            Write::Key(key, job) => {
                self.keys.insert(key.as_str(), job.0).map_err(backend)?;
            }
            Write::Errand(record) => self.put_errand(record.key(), Some(&**record))?,
            Write::ErrandDone(name) => self.put_errand(name, None)?,
            Write::Group(record) => {
                self.groups.insert(record.id().0, encode("groups", record)?.as_slice()).map_err(backend)?;
            }
            Write::Part(record) => {
                let name = record.part().kind().name();
                self.parts.insert(name, encode("parts", record)?.as_slice()).map_err(backend)?;
            }
            Write::Command(id, done) => self.put_command(*id, done)?,
        }
        Ok(())
    }

    fn put_events(&mut self, events: &[Event]) -> Result<(), StoreError> {
        if events.is_empty() {
            return Ok(());
        }
        let mut last = self.number("last event")?;
        for event in events {
            last = last.saturating_add(1);
            self.events.insert(last, encode("events", event)?.as_slice()).map_err(backend)?;
        }
        self.numbers.insert("last event", last).map_err(backend)?;
        Ok(())
    }
}

impl Store for Redb {
    fn load(&self, query: &Query<'_>) -> Result<View, StoreError> {
        let view = self.view(query);
        self.medium.note(view.as_ref().err());
        view
    }

    fn apply(&mut self, plan: &Plan) -> Result<(), ApplyError> {
        let durability = if plan.relaxed { Durability::None } else { Durability::Immediate };
        self.change(durability, |tables| {
            for guard in &plan.guards {
                if !tables.holds(guard)? {
                    return Err(ApplyError::Conflict(guard.clone()));
                }
            }
            for row in &plan.writes {
                tables.put(row)?;
            }
            tables.put_events(&plan.events)?;
            Ok(Changed((), true))
        })
    }

    fn candidates(&self, now: Timestamp, limit: usize) -> Result<Vec<JobId>, StoreError> {
        index::candidates(&self.read()?.open_table(FIRST).map_err(backend)?, now, limit)
    }

    fn outgoing(&self) -> Result<Vec<OutgoingRecord>, StoreError> {
        indexed(&self.read()?, IN_OUTGOING_QUEUE, (OUTGOING, "outgoing"), 0, usize::MAX)
    }

    fn incoming(&self) -> Result<Vec<IncomingRecord>, StoreError> {
        indexed(&self.read()?, IN_INCOMING_QUEUE, (INCOMING, "incoming"), 0, usize::MAX)
    }

    fn outgoing_archive(&self, after: JobId, limit: usize) -> Result<Vec<OutgoingRecord>, StoreError> {
        let from = after.0.saturating_add(1);
        indexed(&self.read()?, IN_OUTGOING_ARCHIVE, (OUTGOING, "outgoing"), from, limit)
    }

    fn incoming_archive(&self, after: JobId, limit: usize) -> Result<Vec<IncomingRecord>, StoreError> {
        let from = after.0.saturating_add(1);
        indexed(&self.read()?, IN_INCOMING_ARCHIVE, (INCOMING, "incoming"), from, limit)
    }

    fn of_account(&self, account: &str, before: JobId, limit: usize) -> Result<Vec<OutgoingRecord>, StoreError> {
        let read = self.read()?;
        let index = read.open_table(BY_ACCOUNT).map_err(backend)?;
        let rows = read.open_table(OUTGOING).map_err(backend)?;
        let mut found = Vec::new();
        for entry in index.range((account, 0)..(account, before.0)).map_err(backend)?.rev().take(limit) {
            found.extend(get(&rows, "outgoing", entry.map_err(backend)?.0.value().1)?);
        }
        Ok(found)
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        let read = self.read()?;
        let (jobs, sizes) = (read.open_table(COUNTS).map_err(backend)?, read.open_table(SIZES).map_err(backend)?);
        Place::ALL.into_iter().try_fold(Counts::default(), |counts, place| {
            let jobs = jobs.get(place.number()).map_err(backend)?.map_or(0, |row| row.value());
            let octets = sizes.get(place.number()).map_err(backend)?.map_or(0, |row| row.value());
            Ok(counts.with(place, jobs).with_size(place, octets))
        })
    }

    fn in_place(
        &self,
        place: Place,
        (moment, job): (Timestamp, JobId),
        before: Timestamp,
        limit: usize,
    ) -> Result<Vec<(Timestamp, JobId)>, StoreError> {
        let table = self.read()?.open_table(PLACES).map_err(backend)?;
        let mut found = Vec::new();
        if moment >= before {
            return Ok(found);
        }
        let from = (place.number(), moment.as_unix_millis(), job.0.saturating_add(1));
        for entry in table.range(from..(place.number(), before.as_unix_millis(), 0)).map_err(backend)?.take(limit) {
            let (_, moment, job) = entry.map_err(backend)?.0.value();
            found.push((Timestamp::from_unix_millis(moment), JobId(job)));
        }
        Ok(found)
    }

    fn errands(&self, kind: ErrandKind, now: Timestamp, limit: usize) -> Result<Vec<ErrandRecord>, StoreError> {
        let read = self.read()?;
        let rows = read.open_table(ERRANDS).map_err(backend)?;
        let index = read.open_table(ERRANDS_DUE).map_err(backend)?;
        let range = (kind.number(), 0, "")..(kind.number(), now.as_unix_millis().saturating_add(1), "");
        let mut found = Vec::new();
        for entry in index.range(range).map_err(backend)?.take(limit) {
            found.extend(get_named(&rows, "errands", entry.map_err(backend)?.0.value().2)?);
        }
        Ok(found)
    }

    fn events(&self, after: Cursor, limit: usize) -> Result<Vec<(Cursor, Event)>, StoreError> {
        let read = self.read()?;
        let table = read.open_table(EVENTS).map_err(backend)?;
        let mut found = Vec::new();
        for entry in table.range(after.0.saturating_add(1)..).map_err(backend)?.take(limit) {
            let (cursor, row) = entry.map_err(backend)?;
            found.push((Cursor(cursor.value()), decode("events", row.value())?));
        }
        Ok(found)
    }

    fn last_event(&self) -> Result<Cursor, StoreError> {
        self.number("last event").map(Cursor)
    }

    fn told(&self) -> Result<Cursor, StoreError> {
        self.number("told").map(Cursor)
    }

    fn set_told(&mut self, until: Cursor) -> Result<(), StoreError> {
        self.change(Durability::Immediate, |tables| {
            tables.numbers.insert("told", until.0).map_err(backend)?;
            Ok(Changed((), true))
        })
    }

    fn forget_events(&mut self, until: Cursor) -> Result<(), StoreError> {
        self.change(Durability::Immediate, |tables| {
            tables.events.retain_in(..=until.0, |_, _| false).map_err(backend)?;
            Ok(Changed((), true))
        })
    }

    fn forget(&mut self, what: &Outdated, limit: usize) -> Result<usize, StoreError> {
        // Nothing to do is the usual thing, and costs no sync.
        self.change(Durability::Immediate, |tables| {
            let dropped = tables.forget(what, limit)?;
            Ok(Changed(dropped, dropped > 0))
        })
    }

    fn compact(&mut self) -> Result<bool, StoreError> {
        let shorter = self.medium.compact()?;
        self.change(Durability::Immediate, |tables| {
            tables.numbers.insert("forgotten", 0).map_err(backend)?;
            Ok(Changed(shorter, true))
        })
    }
}
