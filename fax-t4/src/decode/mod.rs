//! Octets to rows.
//!
//! ```text
//!               EOL found                  complete                EOL follows
//!   Seek ───────────────► Between ──► Row ───────────► Confirm ───────────────► Between
//!    ▲                     │   ▲       │                  │
//!    │                     │   └───────┼──── (no EOLs) ───┤
//!    └── damage, MH and MR ┼───────────┴──────────────────┘
//!                          ▼
//!                        Ended      end marker, row limit, end of input, damage without EOLs
//! ```
//!
//! Each step takes one code word, or bits of fill; nothing is looked at twice, so the work is linear in input and rows.

mod ahead;
mod burst;
mod codes;
mod page;
mod paint;
mod rows;
mod store;

use self::codes::{RowCodes, Setting, Step};
pub use self::page::Filled;
pub(crate) use self::store::DecodeStore;
use self::store::Shown;
use crate::bits::BitSource;
use crate::codes::EOL_ZEROS;
use crate::store::{Packed, RowStore};
use crate::{Coding, Damage, Params, ROW_MAX, WidthError};

/// What a call of [`Decoder::row`] or [`Decoder::finish`] came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Decoded {
    /// A row is complete and in the caller's buffer.
    Row {
        /// It did not arrive as it was sent. In MH and MR the buffer then has the row before once more; in MMR, and at a
        /// sudden end of input, it has the pels up to the damage and white behind.
        damaged: bool,
    },
    /// All input is taken and the row is not complete: call again with more input and the same, untouched row buffer.
    NeedInput,
    /// No more rows. [`Decoder::ending`] says why.
    EndOfPage,
}

/// Why a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ending {
    /// RTC or EOFB, or as much of an RTC as can be told from noise: two EOLs in succession, three if the data is off a
    /// line.
    Marker,
    /// As many rows as [`Params::with_row_limit`] allows.
    RowLimit,
    /// The input was over.
    Input,
    /// Damage, and no EOL to go on from.
    Damage,
}

/// Rows of a page so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// All, good and bad.
    pub total: u32,
    /// Damaged ones (TIFF BadFaxLines).
    pub bad: u32,
    /// The longest series of damaged ones (TIFF ConsecutiveBadFaxLines).
    pub longest_bad_run: u32,
    bad_run: u32,
}

/// Decodes a page row by row, from inputs of any size.
///
/// Damage never stops an MH or MR page: the decoder goes on at the next EOL, gives the row before once more and
/// counts. In MR all rows up to the next one-dimensional one count as damaged too, since they build on what was lost.
///
/// ```
/// use fax_t4::{Coding, Decoded, Decoder, Ending, Params};
///
/// let mut decoder = Decoder::new(Params::new(Coding::Mmr, 16))?;
/// let mut row = [0; 2];
/// // Horizontal, white 2, black 3, V0; then EOFB.
/// let mut input: &[u8] = &[0b001_0111_1, 0b0_1_000000, 0b000001_00, 0b00000000, 0b01_000000];
/// assert_eq!(decoder.row(&mut input, &mut row), Decoded::Row { damaged: false });
/// assert_eq!(row, [0b0011_1000, 0]);
/// assert_eq!(decoder.row(&mut input, &mut row), Decoded::EndOfPage);
/// assert_eq!(decoder.ending(), Some(Ending::Marker));
/// # Ok::<(), fax_t4::WidthError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Decoder<S = Packed<[u8; ROW_MAX]>> {
    params: Params,
    store: S,
    bits: BitSource,
    stage: Stage,
    rows: Rows,
    /// The present row.
    codes: RowCodes,
    /// Whether the page has EOLs, known from the first one on.
    eol_seen: bool,
    /// Whether the reference row is what the sender coded the next row against.
    in_step: bool,
    /// What became of the last row.
    shown: Shown,
}

/// EOLs in succession.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Eols {
    count: u8,
    /// Whether the last one announced a one-dimensional row.
    one_d: bool,
}

