//! Serial ports, opened so that no other program talks into a call.

use std::path::PathBuf;

use fax_modem::{Flow, PortLock, SerialError, SerialLine};

use crate::output;

/// How ports are shared with other programs.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Locks {
    /// Folder for lock files, by which programs keep off each other's ports.
    #[arg(long, value_name = "DIR", env = "FAX_LOCK_DIR", default_value = PortLock::FOLDER)]
    pub(crate) lock_dir: PathBuf,
    /// Say as well what need not be wrong, such as that there can be no lock file.
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

pub(crate) fn open(path: &str, baud: u32, flow: Flow, locks: &Locks) -> Result<SerialLine, SerialError> {
    let port = SerialLine::open_locked(path, baud, flow, &locks.lock_dir)?;
    if let Some(why) = port.unlocked().filter(|_| locks.verbose) {
        output::complain(format_args!("{path}: {why}"));
    }
    Ok(port)
}
