//! What the profiles of TIFF for fax allow (RFC 2301, RFC 2306).

use core::fmt;

use super::Compression;
use crate::{BitOrder, Density};

/// A profile of TIFF for fax. Whoever takes one takes all files of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// S, the least that every reader takes: MH, 1728 pels, 204 x 98 or 204 x 196 (or 200 x 100 or 200 x 200) per inch,
    /// one strip, least significant bit first.
    S,
    /// F: MH, MR or MMR in any width and resolution that T.4 has.
    F,
}

/// Why a page is not of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Violation {
    /// A compression that the profile does not have.
    Compression(Compression),
    /// A width that the profile does not have.
    Width(u32),
    /// A resolution that the profile does not have.
    Density(Density),
    /// More than one strip.
    Strips,
    /// Most significant bit first.
    BitOrder,
}

/// What a profile is about.
pub(super) struct Traits {
    pub(super) compression: Compression,
    pub(super) bit_order: BitOrder,
    pub(super) width: u32,
    pub(super) density: Density,
    pub(super) single_strip: bool,
}

/// Widths for A4, B4 and A3 by pels per inch: 100, 200 (or 204), 300, 400 (or 408), 600, 1200.
const WIDTHS: [(&[u16], [u32; 3]); 6] = [
    (&[100], [864, 1024, 1216]),
    (&[200, 204], [1728, 2048, 2432]),
    (&[300], [2592, 3072, 3648]),
    (&[400, 408], [3456, 4096, 4864]),
    (&[600], [5184, 6144, 7296]),
    (&[1200], [10_368, 12_288, 14_592]),
];

/// Pels and rows per inch of profile S.
const DENSITIES_S: [(u16, u16); 4] = [(204, 98), (204, 196), (200, 100), (200, 200)];

/// Pels and rows per inch of profile F.
const DENSITIES_F: [(u16, u16); 11] = [
    (100, 100),
    (200, 100),
    (204, 98),
    (200, 200),
    (204, 196),
    (204, 391),
    (300, 300),
    (400, 400),
    (408, 391),
    (600, 600),
    (1200, 1200),
];

pub(super) fn check(profile: Profile, page: &Traits) -> Result<(), Violation> {
    let density = (page.density.x, page.density.y);
    let coded = match page.compression {
        Compression::Mh => true,
        Compression::Mr { .. } | Compression::Mmr => profile == Profile::F,
        Compression::None | Compression::Rle | Compression::RleWords => false,
    };
    let (known, width) = match profile {
        Profile::S => (DENSITIES_S.contains(&density), page.width == 1728),
        Profile::F => {
            let widths = WIDTHS.iter().find(|(x, _)| x.contains(&density.0));
            (DENSITIES_F.contains(&density), widths.is_some_and(|(_, widths)| widths.contains(&page.width)))
        }
    };
    if !coded {
        return Err(Violation::Compression(page.compression));
    }
    if !known {
        return Err(Violation::Density(page.density));
    }
    if !width {
        return Err(Violation::Width(page.width));
    }
    match profile {
        Profile::S if !page.single_strip => Err(Violation::Strips),
        Profile::S if page.bit_order == BitOrder::MsbFirst => Err(Violation::BitOrder),
        Profile::S | Profile::F => Ok(()),
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compression(compression) => write!(f, "the profile does not have {compression}"),
            Self::Width(width) => write!(f, "the profile does not have rows of {width} pels at this resolution"),
            Self::Density(density) => write!(f, "the profile does not have {density}"),
            Self::Strips => f.write_str("the profile wants a single strip"),
            Self::BitOrder => f.write_str("the profile wants the least significant bit first"),
        }
    }
}

impl core::error::Error for Violation {}
