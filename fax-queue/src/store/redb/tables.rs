//! What is in the file.

use ::redb::{ReadTransaction, ReadableTable, Table, TableDefinition, WriteTransaction};
use std::io::ErrorKind;

use alloc::string::ToString;
use alloc::vec::Vec;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::StoreError;

/// The format of the file: the tables below, rows in JSON. Rises with each change that an older version would
/// misunderstand.
///
/// 1: rows, and indexes of the queues, the archives and the jobs that wait. 2: jobs by their places, by destination and by
/// account. 3: the sizes of the archives.
pub(super) const FORMAT: u64 = 3;

type Definition<K, V> = TableDefinition<'static, K, V>;
type Rows<K> = Definition<K, &'static [u8]>;

/// `format`, `last event`, `told`, and `forgotten`: the rows that were dropped since the file was compacted.
pub(super) const NUMBERS: Definition<&str, u64> = Definition::new("numbers");
/// One row, under zero.
pub(super) const SERVER: Rows<u64> = Rows::new("server");
pub(super) const OUTGOING: Rows<u64> = Rows::new("outgoing");
pub(super) const INCOMING: Rows<u64> = Rows::new("incoming");
pub(super) const DESTINATIONS: Rows<&str> = Rows::new("destinations");
pub(super) const KEYS: Definition<&str, u64> = Definition::new("keys");
/// Parts of the configuration, by their names.
pub(super) const PARTS: Rows<&str> = Rows::new("parts");
/// Errands by their names.
pub(super) const ERRANDS: Rows<&str> = Rows::new("errands");
/// Submissions whose jobs are counted.
pub(super) const GROUPS: Rows<u64> = Rows::new("groups");
pub(super) const COMMANDS: Rows<u64> = Rows::new("commands");
pub(super) const EVENTS: Rows<u64> = Rows::new("events");

/// Index: jobs that are in the outgoing queue, and in the incoming one.
pub(super) const IN_OUTGOING_QUEUE: Definition<u64, ()> = Definition::new("in outgoing queue");
pub(super) const IN_INCOMING_QUEUE: Definition<u64, ()> = Definition::new("in incoming queue");
/// Index: jobs that are messages of the outgoing archive, and of the incoming one.
pub(super) const IN_OUTGOING_ARCHIVE: Definition<u64, ()> = Definition::new("in outgoing archive");
pub(super) const IN_INCOMING_ARCHIVE: Definition<u64, ()> = Definition::new("in incoming archive");
/// Index: jobs by place, moment and id.
pub(super) const PLACES: Definition<(u8, u64, u64), ()> = Definition::new("places");
/// The number of jobs in each place.
pub(super) const COUNTS: Definition<u8, u64> = Definition::new("counts");
/// The octets of the messages of each archive.
pub(super) const SIZES: Definition<u8, u64> = Definition::new("sizes");
/// Index: jobs that wait for a line, by destination and in the order in which they go there.
pub(super) const WAITING: Definition<(&str, Turn), ()> = Definition::new("waiting for a destination");
/// Index: of the jobs of each priority that wait for a destination which no job has, the first one, by the time from which
/// it could go. So there is nothing in front of a job that can go but jobs that go before it.
pub(super) const FIRST: Definition<Start, ()> = Definition::new("first for a destination");
/// Index: errands by kind, the time when they are due, and name.
pub(super) const ERRANDS_DUE: Definition<(u8, u64, &str), ()> = Definition::new("errands due");
/// Index: jobs to be sent by account and id.
pub(super) const BY_ACCOUNT: Definition<(&str, u64), ()> = Definition::new("by account");
/// Index: commands by the time they were given.
pub(super) const COMMANDS_BY_AGE: Definition<(u64, u64), ()> = Definition::new("commands by age");
/// Index: destinations that no job has, by the time since when.
pub(super) const IDLE_DESTINATIONS: Definition<(u64, &str), ()> = Definition::new("idle destinations");

/// The order of jobs that wait for one destination: priority, the highest first; due time, submission time, id.
pub(super) type Turn = (u32, u64, u64, u64);
/// The order of the first ones: priority, the time from which the job could go, and the rest of its turn.
pub(super) type Start = (u32, u64, u64, u64, u64);

/// All tables, to be written.
pub(super) struct Tables<'t> {
    pub(super) numbers: Table<'t, &'static str, u64>,
    pub(super) server: Table<'t, u64, &'static [u8]>,
    pub(super) outgoing: Table<'t, u64, &'static [u8]>,
    pub(super) incoming: Table<'t, u64, &'static [u8]>,
    pub(super) destinations: Table<'t, &'static str, &'static [u8]>,
    pub(super) keys: Table<'t, &'static str, u64>,
    pub(super) parts: Table<'t, &'static str, &'static [u8]>,
    pub(super) errands: Table<'t, &'static str, &'static [u8]>,
    pub(super) errands_due: Table<'t, (u8, u64, &'static str), ()>,
    pub(super) groups: Table<'t, u64, &'static [u8]>,
    pub(super) commands: Table<'t, u64, &'static [u8]>,
    pub(super) events: Table<'t, u64, &'static [u8]>,
    pub(super) in_outgoing_queue: Table<'t, u64, ()>,
    pub(super) in_incoming_queue: Table<'t, u64, ()>,
    pub(super) in_outgoing_archive: Table<'t, u64, ()>,
    pub(super) in_incoming_archive: Table<'t, u64, ()>,
    pub(super) places: Table<'t, (u8, u64, u64), ()>,
    pub(super) counts: Table<'t, u8, u64>,
    pub(super) sizes: Table<'t, u8, u64>,
    pub(super) waiting: Table<'t, (&'static str, Turn), ()>,
    pub(super) first: Table<'t, Start, ()>,
    pub(super) by_account: Table<'t, (&'static str, u64), ()>,
    pub(super) commands_by_age: Table<'t, (u64, u64), ()>,
    pub(super) idle_destinations: Table<'t, (u64, &'static str), ()>,
}

