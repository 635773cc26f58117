//! Coding from lists of changing elements, several codes a step, while the output has ample room.
//!
//! Four changes of the present row are held against four of the reference row at once, in four lanes of 16 bits. Where
//! a1 is within three pels of b1, and b1 stays in step (the reference change behind it is right of a1, the one before
//! it is not), the lane is a vertical code, and often all four are. Else the lanes in front of the first other one go
//! out, and then what that one is: a pass, a horizontal mode, or a vertical code after which b1 has to be found again.

use super::sink::Burst;
use crate::codes::{self, Codes, HORIZONTAL, PASS};
use crate::row::Colour;
use crate::store::FIRST;

/// The widest row whose positions leave the top bit of a lane free, with some to spare.
pub(super) const WIDEST: u32 = 32_759;

const LANES: u64 = 0x0001_0001_0001_0001;
const TOP: u64 = LANES << 15;

/// Lists of changing elements. [`FIRST`] is the index of the first one; in front of it are zeros, behind the last one is
/// the width, at least eight times.
pub(super) struct Lists<'l> {
    pub(super) present: &'l [u16],
    pub(super) reference: &'l [u16],
    pub(super) width: u32,
}

/// Where coding stands: indexes of a1 and b1, and a0.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) a1: u32,
    pub(super) b1: u32,
    pub(super) a0: u32,
}

impl Lists<'_> {
    /// Codes a one-dimensional row on from the beginning of a white run, until it is complete, the room is used up, or
    /// a run is too long.
    #[inline]
    pub(super) fn one_d(&self, place: &mut Place, mut bits: Burst, out: &mut [u8]) -> Burst {
        let Place { mut a0, mut a1, .. } = *place;
        while a0 < self.width && bits.has_room(out) {
            let [end, next] = two(self.present, a1);
            let white = codes::whole_run(Colour::White, end.wrapping_sub(a0));
            let black = codes::whole_run(Colour::Black, next.wrapping_sub(end));
            let (Some(white), Some(black)) = (white, black) else { break };
            bits.put(out, if end < self.width { white.then(black) } else { white });
            (a0, a1) = (next, a1 + 2);
        }
        *place = Place { a0, a1, ..*place };
        bits
    }

    /// Codes a two-dimensional row on from before a mode code, until it is complete, the room is used up, or a run is
    /// too long.
    #[inline]
    pub(super) fn two_d(&self, place: &mut Place, mut bits: Burst, out: &mut [u8]) -> Burst {
        let Place { mut a1, mut b1, .. } = *place;
        // Where the last pass led to. Further right is only the change before a1, and then that is a0.
        let mut passed = place.a0;
        while bits.has_room(out) {
            let [before, below, behind] = around(self.reference, b1);
            let present = lanes(self.present, a1);
            let distances = (present | TOP).wrapping_sub(below).wrapping_add(3 * LANES) ^ TOP;
            let near = (TOP | (6 * LANES)).wrapping_sub(distances & !TOP) & !distances;
            let in_step =
                (behind | TOP).wrapping_sub(present.wrapping_add(LANES)) & (present | TOP).wrapping_sub(before);
            let others = !(near & in_step) & TOP;
            if others == 0 {
                bits.put(out, verticals(distances));
                (a1, b1) = (a1 + 4, b1 + 4);
                continue;
            }
            // Up to the first lane that is no vertical code in step; then the code for that one.
            let lane = others.trailing_zeros() & 48;
            let some = verticals(distances | u64::MAX << lane);
            let [end, before, below, behind] =
                [present, before, below, behind].map(|lanes| (lanes >> lane) as u16 as u32);
            (a1, b1) = (a1 + lane / 16, b1 + lane / 16);
            if behind < end {
                bits.put(out, some.then(PASS.into()));
                (passed, b1) = (behind, b1 + 2);
                continue;
            }
            let distance = end.wrapping_sub(below).wrapping_add(3);
            if distance <= 6 {
                bits.put(out, some.then(codes::two_verticals(distance | NO_SECOND)));
                a1 += 1;
                if end >= self.width {
                    break;
                }
                if before > end {
                    // Which a vertical code to the left can lay open again.
                    b1 -= 1;
                    continue;
                }
                b1 += 1;
                if behind <= end {
                    b1 = self.right_of(end, b1 + 2);
                }
            } else {
                bits.put(out, some);
                let start = passed.max(at(self.present, a1 - 1));
                let next = at(self.present, a1 + 1);
                let (first, second) = if (a1 - FIRST as u32).is_multiple_of(2) { WHITE_FIRST } else { BLACK_FIRST };
                let first = codes::whole_run(first, end.wrapping_sub(start));
                let second = codes::whole_run(second, next.wrapping_sub(end));
                let (Some(first), Some(second)) = (first, second) else { break };
                bits.put(out, Codes::from(HORIZONTAL).then(first).then(second));
                a1 += 2;
                if next >= self.width {
                    break;
                }
                b1 = self.right_of(next, b1);
            }
        }
        *place = Place { a1, b1, a0: passed.max(at(self.present, a1 - 1)) };
        bits
    }

    /// The first change on the reference row right of a0, from `b1` on and in the same direction.
    #[inline(always)]
    fn right_of(&self, a0: u32, mut b1: u32) -> u32 {
        while at(self.reference, b1) <= a0 {
            b1 += 2;
        }
        b1
    }
}

/// In place of the second distance of [`codes::two_verticals`].
const NO_SECOND: u32 = 7 << 3;

const WHITE_FIRST: (Colour, Colour) = (Colour::White, Colour::Black);
const BLACK_FIRST: (Colour, Colour) = (Colour::Black, Colour::White);

/// The codes for distances of up to 3 plus 3, or 7 for none, in the lowest three bits of each lane.
#[inline(always)]
fn verticals(distances: u64) -> Codes {
    let first = (distances | distances >> 13) as u32;
    let last = (distances >> 32 | distances >> 45) as u32;
    codes::two_verticals(first).then(codes::two_verticals(last))
}

/// `N` elements from `at` on.
#[inline(always)]
fn get<const N: usize>(list: &[u16], at: u32) -> Option<&[u16; N]> {
    // With an index of 32 bits one comparison will do.
    let at = at as usize;
    list.get(at..at + N)?.first_chunk()
}

/// Four elements from `at` on.
#[inline(always)]
fn lanes(list: &[u16], at: u32) -> u64 {
    get(list, at).map_or(0, join)
}

/// Four elements from the one before `at` on, from `at` on, and from the one behind it on.
#[inline(always)]
fn around(list: &[u16], at: u32) -> [u64; 3] {
    let Some(&[a, b, c, d, e, f]) = get(list, at - 1) else { return [0; 3] };
    let (before, rest) = (join(&[a, b, c, d]), join(&[e, f, 0, 0]));
    [before, before >> 16 ^ rest << 48, before >> 32 ^ rest << 32]
}

#[inline(always)]
fn join(&[a, b, c, d]: &[u16; 4]) -> u64 {
    u64::from(a) | u64::from(b) << 16 | u64::from(c) << 32 | u64::from(d) << 48
}

#[inline(always)]
fn two(list: &[u16], at: u32) -> [u32; 2] {
    get(list, at).map_or([u32::MAX; 2], |&[a, b]| [a.into(), b.into()])
}

#[inline(always)]
fn at(list: &[u16], at: u32) -> u32 {
    list.get(at as usize).map_or(u32::MAX, |&position| position.into())
}
