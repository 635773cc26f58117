//! From one coding to another without pels in between.

use crate::encode::Encoder;
use crate::store::Changes;
use crate::{Decoded, Decoder, Ending, Params, Rows, WidthError};

/// What a call of [`Recoder::page`] came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Recoded {
    /// Octets at the front of the output that are now valid. Some behind them may be overwritten.
    pub written: usize,
    /// What is wanted next.
    pub wants: Wants,
}

/// What a [`Recoder`] wants next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// More input: all there was is taken.
    Input,
    /// More room: the output is full.
    Room,
    /// Nothing: the page has ended and is coded to its end.
    Nothing,
}

/// Takes a page in one coding and gives it in another: MH, MR of any K or MMR, with other EOLs, alignment, fill or bit order.
///
/// Rows go from the decoder to the coder as their changing elements. There is no pel anywhere, so it costs about what
/// decoding without painting and coding without looking for changes cost. Damage is dealt with as the incoming
/// parameters say and counted; what is sent on is whole.
///
/// ```
/// use fax_t4::{Changes, Coding, Params, Recoder, Wants};
///
/// const ROOM: usize = Changes::room(16);
/// let from = Params::new(Coding::Mmr, 16);
/// let to = Params::new(Coding::Mh, 16).with_end_marker(false);
/// let mut recoder = Recoder::new(from, to, Changes::new([0; ROOM]), Changes::new([0; ROOM]))?;
/// // Horizontal, white 2, black 3, V0; then EOFB.
/// let mut input: &[u8] = &[0b001_0111_1, 0b0_1_000000, 0b000001_00, 0b00000000, 0b01_000000];
/// let mut out = [0; 16];
/// let step = recoder.page(&mut input, true, &mut out);
/// assert_eq!(step.wants, Wants::Nothing);
/// // EOL, white 2, black 3, white 11.
/// assert_eq!(out[..step.written], [0b00000000, 0b0001_0111, 0b10_01000_0]);
/// assert_eq!(recoder.rows().bad, 0);
/// # Ok::<(), fax_t4::WidthError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Recoder<B> {
    decoder: Decoder<Changes<B>>,
    encoder: Encoder<Changes<B>>,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// A row is being decoded.
    In,
    /// A row is being coded.
    Out,
    /// No more rows come.
    End,
}

impl<B: AsRef<[u16]> + AsMut<[u16]>> Recoder<B> {
    /// At the beginning of a page that comes as in `from` and goes as in `to`. Rows stay as wide as they come: the width
    /// in `to` does not matter. One store is for the row above as it comes, the other for the one as it goes.
    pub fn new(from: Params, to: Params, incoming: Changes<B>, outgoing: Changes<B>) -> Result<Self, WidthError> {
        let to = Params { width: from.width, ..to };
        Ok(Self {
            decoder: Decoder::with_store(from, incoming)?,
            encoder: Encoder::with_store(to, outgoing)?,
            stage: Stage::In,
        })
    }

    /// Takes octets off the front of `input` and puts as much of the page into `out` as fits. `last` says that there is
    /// no more input behind this.
    pub fn page(&mut self, input: &mut &[u8], last: bool, out: &mut [u8]) -> Recoded {
        let mut written = 0;
        loop {
            let room = out.get_mut(written..).unwrap_or_default();
            let coded = match self.stage {
                Stage::In => {
                    self.stage = match self.decoder.changes(input, last) {
                        Decoded::Row { .. } => Stage::Out,
                        Decoded::NeedInput => return Recoded { written, wants: Wants::Input },
                        Decoded::EndOfPage => Stage::End,
                    };
                    continue;
                }
                Stage::Out => self.encoder.good_changes(self.decoder.elements(), room),
                Stage::End => self.encoder.finish(room),
            };
            written += coded.written;
            if !coded.done {
                return Recoded { written, wants: Wants::Room };
            }
            if self.stage == Stage::End {
                return Recoded { written, wants: Wants::Nothing };
            }
            self.stage = Stage::In;
        }
    }

    /// Rows so far, and how many were damaged.
    pub fn rows(&self) -> Rows {
        self.decoder.rows()
    }

    /// Why the page ended, once it has.
    pub fn ending(&self) -> Option<Ending> {
        self.decoder.ending()
    }
}
