//! What the fuzz targets share: here those of the T.4 codec.

pub mod class1;

use fax_t4::{BitOrder, Coding, Decoded, Decoder, Ending, Eol, Params, Rows};

/// Room for the widest row.
pub const ROW_ROOM: usize = 8192;

/// A page's parameters from the first octets of an input, and the rest of it.
pub fn params(input: &[u8]) -> Option<(Params, &[u8])> {
    let (&[coding, k, width_high, width_low, flags, min_row_bits], rest) = input.split_first_chunk()?;
    let coding = match coding % 3 {
        0 => Coding::Mh,
        1 => Coding::Mr { k },
        _ => Coding::Mmr,
    };
    let eol = match flags & 3 {
        // MR cannot be had without EOLs.
        0 if coding == Coding::Mh => Eol::Absent,
        1 => Eol::OctetAligned,
        _ => Eol::Plain,
    };
    let order = if flags & 4 == 0 { BitOrder::MsbFirst } else { BitOrder::LsbFirst };
    let params = Params::new(coding, u16::from_be_bytes([width_high, width_low]).max(1).into())
        .with_eol(eol)
        .with_bit_order(order)
        .with_aligned_rows(flags & 8 != 0)
        .with_lead_in(flags & 16 != 0)
        .with_end_marker(flags & 32 == 0)
        .with_min_row_bits(min_row_bits.into())
        .with_row_limit(200);
    Some((params, rest))
}

/// All rows of a page whose octets come in pieces of `sizes`, over and over, and how it ended.
pub fn decode(params: Params, coded: &[u8], sizes: &[u8]) -> (Vec<(Vec<u8>, bool)>, Option<Ending>, Rows) {
    let mut decoder = Decoder::with_reference(params, vec![0; ROW_ROOM]).expect("a width of 1 to 65,535 has room");
    let mut row = vec![0; params.row_octets()];
    let mut rows = Vec::new();
    let mut pieces = sizes.iter().map(|size| usize::from(*size)).cycle();
    let (mut left, mut piece) = (coded, &coded[..0]);
    loop {
        let decoded = match decoder.row(&mut piece, &mut row) {
            Decoded::NeedInput if !left.is_empty() => {
                assert!(piece.is_empty(), "all input is taken before more is asked for");
                let size = pieces.next().unwrap_or(usize::MAX).max(1).min(left.len());
                (piece, left) = left.split_at(size);
                continue;
            }
            Decoded::NeedInput => decoder.finish(&mut row),
            decoded => decoded,
        };
        match decoded {
            Decoded::Row { damaged } => rows.push((row.clone(), damaged)),
            Decoded::EndOfPage => return (rows, decoder.ending(), decoder.rows()),
            Decoded::NeedInput => panic!("no more input was promised"),
        }
    }
}