/// An EOL of an end marker has no fill before it, but may be aligned. With more zeros than this it ends a row, if only
/// one of nothing but fill that damage has cut in two.
const UNFILLED_ZEROS: u32 = EOL_ZEROS + 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Skipping to the next EOL, so many zeros into it, with these directly before.
    Seek { zeros: u32, before: Eols },
    /// Before the tag that follows the last EOL of so many in succession, in MR.
    Tag { count: u8 },
    /// Between rows. `zeros` are those that the tag adds to the next EOL.
    Between { zeros: u32, before: Eols },
    /// In a row.
    Row,
    /// Behind a complete row that only counts if an EOL follows.
    Confirm,
    /// No more rows.
    Ended(Ending),
}

impl Decoder {
    /// A decoder for rows of up to 4864 pels, at the beginning of a page.
    pub fn new(params: Params) -> Result<Self, WidthError> {
        Self::with_reference(params, [0; ROW_MAX])
    }
}

impl<B: AsRef<[u8]> + AsMut<[u8]>> Decoder<Packed<B>> {
    /// A decoder with little memory for rows as long as `reference` has room for, at the beginning of a page. What is in
    /// `reference` does not matter.
    pub fn with_reference(params: Params, reference: B) -> Result<Self, WidthError> {
        Self::with_store(params, Packed::new(reference))
    }
}

impl<S: RowStore> Decoder<S> {
    /// A decoder for rows as long as `store` has room for, at the beginning of a page. What is in `store` does not matter.
    pub fn with_store(params: Params, store: S) -> Result<Self, WidthError> {
        store.check(&params)?;
        let mut decoder = Self::at_end(params, store);
        decoder.restart();
        Ok(decoder)
    }

    /// A decoder behind the end of a page that never was.
    pub(crate) fn at_end(params: Params, store: S) -> Self {
        Self {
            params,
            store,
            bits: BitSource::new(params.bit_order),
            stage: Stage::Ended(Ending::Input),
            rows: Rows::default(),
            codes: RowCodes::new(true),
            eol_seen: false,
            in_step: true,
            shown: Shown::White,
        }
    }

    /// Goes back to the beginning of a page, with all counts at zero.
    pub fn restart(&mut self) {
        self.store.whiten(self.params.width);
        self.bits = BitSource::new(self.params.bit_order);
        self.rows = Rows::default();
        self.eol_seen = false;
        self.in_step = true;
        self.shown = Shown::White;
        self.stage = if self.params.lead_in && self.params.has_eols() {
            Stage::Seek { zeros: 0, before: self.no_eols() }
        } else {
            Stage::Between { zeros: 0, before: self.no_eols() }
        };
    }

    /// Goes to the beginning of a page that is coded another way. If its rows are too long, nothing changes.
    pub fn restart_with(&mut self, params: Params) -> Result<(), WidthError> {
        self.store.check(&params)?;
        self.params = params;
        self.restart();
        Ok(())
    }

    /// Goes behind the end of a page of which nothing came.
    #[cfg(feature = "call")]
    pub(crate) fn stop(&mut self) {
        self.restart();
        self.stage = Stage::Ended(Ending::Input);
    }

    /// How the page is coded.
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// Rows so far.
    pub fn rows(&self) -> Rows {
        self.rows
    }

    /// Why the page ended, once it has.
    pub fn ending(&self) -> Option<Ending> {
        if let Stage::Ended(ending) = self.stage { Some(ending) } else { None }
    }

    /// Takes octets off the front of `input` until a row is complete.
    ///
    /// `row` gets packed pels, first pel in the most significant bit, 1 is black; bits behind the last pel are white.
    /// It is to be [`Params::row_octets`] long: a shorter one loses what does not fit, a longer one is white there.
    /// Behind [`Decoded::EndOfPage`] the rest of `input` is left alone.
    pub fn row(&mut self, input: &mut &[u8], row: &mut [u8]) -> Decoded {
        self.advance_and_show(input, row, false)
    }

    /// Says that there is no more input. Call again until it answers [`Decoded::EndOfPage`]: the last row may be
    /// complete but for an EOL behind it, or broken off.
    pub fn finish(&mut self, row: &mut [u8]) -> Decoded {
        self.advance_and_show(&mut [].as_slice(), row, true)
    }

    fn advance_and_show(&mut self, input: &mut &[u8], row: &mut [u8], last: bool) -> Decoded {
        let decoded = self.advance(input, row, last);
        if let Decoded::Row { .. } = decoded {
            self.store.show(self.shown, row, None, self.params.width);
        }
        decoded
    }

