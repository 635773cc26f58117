//! How a page is coded.

use core::fmt;

/// Octets of the longest row that T.4 foresees up to 400 pels per inch: A3, 4864 pels.
pub const ROW_MAX: usize = 608;

/// A compression of T.4 or T.6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coding {
    /// Modified Huffman: each row by itself (T.4 4.1).
    Mh,
    /// Modified READ: most rows by their difference to the row above (T.4 4.2).
    Mr {
        /// At most `k - 1` two-dimensional rows follow each one-dimensional one, which limits how far damage spreads.
        /// T.4 asks for 2 at standard and 4 at fine resolution. Without meaning for a decoder.
        k: u8,
    },
    /// Modified modified READ: every row by its difference to the row above (T.6). Damage ends the page.
    Mmr,
}

impl fmt::Display for Coding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mh => "MH",
            Self::Mr { .. } => "MR",
            Self::Mmr => "MMR",
        })
    }
}

/// Which bit of an octet is the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BitOrder {
    /// The most significant one: TIFF FillOrder 1, PDF, the usual in files.
    #[default]
    MsbFirst,
    /// The least significant one: TIFF FillOrder 2, and the order of a fax line.
    LsbFirst,
}

/// The end of line codes of MH and MR. MMR has none and does not ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Eol {
    /// None, as in TIFF compression 2. Damage then ends the page, and MR cannot be had.
    Absent,
    /// Before each row and at the end of the page (T.4).
    #[default]
    Plain,
    /// The same, with zero bits before each so that it ends together with an octet (TIFF T4Options bit 2).
    OctetAligned,
}

/// What a decoder makes of rows that did not arrive as they were sent.
///
/// MMR has no way back into step: there damage ends the page in any case, and the damaged row is given up to where the
/// damage is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Damage {
    /// The row above once more; the page goes on at the next EOL. What fax machines do.
    #[default]
    Repeat,
    /// A white row; the page goes on at the next EOL.
    White,
    /// The first damage ends the page: strict.
    End,
}

/// How a page is coded: everything that an [`Encoder`](crate::Encoder) and a [`Decoder`](crate::Decoder) must agree on.
///
/// ```
/// use fax_t4::{BitOrder, Coding, Params};
///
/// // A page for a line at 9600 bit/s whose receiver needs 20 ms a row.
/// let params = Params::new(Coding::Mr { k: 4 }, 1728).with_min_row_bits(192).with_bit_order(BitOrder::LsbFirst);
/// assert_eq!(params.row_octets(), 216);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Params {
    pub(crate) coding: Coding,
    pub(crate) width: u32,
    pub(crate) bit_order: BitOrder,
    pub(crate) eol: Eol,
    pub(crate) aligned_rows: bool,
    pub(crate) min_row_bits: u16,
    pub(crate) end_marker: bool,
    pub(crate) lead_in: bool,
    pub(crate) row_limit: u32,
    pub(crate) uncompressed: bool,
    pub(crate) damage: Damage,
}

impl Params {
    /// The row limit unless [`with_row_limit`](Self::with_row_limit) sets another: four metres at 400 rows per inch.
    pub const DEFAULT_ROW_LIMIT: u32 = 65_535;

    /// The widest rows: no paper needs them, but sums of positions must not overflow.
    pub const MAX_WIDTH: u32 = 1 << 28;

    /// Rows of `width` pels with plain EOLs, no fill, an end marker, most significant bit first.
    #[must_use]
    pub const fn new(coding: Coding, width: u32) -> Self {
        Self {
            coding,
            width,
            bit_order: BitOrder::MsbFirst,
            eol: Eol::Plain,
            aligned_rows: false,
            min_row_bits: 0,
            end_marker: true,
            lead_in: false,
            row_limit: Self::DEFAULT_ROW_LIMIT,
            uncompressed: false,
            damage: Damage::Repeat,
        }
    }

    /// Which bit of an octet comes first.
    #[must_use]
    pub const fn with_bit_order(self, bit_order: BitOrder) -> Self {
        Self { bit_order, ..self }
    }

    /// End of line codes. A decoder takes aligned and plain ones alike.
    #[must_use]
    pub const fn with_eol(self, eol: Eol) -> Self {
        Self { eol, ..self }
    }

    /// Whether each row, with its EOL if there is one, begins on an octet (PDF EncodedByteAlign, TIFF compression 2).
    #[must_use]
    pub const fn with_aligned_rows(self, aligned_rows: bool) -> Self {
        Self { aligned_rows, ..self }
    }

    /// The least number of bits from the beginning of a row's data to the end of the EOL (and tag) behind it. Shorter
    /// rows get zero bits before that EOL, so that the receiver has time to print (T.4 4.1.3). MMR has no fill.
    #[must_use]
    pub const fn with_min_row_bits(self, min_row_bits: u16) -> Self {
        Self { min_row_bits, ..self }
    }

    /// Whether an encoder ends the page with RTC (MH, MR) or EOFB (MMR). A decoder heeds both in any case.
    #[must_use]
    pub const fn with_end_marker(self, end_marker: bool) -> Self {
        Self { end_marker, ..self }
    }

    /// Whether a decoder skips whatever comes before the first EOL of MH or MR: the noise before a page on a line.
    #[must_use]
    pub const fn with_lead_in(self, lead_in: bool) -> Self {
        Self { lead_in, ..self }
    }

    /// The number of rows after which a decoder stops: the height of the page if known, else a limit on what a few
    /// octets of input can be blown up to.
    #[must_use]
    pub const fn with_row_limit(self, row_limit: u32) -> Self {
        Self { row_limit, ..self }
    }

    /// Uncompressed mode, an extension for halftones (T.4 4.2.1.3.3, T.6 2.2.5; bit 1 of TIFF's T4Options and T6Options):
    /// whether an encoder uses it where that is shorter, and a decoder knows it. Off at first: no fax negotiates it, so
    /// on a line its code is damage.
    #[must_use]
    pub const fn with_uncompressed(self, uncompressed: bool) -> Self {
        Self { uncompressed, ..self }
    }

    /// What a decoder makes of damaged rows.
    #[must_use]
    pub const fn with_damage(self, damage: Damage) -> Self {
        Self { damage, ..self }
    }

    /// Compression.
    #[must_use]
    pub const fn coding(&self) -> Coding {
        self.coding
    }

    /// Pels per row.
    #[must_use]
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// Octets per packed row.
    #[must_use]
    pub const fn row_octets(&self) -> usize {
        (self.width as usize).div_ceil(8)
    }

    /// Whether EOLs separate the rows.
    pub(crate) const fn has_eols(&self) -> bool {
        !matches!((self.coding, self.eol), (Coding::Mmr, _) | (Coding::Mh, Eol::Absent))
    }

    /// Whether a row store for so many pels will do.
    pub(crate) const fn check(&self, room: usize) -> Result<(), WidthError> {
        if self.width == 0 || self.width > Self::MAX_WIDTH || self.width as usize > room {
            Err(WidthError { width: self.width, room })
        } else {
            Ok(())
        }
    }
}

/// Rows that an encoder or decoder cannot work on: no pels, or more than its reference row has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WidthError {
    width: u32,
    room: usize,
}

impl fmt::Display for WidthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { width, room } = self;
        if *width == 0 {
            f.write_str("rows of 0 pels cannot be coded")
        } else if *width > Params::MAX_WIDTH {
            write!(f, "rows of {width} pels are too wide: {} can be coded", Params::MAX_WIDTH)
        } else {
            write!(f, "rows of {width} pels do not fit a store for {room}: lend a larger one")
        }
    }
}

impl core::error::Error for WidthError {}
