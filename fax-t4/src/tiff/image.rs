//! What came of a page.

use core::fmt;

use super::Compression;
use crate::{BitOrder, Bitmap, Rows};

/// A decoded page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Image {
    /// The pels, 1 is black.
    pub bitmap: Bitmap,
    /// How many rows the file has for it. Those that are missing for the height that it claims are white.
    pub rows: Rows,
    /// How it turned out to be kept, which may not be what its tags say.
    pub compression: Compression,
    /// The order of bits that it turned out to have.
    pub bit_order: BitOrder,
    pub(super) damage: Option<Damage>,
    /// Whether it was read just as its tags say.
    pub(super) as_said: bool,
}

/// How a page falls short of what its file says of it. Its rows are there, as far as they could be made out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// Fewer rows than the file announces: cut off, or with damage that nothing behind could be read after.
    Missing {
        /// Rows that are there, good and bad.
        rows: u32,
        /// Rows that are announced.
        of: u32,
    },
    /// More damaged rows than the file admits to.
    Bad {
        /// Damaged rows.
        rows: u32,
        /// Rows that are there, good and bad.
        of: u32,
    },
}

impl Image {
    /// What is wrong with the page; `None` if it came whole and may be sent on.
    ///
    /// No row may be missing of the height that the file announces, and none damaged but those that the file itself
    /// admits to: a received page may say by CleanFaxData 2 that bad rows are left in it, and by BadFaxLines how many
    /// (RFC 2306). Without BadFaxLines these may be any number; without CleanFaxData those of BadFaxLines are taken to be
    /// left in.
    #[must_use]
    pub const fn damage(&self) -> Option<Damage> {
        self.damage
    }

    /// Whether no row is missing or bad, not even one that the file admits to, and everything was just as the tags say. Only
    /// then others understand the page as its file [has it](super::Page::coded), too.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.damage.is_none() && self.rows.bad == 0 && self.as_said
    }
}

impl Damage {
    /// Of a page that announces so many rows, if any, and admits to so many bad ones.
    pub(super) fn of(rows: Rows, announced: Option<u32>, admitted: u32) -> Option<Self> {
        match announced {
            Some(of) if rows.total < of => Some(Self::Missing { rows: rows.total, of }),
            _ if rows.bad > admitted => Some(Self::Bad { rows: rows.bad, of: rows.total }),
            _ => None,
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { rows, of } => write!(f, "breaks off after {rows} of {of} rows"),
            Self::Bad { rows, of } => write!(f, "{rows} of {of} rows are damaged"),
        }
    }
}
