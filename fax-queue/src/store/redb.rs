//! A store in one file, on redb: no C code, every commit synced, one process per file.

use std::path::Path;

use ::redb::{
    Database, Durability, ReadTransaction, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction,
};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::cmp::Reverse;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{ApplyError, Cursor, Query, Store, StoreError};
use crate::engine::parts::PartRecord;
use crate::engine::{
    DestinationRecord, Event, Guard, IncomingRecord, OutgoingRecord, Plan, ServerRecord, View, Write, destination_key,
};
use crate::model::OutgoingJob;
use crate::vocabulary::{JobId, Timestamp, Version};

/// The format of the file: the tables below, rows in JSON. Rises with each change that an older version would
/// misunderstand.
const FORMAT: u64 = 1;

type Rows<K> = TableDefinition<'static, K, &'static [u8]>;

/// `format`, `last event`, `told`.
const NUMBERS: TableDefinition<'static, &str, u64> = TableDefinition::new("numbers");
/// One row, under zero.
const SERVER: Rows<u64> = TableDefinition::new("server");
const OUTGOING: Rows<u64> = TableDefinition::new("outgoing");
const INCOMING: Rows<u64> = TableDefinition::new("incoming");
const DESTINATIONS: Rows<&'static str> = TableDefinition::new("destinations");
const KEYS: TableDefinition<'static, &str, u64> = TableDefinition::new("keys");
/// Parts of the configuration, by their names.
const PARTS: Rows<&'static str> = TableDefinition::new("parts");
const COMMANDS: Rows<u64> = TableDefinition::new("commands");
const EVENTS: Rows<u64> = TableDefinition::new("events");
/// Index: jobs that wait for a line, by due time and id, with what the choice among them needs: priority, submission time,
/// destination.
const WAITING: TableDefinition<'static, (u64, u64), (u32, u64, &str)> = TableDefinition::new("waiting");
/// Index: jobs that are in the outgoing queue, and in the incoming one.
const IN_OUTGOING_QUEUE: TableDefinition<'static, u64, ()> = TableDefinition::new("in outgoing queue");
const IN_INCOMING_QUEUE: TableDefinition<'static, u64, ()> = TableDefinition::new("in incoming queue");
/// Index: jobs that are messages of the outgoing archive, and of the incoming one.
const IN_OUTGOING_ARCHIVE: TableDefinition<'static, u64, ()> = TableDefinition::new("in outgoing archive");
const IN_INCOMING_ARCHIVE: TableDefinition<'static, u64, ()> = TableDefinition::new("in incoming archive");

/// A store in one file that one process may have open.
///
/// Plans are synced before [`apply`](Store::apply) returns; relaxed plans are synced together with the next one that is
/// not.
#[derive(Debug)]
pub struct Redb {
    database: Database,
}

