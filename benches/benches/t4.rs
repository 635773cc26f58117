//! Coding and decoding a page, and opening a TIFF file.
//!
//! The page is made up: lines of words of strokes on white paper, as dense as a typed letter. Real charts differ; for
//! claims about speed, measure those.
#![allow(missing_docs, reason = "criterion's macros make public items")]

use core::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fax_t4::tiff::{Compression, Limits, PageOptions, Reader, Writer};
use fax_t4::{Bitmap, Coding, Decoded, Decoder, Density, Encoder, Params};

const WIDTH: u16 = 1728;
const HEIGHT: u32 = 2200;
const ROW: usize = WIDTH as usize / 8;

/// Numbers that look random and are the same every time (xorshift).
struct Numbers(u32);

impl Numbers {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 % limit
    }
}

/// Lines of 28 rows with 20 white ones between; letters are two strokes that drift a little from row to row.
fn letter() -> Bitmap {
    let mut numbers = Numbers(0x2545_F491);
    let mut page = Bitmap::new(WIDTH);
    let mut strokes: Vec<u32> = Vec::new();
    for y in 0..HEIGHT {
        if y % 48 == 0 {
            strokes = (0..60).filter(|i| i % 6 != 5).flat_map(|i| [150 + i * 24, 160 + i * 24]).collect();
        }
        let mut row = [0; ROW];
        if y % 48 < 28 {
            for stroke in &mut strokes {
                *stroke = *stroke + numbers.below(3) - 1;
                let width = 2 + numbers.below(3);
                for x in *stroke..*stroke + width {
                    if let Some(octet) = row.get_mut(x as usize / 8) {
                        *octet |= 0x80 >> (x % 8);
                    }
                }
            }
        }
        page.push_row(&row);
    }
    page
}

fn encode(params: Params, page: &Bitmap, out: &mut [u8]) -> usize {
    let mut encoder = Encoder::new(params).expect("the width is legal");
    let mut len = 0;
    for row in page.rows() {
        len += encoder.row(row, out.get_mut(len..).unwrap_or_default()).written;
    }
    len + encoder.finish(out.get_mut(len..).unwrap_or_default()).written
}

fn decode(params: Params, mut coded: &[u8]) -> u32 {
    let mut decoder = Decoder::new(params).expect("the width is legal");
    let mut row = [0; ROW];
    while let Decoded::Row { .. } = decoder.row(&mut coded, &mut row) {
        black_box(&row);
    }
    decoder.rows().total
}

fn codec(criterion: &mut Criterion) {
    let page = letter();
    for (name, coding) in [("MH", Coding::Mh), ("MR", Coding::Mr { k: 4 }), ("MMR", Coding::Mmr)] {
        let params = Params::new(coding, WIDTH);
        let mut out = vec![0; 2 * page.octets().len()];
        let len = encode(params, &page, &mut out);
        let coded = out.get(..len).unwrap_or_default().to_vec();
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(page.octets().len() as u64));
        group.bench_function("decode", |bench| bench.iter(|| assert_eq!(decode(params, black_box(&coded)), HEIGHT)));
        group.bench_function("encode", |bench| bench.iter(|| encode(params, black_box(&page), &mut out)));
    }
}

fn tiff(criterion: &mut Criterion) {
    let page = letter();
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
