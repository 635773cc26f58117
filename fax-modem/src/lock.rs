//! Lock files, by which programs that use serial ports keep out of each other's way.
//!
//! The custom is that of UUCP, in the form of HoneyDanBer: `LCK..NAME` in a folder that all know, where NAME is what the port is
//! called in /dev, holds the number of the process in ten columns and a line end. Who finds none makes one before it opens the port;
//! who finds one whose process is gone may take it away.

#[cfg(unix)]
mod file;

use core::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::string::String;
use std::vec::Vec;

#[cfg(unix)]
use file::LockFile;

/// The lock files of a port: of its name, and of the name that this is a link to, as with `/dev/serial/by-id`. They go when this is
/// dropped, if they are still ours.
#[derive(Debug)]
pub struct PortLock {
    files: Vec<LockFile>,
}

/// Nobody makes one there.
#[cfg(not(unix))]
#[derive(Debug)]
enum LockFile {}

#[cfg(not(unix))]
impl LockFile {
    fn take(_: PathBuf) -> Result<Self, LockError> {
        Err(LockError::Unavailable(Unlocked { file: PathBuf::new(), kind: io::ErrorKind::Unsupported }))
    }

    fn path(&self) -> &Path {
        match *self {}
    }
}

/// Why there is no lock.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LockError {
    /// Another program has one, or another part of this one.
    Held(Holder),
    /// No file can be made there, so this keeps nobody away; nobody else has a lock.
    Unavailable(Unlocked),
}

/// Who has a port.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Holder {
    /// The lock file.
    pub file: PathBuf,
    /// Its process, if the file says so.
    pub pid: Option<u32>,
    /// What that process runs, where the system tells (`/proc/PID/comm`): at most 64 characters, none of them a control.
    pub program: Option<String>,
}

/// Why a port has no lock file: only that it is open for one keeps others away then, those that ask.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unlocked {
    /// The lock file that there should be.
    pub file: PathBuf,
    /// What is in its way.
    pub kind: io::ErrorKind,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match (&self.program, self.pid) {
            (Some(program), Some(pid)) => {
                write!(f, "in use by {program} (process {pid}), says {file}; end that program")
            }
            (None, Some(pid)) => write!(f, "in use by process {pid}, says {file}; end that program"),
            (_, None) => write!(f, "in use, but {file} does not say by whom; remove it if nobody does"),
        }
    }
}

impl fmt::Display for Unlocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "no lock file {} ({}); programs that open the port without asking for it alone may disturb",
            self.file.display(),
            self.kind
        )
    }
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Held(holder) => holder.fmt(f),
            Self::Unavailable(why) => why.fmt(f),
        }
    }
}

impl core::error::Error for LockError {}

impl PortLock {
    /// Where lock files are, as the hierarchy of file systems has it (FHS 3.0, 5.9).
    pub const FOLDER: &'static str = "/var/lock";

    /// Locks a port for this process; `folder` is [`FOLDER`](Self::FOLDER) but for special cases. What is no device in /dev and no
    /// link to one has no name that others would look for, so nothing is locked and nothing in the way. Neither is it on Windows, where
    /// a port can be opened by one program only.
    ///
    /// # Errors
    ///
    /// [`LockError`]. No file stays behind.
    pub fn take(port: &Path, folder: &Path) -> Result<Self, LockError> {
        let mut lock = Self { files: Vec::new() };
        for name in names(port) {
            lock.files.push(LockFile::take(folder.join(String::from("LCK..") + &name))?);
        }
        Ok(lock)
    }

    /// The lock files.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(LockFile::path)
    }
}

/// The names of a port.
#[cfg(unix)]
fn names(port: &Path) -> Vec<String> {
    use std::os::unix::fs::FileTypeExt as _;

    let Ok(device) = std::fs::canonicalize(port) else { return Vec::new() };
    if !std::fs::metadata(&device).is_ok_and(|found| found.file_type().is_char_device()) {
        return Vec::new();
    }
    names_of(&device, &std::path::absolute(port).unwrap_or_default())
}

#[cfg(not(unix))]
fn names(_: &Path) -> Vec<String> {
    Vec::new()
}

/// That of the device itself comes first, so that two who come by different links meet at it. A link that somebody made elsewhere is
/// no name of the device.
fn names_of(device: &Path, given: &Path) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for path in [device, given].into_iter().filter(|path| path.starts_with("/dev")) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        names.extend(name.filter(|name| !names.contains(name)));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_locked_by_its_own_name_and_by_the_one_that_was_given() {
        let names = |device: &str, given: &str| names_of(Path::new(device), Path::new(given));
        assert_eq!(names("/dev/ttyS0", "/dev/ttyS0"), ["ttyS0"]);
        assert_eq!(names("/dev/ttyACM0", "/dev/serial/by-id/usb-Zoom-if00"), ["ttyACM0", "usb-Zoom-if00"]);
        assert_eq!(names("/dev/pts/7", "/home/fax/A"), ["7"]);
    }
}
