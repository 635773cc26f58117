//! PNG out.

use alloc::vec;
use std::io::Write;

use ::png::{BitDepth, ColorType, Encoder, Filter, PixelDimensions, Unit};

use super::{INCH, METRE, PngError};
use crate::{Bitmap, Density, row};

/// Writes an image with one bit a pel. A density becomes the chunk pHYs, in whole pels per metre, which come back as the same
/// pels per inch.
///
/// # Errors
///
/// The image has no pels, or writing failed.
pub fn write(bitmap: &Bitmap, density: Option<Density>, file: impl Write) -> Result<(), PngError> {
    write_rows((bitmap.width(), bitmap.height()), bitmap.rows(), density, file)
}

/// The same row by row, in the memory of a few rows and of what zlib holds back: `size` is pels and rows, `rows` are packed, first
/// pel in the most significant bit, 1 is black. What a row lacks is white, rows behind the last are not asked for.
///
/// # Errors
///
/// There are no pels or fewer rows than promised, or writing failed. What is written then is no PNG.
pub fn write_rows<R: AsRef<[u8]>>(
    size: (u16, u32),
    rows: impl IntoIterator<Item = R>,
    density: Option<Density>,
    file: impl Write,
) -> Result<(), PngError> {
    let (width, height) = size;
    if width == 0 || height == 0 {
        return Err(PngError::NoRows);
    }
    let mut encoder = Encoder::new(file, width.into(), height);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    // Differences of packed pels are no shorter than they are.
    encoder.set_filter(Filter::NoFilter);
    encoder.set_pixel_dims(density.map(|density| {
        let per_metre =
            |per_inch: u16| u32::try_from((u64::from(per_inch) * METRE + INCH / 2) / INCH).unwrap_or(u32::MAX);
        PixelDimensions { xppu: per_metre(density.x), yppu: per_metre(density.y), unit: Unit::Meter }
    }));
    let mut png = encoder.write_header()?;
    let mut stream = png.stream_writer()?;
    let mut rows = rows.into_iter();
    let mut inverted = vec![0; usize::from(width).div_ceil(8)];
    for _ in 0..height {
        let packed = rows.next().ok_or(PngError::NoRows)?;
        row::copy(packed.as_ref(), &mut inverted);
        // PNG has black as 0.
        inverted.iter_mut().for_each(|octet| *octet = !*octet);
        stream.write_all(&inverted)?;
    }
    stream.finish()?;
    Ok(png.finish()?)
}
