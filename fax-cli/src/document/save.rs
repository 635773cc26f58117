//! Writing documents, whole or not at all.

use std::path::{Path, PathBuf};

use fax_t4::tiff::{AtomicFile, Compression, PageOptions, Store as _, Writer};
use fax_t4::{BitOrder, Density, pbm, png};

use super::{Kind, Picture};
use crate::exit::Failed;

/// How a TIFF is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TiffOptions {
    pub(crate) compression: Compression,
    pub(crate) bit_order: BitOrder,
    pub(crate) rows_per_strip: Option<u32>,
}

impl TiffOptions {
    /// TIFF of class F, in the coding that is the shortest.
    pub(crate) const CLASS_F: Self =
        Self { compression: Compression::Mmr, bit_order: BitOrder::LsbFirst, rows_per_strip: None };
}

/// What a picture without a density gets.
const FINE: Density = Density { x: 204, y: 196 };

/// Writes a document; returns the files that it became.
pub(crate) fn save(path: &Path, kind: Kind, pages: &[Picture], options: TiffOptions) -> Result<Vec<PathBuf>, Failed> {
    let failed = |why: &dyn core::fmt::Display| Failed::io(path.display(), why);
    match kind {
        Kind::Tiff => write_whole(path, &tiff(pages, options).map_err(|error| failed(&error))?).map(|path| vec![path]),
        Kind::Pbm => {
            let mut file = Vec::new();
            for page in pages {
                pbm::write(&page.bitmap, &mut file);
            }
            write_whole(path, &file).map(|path| vec![path])
        }
        Kind::Png => {
            let name = |number: usize| if pages.len() == 1 { path.to_path_buf() } else { numbered(path, number) };
            let files = (1..).zip(pages).map(|(number, page)| {
                let mut file = Vec::new();
                png::write(&page.bitmap, page.density, &mut file).map_err(|error| failed(&error))?;
                write_whole(&name(number), &file)
            });
            files.collect()
        }
    }
}

/// `name-3.png` for the third page of `name.png`.
pub(crate) fn numbered(path: &Path, number: usize) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let end = path.extension().map(|end| format!(".{}", end.to_string_lossy())).unwrap_or_default();
    path.with_file_name(format!("{stem}-{number}{end}"))
}

/// The octets of a TIFF.
pub(crate) fn tiff(pages: &[Picture], options: TiffOptions) -> Result<Vec<u8>, String> {
    let mut writer = Writer::new(Vec::new()).map_err(|error| error.to_string())?;
    if let Ok(count) = u16::try_from(pages.len()) {
        writer = writer.with_page_count(count);
    }
    for page in pages {
        let mut how = PageOptions::new(options.compression, page.density.unwrap_or(FINE))
            .with_bit_order(options.bit_order)
            .with_software(concat!("fax ", env!("CARGO_PKG_VERSION")));
        if let Some(rows) = options.rows_per_strip {
            how = how.with_rows_per_strip(rows);
        }
        writer.page(&page.bitmap, &how).map_err(|error| error.to_string())?;
    }
    Ok(writer.finish())
}

/// The folder that a file is or will be in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes a file that is there whole or not at all.
fn write_whole(path: &Path, octets: &[u8]) -> Result<PathBuf, Failed> {
    let write = || {
        let mut file = AtomicFile::create(path)?;
        file.append(octets)?;
        file.commit()
    };
    write().map_err(|error| Failed::io(path.display(), error))?;
    Ok(path.to_path_buf())
}
