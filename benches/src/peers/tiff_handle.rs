//! A TIFF file in memory, opened by libtiff. What is unsafe about libtiff stays in this file.

use core::ffi::{c_char, c_int, c_void};
use core::ptr::NonNull;
use std::sync::Once;

use fax_t4::Coding;

#[repr(C)]
struct Opaque {
    _private: [u8; 0],
}

type Procedure = unsafe extern "C" fn(*mut c_void, *mut c_void, isize) -> isize;

#[link(name = "tiff")]
unsafe extern "C" {
    fn TIFFClientOpen(
        name: *const c_char,
        mode: *const c_char,
        memory: *mut c_void,
        read: Procedure,
        write: Procedure,
        seek: unsafe extern "C" fn(*mut c_void, u64, c_int) -> u64,
        close: unsafe extern "C" fn(*mut c_void) -> c_int,
        size: unsafe extern "C" fn(*mut c_void) -> u64,
        map: unsafe extern "C" fn(*mut c_void, *mut *mut c_void, *mut u64) -> c_int,
        unmap: unsafe extern "C" fn(*mut c_void, *mut c_void, u64),
    ) -> *mut Opaque;
    fn TIFFClose(tiff: *mut Opaque);
    fn TIFFSetField(tiff: *mut Opaque, tag: u32, ...) -> c_int;
    fn TIFFFlushData(tiff: *mut Opaque) -> c_int;
    fn TIFFReadEncodedStrip(tiff: *mut Opaque, strip: u32, to: *mut c_void, len: isize) -> isize;
    fn TIFFReadRawStrip(tiff: *mut Opaque, strip: u32, to: *mut c_void, len: isize) -> isize;
    fn TIFFRawStripSize(tiff: *mut Opaque, strip: u32) -> isize;
    fn TIFFWriteEncodedStrip(tiff: *mut Opaque, strip: u32, from: *const c_void, len: isize) -> isize;
    fn TIFFWriteRawStrip(tiff: *mut Opaque, strip: u32, from: *const c_void, len: isize) -> isize;
    fn TIFFSetErrorHandler(handler: Option<NonNull<c_void>>) -> Option<NonNull<c_void>>;
    fn TIFFSetWarningHandler(handler: Option<NonNull<c_void>>) -> Option<NonNull<c_void>>;
}

/// The file that libtiff reads or writes.
struct Memory {
    octets: Vec<u8>,
    at: usize,
}

/// A file of one strip. It is closed when dropped.
pub(super) struct Tiff {
    tiff: NonNull<Opaque>,
    /// Owned here, lent to libtiff until it is closed.
    memory: NonNull<Memory>,
}

impl Tiff {
    /// A file to be read.
    pub(super) fn open(octets: Vec<u8>) -> Option<Self> {
        Self::with(octets, c"r")
    }

    /// A file to be written: one black and white strip.
    pub(super) fn create(coding: Coding, width: u32, height: u32) -> Option<Self> {
        let file = Self::with(Vec::new(), c"w")?;
        // Numbers that are shorter than an int are passed as one.
        let short = |tag: u32, value: u32| {
            // SAFETY: the file is open; these tags take one number of at most 32 bits.
            unsafe { TIFFSetField(file.tiff.as_ptr(), tag, value) == 1 }
        };
        let mut done = short(256, width) && short(257, height) && short(258, 1) && short(277, 1);
        done &= short(262, 0) && short(278, height) && short(296, 2);
        // SAFETY: the file is open; YResolution takes a double. Above 150 per inch libtiff takes 4 for K.
        done &= unsafe { TIFFSetField(file.tiff.as_ptr(), 283, 196.0_f64) == 1 };
        done &= short(259, if coding == Coding::Mmr { 4 } else { 3 });
        if let Coding::Mr { .. } = coding {
            done &= short(292, 1);
        }
        done.then_some(file)
    }

    fn with(octets: Vec<u8>, mode: &core::ffi::CStr) -> Option<Self> {
        static QUIET: Once = Once::new();
        // SAFETY: no handler is a handler that libtiff knows: it says nothing then.
        QUIET.call_once(|| unsafe {
            TIFFSetErrorHandler(None);
            TIFFSetWarningHandler(None);
        });
        let memory = NonNull::from(Box::leak(Box::new(Memory { octets, at: 0 })));
        // SAFETY: the strings end in zero; the procedures below get `memory` back and nothing else, and it lives until
        // the file is closed.
        let tiff = unsafe {
            let user = memory.as_ptr().cast();
            TIFFClientOpen(c"memory".as_ptr(), mode.as_ptr(), user, read, write, seek, close, size, map, unmap)
        };
        let Some(tiff) = NonNull::new(tiff) else {
            // SAFETY: libtiff did not take it, so it is ours, from the box above.
            drop(unsafe { Box::from_raw(memory.as_ptr()) });
            return None;
        };
        Some(Self { tiff, memory })
    }

    /// Decodes the strip; says whether libtiff was content.
    pub(super) fn read_encoded(&mut self, bitmap: &mut [u8]) -> bool {
        // SAFETY: the file is open, and so many octets may be written there.
        let got =
            unsafe { TIFFReadEncodedStrip(self.tiff.as_ptr(), 0, bitmap.as_mut_ptr().cast(), bitmap.len() as isize) };
        got == bitmap.len() as isize
    }

