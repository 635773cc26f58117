//! libspandsp's T.4 sender and receiver.

use core::ffi::{c_char, c_int, c_void};
use core::ptr::null_mut;
use std::ffi::CString;

use fax_t4::tiff::{Compression, PageOptions, Writer};
use fax_t4::{Bitmap, Coding, Density};
use tempfile::TempDir;

use crate::codec::{Codec, Outcome, Stream, timed};
use crate::page::Page;

#[repr(C)]
struct Opaque {
    _private: [u8; 0],
}

#[link(name = "spandsp")]
unsafe extern "C" {
    fn t4_tx_init(state: *mut Opaque, file: *const c_char, first: c_int, last: c_int) -> *mut Opaque;
    fn t4_tx_set_row_read_handler(
        state: *mut Opaque,
        handler: unsafe extern "C" fn(*mut c_void, *mut u8, usize) -> c_int,
        user: *mut c_void,
    ) -> c_int;
    fn t4_tx_set_tx_encoding(state: *mut Opaque, encoding: c_int);
    fn t4_tx_set_min_bits_per_row(state: *mut Opaque, bits: c_int);
    fn t4_tx_start_page(state: *mut Opaque) -> c_int;
    fn t4_tx_get_chunk(state: *mut Opaque, to: *mut u8, len: c_int) -> c_int;
    fn t4_tx_free(state: *mut Opaque) -> c_int;
    fn t4_rx_init(state: *mut Opaque, file: *const c_char, encoding: c_int) -> *mut Opaque;
    fn t4_rx_set_row_write_handler(
        state: *mut Opaque,
        handler: unsafe extern "C" fn(*mut c_void, *const u8, usize) -> c_int,
        user: *mut c_void,
    ) -> c_int;
    fn t4_rx_set_rx_encoding(state: *mut Opaque, encoding: c_int);
    fn t4_rx_set_image_width(state: *mut Opaque, width: c_int);
    fn t4_rx_start_page(state: *mut Opaque) -> c_int;
    fn t4_rx_put_chunk(state: *mut Opaque, from: *const u8, len: c_int) -> c_int;
    fn t4_rx_end_page(state: *mut Opaque) -> c_int;
    fn t4_rx_free(state: *mut Opaque) -> c_int;
}

/// The system's libspandsp. Timed are `t4_rx_put_chunk` and `t4_tx_get_chunk` with the starts of the pages; rows go
/// through handlers, as in a program that has no files. The library wants files all the same: a white one is lent to it.
#[derive(Debug)]
pub struct Spandsp {
    folder: TempDir,
}

impl Spandsp {
    /// Makes a folder for files that libspandsp wants to see.
    #[must_use]
    pub fn new() -> Self {
        Self { folder: TempDir::new().expect("the system has room for a temporary folder") }
    }

    fn path(&self, name: &str) -> CString {
        let path = self.folder.path().join(name);
        CString::new(path.into_os_string().into_encoded_bytes()).expect("paths have no zeros inside")
    }

    /// A white page of a size, from which the sender learns the width and the resolution.
    fn white(&self, width: u32, height: u32) -> CString {
        let name = format!("{width}x{height}.tif");
        let path = self.folder.path().join(&name);
        if !path.exists() {
            let mut writer = Writer::new(Vec::new()).expect("memory does not fail");
            let options = PageOptions::new(Compression::Mmr, Density { x: 204, y: 196 });
            writer.page(&Bitmap::white(width as u16, height), &options).expect("memory does not fail");
            std::fs::write(&path, writer.finish()).expect("the temporary folder takes files");
        }
        self.path(&name)
    }
}

impl Default for Spandsp {
    fn default() -> Self {
        Self::new()
    }
}

/// Rows on their way in.
struct Sink<'a> {
    rows: core::slice::ChunksMut<'a, u8>,
}

/// Rows on their way out.
struct Source<'a> {
    rows: core::slice::Chunks<'a, u8>,
}

