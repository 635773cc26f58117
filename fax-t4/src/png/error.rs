//! What is wrong with a PNG file.

use alloc::string::{String, ToString};
use core::fmt;
use std::io;

use ::png::{DecodingError, EncodingError};

/// Why a PNG file is not read or not written.
#[derive(Debug)]
#[non_exhaustive]
pub enum PngError {
    /// It ends before its last chunk does.
    Truncated,
    /// It breaks a rule of PNG: which one, in the words of the crate `png`.
    Malformed(String),
    /// A picture without pels was to be written, or rows of it were missing at the end.
    NoRows,
    /// A row has more pels than the 65,535 of the widest image of this crate.
    TooWide {
        /// Pels of a row.
        width: u32,
    },
    /// More rows, or more pels in all, than [`Limits`](super::Limits) grant.
    TooLarge {
        /// Pels of a row.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// What is in it beside the pels takes more memory than the 16 MiB that are granted for that.
    TooMuchBeside,
    /// Reading or writing failed.
    Io(io::Error),
}

impl fmt::Display for PngError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => f.write_str("PNG file ends too early"),
            Self::Malformed(why) => write!(f, "PNG file is malformed: {}", why.trim_end_matches('.')),
            Self::NoRows => f.write_str("PNG picture lacks rows or has none"),
            Self::TooWide { width } => write!(f, "PNG picture is {width} pels wide, more than 65535"),
            Self::TooLarge { width, height } => {
                write!(
                    f,
                    "PNG picture of {width} by {height} pels is over the limit; make it smaller or cut it into pages"
                )
            }
            Self::TooMuchBeside => f.write_str("PNG file has more than 16 MiB of chunks beside its pels"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for PngError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for PngError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof { Self::Truncated } else { Self::Io(error) }
    }
}

impl From<DecodingError> for PngError {
    fn from(error: DecodingError) -> Self {
        match error {
            DecodingError::IoError(error) => error.into(),
            DecodingError::LimitsExceeded => Self::TooMuchBeside,
            error => Self::Malformed(error.to_string()),
        }
    }
}

impl From<EncodingError> for PngError {
    fn from(error: EncodingError) -> Self {
        Self::Io(error.into())
    }
}
