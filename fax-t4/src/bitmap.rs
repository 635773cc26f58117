//! A page in memory.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use crate::row;

/// A black and white image: rows of packed pels, first pel in the most significant bit, 1 is black. Rows begin on
/// octets; what is behind the last pel of a row is white.
///
/// ```
/// use fax_t4::Bitmap;
///
/// let mut bitmap = Bitmap::new(10);
/// bitmap.push_row(&[0b1000_0000, 0b0100_0000]);
/// assert_eq!((bitmap.width(), bitmap.height()), (10, 1));
/// assert!(bitmap.pel(0, 0) && bitmap.pel(9, 0) && !bitmap.pel(1, 0));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Bitmap {
    width: u16,
    octets: Vec<u8>,
}

impl Bitmap {
    /// An image without rows. `width` is in pels; with 0 it never gets any.
    #[must_use]
    pub const fn new(width: u16) -> Self {
        Self { width, octets: Vec::new() }
    }

    /// A white image.
    #[must_use]
    pub fn white(width: u16, height: u32) -> Self {
        Self { width, octets: vec![0; row_octets(width).saturating_mul(height as usize)] }
    }

    /// From packed rows one behind the other. A last row that is not whole is dropped.
    #[must_use]
    pub fn from_octets(width: u16, mut octets: Vec<u8>) -> Self {
        let stride = row_octets(width);
        octets.truncate(octets.len().checked_div(stride).map_or(0, |rows| rows * stride));
        let mut bitmap = Self { width, octets };
        bitmap.octets.chunks_mut(stride.max(1)).for_each(|row| row::clip(row, width));
        bitmap
    }

    /// Pels per row.
    #[must_use]
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// Number of rows.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.octets.len().checked_div(self.row_octets()).map_or(0, |rows| u32::try_from(rows).unwrap_or(u32::MAX))
    }

    /// Octets per row.
    #[must_use]
    pub const fn row_octets(&self) -> usize {
        row_octets(self.width)
    }

    /// Row `y`, counted from the top.
    #[must_use]
    pub fn row(&self, y: u32) -> Option<&[u8]> {
        let stride = self.row_octets();
        self.octets.get((y as usize).checked_mul(stride)?..)?.get(..stride).filter(|row| !row.is_empty())
    }

    /// The rows from the top down.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.octets.chunks(self.row_octets().max(1))
    }

    /// All rows, one behind the other.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// Adds a row at the bottom: cut off, or padded with white, to the width.
    pub fn push_row(&mut self, row: &[u8]) {
        let begin = self.octets.len();
        self.octets.resize(begin + self.row_octets(), 0);
        if let Some(to) = self.octets.get_mut(begin..) {
            row::copy(row, to);
            row::clip(to, self.width);
        }
    }

    /// Adds white rows at the bottom until there are `height`.
    pub fn pad(&mut self, height: u32) {
        let octets = self.row_octets().saturating_mul(height as usize);
        if octets > self.octets.len() {
            self.octets.resize(octets, 0);
        }
    }

    /// Whether a pel is black; outside everything is white.
    #[must_use]
    pub fn pel(&self, x: u16, y: u32) -> bool {
        x < self.width
            && self.row(y).and_then(|row| row.get(usize::from(x / 8))).is_some_and(|&o| o << (x % 8) & 0x80 != 0)
    }
}

impl fmt::Debug for Bitmap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bitmap").field("width", &self.width).field("height", &self.height()).finish_non_exhaustive()
    }
}

const fn row_octets(width: u16) -> usize {
    (width as usize).div_ceil(8)
}
