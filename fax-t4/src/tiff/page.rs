//! A page: what its tags say.

use alloc::vec::Vec;

use super::ifd::{Directory, File};
use super::strips::strips;
use super::tags::{
    BAD_FAX_LINES, BITS_PER_SAMPLE, CLEAN_FAX_DATA, CLEAN_FAX_DATA_LEFT, COMPRESSION, CONSECUTIVE_BAD_FAX_LINES,
    DATE_TIME, DOCUMENT_NAME, FILL_ORDER, IMAGE_DESCRIPTION, IMAGE_LENGTH, IMAGE_WIDTH, ORIENTATION, PAGE_NUMBER,
    PHOTOMETRIC, RESOLUTION_UNIT, ROWS_PER_STRIP, SAMPLES_PER_PIXEL, SOFTWARE, T4_ALIGNED_EOLS, T4_OPTIONS, T4_TWO_D,
    T6_OPTIONS, TILE_OFFSETS, TILE_WIDTH, UNCOMPRESSED_MODE, X_RESOLUTION, Y_RESOLUTION,
};
use super::{Compression, FormatError, Limit, Limits, Orientation, Received, TiffError, Unsupported};
use crate::{BitOrder, Density};

/// A page of a file, not decoded yet.
#[derive(Clone, Debug)]
pub struct Page<'f> {
    pub(super) width: u16,
    pub(super) height: Option<u32>,
    pub(super) compression: Compression,
    pub(super) aligned_eols: bool,
    /// Whether uncompressed mode is announced.
    pub(super) uncompressed: bool,
    pub(super) bit_order: BitOrder,
    pub(super) black_is_zero: bool,
    pub(super) rows_per_strip: u32,
    pub(super) strips: Vec<&'f [u8]>,
    pub(super) limits: Limits,
    /// How many damaged rows the file admits to.
    pub(super) bad_rows_left: u32,
    pub(super) orientation: Orientation,
    density: Option<Density>,
    document_name: Option<&'f str>,
    description: Option<&'f str>,
    software: Option<&'f str>,
    date_time: Option<&'f str>,
    number: Option<(u16, u16)>,
    received: Option<Received>,
}

impl<'f> Page<'f> {
    pub(super) fn new(file: File<'f>, tags: &Directory<'f>, limits: &Limits) -> Result<Self, TiffError> {
        let number = |tag, default| tags.number(tag).map(|value| value.unwrap_or(default));
        if tags.has(TILE_WIDTH) || tags.has(TILE_OFFSETS) {
            return Err(Unsupported::Tiles.into());
        }
        let (bits, samples) = (number(BITS_PER_SAMPLE, 1)?, number(SAMPLES_PER_PIXEL, 1)?);
        if (bits, samples) != (1, 1) {
            return Err(Unsupported::Colour(bits, samples).into());
        }
        let black_is_zero = match number(PHOTOMETRIC, 0)? {
            0 => false,
            1 => true,
            other => return Err(Unsupported::Photometric(other).into()),
        };
        let bit_order = match number(FILL_ORDER, 1)? {
            1 => BitOrder::MsbFirst,
            2 => BitOrder::LsbFirst,
            _ => return Err(FormatError::Value(FILL_ORDER).into()),
        };
        let t4 = number(T4_OPTIONS, 0)?;
        let (compression, options) = match number(COMPRESSION, 1)? {
            1 => (Compression::None, 0),
            2 => (Compression::Rle, 0),
            3 if t4 & T4_TWO_D != 0 => (Compression::Mr { k: 4 }, t4),
            3 => (Compression::Mh, t4),
            4 => (Compression::Mmr, number(T6_OPTIONS, 0)?),
            32_771 => (Compression::RleWords, 0),
            other => return Err(Unsupported::Compression(other).into()),
        };
        let width = tags.number(IMAGE_WIDTH)?.ok_or(FormatError::Missing(IMAGE_WIDTH))?;
        let height = match tags.number(IMAGE_LENGTH)?.filter(|&height| height > 0) {
            Some(height) if height > limits.rows.into() => return Err(Limit::Rows.into()),
            height => height.map(narrow),
        };
        let strips = strips(file, tags, limits)?;
        Ok(Self {
            width: match u16::try_from(width) {
                Ok(0) => return Err(FormatError::Value(IMAGE_WIDTH).into()),
                Ok(width) => width,
                Err(_) => return Err(Unsupported::Width(width).into()),
            },
            height,
            compression,
            aligned_eols: t4 & T4_ALIGNED_EOLS != 0,
            uncompressed: options & UNCOMPRESSED_MODE != 0,
            bit_order,
            black_is_zero,
            rows_per_strip: rows_per_strip(tags, height, strips.len()),
            strips,
            limits: *limits,
            bad_rows_left: match quiet(tags, CLEAN_FAX_DATA) {
                Some(clean) if clean == u64::from(CLEAN_FAX_DATA_LEFT) => {
                    quiet(tags, BAD_FAX_LINES).map_or(u32::MAX, narrow)
                }
                None => quiet(tags, BAD_FAX_LINES).map_or(0, narrow),
                Some(_) => 0,
            },
            orientation: quiet(tags, ORIENTATION)
                .and_then(|way| Orientation::new(u8::try_from(way).ok()?))
                .unwrap_or(Orientation::UPRIGHT),
            density: density(tags),
            document_name: tags.text(DOCUMENT_NAME),
            description: tags.text(IMAGE_DESCRIPTION),
            software: tags.text(SOFTWARE),
            date_time: tags.text(DATE_TIME),
            number: match tags.numbers(PAGE_NUMBER, 2).ok().flatten().as_deref() {
                Some(&[number, total]) => u16::try_from(number).ok().zip(u16::try_from(total).ok()),
                _ => None,
            },
            received: quiet(tags, BAD_FAX_LINES).map(|bad_rows| Received {
                bad_rows: narrow(bad_rows),
                longest_bad_run: quiet(tags, CONSECUTIVE_BAD_FAX_LINES).map_or(0, narrow),
            }),
        })
    }