fn encoding(coding: Coding) -> c_int {
    match coding {
        Coding::Mh => 1,
        Coding::Mr { .. } => 2,
        Coding::Mmr => 3,
    }
}

/// Only the widths of fax machines are served.
fn served(width: u32) -> bool {
    [1728, 2048, 2432, 3456, 4096, 4864].contains(&width)
}

impl Codec for Spandsp {
    fn name(&self) -> &'static str {
        "libspandsp"
    }

    fn decode(&mut self, stream: &Stream, bitmap: &mut [u8]) -> Outcome {
        if !served(stream.width) {
            return Ok(None);
        }
        let mut sink = Sink { rows: bitmap.chunks_mut(stream.width.div_ceil(8) as usize) };
        // SAFETY: a new receiver, freed below, that calls the handler with the sink, which lives longer.
        let state = unsafe {
            let state = t4_rx_init(null_mut(), self.path("out.tif").as_ptr(), 3);
            if state.is_null() {
                return Err("libspandsp gives no receiver".into());
            }
            t4_rx_set_row_write_handler(state, write_row, (&raw mut sink).cast());
            t4_rx_set_rx_encoding(state, encoding(stream.coding));
            t4_rx_set_image_width(state, stream.width as c_int);
            state
        };
        // SAFETY: the receiver is live, and the octets are there.
        let (time, _) = timed(|| unsafe {
            t4_rx_start_page(state);
            t4_rx_put_chunk(state, stream.reversed.as_ptr(), stream.reversed.len() as c_int);
            t4_rx_end_page(state)
        });
        // SAFETY: nobody uses it any more.
        unsafe { t4_rx_free(state) };
        Ok(Some(time))
    }

    fn encode(&mut self, coding: Coding, page: &Page, out: &mut Vec<u8>) -> Outcome {
        if !served(page.width) {
            return Ok(None);
        }
        let mut source = Source { rows: page.octets.chunks(page.stride()) };
        out.resize(page.octets.len() * 5 + 64, 0);
        // SAFETY: a new sender, freed below, that calls the handler with the source, which lives longer.
        let state = unsafe {
            let state = t4_tx_init(null_mut(), self.white(page.width, page.height).as_ptr(), -1, -1);
            if state.is_null() {
                return Err("libspandsp gives no sender".into());
            }
            t4_tx_set_row_read_handler(state, read_row, (&raw mut source).cast());
            t4_tx_set_tx_encoding(state, encoding(coding));
            t4_tx_set_min_bits_per_row(state, 0);
            state
        };
        // SAFETY: the sender is live, and there is room for so many octets.
        let (time, len) = timed(|| unsafe {
            t4_tx_start_page(state);
            t4_tx_get_chunk(state, out.as_mut_ptr(), out.len() as c_int)
        });
        // SAFETY: nobody uses it any more.
        unsafe { t4_tx_free(state) };
        out.truncate(usize::try_from(len).map_err(|_| "libspandsp codes nothing")?);
        out.iter_mut().for_each(|octet| *octet = octet.reverse_bits());
        Ok(Some(time))
    }
}

unsafe extern "C" fn write_row(user: *mut c_void, from: *const u8, len: usize) -> c_int {
    // SAFETY: libspandsp hands back what it was given, and a row of so many octets.
    let (sink, row) = unsafe { (&mut *user.cast::<Sink<'_>>(), core::slice::from_raw_parts(from, len)) };
    // A call without octets says that the page is over.
    if !row.is_empty()
        && let Some(to) = sink.rows.next()
    {
        to.copy_from_slice(&row[..to.len()]);
    }
    0
}

unsafe extern "C" fn read_row(user: *mut c_void, to: *mut u8, len: usize) -> c_int {
    // SAFETY: libspandsp hands back what it was given.
    let source = unsafe { &mut *user.cast::<Source<'_>>() };
    let Some(row) = source.rows.next() else { return 0 };
    let count = row.len().min(len);
    // SAFETY: it has room for `len` octets, in memory of its own.
    unsafe { to.copy_from_nonoverlapping(row.as_ptr(), count) };
    count as c_int
}
