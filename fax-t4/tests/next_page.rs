//! Nothing of a spoilt page gets into the next one, and what stands between the rows of MMR in the field is no damage.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]
#![allow(dead_code, unused_imports, reason = "the reference codec is shared by several tests")]

mod naive;

use fax_t4::{Changes, Coding, Decoded, Decoder, Ending, Packed, Params, RowStore};
use naive::{Bits, EOL, Naive, Scheme, octets, packed, pages, to_octets, widths};
use proptest::prelude::*;

fn rows<S: RowStore>(decoder: &mut Decoder<S>, mut input: &[u8]) -> Vec<(Vec<u8>, bool)> {
    let (mut row, mut rows) = (vec![0; decoder.params().row_octets()], Vec::new());
    loop {
        let decoded = match decoder.row(&mut input, &mut row) {
            Decoded::NeedInput => decoder.finish(&mut row),
            decoded => decoded,
        };
        match decoded {
            Decoded::Row { damaged } => rows.push((row.clone(), damaged)),
            Decoded::EndOfPage => return rows,
            Decoded::NeedInput => panic!("no more input was promised"),
        }
    }
}

/// The clean page behind noise, of which the first octets are taken and the rest is not.
fn behind_noise<S: RowStore>(params: Params, store: S, mut noise: &[u8], clean: &[u8]) -> Vec<(Vec<u8>, bool)> {
    let mut decoder = Decoder::with_store(params, store).unwrap();
    let mut row = vec![0xAA; params.row_octets()];
    while let Decoded::Row { .. } = decoder.row(&mut noise, &mut row) {}
    decoder.restart();
    let decoded = rows(&mut decoder, clean);
    assert_eq!(decoder.rows().bad, 0);
    assert_eq!(decoder.ending(), Some(Ending::Marker));
    decoded
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_clean_page_behind_a_spoilt_one_is_exact(
        page in pages(widths()),
        scheme in prop_oneof![Just(Scheme::Mh), (1..=4usize).prop_map(Scheme::Mr), Just(Scheme::Mmr)],
        noise in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let coding = match scheme {
            Scheme::Mh => Coding::Mh,
            Scheme::Mr(k) => Coding::Mr { k: k as u8 },
            Scheme::Mmr => Coding::Mmr,
        };
        let params = Params::new(coding, page[0].len() as u32);
        let clean = to_octets(Naive::new().page(scheme, &page));
        let expected: Vec<_> = page.iter().map(|row: &Bits| (packed(row), false)).collect();
        let lists = Changes::new(vec![0; Changes::room(params.width())]);
        prop_assert_eq!(&behind_noise(params, lists, &noise, &clean), &expected);
        let small = Packed::new(vec![0; params.row_octets()]);
        prop_assert_eq!(&behind_noise(params, small, &noise, &clean), &expected);
    }
}

#[test]
fn single_eols_and_fill_in_mmr_are_no_damage() {
    // Horizontal white 2, black 3, V0; a row like it. Between them an EOL, in front of the EOFB fill.
    let row = "001 0111 10 1";
    let coded = octets(&format!("{row}{EOL}111{EOL}111 0000000{EOL}{EOL}"));
    let params = Params::new(Coding::Mmr, 16);
    let expected = vec![(vec![0b0011_1000, 0], false); 3];
    let mut small = Decoder::new(params).unwrap();
    assert_eq!(rows(&mut small, &coded), expected);
    assert_eq!(small.ending(), Some(Ending::Marker));
    let mut fast = Decoder::with_store(params, Changes::new([0; Changes::room(16)])).unwrap();
    assert_eq!(rows(&mut fast, &coded), expected);
    assert_eq!(fast.ending(), Some(Ending::Marker));
}
