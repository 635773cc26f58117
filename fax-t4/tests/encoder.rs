//! The coder on both row stores: the same octets as the naive reference, whatever the width and however the output is cut.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

mod drive;
mod naive;

use fax_t4::{BitOrder, Bitmap, Changes, ChangesError, Coding, Encoder, Eol, Packed, Params, RowStore};
use naive::{Bits, EOL, Naive, Scheme, bits, octets, packed, pages, to_octets, widths};
use proptest::prelude::*;

/// Two lists of changing elements for rows of up to so many pels.
fn changes(width: u32) -> Changes<Vec<u16>> {
    Changes::new(vec![0; Changes::room(width)])
}

fn row(width: u32) -> Packed<Vec<u8>> {
    Packed::new(vec![0; width.div_ceil(8) as usize])
}

/// Codes row by row with outputs of the given sizes, over and over.
fn by_rows<S: RowStore>(params: Params, store: S, rows: &[Bits], sizes: &[usize]) -> Vec<u8> {
    drive::encode(params, store, rows.iter().map(packed), sizes)
}

/// The same for a page at once, whose rows are `gap` octets apart.
fn by_page<S: RowStore>(params: Params, store: S, rows: &[Bits], gap: usize, sizes: &[usize]) -> Vec<u8> {
    let mut encoder = Encoder::with_store(params, store).unwrap();
    let stride = params.row_octets() + gap;
    let mut pels = vec![0xA5; stride * rows.len()];
    for (to, row) in pels.chunks_mut(stride).zip(rows) {
        to[..params.row_octets()].copy_from_slice(&packed(row));
    }
    let mut sizes = sizes.iter().copied().cycle();
    let mut coded = Vec::new();
    loop {
        let mut out = vec![0x55; sizes.next().unwrap()];
        let step = encoder.page(&pels, stride, &mut out);
        coded.extend_from_slice(&out[..step.written]);
        if step.done {
            return coded;
        }
    }
}

fn coding(scheme: Scheme) -> Coding {
    match scheme {
        Scheme::Mh => Coding::Mh,
        Scheme::Mr(k) => Coding::Mr { k: k as u8 },
        Scheme::Mmr => Coding::Mmr,
    }
}

fn schemes() -> impl Strategy<Value = Scheme> {
    prop_oneof![
        Just(Scheme::Mh),
        (1..=255usize).prop_map(Scheme::Mr),
        (1..=4usize).prop_map(Scheme::Mr),
        Just(Scheme::Mmr)
    ]
}

fn forms() -> impl Strategy<Value = (BitOrder, Eol, bool, u16, bool, bool)> {
    (
        prop_oneof![Just(BitOrder::MsbFirst), Just(BitOrder::LsbFirst)],
        prop_oneof![Just(Eol::Plain), Just(Eol::Absent), Just(Eol::OctetAligned)],
        any::<bool>(),
        prop_oneof![Just(0), 0..400u16],
        any::<bool>(),
        any::<bool>(),
    )
}

/// The columns of the pels that differ from the one to their left.
fn changing(row: &Bits) -> Vec<u16> {
    (0..row.len()).filter(|&p| row[p] != (p > 0 && row[p - 1])).map(|p| p as u16).collect()
}

