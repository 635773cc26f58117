//! TIFF files: what is written is read, in every form that fax programs use; hand-made files of other writers.
#![cfg(feature = "tiff")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

mod naive;
mod tiff_file;

use fax_t4::tiff::{
    Compression, Damage, Limits, Orientation, PageOptions, Reader, Received, Store, WriteError, Writer,
};
use fax_t4::{BitOrder, Bitmap, Density};
use naive::{EOL, octets};
use proptest::prelude::*;
use tiff_file::{ASCII, File, LONG, LONG8, RATIONAL, SHORT};

const FINE: Density = Density { x: 204, y: 196 };

fn bitmap(rows: &[naive::Bits]) -> Bitmap {
    let mut bitmap = Bitmap::new(rows[0].len() as u16);
    rows.iter().for_each(|row| bitmap.push_row(&naive::packed(row)));
    bitmap
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn pages_come_back(
        pages in prop::collection::vec(naive::pages(naive::widths()), 1..4),
        compression in prop::sample::select(vec![
            Compression::None, Compression::Rle, Compression::RleWords, Compression::Mh, Compression::Mr { k: 4 }, Compression::Mmr,
        ]),
        lsb_first in any::<bool>(),
        aligned in any::<bool>(),
        rows_per_strip in prop_oneof![Just(u32::MAX), 1..5u32],
    ) {
        let order = if lsb_first { BitOrder::LsbFirst } else { BitOrder::MsbFirst };
        let options = PageOptions::new(compression, FINE)
            .with_bit_order(order)
            .with_aligned_eols(aligned)
            .with_rows_per_strip(rows_per_strip);
        let pages: Vec<_> = pages.iter().map(|rows| bitmap(rows)).collect();
        let mut writer = Writer::new(Vec::new()).unwrap();
        for page in &pages {
            writer.page(page, &options).unwrap();
        }
        let file = writer.finish();
        let reader = Reader::open(&file, Limits::default()).unwrap();
        let images = reader.decode_all().unwrap();
        prop_assert!(images.iter().all(|image| image.rows.bad == 0 && image.damage().is_none()));
        prop_assert_eq!(images.into_iter().map(|image| image.bitmap).collect::<Vec<_>>(), pages);
    }
}

#[test]
fn tags_come_back() {
    let options = PageOptions::new(Compression::Mr { k: 2 }, Density { x: 204, y: 98 })
        .with_document_name("letter")
        .with_software("fax")
        .with_date_time("2026:11:20 23:50:00")
        .with_received(Received { bad_rows: 3, longest_bad_run: 2 });
    let mut writer = Writer::new(Vec::new()).unwrap().with_page_count(2);
    for _ in 0..2 {
        writer.page(&Bitmap::white(1728, 5), &options).unwrap();
    }
    let file = writer.finish();
    let reader = Reader::open(&file, Limits::default()).unwrap();
    for (number, page) in reader.pages().iter().enumerate() {
        assert_eq!((page.width(), page.height()), (1728, Some(5)));
        assert_eq!(page.density(), Some(Density { x: 204, y: 98 }));
        assert_eq!(page.compression(), Compression::Mr { k: 4 });
        assert_eq!(page.document_name(), Some("letter"));
        assert_eq!(page.software(), Some("fax"));
        assert_eq!(page.date_time(), Some("2026:11:20 23:50:00"));
        assert_eq!(page.number(), Some((number as u16, 2)));
        assert_eq!(page.received(), Some(Received { bad_rows: 3, longest_bad_run: 2 }));
    }
}