impl<'t> Tables<'t> {
    /// Opens all tables, and makes those that do not exist: reading one that does not exist is an error.
    pub(super) fn open(write: &'t WriteTransaction) -> Result<Self, StoreError> {
        Ok(Self {
            numbers: write.open_table(NUMBERS).map_err(backend)?,
            server: write.open_table(SERVER).map_err(backend)?,
            outgoing: write.open_table(OUTGOING).map_err(backend)?,
            incoming: write.open_table(INCOMING).map_err(backend)?,
            destinations: write.open_table(DESTINATIONS).map_err(backend)?,
            keys: write.open_table(KEYS).map_err(backend)?,
            parts: write.open_table(PARTS).map_err(backend)?,
            errands: write.open_table(ERRANDS).map_err(backend)?,
            errands_due: write.open_table(ERRANDS_DUE).map_err(backend)?,
            groups: write.open_table(GROUPS).map_err(backend)?,
            commands: write.open_table(COMMANDS).map_err(backend)?,
            events: write.open_table(EVENTS).map_err(backend)?,
            in_outgoing_queue: write.open_table(IN_OUTGOING_QUEUE).map_err(backend)?,
            in_incoming_queue: write.open_table(IN_INCOMING_QUEUE).map_err(backend)?,
            in_outgoing_archive: write.open_table(IN_OUTGOING_ARCHIVE).map_err(backend)?,
            in_incoming_archive: write.open_table(IN_INCOMING_ARCHIVE).map_err(backend)?,
            places: write.open_table(PLACES).map_err(backend)?,
            counts: write.open_table(COUNTS).map_err(backend)?,
            sizes: write.open_table(SIZES).map_err(backend)?,
            waiting: write.open_table(WAITING).map_err(backend)?,
            first: write.open_table(FIRST).map_err(backend)?,
            by_account: write.open_table(BY_ACCOUNT).map_err(backend)?,
            commands_by_age: write.open_table(COMMANDS_BY_AGE).map_err(backend)?,
            idle_destinations: write.open_table(IDLE_DESTINATIONS).map_err(backend)?,
        })
    }

    /// The number of jobs, wherever they are.
    pub(super) fn jobs(&self) -> Result<u64, StoreError> {
        let mut jobs = 0_u64;
        for entry in self.counts.iter().map_err(backend)? {
            jobs = jobs.saturating_add(entry.map_err(backend)?.1.value());
        }
        Ok(jobs)
    }

    pub(super) fn number(&self, name: &'static str) -> Result<u64, StoreError> {
        Ok(self.numbers.get(name).map_err(backend)?.map_or(0, |row| row.value()))
    }
}

pub(super) fn backend(error: impl Into<::redb::Error>) -> StoreError {
    match error.into() {
        ::redb::Error::Io(error) => match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => StoreError::Full,
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => StoreError::ReadOnly(error.to_string()),
            _ => StoreError::Backend(error.to_string()),
        },
        error => StoreError::Backend(error.to_string()),
    }
}

pub(super) fn decode<T: DeserializeOwned>(table: &'static str, row: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(row).map_err(|error| StoreError::Damaged { table, detail: error.to_string() })
}

pub(super) fn encode<T: Serialize>(table: &'static str, row: &T) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(row).map_err(|error| StoreError::Damaged { table, detail: error.to_string() })
}

/// Reads one row; `None` if there is none.
pub(super) fn get<T: DeserializeOwned>(
    table: &impl ReadableTable<u64, &'static [u8]>,
    name: &'static str,
    key: u64,
) -> Result<Option<T>, StoreError> {
    table.get(key).map_err(backend)?.map(|row| decode(name, row.value())).transpose()
}

/// The same of a table whose rows have names.
pub(super) fn get_named<T: DeserializeOwned>(
    table: &impl ReadableTable<&'static str, &'static [u8]>,
    name: &'static str,
    key: &str,
) -> Result<Option<T>, StoreError> {
    table.get(key).map_err(backend)?.map(|row| decode(name, row.value())).transpose()
}

/// Rows found through an index: those with ids from this one on, at most `limit`.
pub(super) fn indexed<T: DeserializeOwned>(
    read: &ReadTransaction,
    index: Definition<u64, ()>,
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