    /// Takes octets until a row is complete. A [`Packed`] store paints it, run by run; none shows what damage made of it.
    fn advance(&mut self, input: &mut &[u8], row: &mut [u8], last: bool) -> Decoded {
        if let Stage::Ended(_) = self.stage {
            return Decoded::EndOfPage;
        }
        loop {
            self.bits.fill(input);
            let held = self.bits.held();
            match self.stage {
                Stage::Seek { zeros, before } if held > 0 => {
                    if let Some(decoded) = self.seek(zeros, before) {
                        return decoded;
                    }
                }
                Stage::Tag { count } if held > 0 => {
                    let one_d = self.bits.peek(1) == 1;
                    self.bits.skip(1);
                    self.stage = Stage::Between { zeros: u32::from(!one_d), before: Eols { count, one_d } };
                }
                Stage::Between { .. } if self.rows.total >= self.params.row_limit => {
                    self.stage = Stage::Ended(Ending::RowLimit);
                }
                Stage::Between { zeros, before } if zeros + self.bits.zeros() >= EOL_ZEROS => {
                    if let Some(decoded) = self.seek(zeros, before) {
                        return decoded;
                    }
                }
                Stage::Between { before, .. } if held >= EOL_ZEROS || (last && self.bits.zeros() < held) => {
                    self.codes = RowCodes::new(before.one_d);
                    if !before.one_d && !self.in_step {
                        return self.damaged_row();
                    }
                    self.store.begin(row);
                    self.stage = Stage::Row;
                    if let Some(decoded) = self.take_codes(input, row, last) {
                        return decoded;
                    }
                }
                Stage::Row => {
                    if let Some(decoded) = self.take_codes(input, row, last) {
                        return decoded;
                    }
                }
                Stage::Confirm if self.bits.zeros() >= EOL_ZEROS => return self.good_row(row),
                Stage::Confirm if self.bits.zeros() < held => return self.damaged_row(),
                Stage::Confirm if last => return self.good_row(row),
                Stage::Ended(_) => return Decoded::EndOfPage,
                // What is left of an end marker when the line goes early.
                Stage::Seek { before: Eols { count: 2.., .. }, .. }
                | Stage::Between { before: Eols { count: 2.., .. }, .. }
                | Stage::Tag { count: 2.. }
                    if last =>
                {
                    self.stage = Stage::Ended(Ending::Marker);
                }
                Stage::Seek { .. } | Stage::Tag { .. } | Stage::Between { .. } if last => {
                    self.stage = Stage::Ended(Ending::Input);
                }
                Stage::Seek { .. } | Stage::Tag { .. } | Stage::Between { .. } | Stage::Confirm => {
                    return Decoded::NeedInput;
                }
            }
        }
    }

    /// Takes zeros and the one behind them; with enough zeros they are an EOL.
    #[inline(never)]
    fn seek(&mut self, zeros: u32, before: Eols) -> Option<Decoded> {
        let zeros = zeros.saturating_add(self.bits.zeros());
        self.bits.skip(self.bits.zeros());
        if self.bits.held() == 0 {
            self.stage = Stage::Seek { zeros, before };
            return None;
        }
        self.bits.skip(1);
        if zeros < EOL_ZEROS {
            self.stage = Stage::Seek { zeros: 0, before: self.no_eols() };
            return None;
        }
        self.eol_seen = self.params.has_eols();
        let count = if zeros <= UNFILLED_ZEROS { before.count + 1 } else { 1 };
        if count >= self.marker_eols(before) {
            self.stage = Stage::Ended(Ending::Marker);
            return None;
        }
        // A two-dimensional row can be a single bit: one error makes it nothing.
        let lost_row = count > 1 && self.eol_seen && !before.one_d;
        let decoded = lost_row.then(|| self.damaged_row());
        if let Stage::Ended(_) = self.stage {
            return decoded;
        }
        self.stage = match self.params.coding {
            Coding::Mr { .. } => Stage::Tag { count },
            Coding::Mh | Coding::Mmr => Stage::Between { zeros: 0, before: Eols { count, ..self.no_eols() } },
        };
        decoded
    }

