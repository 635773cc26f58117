//! PNG in.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use std::io::{BufRead, Seek};

use ::png::{ColorType, Decoder, InterlaceInfo, PixelDimensions, Transformations, Unit, expand_interlaced_row};

use super::{INCH, METRE, PngError};
use crate::Density;
use crate::picture::Grey;

/// Memory for what is in a file beside pels.
const BESIDE: usize = 16 << 20;

/// How large a picture may be. A few octets of file can say that they are gigabytes of pels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Rows.
    pub rows: u32,
    /// Pels in all, which are as many octets of grey.
    pub octets: u64,
}

impl Default for Limits {
    /// A million rows, 512 MiB.
    fn default() -> Self {
        Self { rows: 1_000_000, octets: 512 << 20 }
    }
}

/// A PNG file, read row by row as grey.
///
/// Memory is that of a few rows and of zlib's window, and up to 16 MiB for what is in the file beside pels. An interlaced
/// picture, whose rows do not come in order, is held whole: an octet a pel.
pub struct Reader<R: BufRead + Seek> {
    png: ::png::Reader<R>,
    width: u16,
    height: u32,
    /// The next row.
    y: u32,
    failed: bool,
    /// The picture, if it is interlaced, from the first row on.
    whole: Vec<u8>,
}

impl<R: BufRead + Seek> Reader<R> {
    /// Reads up to the first pels. The size is checked before anything is done about it.
    ///
    /// # Errors
    ///
    /// The file is no PNG, breaks off or is over a limit.
    pub fn open(file: R, limits: Limits) -> Result<Self, PngError> {
        let mut decoder = Decoder::new_with_limits(file, ::png::Limits { bytes: BESIDE });
        decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
        decoder.set_ignore_text_chunk(true);
        decoder.set_ignore_iccp_chunk(true);
        let (width, height) = decoder.read_header_info()?.size();
        if height > limits.rows || u64::from(width) * u64::from(height) > limits.octets {
            return Err(PngError::TooLarge { width, height });
        }
        let narrow = u16::try_from(width).map_err(|_| PngError::TooWide { width })?;
        Ok(Self { png: decoder.read_info()?, width: narrow, height, y: 0, failed: false, whole: Vec::new() })
    }

    /// Pels of a row, at least 1.
    #[must_use]
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// Rows, at least 1.
    #[must_use]
    pub const fn height(&self) -> u32 {
        self.height
    }

    /// What the chunk pHYs says, in pels per inch; `None` if there is none, if it tells only the shape of a pel, or if it is not
    /// within 1 to 9999 per inch.
    #[must_use]
    pub fn density(&self) -> Option<Density> {
        let PixelDimensions { xppu, yppu, unit: Unit::Meter } = self.png.info().pixel_dims? else { return None };
        let per_inch = |per_metre: u32| {
            let rounded = (u64::from(per_metre) * INCH + METRE / 2) / METRE;
            u16::try_from(rounded).ok().filter(|per_inch| (1..=9999).contains(per_inch))
        };
        Some(Density { x: per_inch(xppu)?, y: per_inch(yppu)? })
    }

    /// Reads the next row: an octet a pel, 0 is black, 255 white. Of 16 bits the upper 8 count. `false` if there are no more.
    ///
    /// A shorter `row` gets the pels that it has room for, a longer one is white at its end. With the last row everything behind
    /// it is read too, so that a file that breaks off is never taken for a whole one.
    ///
    /// # Errors
    ///
    /// The file breaks off or is damaged. There are no more rows then.
    pub fn row(&mut self, row: &mut [u8]) -> Result<bool, PngError> {
        if self.failed || self.y >= self.height {
            return Ok(false);
        }
        let read = self.next(row);
        self.failed = read.is_err();
        read.map(|()| true)
    }

    /// All rows, if none has been read yet, else the rest.
    ///
    /// # Errors
    ///
    /// As [`Reader::row`].
    pub fn grey(mut self) -> Result<Grey, PngError> {
        let mut row = vec![0; usize::from(self.width)];
        let mut octets = Vec::new();
        while self.row(&mut row)? {
            octets.extend_from_slice(&row);
        }
        Ok(Grey::new(self.width.into(), octets))
    }

    fn next(&mut self, row: &mut [u8]) -> Result<(), PngError> {
        row.fill(255);
        if self.png.info().interlaced {
            if self.y == 0 {
                self.whole = self.deinterlaced()?;
            }
            let width = usize::from(self.width);
            let begin = width.saturating_mul(self.y as usize);
            let whole = self.whole.get(begin..).unwrap_or_default();
            row.iter_mut().zip(whole.iter().take(width)).for_each(|(to, from)| *to = *from);
        } else {
            let (color, _) = self.png.output_color_type();
            let pels = self.png.next_row()?.ok_or(PngError::Truncated)?;
            row.iter_mut().zip(greys(color, pels.data())).for_each(|(to, grey)| *to = grey);
        }
        self.y += 1;
        if self.y == self.height {
            self.png.finish()?;
        }
        Ok(())
    }

    fn deinterlaced(&mut self) -> Result<Vec<u8>, PngError> {
        let (color, _) = self.png.output_color_type();
        let width = usize::from(self.width);
        // Within the limit. Zeros cost no memory until there are pels.
        let mut whole = vec![0; width.saturating_mul(self.height as usize)];
        let mut row = Vec::with_capacity(width);
        while let Some(pels) = self.png.next_interlaced_row()? {
            row.clear();
            row.extend(greys(color, pels.data()));
            if let InterlaceInfo::Adam7(pass) = pels.interlace() {
                expand_interlaced_row(&mut whole, width, &row, pass, 8);
            }
        }
        Ok(whole)
    }
}

impl<R: BufRead + Seek> fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("width", &self.width)
            .field("height", &self.height)
            .field("y", &self.y)
            .finish_non_exhaustive()
    }
}

/// The greys of a row of pels of 8 bits a sample.
fn greys(color: ColorType, pels: &[u8]) -> impl Iterator<Item = u8> + '_ {
    pels.chunks_exact(color.samples()).map(|pel| match *pel {
        [grey] => grey,
        [grey, alpha] => on_paper(grey.into(), alpha),
        [r, g, b] => on_paper(luma(r, g, b), 255),
        [r, g, b, alpha] => on_paper(luma(r, g, b), alpha),
        _ => 255,
    })
}

/// Brightness of a colour, in the weights of ITU-R BT.601.
fn luma(r: u8, g: u8, b: u8) -> u32 {
    (299 * u32::from(r) + 587 * u32::from(g) + 114 * u32::from(b) + 500) / 1000
}

/// A grey with white paper showing through.
fn on_paper(grey: u32, alpha: u8) -> u8 {
    let ink = (255_u32.saturating_sub(grey) * u32::from(alpha) + 127) / 255;
    // The ink is at most 255.
    u8::try_from(255_u32.saturating_sub(ink)).unwrap_or(0)
}
