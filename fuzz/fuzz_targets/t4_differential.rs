//! Any octets, decoded by us and by the crate `hayro-ccitt`: where both call a page good, its rows are the same.
//!
//! They may differ in what they call good: the crate refuses uncompressed mode, and takes pages that end without a mark.
//! They may also differ in where a page ends. For us two EOLs in succession are what is left of an RTC, for the crate it
//! takes six: it may have more rows. And with fill before it an EOL is no part of an end mark for us, but one for the
//! crate: pages with so much fill are left out. So are those in MR that do not begin with an EOL and its tag: for us their
//! first row is one-dimensional, for the crate its first bit is the tag.
#![no_main]

use fax_t4::{Coding, Ending, Params};
use hayro_ccitt::{DecodeSettings, Decoder, DecoderContext, EncodingMode};

/// Rows at most, on either side.
const ROWS: u32 = 200;

/// Zeros in succession: more than these are fill. An EOL of eleven may have up to eight before it for alignment.
const UNFILLED: u32 = 19;

/// Packed rows, painted from changes pel by pel.
struct Painter {
    width: u32,
    rows: Vec<Vec<u8>>,
}

impl Decoder for Painter {
    fn push_row(&mut self, changes: &[u32]) {
        self.rows.push(fuzz::paint(changes.iter().copied(), self.width));
    }
}

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((params, coded)) = fuzz::params(input) else { return };
    let (coding, width) = (params.coding(), params.width());
    let encoding = match coding {
        Coding::Mh => EncodingMode::Group3_1D,
        Coding::Mr { .. } => EncodingMode::Group3_2D,
        Coding::Mmr => EncodingMode::Group4,
    };
    let params = Params::new(coding, width).with_row_limit(ROWS);
    let first_zeros = coded.iter().take_while(|&&octet| octet == 0).count() as u32 * 8
        + coded.iter().find(|&&octet| octet != 0).map_or(0, |octet| octet.leading_zeros());
    let untagged = matches!(coding, Coding::Mr { .. }) && first_zeros < 11;
    if untagged || longest_zeros(coded) > UNFILLED {
        return;
    }
    let (ours, ending, counts) = fuzz::decode(params, coded, &[]);
    if counts.bad > 0 || ending != Some(Ending::Marker) {
        return;
    }

    let settings = DecodeSettings {
        columns: width,
        rows: ROWS,
        end_of_block: true,
        end_of_line: coding != Coding::Mmr,
        rows_are_byte_aligned: false,
        encoding,
        strict: true,
    };
    let mut theirs = Painter { width, rows: Vec::new() };
    if hayro_ccitt::decode(coded, &mut theirs, &mut DecoderContext::new(settings)).is_ok() {
        let ours: Vec<Vec<u8>> = ours.into_iter().map(|(row, _)| row).collect();
        let counts = format!("{} of ours, {} of theirs", ours.len(), theirs.rows.len());
        assert!(theirs.rows.starts_with(&ours), "other rows: {counts}");
        assert!(coding != Coding::Mmr || ours.len() == theirs.rows.len(), "other ends: {counts}");
    }
});

/// The longest series of zero bits.
fn longest_zeros(octets: &[u8]) -> u32 {
    let (mut longest, mut zeros) = (0, 0);
    for octet in octets {
        let leading = octet.leading_zeros();
        longest = longest.max(zeros + leading);
        zeros = if leading == 8 { zeros + 8 } else { octet.trailing_zeros() };
    }
    longest
}