    /// The strip as it is in the file.
    pub(super) fn read_raw(&mut self) -> Option<Vec<u8>> {
        // SAFETY: the file is open.
        let len = usize::try_from(unsafe { TIFFRawStripSize(self.tiff.as_ptr(), 0) }).ok()?;
        let mut octets = vec![0; len];
        // SAFETY: the file is open, and so many octets may be written there.
        let got = unsafe { TIFFReadRawStrip(self.tiff.as_ptr(), 0, octets.as_mut_ptr().cast(), len as isize) };
        (got == len as isize).then_some(octets)
    }

    /// Codes the strip and writes it.
    pub(super) fn write_encoded(&mut self, bitmap: &[u8]) -> bool {
        // SAFETY: the file is open, and so many octets may be read there. libtiff swaps octets in place for samples of
        // 16 bits and more only; these have one.
        unsafe {
            TIFFWriteEncodedStrip(self.tiff.as_ptr(), 0, bitmap.as_ptr().cast(), bitmap.len() as isize)
                == bitmap.len() as isize
                && TIFFFlushData(self.tiff.as_ptr()) == 1
        }
    }

    /// Writes the strip as it is.
    pub(super) fn write_raw(&mut self, octets: &[u8]) -> bool {
        // SAFETY: as for `write_encoded`; the fill order is that of the octets, so that no bits are turned.
        unsafe {
            TIFFWriteRawStrip(self.tiff.as_ptr(), 0, octets.as_ptr().cast(), octets.len() as isize)
                == octets.len() as isize
        }
    }

    /// Closes the file; what is in it.
    pub(super) fn finish(self) -> Vec<u8> {
        let this = core::mem::ManuallyDrop::new(self);
        // SAFETY: it is closed once, as `drop` does not run, and then the memory is nobody's but ours.
        unsafe {
            TIFFClose(this.tiff.as_ptr());
            Box::from_raw(this.memory.as_ptr()).octets
        }
    }
}

impl Drop for Tiff {
    fn drop(&mut self) {
        // SAFETY: the file is open until here, and its memory is nobody's behind that.
        unsafe {
            TIFFClose(self.tiff.as_ptr());
            drop(Box::from_raw(self.memory.as_ptr()));
        }
    }
}

/// # Safety
/// `user` is the `Memory` that the file was opened with, which nobody else uses now.
unsafe fn memory<'a>(user: *mut c_void) -> &'a mut Memory {
    // SAFETY: as promised.
    unsafe { &mut *user.cast::<Memory>() }
}

unsafe extern "C" fn read(user: *mut c_void, to: *mut c_void, len: isize) -> isize {
    // SAFETY: libtiff hands back what it was given.
    let memory = unsafe { memory(user) };
    let rest = memory.octets.get(memory.at..).unwrap_or_default();
    let count = rest.len().min(usize::try_from(len).unwrap_or(0));
    // SAFETY: libtiff has room for `len` octets, in memory of its own.
    unsafe { to.cast::<u8>().copy_from_nonoverlapping(rest.as_ptr(), count) };
    memory.at += count;
    count as isize
}

unsafe extern "C" fn write(user: *mut c_void, from: *mut c_void, len: isize) -> isize {
    let Ok(count) = usize::try_from(len) else { return -1 };
    // SAFETY: libtiff hands back what it was given.
    let memory = unsafe { memory(user) };
    let end = memory.at + count;
    if memory.octets.len() < end {
        memory.octets.resize(end, 0);
    }
    // SAFETY: libtiff has `len` octets there, in memory of its own.
    memory.octets[memory.at..end].copy_from_slice(unsafe { core::slice::from_raw_parts(from.cast(), count) });
    memory.at = end;
    len
}

unsafe extern "C" fn seek(user: *mut c_void, offset: u64, from: c_int) -> u64 {
    // SAFETY: libtiff hands back what it was given.
    let memory = unsafe { memory(user) };
    let base = match from {
        0 => 0,
        1 => memory.at,
        _ => memory.octets.len(),
    };
    memory.at = base + offset as usize;
    memory.at as u64
}

unsafe extern "C" fn close(_: *mut c_void) -> c_int {
    0
}

unsafe extern "C" fn size(user: *mut c_void) -> u64 {
    // SAFETY: libtiff hands back what it was given.
    unsafe { memory(user) }.octets.len() as u64
}

/// Reading in place, as libtiff does with a file that it maps.
unsafe extern "C" fn map(user: *mut c_void, base: *mut *mut c_void, len: *mut u64) -> c_int {
    // SAFETY: libtiff hands back what it was given, and room for the two answers. Only files opened for reading are
    // mapped, whose octets do not move.
    unsafe {
        let octets = &mut memory(user).octets;
        *base = octets.as_mut_ptr().cast();
        *len = octets.len() as u64;
    }
    1
}

unsafe extern "C" fn unmap(_: *mut c_void, _: *mut c_void, _: u64) {}
