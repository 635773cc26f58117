//! What the fuzz targets share: here those of the T.4 codec.

pub mod class1;
/// Two stations on a simulated wire, as the tests of the core have them.
#[path = "../../fax-core/tests/trials/scene.rs"]
pub mod scene;
pub mod uart;

use fax_t4::{
    BitOrder, Changes, Coding, Damage, Decoded, Decoder, Ending, Eol, Filled, Packed, Params, RowStore, Rows,
};

/// A page's parameters from the first octets of an input, and the rest of it.
pub fn params(input: &[u8]) -> Option<(Params, &[u8])> {
    let (&[coding, k, width_high, width_low, flags, min_row_bits], rest) = input.split_first_chunk()?;
    let damage = [Damage::Repeat, Damage::White, Damage::End][usize::from(coding / 3 % 3)];
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
        .with_uncompressed(flags & 64 != 0)
        .with_damage(damage)
        .with_min_row_bits(min_row_bits.into())
        .with_row_limit(200);
    Some((params, rest))
}

/// Rows, which of them are damaged, how the page ended, and the counts.
pub type Seen = (Vec<(Vec<u8>, bool)>, Option<Ending>, Rows);

/// All rows of a page whose octets come in pieces of `sizes`, over and over: the same with both stores.
pub fn decode(params: Params, coded: &[u8], sizes: &[u8]) -> Seen {
    let fast = by_rows(params, fast_store(params), coded, sizes);
    let small = by_rows(params, Packed::new(vec![0x55; params.row_octets()]), coded, sizes);
    assert!(fast == small, "the stores differ");
    fast
}

/// Room for the changing elements of two rows, with rubbish in it.
pub fn fast_store(params: Params) -> Changes<Vec<u16>> {
    Changes::new(vec![0x5555; Changes::room(params.width())])
}

fn by_rows<S: RowStore>(params: Params, store: S, coded: &[u8], sizes: &[u8]) -> Seen {
    let mut decoder = Decoder::with_store(params, store).expect("there is room for any width");
    let mut row = vec![0x55; params.row_octets()];
    let mut rows = Vec::new();
    let mut input = Pieces::new(coded, sizes);
    loop {
        let decoded = match decoder.row(&mut input.piece, &mut row) {
            Decoded::NeedInput if input.more() => continue,
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

/// Decodes a page at once, its octets in pieces of `sizes`: the same as by rows.
pub fn check_page(params: Params, coded: &[u8], sizes: &[u8], seen: &Seen) {
    let stride = params.row_octets();
    let mut pels = vec![0x55; (seen.0.len() + 1) * stride];
    let mut decoder = Decoder::with_store(params, fast_store(params)).expect("there is room for any width");
    let mut input = Pieces::new(coded, sizes);
    loop {
        let last = input.left.is_empty();
        match decoder.page(&mut input.piece, last, &mut pels, stride) {
            Filled::NeedInput => assert!(input.more(), "no more input was promised"),
            Filled::EndOfPage => break,
            Filled::Full => panic!("there was room for one row more"),
        }
    }
    let rows = seen.0.iter().flat_map(|(row, _)| row);
    assert!(rows.eq(pels.iter().take(seen.0.len() * stride)), "the page at once has other rows");
    assert_eq!((decoder.ending(), decoder.rows()), (seen.1, seen.2));
}

/// Decodes a page to changing elements, its octets in pieces of `sizes`: painted, they are the rows.
pub fn check_changes(params: Params, coded: &[u8], sizes: &[u8], seen: &Seen) {
    let mut decoder = Decoder::with_store(params, fast_store(params)).expect("there is room for any width");
    let mut input = Pieces::new(coded, sizes);
    let mut rows = seen.0.iter();
    loop {
        let last = input.left.is_empty();
        match decoder.changes(&mut input.piece, last) {
            Decoded::NeedInput => assert!(input.more(), "no more input was promised"),
            Decoded::EndOfPage => break,
            Decoded::Row { damaged } => {
                let (row, bad) = rows.next().expect("not more rows than with pels");
                assert_eq!(damaged, *bad);
                let elements = decoder.elements();
                assert!(elements.is_sorted_by(|a, b| a < b), "elements from left to right");
                assert!(elements.last().is_none_or(|&at| u32::from(at) < params.width()), "elements inside the row");
                assert!(
                    *row == paint(elements.iter().map(|&at| at.into()), params.width()),
                    "other elements than pels"
                );
            }
        }
    }
    assert!(rows.next().is_none(), "fewer rows than with pels");
    assert_eq!((decoder.ending(), decoder.rows()), (seen.1, seen.2));
}

/// A packed row from its changing elements, pel by pel.
pub fn paint(mut changes: impl Iterator<Item = u32>, width: u32) -> Vec<u8> {
    let mut row = vec![0; width.div_ceil(8) as usize];
    while let Some(from) = changes.next() {
        for x in from..changes.next().unwrap_or(width) {
            row[x as usize / 8] |= 0x80 >> (x % 8);
        }
    }
    row
}

/// Input in pieces.
pub struct Pieces<'i> {
    /// The present one.
    pub piece: &'i [u8],
    /// What comes behind it.
    pub left: &'i [u8],
    sizes: std::iter::Cycle<std::slice::Iter<'i, u8>>,
}

impl<'i> Pieces<'i> {
    /// Nothing at first, then pieces of `sizes`, over and over; without sizes, all at once.
    pub fn new(input: &'i [u8], sizes: &'i [u8]) -> Self {
        Self { piece: &[], left: input, sizes: sizes.iter().cycle() }
    }

    /// The next piece, if there is one. The one before has to be used up.
    pub fn more(&mut self) -> bool {
        assert!(self.piece.is_empty(), "all input is taken before more is asked for");
        let size = self.sizes.next().map_or(usize::MAX, |size| usize::from(*size).max(1)).min(self.left.len());
        (self.piece, self.left) = self.left.split_at(size);
        size > 0
    }
}
