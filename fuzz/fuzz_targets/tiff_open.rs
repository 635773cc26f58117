//! Any file: it is refused, or read within its limits.
#![no_main]

use fax_t4::tiff::{Limits, Reader};

libfuzzer_sys::fuzz_target!(|file: &[u8]| {
    let limits = Limits { pages: 20, tags: 50, strips: 1000, rows: 5000, octets: 1 << 20 };
    let Ok(reader) = Reader::open(file, limits) else { return };
    assert!(reader.pages().len() <= limits.pages);
    assert!(reader.pages().iter().map(|page| page.strips().len()).sum::<usize>() <= limits.strips);
    if let Ok(images) = reader.decode_all() {
        assert!(images.iter().map(|image| image.bitmap.octets().len() as u64).sum::<u64>() <= limits.octets);
        assert!(images.iter().all(|image| image.bitmap.height() <= limits.rows));
    }
});
