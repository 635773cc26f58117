//! Files that are there whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::{AppendError, Existing, Limits, Store};

/// A [`Store`] that becomes a file when it is [committed](Self::commit), and leaves no trace if it is dropped before.
///
/// Octets go to a temporary file beside the place. Committing makes it durable and moves it there, in place of what was
/// there before: nobody ever sees half a file, and an old one survives a full disk, a crash and a failed page.
///
/// A file in its place can grow: what is written then goes there, and is durable with the next commit. Octets that others
/// are patched to refer to are made durable before these, so that after a crash a [`Writer`](super::Writer)'s file has all
/// pages that were committed.
#[derive(Debug)]
pub struct AtomicFile {
    file: File,
    /// `None` once it has been moved.
    temporary: Option<PathBuf>,
    path: PathBuf,
    /// Whether nothing may be at the place before.
    new: bool,
}

/// Why an existing file could not be opened to append pages.
#[derive(Debug)]
#[non_exhaustive]
pub enum OpenError {
    /// The file system failed.
    Io(io::Error),
    /// The file is none that pages can be appended to.
    Append(AppendError),
}

/// How many names are tried beside the place.
const TRIES: u32 = 1000;

impl AtomicFile {
    /// A new file, to be at `path`.
    pub fn create(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let name = path.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        for number in 0..TRIES {
            let mut beside = OsString::from(".");
            beside.push(name);
            beside.push(std::format!(".{}-{number}", std::process::id()));
            let temporary = path.with_file_name(beside);
            match OpenOptions::new().read(true).write(true).create_new(true).open(&temporary) {
                Ok(file) => return Ok(Self { file, temporary: Some(temporary), path, new: false }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// A new file, to be at `path` if nothing is there when it is committed; else that fails with
    /// [`io::ErrorKind::AlreadyExists`].
    pub fn create_new(path: impl Into<PathBuf>) -> io::Result<Self> {
        let mut file = Self::create(path)?;
        file.new = true;
        Ok(file)
    }

    /// A copy of the file at `path`, to be in its place with the pages that are appended by
    /// [`Writer::resume`](super::Writer::resume). The file is read into memory once.
    pub fn append(path: impl Into<PathBuf>, limits: Limits) -> Result<(Self, Existing), OpenError> {
        let path = path.into();
        let mut octets = std::vec::Vec::new();
        let mut old = File::open(&path).map_err(OpenError::Io)?;
        old.read_to_end(&mut octets).map_err(OpenError::Io)?;
        let existing = Existing::of(&octets, limits).map_err(OpenError::Append)?;
        let mut copy = Self::create(path).map_err(OpenError::Io)?;
        let permissions = old.metadata().and_then(|old| copy.file.set_permissions(old.permissions()));
        permissions.and_then(|()| copy.append_octets(&octets)).map_err(OpenError::Io)?;
        Ok((copy, existing))
    }

    /// Makes durable what has been written, and the first time moves the file to its place.
    pub fn commit(&mut self) -> io::Result<()> {
        self.file.sync_all()?;
        let Some(temporary) = &self.temporary else { return Ok(()) };
        if self.new {
            // Every file system can take a name that is free. For a moment there is an empty file.
            File::create_new(&self.path)?;
        }
        if let Err(error) = fs::rename(temporary, &self.path) {
            if self.new {
                // The name is given back; that it could not be is less than what happened before.
                let _ = fs::remove_file(&self.path);
            }
            return Err(error);
        }
        self.temporary = None;
        sync_folder(&self.path)
    }

    fn append_octets(&mut self, octets: &[u8]) -> io::Result<()> {
        self.file.write_all(octets)
    }
}

/// The name is durable once the folder is. Where folders cannot be opened, the system sees to that itself.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

impl Store for AtomicFile {
    type Error = io::Error;

    fn append(&mut self, octets: &[u8]) -> io::Result<()> {
        self.append_octets(octets)
    }

    fn patch(&mut self, at: u32, octets: [u8; 4]) -> io::Result<()> {
        if self.temporary.is_none() {
            self.file.sync_data()?;
        }
        self.file.seek(SeekFrom::Start(at.into()))?;
        self.file.write_all(&octets)?;
        self.file.seek(SeekFrom::End(0)).map(|_| ())
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            // Nothing can be done about a failure, and what remains is marked as temporary by its name.
            let _ = fs::remove_file(temporary);
        }
    }
}

impl core::fmt::Display for OpenError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Append(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for OpenError {}
