//! Rows of packed pels: the first pel in the most significant bit of the first octet, 1 is black.
//!
//! Changes are found a word at a time. A row that is shorter than it should be reads as white where it is missing.

use crate::bits::Word;

const WORD_OCTETS: usize = size_of::<Word>();

/// Colour of a pel or of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colour {
    White,
    Black,
}

impl Colour {
    pub(crate) fn other(self) -> Self {
        match self {
            Self::White => Self::Black,
            Self::Black => Self::White,
        }
    }

    /// A word of nothing but this colour.
    fn word(self) -> Word {
        match self {
            Self::White => 0,
            Self::Black => Word::MAX,
        }
    }
}

/// The first pel from `from` on that is not of `colour`, or `width`.
#[cfg_attr(not(target_os = "none"), inline)]
pub(crate) fn run_end(row: &[u8], from: u32, colour: Colour, width: u32) -> u32 {
    let mut octet = (from / 8) as usize;
    let mut others = (word(row, octet) ^ colour.word()) & (Word::MAX >> (from % 8));
    while others == 0 {
        octet += WORD_OCTETS;
        if octet * 8 >= width as usize {
            return width;
        }
        others = word(row, octet) ^ colour.word();
    }
    (octet as u32 * 8 + others.leading_zeros()).min(width)
}

/// b1 of T.4 4.2.1.1: the first change on the reference row right of a0 that is towards the colour opposite to
/// `colour`, which is a0's. At the beginning of a row a0 is the imaginary white pel left of it, and b1 may be pel 0.
#[cfg_attr(not(target_os = "none"), inline)]
pub(crate) fn b1(reference: &[u8], a0: u32, colour: Colour, width: u32) -> u32 {
    let mut octet = (a0 / 8) as usize;
    let others = word(reference, octet) ^ colour.word();
    // A pel of the other colour whose left neighbour is not; what is left of the first pel is white.
    let mut changes = others & !(others >> 1);
    let mut last = others & 1;
    if a0 != 0 || colour == Colour::Black {
        changes &= (Word::MAX >> 1) >> (a0 % 8);
    }
    while changes == 0 {
        octet += WORD_OCTETS;
        if octet * 8 >= width as usize {
            return width;
        }
        let others = word(reference, octet) ^ colour.word();
        changes = others & !(others >> 1 | last << (Word::BITS - 1));
        last = others & 1;
    }
    (octet as u32 * 8 + changes.leading_zeros()).min(width)
}

/// Blackens the pels from `from` up to and without `to`.
pub(crate) fn blacken(row: &mut [u8], from: u32, to: u32) {
    if from >= to {
        return;
    }
    let (first, last) = ((from / 8) as usize, ((to - 1) / 8) as usize);
    let left = 0xFF >> (from % 8);
    let right = 0xFF << (7 - (to - 1) % 8);
    let Some(octets) = row.get_mut(first..) else { return };
    match octets.get_mut(..=last - first) {
        Some([octet]) => *octet |= left & right,
        Some([start, middle @ .., end]) => {
            *start |= left;
            middle.fill(0xFF);
            *end |= right;
        }
        // The row is too short for its width: what there is of it.
        _ => fill(octets, Colour::Black),
    }
}

/// Gives all pels this colour. Not inlined, so that in flash there is one function of memory for both colours.
#[inline(never)]
pub(crate) fn fill(row: &mut [u8], colour: Colour) {
    row.fill(colour.word() as u8);
}

/// Copies `from` over `to`; what `from` lacks is white.
pub(crate) fn copy(from: &[u8], to: &mut [u8]) {
    let shared = from.len().min(to.len());
    let (head, tail) = to.split_at_mut(shared);
    head.copy_from_slice(from.get(..shared).unwrap_or(&[]));
    fill(tail, Colour::White);
}

/// Whitens what is behind the last pel.
#[cfg(feature = "alloc")]
pub(crate) fn clip(row: &mut [u8], width: u16) {
    if let (1..8, Some(octet)) = (width % 8, row.get_mut(usize::from(width / 8))) {
        *octet &= 0xFF << (8 - width % 8);
    }
}

/// Pels from octet `at` on, the leftmost in the highest bit.
#[cfg_attr(not(target_os = "none"), inline)]
#[cfg_attr(target_os = "none", inline(never))]
fn word(row: &[u8], at: usize) -> Word {
    match row.get(at..).and_then(<[u8]>::first_chunk) {
        Some(octets) => Word::from_be_bytes(*octets),
        None => last_word(row, at),
    }
}

/// The same where fewer octets are left.
fn last_word(row: &[u8], at: usize) -> Word {
    let left = row.get(at..).unwrap_or_default();
    left.iter().rev().fold(0, |word, &octet| word >> 8 | Word::from(octet) << (Word::BITS - 8))
}
