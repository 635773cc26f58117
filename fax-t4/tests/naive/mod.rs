//! The reference codec, and random pages for it.
#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, missing_docs, reason = "test code, used in parts")]

mod codec;

use proptest::prelude::*;

pub(crate) use codec::*;

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