#[test]
fn class_f_files_have_no_rtc_and_even_directories() {
    let mut writer = Writer::new(Vec::new()).unwrap();
    for _ in 0..3 {
        let options = PageOptions::new(Compression::Mh, FINE).with_bit_order(BitOrder::MsbFirst);
        writer.page(&Bitmap::white(8, 1), &options).unwrap();
    }
    let file = writer.finish();
    let reader = Reader::open(&file, Limits::default()).unwrap();
    for page in reader.pages() {
        // EOL, white 8.
        assert_eq!(page.strips(), [&octets(&format!("{EOL}10011"))[..]]);
    }
    let mut at = u32::from_le_bytes(file[4..8].try_into().unwrap()) as usize;
    for _ in 0..3 {
        assert_eq!(at % 2, 0);
        let tags = usize::from(u16::from_le_bytes(file[at..at + 2].try_into().unwrap()));
        let numbers: Vec<_> = file[at + 2..].chunks(12).take(tags).map(|tag| [tag[1], tag[0]]).collect();
        assert!(numbers.is_sorted(), "tags ascend");
        let link = at + 2 + 12 * tags;
        at = u32::from_le_bytes(file[link..link + 4].try_into().unwrap()) as usize;
    }
    assert_eq!(at, 0);
}

#[test]
fn a_file_store_has_the_same_octets_as_memory() {
    use fax_t4::tiff::FileStore;
    use std::io::Cursor;

    let options = PageOptions::new(Compression::Mr { k: 4 }, FINE).with_rows_per_strip(3);
    let pages = [Bitmap::white(100, 7), Bitmap::white(3, 1)];
    let mut memory = Writer::new(Vec::new()).unwrap();
    let mut file = Writer::new(FileStore(Cursor::new(Vec::new()))).unwrap();
    for page in &pages {
        memory.page(page, &options).unwrap();
        file.page(page, &options).unwrap();
    }
    assert_eq!(file.finish().0.into_inner(), memory.finish());
}

#[test]
fn what_cannot_be_written_is_told() {
    struct Full(usize);
    impl Store for Full {
        type Error = &'static str;

        fn append(&mut self, octets: &[u8]) -> Result<(), &'static str> {
            self.0 = self.0.checked_sub(octets.len()).ok_or("disk full")?;
            Ok(())
        }

        fn patch(&mut self, _at: u32, _octets: [u8; 4]) -> Result<(), &'static str> {
            Ok(())
        }
    }
    let options = PageOptions::new(Compression::Mmr, FINE);
    assert_eq!(Writer::new(Full(7)).err(), Some(WriteError::Store("disk full")));
    let mut writer = Writer::new(Full(100)).unwrap();
    let error = writer.page(&Bitmap::white(8, 1), &options).unwrap_err();
    assert_eq!(error.to_string(), "TIFF file cannot be written: disk full");
    let mut writer = Writer::new(Full(1000)).unwrap();
    assert!(matches!(writer.page(&Bitmap::new(0), &options), Err(WriteError::Width(_))));
}

#[test]
fn damaged_files_give_what_is_there() {
    // MMR with a code that is none in the second row: the pels before it, then white.
    let page = page(false).with(257, SHORT, &[4]).strip(&octets(&format!("{MMR} 001 0111 11 0000001111")));
    let file = page.build();
    let image = Reader::open(&file, Limits::default()).unwrap().pages()[0].decode().unwrap();
    assert_eq!(image.bitmap.octets(), [0xF0, 0xF0, 0b0011_0000, 0]);
    assert_eq!((image.rows.total, image.rows.bad), (3, 1));
}

