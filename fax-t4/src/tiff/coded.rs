//! Pass-through: the octets of a page as the file has them, made ready for a line without decoding.

use core::fmt;

use super::scan::{Scan, eofb};
use super::{Compression, Orientation, Page};
use crate::{BitOrder, Coding, Eol, Params};

/// A page in the coding that its file has, for whoever needs just that: a fax line, another file, a PDF.
///
/// It is not decoded, so whether its rows are good is not known; what can be told without decoding is.
///
/// What goes out is the strip's octets, in the order of bits that is asked for, with an EOL in front and an RTC behind if
/// the strip has none (class F wants none in files, T.4 wants it on the line).
#[derive(Clone, Copy, Debug)]
pub struct Coded<'f> {
    octets: &'f [u8],
    params: Params,
    rows: Option<u32>,
    first_eol: bool,
    end_marker: bool,
    shortest_row: u32,
}

/// Why a page cannot pass through and must be decoded and coded again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoPassThrough {
    /// It has several strips, or none: each is an image of its own.
    Strips(usize),
    /// Rows are not coded, or coded in a way that no line has.
    Compression(Compression),
    /// PhotometricInterpretation is 1: what the coding calls white is black.
    Inverted,
    /// It is not upright: so it is kept.
    Orientation(Orientation),
    /// Uncompressed mode is announced, which no line has agreed.
    UncompressedMode,
    /// It has no EOLs, or they separate another number of rows than the file says: so many.
    Rows(u32),
    /// It is MR, and no EOL in front of the first row tells how that is coded.
    NoFirstTag,
    /// It is MMR without EOFB: where the last row ends in the last octet is not known.
    NoEndMarker,
    /// Another coding is wanted.
    OtherCoding,
    /// Another width is wanted.
    OtherWidth,
    /// A row with its EOL is shorter than is wanted: so many bits.
    ShortRow(u32),
    /// More two-dimensional rows follow each other than K allows; its own K would be this.
    TooHighK(u8),
}

/// An EOL with fill in front.
const EOL: [u8; 2] = [0x00, 0x01];

/// Six EOLs, and six with tags (T.4 4.1.4, 4.2.4).
const RTC: [u8; 9] = [0x00, 0x10, 0x01, 0x00, 0x10, 0x01, 0x00, 0x10, 0x01];
const TAGGED_RTC: [u8; 10] = [0x00, 0x18, 0x00, 0xC0, 0x06, 0x00, 0x30, 0x01, 0x80, 0x0C];

impl<'f> Page<'f> {
    /// The page as it is coded in the file, or why it cannot be used so. The strip is looked through once for its EOLs.
    pub fn coded(&self) -> Result<Coded<'f>, NoPassThrough> {
        let &[octets] = self.strips() else { return Err(NoPassThrough::Strips(self.strips().len())) };
        if self.black_is_zero {
            return Err(NoPassThrough::Inverted);
        }
        if self.orientation != Orientation::UPRIGHT {
            return Err(NoPassThrough::Orientation(self.orientation));
        }
        if self.uncompressed {
            return Err(NoPassThrough::UncompressedMode);
        }
        let two_d = match self.compression {
            Compression::Mh => false,
            Compression::Mr { .. } => true,
            Compression::Mmr => return self.coded_mmr(octets),
            other => return Err(NoPassThrough::Compression(other)),
        };
        let scan = Scan::of(octets, self.bit_order, two_d);
        if !scan.any_eol || self.height.is_some_and(|height| height != scan.rows) {
            return Err(NoPassThrough::Rows(scan.rows));
        }
        if two_d && !scan.first_eol {
            return Err(NoPassThrough::NoFirstTag);
        }
        let coding = if two_d { Coding::Mr { k: scan.k } } else { Coding::Mh };
        let eol = if self.aligned_eols { Eol::OctetAligned } else { Eol::Plain };
        Ok(Coded {
            octets,
            params: self.coded_params(coding).with_eol(eol).with_end_marker(scan.rtc),
            rows: self.height,
            first_eol: scan.first_eol,
            end_marker: scan.rtc,
            shortest_row: scan.shortest_row,
        })
    }

    fn coded_mmr(&self, octets: &'f [u8]) -> Result<Coded<'f>, NoPassThrough> {
        let octets = eofb(octets, self.bit_order).ok_or(NoPassThrough::NoEndMarker)?;
        let params = self.coded_params(Coding::Mmr);
        Ok(Coded { octets, params, rows: self.height, first_eol: true, end_marker: true, shortest_row: u32::MAX })
    }

    fn coded_params(&self, coding: Coding) -> Params {
        let params = Params::new(coding, self.width.into()).with_bit_order(self.bit_order);
        self.height.map_or(params, |height| params.with_row_limit(height))
    }
}

