//! Child processes that end: each has a deadline, and none outlives its cell.

use core::time::Duration;
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Instant,
};

use crate::Fault;

const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A program that runs in a folder and writes what it says to `NAME.out` and `NAME.err` there.
pub(crate) struct Running {
    name: String,
    child: Child,
    out: PathBuf,
    err: PathBuf,
}

impl Running {
    pub(crate) fn start(name: &str, program: &Path, args: &[String], folder: &Path) -> Result<Self, Fault> {
        let out = folder.join(format!("{name}.out"));
        let err = folder.join(format!("{name}.err"));
        let file = |path: &Path| File::create(path).map_err(|e| format!("{}: {e}", path.display()));
        let child = Command::new(program)
            .args(args)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(file(&out)?)
            .stderr(file(&err)?)
            .spawn()
            .map_err(|e| format!("{}: {e}", program.display()))?;
        Ok(Self { name: name.into(), child, out, err })
    }

    /// Waits for the end and gives the exit code.
    pub(crate) fn finish(&mut self, limit: Duration) -> Result<i32, Fault> {
        let end = Instant::now() + limit;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => {
                    return status.code().ok_or_else(|| format!("{} was ended by a signal: {status}", self.name));
                }
                Ok(None) if Instant::now() < end => std::thread::sleep(LOOK_AGAIN),
                Ok(None) => return Err(format!("{} did not end within {} s", self.name, limit.as_secs())),
                Err(e) => return Err(format!("{}: {e}", self.name)),
            }
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn out(&self) -> String {
        text(&self.out)
    }

    pub(crate) fn err(&self) -> String {
        text(&self.err)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only if the child has ended already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn text(path: &Path) -> String {
    fs::read(path).map(|octets| String::from_utf8_lossy(&octets).into_owned()).unwrap_or_default()
}

/// Waits until `path` is there.
pub(crate) fn await_path(path: &Path, limit: Duration) -> Result<(), Fault> {
    let end = Instant::now() + limit;
    while fs::symlink_metadata(path).is_err() {
        if Instant::now() >= end {
            return Err(format!("{} has not come", path.display()));
        }
        std::thread::sleep(LOOK_AGAIN);
    }
    Ok(())
}
