//! PNG in. Grey and colour become black and white by error diffusion, two-valued pictures stay as they are.

use std::io::Cursor;

use fax_t4::picture::Method;
use fax_t4::png::{Limits, PngError, Reader};

use super::Picture;

pub(super) fn read(file: &[u8]) -> Result<Picture, PngError> {
    let reader = Reader::open(Cursor::new(file), Limits::default())?;
    let (width, height, density) = (reader.width(), reader.height(), reader.density());
    let grey = reader.grey()?;
    let bitmap = grey.to_bitmap(width, height, Method::Floyd);
    Ok(Picture { bitmap, grey: (!grey.is_two_valued()).then_some(grey), density, compression: None })
}
