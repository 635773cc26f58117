//! Portable bitmaps (PBM), the netpbm form of a black and white image: `P4` packed, read and written, with several
//! images one behind the other as a document; `P1` in digits, read only.

use alloc::vec::Vec;
use core::fmt;

use crate::{Bitmap, row};

/// What is wrong with a PBM file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PbmError {
    /// It begins with neither `P4` nor `P1`.
    NotPbm,
    /// Width or height is missing or no number.
    BadHeader,
    /// Wider than 65,535 pels or of no width.
    BadWidth,
    /// It ends before all rows are there.
    Truncated,
    /// A digit of a `P1` image is neither 0 nor 1.
    BadDigit,
}

impl fmt::Display for PbmError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotPbm => "not a PBM image: it begins with neither P4 nor P1",
            Self::BadHeader => "PBM header without width and height",
            Self::BadWidth => "PBM image width is not within 1 to 65535 pels",
            Self::Truncated => "PBM file ends before the last row",
            Self::BadDigit => "PBM image in digits has one that is neither 0 nor 1",
        })
    }
}

impl core::error::Error for PbmError {}

/// Reads all images of a file. Memory is taken only for rows that are really there.
pub fn read(mut file: &[u8]) -> Result<Vec<Bitmap>, PbmError> {
    let mut bitmaps = Vec::new();
    loop {
        bitmaps.push(read_one(&mut file)?);
        // Some writers end an image with a line feed.
        file = file.trim_ascii_start();
        if file.is_empty() {
            return Ok(bitmaps);
        }
    }
}

/// Appends an image to a file as `P4`.
pub fn write(bitmap: &Bitmap, file: &mut Vec<u8>) {
    use fmt::Write;

    struct Text<'f>(&'f mut Vec<u8>);
    impl Write for Text<'_> {
        fn write_str(&mut self, s: &str) -> fmt::Result {
            self.0.extend_from_slice(s.as_bytes());
            Ok(())
        }
    }
    // Writing to memory cannot fail.
    let _ = write!(Text(file), "P4\n{} {}\n", bitmap.width(), bitmap.height());
    file.extend_from_slice(bitmap.octets());
}

fn read_one(file: &mut &[u8]) -> Result<Bitmap, PbmError> {
    let packed = match file.split_first_chunk() {
        Some((b"P4", rest)) => {
            *file = rest;
            true
        }
        Some((b"P1", rest)) => {
            *file = rest;
            false
        }
        _ => return Err(PbmError::NotPbm),
    };
    let width = u16::try_from(number(file)?).ok().filter(|&width| width > 0).ok_or(PbmError::BadWidth)?;
    let height = number(file)?;
    if packed { packed_rows(file, width, height) } else { digit_rows(file, width, height) }
}

fn packed_rows(file: &mut &[u8], width: u16, height: u32) -> Result<Bitmap, PbmError> {
    // A single white space divides header and rows.
    let (_, rows) = file.split_first().ok_or(PbmError::Truncated)?;
    let len = (height as usize).checked_mul(usize::from(width).div_ceil(8)).ok_or(PbmError::Truncated)?;
    let (octets, rest) = rows.split_at_checked(len).ok_or(PbmError::Truncated)?;
    *file = rest;
    Ok(Bitmap::from_octets(width, octets.to_vec()))
}

fn digit_rows(file: &mut &[u8], width: u16, height: u32) -> Result<Bitmap, PbmError> {
    let mut bitmap = Bitmap::new(width);
    let mut packed = alloc::vec![0; usize::from(width).div_ceil(8)];
    for _ in 0..height {
        packed.fill(0);
        for x in 0..u32::from(width) {
            skip_space(file);
            let (&digit, rest) = file.split_first().ok_or(PbmError::Truncated)?;
            *file = rest;
            match digit {
                b'0' => {}
                b'1' => row::blacken(&mut packed, x, x + 1),
                _ => return Err(PbmError::BadDigit),
            }
        }
        bitmap.push_row(&packed);
    }
    Ok(bitmap)
}

/// A decimal number of the header, with white space and comments before it.
fn number(file: &mut &[u8]) -> Result<u32, PbmError> {
    skip_space(file);
    let digits = file.iter().take_while(|octet| octet.is_ascii_digit()).count();
    let (number, rest) = file.split_at_checked(digits).ok_or(PbmError::BadHeader)?;
    *file = rest;
    str::from_utf8(number).ok().and_then(|number| number.parse().ok()).ok_or(PbmError::BadHeader)
}

fn skip_space(file: &mut &[u8]) {
    loop {
        *file = file.trim_ascii_start();
        if file.first() != Some(&b'#') {
            return;
        }
        let line = file.iter().position(|&octet| octet == b'\n').unwrap_or(file.len());
        *file = file.get(line..).unwrap_or_default();
    }
}
