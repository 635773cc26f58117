//! Pages for a [`fax_core::Call`]: rows become coded octets while the line takes them, and octets become rows as they
//! arrive.
//!
//! ```text
//!   RowSource ──► Replay ──► PageSource     Call     PageSink ──► RowSink ──► RowTarget
//!   (your image)  encodes                                         decodes     (your store)
//! ```
//!
//! With error correction, octets are asked for again, and arrive in any order inside a block. [`Replay`] codes them again and
//! needs no buffer for it; [`Windowed`] puts a [`BlockRing`] or a [`WholePage`] in front of a [`RowSink`], or behind a source
//! that cannot go back.
//!
//! With feature `picture`, `Rescaled` has the rows of another source at another resolution.
//!
//! With feature `tiff`, `PassThrough` hands out pages as their file has them, if that is what a call agrees on.
//!
//! With feature `alloc` a slice of [`Page`]s is a row source and [`ReceivedPages`] a row target.

#[cfg(feature = "alloc")]
mod received;
mod replay;
#[cfg(feature = "picture")]
mod rescaled;
mod sink;
#[cfg(feature = "tiff")]
mod stored;
mod window;
mod windowed;

#[cfg(feature = "alloc")]
pub use received::{ReceiveLimits, ReceivedPage, ReceivedPages};
pub use replay::{Replay, RowSource, Sheet};
#[cfg(feature = "picture")]
pub use rescaled::Rescaled;
pub use sink::{RowSink, RowTarget};
#[cfg(feature = "tiff")]
pub use stored::{PassThrough, Stored};
#[cfg(feature = "alloc")]
pub use window::WholePage;
pub use window::{BLOCK_OCTETS, BlockRing, Window};
pub use windowed::Windowed;

use fax_core::{PageFormat, Resolution};

use crate::{BitOrder, Coding, Density, Params};

/// Octets of the longest row that a call can agree on: A3 at 1200 pels per inch.
pub const CALL_ROW_MAX: usize = 1824;

/// A page in memory with its resolution.
#[cfg(feature = "alloc")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The pels.
    pub bitmap: crate::Bitmap,
    /// How close they are.
    pub resolution: Resolution,
}

impl From<&PageFormat> for Params {
    /// The page as it is on a line: least significant bit first, EOLs, an end marker, noise before the first EOL.
    fn from(format: &PageFormat) -> Self {
        let coding = match format.coding {
            fax_core::Coding::Mh => Coding::Mh,
            fax_core::Coding::Mr => Coding::Mr { k: format.k },
            fax_core::Coding::Mmr => Coding::Mmr,
            // Codings of later versions: none is offered by this crate's sources, so none can be agreed.
            _ => Coding::Mmr,
        };
        Self::new(coding, format.pels().into())
            .with_bit_order(BitOrder::LsbFirst)
            .with_min_row_bits(format.min_row_bits)
            .with_lead_in(true)
    }
}

impl From<Resolution> for Density {
    fn from(resolution: Resolution) -> Self {
        let (x, y) = resolution.per_inch();
        Self { x, y }
    }
}

impl Density {
    /// The resolution of T.30 nearest to it, if there is one within 5 % in both directions.
    #[must_use]
    pub fn resolution(self) -> Option<Resolution> {
        let off = |r: Resolution| {
            let (x, y) = r.per_inch();
            (u32::from(self.x.abs_diff(x)), u32::from(self.y.abs_diff(y)))
        };
        let near = |r: &Resolution| {
            let ((x, y), (dx, dy)) = (r.per_inch(), off(*r));
            dx * 20 <= u32::from(x) && dy * 20 <= u32::from(y)
        };
        Resolution::ALL.into_iter().filter(near).min_by_key(|&r| off(r).0 + off(r).1)
    }
}
