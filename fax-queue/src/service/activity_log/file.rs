//! A log in a file that never has half a line and never grows without end.

use alloc::format;
use alloc::vec::Vec;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::{ActivityLog, LogFormat};
use crate::engine::call::CallRecord;
use crate::service::files;

/// How far back a record that comes a second time is looked for, in octets; one that is longer, as far as it is long.
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

    fn folder(&self) -> &Path {
        self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
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
        let back = TAIL.max(lines.len() as u64);
        // It may have been the last one of a file that is full now.
        if let Ok(mut before) = File::open(self.old(1))
            && find(&tail(&mut before, back)?, lines.as_bytes())
        {
            return Ok(());
        }
        let (mut file, end) = open(&self.path, back)?;
        if find(&end, lines.as_bytes()) {
            // Perhaps it is there and not synced, and that is why it comes again.
            file.sync_data()?;
            return files::sync(self.folder());
        }
        let mut length = file.metadata()?.len();
        // Some of its lines, and not all: the process died between them, and nothing came after.
        let own = |line: &&[u8]| core::str::from_utf8(line).is_ok_and(|line| self.format.is_line_of(line, call));
        let some: usize = end.split_inclusive(|octet| *octet == b'\n').rev().take_while(own).map(<[u8]>::len).sum();
        if some > 0 {
            length = length.saturating_sub(some as u64);
            file.set_len(length)?;
        }
        if length > 0 && length.saturating_add(lines.len() as u64) > self.limit {
            drop(file);
            self.rotate()?;
            (file, length) = (open(&self.path, back)?.0, 0);
        }
        if length == 0 && !self.format.head().is_empty() {
            lines = format!("{}\n{lines}", self.format.head());
        }
        file.write_all(lines.as_bytes())?;
        file.sync_data()?;
        // The name of a new file has to last as well, and those of the old ones.
        if length == 0 { files::sync(self.folder()) } else { Ok(()) }
    }
}

fn find(text: &[u8], what: &[u8]) -> bool {
    text.windows(what.len().max(1)).any(|part| part == what)
}

/// Opens a file for more lines, without the rest of one that was not finished, and returns its end as well.
fn open(path: &Path, back: u64) -> io::Result<(File, Vec<u8>)> {
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    let mut end = tail(&mut file, back)?;
    let whole = end.iter().rposition(|octet| *octet == b'\n').map_or(0, |at| at.saturating_add(1));
    let torn = end.len().saturating_sub(whole) as u64;
    if torn > 0 {
        file.set_len(file.metadata()?.len().saturating_sub(torn))?;
        end.truncate(whole);
    }
    Ok((file, end))
}

/// The last octets of a file, so many.
fn tail(file: &mut File, back: u64) -> io::Result<Vec<u8>> {
    let from = file.metadata()?.len().saturating_sub(back);
    file.seek(SeekFrom::Start(from))?;
    let mut octets = Vec::new();
    file.take(back).read_to_end(&mut octets)?;
    Ok(octets)
}
