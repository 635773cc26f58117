//! A page in memory at once.

use alloc::vec;
use alloc::vec::Vec;

use super::Encoder;
use crate::store::{Changes, Packed, RowStore};
use crate::{Bitmap, Params, WidthError};

impl Bitmap {
    /// The image as a coded page with its end. Where `params` have another width, rows are cut off or padded with white.
    ///
    /// ```
    /// use fax_t4::{Bitmap, Coding, Params};
    ///
    /// let params = Params::new(Coding::Mmr, 8);
    /// // Three white rows: V0 each; then EOFB.
    /// assert_eq!(Bitmap::white(8, 3).encode(params)?, [0b111_00000, 0b0000001_0, 0b00000000, 0b001_00000]);
    /// # Ok::<(), fax_t4::WidthError>(())
    /// ```
    pub fn encode(&self, params: Params) -> Result<Vec<u8>, WidthError> {
        if params.width() <= Changes::MAX_WIDTH {
            whole(self, Encoder::with_store(params, Changes::new(vec![0; Changes::room(params.width())]))?)
        } else {
            whole(self, Encoder::with_store(params, Packed::new(vec![0; params.row_octets()]))?)
        }
    }
}

fn whole<S: RowStore>(bitmap: &Bitmap, mut encoder: Encoder<S>) -> Result<Vec<u8>, WidthError> {
    let mut coded = vec![0; 1024 + bitmap.octets().len() / 8];
    let mut len = 0;
    loop {
        let step = encoder.page(bitmap.octets(), bitmap.row_octets(), coded.get_mut(len..).unwrap_or_default());
        len += step.written;
        if step.done {
            coded.truncate(len);
            return Ok(coded);
        }
        coded.resize(coded.len() * 2, 0);
    }
}
