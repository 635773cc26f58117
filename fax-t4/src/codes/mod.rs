//! The code tables of T.4 and T.6, worked out at build time from lists that can be held against the printed ones.

#![expect(clippy::indexing_slicing, reason = "only at build time, where an index out of bounds is a compile error")]

mod black;
pub(crate) mod bursts;
mod encoder;
mod extended;
mod modes;
mod runs;
mod white;

pub(crate) use encoder::{Codes, make_up, terminating, two_verticals, whole_run};
pub(crate) use modes::{HORIZONTAL, MODE_BITS, Mode, PASS, mode, vertical};
pub(crate) use runs::run_code;

/// A code word: its bits right-aligned, and how many there are.
#[derive(Clone, Copy)]
pub(crate) struct Code {
    pub(crate) bits: u16,
    pub(crate) len: u8,
}

/// End of line: eleven zeros and a one (T.4 4.1.2).
pub(crate) const EOL: Code = Code::parse("000000000001");

/// The tag behind an EOL of MR: one if a one-dimensional row follows (T.4 4.2.2).
pub(crate) const fn tag(one_d: bool) -> Code {
    Code { bits: one_d as u16, len: 1 }
}

/// No code and no series of codes has so many zeros in a row, so they can only lead up to an EOL.
pub(crate) const EOL_ZEROS: u32 = 11;

/// Runs up to this one take one make-up code at most; longer ones repeat the greatest (T.4 4.1.1).
pub(crate) const ONE_MAKE_UP: u32 = GREATEST_MAKE_UP + 63;

/// The greatest run that a single make-up code stands for.
pub(crate) const GREATEST_MAKE_UP: u32 = 2560;

/// As many bits as the longest run code has.
pub(crate) const RUN_BITS: u32 = 13;

/// The way into uncompressed mode from a one-dimensional row (T.4 4.2.1.3.4).
pub(crate) const UNCOMPRESSED_1D: Code = Code::parse("000000001111");

/// The same from a two-dimensional row (T.6 2.2.5).
pub(crate) const UNCOMPRESSED_2D: Code = Code::parse("0000001111");

/// The way out of it where no white pels are left over; what follows is white.
pub(crate) const UNCOMPRESSED_EXIT: Code = Code::parse("00000010");

impl Code {
    /// From digits, first bit first.
    const fn parse(digits: &str) -> Self {
        let digits = digits.as_bytes();
        let (mut bits, mut i) = (0, 0);
        while i < digits.len() {
            bits = bits << 1 | (digits[i] - b'0') as u16;
            i += 1;
        }
        Self { bits, len: digits.len() as u8 }
    }
}

/// Codes of one colour: 64 terminating ones, then 27 and 13 make-up codes, by run.
const RUN_CODES: usize = 64 + 27 + 13;

const fn list(terminating: &[&str; 64], make_up: &[&str; 27]) -> [Code; RUN_CODES] {
    let mut codes = [EOL; RUN_CODES];
    let mut i = 0;
    while i < RUN_CODES {
        codes[i] = Code::parse(match i {
            0..64 => terminating[i],
            64..91 => make_up[i - 64],
            _ => extended::MAKE_UP[i - 91],
        });
        i += 1;
    }
    codes
}

/// Run and length of the code that each pattern of [`RUN_BITS`] bits begins with, as `run << 4 | length`.
const fn by_bits(codes: &[Code; RUN_CODES]) -> [u16; 1 << RUN_BITS] {
    let mut table = [0; 1 << RUN_BITS];
    let mut i = 0;
    while i < RUN_CODES {
        let Code { bits, len } = codes[i];
        let run = if i < 64 { i } else { (i - 63) * 64 } as u16;
        let free = RUN_BITS - len as u32;
        let mut pattern = (bits as usize) << free;
        let end = pattern + (1 << free);
        while pattern < end {
            table[pattern] = run << 4 | len as u16;
            pattern += 1;
        }
        i += 1;
    }
    table
}
