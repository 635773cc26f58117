//! Black and white pages at another size.

use core::ops::Range;

use crate::row::{self, Colour};

/// The way from pages of one size to another, across and down independently.
///
/// Enlargement repeats pels and rows by exact fractions. Reduction keeps lines: all rows that fall on one are laid over each
/// other, and across, the ends of each black run are rounded to the nearest pel but the run keeps at least one. Thus no line
/// vanishes and no white page gets a spot; fine white gaps may close, and greys made of dots come out darker. A
/// photograph is better scaled as the grey that it stands for, with [`GreyScaler`](super::GreyScaler).
///
/// ```
/// use fax_t4::picture::Scale;
///
/// // Fine to standard: half the rows. The line is one row high and stays.
/// let scale = Scale::new((16, 4), (16, 2));
/// let page = [[0, 0], [0x0F, 0xF0], [0, 0], [0, 0]];
/// let mut out = [0; 2];
/// let mut laid = [0; 2];
/// for y in scale.rows(0) {
///     scale.lay(&page[y as usize], &mut laid);
/// }
/// scale.across(&laid, &mut out);
/// assert_eq!(out, [0x0F, 0xF0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    from: (u32, u32),
    to: (u32, u32),
}

impl Scale {
    /// From a page of `from` pels by rows to one of `to` pels by rows.
    #[must_use]
    pub const fn new(from: (u32, u32), to: (u32, u32)) -> Self {
        Self { from, to }
    }

    /// Whether rows and pels stay as they are.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.from == self.to
    }

    /// The rows of the old page that make row `y` of the new one, both counted from 0: one if it is enlarged, else all that
    /// fall on it. Empty behind the last row.
    #[must_use]
    pub fn rows(&self, y: u32) -> Range<u32> {
        let ((_, from), (_, to)) = (self.from, self.to);
        if y >= to || from == 0 {
            return 0..0;
        }
        let at = |y: u32| u64::from(y) * u64::from(from) / u64::from(to);
        // Below `from`, since y is below `to`.
        let first = at(y) as u32;
        let end = if from > to { at(y + 1) as u32 } else { first + 1 };
        first..end
    }

    /// Lays an old row over those already in `laid`: what is black in either is black. Begin with a white one.
    pub fn lay(&self, row: &[u8], laid: &mut [u8]) {
        for (to, from) in laid.iter_mut().zip(row) {
            *to |= from;
        }
    }

    /// Makes a new row of an old one, both packed, first pel in the most significant bit, 1 is black. What `old` lacks is white;
    /// what `new` has no room for is dropped.
    pub fn across(&self, old: &[u8], new: &mut [u8]) {
        let ((from, _), (to, _)) = (self.from, self.to);
        if from == to {
            row::copy(old, new);
            return;
        }
        new.fill(0);
        let room = u32::try_from(new.len().saturating_mul(8)).unwrap_or(u32::MAX);
        let mut end = 0;
        while end < from && to > 0 {
            let begin = row::run_end(old, end, Colour::White, from);
            end = row::run_end(old, begin, Colour::Black, from);
            if begin < end {
                let first = self.place(begin).min(to - 1);
                let behind = self.place(end).max(first + 1);
                row::blacken(new, first.min(room), behind.min(room));
            }
        }
    }

    /// Where the left edge of an old pel comes to lie, rounded to whole pels.
    fn place(&self, x: u32) -> u32 {
        let (from, to) = (u64::from(self.from.0), u64::from(self.to.0));
        // At most `to`, since x is at most `from`.
        ((2 * u64::from(x) * to + from) / (2 * from)) as u32
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "tests may panic")]
    use proptest::prelude::*;

    use super::*;

    fn across(from: u32, to: u32, old: &[u8]) -> [u8; 2] {
        let mut new = [0xFF; 2];
        Scale::new((from, 1), (to, 1)).across(old, &mut new);
        new
    }

    #[test]
    fn pels_fall_where_reckoning_by_hand_puts_them() {
        assert_eq!(across(4, 8, &[0b1010_0000]), [0b1100_1100, 0], "each pel twice");
        assert_eq!(across(2, 3, &[0b1000_0000]), [0b1100_0000, 0], "1.5 rounds up");
        assert_eq!(across(8, 4, &[0b1111_0000]), [0b1100_0000, 0]);
        assert_eq!(across(16, 4, &[0b0000_0000, 0b0000_0001]), [0b0001_0000, 0], "the last pel stays inside");
        assert_eq!(across(16, 8, &[0b0001_0000, 0]), [0b0010_0000, 0], "3 and 4 over 2, rounded");
        assert_eq!(across(8, 8, &[0x5A]), [0x5A, 0]);
        assert_eq!(across(8, 0, &[0x5A]), [0, 0]);
    }

    #[test]
    fn rows_are_taken_by_exact_fractions() {
        let rows = |from, to| (0..to).map(|y| Scale::new((8, from), (8, to)).rows(y)).collect::<std::vec::Vec<_>>();
        assert_eq!(rows(4, 2), [0..2, 2..4]);
        assert_eq!(rows(5, 2), [0..2, 2..5]);
        assert_eq!(rows(2, 5), [0..1, 0..1, 0..1, 1..2, 1..2]);
        assert!(Scale::new((8, 5), (8, 2)).rows(2).is_empty());
        assert!(Scale::new((8, 0), (8, 2)).rows(0).is_empty());
    }

    proptest! {
        #[test]
        fn every_row_is_used_once_when_reduced(from in 1_u32..9000, less in 0_u32..9000) {
            let to = from.saturating_sub(less).max(1);
            let scale = Scale::new((1, from), (1, to));
            let mut next = 0;
            for y in 0..to {
                prop_assert_eq!(scale.rows(y).start, next);
                next = scale.rows(y).end;
            }
            prop_assert_eq!(next, from);
        }

        #[test]
        fn a_line_of_one_pel_never_vanishes_and_white_stays_white(from in 1_u32..3000, to in 1_u32..3000, at in 0_u32..3000) {
            let scale = Scale::new((from, 1), (to, 1));
            let (mut old, mut new) = ([0; 375], [0xFF; 375]);
            scale.across(&old, &mut new);
            prop_assert!(new.iter().all(|&octet| octet == 0));
            let at = at % from;
            row::blacken(&mut old, at, at + 1);
            scale.across(&old, &mut new);
            let black: u32 = new.iter().map(|octet| octet.count_ones()).sum();
            prop_assert!(black >= 1 && black <= to.div_ceil(from));
            let first = row::run_end(&new, 0, Colour::White, to);
            prop_assert!(first < to && first.abs_diff((u64::from(at) * u64::from(to) / u64::from(from)) as u32) <= 1);
        }
    }
}
