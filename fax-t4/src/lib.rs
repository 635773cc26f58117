//! MH, MR and MMR fax coding (T.4, T.6), row by row, without allocation.
#![no_std]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod bits;
mod codes;
mod decode;
mod encode;
mod params;
mod row;

pub use decode::{Decoded, Decoder, Ending, Rows};
pub use encode::{Encoded, Encoder};
pub use params::{BitOrder, Coding, Eol, Params, ROW_MAX, WidthError};
