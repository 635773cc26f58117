//! How the rows of a page are kept.

use core::fmt;

use crate::{BitOrder, Coding, Eol, Params};

/// How the rows of a page are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compression {
    /// Packed pels as they are (compression 1).
    None,
    /// MH without EOLs, rows on octet boundaries (compression 2).
    Rle,
    /// MH without EOLs, rows on boundaries of two octets (compression 32771).
    RleWords,
    /// MH with EOLs (compression 3).
    Mh,
    /// MR (compression 3, T4Options bit 0).
    Mr {
        /// The K of [`Coding::Mr`].
        k: u8,
    },
    /// MMR (compression 4).
    Mmr,
}

impl Compression {
    /// The number in the file.
    pub(super) const fn number(self) -> u16 {
        match self {
            Self::None => 1,
            Self::Rle => 2,
            Self::Mh | Self::Mr { .. } => 3,
            Self::Mmr => 4,
            Self::RleWords => 32_771,
        }
    }

    /// How strips of it are coded; `None` if they are not.
    pub(super) fn params(self, width: u16, bit_order: BitOrder, aligned_eols: bool) -> Option<Params> {
        let (coding, eol) = match self {
            Self::None => return None,
            Self::Rle | Self::RleWords => (Coding::Mh, Eol::Absent),
            Self::Mh if aligned_eols => (Coding::Mh, Eol::OctetAligned),
            Self::Mh => (Coding::Mh, Eol::Plain),
            Self::Mr { k } if aligned_eols => (Coding::Mr { k }, Eol::OctetAligned),
            Self::Mr { k } => (Coding::Mr { k }, Eol::Plain),
            Self::Mmr => (Coding::Mmr, Eol::Absent),
        };
        let aligned_rows = matches!(self, Self::Rle | Self::RleWords);
        Some(Params::new(coding, width.into()).with_bit_order(bit_order).with_eol(eol).with_aligned_rows(aligned_rows))
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "uncompressed",
            Self::Rle => "MH without EOLs",
            Self::RleWords => "MH without EOLs, on words",
            Self::Mh => "MH",
            Self::Mr { .. } => "MR",
            Self::Mmr => "MMR",
        })
    }
}
