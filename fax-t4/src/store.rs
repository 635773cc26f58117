//! Where a coder or decoder keeps the row above: as packed pels, small, or as a list of its changing elements, fast.

use core::fmt;

use crate::decode::DecodeStore;
use crate::encode::EncodeStore;
use crate::row::Colour;
use crate::{Params, WidthError};

/// Where an [`Encoder`](crate::Encoder) or a [`Decoder`](crate::Decoder) keeps the row above, and with that how it works:
/// [`Packed`] or [`Changes`]. Both give the same results.
#[expect(private_bounds, reason = "sealed: how a store is worked on is a matter of this crate")]
pub trait RowStore: EncodeStore + DecodeStore {
    /// Whether there is room for rows of these parameters.
    fn check(&self, params: &Params) -> Result<(), WidthError>;
}

/// One row of packed pels, 216 octets for 1728 pels: little memory and small tables, one code at a time.
#[derive(Clone, Debug)]
pub struct Packed<B>(pub(crate) B);

impl<B: AsRef<[u8]> + AsMut<[u8]>> Packed<B> {
    /// A store for rows as long as `row` has room for, eight pels an octet. What is in it does not matter.
    pub const fn new(row: B) -> Self {
        Self(row)
    }
}

impl<B: AsRef<[u8]> + AsMut<[u8]>> RowStore for Packed<B> {
    fn check(&self, params: &Params) -> Result<(), WidthError> {
        params.check(self.0.as_ref().len().saturating_mul(8))
    }
}

/// The changing elements of two rows, up to seven kilooctets for 1728 pels: many codes at a time, by large tables.
///
/// A changing element is a pel whose colour differs from the one to its left (T.4 4.2.1.1). Rows of more than
/// [`MAX_WIDTH`](Self::MAX_WIDTH) pels do not fit.
#[derive(Clone)]
pub struct Changes<B> {
    lists: B,
    /// Which half has the present row.
    flipped: bool,
    /// Changes of the present row.
    present: usize,
    /// Changes of the row above.
    reference: usize,
    /// Whether the present row is the one above once more.
    repeated: bool,
    /// Whether a run without pels makes two changes.
    empty_runs: bool,
}

/// What [`Changes`] has of rows in a list: elements in front of the first change, all zero, so that one can always look
/// back.
pub(crate) const FIRST: usize = 4;

/// And the width behind the last change, so that one can always look ahead.
const BEHIND: usize = 16;

impl Changes<()> {
    /// The widest rows.
    pub const MAX_WIDTH: u32 = u16::MAX as u32;

    /// How many elements have to be lent for rows of `width` pels.
    ///
    /// ```
    /// use fax_t4::Changes;
    ///
    /// let mut room = [0; Changes::room(1728)];
    /// let store = Changes::new(&mut room[..]);
    /// ```
    #[must_use]
    pub const fn room(width: u32) -> usize {
        2 * (FIRST + width as usize + BEHIND).next_multiple_of(2)
    }
}

impl<B: AsRef<[u16]> + AsMut<[u16]>> Changes<B> {
    /// A store for rows as wide as `lists` has [room](Changes::room) for. What is in it does not matter.
    pub const fn new(lists: B) -> Self {
        Self { lists, flipped: false, present: 0, reference: 0, repeated: false, empty_runs: false }
    }

    /// Whether a decoder takes both ends of a run without pels for changing elements. They are none (T.4 4.2.1.1), but some
    /// writers look for b1 in a list of runs in which they are, and libtiff reads it so. [`Decoder::elements`] then may have
    /// a pel twice. Off unless asked for.
    ///
    /// [`Decoder::elements`]: crate::Decoder::elements
    #[must_use]
    pub fn with_empty_runs(mut self, empty_runs: bool) -> Self {
        self.empty_runs = empty_runs;
        self
    }

    pub(crate) fn keeps_empty_runs(&self) -> bool {
        self.empty_runs
    }

    #[inline]
    fn halves(&self) -> (&[u16], &[u16]) {
        let lists = self.lists.as_ref();
        lists.split_at(half(lists))
    }

    /// Both lists, and where in them the first changes are. Both indexes are even.
    #[inline]
    pub(crate) fn lists_mut(&mut self) -> (&mut [u16], Begin) {
        let lists = self.lists.as_mut();
        let (low, high) = (FIRST as u32, (half(lists) + FIRST) as u32);
        let (above, present) = if self.flipped { (low, high) } else { (high, low) };
        (lists, Begin { above, present })
    }

    /// The present row; [`FIRST`] is the index of its first change.
    #[inline]
    pub(crate) fn present(&self) -> &[u16] {
        let (low, high) = self.halves();
        if self.flipped == self.repeated { low } else { high }
    }

    /// The row above; [`FIRST`] is the index of its first change.
    #[inline]
    pub(crate) fn reference(&self) -> &[u16] {
        let (low, high) = self.halves();
        if self.flipped { low } else { high }
    }

