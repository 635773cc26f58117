//! The rules of T.4 and T.6 pel by pel, over bit vectors and with the code table as text: slow, plain, and sharing
//! nothing with the crate. What it says is what the crate must do.
#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, missing_docs, reason = "test code, used in parts")]

use std::collections::HashMap;

use bitvec::prelude::*;

/// Bits in the order of the line; pels from left to right, true is black.
pub(crate) type Bits = BitVec<u8, Msb0>;

pub(crate) const EOL: &str = "000000000001";

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scheme {
    Mh,
    Mr(usize),
    Mmr,
}

/// Colour (true is black) and run to the digits of the code.
pub(crate) fn codes() -> HashMap<(bool, usize), &'static str> {
    let rows = include_str!("../data/codes.csv").lines().skip(1).filter(|line| !line.starts_with('#'));
    rows.map(|row| {
        let fields: Vec<_> = row.split(',').collect();
        ((fields[0] == "black", fields[1].parse().unwrap()), fields[2])
    })
    .collect()
}

pub(crate) fn bits(digits: &str) -> Bits {
    digits.chars().filter(|c| *c != ' ').map(|c| c == '1').collect()
}

/// Whole octets, most significant bit first, with zeros behind.
pub(crate) fn octets(digits: &str) -> Vec<u8> {
    to_octets(bits(digits))
}

pub(crate) fn to_octets(mut bits: Bits) -> Vec<u8> {
    bits.resize(bits.len().next_multiple_of(8), false);
    bits.into_vec()
}

pub(crate) struct Naive {
    codes: HashMap<(bool, usize), &'static str>,
}

impl Naive {
    pub(crate) fn new() -> Self {
        Self { codes: codes() }
    }

    /// A page with its end marker.
    pub(crate) fn page(&self, scheme: Scheme, rows: &[Bits]) -> Bits {
        let mut out = Bits::new();
        let mut above = Bits::repeat(false, rows.first().map_or(0, |row| row.len()));
        for (y, row) in rows.iter().enumerate() {
            match scheme {
                Scheme::Mh => {
                    out.extend(bits(EOL));
                    self.one_d(row, &mut out);
                }
                Scheme::Mr(k) if y % k == 0 => {
                    out.extend(bits(EOL));
                    out.push(true);
                    self.one_d(row, &mut out);
                }
                Scheme::Mr(_) => {
                    out.extend(bits(EOL));
                    out.push(false);
                    self.two_d(row, &above, &mut out);
                }
                Scheme::Mmr => self.two_d(row, &above, &mut out),
            }
            above = row.clone();
        }
        match scheme {
            Scheme::Mh => out.extend(bits(&EOL.repeat(6))),
            Scheme::Mr(_) => out.extend(bits(&format!("{EOL}1").repeat(6))),
            Scheme::Mmr => out.extend(bits(&EOL.repeat(2))),
        }
        out
    }

    fn one_d(&self, row: &Bits, out: &mut Bits) {
        let (mut at, mut black) = (0, false);
        while at < row.len() {
            let run = if black { row[at..].leading_ones() } else { row[at..].leading_zeros() };
            self.run(black, run, out);
            (at, black) = (at + run, !black);
        }
    }

    fn run(&self, black: bool, mut run: usize, out: &mut Bits) {
        while run > 2623 {
            out.extend(bits(self.codes[&(black, 2560)]));
            run -= 2560;
        }
        if run >= 64 {
            out.extend(bits(self.codes[&(black, run / 64 * 64)]));
        }
        out.extend(bits(self.codes[&(black, run % 64)]));
    }

    fn two_d(&self, row: &Bits, above: &Bits, out: &mut Bits) {
        let width = row.len() as isize;
        let (mut a0, mut black) = (-1, false);
        while a0 < width {
            let a1 = next_change(row, a0);
            let mut b1 = next_change(above, a0);
            while b1 < width && above[b1 as usize] == black {
                b1 = next_change(above, b1);
            }
            let b2 = next_change(above, b1);
            if b2 < a1 {
                out.extend(bits("0001"));
                a0 = b2;
            } else if let Some(code) = vertical(a1 - b1) {
                out.extend(bits(code));
                (a0, black) = (a1, !black);
            } else {
                let a2 = next_change(row, a1);
                out.extend(bits("001"));
                self.run(black, (a1 - a0.max(0)) as usize, out);
                self.run(!black, (a2 - a1) as usize, out);
                a0 = a2;
            }
        }
    }
}

fn vertical(distance: isize) -> Option<&'static str> {
    let codes = ["0000010", "000010", "010", "1", "011", "000011", "0000011"];
    usize::try_from(distance + 3).ok().and_then(|i| codes.get(i)).copied()
}

/// The first pel right of `at` that differs from the one to its left; the width if there is none.
pub(crate) fn next_change(row: &Bits, at: isize) -> isize {
    let black = at >= 0 && row.get(at as usize).is_some_and(|pel| *pel);
    let right = row.get((at + 1) as usize..).unwrap_or_default();
    let same = if black { right.leading_ones() } else { right.leading_zeros() };
    (at + 1 + same as isize).min(row.len() as isize)
}

/// A packed row as the crate takes it.
pub(crate) fn packed(row: &Bits) -> Vec<u8> {
    to_octets(row.clone())
}
