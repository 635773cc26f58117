//! A page: what its tags say, and its rows.

use alloc::vec;
use alloc::vec::Vec;

use super::ifd::Directory;
use super::tags::{
    BAD_FAX_LINES, BITS_PER_SAMPLE, CLEAN_FAX_DATA, CLEAN_FAX_DATA_LEFT, COMPRESSION, CONSECUTIVE_BAD_FAX_LINES,
    DATE_TIME, DOCUMENT_NAME, FILL_ORDER, IMAGE_LENGTH, IMAGE_WIDTH, PAGE_NUMBER, PHOTOMETRIC, RESOLUTION_UNIT,
    ROWS_PER_STRIP, SAMPLES_PER_PIXEL, SOFTWARE, STRIP_BYTE_COUNTS, STRIP_OFFSETS, T4_ALIGNED_EOLS, T4_OPTIONS,
    T4_TWO_D, TILE_OFFSETS, TILE_WIDTH, X_RESOLUTION, Y_RESOLUTION,
};
use super::{Compression, Damage, FormatError, Image, Limit, Limits, Received, TiffError, Unsupported};
use crate::{BitOrder, Bitmap, Coding, Decoded, Decoder, Density, Eol, Params, Rows};

/// A page of a file, not decoded yet.
#[derive(Clone, Debug)]
pub struct Page<'f> {
    width: u16,
    height: Option<u32>,
    compression: Compression,
    aligned_eols: bool,
    bit_order: BitOrder,
    black_is_zero: bool,
    rows_per_strip: u32,
    strips: Vec<&'f [u8]>,
    density: Option<Density>,
    document_name: Option<&'f str>,
    software: Option<&'f str>,
    date_time: Option<&'f str>,
    number: Option<(u32, u32)>,
    received: Option<Received>,
    /// How many damaged rows the file admits to.
    bad_rows_left: u32,
    limits: Limits,
}

