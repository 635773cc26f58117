//! Rows to octets.
//!
//! ```text
//!          ┌────────────────── next row ──────────────────┐
//!          ▼                                              │
//!   Lead (EOL, tag) ──► Runs (MH) ───────────────────► Fill ──► Between
//!          │                                              ▲        │ finish
//!          └──────────► Modes (MR, MMR) ◄──► Horizontal ──┘        ▼
//!                                                        Marker ──► Done
//! ```
//!
//! Each step puts at most a few code words, so that a full output can stop the coder anywhere and nothing is sized for
//! the longest row.

use crate::bits::BitSink;
use crate::codes::{self, Code, EOL, GREATEST_MAKE_UP, HORIZONTAL, ONE_MAKE_UP, PASS};
use crate::row::{self, Colour};
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
/// It holds the row above (`R`, for fax widths 608 octets inside) and a few words; a clone is a checkpoint to which
/// coding can return.
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
pub struct Encoder<R = [u8; ROW_MAX]> {
    params: Params,
    reference: R,
    bits: BitSink,
    stage: Stage,
    /// Start of what is still to be coded of the row.
    a0: u32,
    /// Colour from a0 on.
    colour: Colour,
    /// Pels of the current run that greatest make-up codes stand for already.
    prepaid: u32,
    /// Bits since the row's first one.
    row_bits: u32,
    /// Two-dimensional rows that may follow before a one-dimensional one must come.
    two_d_left: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Before a row: EOL and tag.
    Lead,
    /// One-dimensional coding, at the beginning of a run.
    Runs,
    /// Two-dimensional coding, before a mode code.
    Modes,
    /// Inside a horizontal mode with so many of its two runs to come.
    Horizontal(u8),
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

impl<R: AsRef<[u8]> + AsMut<[u8]>> Encoder<R> {
    /// A coder for rows as long as `reference` has room for, at the beginning of a page. What is in `reference` does
    /// not matter.
    pub fn with_reference(params: Params, reference: R) -> Result<Self, WidthError> {
        params.check(reference.as_ref().len())?;
        let mut encoder = Self {
            params,
            reference,
            bits: BitSink::new(params.bit_order),
            stage: Stage::Between,
            a0: 0,
            colour: Colour::White,
            prepaid: 0,
            row_bits: 0,
            two_d_left: 0,
        };
        encoder.restart();
        Ok(encoder)
    }

    /// Goes back to the beginning of a page; what has not been written out is dropped.
    pub fn restart(&mut self) {
        self.reference.as_mut().fill(0);
        self.bits = BitSink::new(self.params.bit_order);
        self.stage = Stage::Between;
        self.two_d_left = 0;
    }

    /// Goes to the beginning of a page that is coded another way. If its rows are too long, nothing changes.
    pub fn restart_with(&mut self, params: Params) -> Result<(), WidthError> {
        params.check(self.reference.as_ref().len())?;
        self.params = params;
        self.restart();
        Ok(())
    }

    /// How the page is coded.
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// Codes as much of `row` as fits into `out`. Call again with the same row and fresh room until the answer is
    /// [`done`](Encoded::done).
    ///
    /// The row is packed, first pel in the most significant bit, 1 is black; octets that it lacks are white. After
    /// [`finish`](Self::finish) rows are ignored.
    pub fn row(&mut self, row: &[u8], out: &mut [u8]) -> Encoded {
        if self.stage == Stage::Between {
            self.stage = Stage::Lead;
        }
        let mut written = 0;
        while self.bits.has_space() || self.bits.drain(out, &mut written) {
            match self.stage {
                Stage::Lead => self.lead(),
                Stage::Runs => self.run(row),
                Stage::Modes => self.mode(row),
                Stage::Horizontal(left) => self.horizontal(row, left),
                Stage::Fill(left) => self.fill(row, left),
                Stage::Between | Stage::Marker(_) | Stage::Done => break,
            }
        }
        self.bits.drain(out, &mut written);
        Encoded { written, done: matches!(self.stage, Stage::Between | Stage::Marker(_) | Stage::Done) }
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
        Encoded { written, done: self.stage == Stage::Done && self.bits.is_empty() }
    }