#[test]
fn a_page_is_whole_if_nothing_is_missing_or_damaged_but_what_its_file_admits_to() {
    let damage = |file: &File| {
        let file = file.build();
        Reader::open(&file, Limits::default()).unwrap().pages()[0].decode().unwrap().damage()
    };
    assert_eq!(damage(&page(false)), None);
    assert_eq!(damage(&page(false).without(257)), None, "a height that is not known is met");
    let short = damage(&page(false).with(257, SHORT, &[5]));
    assert_eq!(short, Some(Damage::Missing { rows: 2, of: 5 }));
    assert_eq!(short.unwrap().to_string(), "breaks off after 2 of 5 rows");
    // MH: white 8, a row in ruins, white 8.
    let rows = octets(&format!("{EOL}10011{EOL}0000000011{EOL}10011"));
    let torn = page(false).with(257, SHORT, &[3]).with(259, SHORT, &[3]).strip(&rows);
    let bad = damage(&torn);
    assert_eq!(bad, Some(Damage::Bad { rows: 1, of: 3 }));
    assert_eq!(bad.unwrap().to_string(), "1 of 3 rows are damaged");
    // BadFaxLines is tag 326, CleanFaxData 327.
    assert_eq!(damage(&torn.with(326, LONG, &[1])), None);
    assert_eq!(damage(&torn.with(326, LONG, &[0])), bad);
    assert_eq!(damage(&torn.with(327, SHORT, &[2])), None);
    assert_eq!(damage(&torn.with(327, SHORT, &[2]).with(326, LONG, &[1])), None);
    assert_eq!(damage(&torn.with(327, SHORT, &[2]).with(326, LONG, &[0])), bad);
    assert_eq!(damage(&torn.with(327, SHORT, &[1]).with(326, LONG, &[1])), bad, "said to be put right");
    assert_eq!(damage(&torn.with(327, SHORT, &[0])), bad);
    // Rows that are missing are never admitted to.
    let cut = torn.with(257, SHORT, &[4]).with(326, LONG, &[2]).with(327, SHORT, &[2]);
    assert_eq!(damage(&cut), Some(Damage::Missing { rows: 3, of: 4 }));
}

/// Two rows of 8 pels, four black ones on the left of each, in MMR: horizontal white 0, black 4, V0; V0, V0, V0.
const MMR: &str = "001 00110101 011 1 111";

fn page(big: bool) -> File {
    File::new(big)
        .with(256, SHORT, &[8])
        .with(257, SHORT, &[2])
        .with(259, SHORT, &[4])
        .with(262, SHORT, &[0])
        .strip(&octets(MMR))
}

fn pels(file: &[u8]) -> Vec<u8> {
    let reader = Reader::open(file, Limits::default()).unwrap();
    reader.pages()[0].decode().unwrap().bitmap.octets().to_vec()
}

#[test]
fn both_byte_orders() {
    assert_eq!(pels(&page(false).build()), [0xF0, 0xF0]);
    assert_eq!(pels(&page(true).build()), [0xF0, 0xF0]);
}

#[test]
fn photometric_1_turns_colours_round() {
    assert_eq!(pels(&page(false).with(262, SHORT, &[1]).build()), [0x0F, 0x0F]);
}

#[test]
fn fill_order_2_turns_octets_round() {
    let mirrored: Vec<_> = octets(MMR).into_iter().map(u8::reverse_bits).collect();
    assert_eq!(pels(&page(false).with(266, SHORT, &[2]).strip(&mirrored).build()), [0xF0, 0xF0]);
}

#[test]
fn byte_counts_may_be_missing_or_wrong() {
    assert_eq!(pels(&page(false).without(279).build()), [0xF0, 0xF0]);
    assert_eq!(pels(&page(false).with(279, LONG, &[0]).build()), [0xF0, 0xF0]);
    assert_eq!(pels(&page(false).with(279, LONG, &[u32::MAX]).build()), [0xF0, 0xF0]);
}

