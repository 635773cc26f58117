//! Decoding to lists of changing elements, several codes a step, while there is ample input ahead.
//!
//! One look-up gives up to four vertical codes. Four changes of the row above and the codes' distances are added at
//! once, in four lanes of 16 bits. Where b1 stays in step (the change behind it is right of the new a0, the one before it
//! is not), the next lane is right as well. Most often all are. Else the lanes up to the first one out of step count, and
//! b1 is found again. Whatever is not simple (damage, a run of no pels, the end of a page, an extension) is left to the
//! decoder that takes one code at a time.

#![expect(clippy::inline_always, reason = "the loops must stay in registers")]

use super::ahead::Ahead;
use super::codes::RowCodes;
use crate::codes::bursts::{Pair, pair, verticals};
use crate::row::Colour;
use crate::store::Begin;

/// The widest row whose positions leave the top bit of a lane free, with some to spare.
pub(super) const WIDEST: u32 = 32_759;

const LANES: u64 = 0x0001_0001_0001_0001;
const TOP: u64 = LANES << 15;

/// Where decoding stands: index of the next change of the present row, index of b1, and a0.
pub(super) struct Place {
    pub(super) len: u32,
    pub(super) b1: u32,
    pub(super) a0: u32,
    /// Whether a0 is a pel, and not the imaginary one left of the row.
    pub(super) begun: bool,
}

impl Place {
    /// At the beginning of a row.
    #[inline(always)]
    pub(super) fn start(begin: Begin) -> Self {
        Self { len: begin.present, b1: begin.above, a0: 0, begun: false }
    }
}

/// The colour from a0 on: changes to black have even indexes.
#[inline(always)]
fn colour(len: u32) -> Colour {
    if len.is_multiple_of(2) { Colour::White } else { Colour::Black }
}

/// Says where the codes of a row came to, and how many zeros are at the end of the last one, if one was taken.
#[inline]
pub(super) fn settle(codes: &mut RowCodes, begin: Begin, place: &Place, zeros: Option<u32>) {
    codes.a0 = place.a0;
    codes.hint = place.b1 - begin.above;
    codes.colour = colour(place.len);
    if let Some(zeros) = zeros {
        codes.last_code = 1 << zeros;
    }
}

/// Takes two-dimensional codes from before a mode code on.
#[inline(always)]
pub(super) fn two_d<const LSB_FIRST: bool>(
    lists: &mut [u16],
    begin: Begin,
    place: &mut Place,
    ahead: &mut Ahead<'_, LSB_FIRST>,
    width: u32,
) {
    let mut bits = *ahead;
    let Place { mut len, mut b1, a0, begun } = *place;
    // The leftmost pel where the next change may be: right of a0.
    let mut least = u64::from(a0) + u64::from(begun);
    while bits.refill() {
        let codes = verticals(bits.peek());
        if codes.count != 0 {
            let Some([before, below, behind]) = around(lists, b1) else { break };
            let ours = below.wrapping_add(codes.distances);
            let next = ours.wrapping_add(LANES);
            let in_step = (behind | TOP).wrapping_sub(next) & (ours | TOP).wrapping_sub(before);
            let rising = (ours | TOP).wrapping_sub(next << 16 | least) & !ours;
            if !put(lists, len, lanes(ours)) {
                break;
            }
            let out_of_step = (!(in_step & rising) & TOP) << codes.unused;
            if out_of_step == 0 {
                bits.skip(codes.len.into());
                least = (next << codes.unused) >> 48;
                (len, b1) = (len + u32::from(codes.count), b1 + u32::from(codes.count));
                continue;
            }
            let lane = (out_of_step >> codes.unused).trailing_zeros() / 16;
            let a0 = (ours >> (16 * lane)) as u32 & 0xFFFF;
            if rising >> (16 * lane) & 0x8000 == 0 || a0 > width {
                break;
            }
            bits.skip(codes.ends.get(lane as usize).copied().unwrap_or(0).into());
            (len, b1) = (len + lane + 1, b1 + lane + 1);
            least = u64::from(a0) + 1;
            if a0 == width {
                break;
            }
            // After a vertical code to the left the change before b1 may already be right of a0, else b1 goes on.
            if at(lists, b1 - 2) > a0 {
                b1 -= 2;
            } else {
                while at(lists, b1) <= a0 {
                    b1 += 2;
                }
            }
        } else if bits.peek() >> 61 == 0b001 {
            let a0 = least.saturating_sub(1) as u32;
            // No run ends the row before both have been: the second one may have no pels.
            let Some(Pair { first, second, len: used }) = pair(colour(len), bits.peek() << 3, u32::MAX) else { break };
            let (a1, a2) = (a0 + first, a0 + first + second);
            let no_pels = second == 0 || (first == 0 && len > begin.present && at(lists, len - 1) == a0);
            if a2 > width || no_pels || !put(lists, len, [a1 as u16, a2 as u16]) {
                break;
            }
            bits.skip(3 + used);
            len += 2;
            least = u64::from(a2) + 1;
            if a2 == width {
                break;
            }
            while at(lists, b1) <= a2 {
                b1 += 2;
            }
        } else if bits.peek() >> 60 == 0b0001 {
            let b2 = at(lists, b1 + 1);
            if b2 >= width {
                break;
            }
            bits.skip(4);
            least = u64::from(b2) + 1;
            b1 += 2;
            while at(lists, b1) <= b2 {
                b1 += 2;
            }
        } else {
            break;
        }
    }
    *place = Place { len, b1, a0: least.saturating_sub(1) as u32, begun: true };
    *ahead = bits;
}