    fn lead(&mut self) {
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
        (self.a0, self.colour, self.prepaid, self.row_bits) = (0, Colour::White, 0, 0);
        self.stage = if one_d { Stage::Runs } else { Stage::Modes };
    }

    /// EOL, with its tag in MR: one if a one-dimensional row follows.
    fn eol(&mut self, one_d: bool) {
        if self.params.eol == Eol::OctetAligned && self.params.has_eols() {
            self.bits.put_zeros((12 - self.bits.past_octet()) % 8);
        }
        self.bits.put(EOL);
        if let Coding::Mr { .. } = self.params.coding {
            self.bits.put(codes::tag(one_d));
        }
    }

    fn run(&mut self, row: &[u8]) {
        if self.put_run(row) && self.a0 == self.width() {
            self.end_row();
        }
    }

    fn mode(&mut self, row: &[u8]) {
        let (a0, colour, width) = (self.a0, self.colour, self.width());
        let reference = self.reference.as_ref();
        let a1 = row::run_end(row, a0, colour, width);
        let b1 = row::b1(reference, a0, colour, width);
        if b1 < a1 {
            let b2 = row::run_end(reference, b1, colour.other(), width);
            if b2 < a1 {
                self.a0 = b2;
                return self.put(PASS);
            }
        }
        let Some(code) = codes::vertical(i64::from(a1) - i64::from(b1)) else {
            self.stage = Stage::Horizontal(2);
            return self.put(HORIZONTAL);
        };
        self.put(code);
        (self.a0, self.colour) = (a1, colour.other());
        if a1 == width {
            self.end_row();
        }
    }

    fn horizontal(&mut self, row: &[u8], left: u8) {
        if !self.put_run(row) {
            return;
        }
        if left > 1 {
            self.stage = Stage::Horizontal(left - 1);
        } else if self.a0 == self.width() {
            self.end_row();
        } else {
            self.stage = Stage::Modes;
        }
    }

    /// Puts one more piece of the run from a0 on; says whether the run is complete.
    fn put_run(&mut self, row: &[u8]) -> bool {
        let end = row::run_end(row, self.a0, self.colour, self.width());
        let left = end - self.a0 - self.prepaid;
        if left > ONE_MAKE_UP {
            self.put_make_up(GREATEST_MAKE_UP);
            self.prepaid += GREATEST_MAKE_UP;
            return false;
        }
        self.put_make_up(left);
        self.put(codes::terminating(self.colour, left));
        (self.a0, self.colour, self.prepaid) = (end, self.colour.other(), 0);
        true
    }

    fn put_make_up(&mut self, run: u32) {
        if let Some(code) = codes::make_up(self.colour, run) {
            self.put(code);
        }
    }

    fn end_row(&mut self) {
        let eol_bits = if let Coding::Mr { .. } = self.params.coding { 13 } else { 12 };
        let min_bits = if self.params.has_eols() { u32::from(self.params.min_row_bits) } else { 0 };
        let fill = min_bits.saturating_sub(eol_bits + self.row_bits);
        self.stage = Stage::Fill(fill);
    }

    fn fill(&mut self, row: &[u8], left: u32) {
        if left == 0 {
            row::copy(row, self.reference.as_mut());
            self.stage = Stage::Between;
        } else {
            let now = left.min(BitSink::STEP);
            self.bits.put_zeros(now);
            self.stage = Stage::Fill(left - now);
        }
    }

    fn put(&mut self, code: Code) {
        self.bits.put(code);
        self.row_bits += u32::from(code.len);
    }

    fn width(&self) -> u32 {
        u32::from(self.params.width)
    }
}
