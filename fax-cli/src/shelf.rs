//! Where received pages go: a TIFF that is whole on the disk after each of them, before the page is confirmed.

use std::path::{Path, PathBuf};

use fax_core::{PageFormat, Quality, Resolution};
use fax_t4::call::{BLOCK_OCTETS, BlockRing, CALL_ROW_MAX, RowSink, RowTarget, Windowed};
use fax_t4::tiff::{AtomicFile, Compression, PageOptions, Received, Writer};
use fax_t4::{BitOrder, Bitmap, Density, Params};

use crate::document::folder_of;
use crate::exit::Failed;

/// Pages of one call at most.
const PAGES: u16 = 9999;

/// The way from the line to a shelf.
pub(crate) type ShelfSink = Windowed<RowSink<Shelf, Vec<u8>>, BlockRing<Vec<u8>>>;

/// A file that grows by a page at a time.
#[derive(Debug)]
pub(crate) struct Shelf {
    path: PathBuf,
    writer: Option<Writer<AtomicFile>>,
    page: Option<(Bitmap, Resolution, Quality)>,
    pages: u16,
    fault: Option<String>,
}

/// Whether something can be stored under this name: asked before anybody calls or is answered, as a page that cannot be stored
/// cannot be confirmed.
pub(crate) fn try_out(path: &Path) -> Result<(), Failed> {
    if path.is_dir() {
        return Err(Failed::io(path.display(), "is a folder; name a file in it"));
    }
    let folder = folder_of(path);
    AtomicFile::create(path)
        .map(drop)
        .map_err(|error| Failed::io(folder.display(), format_args!("nothing can be stored here: {error}")))
}

/// Whether there is nothing of this name yet.
pub(crate) fn must_be_new(path: &Path) -> Result<(), Failed> {
    if path.exists() {
        return Err(Failed::io(path.display(), "exists, and received faxes overwrite nothing; move it away"));
    }
    Ok(())
}

impl Shelf {
    /// A page sink that stores in a new file at `path`. There is no file before there is a page. With error correction it
    /// holds a block until that is complete.
    pub(crate) fn sink(path: PathBuf) -> ShelfSink {
        let shelf = Self { path, writer: None, page: None, pages: 0, fault: None };
        let rows = RowSink::with_room(shelf, vec![0; CALL_ROW_MAX], vec![0; CALL_ROW_MAX], Params::DEFAULT_ROW_LIMIT);
        Windowed::new(rows, BlockRing::new(vec![0; BLOCK_OCTETS]))
    }

    pub(crate) fn pages(&self) -> u16 {
        self.pages
    }

    /// Size of the file.
    pub(crate) fn octets(&self) -> u64 {
        if self.pages == 0 { 0 } else { self.path.metadata().map_or(0, |metadata| metadata.len()) }
    }

    /// What went wrong with the file.
    pub(crate) fn fault(&self) -> Option<String> {
        self.fault.as_ref().map(|fault| format!("{}: {fault}", self.path.display()))
    }

    fn store(&mut self) -> Result<(), String> {
        let (bitmap, resolution, quality) = self.page.take().ok_or("there is no page to store")?;
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => {
                let file = AtomicFile::create_new(&self.path).map_err(|error| error.to_string())?;
                none.insert(Writer::new(file).map_err(|error| error.to_string())?)
            }
        };
        let received = Received { bad_rows: quality.bad_rows, longest_bad_run: quality.longest_bad_run };
        let options = PageOptions::new(Compression::Mmr, Density::from(resolution))
            .with_bit_order(BitOrder::LsbFirst)
            .with_software(concat!("fax ", env!("CARGO_PKG_VERSION")))
            .with_received(received);
        writer.page(&bitmap, &options).map_err(|error| error.to_string())?;
        writer.store_mut().commit().map_err(|error| error.to_string())?;
        self.pages += 1;
        Ok(())
    }
}

impl RowTarget for Shelf {
    fn begin(&mut self, format: &PageFormat) {
        self.page = Some((Bitmap::new(format.pels()), format.resolution, Quality::default()));
    }

    fn row(&mut self, row: &[u8], _damaged: bool) -> bool {
        let Some((bitmap, ..)) = &mut self.page else { return false };
        bitmap.push_row(row);
        self.pages < PAGES
    }

    fn end(&mut self, quality: Quality) {
        if let Some((.., known)) = &mut self.page {
            *known = quality;
        }
    }

    fn accept(&mut self) -> bool {
        let stored = self.store();
        self.fault = stored.as_ref().err().cloned();
        stored.is_ok()
    }
}
