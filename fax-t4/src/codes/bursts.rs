//! Several codes in one look-up, for the decoder on lists of changing elements.

use super::{Code, RUN_BITS, RUN_CODES, black, by_bits, list, white};
use crate::row::Colour;

/// Up to four vertical codes in succession.
#[derive(Clone, Copy)]
pub(crate) struct Verticals {
    /// Their distances from b1, in four lanes of 16 bits, the first in the lowest; summed up with their signs.
    pub(crate) distances: u64,
    /// Behind which bit each ends.
    pub(crate) ends: [u8; 4],
    /// How many.
    pub(crate) count: u8,
    /// 16 for each lane that is not used; without meaning if none is.
    pub(crate) unused: u8,
    /// Bits of all.
    pub(crate) len: u8,
}

/// As many bits as [`verticals`] looks at. Of 7 to 12 this was the fastest.
pub(crate) const VERTICALS_BITS: u32 = 10;

/// The vertical codes at the front of left-aligned bits.
#[inline(always)]
pub(crate) fn verticals(bits: u64) -> &'static Verticals {
    &VERTICALS[(bits >> (64 - VERTICALS_BITS)) as usize]
}

/// Two runs in succession, the first of any length up to that of one make-up code and one terminating code.
#[derive(Clone, Copy)]
pub(crate) struct Pair {
    pub(crate) first: u32,
    pub(crate) second: u32,
    /// Bits of both.
    pub(crate) len: u32,
}

/// As many bits as the tables of pairs look at.
const PAIR_BITS: u32 = 12;

/// The two runs, the first of this colour, at the front of left-aligned bits, if they are that simple. If the first one is
/// of `all` pels, there is no second one.
#[inline(always)]
pub(crate) fn pair(first: Colour, bits: u64, all: u32) -> Option<Pair> {
    let (table, second_runs) = match first {
        Colour::White => (&WHITE_PAIRS, &BLACK_RUNS),
        Colour::Black => (&BLACK_PAIRS, &WHITE_RUNS),
    };
    let look = |bits: u64| table[(bits >> (64 - PAIR_BITS)) as usize].to_le_bytes();
    let [mut low, mut second, mut len, mut high] = look(bits).map(u32::from);
    let mut made_up = 0;
    if high > 0 {
        let make_up = len;
        made_up = low + (high << 8) - 256;
        [low, second, len, high] = look(bits << make_up).map(u32::from);
        if high > 0 || len == 0 {
            return None;
        }
        len += make_up;
    }
    let first_run = made_up + low;
    if second > 0 && first_run + second <= all {
        return Some(Pair { first: first_run, second, len });
    }
    if second > 0 || len == 0 {
        // Longer codes than the table looks at, or what seems a second run is behind the end of the row.
        return slow_pair(first, bits, all);
    }
    if first_run == all {
        return Some(Pair { first: first_run, second: 0, len });
    }
    let run = run(second_runs, bits << len)?;
    Some(Pair { first: first_run, second: run.pels, len: len + run.len })
}

/// The same by single codes.
#[inline(never)]
fn slow_pair(first: Colour, bits: u64, all: u32) -> Option<Pair> {
    let (first_runs, second_runs) = match first {
        Colour::White => (&WHITE_RUNS, &BLACK_RUNS),
        Colour::Black => (&BLACK_RUNS, &WHITE_RUNS),
    };
    let one = run(first_runs, bits)?;
    if one.pels == all {
        return Some(Pair { first: one.pels, second: 0, len: one.len });
    }
    let two = run(second_runs, bits << one.len)?;
    Some(Pair { first: one.pels, second: two.pels, len: one.len + two.len })
}

/// A run and its bits.
#[derive(Clone, Copy)]
struct Run {
    pels: u32,
    len: u32,
}

/// The run at the front of left-aligned bits, one make-up code included, if it is that simple.
#[inline(always)]
fn run(table: &[u16; 1 << RUN_BITS], bits: u64) -> Option<Run> {
    let entry = u32::from(table[(bits >> (64 - RUN_BITS)) as usize]);
    let (pels, len) = (entry >> 4, entry & 15);
    if pels < 64 {
        return (len > 0).then_some(Run { pels, len });
    }
    let entry = u32::from(table[(bits << len >> (64 - RUN_BITS)) as usize]);
    (entry > 0 && entry >> 4 < 64).then_some(Run { pels: pels + (entry >> 4), len: len + (entry & 15) })
}

