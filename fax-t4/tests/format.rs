//! What surrounds the rows: EOLs, tags, fill, alignment, end markers, bit order, in expected bits.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

mod drive;
mod naive;

use fax_t4::{BitOrder, Coding, Decoded, Decoder, Encoder, Ending, Eol, Packed, Params};
use naive::{EOL, octets};

/// White 8; 5 bits: the shortest row that is one octet wide.
const WHITE_8: &str = "10011";

fn encode(params: Params, rows: &[u8]) -> Vec<u8> {
    drive::encode(params, Packed::new([0]), rows.chunks(1), &[2000])
}

fn decode(params: Params, coded: &[u8]) -> (Vec<u8>, Ending) {
    let (rows, ending) = drive::decode_good(params, Packed::new([0]), coded);
    (rows.concat(), ending)
}

fn both_ways(params: Params, rows: &[u8], digits: &str, ending: Ending) {
    assert_eq!(encode(params, rows), octets(digits));
    assert_eq!(decode(params, &octets(digits)), (rows.to_vec(), ending));
}

#[test]
fn mh_has_an_eol_before_each_row_and_six_at_the_end() {
    let params = Params::new(Coding::Mh, 8);
    both_ways(params, &[0, 0], &format!("{EOL}{WHITE_8}{EOL}{WHITE_8}{}", EOL.repeat(6)), Ending::Marker);
    let params = params.with_end_marker(false);
    both_ways(params, &[0, 0], &format!("{EOL}{WHITE_8}{EOL}{WHITE_8}"), Ending::Input);
}

#[test]
fn mr_tags_each_eol_and_keeps_to_k() {
    let rtc = format!("{EOL}1").repeat(6);
    let digits = format!("{EOL}1{WHITE_8} {EOL}0 1 {EOL}0 1 {EOL}1{WHITE_8} {EOL}0 1 {rtc}");
    both_ways(Params::new(Coding::Mr { k: 3 }, 8), &[0; 5], &digits, Ending::Marker);
    let digits = format!("{EOL}1{WHITE_8} {EOL}1{WHITE_8} {rtc}");
    both_ways(Params::new(Coding::Mr { k: 1 }, 8), &[0; 2], &digits, Ending::Marker);
}

#[test]
fn mmr_has_rows_alone_and_two_eols_at_the_end() {
    both_ways(Params::new(Coding::Mmr, 8), &[0; 3], &format!("111{EOL}{EOL}"), Ending::Marker);
}

#[test]
fn fill_stretches_short_rows_up_to_the_eol_behind_them() {
    // 5 + 12 bits of data and EOL: 7 zeros are missing to 24.
    let fill = "0000000";
    let params = Params::new(Coding::Mh, 8).with_min_row_bits(24);
    let digits = format!("{EOL}{WHITE_8}{fill}{EOL}{WHITE_8}{fill}{}", EOL.repeat(6));
    both_ways(params, &[0, 0], &digits, Ending::Marker);
    // In MR the tag counts: 5 + 13, and 1 + 13 for a two-dimensional row.
    let params = Params::new(Coding::Mr { k: 2 }, 8).with_min_row_bits(24);
    let digits = format!("{EOL}1{WHITE_8}000000 {EOL}0 1 0000000000 {}", format!("{EOL}1").repeat(6));
    both_ways(params, &[0, 0], &digits, Ending::Marker);
    // MMR has none.
    both_ways(Params::new(Coding::Mmr, 8).with_min_row_bits(24), &[0; 3], &format!("111{EOL}{EOL}"), Ending::Marker);
}

#[test]
fn long_fill_is_no_limit() {
    let params = Params::new(Coding::Mh, 8).with_min_row_bits(6000).with_end_marker(false);
    let coded = encode(params, &[0, 0]);
    assert_eq!(coded.len(), (12 + 2 * (6000 - 12) + 12usize).div_ceil(8));
    assert_eq!(decode(params, &coded), (vec![0, 0], Ending::Input));
}

