//! The codes of two-dimensional coding (T.4 table 4, T.6 table 1).

use super::Code;

/// What a two-dimensional code says about the next changing elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The run goes on below b2.
    Pass,
    /// Two run codes follow.
    Horizontal,
    /// The next change is so many pels right of b1.
    Vertical(i8),
    /// No mode: the beginning of an EOL, an extension, or damage.
    None,
}

/// As many bits as the longest mode code has.
pub(crate) const MODE_BITS: u32 = 7;

/// The run goes on below b2.
pub(crate) const PASS: Code = Code::parse("0001");

/// Two run codes follow.
pub(crate) const HORIZONTAL: Code = Code::parse("001");

/// By distance of a1 from b1, from three pels left to three pels right.
pub(super) const VERTICAL: [Code; 7] = [
    Code::parse("0000010"),
    Code::parse("000010"),
    Code::parse("010"),
    Code::parse("1"),
    Code::parse("011"),
    Code::parse("000011"),
    Code::parse("0000011"),
];

/// The code for a1 by its distance from b1, if there is one: up to three pels.
pub(crate) fn vertical(a1: u32, b1: u32) -> Option<Code> {
    VERTICAL.get((a1 + 3).wrapping_sub(b1) as usize).copied()
}

/// The mode that the next [`MODE_BITS`] bits (right-aligned) begin with, and the length of its code; 0 if no code begins
/// like this.
pub(crate) fn mode(bits: u32) -> (Mode, u32) {
    let entry = BY_BITS.get(bits as usize).copied().unwrap_or(NONE);
    let mode = match entry >> 4 {
        index @ 0..VERTICALS => Mode::Vertical(index as i8 - 3),
        VERTICALS => Mode::Pass,
        HORIZONTALLY => Mode::Horizontal,
        _ => Mode::None,
    };
    (mode, u32::from(entry & 15))
}

/// Up to here an entry is an index of [`VERTICAL`], this is pass mode, and one more is horizontal mode.
const VERTICALS: u8 = VERTICAL.len() as u8;
const HORIZONTALLY: u8 = VERTICALS + 1;
const NONE: u8 = (HORIZONTALLY + 1) << 4;

/// As `mode << 4 | length`.
static BY_BITS: [u8; 1 << MODE_BITS] = by_bits();

const fn by_bits() -> [u8; 1 << MODE_BITS] {
    let mut table = [NONE; 1 << MODE_BITS];
    enter(&mut table, PASS, VERTICALS);
    enter(&mut table, HORIZONTAL, HORIZONTALLY);
    let mut i = 0;
    while i < VERTICAL.len() {
        enter(&mut table, VERTICAL[i], i as u8);
        i += 1;
    }
    table
}

const fn enter(table: &mut [u8; 1 << MODE_BITS], code: Code, mode: u8) {
    let free = MODE_BITS - code.len as u32;
    let mut pattern = (code.bits as usize) << free;
    let end = pattern + (1 << free);
    while pattern < end {
        table[pattern] = mode << 4 | code.len;
        pattern += 1;
    }
}