#[test]
fn uncompressed_mode_is_read_where_it_is_announced() {
    // T4Options is tag 292, T6Options 293; bit 1 says that the mode may occur.
    let decode = |file: &File| {
        let file = file.build();
        let image = Reader::open(&file, Limits::default()).unwrap().pages()[0].decode().unwrap();
        (image.bitmap.octets().to_vec(), image.damage())
    };
    let mmr = page(false).with(293, LONG, &[2]);
    assert_eq!(decode(&mmr), (vec![0xF0, 0xF0], None));
    let row = format!("{EOL} 00110101 011 1011");
    let mh = page(false).with(259, SHORT, &[3]).with(292, LONG, &[2]).strip(&octets(&row.repeat(2)));
    assert_eq!(decode(&mh), (vec![0xF0, 0xF0], None));
    // The same row in the mode: four black pels, and four white ones in front of its end (T.6 2.2.5).
    let pels = "1111 00000000001 0";
    let used = mmr.strip(&octets(&format!("0000001111 {pels} 111")));
    assert_eq!(decode(&used), (vec![0xF0, 0xF0], None));
    let used = mh.strip(&octets(&format!("{EOL} 000000001111 {pels} {row}")));
    assert_eq!(decode(&used), (vec![0xF0, 0xF0], None));
    // Not announced, it is damage: MMR cannot go on, MH does with the next row.
    let unknown = page(false).strip(&octets("001 00110101 011 1 0000001111"));
    assert_eq!(decode(&unknown), (vec![0xF0, 0], Some(Damage::Bad { rows: 1, of: 2 })));
    let unknown = mh.with(257, SHORT, &[3]).with(292, LONG, &[0]);
    let unknown = unknown.strip(&octets(&format!("{row} {EOL} 000000001111 {row}")));
    assert_eq!(decode(&unknown), (vec![0xF0; 3], Some(Damage::Bad { rows: 1, of: 3 })));
}

#[test]
fn many_pages_may_lack_byte_counts() {
    // Each with its directory behind its strip, in a file of little else: none runs into the next page.
    let one = page(false).without(279).strip(&[&octets(MMR)[..], &[0; 1000]].concat());
    let (mut file, len) = (one.build(), one.build().len() as u32);
    for number in 1..10 {
        let shifted = one.with(273, LONG, &[number * len + 8]).build();
        let link = file.len() - 4;
        file[link..].copy_from_slice(&(number * len + one.directory_at()).to_le_bytes());
        file.extend(shifted);
    }
    let reader = Reader::open(&file, Limits::default()).unwrap();
    assert_eq!(reader.pages().len(), 10);
    for image in reader.decode_all().unwrap() {
        assert_eq!((image.bitmap.octets(), image.damage()), (&[0xF0, 0xF0][..], None));
    }
    assert!(reader.pages().iter().all(|page| page.strips()[0].len() == one.directory_at() as usize - 8));
}

#[test]
fn rows_per_strip_may_be_missing_infinite_or_zero() {
    for rows in [2, 0, u32::MAX] {
        assert_eq!(pels(&page(false).with(278, LONG, &[rows]).build()), [0xF0, 0xF0]);
    }
}

#[test]
fn the_last_strip_has_all_rows_that_are_left() {
    // RowsPerStrip 1, and two rows in the one strip.
    let one = page(false).with(278, LONG, &[1]);
    assert_eq!(pels(&one.build()), [0xF0, 0xF0]);
    assert_eq!(pels(&one.without(257).strip(&octets(&format!("{MMR}{EOL}{EOL}"))).build()), [0xF0, 0xF0]);
    let strips: [&[u8]; 2] = [&octets("001 00110101 011 1"), &octets(MMR)];
    assert_eq!(pels(&one.with(257, LONG, &[3]).strips(&strips).build()), [0xF0; 3]);
    let packed = one.with(259, SHORT, &[1]).strip(&[1, 2]);
    assert_eq!(pels(&packed.build()), [1, 2]);
}

#[test]
fn missing_rows_are_white_and_stay_in_their_strip() {
    // Height 6 in strips of 3; the first strip has but one row. White whatever the photometric interpretation.
    let strips: [&[u8]; 2] = [&octets("001 00110101 011 1"), &octets(MMR)];
    let file = page(false).with(257, LONG, &[6]).with(278, LONG, &[3]).strips(&strips);
    assert_eq!(pels(&file.build()), [0xF0, 0, 0, 0xF0, 0xF0, 0]);
    assert_eq!(pels(&file.with(262, SHORT, &[1]).build()), [0x0F, 0, 0, 0x0F, 0x0F, 0]);
}

