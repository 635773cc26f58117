//! Any file: it is refused, or read within its limits.
#![no_main]

use fax_t4::BitOrder;
use fax_t4::tiff::{Existing, Limits, Reader};

libfuzzer_sys::fuzz_target!(|file: &[u8]| {
    let limits = Limits { pages: 20, tags: 50, strips: 1000, rows: 5000, octets: 1 << 20 };
    let _ = Existing::of(file, limits);
    let Ok(reader) = Reader::open_what_can_be_read(file, limits) else { return };
    assert_eq!(Reader::open(file, limits).is_ok(), reader.refused().is_empty());
    for coded in reader.pages().iter().filter_map(|page| page.coded().ok()) {
        // As much as was announced, whatever the steps.
        let mut line = vec![0; coded.line_len() + 1];
        assert_eq!(coded.read_line(0, BitOrder::LsbFirst, &mut line), coded.line_len());
    }
    assert!(reader.pages().len() <= limits.pages);
    assert!(reader.pages().iter().map(|page| page.strips().len()).sum::<usize>() <= limits.strips);
    if let Ok(images) = reader.decode_all() {
        assert!(images.iter().map(|image| image.bitmap.octets().len() as u64).sum::<u64>() <= limits.octets);
        assert!(images.iter().all(|image| image.bitmap.height() <= limits.rows));
    }
});