impl<'f> Coded<'f> {
    /// The octets as the file has them, without those behind an EOFB.
    #[must_use]
    pub const fn octets(&self) -> &'f [u8] {
        self.octets
    }

    /// How they are coded: what a decoder needs, with the order of bits, and whether they end with RTC or EOFB. The K of MR
    /// is the least that they keep to.
    #[must_use]
    pub const fn params(&self) -> &Params {
        &self.params
    }

    /// Number of rows, if the file says it.
    #[must_use]
    pub const fn rows(&self) -> Option<u32> {
        self.rows
    }

    /// Whether they begin with an EOL. MMR needs none, so it has all it needs.
    #[must_use]
    pub const fn has_first_eol(&self) -> bool {
        self.first_eol
    }

    /// Whether they end with RTC (MH, MR) or EOFB (MMR).
    #[must_use]
    pub const fn has_end_marker(&self) -> bool {
        self.end_marker
    }

    /// Bits of the shortest row with the EOL behind it; `u32::MAX` for MMR, which has no least length.
    #[must_use]
    pub const fn shortest_row(&self) -> u32 {
        self.shortest_row
    }

    /// Whether a line that agreed on `line` can have this page: the same coding and width, rows that are no shorter than
    /// agreed, and in MR no higher K.
    pub fn fits(&self, line: &Params) -> Result<(), NoPassThrough> {
        match (self.params.coding, line.coding) {
            (Coding::Mh, Coding::Mh) | (Coding::Mmr, Coding::Mmr) => {}
            (Coding::Mr { k: has }, Coding::Mr { k }) if has <= k => {}
            (Coding::Mr { k }, Coding::Mr { .. }) => return Err(NoPassThrough::TooHighK(k)),
            _ => return Err(NoPassThrough::OtherCoding),
        }
        if self.params.width != line.width {
            return Err(NoPassThrough::OtherWidth);
        }
        if self.shortest_row < line.min_row_bits.into() {
            return Err(NoPassThrough::ShortRow(self.shortest_row));
        }
        Ok(())
    }

    /// How many octets go out on a line.
    #[must_use]
    pub fn line_len(&self) -> usize {
        self.head().len() + self.octets.len() + self.tail().len()
    }

    /// What goes out on a line from octet `offset` on, in the given order of bits; returns how much of `into` was filled.
    /// Less than all of it is the end.
    pub fn read_line(&self, offset: usize, order: BitOrder, into: &mut [u8]) -> usize {
        let turned = |octets: &'f [u8], has: BitOrder| {
            octets.iter().map(move |octet| if has == order { *octet } else { octet.reverse_bits() })
        };
        let parts = [
            (self.head(), BitOrder::MsbFirst),
            (self.octets, self.params.bit_order),
            (self.tail(), BitOrder::MsbFirst),
        ];
        let (mut skip, mut filled) = (offset, 0);
        for (octets, has) in parts {
            let rest = octets.get(skip..).unwrap_or_default();
            skip = skip.saturating_sub(octets.len());
            let room = into.get_mut(filled..).unwrap_or_default();
            filled += room.len().min(rest.len());
            room.iter_mut().zip(turned(rest, has)).for_each(|(to, octet)| *to = octet);
        }
        filled
    }

    /// What is missing in front.
    const fn head(&self) -> &'static [u8] {
        if self.first_eol { &[] } else { &EOL }
    }

    /// What is missing behind. Zeros between it and the last row are fill.
    const fn tail(&self) -> &'static [u8] {
        match self.params.coding {
            _ if self.end_marker => &[],
            Coding::Mr { .. } => &TAGGED_RTC,
            Coding::Mh | Coding::Mmr => &RTC,
        }
    }
}

impl fmt::Display for NoPassThrough {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the page must be coded again: ")?;
        match self {
            Self::Strips(strips) => write!(f, "it has {strips} strips"),
            Self::Compression(compression) => write!(f, "it is {compression}"),
            Self::Inverted => f.write_str("its colours are inverted"),
            Self::Orientation(orientation) => write!(f, "it is in orientation {}", orientation.number()),
            Self::UncompressedMode => f.write_str("it may use uncompressed mode"),
            Self::Rows(rows) => write!(f, "its EOLs separate {rows} rows"),
            Self::NoFirstTag => f.write_str("its first row has no tag"),
            Self::NoEndMarker => f.write_str("its EOFB is missing"),
            Self::OtherCoding => f.write_str("another coding was agreed"),
            Self::OtherWidth => f.write_str("another width was agreed"),
            Self::ShortRow(bits) => write!(f, "a row of {bits} bits is shorter than agreed"),
            Self::TooHighK(k) => write!(f, "its K of {k} is higher than agreed"),
        }
    }
}

impl core::error::Error for NoPassThrough {}