#[test]
fn a_run_of_bad_rows_crosses_strips() {
    // MH, three rows to a strip: white 8, or a row in ruins.
    let rows = |pattern: &str| {
        let row = |good| if good == 'g' { format!("{EOL}10011") } else { format!("{EOL}0000000011") };
        octets(&format!("{}{EOL}{EOL}", pattern.chars().map(row).collect::<String>()))
    };
    let runs = |patterns: [&str; 2]| {
        let [above, below] = patterns.map(rows);
        let file = page(false).with(257, SHORT, &[6]).with(278, SHORT, &[3]).with(259, SHORT, &[3]);
        let file = file.strips(&[&above, &below]).build();
        let rows = Reader::open(&file, Limits::default()).unwrap().pages()[0].decode().unwrap().rows;
        (rows.total, rows.bad, rows.longest_bad_run)
    };
    assert_eq!(runs(["gbb", "bgg"]), (6, 3, 3));
    assert_eq!(runs(["gbb", "gbg"]), (6, 3, 2));
    assert_eq!(runs(["bbb", "bbg"]), (6, 5, 5));
}

#[test]
fn an_unknown_height_is_found_out() {
    assert_eq!(
        pels(&page(false).with(257, LONG, &[0]).strip(&octets(&format!("{MMR}{EOL}{EOL}"))).build()),
        [0xF0, 0xF0]
    );
    assert_eq!(pels(&page(false).without(257).strip(&octets(&format!("{MMR}{EOL}{EOL}"))).build()), [0xF0, 0xF0]);
}

#[test]
fn compression_3_without_eols_is_understood() {
    // White 0, black 4, white 4, twice.
    let row = "00110101 011 1011";
    let file = page(false).with(259, SHORT, &[3]).strip(&octets(&format!("{row}{row}")));
    assert_eq!(pels(&file.build()), [0xF0, 0xF0]);
    let file = page(false).with(259, SHORT, &[3]).strip(&octets(&format!("{EOL}{row}{EOL}{row}{}", EOL.repeat(6))));
    assert_eq!(pels(&file.build()), [0xF0, 0xF0]);
}

#[test]
fn densities_in_inches_and_centimetres() {
    let density = |file: &File| {
        let file = file.build();
        Reader::open(&file, Limits::default()).unwrap().pages()[0].density()
    };
    let inch = page(false).with(282, RATIONAL, &[2040, 10]).with(283, RATIONAL, &[98, 1]);
    assert_eq!(density(&inch), Some(Density { x: 204, y: 98 }));
    // 80.31 and 38.58 to the centimetre.
    let cm = page(true).with(282, RATIONAL, &[8031, 100]).with(283, RATIONAL, &[3858, 100]).with(296, SHORT, &[3]);
    assert_eq!(density(&cm), Some(Density { x: 204, y: 98 }));
    assert_eq!(density(&inch.with(296, SHORT, &[1])), None);
    assert_eq!(density(&page(false).with(282, RATIONAL, &[1, 0]).with(283, RATIONAL, &[0, 1])), None);
    assert_eq!(density(&page(false)), None);
}

#[test]
fn rows_on_words_are_understood() {
    // White 0, black 4, white 4, in 15 bits, and white 8 in 5 bits.
    let file = page(false).with(259, SHORT, &[32_771]).strip(&octets("00110101 011 1011 0 10011 00000000000"));
    assert_eq!(pels(&file.build()), [0xF0, 0x00]);
    // White 0, black 64 and 0, in 28 bits: two words.
    let wide = file.with(256, SHORT, &[64]).strip(&octets("00110101 0000001111 0000110111 0000").repeat(2));
    assert_eq!(pels(&wide.build()), [0xFF; 16]);
    // Nothing legal begins with eight zeros: the second row is damaged, and the end.
    let damaged = file.strip(&octets("00110101 011 1011 0 0000000011111111")).build();
    let image = Reader::open(&damaged, Limits::default()).unwrap().pages()[0].decode().unwrap();
    assert_eq!((image.bitmap.octets(), image.damage()), (&[0xF0, 0][..], Some(Damage::Bad { rows: 1, of: 2 })));
}

