//! Pictures made fit for fax: pages from one resolution to another, and grey to black and white.
//!
//! ```text
//!   packed rows ──► Scale ─────────────────► packed rows       text and line art, by runs
//!   packed rows ─┬► GreyScaler ──► Dither ──► packed rows      photographs, by area and diffused error or dots
//!   grey rows ───┘
//! ```
//!
//! All of it goes row by row and allocates nothing: the caller lends a row or two. Grey is one octet a pel, 0 is black and
//! 255 is white paper, in the gamma of the file: a fax prints dark, so a photograph often gains from being brightened first.

mod dither;
mod grey;
#[cfg(feature = "alloc")]
mod page;
mod scale;

pub use dither::{Dither, Method};
pub use grey::GreyScaler;
#[cfg(feature = "alloc")]
pub use page::Grey;
pub use scale::Scale;
