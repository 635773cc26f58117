//! One lock file: made, looked at, taken away when its process is gone.
//!
//! It is never written in its place. It is made under another name and linked to its own, which happens at once and only if that name
//! is free.

use core::time::Duration;
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::string::String;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;
use std::vec::Vec;

use nix::errno::Errno;
use nix::fcntl::{FlockArg, OFlag, flock};
use nix::sys::signal::kill;
use nix::unistd::Pid;

use super::{Holder, LockError, Unlocked};

/// As much of a lock file as is looked at: some programs write their name and user behind the number.
const LOOKED_AT: u64 = 64;
/// A file that makes no sense may be half written, but not for so long.
const HALF_WRITTEN: Duration = Duration::from_secs(60);
/// How often a lock is tried for that others take and give back meanwhile.
const TRIES: u32 = 20;
const BETWEEN_TRIES: Duration = Duration::from_millis(5);
/// Everybody may read who has a port, and nobody change it.
const MODE: u32 = 0o444;

/// What tells a file from all others while it is there: device and inode.
type Identity = (u64, u64);

/// The lock files of this process. Whoever takes or gives back holds this, so that one with our number which is not in here was left
/// behind by somebody whose number we have got.
fn ours() -> MutexGuard<'static, BTreeSet<Identity>> {
    static OURS: Mutex<BTreeSet<Identity>> = Mutex::new(BTreeSet::new());
    OURS.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Debug)]
pub(super) struct LockFile {
    path: PathBuf,
    /// Open for as long as the lock is there, so that no other file can have the same identity.
    file: File,
}

/// What a lock file says.
enum Found {
    Nothing,
    Held(Holder),
    /// Its process is gone, or it has made no sense for long.
    Stale(File),
}

impl LockFile {
    pub(super) fn take(path: PathBuf) -> Result<Self, LockError> {
        let mut ours = ours();
        let unavailable =
            |error: io::Error| LockError::Unavailable(Unlocked { file: path.clone(), kind: error.kind() });
        for _ in 0..TRIES {
            match look(&path, &ours) {
                Found::Held(holder) => return Err(LockError::Held(holder)),
                Found::Stale(file) => take_away(&path, &file).map_err(unavailable)?,
                Found::Nothing => match make(&path) {
                    Ok(file) => {
                        ours.extend(identity(file.metadata()));
                        return Ok(Self { path, file });
                    }
                    // Somebody was faster.
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                    Err(error) => return Err(unavailable(error)),
                },
            }
        }
        Err(LockError::Held(Holder { file: path, pid: None, program: None }))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for LockFile {
    /// Removes the file, unless somebody has put another one in its place.
    fn drop(&mut self) {
        let mut ours = ours();
        let Some(own) = identity(self.file.metadata()) else { return };
        if identity(fs::symlink_metadata(&self.path)) == Some(own) {
            // Who has taken it away meanwhile has done what is wanted.
            let _ = fs::remove_file(&self.path);
        }
        ours.remove(&own);
    }
}

fn identity(of: io::Result<fs::Metadata>) -> Option<Identity> {
    of.ok().map(|found| (found.dev(), found.ino()))
}

/// Makes a lock file; [`io::ErrorKind::AlreadyExists`] if there is one.
fn make(path: &Path) -> io::Result<File> {
    let pid = std::process::id();
    // One process makes one at a time.
    let temporary = path.with_file_name(std::format!("LTMP.{pid}"));
    let made = || {
        let mut file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        writeln!(file, "{pid:>10}")?;
        file.set_permissions(Permissions::from_mode(MODE))?;
        fs::hard_link(&temporary, path)?;
        Ok(file)
    };
    // One that was left behind by somebody whose number we have got.
    let _ = fs::remove_file(&temporary);
    let made = made();
    let _ = fs::remove_file(&temporary);
    made
}

/// Looks at a lock file.
fn look(path: &Path, ours: &BTreeSet<Identity>) -> Found {
    let held = |pid: Option<u32>| Found::Held(Holder { file: path.into(), pid, program: pid.and_then(program) });
    // The folder is open to everybody: neither a link nor a pipe is followed.
    let flags = (OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK).bits();
    let file = match OpenOptions::new().read(true).custom_flags(flags).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Found::Nothing,
        Err(_) => return held(None),
    };
    let mut says = Vec::new();
    let (Ok(found), Ok(_)) = (file.metadata(), (&file).take(LOOKED_AT).read_to_end(&mut says)) else {
        return held(None);
    };
    match process(&says) {
        Some(pid) if pid == std::process::id() => {
            if ours.contains(&(found.dev(), found.ino())) {
                held(Some(pid))
            } else {
                Found::Stale(file)
            }
        }
        Some(pid) if is_gone(pid) => Found::Stale(file),
        Some(pid) => held(Some(pid)),
        None => {
            let age = found.modified().ok().and_then(|at| SystemTime::now().duration_since(at).ok());
            if found.is_file() && age.is_some_and(|age| age > HALF_WRITTEN) { Found::Stale(file) } else { held(None) }
        }
    }
}

/// The number of a process: in digits, with other words behind it or none, or as an older custom has it, in the four octets of
/// the machine.
fn process(says: &[u8]) -> Option<u32> {
    let in_digits = || {
        let text = core::str::from_utf8(says).ok()?;
        text.split_ascii_whitespace().next()?.parse().ok()
    };
    let in_octets = || says.try_into().ok().map(u32::from_ne_bytes);
    in_digits().or_else(in_octets).filter(|pid| (1..=i32::MAX.unsigned_abs()).contains(pid))
}

fn is_gone(pid: u32) -> bool {
    // A process of somebody else is there, though nothing may be sent to it.
    i32::try_from(pid).is_ok_and(|pid| kill(Pid::from_raw(pid), None) == Err(Errno::ESRCH))
}

fn program(pid: u32) -> Option<String> {
    let name = fs::read(std::format!("/proc/{pid}/comm")).ok()?;
    let name: String = String::from_utf8_lossy(&name).chars().filter(|of| !of.is_control()).take(64).collect();
    (!name.is_empty()).then_some(name)
}

/// Takes a stale lock file away. Two who find the same one must not take away what the other has put in its place: this is done
/// under a lock on the file itself, by him who finds that it still has the name.
fn take_away(path: &Path, file: &File) -> io::Result<()> {
    if flock(file.as_raw_fd(), FlockArg::LockExclusiveNonblock).is_err() {
        // Somebody else is at it.
        std::thread::sleep(BETWEEN_TRIES);
        return Ok(());
    }
    if identity(fs::symlink_metadata(path)) == identity(file.metadata()) { fs::remove_file(path) } else { Ok(()) }
}
