//! A copy in a folder.

use alloc::format;
use std::fs::File;
use std::path::Path;

use super::file_name;
use crate::model::{ReceivedFax, Routed, RoutingMethod};
use crate::service::files;
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
        let stored = File::open(fax.job.reference())
            .and_then(|mut source| files::put(Path::new(folder), &file_name(fax.job), &mut source));
        match stored {
            Ok(()) => Routed::Done,
            Err(error) => Routed::retry(format!("the fax cannot be stored in {folder}: {error}")),
        }
    }
}