#[test]
fn big_tiff() {
    for big in [false, true] {
        assert_eq!(pels(&page(big).wide().build()), [0xF0, 0xF0]);
        let strip = octets(MMR);
        let offsets = page(big).wide().with(273, LONG8, &[16]).with(279, LONG8, &[strip.len() as u32]);
        assert_eq!(pels(&offsets.build()), [0xF0, 0xF0]);
        let file = page(big).wide().with(282, RATIONAL, &[204, 1]).with(283, RATIONAL, &[98, 1]).build();
        let reader = Reader::open(&file, Limits::default()).unwrap();
        assert_eq!(reader.pages()[0].density(), Some(Density { x: 204, y: 98 }));
    }
}

/// Rows of white 2, black 3, white 3, of one kind or another.
const ROW: &str = "0111 10 1000";

fn found_out(file: &File) -> (Vec<u8>, Compression, BitOrder) {
    let file = file.build();
    let image = Reader::open(&file, Limits::default()).unwrap().pages()[0].decode().unwrap();
    assert_eq!(image.damage(), None);
    (image.bitmap.octets().to_vec(), image.compression, image.bit_order)
}

#[test]
fn wrong_options_are_found_out() {
    let height = 12;
    let (lsb, msb) = (BitOrder::LsbFirst, BitOrder::MsbFirst);
    let file = page(false).with(257, SHORT, &[height]).with(259, SHORT, &[3]);
    let pels = vec![0x38; height as usize];
    // One-dimensional rows that are said to be two-dimensional.
    let mh = octets(&format!("{EOL}{ROW}").repeat(height as usize));
    assert_eq!(found_out(&file.with(292, LONG, &[1]).strip(&mh)), (pels.clone(), Compression::Mh, msb));
    // The other way round: K is 4; three vertical codes make a row like the one above.
    let mr = octets(&format!("{EOL}1{ROW}{}", format!("{EOL}0 111").repeat(3)).repeat(height as usize / 4));
    assert_eq!(found_out(&file.with(292, LONG, &[0]).strip(&mr)), (pels.clone(), Compression::Mr { k: 4 }, msb));
    // Rows on octet boundaries without EOLs.
    let rle = octets(&format!("{:0<16}", ROW.replace(' ', "")).repeat(height as usize));
    assert_eq!(found_out(&file.strip(&rle)), (pels.clone(), Compression::Rle, msb));
    // The other order of bits.
    let turned = |octets: &[u8]| octets.iter().map(|octet| octet.reverse_bits()).collect::<Vec<_>>();
    assert_eq!(found_out(&file.strip(&turned(&mh))), (pels.clone(), Compression::Mh, lsb));
    assert_eq!(found_out(&file.with(266, SHORT, &[2]).strip(&mh)), (pels.clone(), Compression::Mh, msb));
    // What the tags say is believed where it fits.
    assert_eq!(found_out(&file.with(292, LONG, &[1]).strip(&mr)), (pels, Compression::Mr { k: 4 }, msb));
}

#[test]
fn strips_share_rows_if_rows_per_strip_is_missing() {
    let strips: [&[u8]; 2] = [&octets(MMR), &octets("001 00110101 011 1")];
    let file = page(false).with(257, SHORT, &[3]).strips(&strips);
    assert_eq!(pels(&file.build()), [0xF0; 3]);
    assert_eq!(pels(&file.with(278, LONG, &[u32::MAX]).build()), [0xF0; 3]);
}

#[test]
fn byte_counts_that_reach_into_what_follows_end_there() {
    let strips: [&[u8]; 2] = [&octets(MMR), &octets(MMR)];
    let file = page(false).with(257, SHORT, &[4]).with(278, SHORT, &[2]).strips(&strips);
    let file = file.with(279, LONG, &[1000, 1000]);
    assert_eq!(pels(&file.build()), [0xF0; 4]);
    let octets = file.build();
    let reader = Reader::open(&octets, Limits::default()).unwrap();
    assert_eq!(reader.pages()[0].strips(), strips);
}