/// Codes row by row from changing elements.
fn by_changes(params: Params, rows: &[Bits], sizes: &[usize]) -> Vec<u8> {
    let mut encoder = Encoder::with_store(params, changes(params.width())).unwrap();
    let mut sizes = sizes.iter().copied().cycle();
    let mut coded = Vec::new();
    for row in rows {
        let row = changing(row);
        loop {
            let mut out = vec![0x55; sizes.next().unwrap()];
            let step = encoder.changes(&row, &mut out).unwrap();
            coded.extend_from_slice(&out[..step.written]);
            if step.done {
                break;
            }
        }
    }
    let mut out = [0; 100];
    let end = encoder.finish(&mut out);
    assert!(end.done);
    coded.extend_from_slice(&out[..end.written]);
    coded
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn both_stores_give_the_bits_of_the_naive_coder(rows in pages(widths()), scheme in schemes(), gap in 0..3usize) {
        let width = rows[0].len() as u32;
        let params = Params::new(coding(scheme), width);
        let expected = to_octets(Naive::new().page(scheme, &rows));
        prop_assert_eq!(&by_rows(params, row(width), &rows, &[100_000]), &expected);
        prop_assert_eq!(&by_rows(params, changes(width), &rows, &[100_000]), &expected);
        prop_assert_eq!(&by_page(params, row(width), &rows, gap, &[100_000]), &expected);
        prop_assert_eq!(&by_page(params, changes(width), &rows, gap, &[100_000]), &expected);
    }

    #[test]
    fn neither_store_nor_cuts_make_a_difference(
        rows in pages(widths()),
        scheme in schemes(),
        (order, eol, aligned, min_row_bits, end_marker, uncompressed) in forms(),
        sizes in prop::collection::vec(0..60usize, 1..8),
    ) {
        prop_assume!(sizes.iter().any(|&size| size > 0));
        let width = rows[0].len() as u32;
        let params = Params::new(coding(scheme), width)
            .with_bit_order(order)
            .with_eol(eol)
            .with_aligned_rows(aligned)
            .with_min_row_bits(min_row_bits)
            .with_end_marker(end_marker)
            .with_uncompressed(uncompressed);
        let expected = by_rows(params, row(width), &rows, &[100_000]);
        prop_assert_eq!(&by_rows(params, row(width), &rows, &sizes), &expected);
        prop_assert_eq!(&by_rows(params, changes(width), &rows, &[100_000]), &expected);
        prop_assert_eq!(&by_rows(params, changes(width), &rows, &sizes), &expected);
        prop_assert_eq!(&by_page(params, row(width), &rows, 1, &sizes), &expected);
        prop_assert_eq!(&by_page(params, changes(width), &rows, 1, &sizes), &expected);
        prop_assert_eq!(&by_changes(params, &rows, &sizes), &expected);
        let bitmap = Bitmap::from_octets(width as u16, rows.iter().flat_map(packed).collect());
        prop_assert_eq!(&bitmap.encode(params).unwrap(), &expected);
    }

    #[test]
    fn changing_elements_that_are_no_row_are_refused(
        list in prop::collection::vec(any::<u16>(), 0..20),
        sorted in any::<bool>(),
        width in 1..70_000u32,
    ) {
        let mut list = list;
        if sorted {
            list.sort_unstable();
        }
        let width = width.min(65_535);
        let mut encoder = Encoder::with_store(Params::new(Coding::Mmr, width), changes(width)).unwrap();
        let mut out = [0; 4000];
        let answer = encoder.changes(&list, &mut out);
        if let Some(index) = (1..list.len()).find(|&i| list[i - 1] >= list[i]) {
            prop_assert_eq!(answer, Err(ChangesError::Order { index }));
        } else if let Some(&position) = list.last().filter(|&&last| u32::from(last) >= width) {
            prop_assert_eq!(answer, Err(ChangesError::Outside { position, width }));
        } else {
            prop_assert!(answer.unwrap().done);
            return Ok(());
        }
        // Nothing of it is in the page.
        let end = encoder.finish(&mut out);
        prop_assert_eq!(&out[..end.written], [0x00, 0x10, 0x01]);
    }
}

/// A row of runs of these lengths in turn, white first, over and over.
fn runs(width: u32, lengths: &[usize]) -> Bits {
    let mut row: Bits = Bits::new();
    for (i, &length) in lengths.iter().cycle().enumerate() {
        if row.len() >= width as usize {
            break;
        }
        row.extend(core::iter::repeat_n(i % 2 == 1, length));
    }
    row.resize(width as usize, false);
    row
}

#[test]
fn widths_and_rows_at_the_limits() {
    let naive = Naive::new();
    for width in
        [1, 2, 7, 8, 9, 63, 64, 65, 127, 128, 511, 512, 513, 2560, 2623, 2624, 2625, 5183, 5184, 32_759, 32_760, 65_535]
    {
        let rows = [
            runs(width, &[width as usize]),
            runs(width, &[0, width as usize]),
            runs(width, &[0, width as usize]),
            runs(width, &[width as usize - 1, 1]),
            runs(width, &[1, width as usize]),
            runs(width, &[2561, 2625]),
            runs(width, &[1, 1]),
            runs(width, &[1, 1]),
            runs(width, &[0, 1, 1, 1, 1, 1]),
            runs(width, &[3, 2]),
            runs(width, &[2, 3, 4, 1]),
            runs(width, &[64, 64]),
            runs(width, &[63, 63]),
            runs(width, &[width as usize]),
        ];
        // The naive coder takes quadratic time over dense rows.
        let rows = if width > 10_000 { &rows[..6] } else { &rows[..] };
        for scheme in [Scheme::Mh, Scheme::Mr(4), Scheme::Mmr] {
            let params = Params::new(coding(scheme), width);
            let expected = to_octets(naive.page(scheme, rows));
            let room = expected.len() + 100;
            assert_eq!(by_rows(params, row(width), rows, &[room]), expected, "{width} {scheme:?}");
            assert_eq!(by_rows(params, changes(width), rows, &[room]), expected, "{width} {scheme:?}");
            assert_eq!(by_page(params, changes(width), rows, 0, &[room]), expected, "{width} {scheme:?}");
            assert_eq!(by_page(params, changes(width), rows, 0, &[33, 7]), expected, "{width} {scheme:?}");
        }
    }
}

#[test]
fn the_densest_rows_of_the_widest_page() {
    let width = 65_535;
    let rows = [runs(width, &[1, 1]), runs(width, &[1, 1]), runs(width, &[0, 1, 1, 1, 1, 1]), runs(width, &[2, 1])];
    let expected = to_octets(Naive::new().page(Scheme::Mh, &rows));
    assert_eq!(by_page(Params::new(Coding::Mh, width), changes(width), &rows, 0, &[4096]), expected);
    for coding in [Coding::Mr { k: 3 }, Coding::Mmr] {
        let params = Params::new(coding, width);
        let expected = by_rows(params, row(width), &rows[..3], &[100_000]);
        assert_eq!(by_page(params, changes(width), &rows[..3], 0, &[4096]), expected, "{coding}");
    }
}