#[test]
fn aligned_eols_end_with_an_octet() {
    let params = Params::new(Coding::Mh, 8).with_eol(Eol::OctetAligned).with_end_marker(false);
    assert_eq!(encode(params, &[0, 0]), [0x00, 0x01, 0b1001_1000, 0x00, 0x01, 0b1001_1000]);
    assert_eq!(decode(params, &encode(params, &[0, 0])), (vec![0, 0], Ending::Input));
    // In MR the tag begins the next octet.
    let params = Params::new(Coding::Mr { k: 4 }, 8).with_eol(Eol::OctetAligned).with_end_marker(false);
    assert_eq!(encode(params, &[0, 0]), [0x00, 0x01, 0b1100_1100, 0x00, 0x01, 0b0100_0000]);
    assert_eq!(decode(params, &encode(params, &[0, 0])), (vec![0, 0], Ending::Input));
}

#[test]
fn aligned_rows_begin_with_an_octet() {
    // TIFF compression 2: no EOL.
    let params = Params::new(Coding::Mh, 8).with_eol(Eol::Absent).with_aligned_rows(true);
    assert_eq!(encode(params, &[0, 0]), [0b1001_1000, 0b1001_1000]);
    assert_eq!(decode(params, &encode(params, &[0, 0])), (vec![0, 0], Ending::Input));
    // PDF EncodedByteAlign with EOLs: the EOL begins an octet.
    let params = Params::new(Coding::Mh, 8).with_aligned_rows(true).with_end_marker(false);
    assert_eq!(encode(params, &[0, 0]), [0x00, 0b0001_1001, 0b1000_0000, 0x00, 0b0001_1001, 0b1000_0000]);
    assert_eq!(decode(params, &encode(params, &[0, 0])), (vec![0, 0], Ending::Input));
    // The same in MMR.
    let params = Params::new(Coding::Mmr, 8).with_aligned_rows(true).with_end_marker(false);
    assert_eq!(encode(params, &[0, 0]), [0x80, 0x80]);
    assert_eq!(decode(params, &[0x80, 0x80]), (vec![0, 0], Ending::Input));
    // An end marker begins like a row.
    let params = params.with_end_marker(true);
    assert_eq!(encode(params, &[0, 0]), [0x80, 0x80, 0x00, 0x10, 0x01]);
    assert_eq!(decode(params, &[0x80, 0x80, 0x00, 0x10, 0x01]), (vec![0, 0], Ending::Marker));
}

#[test]
fn lsb_first_is_the_mirror_of_each_octet() {
    for coding in [Coding::Mh, Coding::Mr { k: 2 }, Coding::Mmr] {
        let params = Params::new(coding, 8);
        let rows: Vec<u8> = (0..40).collect();
        let mirrored: Vec<u8> = encode(params, &rows).into_iter().map(u8::reverse_bits).collect();
        let params = params.with_bit_order(BitOrder::LsbFirst);
        assert_eq!(encode(params, &rows), mirrored);
        assert_eq!(decode(params, &mirrored), (rows, Ending::Marker));
    }
}

#[test]
fn the_first_eol_may_be_missing_or_come_late() {
    let params = Params::new(Coding::Mh, 8);
    let rest = format!("{WHITE_8}{EOL}{WHITE_8}{}", EOL.repeat(6));
    assert_eq!(decode(params, &octets(&rest)), (vec![0, 0], Ending::Marker));
    let late = "0".repeat(50) + EOL + &rest;
    assert_eq!(decode(params, &octets(&late)), (vec![0, 0], Ending::Marker));
}

#[test]
fn no_eols_at_all_are_understood() {
    let params = Params::new(Coding::Mh, 8).with_end_marker(false);
    assert_eq!(decode(params, &octets(&WHITE_8.repeat(8))), (vec![0; 8], Ending::Input));
}

