//! How close pels are.

use core::fmt;

/// Pels per inch across and rows per inch down, rounded to whole numbers: 204 x 98 is T.4's standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Density {
    /// Pels per inch of a row.
    pub x: u16,
    /// Rows per inch.
    pub y: u16,
}

impl fmt::Display for Density {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} x {} per inch", self.x, self.y)
    }
}
