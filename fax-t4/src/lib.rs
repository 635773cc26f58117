//! MH, MR and MMR fax coding (T.4, T.6), row by row, without allocation.
#![no_std]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "alloc")]
mod bitmap;
mod bits;
#[cfg(feature = "call")]
pub mod call;
mod codes;
mod decode;
mod density;
mod encode;
mod params;
#[cfg(feature = "alloc")]
pub mod pbm;
mod row;
#[cfg(feature = "tiff")]
pub mod tiff;

#[cfg(feature = "alloc")]
pub use bitmap::Bitmap;
pub use decode::{Decoded, Decoder, Ending, Rows};
pub use density::Density;
pub use encode::{Encoded, Encoder};
pub use params::{BitOrder, Coding, Eol, Params, ROW_MAX, WidthError};
