//! Whole pictures in memory.

use alloc::vec;
use alloc::vec::Vec;

use super::{Dither, GreyScaler, Method, Scale};
use crate::Bitmap;

/// A grey picture: an octet a pel, row by row from the top, 0 is black and 255 is white.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grey {
    width: u32,
    octets: Vec<u8>,
}

impl Grey {
    /// From rows one behind the other. A last row that is not whole is dropped.
    #[must_use]
    pub fn new(width: u32, mut octets: Vec<u8>) -> Self {
        let whole = octets.len().checked_div(width as usize).map_or(0, |rows| rows * width as usize);
        octets.truncate(whole);
        Self { width, octets }
    }

    /// Pels per row.
    #[must_use]
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// Number of rows.
    #[must_use]
    pub fn height(&self) -> u32 {
        let rows = self.octets.len().checked_div(self.width as usize).unwrap_or(0);
        u32::try_from(rows).unwrap_or(u32::MAX)
    }

    /// Whether all pels are black or white. Such a picture is as [`Grey::to_bitmap`] makes it of the same size, with any method.
    #[must_use]
    pub fn is_two_valued(&self) -> bool {
        self.octets.iter().all(|grey| matches!(grey, 0 | 255))
    }

    /// Black and white, `width` pels by `height` rows: scaled by area, then dithered.
    #[must_use]
    pub fn to_bitmap(&self, width: u16, height: u32, method: Method) -> Bitmap {
        let rows = self.octets.chunks_exact((self.width as usize).max(1));
        by_area((self.width, self.height()), (width, height), method, |scaler, grey, emit| {
            rows.for_each(|row| scaler.push(row, grey, &mut *emit));
        })
    }
}

/// Scales rows, as `push` puts them in, by area, and dithers them.
fn by_area(
    from: (u32, u32),
    (width, height): (u16, u32),
    method: Method,
    push: impl FnOnce(&mut GreyScaler<'_>, &mut [u8], &mut dyn FnMut(&[u8])),
) -> Bitmap {
    let pels = usize::from(width);
    let (mut sums, mut grey, mut packed) = (vec![0; pels], vec![0; pels], vec![0; pels.div_ceil(8)]);
    let mut errors = vec![0; Dither::room(pels)];
    let mut dither = Dither::new(method, &mut errors);
    let mut bitmap = Bitmap::new(width);
    push(&mut GreyScaler::new(from, (width.into(), height), &mut sums), &mut grey, &mut |grey| {
        dither.row(grey, &mut packed);
        bitmap.push_row(&packed);
    });
    // A picture without rows is white paper, as it is for `scaled`.
    bitmap.pad(height);
    bitmap
}

impl Bitmap {
    /// The image at another size, as [`Scale`] makes it: lines stay. For text and drawings.
    #[must_use]
    pub fn scaled(&self, width: u16, height: u32) -> Self {
        let scale = Scale::new((self.width().into(), self.height()), (width.into(), height));
        let (mut laid, mut row) = (vec![0; self.row_octets()], vec![0; usize::from(width).div_ceil(8)]);
        let mut bitmap = Self::new(width);
        for y in 0..height {
            laid.fill(0);
            scale.rows(y).filter_map(|y| self.row(y)).for_each(|old| scale.lay(old, &mut laid));
            scale.across(&laid, &mut row);
            bitmap.push_row(&row);
        }
        bitmap
    }

    /// The image at another size, by area and dithered anew: greys made of dots stay as dark as they are, lines become greys and
    /// may break. For photographs that are black and white already.
    #[must_use]
    pub fn scaled_as_grey(&self, width: u16, height: u32, method: Method) -> Self {
        by_area((self.width().into(), self.height()), (width, height), method, |scaler, grey, emit| {
            self.rows().for_each(|row| scaler.push_packed(row, grey, &mut *emit));
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_black_stays_a_quarter_at_any_size() {
        let bitmap = Grey::new(100, vec![191; 100 * 50 + 7]).to_bitmap(333, 77, Method::Floyd);
        assert_eq!((bitmap.width(), bitmap.height()), (333, 77));
        let black: u32 = bitmap.octets().iter().map(|octet| octet.count_ones()).sum();
        assert!(black.abs_diff(333 * 77 / 4) < 333 * 77 / 50, "{black}");
    }

    #[test]
    fn a_picture_without_rows_is_white_paper_of_any_size() {
        let white = Bitmap::white(20, 30);
        assert_eq!(Grey::new(0, vec![1, 2]).to_bitmap(20, 30, Method::Floyd), white);
        assert_eq!(Bitmap::new(9).scaled_as_grey(20, 30, Method::Floyd), white);
        assert_eq!(Bitmap::new(9).scaled(20, 30), white);
    }

    #[test]
    fn a_bitmap_is_scaled_both_ways() {
        let bitmap = Bitmap::from_octets(4, vec![0b1010_0000, 0]);
        let large = bitmap.scaled(8, 4);
        assert_eq!(large.octets(), [0b1100_1100, 0b1100_1100, 0, 0]);
        assert_eq!(large.scaled(4, 2), bitmap);
    }
}
