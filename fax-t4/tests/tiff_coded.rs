//! Pass-through: what goes out without decoding is what decoding and coding again would give, up to fill.
#![cfg(feature = "tiff")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

mod drive;
mod naive;
mod tiff_file;

use fax_t4::tiff::{Coded, Compression, Limits, NoPassThrough, Orientation, PageOptions, Reader, Writer};
use fax_t4::{BitOrder, Bitmap, Coding, Density, Ending, Packed, Params};
use naive::{EOL, octets};
use proptest::prelude::*;
use tiff_file::{File, LONG, SHORT};

fn file(page: &Bitmap, options: &PageOptions<'_>) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new()).unwrap();
    writer.page(page, options).unwrap();
    writer.finish()
}

fn coded(file: &[u8]) -> Result<Coded<'_>, NoPassThrough> {
    Reader::open(file, Limits::default()).unwrap().pages()[0].coded()
}

fn line(coded: &Coded<'_>, order: BitOrder, step: usize) -> Vec<u8> {
    let (mut line, mut block) = (Vec::new(), vec![0; step]);
    loop {
        let filled = coded.read_line(line.len(), order, &mut block);
        line.extend_from_slice(&block[..filled]);
        if filled < step {
            return line;
        }
    }
}

/// As a receiver of T.30 does it.
fn receive(params: Params, coded: &[u8]) -> (Bitmap, Ending) {
    let (rows, ending) = drive::decode_good(params, Packed::new(vec![0; params.row_octets()]), coded);
    (Bitmap::from_octets(u16::try_from(params.width()).unwrap(), rows.concat()), ending)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn a_receiver_gets_the_page(
        rows in naive::pages(naive::widths()),
        coding in prop::sample::select(vec![Coding::Mh, Coding::Mr { k: 4 }, Coding::Mmr]),
        lsb_first in any::<bool>(),
        aligned in any::<bool>(),
        step in 1..50_usize,
    ) {
        let mut page = Bitmap::new(rows[0].len() as u16);
        rows.iter().for_each(|row| page.push_row(&naive::packed(row)));
        let compression = match coding {
            Coding::Mh => Compression::Mh,
            Coding::Mr { k } => Compression::Mr { k },
            Coding::Mmr => Compression::Mmr,
        };
        let options = PageOptions::new(compression, Density { x: 204, y: 196 })
            .with_bit_order(if lsb_first { BitOrder::LsbFirst } else { BitOrder::MsbFirst })
            .with_aligned_eols(aligned);
        let file = file(&page, &options);
        let coded = coded(&file).unwrap();
        let agreed = Params::new(coding, page.width().into()).with_bit_order(BitOrder::LsbFirst).with_lead_in(true);
        prop_assert_eq!(coded.fits(&agreed), Ok(()));
        prop_assert_eq!(coded.has_end_marker(), coding == Coding::Mmr);
        let sent = line(&coded, BitOrder::LsbFirst, step);
        prop_assert_eq!(sent.len(), coded.line_len());
        let (received, ending) = receive(agreed, &sent);
        prop_assert_eq!(received, page);
        prop_assert_eq!(ending, Ending::Marker);
    }
}

/// White 8, twice.
fn mh(strip: &str) -> File {
    File::new(false)
        .with(256, SHORT, &[8])
        .with(257, SHORT, &[2])
        .with(259, SHORT, &[3])
        .with(262, SHORT, &[0])
        .strip(&octets(strip))
}

#[test]
fn an_rtc_is_added_and_octets_are_turned() {
    let file = mh(&format!("{EOL}10011 {EOL}10011")).build();
    let coded = coded(&file).unwrap();
    assert!(coded.has_first_eol() && !coded.has_end_marker());
    assert_eq!((coded.rows(), coded.shortest_row()), (Some(2), 17));
    assert_eq!(coded.octets(), octets(&format!("{EOL}10011{EOL}10011")));
    // 34 bits, fill up to an octet, six EOLs.
    let expected = octets(&format!("{EOL}10011{EOL}10011 000000 {}", EOL.repeat(6)));
    assert_eq!(line(&coded, BitOrder::MsbFirst, 3), expected);
    let turned: Vec<_> = expected.iter().map(|octet| octet.reverse_bits()).collect();
    assert_eq!(line(&coded, BitOrder::LsbFirst, 1000), turned);
}

#[test]
fn a_first_eol_is_added_and_an_rtc_is_kept() {
    let strip = format!("10011 {EOL}10011 {}", EOL.repeat(6));
    let file = mh(&strip).build();
    let coded = coded(&file).unwrap();
    assert!(!coded.has_first_eol() && coded.has_end_marker());
    assert_eq!(line(&coded, BitOrder::MsbFirst, 100), [&[0, 1][..], &octets(&strip)].concat());
}

#[test]
fn why_not() {
    let refused = |file: &File| coded(&file.build()).unwrap_err();
    let good = mh(&format!("{EOL}10011 {EOL}10011"));
    assert_eq!(refused(&good.with(262, SHORT, &[1])), NoPassThrough::Inverted);
    let on_its_head = Orientation::new(3).unwrap();
    assert_eq!(refused(&good.with(274, SHORT, &[3])), NoPassThrough::Orientation(on_its_head));
    assert_eq!(refused(&good.with(292, LONG, &[2])), NoPassThrough::UncompressedMode);
    assert_eq!(refused(&good.strips(&[&[0; 9], &[0; 9]])), NoPassThrough::Strips(2));
    assert_eq!(refused(&good.with(259, SHORT, &[1])), NoPassThrough::Compression(Compression::None));
    assert_eq!(refused(&good.with(259, SHORT, &[2])), NoPassThrough::Compression(Compression::Rle));
    assert_eq!(refused(&good.with(257, SHORT, &[3])), NoPassThrough::Rows(2));
    assert_eq!(refused(&mh("10011 10011")), NoPassThrough::Rows(1));
    assert_eq!(refused(&good.with(259, SHORT, &[4])), NoPassThrough::NoEndMarker);
    let no_tag = mh(&format!("10011 {EOL}1 10011")).with(292, LONG, &[1]);
    assert_eq!(refused(&no_tag), NoPassThrough::NoFirstTag);
    assert_eq!(NoPassThrough::Strips(2).to_string(), "the page must be coded again: it has 2 strips");
}

#[test]
fn what_a_line_has_agreed_on() {
    let file_mh = mh(&format!("{EOL}10011 {EOL}10011")).build();
    let mh = coded(&file_mh).unwrap();
    let agreed = Params::new(Coding::Mh, 8);
    assert_eq!(mh.fits(&agreed.with_min_row_bits(17)), Ok(()));
    assert_eq!(mh.fits(&agreed.with_min_row_bits(18)), Err(NoPassThrough::ShortRow(17)));
    assert_eq!(mh.fits(&Params::new(Coding::Mh, 16)), Err(NoPassThrough::OtherWidth));
    assert_eq!(mh.fits(&Params::new(Coding::Mmr, 8)), Err(NoPassThrough::OtherCoding));
    let options = PageOptions::new(Compression::Mr { k: 8 }, Density { x: 204, y: 391 });
    let file_mr = file(&Bitmap::white(8, 20), &options);
    let mr = coded(&file_mr).unwrap();
    assert_eq!(mr.params().coding(), Coding::Mr { k: 8 });
    assert_eq!(mr.fits(&Params::new(Coding::Mr { k: 8 }, 8)), Ok(()));
    assert_eq!(mr.fits(&Params::new(Coding::Mr { k: 4 }, 8)), Err(NoPassThrough::TooHighK(8)));
}