impl Redb {
    /// Opens the file, or makes it. It is there whole or not at all: a death on the way leaves at most a file beside it, with
    /// `.new-` and a number behind its name, that nobody needs.
    ///
    /// # Errors
    ///
    /// [`StoreError::Backend`] if the file cannot be opened, is damaged, or another process has it;
    /// [`StoreError::Format`] if a newer version wrote it.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        if !path.exists() {
            Self::make(path)?;
        }
        let store = Self { database: Database::open(path).map_err(backend)? };
        store.prepare()?;
        Ok(store)
    }

    /// Makes the file under another name, as redb cannot open what it had not finished making.
    fn make(path: &Path) -> Result<(), StoreError> {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".new-{}", std::process::id()));
        let new = Path::new(&name);
        let store = Self { database: Database::create(new).map_err(backend)? };
        store.prepare()?;
        drop(store);
        // Should another process have been faster, its file stays.
        let linked = std::fs::hard_link(new, path);
        let made = match linked {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            // There are file systems without links.
            Err(_) if !path.exists() => std::fs::rename(new, path),
            linked => linked,
        };
        let _ = std::fs::remove_file(new);
        made.map_err(|error| StoreError::Backend(format!("{} cannot be made: {error}", path.display())))
    }

    /// Makes what is missing, and refuses what is newer.
    fn prepare(&self) -> Result<(), StoreError> {
        let write = self.database.begin_write().map_err(backend)?;
        {
            let mut numbers = write.open_table(NUMBERS).map_err(backend)?;
            let found = numbers.get("format").map_err(backend)?.map(|row| row.value());
            match found {
                None => _ = numbers.insert("format", FORMAT).map_err(backend)?,
                Some(FORMAT) => {}
                Some(found) => return Err(StoreError::Format { found }),
            }
            // Reading a table that does not exist is an error, so all of them are made here.
            for rows in [OUTGOING, INCOMING, COMMANDS, EVENTS, SERVER] {
                write.open_table(rows).map_err(backend)?;
            }
            for index in [IN_OUTGOING_QUEUE, IN_INCOMING_QUEUE, IN_OUTGOING_ARCHIVE, IN_INCOMING_ARCHIVE] {
                write.open_table(index).map_err(backend)?;
            }
            write.open_table(DESTINATIONS).map_err(backend)?;
            write.open_table(PARTS).map_err(backend)?;
            write.open_table(KEYS).map_err(backend)?;
            write.open_table(WAITING).map_err(backend)?;
        }
        write.commit().map_err(backend)
    }

    /// One of the numbers that are cursors.
    fn cursor(&self, name: &'static str) -> Result<Cursor, StoreError> {
        let numbers = self.read()?.open_table(NUMBERS).map_err(backend)?;
        Ok(Cursor(numbers.get(name).map_err(backend)?.map_or(0, |row| row.value())))
    }

    fn read(&self) -> Result<ReadTransaction, StoreError> {
        self.database.begin_read().map_err(backend)
    }
}

fn backend(error: impl Into<::redb::Error>) -> StoreError {
    StoreError::Backend(error.into().to_string())
}

fn decode<T: DeserializeOwned>(table: &'static str, row: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(row).map_err(|error| StoreError::Damaged { table, detail: error.to_string() })
}

fn encode<T: Serialize>(table: &'static str, row: &T) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(row).map_err(|error| StoreError::Damaged { table, detail: error.to_string() })
}

/// Reads one row; `None` if there is none.
fn get<T: DeserializeOwned>(
    table: &impl ReadableTable<u64, &'static [u8]>,
    name: &'static str,
    key: u64,
) -> Result<Option<T>, StoreError> {
    table.get(key).map_err(backend)?.map(|row| decode(name, row.value())).transpose()
}

/// The same of a table whose rows have names.
fn get_named<T: DeserializeOwned>(
    table: &impl ReadableTable<&'static str, &'static [u8]>,
    name: &'static str,
    key: &str,
) -> Result<Option<T>, StoreError> {
    table.get(key).map_err(backend)?.map(|row| decode(name, row.value())).transpose()
}

fn get_destination(
    table: &impl ReadableTable<&'static str, &'static [u8]>,
    key: &str,
) -> Result<Option<DestinationRecord>, StoreError> {
    get_named(table, "destinations", key)
}

