//! The codec that all this is about, with both of its row stores.

use core::fmt;

use fax_t4::{Changes, Coding, Decoded, Decoder, Encoder, Ending, Packed, Params, Rows};

use crate::codec::{Codec, Outcome, Stream, timed};
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

/// A width as the codec takes it.
#[must_use]
pub fn width<W: TryFrom<u32>>(width: u32) -> W {
    W::try_from(width).unwrap_or_else(|_| panic!("rows of {width} pels are too wide for the codec"))
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
        let params = Params::new(stream.coding, width(stream.width)).with_row_limit(stream.height);
        let (time, rows) = timed(|| self.decode_page(params, &stream.octets, bitmap));
        if rows == stream.height { Ok(Some(time)) } else { Err(format!("{rows} rows of {}", stream.height)) }
    }

    fn encode(&mut self, coding: Coding, page: &Page, out: &mut Vec<u8>) -> Outcome {
        let params = Params::new(coding, width(page.width));
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
    pub fn decode_page(self, params: Params, mut octets: &[u8], bitmap: &mut [u8]) -> u32 {
        let mut decoder = Decoder::with_reference(params, vec![0; params.row_octets()]).expect("a width above zero");
        for row in bitmap.chunks_mut(params.row_octets()) {
            match decoder.row(&mut octets, row) {
                Decoded::Row { .. } => {}
                Decoded::NeedInput | Decoded::EndOfPage => break,
            }
        }
        decoder.rows().total - decoder.rows().bad
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
            Self::Fast => Encoder::with_store(params, fast_store(params))
                .map(|mut encoder| encoder.page(&page.octets, page.stride(), out)),
            Self::Small => Encoder::with_store(params, small_store(params))
                .map(|mut encoder| encoder.page(&page.octets, page.stride(), out)),
        };
        let coded = coded.expect("the store has room");
        assert!(coded.done, "there is room for any page");
        coded.written
    }
}

fn fast_store(params: Params) -> Changes<Vec<u16>> {
    Changes::new(vec![0; Changes::room(params.width())])
}

fn small_store(params: Params) -> Packed<Vec<u8>> {
    Packed::new(vec![0; params.row_octets()])
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
    /// With the small store.
    Small(Decoder<Vec<u8>>),
}

/// Octets of the widest row.
const ROOM: usize = 8192;

impl PageDecoder {
    /// A decoder with one of the stores.
    #[must_use]
    pub fn new(ours: Ours, params: Params) -> Self {
        match ours {
            Ours::Fast | Ours::Small => {
                Self::Small(Decoder::with_reference(params, vec![0; ROOM]).expect("there is room"))
            }
        }
    }

    /// Begins a page and leaves it behind the first row.
    pub fn begin(&mut self, params: Params, mut octets: &[u8]) {
        let mut row = vec![0; params.row_octets()];
        match self {
            Self::Small(decoder) => {
                decoder.restart_with(params).expect("there is room");
                let _ = decoder.row(&mut octets, &mut row);
            }
        }
    }

    /// Decodes a page, all of it.
    pub fn page(&mut self, params: Params, mut octets: &[u8]) -> Seen {
        let (mut rows, mut damaged) = (Vec::new(), Vec::new());
        let mut row = vec![0x55; params.row_octets()];
        match self {
            Self::Small(decoder) => {
                decoder.restart_with(params).expect("there is room");
                loop {
                    let decoded = match decoder.row(&mut octets, &mut row) {
                        Decoded::NeedInput => decoder.finish(&mut row),
                        decoded => decoded,
                    };
                    if let Decoded::Row { damaged: bad } = decoded {
                        rows.extend_from_slice(&row);
                        damaged.push(bad);
                    } else {
                        break;
                    }
                }
                let ending = decoder.ending().expect("the page is over");
                Seen { octets: rows, damaged, ending, rows: decoder.rows() }
            }
        }
    }
}
