//! The peers on crates.io: `hayro-ccitt` and `fax`. Both give changing elements; painting them is up to us.

use fax::decoder::{decode_g3, decode_g4};
use fax_t4::Coding;
use hayro_ccitt::{DecodeSettings, Decoder, DecoderContext, EncodingMode};

use crate::codec::{Changes, Codec, Outcome, Stream, timed};
use crate::page::{Page, blacken};

/// The decoder of hayro, a PDF renderer.
#[derive(Debug)]
pub struct Hayro;

impl Hayro {
    /// How a stream is to be read. `strict` refuses what is against the recommendations.
    #[must_use]
    pub fn settings(stream: &Stream, strict: bool) -> DecodeSettings {
        DecodeSettings {
            columns: stream.width,
            rows: stream.height,
            end_of_block: true,
            end_of_line: stream.coding != Coding::Mmr,
            rows_are_byte_aligned: false,
            encoding: match stream.coding {
                Coding::Mh => EncodingMode::Group3_1D,
                Coding::Mr { .. } => EncodingMode::Group3_2D,
                Coding::Mmr => EncodingMode::Group4,
            },
            strict,
        }
    }

    fn run(stream: &Stream, sink: &mut impl Decoder) -> Outcome {
        let mut context = DecoderContext::new(Self::settings(stream, false));
        let (time, done) = timed(|| hayro_ccitt::decode(&stream.octets, sink, &mut context));
        done.map(|_| Some(time)).map_err(|e| e.to_string())
    }
}

impl Codec for Hayro {
    fn name(&self) -> &'static str {
        "hayro-ccitt"
    }

    fn decode(&mut self, stream: &Stream, bitmap: &mut [u8]) -> Outcome {
        Self::run(
            stream,
            &mut Painter { rows: bitmap.chunks_mut(stream.width.div_ceil(8) as usize), width: stream.width },
        )
    }

    fn changes(&mut self, stream: &Stream, changes: &mut Changes) -> Outcome {
        Self::run(stream, &mut Adder { changes, width: stream.width })
    }
}

/// Paints rows of changes, whitened first, until there is no room for more.
struct Painter<'a> {
    rows: core::slice::ChunksMut<'a, u8>,
    width: u32,
}

impl Decoder for Painter<'_> {
    #[inline]
    fn push_row(&mut self, changes: &[u32]) {
        if let Some(row) = self.rows.next() {
            row.fill(0);
            let mut pairs = changes.chunks_exact(2);
            for pair in &mut pairs {
                blacken(row, pair[0].min(self.width), pair[1].min(self.width));
            }
            if let [from] = pairs.remainder() {
                blacken(row, (*from).min(self.width), self.width);
            }
        }
    }
}

struct Adder<'a> {
    changes: &'a mut Changes,
    width: u32,
}

impl Decoder for Adder<'_> {
    #[inline]
    fn push_row(&mut self, changes: &[u32]) {
        self.changes.row(changes, self.width);
    }
}

/// The crate `fax`: MH and MMR decoded, MMR coded.
#[derive(Debug)]
pub struct Fax;

impl Codec for Fax {
    fn name(&self) -> &'static str {
        "fax"
    }

    fn decode(&mut self, stream: &Stream, bitmap: &mut [u8]) -> Outcome {
        let rows = bitmap.chunks_mut(stream.width.div_ceil(8) as usize);
        let mut painter = Painter { rows, width: stream.width };
        run_fax(stream, |changes| painter.push_row(changes))
    }

    fn changes(&mut self, stream: &Stream, changes: &mut Changes) -> Outcome {
        run_fax(stream, |row| changes.row(row, stream.width))
    }

    fn encode(&mut self, coding: Coding, page: &Page, out: &mut Vec<u8>) -> Outcome {
        if coding != Coding::Mmr {
            return Ok(None);
        }
        let (time, done) = timed(|| {
            let mut encoder = fax::encoder::Encoder::new(fax::VecWriter::new());
            for row in page.rows() {
                let pels = fax::slice_bits(row).take(page.width as usize);
                let colours = pels.map(|black| if black { fax::Color::Black } else { fax::Color::White });
                encoder.encode_line(colours, page.width)?;
            }
            encoder.finish().map(fax::VecWriter::finish)
        });
        let Ok(octets) = done;
        *out = octets;
        Ok(Some(time))
    }
}

fn run_fax(stream: &Stream, sink: impl FnMut(&[u32])) -> Outcome {
    let octets = stream.octets.iter().copied();
    let (time, done) = timed(|| match stream.coding {
        Coding::Mh => Some(decode_g3(octets, sink)),
        Coding::Mr { .. } => None,
        Coding::Mmr => Some(decode_g4(octets, stream.width, Some(stream.height), sink)),
    });
    match done {
        None => Ok(None),
        Some(Some(())) => Ok(Some(time)),
        Some(None) => Err("the stream is refused".into()),
    }
}