/// Whether a guard holds, inside the transaction that is going to write.
fn holds(write: &WriteTransaction, guard: &Guard) -> Result<bool, StoreError> {
    Ok(match guard {
        Guard::Server(version) => {
            let table = write.open_table(SERVER).map_err(backend)?;
            get::<ServerRecord>(&table, "server", 0)?.unwrap_or_default().version == *version
        }
        Guard::Job(id, version) => {
            let outgoing = write.open_table(OUTGOING).map_err(backend)?;
            let incoming = write.open_table(INCOMING).map_err(backend)?;
            let found = match get::<OutgoingRecord>(&outgoing, "outgoing", id.0)? {
                Some(job) => Some(job.version),
                None => get::<IncomingRecord>(&incoming, "incoming", id.0)?.map(|job| job.version),
            };
            found.unwrap_or_default() == *version
        }
        Guard::Destination(key, version) => {
            let table = write.open_table(DESTINATIONS).map_err(backend)?;
            get_destination(&table, key)?.map_or(Version::default(), |record| record.version) == *version
        }
        Guard::KeyAbsent(key) => write.open_table(KEYS).map_err(backend)?.get(key.as_str()).map_err(backend)?.is_none(),
        Guard::Part(kind, version) => {
            let table = write.open_table(PARTS).map_err(backend)?;
            let found = get_named::<PartRecord>(&table, "parts", kind.name())?;
            found.map_or(Version::default(), |record| record.version) == *version
        }
        Guard::CommandUnseen(id) => write.open_table(COMMANDS).map_err(backend)?.get(id.0).map_err(backend)?.is_none(),
    })
}

fn put(write: &WriteTransaction, row: &Write) -> Result<(), StoreError> {
    match row {
        Write::Server(record) => {
            let mut table = write.open_table(SERVER).map_err(backend)?;
            table.insert(0, encode("server", record)?.as_slice()).map_err(backend)?;
        }
        Write::Outgoing(job) => put_outgoing(write, job)?,
        Write::Incoming(job) => {
            let mut table = write.open_table(INCOMING).map_err(backend)?;
            table.insert(job.id.0, encode("incoming", &**job)?.as_slice()).map_err(backend)?;
            mark(write, IN_INCOMING_QUEUE, job.id, !job.removed)?;
            mark(write, IN_INCOMING_ARCHIVE, job.id, job.archived)?;
        }
        Write::Destination(record) => {
            let mut table = write.open_table(DESTINATIONS).map_err(backend)?;
            table.insert(record.key(), encode("destinations", record)?.as_slice()).map_err(backend)?;
        }
        Write::Key(key, job) => {
            write.open_table(KEYS).map_err(backend)?.insert(key.as_str(), job.0).map_err(backend)?;
        }
        Write::Part(record) => {
            let mut table = write.open_table(PARTS).map_err(backend)?;
            table.insert(record.part.kind().name(), encode("parts", record)?.as_slice()).map_err(backend)?;
        }
        Write::Command(id, done) => {
            let mut table = write.open_table(COMMANDS).map_err(backend)?;
            table.insert(id.0, encode("commands", done)?.as_slice()).map_err(backend)?;
        }
    }
    Ok(())
}

/// Writes a job and keeps its places in the indexes.
fn put_outgoing(write: &WriteTransaction, job: &OutgoingRecord) -> Result<(), StoreError> {
    let mut table = write.open_table(OUTGOING).map_err(backend)?;
    let before: Option<OutgoingRecord> = get(&table, "outgoing", job.id.0)?;
    let mut waiting = write.open_table(WAITING).map_err(backend)?;
    if let Some(due) = before.and_then(|before| before.waits_until()) {
        waiting.remove((due.as_unix_millis(), job.id.0)).map_err(backend)?;
    }
    if let Some(due) = job.waits_until() {
        let number = destination_key(job.recipient().fax_number);
        let value = (job.priority().value(), job.submission_time().as_unix_millis(), number.as_str());
        waiting.insert((due.as_unix_millis(), job.id.0), value).map_err(backend)?;
    }
    table.insert(job.id.0, encode("outgoing", job)?.as_slice()).map_err(backend)?;
    mark(write, IN_OUTGOING_ARCHIVE, job.id, job.archived)?;
    mark(write, IN_OUTGOING_QUEUE, job.id, !job.removed)
}

fn mark(
    write: &WriteTransaction,
    index: TableDefinition<'static, u64, ()>,
    job: JobId,
    listed: bool,
) -> Result<(), StoreError> {
    let mut index = write.open_table(index).map_err(backend)?;
    if listed {
        index.insert(job.0, ()).map_err(backend)?;
    } else {
        index.remove(job.0).map_err(backend)?;
    }
    Ok(())
}

