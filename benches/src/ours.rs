//! The codec that all this is about, with both of its row stores.

use core::fmt;

use fax_t4::{Changes, Coding, Decoded, Decoder, Encoder, Ending, Filled, Packed, Params, RowStore, Rows};

use crate::codec::{self, Codec, Outcome, Stream, timed};
use crate::page::Page;

/// How the names of our codecs begin.
pub const NAME: &str = "fax-t4";

/// `fax-t4` with one of its row stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ours {
    /// Lists of changing elements, for hosts.
    Fast,
    /// Packed rows, for small machines.
    Small,
}

/// With each store.
pub fn all() -> impl Iterator<Item = Ours> {
    [Ours::Fast, Ours::Small].into_iter()
}

impl fmt::Display for Ours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Codec for Ours {
    fn name(&self) -> &'static str {
        match self {
            Self::Fast => "fax-t4 fast",
            Self::Small => "fax-t4 small",
        }
    }

    fn decode(&mut self, stream: &Stream, bitmap: &mut [u8]) -> Outcome {
        let params = Params::new(stream.coding, stream.width).with_row_limit(stream.height);
        let (time, rows) = timed(|| self.decode_page(params, &stream.octets, bitmap));
        if rows == stream.height { Ok(Some(time)) } else { Err(format!("{rows} rows of {}", stream.height)) }
    }

    fn changes(&mut self, stream: &Stream, changes: &mut codec::Changes) -> Outcome {
        if *self == Self::Small {
            return Ok(None);
        }
        let params = Params::new(stream.coding, stream.width).with_row_limit(stream.height);
        let (time, ending) = timed(|| {
            let mut decoder = Decoder::with_store(params, fast_store(stream.width)).expect("the store has room");
            let mut octets = &stream.octets[..];
            while let Decoded::Row { .. } = decoder.changes(&mut octets, true) {
                changes.row(decoder.elements(), stream.width);
            }
            decoder.ending()
        });
        if ending == Some(Ending::RowLimit) { Ok(Some(time)) } else { Err(format!("ended by {ending:?}")) }
    }

    fn encode(&mut self, coding: Coding, page: &Page, out: &mut Vec<u8>) -> Outcome {
        let params = Params::new(coding, page.width);
        out.resize(room(page), 0);
        let (time, len) = timed(|| self.encode_into(params, page, out));
        out.truncate(len);
        Ok(Some(time))
    }
}

/// Octets that a coded page may have. The worst there is, rows of single pels, comes to 9 bits for 2 pels, or as many
/// bits as a row has at least.
#[must_use]
pub fn room(page: &Page) -> usize {
    page.octets.len() * 5 + page.height as usize * 160 + 64
}

impl Ours {
    /// The store's name.
    #[must_use]
    pub const fn store(self) -> &'static str {
        match self {
            Self::Fast => "fast",
            Self::Small => "small",
        }
    }

    /// Decodes a whole page into a bitmap; says how many rows are good.
    pub fn decode_page(self, params: Params, octets: &[u8], bitmap: &mut [u8]) -> u32 {
        fn page<S: RowStore>(params: Params, store: S, mut octets: &[u8], bitmap: &mut [u8]) -> Rows {
            let mut decoder = Decoder::with_store(params, store).expect("the store has room");
            let _ = decoder.page(&mut octets, true, bitmap, params.row_octets());
            decoder.rows()
        }
        let rows = match self {
            Self::Fast => page(params, fast_store(params.width()), octets, bitmap),
            Self::Small => page(params, small_store(params.width()), octets, bitmap),
        };
        rows.total - rows.bad
    }

    /// Codes a whole page.
    #[must_use]
    pub fn encode_page(self, params: Params, page: &Page) -> Vec<u8> {
        let mut out = vec![0; room(page)];
        let len = self.encode_into(params, page, &mut out);
        out.truncate(len);
        out
    }

    /// Codes a whole page into `out`, which has [room]; says how many octets it has.
    pub fn encode_into(self, params: Params, page: &Page, out: &mut [u8]) -> usize {
        let coded = match self {
            Self::Fast => Encoder::with_store(params, fast_store(params.width()))
                .map(|mut encoder| encoder.page(&page.octets, page.stride(), out)),
            Self::Small => Encoder::with_store(params, small_store(params.width()))
                .map(|mut encoder| encoder.page(&page.octets, page.stride(), out)),
        };
        let coded = coded.expect("the store has room");
        assert!(coded.done, "there is room for any page");
        coded.written
    }
}

