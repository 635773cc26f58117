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

#[cfg(feature = "std")]
mod atomic;
mod coded;
mod compression;
mod decode;
mod error;
mod fields;
mod ifd;
mod image;
mod limits;
mod options;
mod orientation;
mod page;
mod profile;
mod reader;
mod scan;
mod store;
mod strips;
mod tags;
mod words;
mod writer;

#[cfg(feature = "std")]
pub use atomic::{AtomicFile, OpenError};
pub use coded::{Coded, NoPassThrough};
pub use compression::Compression;
pub use error::{FormatError, Limit, TiffError, Unsupported};
pub use image::{Damage, Image};
pub use limits::Limits;
pub use options::PageOptions;
pub use orientation::Orientation;
pub use page::Page;
pub use profile::{Profile, Violation};
pub use reader::Reader;
#[cfg(feature = "std")]
pub use store::FileStore;
pub use store::Store;
pub use writer::{AppendError, Existing, Received, WriteError, Writer};