static VERTICALS: [Verticals; 1 << VERTICALS_BITS] = verticals_by_bits();
static WHITE_PAIRS: [u32; 1 << PAIR_BITS] =
    pairs(&list(&white::TERMINATING, &white::MAKE_UP), &list(&black::TERMINATING, &black::MAKE_UP));
static BLACK_PAIRS: [u32; 1 << PAIR_BITS] =
    pairs(&list(&black::TERMINATING, &black::MAKE_UP), &list(&white::TERMINATING, &white::MAKE_UP));
static WHITE_RUNS: [u16; 1 << RUN_BITS] = by_bits(&list(&white::TERMINATING, &white::MAKE_UP));
static BLACK_RUNS: [u16; 1 << RUN_BITS] = by_bits(&list(&black::TERMINATING, &black::MAKE_UP));

const fn verticals_by_bits() -> [Verticals; 1 << VERTICALS_BITS] {
    let mut table = [Verticals { distances: 0, ends: [0; 4], count: 0, unused: 0, len: 0 }; 1 << VERTICALS_BITS];
    let mut pattern = 0;
    while pattern < table.len() {
        let mut entry = table[pattern];
        let mut left = VERTICALS_BITS;
        let mut count = 0;
        while count < 4 {
            let Some(distance) = vertical(pattern & ((1 << left) - 1), left) else { break };
            left -= super::modes::VERTICAL[(distance + 3) as usize].len as u32;
            entry.distances = entry.distances.wrapping_add((distance as u64) << (16 * count));
            entry.ends[count] = (VERTICALS_BITS - left) as u8;
            count += 1;
        }
        entry.count = count as u8;
        entry.unused = 16 * (4 - count) as u8 % 64;
        entry.len = (VERTICALS_BITS - left) as u8;
        table[pattern] = entry;
        pattern += 1;
    }
    table
}

/// The distance of the vertical code that so many bits begin with.
const fn vertical(bits: usize, count: u32) -> Option<i64> {
    let mut i = 0;
    while i < super::modes::VERTICAL.len() {
        let Code { bits: code, len } = super::modes::VERTICAL[i];
        if count >= len as u32 && bits >> (count - len as u32) == code as usize {
            return Some(i as i64 - 3);
        }
        i += 1;
    }
    None
}

/// As octets: the first run below 256 pels, the second run, bits, and 256s of the first run. Where there is no room for two
/// codes, the first one alone, with a second run of no pels; that may be a make-up code, whose 256s are at least 1 for
/// that: make-up codes count 256 pels more than they stand for.
const fn pairs(first: &[Code; RUN_CODES], second: &[Code; RUN_CODES]) -> [u32; 1 << PAIR_BITS] {
    let mut table = [0; 1 << PAIR_BITS];
    let mut i = 0;
    while i < RUN_CODES {
        let run = if i < 64 { i } else { (i - 63) * 64 + 256 } as u32;
        let len = first[i].len as u32;
        if len <= PAIR_BITS {
            let free = PAIR_BITS - len;
            let mut pattern = (first[i].bits as usize) << free;
            let end = pattern + (1 << free);
            while pattern < end {
                table[pattern] = run & 0xFF | len << 16 | run >> 8 << 24;
                pattern += 1;
            }
        }
        i += 1;
    }
    i = 0;
    while i < 64 {
        let mut j = 1;
        while j < 64 {
            let len = first[i].len as u32 + second[j].len as u32;
            if len <= PAIR_BITS {
                let free = PAIR_BITS - len;
                let mut pattern = ((first[i].bits as usize) << second[j].len | second[j].bits as usize) << free;
                let end = pattern + (1 << free);
                while pattern < end {
                    table[pattern] = i as u32 | (j as u32) << 8 | len << 16;
                    pattern += 1;
                }
            }
            j += 1;
        }
        i += 1;
    }
    table
}