fn fast_store(width: u32) -> Changes<Vec<u16>> {
    Changes::new(vec![0; Changes::room(width)])
}

fn small_store(width: u32) -> Packed<Vec<u8>> {
    Packed::new(vec![0; width.div_ceil(8) as usize])
}

/// All that a decoder tells of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Packed rows.
    pub octets: Vec<u8>,
    /// Of each row, whether it is damaged.
    pub damaged: Vec<bool>,
    /// Why the page ended.
    pub ending: Ending,
    /// The counts.
    pub rows: Rows,
}

/// A decoder that goes from page to page.
#[derive(Debug)]
pub enum PageDecoder {
    /// With the fast store.
    Fast(Decoder<Changes<Vec<u16>>>),
    /// With the small store.
    Small(Decoder<Packed<Vec<u8>>>),
}

impl PageDecoder {
    /// A decoder with one of the stores, for pages of `params` and others that are not wider.
    #[must_use]
    pub fn new(ours: Ours, params: Params) -> Self {
        let fits = "the store has room";
        match ours {
            Ours::Fast => Self::Fast(Decoder::with_store(params, fast_store(params.width())).expect(fits)),
            Ours::Small => Self::Small(Decoder::with_store(params, small_store(params.width())).expect(fits)),
        }
    }

    /// Begins a page and leaves it behind the first row.
    pub fn begin(&mut self, params: Params, octets: &[u8]) {
        match self {
            Self::Fast(decoder) => begin(decoder, params, octets),
            Self::Small(decoder) => begin(decoder, params, octets),
        }
    }

    /// Decodes a page, row by row.
    pub fn page(&mut self, params: Params, octets: &[u8]) -> Seen {
        match self {
            Self::Fast(decoder) => by_rows(decoder, params, octets),
            Self::Small(decoder) => by_rows(decoder, params, octets),
        }
    }

    /// Decodes a page at once; says whether that gives what was seen row by row.
    pub fn agrees(&mut self, params: Params, octets: &[u8], seen: &Seen) -> bool {
        match self {
            Self::Fast(decoder) => at_once(decoder, params, octets, seen),
            Self::Small(decoder) => at_once(decoder, params, octets, seen),
        }
    }
}

fn begin<S: RowStore>(decoder: &mut Decoder<S>, params: Params, mut octets: &[u8]) {
    decoder.restart_with(params).expect("the store has room");
    let _ = decoder.row(&mut octets, &mut vec![0x55; params.row_octets()]);
}

fn by_rows<S: RowStore>(decoder: &mut Decoder<S>, params: Params, mut octets: &[u8]) -> Seen {
    let (mut rows, mut damaged) = (Vec::new(), Vec::new());
    let mut row = vec![0x55; params.row_octets()];
    decoder.restart_with(params).expect("the store has room");
    loop {
        let decoded = match decoder.row(&mut octets, &mut row) {
            Decoded::NeedInput => decoder.finish(&mut row),
            decoded => decoded,
        };
        let Decoded::Row { damaged: bad } = decoded else { break };
        rows.extend_from_slice(&row);
        damaged.push(bad);
    }
    let ending = decoder.ending().expect("the page is over");
    Seen { octets: rows, damaged, ending, rows: decoder.rows() }
}

fn at_once<S: RowStore>(decoder: &mut Decoder<S>, params: Params, mut octets: &[u8], seen: &Seen) -> bool {
    decoder.restart_with(params).expect("the store has room");
    let stride = params.row_octets();
    // Room for one row more, which is not to come.
    let mut bitmap = vec![0x55; seen.octets.len() + stride];
    let filled = decoder.page(&mut octets, true, &mut bitmap, stride);
    bitmap.truncate(seen.octets.len());
    let ended = filled == Filled::EndOfPage && decoder.ending() == Some(seen.ending);
    ended && bitmap == seen.octets && decoder.rows() == seen.rows
}
