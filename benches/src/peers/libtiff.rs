//! libtiff, with strips in memory.

use core::time::Duration;

use fax_t4::Coding;

use super::tiff_handle::Tiff;
use crate::codec::{Codec, Outcome, Stream, timed};
use crate::page::Page;

/// The system's libtiff. Timed are `TIFFReadEncodedStrip` and `TIFFWriteEncodedStrip`, on files that are open.
#[derive(Debug)]
pub struct Libtiff;

impl Codec for Libtiff {
    fn name(&self) -> &'static str {
        "libtiff"
    }

    fn decode(&mut self, stream: &Stream, bitmap: &mut [u8]) -> Outcome {
        decode(stream.coding, stream.width, stream.height, &stream.octets, bitmap).map(Some)
    }

    fn encode(&mut self, coding: Coding, page: &Page, out: &mut Vec<u8>) -> Outcome {
        let mut file = Tiff::create(coding, page.width, page.height).ok_or("libtiff creates no file")?;
        let (time, done) = timed(|| file.write_encoded(&page.octets));
        if !done {
            return Err("libtiff does not code it".into());
        }
        let mut file = Tiff::open(file.finish()).ok_or("libtiff does not open its own file")?;
        *out = file.read_raw().ok_or("libtiff does not read its own strip")?;
        Ok(Some(time))
    }
}

/// What libtiff makes of a page. MH and MR have EOLs and no RTC; K is 4.
pub fn coded_by_libtiff(coding: Coding, page: &Page) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    Libtiff.encode(coding, page, &mut out)?;
    Ok(out)
}

/// What libtiff makes of a stream: packed rows. What it leaves behind a row's last pel is whitened.
pub fn decoded_by_libtiff(coding: Coding, width: u32, height: u32, octets: &[u8]) -> Result<Vec<u8>, String> {
    let mut bitmap = vec![0x55; width.div_ceil(8) as usize * height as usize];
    decode(coding, width, height, octets, &mut bitmap)?;
    let behind = 0xFFu8.checked_shl(8 - (width - 1) % 8 - 1).unwrap_or(0);
    bitmap.chunks_mut(width.div_ceil(8) as usize).filter_map(<[u8]>::last_mut).for_each(|octet| *octet &= behind);
    Ok(bitmap)
}

fn decode(coding: Coding, width: u32, height: u32, octets: &[u8], bitmap: &mut [u8]) -> Result<Duration, String> {
    let mut file = Tiff::create(coding, width, height).ok_or("libtiff creates no file")?;
    if !file.write_raw(octets) {
        return Err("libtiff does not write the strip".into());
    }
    let mut file = Tiff::open(file.finish()).ok_or("libtiff does not open its own file")?;
    let (time, done) = timed(|| file.read_encoded(bitmap));
    if done { Ok(time) } else { Err("libtiff does not decode it".into()) }
}