#[test]
fn fill_ends_exactly_at_the_minimum() {
    // White 8 is 10011: 5 + 12 bits up to the end of the EOL, or 5 + 13 with a tag.
    for (coding, tag, len) in [(Coding::Mh, "", 17), (Coding::Mr { k: 1 }, "1", 18)] {
        for (min_row_bits, fill) in [(len - 1, 0), (len, 0), (len + 1, 1), (len + 2, 2)] {
            let params = Params::new(coding, 8).with_min_row_bits(min_row_bits);
            let end = format!("{EOL}{tag}").repeat(6);
            let digits = format!("{EOL}{tag}10011{}{end}", "0".repeat(fill));
            let rows = [runs(8, &[8])];
            assert_eq!(by_rows(params, row(8), &rows, &[100]), octets(&digits), "{coding} {min_row_bits}");
            assert_eq!(by_rows(params, changes(8), &rows, &[100]), octets(&digits), "{coding} {min_row_bits}");
        }
    }
}

#[test]
fn a_clone_in_the_middle_of_a_row_is_a_checkpoint() {
    let rows = [runs(1728, &[3, 2, 70, 1]), runs(1728, &[2, 3, 4, 1])];
    let params = Params::new(Coding::Mmr, 1728);
    let expected = by_rows(params, row(1728), &rows, &[10_000]);
    for first in 1..expected.len() - 1 {
        let mut encoder = Encoder::with_store(params, changes(1728)).unwrap();
        let mut pels = packed(&rows[0]);
        pels.extend(packed(&rows[1]));
        let mut begin = vec![0; first];
        let step = encoder.page(&pels, 216, &mut begin);
        assert_eq!((step.written, step.done), (first, false));
        let mut rest = vec![0; 10_000];
        for mut encoder in [encoder.clone(), encoder] {
            let end = encoder.page(&pels, 216, &mut rest);
            assert!(end.done);
            assert_eq!([&begin, &rest[..end.written]].concat(), expected);
        }
    }
}

#[test]
fn uncompressed_mode_by_hand() {
    // Sixteen pels, one in two black: normal coding takes two codes for each.
    let alternating = runs(16, &[1, 1]);
    // Seven white, two black, five white, one black, one white.
    let mixed = bits("0000000 11 00000 1 0");
    let params = |coding| Params::new(coding, 16).with_uncompressed(true).with_end_marker(false);
    // The extension, the pels with a one behind each five white ones, the exit, and white for what would follow.
    let pels = "0101010101010101 0000001 0";
    let cases = [
        (Coding::Mh, &alternating, format!("{EOL} 000000001111 {pels}")),
        (Coding::Mmr, &alternating, format!("0000001111 {pels}")),
        // White 7, black 2, white 5, black 1, white 1: shorter as usual.
        (Coding::Mh, &mixed, format!("{EOL} 1111 11 1100 010 000111")),
    ];
    for (coding, pels, digits) in cases {
        let rows = [pels.clone()];
        assert_eq!(by_rows(params(coding), row(16), &rows, &[100]), octets(&digits), "{coding}");
        assert_eq!(by_rows(params(coding), changes(16), &rows, &[100]), octets(&digits), "{coding}");
    }
    // Where white runs are long enough to be stuffed: 00000 is 000001, and what is left over goes before the exit.
    let row_40 = bits("0101010101 00000 1 000000 1 010101010101 00000");
    let digits = "0000001111 0101010101 000001 1 000001 0 1 010101010101 000001 0000001 0";
    let params = Params::new(Coding::Mmr, 40).with_uncompressed(true).with_end_marker(false);
    for sizes in [&[100][..], &[1]] {
        assert_eq!(by_rows(params, row(40), core::slice::from_ref(&row_40), sizes), octets(digits));
        assert_eq!(by_rows(params, changes(40), core::slice::from_ref(&row_40), sizes), octets(digits));
    }
}

#[test]
fn pages_that_are_cut_short() {
    let params = Params::new(Coding::Mmr, 24);
    let white_behind = || by_rows(params, row(24), &[runs(24, &[0, 16, 8])], &[100]);
    let page = |pels: &[u8], stride| {
        let mut encoder = Encoder::with_store(params, changes(24)).unwrap();
        let mut out = [0; 100];
        let step = encoder.page(pels, stride, &mut out);
        assert!(step.done);
        out[..step.written].to_vec()
    };
    assert_eq!(page(&[0xFF, 0xFF], 3), white_behind());
    assert_eq!(page(&[0xFF, 0xFF], 2), white_behind());
    assert_eq!(page(&[], 3), octets(&EOL.repeat(2)));
    assert_eq!(page(&[0xFF; 9], 0), octets(&EOL.repeat(2)));
}
