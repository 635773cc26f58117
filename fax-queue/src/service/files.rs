//! Files that last: there whole or not at all, also after a power cut.

use alloc::format;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// Puts what is read into a folder under this name, in place of what was there.
pub(super) fn put(folder: &Path, name: &str, from: &mut impl Read) -> io::Result<()> {
    let unfinished = folder.join(format!(".{name}"));
    let done = (|| {
        let mut file = File::create(&unfinished)?;
        io::copy(from, &mut file)?;
        file.sync_all()?;
        fs::rename(&unfinished, folder.join(name))?;
        sync(folder)
    })();
    if done.is_err() {
        // It is of no use to anybody.
        let _ = fs::remove_file(&unfinished);
    }
    done
}

/// Makes the names in a folder last as well. Not every system opens folders; those that do not keep names by themselves.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    match File::open(folder) {
        Ok(folder) => folder.sync_all(),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(()),
        Err(error) => Err(error),
    }
}
