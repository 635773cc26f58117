//! The format of the file, and files of older formats.

use ::redb::{ReadableTable, TableDefinition, WriteTransaction};

use super::super::StoreError;
use super::index::change;
use super::tables::{
    BY_ACCOUNT, COMMANDS_BY_AGE, COUNTS, FIRST, FORMAT, IDLE_DESTINATIONS, IN_INCOMING_ARCHIVE, IN_INCOMING_QUEUE,
    IN_OUTGOING_ARCHIVE, IN_OUTGOING_QUEUE, NUMBERS, PLACES, Tables, WAITING, backend, decode, get,
};
use crate::engine::{DestinationRecord, Done, IncomingRecord, OutgoingRecord, Place};
use crate::vocabulary::JobId;

/// Format 1 found the jobs that wait by time only.
const WAITING_1: TableDefinition<'static, (u64, u64), (u32, u64, &str)> = TableDefinition::new("waiting");

/// Makes what is missing, brings what is older up to date, and refuses what is newer.
pub(super) fn prepare(write: &WriteTransaction) -> Result<(), StoreError> {
    let found = {
        let numbers = write.open_table(NUMBERS).map_err(backend)?;
        numbers.get("format").map_err(backend)?.map(|row| row.value())
    };
    match found {
        None => drop(Tables::open(write)?),
        Some(FORMAT) => {
            drop(Tables::open(write)?);
            return Ok(());
        }
        Some(1) => index_anew(write)?,
        Some(2) => measure(write)?,
        Some(found) => return Err(StoreError::Format { found }),
    }
    write.open_table(NUMBERS).map_err(backend)?.insert("format", FORMAT).map_err(backend)?;
    Ok(())
}

/// Indexes say nothing that the rows don't: makes them from the rows.
fn index_anew(write: &WriteTransaction) -> Result<(), StoreError> {
    write.delete_table(WAITING_1).map_err(backend)?;
    for index in [IN_OUTGOING_QUEUE, IN_INCOMING_QUEUE, IN_OUTGOING_ARCHIVE, IN_INCOMING_ARCHIVE] {
        write.delete_table(index).map_err(backend)?;
    }
    write.delete_table(PLACES).map_err(backend)?;
    write.delete_table(COUNTS).map_err(backend)?;
    write.delete_table(WAITING).map_err(backend)?;
    write.delete_table(FIRST).map_err(backend)?;
    write.delete_table(BY_ACCOUNT).map_err(backend)?;
    write.delete_table(COMMANDS_BY_AGE).map_err(backend)?;
    write.delete_table(IDLE_DESTINATIONS).map_err(backend)?;
    let mut tables = Tables::open(write)?;
    // Ids first, as the tables that are read cannot be borrowed while others are written. Destinations come before
    // the jobs that wait for them.
    for number in names(&tables.destinations)? {
        let row = tables.destinations.get(number.as_str()).map_err(backend)?;
        let row = row.map(|row| decode::<DestinationRecord>("destinations", row.value())).transpose()?;
        tables.index_destination(None, row.as_ref())?;
    }
    for id in ids(&tables.outgoing)? {
        let row = tables.outgoing.get(id).map_err(backend)?;
        let row = row.map(|row| decode::<OutgoingRecord>("outgoing", row.value())).transpose()?;
        tables.index_outgoing(JobId(id), None, row.as_ref())?;
    }
    for id in ids(&tables.incoming)? {
        let row = tables.incoming.get(id).map_err(backend)?;
        let row = row.map(|row| decode::<IncomingRecord>("incoming", row.value())).transpose()?;
        tables.index_incoming(JobId(id), None, row.as_ref())?;
    }
    for id in ids(&tables.commands)? {
        let row = tables.commands.get(id).map_err(backend)?;
        let row = row.map(|row| decode::<Done>("commands", row.value())).transpose()?.unwrap_or_default();
        tables.commands_by_age.insert((row.at.as_unix_millis(), id), ()).map_err(backend)?;
    }
    Ok(())
}

/// Format 2 did not count how large the archives are.
fn measure(write: &WriteTransaction) -> Result<(), StoreError> {
    let mut tables = Tables::open(write)?;
    let (mut sent, mut received) = (0_u64, 0_u64);
    for entry in tables.in_outgoing_archive.iter().map_err(backend)? {
        let message: Option<OutgoingRecord> = get(&tables.outgoing, "outgoing", entry.map_err(backend)?.0.value())?;
        sent = sent.saturating_add(message.map_or(0, |message| message.archive_size()));
    }
    for entry in tables.in_incoming_archive.iter().map_err(backend)? {
        let message: Option<IncomingRecord> = get(&tables.incoming, "incoming", entry.map_err(backend)?.0.value())?;
        received = received.saturating_add(message.map_or(0, |message| message.archive_size()));
    }
    change(&mut tables.sizes, Place::Sent, |_| sent)?;
    change(&mut tables.sizes, Place::Received, |_| received)
}

fn ids(table: &impl ReadableTable<u64, &'static [u8]>) -> Result<alloc::vec::Vec<u64>, StoreError> {
    table.iter().map_err(backend)?.map(|entry| Ok(entry.map_err(backend)?.0.value())).collect()
}

fn names(
    table: &impl ReadableTable<&'static str, &'static [u8]>,
) -> Result<alloc::vec::Vec<alloc::string::String>, StoreError> {
    table.iter().map_err(backend)?.map(|entry| Ok(entry.map_err(backend)?.0.value().into())).collect()
}
