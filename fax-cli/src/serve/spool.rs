//! Documents that wait to be sent: files named after what is in them, so that the same document is there once.

use core::fmt::Write as _;
use core::time::Duration;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use fax_t4::tiff::{AtomicFile, Store as _};
use sha2::{Digest as _, Sha256};

use crate::document::{self, Fitting, LARGEST};
use crate::exit::{Exit, Failed};

/// A document stays so long after the last job that had it.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// The folder.
#[derive(Clone, Debug)]
pub(crate) struct Spool(PathBuf);

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
        Ok(Self(folder.to_path_buf()))
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
        let broken = |error: io::Error| Failed::io(self.0.display(), error);
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
        let path = self.0.join(name);
        if !path.exists() {
            let mut file = AtomicFile::create(&path)?;
            file.append(document).and_then(|()| file.commit())?;
        }
        Ok(path)
    }

    /// Whether this is the name of a file in it.
    pub(crate) fn has(&self, path: &Path) -> bool {
        path.parent() == Some(&self.0) && path.is_file()
    }

    /// Deletes documents that are older than a day and that no job has. Only if there are any that old, it asks for those
    /// that jobs have.
    pub(crate) fn sweep(&self, wanted: impl FnOnce() -> Result<BTreeSet<String>, Failed>) -> Result<(), Failed> {
        let failed = |error: io::Error| Failed::io(self.0.display(), error);
        let old = self.old().map_err(failed)?;
        if old.is_empty() {
            return Ok(());
        }
        let wanted = wanted()?;
        let mut unwanted = old.iter().filter(|path| !wanted.contains(path.to_string_lossy().as_ref()));
        unwanted.try_for_each(fs::remove_file).map_err(failed)
    }

    fn old(&self) -> io::Result<Vec<PathBuf>> {
        let mut old = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            if SystemTime::now().duration_since(entry.metadata()?.modified()?).unwrap_or_default() > KEPT {
                old.push(entry.path());
            }
        }
        Ok(old)
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
}
