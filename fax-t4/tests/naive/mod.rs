//! The rules of T.4 and T.6 pel by pel, over bit vectors and with the code table as text: slow, plain, and sharing
//! nothing with the crate. What it says is what the crate must do.
#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, missing_docs, reason = "test code, used in parts")]

use std::collections::HashMap;

use bitvec::prelude::*;
use proptest::prelude::*;

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
            let end = (at..row.len()).find(|&p| row[p] != black).unwrap_or(row.len());
            self.run(black, end - at, out);
            (at, black) = (end, !black);
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
fn next_change(row: &Bits, at: isize) -> isize {
    let pel = |p: isize| p >= 0 && row[p as usize];
    (at + 1..row.len() as isize).find(|&p| pel(p) != pel(p - 1)).unwrap_or(row.len() as isize)
}

/// A packed row as the crate takes it.
pub(crate) fn packed(row: &Bits) -> Vec<u8> {
    to_octets(row.clone())
}

/// Pages whose rows are runs of all lengths, noise, or the row above with its changes moved a little.
pub(crate) fn pages(widths: impl Strategy<Value = u16>) -> impl Strategy<Value = Vec<Bits>> {
    widths.prop_flat_map(|width| {
        let width = usize::from(width);
        let runs = prop::collection::vec(prop_oneof![4 => 0..8usize, 2 => 0..70usize, 1 => 0..=width], 0..60);
        let noise = prop::collection::vec(any::<bool>(), 0..200);
        let moves = prop::collection::vec(-4..=4isize, 1..8);
        prop::collection::vec((0..4u8, runs, noise, moves), 1..10).prop_map(move |rows| {
            let mut page: Vec<Bits> = Vec::new();
            for (kind, runs, noise, moves) in rows {
                let row = match (kind, page.last()) {
                    (0, _) => noise.into_iter().collect(),
                    (1, Some(above)) => above.clone(),
                    (2, Some(above)) => moved(above, &moves),
                    _ => runs.iter().enumerate().flat_map(|(i, &run)| core::iter::repeat_n(i % 2 == 1, run)).collect(),
                };
                let mut row: Bits = row;
                row.resize(width, false);
                page.push(row);
            }
            page
        })
    })
}

fn moved(above: &Bits, moves: &[isize]) -> Bits {
    let mut row = Bits::new();
    let (mut at, mut black, mut i) = (-1, false, 0);
    while row.len() < above.len() {
        at = next_change(above, at);
        let end = if at == above.len() as isize { at } else { at + moves[i % moves.len()] };
        row.resize(row.len().max(end.clamp(0, above.len() as isize) as usize), black);
        (black, i) = (!black, i + 1);
    }
    row
}

/// The widths of T.4 up to 400 pels per inch.
pub(crate) const LEGAL_WIDTHS: [u16; 9] = [1728, 2048, 2432, 2592, 3072, 3648, 3456, 4096, 4864];

/// Any width, legal ones often.
pub(crate) fn widths() -> impl Strategy<Value = u16> {
    prop_oneof![1 => prop::sample::select(&LEGAL_WIDTHS[..]), 1 => 1..=5000u16, 1 => 1..=40u16]
}
