//! A copy in a folder.

use alloc::format;
use alloc::string::String;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;

use super::file_name;
use crate::model::{ReceivedFax, Routed, RoutingMethod};
use crate::vocabulary::Guid;

/// `Store in folder`: copies the file that the job's reference names into the folder that the device names. The copy is on the
/// disk, and whole, when it appears; a second run of the same job puts it in the same place.
#[derive(Clone, Copy, Debug, Default)]
pub struct FolderMethod;

impl RoutingMethod for FolderMethod {
    fn guid(&self) -> Guid {
        Guid::FOLDER
    }

    fn name(&self) -> &str {
        "Store in folder"
    }

    fn function_name(&self) -> &str {
        "FaxRouteStore"
    }

    fn route(&self, fax: &ReceivedFax<'_>) -> Routed {
        let Some(folder) = fax.target_text() else {
            return Routed::Failed("no folder is set for this device".into());
        };
        match store(Path::new(fax.job.reference()), Path::new(folder), &file_name(fax.job)) {
            Ok(()) => Routed::Done,
            Err(error) => Routed::retry(format!("the fax cannot be stored in {folder}: {error}")),
        }
    }
}

fn store(from: &Path, folder: &Path, name: &str) -> io::Result<()> {
    let mut source = File::open(from)?;
    let unfinished = folder.join(String::from(".") + name);
    let done = (|| {
        let mut copy = File::create(&unfinished)?;
        io::copy(&mut source, &mut copy)?;
        copy.sync_all()?;
        fs::rename(&unfinished, folder.join(name))?;
        sync(folder)
    })();
    if done.is_err() {
        // It is of no use to anybody.
        let _ = fs::remove_file(&unfinished);
    }
    done
}

/// The name lasts as well. Not every system opens folders; those that do not keep names by themselves.
fn sync(folder: &Path) -> io::Result<()> {
    match File::open(folder) {
        Ok(folder) => folder.sync_all(),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(()),
        Err(error) => Err(error),
    }
}