    /// How many EOLs in succession end the page, if `before` are those so far. An RTC has six (T.4 4.1.4), of which noise
    /// may hit some; but noise can also make an EOL out of fill, and must not end a page before its time.
    fn marker_eols(&self, before: Eols) -> u8 {
        match self.params.coding {
            Coding::Mmr => 2,
            Coding::Mh | Coding::Mr { .. } if self.rows.total == 0 => 6,
            Coding::Mr { .. } if !before.one_d => 4,
            Coding::Mh | Coding::Mr { .. } if self.params.lead_in => 3,
            Coding::Mh | Coding::Mr { .. } => 2,
        }
    }

    /// The start of a page, and what is behind a row: a row without an EOL before it is of the coding's basic kind.
    fn no_eols(&self) -> Eols {
        Eols { count: 0, one_d: self.params.coding != Coding::Mmr }
    }

    /// Takes codes up to the end of the row.
    #[cfg_attr(not(target_os = "none"), inline)]
    fn take_codes(&mut self, input: &mut &[u8], row: &mut [u8], last: bool) -> Option<Decoded> {
        let Params { width, uncompressed, aligned_rows, .. } = self.params;
        let eol_zeros = match (self.params.has_eols(), aligned_rows) {
            (false, _) => 0,
            (true, false) => EOL_ZEROS,
            (true, true) => EOL_ZEROS + 7,
        };
        let setting = Setting { width, eol_zeros, uncompressed, last };
        match self.codes.take(&mut self.bits, input, &mut self.store, row, setting) {
            Step::Complete => {
                if aligned_rows {
                    self.bits.align();
                }
                let zeros = self.bits.zeros();
                if self.eol_seen && zeros < EOL_ZEROS {
                    self.stage = Stage::Confirm;
                    return None;
                }
                let decoded = self.good_row(row);
                if self.eol_seen && zeros <= UNFILLED_ZEROS && zeros + 1 < self.bits.held() {
                    self.pass_eol(zeros);
                }
                Some(decoded)
            }
            Step::Damage => Some(self.damaged_row()),
            Step::Short if last => Some(self.break_off(Ending::Input)),
            Step::Short => Some(Decoded::NeedInput),
        }
    }

    /// Goes behind the one EOL that follows a row, and its tag, where they are here already: what [`seek`](Self::seek) and
    /// [`Stage::Tag`] would come to.
    #[cfg_attr(not(target_os = "none"), inline)]
    fn pass_eol(&mut self, zeros: u32) {
        self.bits.skip(zeros + 1);
        let mut one_d = true;
        if let Coding::Mr { .. } = self.params.coding {
            one_d = self.bits.peek(1) == 1;
            self.bits.skip(1);
        }
        self.stage = Stage::Between { zeros: u32::from(!one_d), before: Eols { count: 1, one_d } };
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn good_row(&mut self, row: &[u8]) -> Decoded {
        self.store.close(row, self.params.width);
        self.in_step = true;
        self.rows.add(false);
        self.shown = Shown::Good;
        self.stage = Stage::Between { zeros: 0, before: self.no_eols() };
        Decoded::Row { damaged: false }
    }

    fn damaged_row(&mut self) -> Decoded {
        if !self.params.has_eols() || self.params.damage == Damage::End {
            return self.break_off(Ending::Damage);
        }
        self.rows.add(true);
        self.in_step = false;
        self.shown = if self.params.damage == Damage::White { Shown::White } else { Shown::Above };
        self.stage = Stage::Seek { zeros: self.codes.trailing_zeros(), before: self.no_eols() };
        Decoded::Row { damaged: true }
    }

    /// A row with which the page ends before its time.
    fn break_off(&mut self, ending: Ending) -> Decoded {
        self.rows.add(true);
        self.shown = if matches!(self.stage, Stage::Row | Stage::Confirm) { Shown::Broken } else { Shown::White };
        self.store.break_off(self.codes.a0(), self.params.width);
        self.stage = Stage::Ended(ending);
        Decoded::Row { damaged: true }
    }
}

impl Rows {
    #[cfg_attr(not(target_os = "none"), inline)]
    pub(crate) fn add(&mut self, damaged: bool) {
        self.total += 1;
        if damaged {
            self.bad += 1;
            self.bad_run += 1;
            self.longest_bad_run = self.longest_bad_run.max(self.bad_run);
        } else {
            self.bad_run = 0;
        }
    }

    fn add_good(&mut self, rows: u32) {
        self.total += rows;
        self.bad_run = 0;
    }
}
