//! Rows to octets.
//!
//! ```text
//!          ┌──────────── next row ───────────┐
//!          ▼                                 │
//!   Lead (EOL, tag) ──► Row (its codes) ──► Fill ──► Between
//!                                                      │ finish
//!                                                      ▼
//!                                                    Marker ──► Done
//! ```
//!
//! Each step puts at most a few code words, so that a full output can stop the coder anywhere and nothing is sized for
//! the longest row. On lists of changing elements several codes a step go out as long as there is ample room ahead.

mod burst;
mod codes;
mod elements;
mod find;
mod sink;
mod store;
#[cfg(feature = "alloc")]
mod whole;

use self::codes::{Next, RowCodes};
pub use self::elements::ChangesError;
use self::sink::BitSink;
pub(crate) use self::store::EncodeStore;
use crate::codes::{self as tables, EOL};
use crate::store::{Packed, RowStore};
use crate::{Coding, Eol, Params, ROW_MAX, WidthError};

/// What a call of [`Encoder::row`] or [`Encoder::finish`] achieved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Encoded {
    /// Octets at the front of the output that are now valid. Some behind them may be overwritten.
    pub written: usize,
    /// Whether the row, or the end of the page, is complete. If not, the output is full: call again with the same row.
    /// The last few octets of a row may come out with the next one.
    pub done: bool,
}

/// Codes a page row by row, into outputs of any size.
///
/// It holds the row above in its store `S` and a few words; a clone is a checkpoint to which coding can return.
///
/// ```
/// use fax_t4::{Coding, Encoder, Params};
///
/// // One row of 16 pels in MMR: two white, three black, eleven white.
/// let mut encoder = Encoder::new(Params::new(Coding::Mmr, 16))?;
/// let mut out = [0; 16];
/// let row = encoder.row(&[0b0011_1000, 0], &mut out);
/// let end = encoder.finish(&mut out[row.written..]);
/// assert!(row.done && end.done);
/// // Horizontal, white 2, black 3, V0; then EOFB.
/// assert_eq!(out[..row.written + end.written], [0b001_0111_1, 0b0_1_000000, 0b000001_00, 0b00000000, 0b01_000000]);
/// # Ok::<(), fax_t4::WidthError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Encoder<S = Packed<[u8; ROW_MAX]>> {
    params: Params,
    store: S,
    bits: BitSink,
    stage: Stage,
    codes: RowCodes,
    /// [`BitSink::count`] at the row's first bit.
    row_begin: u32,
    /// Two-dimensional rows that may follow before a one-dimensional one must come.
    two_d_left: u8,
    /// Complete rows.
    rows: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Before a row: EOL and tag.
    Lead,
    /// In a row.
    Row,
    /// Zero bits for the minimum row time.
    Fill(u32),
    /// Behind a row.
    Between,
    /// So many EOLs of the end marker are to come.
    Marker(u8),
    /// The page has ended.
    Done,
}

impl Encoder {
    /// A coder for rows of up to 4864 pels, at the beginning of a page.
    pub fn new(params: Params) -> Result<Self, WidthError> {
        Self::with_reference(params, [0; ROW_MAX])
    }
}

impl<B: AsRef<[u8]> + AsMut<[u8]>> Encoder<Packed<B>> {
    /// A coder with little memory for rows as long as `reference` has room for, at the beginning of a page. What is in
    /// `reference` does not matter.
    pub fn with_reference(params: Params, reference: B) -> Result<Self, WidthError> {
        Self::with_store(params, Packed::new(reference))
    }
}

impl<S: RowStore> Encoder<S> {
    /// A coder for rows as long as `store` has room for, at the beginning of a page. What is in `store` does not matter.
    #[cfg_attr(target_os = "none", inline(never))]
    pub fn with_store(params: Params, store: S) -> Result<Self, WidthError> {
        store.check(&params)?;
        let mut encoder = Self {
            params,
            store,
            bits: BitSink::new(params.bit_order),
            stage: Stage::Between,
            codes: RowCodes::new(Next::Run),
            row_begin: 0,
            two_d_left: 0,
            rows: 0,
        };
        encoder.restart();
        Ok(encoder)
    }