#[test]
fn noise_before_the_first_eol_is_skipped_on_request() {
    let params = Params::new(Coding::Mr { k: 2 }, 8).with_lead_in(true);
    let page = format!("{EOL}1{WHITE_8}{EOL}0 1{}", format!("{EOL}1").repeat(6));
    assert_eq!(decode(params, &octets(&format!("1101 0110 0101 {page}"))), (vec![0, 0], Ending::Marker));
    // Two EOLs in succession are no end of a page that has not begun.
    assert_eq!(decode(params, &octets(&format!("10{EOL}1{page}"))), (vec![0, 0], Ending::Marker));
}

#[test]
fn end_markers_in_use_are_understood() {
    // RTC of two EOLs; single EOL between MMR rows, fill before EOFB.
    let mh = Params::new(Coding::Mh, 8);
    assert_eq!(decode(mh, &octets(&format!("{EOL}{WHITE_8}{EOL}{EOL}{WHITE_8}"))), (vec![0], Ending::Marker));
    let rtc = format!("{EOL}1{EOL}1");
    let mr = Params::new(Coding::Mr { k: 2 }, 8);
    assert_eq!(decode(mr, &octets(&format!("{EOL}1{WHITE_8}{rtc}"))), (vec![0], Ending::Marker));
    // Cut off behind two EOLs, where three would be wanted.
    let line = mr.with_lead_in(true);
    assert_eq!(decode(line, &octets(&format!("{EOL}1{WHITE_8}{rtc}"))), (vec![0], Ending::Marker));
    let mmr = Params::new(Coding::Mmr, 8);
    assert_eq!(decode(mmr, &octets(&format!("1{EOL}1 000{EOL}{EOL}"))), (vec![0, 0], Ending::Marker));
}

#[test]
fn what_follows_the_end_is_left_alone() {
    let mut decoder = Decoder::new(Params::new(Coding::Mmr, 8)).unwrap();
    let coded = octets(&format!("1{EOL}{EOL}"));
    let mut input = &[coded, vec![0xFF; 100]].concat()[..];
    assert_eq!(decoder.row(&mut input, &mut [0]), Decoded::Row { damaged: false });
    assert_eq!(decoder.row(&mut input, &mut [0]), Decoded::EndOfPage);
    assert!(input.len() > 90);
    assert_eq!(decoder.row(&mut input, &mut [0]), Decoded::EndOfPage);
}

#[test]
fn the_row_limit_is_kept() {
    let params = Params::new(Coding::Mmr, 8).with_row_limit(3);
    assert_eq!(decode(params, &[0xFF; 100]), (vec![0; 3], Ending::RowLimit));
}

#[test]
fn widths_are_checked() {
    assert_eq!(Encoder::new(Params::new(Coding::Mh, 4864)).err(), None);
    let error = Encoder::new(Params::new(Coding::Mh, 4865)).unwrap_err();
    assert_eq!(error.to_string(), "rows of 4865 pels do not fit a store for 4864: lend a larger one");
    assert!(Encoder::with_reference(Params::new(Coding::Mh, 4865), [0; 609]).is_ok());
    assert!(Decoder::new(Params::new(Coding::Mh, 0)).is_err());
    assert!(Decoder::with_reference(Params::new(Coding::Mh, 65_535), vec![0; 8192]).is_ok());
}

#[test]
fn a_clone_is_a_checkpoint() {
    let params = Params::new(Coding::Mr { k: 4 }, 8);
    let mut encoder = Encoder::new(params).unwrap();
    let mut first = [0; 100];
    let _ = encoder.row(&[0b0110_0110], &mut first);
    let mut checkpoint = encoder.clone();
    let mut again = [0; 100];
    let (a, b) = (encoder.row(&[0b0111_0110], &mut first), checkpoint.row(&[0b0111_0110], &mut again));
    assert_eq!(a, b);
    assert_eq!(first[..a.written], again[..b.written]);
}

#[test]
fn short_rows_are_white_where_they_end() {
    let mut encoder = Encoder::new(Params::new(Coding::Mmr, 1728)).unwrap();
    let mut out = [0; 100];
    let step = encoder.row(&[], &mut out);
    let end = encoder.finish(&mut out[step.written..]);
    assert_eq!(out[..step.written + end.written], octets(&format!("1{EOL}{EOL}"))[..]);
}
