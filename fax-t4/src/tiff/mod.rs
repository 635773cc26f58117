//! TIFF for fax: class F (RFC 2306) and what scanners and other fax programs make of it.
//!
//! ```text
//!   header ──► directory ──► directory ──► 0          one directory a page
//!                  │              │
//!                  ▼              ▼
//!          tags, strips ──► rows: uncompressed, RLE, MH, MR, MMR
//! ```
//!
//! [`Reader`] takes a file that lies in memory; [`Writer`] appends page after page to memory or, with feature `std`, to
//! a file. Tiles, colour and other compressions are refused by name; what is damaged is read as far as it goes, and
//! [`Image::damage`] tells.
//!
//! ```
//! use fax_t4::tiff::{Compression, Limits, PageOptions, Reader, Writer};
//! use fax_t4::{Bitmap, Density};
//!
//! let mut page = Bitmap::white(1728, 2);
//! page.push_row(&[0xFF; 216]);
//!
//! let mut writer = Writer::new(Vec::new())?;
//! writer.page(&page, &PageOptions::new(Compression::Mmr, Density { x: 204, y: 196 }))?;
//! let file = writer.finish();
//!
//! let reader = Reader::open(&file, Limits::default())?;
//! let image = reader.pages()[0].decode()?;
//! assert_eq!(image.bitmap, page);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod fields;
mod ifd;
mod image;
mod limits;
mod page;
mod reader;
mod store;
mod tags;
mod writer;

pub use error::{FormatError, Limit, TiffError, Unsupported};
pub use image::{Damage, Image};
pub use limits::Limits;
pub use page::Page;
pub use reader::Reader;
#[cfg(feature = "std")]
pub use store::FileStore;
pub use store::Store;
pub use writer::{PageOptions, Received, WriteError, Writer};

/// How the rows of a page are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compression {
    /// Packed pels as they are (compression 1).
    None,
    /// MH without EOLs, rows on octet boundaries (compression 2).
    Rle,
    /// MH with EOLs (compression 3).
    Mh,
    /// MR (compression 3, T4Options bit 0).
    Mr {
        /// The K of [`Coding::Mr`](crate::Coding::Mr).
        k: u8,
    },
    /// MMR (compression 4).
    Mmr,
}

impl core::fmt::Display for Compression {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::None => "uncompressed",
            Self::Rle => "MH without EOLs",
            Self::Mh => "MH",
            Self::Mr { .. } => "MR",
            Self::Mmr => "MMR",
        })
    }
}
