//! Documents that wait to be sent: files named after what is in them, so that the same document is there once.

use core::fmt::Write as _;
use core::time::Duration;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use fax_t4::tiff::{AtomicFile, Store as _};
use sha2::{Digest as _, Sha256};

use crate::document::{self, Fitting, LARGEST};
use crate::exit::{Exit, Failed};

/// A document stays so long after the last job that had it.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// The folder.
#[derive(Clone, Debug)]
pub(crate) struct Spool {
    folder: PathBuf,
    /// Held by whoever deletes a document, or takes one that is there already for a job to come.
    deleting: Arc<Mutex<()>>,
}

/// A document in the spool.
#[derive(Debug)]
pub(crate) struct Spooled {
    pub(crate) reference: String,
    pub(crate) pages: u16,
    pub(crate) octets: u64,
}

impl Spool {
    pub(crate) fn new(folder: &Path) -> Result<Self, Failed> {
        fs::create_dir_all(folder).map_err(|error| Failed::io(folder.display(), error))?;
        Ok(Self { folder: folder.to_path_buf(), deleting: Arc::default() })
    }

    /// Takes so many octets from `from`. When this returns, the document is on the disk and can be read.
    pub(crate) fn take(&self, from: &mut impl Read, octets: u64) -> Result<Spooled, Failed> {
        if octets > LARGEST {
            return Err(Failed::new(
                Exit::Document,
                format_args!("documents of over {} MB are refused", LARGEST >> 20),
            ));
        }
        let mut document = Vec::new();
        let broken = |error: io::Error| Failed::io(self.folder.display(), error);
        from.take(octets).read_to_end(&mut document).map_err(broken)?;
        if document.len() as u64 != octets {
            return Err(Failed::new(Exit::Document, "the document broke off"));
        }
        let path = self.keep(&document).map_err(broken)?;
        let pages = match document::pages(&path, Fitting::default()) {
            Ok(pages) => pages.len(),
            Err(failed) => {
                let _ = fs::remove_file(&path);
                return Err(failed);
            }
        };
        let pages = u16::try_from(pages)
            .map_err(|_| Failed::new(Exit::Document, format_args!("{pages} pages are too many for a call")))?;
        Ok(Spooled { reference: path.to_string_lossy().into_owned(), pages, octets })
    }

    /// Puts a document on the disk, under a name that says what is in it.
    pub(crate) fn keep(&self, document: &[u8]) -> io::Result<PathBuf> {
        let mut name = String::new();
        for octet in Sha256::digest(document) {
            let _ = write!(name, "{octet:02x}");
        }
        let path = self.folder.join(name);
        if !self.keep_longer(&path)? {
            let mut file = AtomicFile::create(&path)?;
            file.append(document).and_then(|()| file.commit())?;
        }
        Ok(path)
    }

    /// Whether this is the name of a file in it.
    pub(crate) fn has(&self, path: &Path) -> bool {
        path.parent() == Some(self.folder.as_path()) && path.is_file()
    }

    /// Whether a document is there. Then it is as new as any other: no job has it yet that a sweep could see.
    fn keep_longer(&self, path: &Path) -> io::Result<bool> {
        let _guard = self.lock();
        match fs::File::options().write(true).open(path) {
            Ok(file) => file.set_modified(SystemTime::now()).map(|()| true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn lock(&self) -> MutexGuard<'_, ()> {
        self.deleting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Deletes documents that are older than a day and that no job has. Only if there are any that old, it asks for those
    /// that jobs have.
    pub(crate) fn sweep(&self, wanted: impl FnOnce() -> Result<BTreeSet<String>, Failed>) -> Result<(), Failed> {
        let failed = |error: io::Error| Failed::io(self.folder.display(), error);
        let old = self.old().map_err(failed)?;
        if old.is_empty() {
            return Ok(());
        }
        let wanted = wanted()?;
        for path in old.iter().filter(|path| !wanted.contains(path.to_string_lossy().as_ref())) {
            let _guard = self.lock();
            // Somebody may have handed it in again since it was looked at.
            if is_old(path).map_err(failed)? {
                fs::remove_file(path).map_err(failed)?;
            }
        }
        Ok(())
    }

    fn old(&self) -> io::Result<Vec<PathBuf>> {
        let mut old = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if is_old(&path)? {
                old.push(path);
            }
        }
        Ok(old)
    }
}

fn is_old(path: &Path) -> io::Result<bool> {
    match fs::metadata(path) {
        Ok(file) => Ok(SystemTime::now().duration_since(file.modified()?).unwrap_or_default() > KEPT),
        // A document has got its name meanwhile, in place of that of an unfinished one.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn documents_that_no_job_has_go_after_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path()).unwrap();
        let [new, wanted, unwanted] = ["new", "wanted", "unwanted"].map(|what| spool.keep(what.as_bytes()).unwrap());
        spool.sweep(|| panic!("nothing is that old")).unwrap();
        let days_ago = SystemTime::now() - 2 * KEPT;
        for path in [&wanted, &unwanted] {
            fs::File::options().write(true).open(path).unwrap().set_modified(days_ago).unwrap();
        }
        spool.sweep(|| Ok(BTreeSet::from([wanted.to_string_lossy().into_owned()]))).unwrap();
        assert_eq!([new, wanted, unwanted].map(|path| path.exists()), [true, true, false]);
    }

    #[test]
    fn a_document_that_is_handed_in_again_stays_as_if_it_were_new() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path()).unwrap();
        let path = spool.keep(b"the same").unwrap();
        let age = || {
            let days_ago = SystemTime::now() - 2 * KEPT;
            fs::File::options().write(true).open(&path).unwrap().set_modified(days_ago).unwrap();
        };
        age();
        assert_eq!(spool.keep(b"the same").unwrap(), path);
        spool.sweep(|| panic!("nothing is that old")).unwrap();
        age();
        // While the sweep asks which documents are wanted, it comes for a job that is not there yet.
        let asked = spool.sweep(|| spool.keep(b"the same").map(|_| BTreeSet::new()).map_err(|_| unreachable!()));
        asked.unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"the same");
    }
}
