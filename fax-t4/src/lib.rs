//! Fax images: MH, MR and MMR coding (ITU-T T.4 and T.6), row by row and without allocation, and TIFF class F.
//!
//! It does not draw, scales and dithers only with feature `picture`, knows no colour and no JBIG, and does not talk to a line: with feature `call` its
//! pages go to and come from a `fax_core::Call`, which does. Uncompressed mode, an extension that hardly any machine
//! speaks, counts as damage.
//!
//! ```text
//!             rows of packed pels                        octets of any length
//!   Bitmap ─────────────────────────► Encoder ─────────────────────────────────► TIFF strip, fax line
//!   PBM     first pel in the highest           EOL, tag, fill, RTC or EOFB,
//!           bit, 1 is black                    either bit order
//!          ◄───────────────────────── Decoder ◄─────────────────────────────────
//!            and which are damaged
//! ```
//!
//! Both are resumable at any octet of input and output: nothing is sized for the longest row, and working memory is one
//! row, inside for fax widths or lent by you. Damage is data: a decoder never fails, it counts.
//!
//! ```
//! use fax_t4::{BitOrder, Coding, Decoded, Decoder, Encoder, Params};
//!
//! // MR as on a fax line: 1728 pels, each row at least 96 bits long for a slow printer.
//! let params = Params::new(Coding::Mr { k: 2 }, 1728).with_bit_order(BitOrder::LsbFirst).with_min_row_bits(96);
//! let mut page = [[0; 216]; 3];
//! page[1][100..116].fill(0b1110_0111);
//!
//! let mut coded = Vec::new();
//! let mut encoder = Encoder::new(params)?;
//! let mut out = [0; 64];
//! for row in &page {
//!     loop {
//!         let step = encoder.row(row, &mut out);
//!         coded.extend_from_slice(&out[..step.written]);
//!         if step.done {
//!             break;
//!         }
//!     }
//! }
//! let end = encoder.finish(&mut out);
//! coded.extend_from_slice(&out[..end.written]);
//! assert!(end.done);
//!
//! let mut decoder = Decoder::new(params)?;
//! let mut row = [0; 216];
//! let mut input = &coded[..];
//! for sent in &page {
//!     assert_eq!(decoder.row(&mut input, &mut row), Decoded::Row { damaged: false });
//!     assert_eq!(&row, sent);
//! }
//! assert_eq!(decoder.row(&mut input, &mut row), Decoded::EndOfPage);
//! # Ok::<(), fax_t4::WidthError>(())
//! ```
//!
//! # Features
//!
//! None is on by default; the coders need no allocator.
//!
//! - `alloc`: `Bitmap` and PBM files.
//! - `std`: TIFF files written through `std::io`; includes `alloc`.
//! - `tiff`: reading and writing TIFF class F; includes `alloc`.
//! - `picture`: pages at another resolution, and grey to black and white; no allocator needed.
//! - `png`: PNG pictures in and out; includes `std` and `picture`.
//! - `call`: page sources and sinks for `fax_core`. With `alloc`, whole documents in memory.
//!
//! The oldest Rust that builds it is 1.88.
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
#[cfg(feature = "picture")]
pub mod picture;
#[cfg(feature = "png")]
pub mod png;
mod recode;
mod row;
mod store;
#[cfg(feature = "tiff")]
pub mod tiff;

#[cfg(feature = "alloc")]
pub use bitmap::Bitmap;
pub use decode::{Decoded, Decoder, Ending, Filled, Rows};
pub use density::Density;
pub use encode::{ChangesError, Encoded, Encoder};
pub use params::{BitOrder, Coding, Damage, Eol, Params, ROW_MAX, WidthError};
pub use recode::{Recoded, Recoder, Wants};
pub use store::{Changes, Packed, RowStore};
