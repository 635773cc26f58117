//! What can be wrong with a file.

use core::fmt;

/// Why a file or page cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TiffError {
    /// It breaks the rules of TIFF.
    Format(FormatError),
    /// It is TIFF, but not of a kind that fax needs.
    Unsupported(Unsupported),
    /// It asks for more than the [`Limits`](super::Limits) allow.
    Limit(Limit),
}

/// A rule of TIFF that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormatError {
    /// It does not begin with a TIFF header.
    NotTiff,
    /// It has no page.
    NoPages,
    /// The directory at this offset is not wholly inside the file.
    Directory(u64),
    /// The directory at this offset comes a second time.
    Cycle(u64),
    /// A tag that must be there is missing.
    Missing(u16),
    /// The values of this tag are outside the file, of a wrong type or senseless.
    Value(u16),
    /// This strip and all others are outside the file; counted from 0.
    Strip(usize),
}

/// Something that other TIFF files may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unsupported {
    /// A compression other than 1 to 4 and 32771.
    Compression(u64),
    /// Tiles in place of strips.
    Tiles,
    /// Grey or colour: so many bits per sample, samples per pel.
    Colour(u64, u64),
    /// A PhotometricInterpretation other than 0 and 1.
    Photometric(u64),
    /// More than 65,535 pels per row.
    Width(u64),
}

/// A limit that is exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// Pages of the file.
    Pages,
    /// Tags of a directory.
    Tags,
    /// Strips of all pages.
    Strips,
    /// Rows of a page.
    Rows,
    /// Octets of all pages, decoded.
    Octets,
    /// Octets of all strips: twice the length of the file, whatever the [`Limits`](super::Limits) say.
    Input,
}

impl fmt::Display for TiffError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(error) => error.fmt(f),
            Self::Unsupported(what) => write!(f, "TIFF file has {what}, which cannot be read here"),
            Self::Limit(what) => write!(f, "TIFF file has more {what} than allowed"),
        }
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotTiff => f.write_str("not a TIFF file"),
            Self::NoPages => f.write_str("TIFF file without a page"),
            Self::Directory(at) => write!(f, "TIFF directory at octet {at} is not inside the file"),
            Self::Cycle(at) => write!(f, "TIFF directory at octet {at} is linked to twice"),
            Self::Missing(tag) => write!(f, "TIFF tag {tag} is missing"),
            Self::Value(tag) => write!(f, "TIFF tag {tag} has no usable value"),
            Self::Strip(strip) => write!(f, "TIFF strip {strip} is not inside the file"),
        }
    }
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compression(number) => write!(f, "compression {number}"),
            Self::Tiles => f.write_str("tiles"),
            Self::Colour(bits, samples) => write!(f, "{samples} samples of {bits} bits per pel"),
            Self::Photometric(number) => write!(f, "photometric interpretation {number}"),
            Self::Width(width) => write!(f, "rows of {width} pels"),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pages => "pages",
            Self::Tags => "tags in a directory",
            Self::Strips => "strips",
            Self::Rows => "rows in a page",
            Self::Octets => "octets of decoded pages",
            Self::Input => "octets in strips that overlap",
        })
    }
}

impl core::error::Error for TiffError {}

impl From<FormatError> for TiffError {
    fn from(error: FormatError) -> Self {
        Self::Format(error)
    }
}

impl From<Unsupported> for TiffError {
    fn from(what: Unsupported) -> Self {
        Self::Unsupported(what)
    }
}

impl From<Limit> for TiffError {
    fn from(what: Limit) -> Self {
        Self::Limit(what)
    }
}