    /// Goes back to the beginning of a page; what has not been written out is dropped.
    pub fn restart(&mut self) {
        self.store.clear(self.params.width());
        self.bits = BitSink::new(self.params.bit_order);
        self.stage = Stage::Between;
        self.two_d_left = 0;
        self.rows = 0;
    }

    /// Goes to the beginning of a page that is coded another way. If its rows are too long, nothing changes.
    pub fn restart_with(&mut self, params: Params) -> Result<(), WidthError> {
        self.store.check(&params)?;
        self.params = params;
        self.restart();
        Ok(())
    }

    /// How the page is coded.
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// How many rows are complete since the beginning of the page.
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// Codes as much of `row` as fits into `out`. Call again with the same row and fresh room until the answer is
    /// [`done`](Encoded::done).
    ///
    /// The row is packed, first pel in the most significant bit, 1 is black; octets that it lacks are white. After
    /// [`finish`](Self::finish) rows are ignored.
    pub fn row(&mut self, row: &[u8], out: &mut [u8]) -> Encoded {
        if matches!(self.stage, Stage::Between) {
            self.store.take(row, self.params.width());
            self.stage = Stage::Lead;
        }
        self.code(row, out)
    }

    /// Codes a whole page and its end: rows of packed pels, `stride` octets from the beginning of one to that of the
    /// next. Call again with the same page and fresh room until the answer is [`done`](Encoded::done).
    ///
    /// [`rows`](Self::rows) of its rows are taken to be coded already. A row that `pels` or `stride` cut short is white where
    /// it ends; with a stride of 0 there are none.
    ///
    /// ```
    /// use fax_t4::{Changes, Coding, Encoder, Params};
    ///
    /// let params = Params::new(Coding::Mmr, 8);
    /// let mut encoder = Encoder::with_store(params, Changes::new([0; Changes::room(8)]))?;
    /// let mut out = [0; 16];
    /// let page = encoder.page(&[0, 0, 0], 1, &mut out);
    /// assert!(page.done);
    /// // V0 for each row, then EOFB.
    /// assert_eq!(out[..page.written], [0b111_00000, 0b0000001_0, 0b00000000, 0b001_00000]);
    /// # Ok::<(), fax_t4::WidthError>(())
    /// ```
    pub fn page(&mut self, pels: &[u8], stride: usize, out: &mut [u8]) -> Encoded {
        let octets = self.params.row_octets().min(stride);
        let mut written = 0;
        let row_at = |y: u32| {
            let rest = pels.get((y as usize).checked_mul(stride)?..)?;
            if rest.is_empty() || stride == 0 { None } else { rest.get(..octets).or(Some(rest)) }
        };
        while let Some(row) = row_at(self.rows) {
            if matches!(self.stage, Stage::Between) {
                let above = self.rows.checked_sub(1).and_then(row_at);
                if above != Some(row) || !self.store.repeat() {
                    self.store.take(row, self.params.width());
                }
                self.stage = Stage::Lead;
            }
            let coded = self.code(row, out.get_mut(written..).unwrap_or_default());
            written += coded.written;
            if !coded.done {
                return Encoded { written, done: false };
            }
            if matches!(self.stage, Stage::Marker(_) | Stage::Done) {
                break;
            }
        }
        let end = self.finish(out.get_mut(written..).unwrap_or_default());
        Encoded { written: written + end.written, done: end.done }
    }

    /// Ends the page: end marker if the parameters ask for one, zero bits up to an octet boundary. Call again with
    /// fresh room until the answer is [`done`](Encoded::done). A row that was not complete is left as it is.
    pub fn finish(&mut self, out: &mut [u8]) -> Encoded {
        if !matches!(self.stage, Stage::Marker(_) | Stage::Done) {
            if self.params.aligned_rows {
                self.bits.align();
            }
            self.stage = match self.params.coding {
                _ if !self.params.end_marker => Stage::Marker(0),
                Coding::Mmr => Stage::Marker(2),
                Coding::Mh if self.params.eol == Eol::Absent => Stage::Marker(0),
                Coding::Mh | Coding::Mr { .. } => Stage::Marker(6),
            };
        }
        let mut written = 0;
        while self.bits.drain(out, &mut written)
            && let Stage::Marker(left) = self.stage
        {
            if left == 0 {
                self.bits.align();
                self.stage = Stage::Done;
            } else {
                self.eol(true);
                self.stage = Stage::Marker(left - 1);
            }
        }
        Encoded { written, done: matches!(self.stage, Stage::Done) && self.bits.is_empty() }
    }

