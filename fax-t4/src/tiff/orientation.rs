//! Which way up a page is.

use alloc::vec;

use crate::{Bitmap, Density};

/// Where the first row of a page belongs, and the first pel of a row (TIFF 6.0, tag 274).
///
/// | number | first row | first pel | the page |
/// |-------:|-----------|-----------|----------|
/// | 1      | top       | left      | is upright |
/// | 3      | bottom    | right     | is on its head |
/// | 6      | right     | top       | is on its side |
/// | 8      | left      | bottom    | is on its other side |
///
/// 2, 4, 5 and 7 are mirror images: top and right, bottom and left, left and top, right and bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Orientation(u8);

impl Orientation {
    /// Rows from the top down, pels from left to right.
    pub const UPRIGHT: Self = Self(1);

    /// By its number, 1 to 8.
    #[must_use]
    pub const fn new(number: u8) -> Option<Self> {
        if matches!(number, 1..=8) { Some(Self(number)) } else { None }
    }

    /// Its number, 1 to 8.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Whether rows are columns to whoever looks at the page.
    #[must_use]
    pub const fn is_on_its_side(self) -> bool {
        self.0 >= 5
    }

    /// The page as it is looked at. `None` if its rows become columns and are more than the 65,535 pels that a row can have.
    ///
    /// ```
    /// use fax_t4::{Bitmap, tiff::Orientation};
    ///
    /// // Two rows of three pels; the first row is the right edge.
    /// let lying = Bitmap::from_octets(3, vec![0b110_00000, 0]);
    /// let upright = Orientation::new(6).and_then(|side| side.upright(lying)).ok_or("too long")?;
    /// assert_eq!((upright.width(), upright.octets()), (2, &[0b01_000000, 0b01_000000, 0][..]));
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn upright(self, page: Bitmap) -> Option<Bitmap> {
        if self == Self::UPRIGHT {
            return Some(page);
        }
        let (rows, pels) = (page.height() as usize, usize::from(page.width()));
        let (width, height) = if self.is_on_its_side() { (rows, pels) } else { (pels, rows) };
        let stride = width.div_ceil(8);
        let mut octets = vec![0_u8; stride.checked_mul(height)?];
        // The first row is at the bottom or at the right; the first pel is.
        let (row_last, pel_last) = (matches!(self.0, 3 | 4 | 6 | 7), matches!(self.0, 2 | 3 | 7 | 8));
        for (row, packed) in page.rows().enumerate() {
            let row = if row_last { rows - 1 - row } else { row };
            for pel in black(packed) {
                let pel = if pel_last { pels - 1 - pel } else { pel };
                let (x, y) = if self.is_on_its_side() { (row, pel) } else { (pel, row) };
                if let Some(octet) = octets.get_mut(y * stride + x / 8) {
                    *octet |= 0x80 >> (x % 8);
                }
            }
        }
        Some(Bitmap::from_octets(u16::try_from(width).ok()?, octets))
    }

    /// How close the pels of the upright page are.
    #[must_use]
    pub const fn density(self, page: Density) -> Density {
        let Density { x, y } = page;
        if self.is_on_its_side() { Density { x: y, y: x } } else { page }
    }
}

/// The places of the black pels of a row.
fn black(packed: &[u8]) -> impl Iterator<Item = usize> {
    let octets = packed.iter().enumerate().filter(|(_, octet)| **octet != 0);
    octets.flat_map(|(at, octet)| (0..8).filter(move |bit| octet << bit & 0x80 != 0).map(move |bit| 8 * at + bit))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// abc over def, of which a, b and d are black, kept in all ways.
    #[test]
    fn any_orientation_is_turned_upright() {
        let kept: [&[&str]; 8] = [
            &["110", "100"],
            &["011", "001"],
            &["001", "011"],
            &["100", "110"],
            &["11", "10", "00"],
            &["00", "10", "11"],
            &["00", "01", "11"],
            &["11", "01", "00"],
        ];
        for (number, rows) in (1..).zip(kept) {
            let mut page = Bitmap::new(u16::try_from(rows[0].len()).unwrap());
            for row in rows {
                page.push_row(&[u8::from_str_radix(row, 2).unwrap() << (8 - row.len())]);
            }
            let upright = Orientation::new(number).unwrap().upright(page).unwrap();
            assert_eq!((upright.width(), upright.octets()), (3, &[0b1100_0000, 0b1000_0000][..]), "{number}");
        }
        assert_eq!((Orientation::new(0), Orientation::new(9)), (None, None));
    }

    #[test]
    fn what_is_too_long_to_be_turned_is_refused() {
        let page = Bitmap::white(8, 65_536);
        assert_eq!(Orientation(6).upright(page.clone()), None);
        assert_eq!(Orientation(3).upright(page.clone()), Some(page));
        assert_eq!(Orientation(8).upright(Bitmap::white(9, 65_535)), Some(Bitmap::white(65_535, 9)));
    }
}