    /// Room for the changes of the present row.
    #[inline]
    pub(crate) fn present_mut(&mut self) -> &mut [u16] {
        self.repeated = false;
        let (lists, begin) = self.lists_mut();
        let begin = begin.present as usize;
        let end = begin - FIRST + half(lists);
        lists.get_mut(begin..end).unwrap_or_default()
    }

    /// The present row has so many changes.
    #[inline]
    pub(crate) fn set_present(&mut self, len: usize, width: u32) {
        self.present = len;
        put_end(self.present_mut(), len, width);
    }

    /// After so many rows, the row above has so many changes, and the present one so many so far.
    #[inline]
    pub(crate) fn set_rows(&mut self, rows: u32, above: usize, present: usize) {
        self.flipped ^= rows % 2 == 1;
        (self.reference, self.present, self.repeated) = (above, present, false);
    }

    /// The present row has so many changes so far.
    #[inline]
    pub(crate) fn set_len(&mut self, len: usize) {
        self.present = len;
        self.repeated = false;
    }

    /// How many changes the present row has.
    #[inline]
    pub(crate) fn present_len(&self) -> usize {
        if self.repeated { self.reference } else { self.present }
    }

    /// How many changes the row above has.
    pub(crate) fn reference_len(&self) -> usize {
        self.reference
    }

    /// The present row is the one above once more.
    pub(crate) fn set_repeated(&mut self) {
        self.repeated = true;
    }

    pub(crate) fn is_repeated(&self) -> bool {
        self.repeated
    }

    /// The present row becomes the one above.
    #[inline]
    pub(crate) fn flip(&mut self) {
        if !self.repeated {
            self.flipped = !self.flipped;
            core::mem::swap(&mut self.reference, &mut self.present);
        }
        self.repeated = false;
    }

    /// Makes both rows white.
    pub(crate) fn clear_lists(&mut self, width: u32) {
        let lists = self.lists.as_mut();
        lists.fill(width as u16);
        let (low, high) = lists.split_at_mut(half(lists));
        for list in [low, high] {
            list.get_mut(..FIRST).unwrap_or_default().fill(0);
        }
        (self.present, self.reference, self.repeated) = (0, 0, false);
    }
}

impl<B: AsRef<[u16]> + AsMut<[u16]>> RowStore for Changes<B> {
    fn check(&self, params: &Params) -> Result<(), WidthError> {
        let room = half(self.lists.as_ref()).saturating_sub(FIRST + BEHIND);
        params.check(room.min(Changes::MAX_WIDTH as usize))
    }
}

/// Where the first changes are, counted from the beginning of both lists.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Begin {
    pub(crate) above: u32,
    pub(crate) present: u32,
}

/// Where the second list begins: at an even index, so that changes to black have even ones in both.
#[inline]
fn half(lists: &[u16]) -> usize {
    lists.len() / 4 * 2
}

impl<B> fmt::Debug for Changes<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes")
            .field("present", &self.present)
            .field("reference", &self.reference)
            .finish_non_exhaustive()
    }
}

/// Ends a row that `changes` begins with: its end is no change. Returns how many are left of `len`.
#[inline]
pub(crate) fn end_row(changes: &mut [u16], len: usize, width: u32) -> usize {
    let mut len = len;
    while let Some(last) = len.checked_sub(1)
        && changes.get(last).is_some_and(|&change| u32::from(change) >= width)
    {
        len = last;
    }
    put_end(changes, len, width);
    len
}

/// Puts the width behind the last change.
#[inline]
fn put_end(changes: &mut [u16], len: usize, width: u32) {
    if let Some(behind) = changes.get_mut(len..).and_then(<[u16]>::first_chunk_mut::<BEHIND>) {
        *behind = [width as u16; BEHIND];
    }
}

/// The first change right of a0 that is away from `colour`, which a0 has: a1 on the present row, b1 on the one above (T.4
/// 4.2.1.1). If the row has not been `begun`, a0 is the imaginary white pel left of it. `index` counts changes and is where
/// the search begins; then it is where the change was found.
#[inline]
pub(crate) fn next_change(list: &[u16], a0: u32, colour: Colour, begun: bool, width: u32, index: &mut u32) -> u32 {
    let at = |index: u32| list.get(FIRST + index as usize).map_or(width, |&position| position.into());
    // Changes to black have even indexes. At the beginning of a row pel 0 is right of a0.
    let mut i = *index + u32::from((*index % 2 == 1) != (colour == Colour::Black));
    let right = |index: u32| at(index) > a0 || !begun;
    while i >= 2 && right(i - 2) {
        i -= 2;
    }
    while !right(i) && at(i) < width {
        i += 2;
    }
    *index = i;
    at(i)
}

/// Whether a0 is a pel, where no run but the first one is without pels.
#[inline]
pub(crate) fn is_begun(a0: u32, colour: Colour) -> bool {
    a0 > 0 || colour == Colour::Black
}
