//! One test for each way in which fax decoders have been broken, on both row stores and in all codings.
//!
//! The classes, with a published case where there is one:
//!
//! | class | test |
//! |---|---|
//! | arithmetic on widths | `widths` |
//! | more transitions in a row than there is room for (CVE-2011-0192, CVE-2007-5393) | `transitions` |
//! | state of an error that lives on in the next page | `aftermath` |
//! | a loop behind a detected error, or a step that takes nothing | `progress` |
//! | mends that refuse what is legal, such as a run of no pels at the beginning of a row | `legal` |
//! | more rows than the caller has room for, rows shorter than the width says | `room` |
//! | the way out of uncompressed mode, wherever the input is cut | `extension` |
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

#[path = "../naive/mod.rs"]
mod naive;

mod aftermath;
mod extension;
mod legal;
mod progress;
mod room;
mod transitions;
mod widths;

use fax_t4::{Changes, Coding, Decoded, Decoder, Ending, Packed, Params, RowStore, Rows};
use naive::EOL;

const CODINGS: [Coding; 3] = [Coding::Mh, Coding::Mr { k: 4 }, Coding::Mmr];

/// What came of a page.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    /// Packed rows, and whether they are damaged.
    rows: Vec<(Vec<u8>, bool)>,
    counts: Rows,
    ending: Option<Ending>,
}

impl Outcome {
    /// Rows that are not damaged.
    fn good(&self) -> Vec<&[u8]> {
        self.rows.iter().filter(|(_, damaged)| !damaged).map(|(row, _)| &row[..]).collect()
    }
}

fn lists(params: Params) -> Changes<Vec<u16>> {
    Changes::new(vec![0xAAAA; Changes::room(params.width())])
}

fn small(params: Params) -> Packed<Vec<u8>> {
    Packed::new(vec![0xAA; params.row_octets()])
}

/// Decodes to the end, `size` octets at a time.
fn decode_with<S: RowStore>(decoder: &mut Decoder<S>, coded: &[u8], size: usize) -> Outcome {
    let mut row = vec![0xAA; decoder.params().row_octets()];
    let mut rows = Vec::new();
    for chunk in coded.chunks(size) {
        let mut input = chunk;
        while let Decoded::Row { damaged } = decoder.row(&mut input, &mut row) {
            rows.push((row.clone(), damaged));
        }
    }
    while let Decoded::Row { damaged } = decoder.finish(&mut row) {
        rows.push((row.clone(), damaged));
    }
    Outcome { rows, counts: decoder.rows(), ending: decoder.ending() }
}

/// The same on both stores, with the input cut in several ways. All have to come to the same.
fn decode(params: Params, coded: &[u8]) -> Outcome {
    let whole = coded.len().max(1);
    let outcome = decode_with(&mut Decoder::with_store(params, lists(params)).unwrap(), coded, whole);
    for size in [1, 3, 17, whole] {
        let by_lists = decode_with(&mut Decoder::with_store(params, lists(params)).unwrap(), coded, size);
        assert_eq!(by_lists, outcome, "lists, {size} octets at a time");
        let by_pels = decode_with(&mut Decoder::with_store(params, small(params)).unwrap(), coded, size);
        assert_eq!(by_pels, outcome, "pels, {size} octets at a time");
    }
    outcome
}

/// What stands in front of a row, and behind the last one.
fn frame(coding: Coding, one_d: bool) -> (String, String) {
    match coding {
        Coding::Mh => (EOL.into(), EOL.repeat(6)),
        Coding::Mr { .. } => (format!("{EOL}{}", u8::from(one_d)), format!("{EOL}1").repeat(6)),
        Coding::Mmr => (String::new(), EOL.repeat(2)),
    }
}