    /// Codes on the row that the store has taken.
    fn code(&mut self, row: &[u8], out: &mut [u8]) -> Encoded {
        let width = self.params.width();
        let mut written = 0;
        while self.bits.has_space() || self.bits.drain(out, &mut written) {
            match self.stage {
                Stage::Lead => self.lead(row),
                Stage::Row => {
                    if self.store.can_burst(width)
                        && self.codes.can_burst()
                        && let Some((room, burst)) = self.bits.burst(out, &mut written)
                    {
                        let burst = self.store.burst(&mut self.codes, width, burst, room);
                        self.bits.end_burst(burst, out, &mut written);
                    }
                    if self.codes.is_complete(width) || self.codes.step(&self.store, row, width, &mut self.bits) {
                        self.end_row(row);
                    }
                }
                Stage::Fill(left) => {
                    let now = left.min(BitSink::STEP);
                    self.bits.put_zeros(now);
                    self.fill(left - now, row);
                }
                Stage::Between | Stage::Marker(_) | Stage::Done => break,
            }
        }
        self.bits.drain(out, &mut written);
        Encoded { written, done: matches!(self.stage, Stage::Between | Stage::Marker(_) | Stage::Done) }
    }

    fn lead(&mut self, row: &[u8]) {
        if self.params.aligned_rows {
            self.bits.align();
        }
        let one_d = match self.params.coding {
            Coding::Mh => true,
            Coding::Mr { .. } => self.two_d_left == 0,
            Coding::Mmr => false,
        };
        if let Coding::Mr { k } = self.params.coding {
            self.two_d_left = if one_d { k.saturating_sub(1) } else { self.two_d_left - 1 };
        }
        if self.params.has_eols() {
            self.eol(one_d);
        }
        self.row_begin = self.bits.count();
        let mut next = match self.store.repeated() {
            _ if one_d => Next::Run,
            Some(changes) => Next::Ones(changes + 1),
            None => Next::Mode,
        };
        if self.params.uncompressed {
            let pels = Next::Extension { one_d };
            if self.len_of(pels, row) < self.len_of(next, row) {
                next = pels;
            }
        }
        self.codes = RowCodes::new(next);
        self.stage = Stage::Row;
    }

    /// How many bits a row takes. Its codes are then at their end.
    fn len_of(&mut self, next: Next, row: &[u8]) -> u32 {
        self.codes = RowCodes::new(next);
        let mut bits = BitSink::new(self.params.bit_order);
        while !self.codes.step(&self.store, row, self.params.width(), &mut bits) {
            bits.discard();
        }
        bits.count()
    }

    /// EOL, with its tag in MR: one if a one-dimensional row follows.
    fn eol(&mut self, one_d: bool) {
        if self.params.eol == Eol::OctetAligned && self.params.has_eols() {
            self.bits.put_zeros((12 - self.bits.past_octet()) % 8);
        }
        self.bits.put(EOL);
        if let Coding::Mr { .. } = self.params.coding {
            self.bits.put(tables::tag(one_d));
        }
    }

    fn end_row(&mut self, row: &[u8]) {
        let eol_bits = if let Coding::Mr { .. } = self.params.coding { 13 } else { 12 };
        let min_bits = if self.params.has_eols() { u32::from(self.params.min_row_bits) } else { 0 };
        let row_bits = self.bits.count().wrapping_sub(self.row_begin);
        self.fill(min_bits.saturating_sub(eol_bits + row_bits), row);
    }

    /// So many zero bits are left to be put behind the row.
    fn fill(&mut self, left: u32, row: &[u8]) {
        if left > 0 {
            self.stage = Stage::Fill(left);
        } else {
            self.store.keep(row);
            self.rows = self.rows.saturating_add(1);
            self.stage = Stage::Between;
        }
    }
}