/// Takes run codes from the beginning of a white run on.
#[inline(always)]
pub(super) fn one_d<const LSB_FIRST: bool>(
    lists: &mut [u16],
    begin: Begin,
    place: &mut Place,
    ahead: &mut Ahead<'_, LSB_FIRST>,
    width: u32,
) {
    let mut bits = *ahead;
    let Place { mut len, mut a0, .. } = *place;
    while a0 < width && bits.refill() {
        let Some(Pair { first, second, len: used }) = pair(Colour::White, bits.peek(), width - a0) else { break };
        let (a1, a2) = (a0 + first, a0 + first + second);
        let no_pels = (second == 0 && a1 < width) || (first == 0 && len > begin.present);
        if a2 > width || no_pels || !put(lists, len, [a1 as u16, a2 as u16]) {
            break;
        }
        bits.skip(used);
        // A white run up to the end of the row has no black one behind it, but here an even number keeps the colour.
        (len, a0) = (len + 2, a2);
    }
    *place = Place { len, a0, b1: place.b1, begun: true };
    *ahead = bits;
}

/// Four elements from the one before `at` on, from `at` on, and from the one behind it on.
#[inline(always)]
fn around(list: &[u16], at: u32) -> Option<[u64; 3]> {
    let before = at.wrapping_sub(1) as usize;
    let &[a, b, c, d, e, f, g, h] = list.get(before..before + 8)?.try_into().ok()?;
    // Two loads without a common element are what becomes of it.
    let (low, high) = (join([a, b, c, d]), join([e, f, g, h]));
    Some([low, low >> 16 | high << 48, low >> 32 | high << 32])
}

#[inline(always)]
fn join([a, b, c, d]: [u16; 4]) -> u64 {
    u64::from(a) | u64::from(b) << 16 | u64::from(c) << 32 | u64::from(d) << 48
}

#[inline(always)]
fn lanes(four: u64) -> [u16; 4] {
    [four as u16, (four >> 16) as u16, (four >> 32) as u16, (four >> 48) as u16]
}

/// Puts elements, of which not all need to count; says whether there was room.
#[inline(always)]
fn put<const N: usize>(list: &mut [u16], at: u32, elements: [u16; N]) -> bool {
    let at = at as usize;
    let Some(to) = list.get_mut(at..at + N).and_then(|to| <&mut [u16; N]>::try_from(to).ok()) else { return false };
    *to = elements;
    true
}

#[inline(always)]
fn at(list: &[u16], at: u32) -> u32 {
    list.get(at as usize).map_or(u32::MAX, |&position| position.into())
}
