//! Whole rows as lists of changing elements, one behind the other, as long as nothing lies between them but one EOL.
//!
//! What a row costs besides its codes is most of the time where there is little black. Here bits and lists stay where they
//! are from row to row. The first row that is not plain is left where it stopped being so.

use super::ahead::Ahead;
use super::burst::{self, Place};
use super::codes::RowCodes;
use super::paint;
use crate::bits::BitSource;
use crate::codes::EOL_ZEROS;
use crate::row;
use crate::store::{Begin, Changes, end_row};

/// What lies between two rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing.
    None,
    /// An EOL.
    Eol,
    /// An EOL, and a bit that says whether the next row is one-dimensional.
    Tagged,
}

/// Rows to take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plain {
    pub(super) width: u32,
    pub(super) gap: Gap,
    /// Whether the next row is one-dimensional.
    pub(super) one_d: bool,
    /// Whether the row above it is painted as the store has it.
    pub(super) as_kept: bool,
    /// At most so many.
    pub(super) most: u32,
    /// So many were taken.
    pub(super) taken: u32,
    /// Whether the next one has been begun.
    pub(super) begun: bool,
}

/// Room for the rows of a page; with rows of no octets, for none: nothing is painted.
pub(crate) struct Room<'p> {
    pub(super) pels: &'p mut [u8],
    /// Octets from row to row.
    pub(super) stride: usize,
    /// Octets of a row.
    pub(super) octets: usize,
}

impl Room<'_> {
    /// Row `y` and the one above it.
    #[inline]
    pub(super) fn row(&mut self, y: u32) -> Option<(&mut [u8], Option<&[u8]>)> {
        let at = (y as usize).checked_mul(self.stride)?;
        let (before, behind) = self.pels.split_at_mut_checked(at)?;
        let above = at.checked_sub(self.stride).and_then(|above| before.get(above..above + self.octets));
        Some((behind.get_mut(..self.octets)?, above))
    }
}

impl Plain {
    /// Takes rows from row `y` on. If one is left in its middle, `codes` says where.
    #[inline(never)]
    pub(super) fn take<B: AsRef<[u16]> + AsMut<[u16]>, const LSB_FIRST: bool>(
        &mut self,
        store: &mut Changes<B>,
        codes: &mut RowCodes,
        source: &mut BitSource,
        input: &mut &[u8],
        room: &mut Room<'_>,
        y: u32,
    ) {
        let width = self.width;
        let mut bits = Ahead::<LSB_FIRST>::new(source, input);
        let mut above_len = store.reference_len();
        let (lists, mut begin) = store.lists_mut();
        let mut place = Place::start(begin);
        while self.taken < self.most
            && let Some((row, row_above)) = room.row(y + self.taken)
            && bits.refill()
            && self.tag_zeros() + bits.zeros() < EOL_ZEROS
        {
            let before = bits;
            place = Place::start(begin);
            if self.one_d {
                burst::one_d(lists, begin, &mut place, &mut bits, width);
            } else {
                burst::two_d(lists, begin, &mut place, &mut bits, width);
            }
            if place.a0 != width || !self.pass_gap(&mut bits) {
                *codes = RowCodes::new(self.one_d);
                burst::settle(codes, begin, &place, bits.zeros_since(&before));
                self.begun = true;
                break;
            }
            let (above, present) = (begin.above as usize, begin.present as usize);
            let len = end_row(lists.get_mut(present..).unwrap_or_default(), place.len as usize - present, width);
            let changes = lists.get(present..present + len).unwrap_or_default();
            match row_above {
                _ if row.is_empty() => {}
                Some(pels) if self.as_kept && is_same(lists.get(above..above + above_len), changes) => {
                    row::copy(pels, row);
                }
                _ => paint::row(row, changes, width),
            }
            begin = Begin { above: begin.present, present: begin.above };
            (above_len, self.as_kept) = (len, true);
            self.taken += 1;
        }
        bits.give_back(source, input);
        let len = if self.begun { place.len - begin.present } else { 0 };
        store.set_rows(self.taken, above_len, len as usize);
    }

    /// What the tag adds to the next EOL.
    #[inline]
    fn tag_zeros(&self) -> u32 {
        u32::from(self.gap == Gap::Tagged && !self.one_d)
    }

    /// Goes to the next row, if what lies before it is here and plain.
    #[inline]
    fn pass_gap<const LSB_FIRST: bool>(&mut self, bits: &mut Ahead<'_, LSB_FIRST>) -> bool {
        if self.gap == Gap::None {
            return true;
        }
        let enough = bits.refill();
        let zeros = bits.zeros();
        if !enough || !(EOL_ZEROS..=MOST_ZEROS).contains(&zeros) {
            return false;
        }
        bits.skip(zeros + 1);
        if self.gap == Gap::Tagged {
            self.one_d = bits.peek() >> 63 == 1;
            bits.skip(1);
        }
        true
    }
}

/// With so many zeros, an EOL and its tag are in the 56 bits that are held.
const MOST_ZEROS: u32 = 54;

/// Up to so many changes are painted faster than compared with those above.
const FEW: usize = 8;

/// Whether it is worth while to copy the row above.
#[inline]
pub(super) fn is_same(above: Option<&[u16]>, changes: &[u16]) -> bool {
    changes.len() > FEW && above == Some(changes)
}
