//! One row of a page to octets and back.

use fax_t4::{Coding, Decoded, Decoder, Encoder, Params};

/// A4 at R8.
const PELS: u16 = 1728;
const OCTETS: usize = PELS as usize / 8;

/// Whether a row comes back from MH, MR and MMR as it went in.
pub fn survives_coding() -> bool {
    [Coding::Mh, Coding::Mr { k: 4 }, Coding::Mmr].into_iter().all(|coding| round_trip(coding).unwrap_or(false))
}

fn round_trip(coding: Coding) -> Option<bool> {
    let mut row = [0; OCTETS];
    for (at, octet) in row.iter_mut().enumerate() {
        *octet = if at % 7 == 0 { 0b0011_1000 } else { 0 };
    }
    let mut coded = [0; 1024];
    let params = Params::new(coding, PELS.into());
    let mut encoder = Encoder::new(params).ok()?;
    let first = encoder.row(&row, &mut coded);
    let end = encoder.finish(coded.get_mut(first.written..)?);
    let mut input = coded.get(..first.written + end.written)?;

    let mut back = [0; OCTETS];
    let decoded = Decoder::new(params).ok()?.row(&mut input, &mut back);
    Some(first.done && end.done && decoded == Decoded::Row { damaged: false } && back == row)
}
