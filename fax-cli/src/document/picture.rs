//! PNG in and out. Grey and colour become black and white by error diffusion, two-valued pictures as they are.

use std::io::Cursor;

use fax_t4::picture::{Grey, Method};
use fax_t4::{Bitmap, Density};
use png::{BitDepth, ColorType, Decoder, Encoder, PixelDimensions, Transformations, Unit};

use super::Picture;

/// The largest picture that is decoded, in octets of grey.
const LARGEST: usize = 512 << 20;
const INCHES_PER_METRE: f64 = 39.370_078_740;

pub(super) fn read_png(file: &[u8]) -> Result<Picture, String> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), png::Limits { bytes: LARGEST });
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(|error| error.to_string())?;
    let density = reader.info().pixel_dims.and_then(density);
    let (width, height) = (reader.info().width, reader.info().height);
    let width = u16::try_from(width).map_err(|_| format!("{width} pels are too wide for any fax"))?;
    let size = reader.output_buffer_size().filter(|&size| size <= LARGEST).ok_or("the picture is too large")?;
    let mut octets = vec![0; size];
    let frame = reader.next_frame(&mut octets).map_err(|error| error.to_string())?;
    let samples = frame.color_type.samples();
    let grey: Vec<u8> = octets
        .chunks_exact(frame.line_size.max(1))
        .take(height as usize)
        .flat_map(|row| row.chunks_exact(samples.max(1)))
        .map(|pel| u8::try_from(luminance(frame.color_type, pel)).unwrap_or(255))
        .collect();
    drop(octets);
    let two_valued = grey.iter().all(|grey| matches!(grey, 0 | 255));
    let grey = Grey::new(width.into(), grey);
    let bitmap = grey.to_bitmap(width, height, Method::Floyd);
    Ok(Picture { bitmap, grey: (!two_valued).then_some(grey), density, compression: None })
}

fn density(dims: PixelDimensions) -> Option<Density> {
    let per_inch = |per_metre: u32| {
        let rounded = (f64::from(per_metre) / INCHES_PER_METRE).round();
        // Out of bounds is as good as not told.
        (1.0..=9999.0).contains(&rounded).then_some(rounded as u16)
    };
    match dims.unit {
        Unit::Meter => Some(Density { x: per_inch(dims.xppu)?, y: per_inch(dims.yppu)? }),
        Unit::Unspecified => None,
    }
}

/// Brightness from 0 to 255 on white paper (ITU-R BT.601 weights).
fn luminance(color: ColorType, pel: &[u8]) -> i32 {
    let on_paper = |value: i32, alpha: u8| 255 - (255 - value) * i32::from(alpha) / 255;
    let rgb = |r: u8, g: u8, b: u8| (299 * i32::from(r) + 587 * i32::from(g) + 114 * i32::from(b)) / 1000;
    match (color, pel) {
        (ColorType::GrayscaleAlpha, &[grey, alpha]) => on_paper(i32::from(grey), alpha),
        (ColorType::Rgb, &[r, g, b]) => rgb(r, g, b),
        (ColorType::Rgba, &[r, g, b, alpha]) => on_paper(rgb(r, g, b), alpha),
        (_, &[grey, ..]) => i32::from(grey),
        (_, []) => 255,
    }
}

/// A page as a PNG of one bit a pel.
pub(crate) fn write_png(bitmap: &Bitmap, density: Option<Density>) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, u32::from(bitmap.width()), bitmap.height());
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    encoder.set_pixel_dims(density.map(|density| {
        let per_metre = |per_inch: u16| (f64::from(per_inch) * INCHES_PER_METRE).round() as u32;
        PixelDimensions { xppu: per_metre(density.x), yppu: per_metre(density.y), unit: Unit::Meter }
    }));
    let mut writer = encoder.write_header()?;
    // PNG has black as 0.
    let octets: Vec<u8> = bitmap.octets().iter().map(|octet| !octet).collect();
    writer.write_image_data(&octets)?;
    writer.finish()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_and_white_pictures_come_back_as_they_were() {
        let mut bitmap = Bitmap::new(19);
        for y in 0..40_u8 {
            bitmap.push_row(&[y.wrapping_mul(37), y, 0b1010_0000]);
        }
        let density = Density { x: 204, y: 98 };
        let picture = read_png(&write_png(&bitmap, Some(density)).unwrap()).unwrap();
        assert_eq!(picture.bitmap, bitmap);
        assert_eq!(picture.density, Some(density));
    }
}
