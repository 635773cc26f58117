//! The run codes by bits, one code a look-up, in little memory.
//!
//! A code is known by its leading zeros, of which none has more than seven, and by the few bits behind the first one. So
//! there is a short list for each number of zeros instead of one long list for all patterns of 13 bits.

use super::{Code, RUN_BITS, RUN_CODES, black, list, white};
use crate::row::Colour;

/// What a look-up of run bits found.
pub(crate) struct RunCode {
    /// Pels. From 64 on it is a make-up code and more of the run follows.
    pub(crate) pels: u32,
    /// Length of the code in bits; 0 if no code begins like this.
    pub(crate) len: u32,
}

/// The run code of a colour that the next [`RUN_BITS`] bits (right-aligned) begin with.
pub(crate) fn run_code(colour: Colour, bits: u32) -> RunCode {
    let (parts, entries) = match colour {
        Colour::White => (&WHITE_PARTS, &WHITE[..]),
        Colour::Black => (&BLACK_PARTS, &BLACK[..]),
    };
    let zeros = (bits << (32 - RUN_BITS)).leading_zeros();
    let entry = parts.get(zeros as usize).map_or(0, |part| {
        let behind = bits & !(1 << (RUN_BITS - 1 - zeros));
        let index = behind >> (RUN_BITS - 1 - zeros - u32::from(part.bits));
        entries.get(usize::from(part.begin) + index as usize).copied().unwrap_or(0)
    });
    RunCode { pels: u32::from(entry >> 4), len: u32::from(entry & 15) }
}

/// Zeros that a code begins with are fewer than this.
const MAX_ZEROS: usize = 8;

/// Where the list for a number of leading zeros is.
#[derive(Clone, Copy)]
struct Part {
    begin: u16,
    /// Bits behind the first one that make the index.
    bits: u8,
}

const WHITE_CODES: [Code; RUN_CODES] = list(&white::TERMINATING, &white::MAKE_UP);
const BLACK_CODES: [Code; RUN_CODES] = list(&black::TERMINATING, &black::MAKE_UP);
static WHITE_PARTS: [Part; MAX_ZEROS] = parts(&WHITE_CODES);
static BLACK_PARTS: [Part; MAX_ZEROS] = parts(&BLACK_CODES);
static WHITE: [u16; room(&parts(&WHITE_CODES))] = by_zeros(&WHITE_CODES);
static BLACK: [u16; room(&parts(&BLACK_CODES))] = by_zeros(&BLACK_CODES);

/// Zeros in front of the first one of a code, and bits behind it.
const fn shape(code: Code) -> (usize, u32) {
    let used = 16 - code.bits.leading_zeros();
    (code.len as usize - used as usize, used - 1)
}

const fn parts(codes: &[Code; RUN_CODES]) -> [Part; MAX_ZEROS] {
    let mut parts = [Part { begin: 0, bits: 0 }; MAX_ZEROS];
    let mut i = 0;
    while i < RUN_CODES {
        let (zeros, behind) = shape(codes[i]);
        if parts[zeros].bits < behind as u8 {
            parts[zeros].bits = behind as u8;
        }
        i += 1;
    }
    let mut zeros = 1;
    while zeros < MAX_ZEROS {
        parts[zeros].begin = parts[zeros - 1].begin + (1 << parts[zeros - 1].bits);
        zeros += 1;
    }
    parts
}

const fn room(parts: &[Part; MAX_ZEROS]) -> usize {
    let last = parts[MAX_ZEROS - 1];
    last.begin as usize + (1 << last.bits)
}

/// Run and length of each code, as `run << 4 | length`.
const fn by_zeros<const N: usize>(codes: &[Code; RUN_CODES]) -> [u16; N] {
    let parts = parts(codes);
    let mut table = [0; N];
    let mut i = 0;
    while i < RUN_CODES {
        let run = if i < 64 { i } else { (i - 63) * 64 } as u16;
        let (zeros, behind) = shape(codes[i]);
        let free = parts[zeros].bits as u32 - behind;
        let mut at = parts[zeros].begin as usize + ((codes[i].bits as usize ^ 1 << behind) << free);
        let end = at + (1 << free);
        while at < end {
            table[at] = run << 4 | codes[i].len as u16;
            at += 1;
        }
        i += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::by_bits;

    #[test]
    fn the_same_as_by_all_patterns() {
        for (colour, codes) in [(Colour::White, &WHITE_CODES), (Colour::Black, &BLACK_CODES)] {
            let by_bits = by_bits(codes);
            for bits in 0..1 << RUN_BITS {
                let found = run_code(colour, bits);
                assert_eq!((found.pels << 4 | found.len) as u16, by_bits[bits as usize], "{colour:?} {bits:013b}");
            }
        }
    }

    #[test]
    fn little_memory() {
        assert!(
            size_of_val(&WHITE) + size_of_val(&BLACK) + size_of_val(&WHITE_PARTS) + size_of_val(&BLACK_PARTS) <= 1200
        );
    }
}
