//! Rows by their changing elements, without pels.

use core::fmt;

use super::{Encoded, Encoder, Stage};
use crate::store::Changes;

/// Changing elements that are no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangesError {
    /// A change is not right of the one before.
    Order {
        /// Its index.
        index: usize,
    },
    /// A change is outside of the row.
    Outside {
        /// Where it is.
        position: u16,
        /// How wide the row is.
        width: u32,
    },
}

impl fmt::Display for ChangesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order { index } => write!(f, "changing element {index} is not right of the one before: sort them"),
            Self::Outside { position, width } => {
                write!(f, "changing element {position} is outside of a row of {width} pels: leave it out")
            }
        }
    }
}

impl core::error::Error for ChangesError {}

impl<B: AsRef<[u16]> + AsMut<[u16]>> Encoder<Changes<B>> {
    /// Codes as much of a row as fits into `out`, as [`row`](Self::row) does, but from its changing elements: the columns
    /// of the pels whose colour differs from the one to their left, in order. Left of the row everything is white, so a
    /// row that begins black begins with a change at 0.
    ///
    /// ```
    /// use fax_t4::{Changes, Coding, Encoder, Params};
    ///
    /// // Two white pels, three black ones, eleven white ones.
    /// let params = Params::new(Coding::Mmr, 16).with_end_marker(false);
    /// let mut encoder = Encoder::with_store(params, Changes::new([0; Changes::room(16)]))?;
    /// let mut out = [0; 16];
    /// let row = encoder.changes(&[2, 5], &mut out)?;
    /// let end = encoder.finish(&mut out[row.written..]);
    /// // Horizontal, white 2, black 3, V0.
    /// assert_eq!(out[..row.written + end.written], [0b001_0111_1, 0b0_1_000000]);
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// Elements that are no row are refused when the row begins, and nothing is coded.
    pub fn changes(&mut self, changes: &[u16], out: &mut [u8]) -> Result<Encoded, ChangesError> {
        if self.stage == Stage::Between {
            check(changes, self.params.width())?;
        }
        Ok(self.good_changes(changes, out))
    }

    /// The same for elements that are known to be a row.
    pub(crate) fn good_changes(&mut self, changes: &[u16], out: &mut [u8]) -> Encoded {
        if self.stage == Stage::Between {
            self.store.take_changes(changes, self.params.width());
            self.stage = Stage::Lead;
        }
        self.code(&[], out)
    }
}

/// Whether changes go up and stay inside of the row.
fn check(changes: &[u16], width: u32) -> Result<(), ChangesError> {
    let disorder = changes.iter().zip(changes.iter().skip(1)).position(|(left, right)| left >= right);
    match (disorder, changes.last()) {
        (Some(index), _) => Err(ChangesError::Order { index: index + 1 }),
        (None, Some(&position)) if u32::from(position) >= width => Err(ChangesError::Outside { position, width }),
        (None, _) => Ok(()),
    }
}
