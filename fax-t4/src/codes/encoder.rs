//! The run codes by run: for the coder on packed rows in 416 octets, for the one on changing elements one look-up a run.

use super::{Code, EOL, ONE_MAKE_UP, RUN_CODES, black, list, white};
use crate::row::Colour;

/// The make-up code for the whole 64s of `run`, if it has any. `run` is at most [`ONE_MAKE_UP`].
pub(crate) fn make_up(colour: Colour, run: u32) -> Option<Code> {
    let sixty_fours = (run / 64) as usize;
    if sixty_fours == 0 { None } else { packed(colour).get(63 + sixty_fours).copied().map(unpack) }
}

/// The code that ends `run`: the one for what is left over the 64s.
pub(crate) fn terminating(colour: Colour, run: u32) -> Code {
    // The list has 104 entries: the index is always inside and the default never used.
    packed(colour).get((run % 64) as usize).copied().map_or(EOL, unpack)
}

/// Bits of one or several codes, right-aligned, and how many there are.
#[derive(Clone, Copy)]
pub(crate) struct Codes {
    pub(crate) bits: u64,
    pub(crate) len: u32,
}

/// The whole code of a run of up to [`ONE_MAKE_UP`] pels, make-up and terminating; at most 26 bits.
#[inline(always)]
pub(crate) fn whole_run(colour: Colour, run: u32) -> Option<Codes> {
    let table = match colour {
        Colour::White => &WHITE_RUNS,
        Colour::Black => &BLACK_RUNS,
    };
    table.get(run as usize).map(|&entry| Codes { bits: (entry >> 5).into(), len: entry & 31 })
}

/// Up to two vertical codes by their distances: six bits, the lower three for the first code, each the distance plus 3,
/// or 7 for no code. At most 14 bits.
#[inline(always)]
pub(crate) fn two_verticals(distances: u32) -> Codes {
    let entry = VERTICAL_PAIRS[(distances & 63) as usize];
    Codes { bits: (entry >> 4).into(), len: entry & 15 }
}

impl Codes {
    /// The same with more behind.
    #[inline(always)]
    pub(crate) fn then(self, next: Self) -> Self {
        Self { bits: self.bits << next.len | next.bits, len: self.len + next.len }
    }
}

/// A code in two octets. None has more than twelve bits behind its leading zeros, nor more than 13 in all.
const fn pack(code: Code) -> u16 {
    assert!(code.bits < 1 << 12 && code.len < 16);
    code.bits << 4 | code.len as u16
}

fn unpack(entry: u16) -> Code {
    Code { bits: entry >> 4, len: (entry & 15) as u8 }
}

fn packed(colour: Colour) -> &'static [u16; RUN_CODES] {
    match colour {
        Colour::White => &WHITE,
        Colour::Black => &BLACK,
    }
}

static WHITE: [u16; RUN_CODES] = packed_list(&list(&white::TERMINATING, &white::MAKE_UP));
static BLACK: [u16; RUN_CODES] = packed_list(&list(&black::TERMINATING, &black::MAKE_UP));
static WHITE_RUNS: [u32; ONE_MAKE_UP as usize + 1] = whole_runs(&list(&white::TERMINATING, &white::MAKE_UP));
static BLACK_RUNS: [u32; ONE_MAKE_UP as usize + 1] = whole_runs(&list(&black::TERMINATING, &black::MAKE_UP));
static VERTICAL_PAIRS: [u32; 64] = vertical_pairs();

const fn packed_list(codes: &[Code; RUN_CODES]) -> [u16; RUN_CODES] {
    let mut table = [0; RUN_CODES];
    let mut i = 0;
    while i < RUN_CODES {
        table[i] = pack(codes[i]);
        i += 1;
    }
    table
}

/// As `bits << 5 | length`.
const fn whole_runs(codes: &[Code; RUN_CODES]) -> [u32; ONE_MAKE_UP as usize + 1] {
    let mut table = [0; ONE_MAKE_UP as usize + 1];
    let mut run = 0;
    while run < table.len() {
        let end = codes[run % 64];
        let (mut bits, mut len) = (end.bits as u32, end.len as u32);
        if run >= 64 {
            let make_up = codes[63 + run / 64];
            bits |= (make_up.bits as u32) << len;
            len += make_up.len as u32;
        }
        table[run] = bits << 5 | len;
        run += 1;
    }
    table
}

/// As `bits << 4 | length`.
const fn vertical_pairs() -> [u32; 64] {
    let mut table = [0; 64];
    let mut i = 0;
    while i < table.len() {
        let (mut bits, mut len, mut k) = (0, 0, 0);
        while k < 2 {
            let distance = i >> (3 * k) & 7;
            if distance < 7 {
                let code = super::modes::VERTICAL[distance];
                bits = bits << code.len | code.bits as u32;
                len += code.len as u32;
            }
            k += 1;
        }
        table[i] = bits << 4 | len;
        i += 1;
    }
    table
}

impl From<Code> for Codes {
    fn from(code: Code) -> Self {
        Self { bits: code.bits.into(), len: code.len.into() }
    }
}