#[test]
fn a_strip_outside_the_file_is_missing_rows() {
    let strips: [&[u8]; 2] = [&octets(MMR), &octets(MMR)];
    let file = page(false).with(257, SHORT, &[4]).with(278, SHORT, &[2]).strips(&strips);
    for offset in [0, 1_000_000] {
        let file = file.with(273, LONG, &[8, offset]).build();
        let image = Reader::open(&file, Limits::default()).unwrap().pages()[0].decode().unwrap();
        assert_eq!(image.bitmap.octets(), [0xF0, 0xF0, 0, 0]);
        assert_eq!(image.damage(), Some(Damage::Missing { rows: 2, of: 4 }));
    }
}

#[test]
fn orientation_and_texts() {
    let file = page(false).with(274, SHORT, &[6]).with(270, ASCII, &[b'h'.into(), b'i'.into(), 0]).build();
    let reader = Reader::open(&file, Limits::default()).unwrap();
    assert_eq!((reader.pages()[0].orientation().number(), reader.pages()[0].description()), (6, Some("hi")));
    let file = page(false).with(274, SHORT, &[9]).build();
    assert_eq!(Reader::open(&file, Limits::default()).unwrap().pages()[0].orientation(), Orientation::UPRIGHT);
}

/// Files with the same strip, one behind the other, linked to each other.
fn chain(pages: &[File]) -> Vec<u8> {
    let mut file = Vec::new();
    for page in pages {
        // Directories in front, their values and the strip behind, all of it moved.
        let shifted = page.with(273, LONG, &[file.len() as u32 + 8]).build();
        if !file.is_empty() {
            let (link, at) = (file.len() - 4, file.len() as u32 + page.directory_at());
            file[link..].copy_from_slice(&at.to_le_bytes());
        }
        file.extend(shifted);
    }
    file
}

#[test]
fn thumbnails_are_no_pages() {
    let small = page(false).with(254, LONG, &[1]);
    let old_small = page(false).with(255, SHORT, &[2]);
    // In colour: not even looked at.
    let coloured = small.with(277, SHORT, &[3]);
    let mask = page(false).with(254, LONG, &[6]);
    let count = |pages: &[File]| {
        let file = chain(pages);
        Reader::open(&file, Limits::default()).map(|reader| reader.pages().len())
    };
    let full = page(false).with(254, LONG, &[2]);
    assert_eq!(count(&[full.clone(), small.clone(), old_small, coloured.clone(), mask, full]), Ok(2));
    assert_eq!(count(&[small.clone(), small]), Ok(2));
    assert!(count(&[coloured]).is_err());
}

#[test]
fn what_can_be_read_of_a_file_with_other_pages() {
    let coloured = page(false).with(277, SHORT, &[3]);
    let file = chain(&[page(false), coloured.clone(), page(false).linked_to(1_000_000)]);
    assert!(Reader::open(&file, Limits::default()).is_err());
    let reader = Reader::open_what_can_be_read(&file, Limits::default()).unwrap();
    assert_eq!(reader.pages().len(), 2);
    let refused: Vec<_> = reader.refused().iter().map(|(number, error)| (*number, error.to_string())).collect();
    assert_eq!(
        refused,
        [
            (1, "TIFF file has 3 samples of 1 bits per pel, which cannot be read here".into()),
            (3, "TIFF directory at octet 1000000 is not inside the file".into()),
        ]
    );
    let file = chain(&[coloured]);
    assert!(Reader::open_what_can_be_read(&file, Limits::default()).is_err(), "there is nothing left");
    let twice = page(false);
    let file = twice.linked_to(twice.directory_at()).build();
    assert_eq!(Reader::open_what_can_be_read(&file, Limits::default()).unwrap().pages().len(), 1);
}
