//! The system's C libraries: libtiff and libspandsp, called as a program of theirs would.
#![allow(unsafe_code, reason = "C libraries cannot be called without")]

mod libtiff;
mod spandsp;
mod tiff_handle;

pub use libtiff::{Libtiff, coded_by_libtiff, decoded_by_libtiff};
pub use spandsp::Spandsp;
