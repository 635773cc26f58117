//! PNG pictures: read as rows of grey, under limits, and written as black and white.
//!
//! ```text
//!   PNG file ──► Reader ──► grey rows ──► picture::GreyScaler, picture::Dither ──► packed rows
//!                           packed rows ──► write_rows ──► PNG file
//! ```
//!
//! All of PNG's kinds of pels are taken, 1:1: grey, palette, colour, with 1 to 16 bits and with alpha, which shows white paper
//! through. The reading is that of the crate `png`. An animation is its first picture; gamma and colour profiles are left alone.
//!
//! ```
//! use std::io::Cursor;
//!
//! use fax_t4::picture::Method;
//! use fax_t4::{Bitmap, Density, png};
//!
//! let page = Bitmap::from_octets(16, vec![0xF0, 0x0F, 0x80, 0x01]);
//! let mut file = Vec::new();
//! png::write(&page, Some(Density { x: 204, y: 98 }), &mut file)?;
//!
//! let reader = png::Reader::open(Cursor::new(&file), png::Limits::default())?;
//! assert_eq!(reader.density(), Some(Density { x: 204, y: 98 }));
//! assert_eq!(reader.grey()?.to_bitmap(16, 2, Method::Threshold), page);
//! # Ok::<(), png::PngError>(())
//! ```

mod error;
mod read;
mod write;

pub use error::PngError;
pub use read::{Limits, Reader};
pub use write::{write, write_rows};

/// A metre over an inch: 10,000 to 254.
const METRE: u64 = 10_000;
const INCH: u64 = 254;
