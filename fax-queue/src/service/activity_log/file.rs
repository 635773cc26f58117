//! A log in a file that never has half a line and never grows without end.

use alloc::format;
use alloc::vec::Vec;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::{ActivityLog, LogFormat};
use crate::engine::call::CallRecord;

/// How far back a record that comes a second time is looked for, in octets.
const TAIL: u64 = 256 * 1024;

/// A log in a file. Each record is synced before it counts as written; what a crash left of a line that was not finished is cut
/// off. A file that has grown to its limit is renamed to `name.1`, that one to `name.2`, and so on up to a number that you
/// choose; older ones go.
#[derive(Debug)]
pub struct LogFile<F> {
    path: PathBuf,
    format: F,
    /// Octets at which a new file begins.
    limit: u64,
    /// Old files that are kept.
    keep: u32,
}

impl<F: LogFormat> LogFile<F> {
    /// Octets of a file at most, unless changed: 16 MB.
    pub const LIMIT: u64 = 16 << 20;
    /// Old files that are kept, unless changed.
    pub const KEEP: u32 = 9;

    /// A log at `path`, which is made when there is something to write.
    pub const fn new(path: PathBuf, format: F) -> Self {
        Self { path, format, limit: Self::LIMIT, keep: Self::KEEP }
    }

    /// The same with files of up to so many octets, and so many old ones.
    #[must_use]
    pub fn with_limits(self, limit: u64, keep: u32) -> Self {
        Self { limit, keep, ..self }
    }

    /// The name of an old file, from 1.
    fn old(&self, number: u32) -> PathBuf {
        let mut name = self.path.as_os_str().to_os_string();
        name.push(format!(".{number}"));
        name.into()
    }

    fn rotate(&self) -> io::Result<()> {
        for number in (1..self.keep).rev() {
            if self.old(number).exists() {
                fs::rename(self.old(number), self.old(number.saturating_add(1)))?;
            }
        }
        if self.keep == 0 { fs::remove_file(&self.path) } else { fs::rename(&self.path, self.old(1)) }
    }
}

impl<F: LogFormat> ActivityLog for LogFile<F> {
    fn write(&mut self, call: &CallRecord) -> io::Result<()> {
        let mut lines = self.format.lines(call);
        // It may have been the last one of a file that is full now.
        if let Ok(mut before) = File::open(self.old(1))
            && find(&tail(&mut before)?, lines.as_bytes()).is_some()
        {
            return Ok(());
        }
        let (mut file, end) = open(&self.path)?;
        if find(&end, lines.as_bytes()).is_some() {
            return Ok(());
        }
        let mut length = file.metadata()?.len();
        // Some of its lines, and not all: the process died between them, and nothing came after.
        if let Some(at) = find(&end, self.format.mark(call).as_bytes()) {
            let before = end.get(..at).unwrap_or_default().iter().rposition(|octet| *octet == b'\n');
            let whole = before.map_or(0, |at| at.saturating_add(1)) as u64;
            length = length.saturating_sub(end.len() as u64).saturating_add(whole);
            file.set_len(length)?;
        }
        if length > 0 && length.saturating_add(lines.len() as u64) > self.limit {
            drop(file);
            self.rotate()?;
            (file, length) = (open(&self.path)?.0, 0);
        }
        if length == 0 && !self.format.head().is_empty() {
            lines = format!("{}\n{lines}", self.format.head());
        }
        file.write_all(lines.as_bytes())?;
        file.sync_data()
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len().max(1)).position(|part| part == what)
}

/// Opens a file for more lines, without the rest of one that was not finished, and returns its end as well.
fn open(path: &Path) -> io::Result<(File, Vec<u8>)> {
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    let mut end = tail(&mut file)?;
    let whole = end.iter().rposition(|octet| *octet == b'\n').map_or(0, |at| at.saturating_add(1));
    let torn = end.len().saturating_sub(whole) as u64;
    if torn > 0 {
        file.set_len(file.metadata()?.len().saturating_sub(torn))?;
        end.truncate(whole);
    }
    Ok((file, end))
}

/// The last octets of a file.
fn tail(file: &mut File) -> io::Result<Vec<u8>> {
    let from = file.metadata()?.len().saturating_sub(TAIL);
    file.seek(SeekFrom::Start(from))?;
    let mut octets = Vec::new();
    file.take(TAIL).read_to_end(&mut octets)?;
    Ok(octets)
}