    /// Pels per row.
    #[must_use]
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// Number of rows, if the file says it.
    #[must_use]
    pub const fn height(&self) -> Option<u32> {
        self.height
    }

    /// How close pels are, if the file says it in inches or centimetres.
    #[must_use]
    pub const fn density(&self) -> Option<Density> {
        self.density
    }

    /// How rows are said to be kept. The K of MR is not in the file and given as 4.
    #[must_use]
    pub const fn compression(&self) -> Compression {
        self.compression
    }

    /// FillOrder: which bit of a strip's octets is the first one.
    #[must_use]
    pub const fn bit_order(&self) -> BitOrder {
        self.bit_order
    }

    /// Where the first row and the first pel of a row belong; upright if the file does not say it. Decoding leaves rows as
    /// they lie, and [`Orientation::upright`] turns them.
    #[must_use]
    pub const fn orientation(&self) -> Orientation {
        self.orientation
    }

    /// DocumentName, up to 64 KiB of UTF-8 as all texts here; `None` if it is longer or something else.
    #[must_use]
    pub const fn document_name(&self) -> Option<&'f str> {
        self.document_name
    }

    /// ImageDescription.
    #[must_use]
    pub const fn description(&self) -> Option<&'f str> {
        self.description
    }

    /// Software.
    #[must_use]
    pub const fn software(&self) -> Option<&'f str> {
        self.software
    }

    /// DateTime: `YYYY:MM:DD HH:MM:SS`.
    #[must_use]
    pub const fn date_time(&self) -> Option<&'f str> {
        self.date_time
    }

    /// PageNumber: number from 0, and of how many pages; 0 if not known.
    #[must_use]
    pub const fn number(&self) -> Option<(u16, u16)> {
        self.number
    }

    /// What happened to a received page, if the file says it.
    #[must_use]
    pub const fn received(&self) -> Option<Received> {
        self.received
    }

    /// The strips from the top down, as they lie in the file.
    #[must_use]
    pub fn strips(&self) -> &[&'f [u8]] {
        &self.strips
    }
}

/// A number that tells about a page, but is not needed to read it: nothing if it is senseless.
fn quiet(tags: &Directory<'_>, tag: u16) -> Option<u64> {
    tags.number(tag).ok().flatten()
}

fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// RowsPerStrip; where it is missing or says that one strip is all, but there are several, these share the rows.
fn rows_per_strip(tags: &Directory<'_>, height: Option<u32>, strips: usize) -> u32 {
    let said = quiet(tags, ROWS_PER_STRIP).filter(|&rows| rows > 0).map_or(u32::MAX, narrow);
    match (height, u32::try_from(strips)) {
        (Some(height), Ok(strips @ 2..)) if said >= height => height.div_ceil(strips),
        _ => said,
    }
}

fn density(tags: &Directory<'_>) -> Option<Density> {
    let hundredths = match quiet(tags, RESOLUTION_UNIT) {
        None | Some(2) => 100,
        // Centimetres.
        Some(3) => 254,
        Some(_) => return None,
    };
    let per_inch = |tag| {
        let (n, d) = tags.rational(tag)?;
        let (n, d) = (u64::from(n) * hundredths, u64::from(d) * 100);
        (n + d / 2).checked_div(d).and_then(|n| u16::try_from(n).ok()).filter(|&n| n > 0)
    };
    per_inch(X_RESOLUTION).zip(per_inch(Y_RESOLUTION)).map(|(x, y)| Density { x, y })
}