impl<'f> Page<'f> {
    pub(super) fn new(file: &'f [u8], tags: &Directory<'f>, limits: &Limits) -> Result<Self, TiffError> {
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
        // That uncompressed mode may occur, as T4Options and T6Options can say too, means little: where it does occur its
        // rows count as damaged.
        let t4 = number(T4_OPTIONS, 0)?;
        let compression = match number(COMPRESSION, 1)? {
            1 => Compression::None,
            2 => Compression::Rle,
            3 if t4 & T4_TWO_D != 0 => Compression::Mr { k: 4 },
            3 => Compression::Mh,
            4 => Compression::Mmr,
            other => return Err(Unsupported::Compression(other).into()),
        };
        let width = tags.number(IMAGE_WIDTH)?.ok_or(FormatError::Missing(IMAGE_WIDTH))?;
        let height = tags.number(IMAGE_LENGTH)?.filter(|&height| height > 0);
        if height.is_some_and(|height| height > limits.rows) {
            return Err(Limit::Rows.into());
        }
        Ok(Self {
            width: match u16::try_from(width) {
                Ok(0) => return Err(FormatError::Value(IMAGE_WIDTH).into()),
                Ok(width) => width,
                Err(_) => return Err(Unsupported::Width(width).into()),
            },
            height,
            compression,
            aligned_eols: t4 & T4_ALIGNED_EOLS != 0,
            bit_order,
            black_is_zero,
            rows_per_strip: match number(ROWS_PER_STRIP, u32::MAX)? {
                0 => u32::MAX,
                rows => rows,
            },
            strips: strips(file, tags, limits)?,
            density: density(tags)?,
            document_name: tags.text(DOCUMENT_NAME),
            software: tags.text(SOFTWARE),
            date_time: tags.text(DATE_TIME),
            number: match tags.numbers(PAGE_NUMBER, 2)?.as_deref() {
                Some(&[number, total]) => Some((number, total)),
                _ => None,
            },
            received: tags.number(BAD_FAX_LINES)?.map(|bad_rows| Received {
                bad_rows,
                longest_bad_run: tags.number(CONSECUTIVE_BAD_FAX_LINES).ok().flatten().unwrap_or(0),
            }),
            bad_rows_left: match tags.number(CLEAN_FAX_DATA).ok().flatten() {
                Some(CLEAN_FAX_DATA_LEFT) => tags.number(BAD_FAX_LINES)?.unwrap_or(u32::MAX),
                None => number(BAD_FAX_LINES, 0)?,
                Some(_) => 0,
            },
            limits: *limits,
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

    /// How rows are kept. The K of MR is not in the file and given as 4.
    #[must_use]
    pub const fn compression(&self) -> Compression {
        self.compression
    }

    /// DocumentName, up to 64 KiB of UTF-8 as all texts here; `None` if it is longer or something else.
    #[must_use]
    pub const fn document_name(&self) -> Option<&'f str> {
        self.document_name
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
    pub const fn number(&self) -> Option<(u32, u32)> {
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

    /// Decodes the page. Damaged data is no error: [`Image::damage`] tells of it, [`Image::rows`] counts what it
    /// costs.
    pub fn decode(&self) -> Result<Image, TiffError> {
        self.decode_within(self.limits.octets)
    }

    /// Decodes the page into at most so many octets.
    pub(super) fn decode_within(&self, octets: u64) -> Result<Image, TiffError> {
        let room = octets / usize::from(self.width).div_ceil(8) as u64;
        let most = self.limits.rows.min(u32::try_from(room).unwrap_or(u32::MAX));
        let too_many = if most < self.limits.rows { Limit::Octets } else { Limit::Rows };
        if self.height.is_some_and(|height| height > most) {
            return Err(too_many.into());
        }
        let mut image = Image { bitmap: Bitmap::new(self.width), rows: Rows::default(), damage: None };
        let mut bottom: u32 = 0;
        for (strips_below, strip) in (0..self.strips.len()).rev().zip(&self.strips) {
            bottom = match self.height {
                // Whatever RowsPerStrip says: some writers leave it small and have one strip all the same.
                _ if strips_below == 0 => self.height.unwrap_or(u32::MAX),
                Some(height) => bottom.saturating_add(self.rows_per_strip).min(height),
                None => image.bitmap.height().saturating_add(self.rows_per_strip),
            };
            // A row more than allowed is enough to tell that there are too many.
            let limit = bottom.min(most.saturating_add(1)) - image.bitmap.height();
            self.decode_strip(strip, limit, &mut image);
            if image.bitmap.height() > most {
                return Err(too_many.into());
            }
            if self.height.is_some() {
                // A strip that breaks off must not pull up those below it.
                image.bitmap.pad(bottom);
            }
        }
        image.bitmap.pad(self.height.unwrap_or(0));
        image.damage = Damage::of(image.rows, self.height, self.bad_rows_left);
        Ok(image)
    }

    fn decode_strip(&self, strip: &[u8], limit: u32, image: &mut Image) {
        // Counted here and not by the decoder: a run of bad rows may cross into the next strip.
        let mut push = |row: &mut [u8], damaged| {
            if self.black_is_zero {
                row.iter_mut().for_each(|octet| *octet = !*octet);
            }
            image.bitmap.push_row(row);
            image.rows.add(damaged);
        };
        let row_octets = usize::from(self.width).div_ceil(8);
        let mut row = vec![0; row_octets];
        let Some(params) = self.params(limit) else {
            for packed in strip.chunks_exact(row_octets).take(limit as usize) {
                row.copy_from_slice(packed);
                if self.bit_order == BitOrder::LsbFirst {
                    row.iter_mut().for_each(|octet| *octet = octet.reverse_bits());
                }
                push(&mut row, false);
            }
            return;
        };
        let Ok(mut decoder) = Decoder::with_reference(params, vec![0; row_octets]) else { return };
        let mut input = strip;
        while let Decoded::Row { damaged } = decode(&mut decoder, &mut input, &mut row) {
            push(&mut row, damaged);
        }
    }

    /// How the strips are coded; `None` if they are not.
    fn params(&self, row_limit: u32) -> Option<Params> {
        let (coding, eol) = match self.compression {
            Compression::None => return None,
            Compression::Rle => (Coding::Mh, Eol::Absent),
            Compression::Mh => (Coding::Mh, if self.aligned_eols { Eol::OctetAligned } else { Eol::Plain }),
            Compression::Mr { k } => (Coding::Mr { k }, Eol::Plain),
            Compression::Mmr => (Coding::Mmr, Eol::Absent),
        };
        let params = Params::new(coding, self.width.into()).with_eol(eol).with_bit_order(self.bit_order);
        Some(params.with_aligned_rows(self.compression == Compression::Rle).with_row_limit(row_limit))
    }
}

fn decode(decoder: &mut Decoder<Vec<u8>>, input: &mut &[u8], row: &mut [u8]) -> Decoded {
    match decoder.row(input, row) {
        Decoded::NeedInput => decoder.finish(row),
        decoded @ (Decoded::Row { .. } | Decoded::EndOfPage) => decoded,
    }
}

/// The octets of each strip. A byte count that is missing, zero or too large gives way to what comes next in the file:
/// another strip, this directory or the next one.
fn strips<'f>(file: &'f [u8], tags: &Directory<'f>, limits: &Limits) -> Result<Vec<&'f [u8]>, TiffError> {
    if tags.count(STRIP_OFFSETS) > limits.strips {
        return Err(Limit::Strips.into());
    }
    let offsets = tags.numbers(STRIP_OFFSETS, limits.strips)?.ok_or(FormatError::Missing(STRIP_OFFSETS))?;
    let counts = tags.numbers(STRIP_BYTE_COUNTS, offsets.len()).ok().flatten().unwrap_or_default();
    let strip = |(index, &offset): (usize, &u32)| {
        let rest = file.get(offset as usize..).filter(|rest| !rest.is_empty());
        let rest = rest.ok_or(FormatError::Strip(index))?;
        let counted = counts.get(index).and_then(|&len| rest.get(..len as usize)).filter(|strip| !strip.is_empty());
        let next = [offsets.get(index + 1).copied().unwrap_or(0), tags.at, tags.next];
        let to_next = || next.iter().filter_map(|next| next.checked_sub(offset)).filter(|&len| len > 0).min();
        Ok(counted.or_else(|| rest.get(..to_next()? as usize)).unwrap_or(rest))
    };
    offsets.iter().enumerate().map(strip).collect()
}

fn density(tags: &Directory<'_>) -> Result<Option<Density>, TiffError> {
    let hundredths = match tags.number(RESOLUTION_UNIT)? {
        None | Some(2) => 100,
        // Centimetres.
        Some(3) => 254,
        Some(_) => return Ok(None),
    };
    let per_inch = |tag| {
        let (n, d) = tags.rational(tag)?;
        let (n, d) = (u64::from(n) * hundredths, u64::from(d) * 100);
        (n + d / 2).checked_div(d).and_then(|n| u16::try_from(n).ok()).filter(|&n| n > 0)
    };
    Ok(per_inch(X_RESOLUTION).zip(per_inch(Y_RESOLUTION)).map(|(x, y)| Density { x, y }))
}
