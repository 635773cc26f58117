//! Coding and decoding the made up pages, and opening a TIFF file. For times beside those of other codecs, and on pages
//! of your own, see the program `codec-table`.
#![allow(missing_docs, reason = "criterion's macros make public items")]

use core::hint::black_box;

use benches::codec::CODINGS;
use benches::{ours, reference, synthetic};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fax_t4::tiff::{Compression, Limits, PageOptions, Reader, Writer};
use fax_t4::{Bitmap, Density, Params};

fn codec(criterion: &mut Criterion) {
    for page in [synthetic::letter(), synthetic::drawing()] {
        for coding in CODINGS {
            let params = Params::new(coding, page.width).with_row_limit(page.height);
            let coded = reference::encode(coding, &page);
            let mut bitmap = vec![0; page.octets.len()];
            let mut out = vec![0; ours::room(&page)];
            let mut group = criterion.benchmark_group(format!("{coding} {}", page.name));
            group.throughput(Throughput::Bytes(page.octets.len() as u64));
            for ours in ours::all() {
                group.bench_function(format!("decode, {ours}"), |bench| {
                    bench.iter(|| assert_eq!(ours.decode_page(params, black_box(&coded), &mut bitmap), page.height));
                });
                group.bench_function(format!("encode, {ours}"), |bench| {
                    bench.iter(|| assert_eq!(ours.encode_into(params, black_box(&page), &mut out), coded.len()));
                });
            }
        }
    }
}

fn tiff(criterion: &mut Criterion) {
    let page = synthetic::letter();
    let page = Bitmap::from_octets(page.width as u16, page.octets);
    let options = PageOptions::new(Compression::Mmr, Density { x: 204, y: 196 });
    let mut writer = Writer::new(Vec::new()).expect("memory does not fail");
    for _ in 0..20 {
        writer.page(&page, &options).expect("memory does not fail");
    }
    let file = writer.finish();
    criterion.bench_function("TIFF open, 20 pages", |bench| {
        bench.iter(|| Reader::open(black_box(&file), Limits::default()).map(|reader| reader.pages().len()));
    });
}

criterion_group!(benches, codec, tiff);
criterion_main!(benches);