fn put_events(write: &WriteTransaction, events: &[Event]) -> Result<(), StoreError> {
    if events.is_empty() {
        return Ok(());
    }
    let mut numbers = write.open_table(NUMBERS).map_err(backend)?;
    let mut table = write.open_table(EVENTS).map_err(backend)?;
    let mut last = numbers.get("last event").map_err(backend)?.map_or(0, |row| row.value());
    for event in events {
        last = last.saturating_add(1);
        table.insert(last, encode("events", event)?.as_slice()).map_err(backend)?;
    }
    numbers.insert("last event", last).map_err(backend)?;
    Ok(())
}

/// Rows found through an index: those with ids from this one on, at most `limit`.
fn indexed<T: DeserializeOwned>(
    read: &ReadTransaction,
    index: TableDefinition<'static, u64, ()>,
    (rows, name): (Rows<u64>, &'static str),
    from: u64,
    limit: usize,
) -> Result<Vec<T>, StoreError> {
    let index = read.open_table(index).map_err(backend)?;
    let rows = read.open_table(rows).map_err(backend)?;
    let mut found = Vec::new();
    for id in index.range(from..).map_err(backend)?.take(limit) {
        found.extend(get(&rows, name, id.map_err(backend)?.0.value())?);
    }
    Ok(found)
}

impl Store for Redb {
    fn load(&self, query: &Query<'_>) -> Result<View, StoreError> {
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
            view.destination = get_destination(&table, &number)?.unwrap_or_default();
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

    fn apply(&mut self, plan: &Plan) -> Result<(), ApplyError> {
        let mut write = self.database.begin_write().map_err(backend)?;
        if plan.relaxed {
            write.set_durability(Durability::None).map_err(backend)?;
        }
        // A transaction that is dropped without a commit leaves nothing behind.
        for guard in &plan.guards {
            if !holds(&write, guard)? {
                return Err(ApplyError::Conflict(guard.clone()));
            }
        }
        for row in &plan.writes {
            put(&write, row)?;
        }
        put_events(&write, &plan.events)?;
        write.commit().map_err(backend)?;
        Ok(())
    }

    fn candidates(&self, now: Timestamp, limit: usize) -> Result<Vec<JobId>, StoreError> {
        let read = self.read()?;
        let destinations = read.open_table(DESTINATIONS).map_err(backend)?;
        let waiting = read.open_table(WAITING).map_err(backend)?;
        let mut found = Vec::new();
        for entry in waiting.range(..=(now.as_unix_millis(), u64::MAX)).map_err(backend)? {
            let (key, value) = entry.map_err(backend)?;
            let ((due, id), (priority, submitted, number)) = (key.value(), value.value());
            if get_destination(&destinations, number)?.is_none_or(|destination| destination.is_free(now)) {
                found.push((Reverse(priority), due, submitted, JobId(id)));
            }
        }
        found.sort_unstable();
        Ok(found.into_iter().take(limit).map(|(.., id)| id).collect())
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
        self.cursor("last event")
    }

    fn told(&self) -> Result<Cursor, StoreError> {
        self.cursor("told")
    }

    fn set_told(&mut self, until: Cursor) -> Result<(), StoreError> {
        let write = self.database.begin_write().map_err(backend)?;
        write.open_table(NUMBERS).map_err(backend)?.insert("told", until.0).map_err(backend)?;
        write.commit().map_err(backend)
    }

    fn forget_events(&mut self, until: Cursor) -> Result<(), StoreError> {
        let write = self.database.begin_write().map_err(backend)?;
        {
            let mut table = write.open_table(EVENTS).map_err(backend)?;
            table.retain_in(..=until.0, |_, _| false).map_err(backend)?;
        }
        write.commit().map_err(backend)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::redb::backends::InMemoryBackend;

    #[test]
    fn conforms() {
        let directory = tempfile::tempdir().expect("a directory");
        let mut count = 0;
        super::super::conformance::exercise(|| {
            count += 1;
            Redb::open(directory.path().join(count.to_string())).expect("a new file")
        });
    }

    #[test]
    fn a_newer_format_is_left_alone() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("queue");
        let store = Redb::open(&path).expect("a new file");
        let write = store.database.begin_write().expect("writes");
        write.open_table(NUMBERS).expect("opens").insert("format", FORMAT + 1).expect("inserts");
        write.commit().expect("commits");
        drop(store);
        assert_eq!(Redb::open(&path).map(drop), Err(StoreError::Format { found: FORMAT + 1 }));
    }

    #[test]
    fn rows_of_the_first_version_are_read() {
        // As version 0.1 wrote it before there were several recipients, archives and senders with an address.
        const ROW: &str = r#"{"id":1,"version":3,"events":3,"removed":false,"submission":1,"request":{"recipient":
            {"fax_number":"123","name":""},"document":{"reference":"letter.tif","pages":2,"size":0},"sender":{"name":"we",
            "fax_number":"","tsid":""},"subject":"","document_name":"","schedule":"Now","priority":"Low","duplicates":
            "ResumeMarked","idempotency_key":null},"submitted":5,"first_due":5,"due":9,"give_up_at":86400005,"phase":
            "RetryWait","paused":false,"ledger":"c?","epoch":1,"attempt":null,"history":{"dials":1,"sessions":0,
            "without_progress":0,"failures":{"Busy":1}},"retries":0,"spent":true,"extended":"Busy","reason":
            "the number is busy","current_page":0,"device":1,"csid":"","bit_rate":null,"started":6,"ended":7}"#;
        let store =
            Redb { database: Database::builder().create_with_backend(InMemoryBackend::new()).expect("a database") };
        store.prepare().expect("makes the tables");
        let write = store.database.begin_write().expect("writes");
        write.open_table(OUTGOING).expect("opens").insert(1, ROW.as_bytes()).expect("inserts");
        let settings = br#"{"version":1,"events":0,"last_job":1,"last_call":0,"settings":{"retries":7,
            "retry_delay_minutes":null,"discount_start":0,"discount_end":0,"outgoing_paused":true,
            "outgoing_blocked":false,"incoming_blocked":false}}"#;
        write.open_table(SERVER).expect("opens").insert(0, settings.as_slice()).expect("inserts");
        write.commit().expect("commits");
        let view = store.load(&Query { job: Some(JobId(1)), ..Query::default() }).expect("reads");
        let job = view.outgoing.expect("a job");
        assert_eq!((job.sender().name, job.sender().city, job.recipient().fax_number), ("we", "", "123"));
        assert_eq!((job.ledger().to_string(), job.waits_until()), ("c?".into(), Some(Timestamp::from_unix_millis(9))));
        assert!(!job.is_archived() && job.request().others.is_empty());
        assert_eq!(
            (view.server.settings().retries, view.server.settings().outgoing_archive.use_archive),
            (Some(7), true)
        );
        assert_eq!(decode::<OutgoingRecord>("outgoing", &encode("outgoing", &job).expect("writes")), Ok(job));
    }

    #[test]
    fn one_process_per_file() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("queue");
        let _owner = Redb::open(&path).expect("a new file");
        assert!(matches!(Redb::open(&path), Err(StoreError::Backend(_))));
    }

    #[test]
    fn a_row_that_nobody_understands_is_an_error() {
        let store =
            Redb { database: Database::builder().create_with_backend(InMemoryBackend::new()).expect("a database") };
        store.prepare().expect("makes the tables");
        let write = store.database.begin_write().expect("writes");
        write.open_table(OUTGOING).expect("opens").insert(1, b"{}".as_slice()).expect("inserts");
        write.commit().expect("commits");
        let query = Query { job: Some(JobId(1)), ..Query::default() };
        assert!(matches!(store.load(&query), Err(StoreError::Damaged { table: "outgoing", .. })));
    }
}
