//! Whole pages through coder and decoder, in pieces of any size.
#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, missing_docs, reason = "test code, used in parts")]

use fax_t4::{Decoded, Decoder, Encoder, Ending, Params, RowStore, Rows};

/// What came of a page: rows, whether they are damaged, and the decoder's own account.
pub(crate) type Page = (Vec<(Vec<u8>, bool)>, Rows, Option<Ending>);

/// Codes packed rows with outputs of the given sizes, over and over.
pub(crate) fn encode<S: RowStore, R: AsRef<[u8]>>(
    params: Params,
    store: S,
    rows: impl IntoIterator<Item = R>,
    sizes: &[usize],
) -> Vec<u8> {
    let mut encoder = Encoder::with_store(params, store).unwrap();
    let mut sizes = sizes.iter().copied().cycle();
    let (mut coded, mut count) = (Vec::new(), 0);
    for row in rows {
        loop {
            let mut out = vec![0x55; sizes.next().unwrap()];
            let step = encoder.row(row.as_ref(), &mut out);
            coded.extend_from_slice(&out[..step.written]);
            if step.done {
                break;
            }
        }
        count += 1;
    }
    loop {
        let mut out = vec![0x55; sizes.next().unwrap()];
        let step = encoder.finish(&mut out);
        coded.extend_from_slice(&out[..step.written]);
        if step.done {
            assert_eq!(encoder.rows(), count);
            return coded;
        }
    }
}

/// Decodes row by row with inputs of the given sizes, over and over.
pub(crate) fn decode<S: RowStore>(params: Params, store: S, coded: &[u8], sizes: &[usize]) -> Page {
    let mut decoder = Decoder::with_store(params, store).unwrap();
    let mut row = vec![0xAA; params.row_octets()];
    let mut sizes = sizes.iter().copied().cycle();
    let (mut at, mut input, mut rows) = (0, &coded[..0], Vec::new());
    loop {
        let decoded = match decoder.row(&mut input, &mut row) {
            Decoded::NeedInput if at < coded.len() => {
                assert!(input.is_empty(), "all input is taken before more is asked for");
                let end = at.saturating_add(sizes.next().unwrap()).min(coded.len());
                (at, input) = (end, &coded[at..end]);
                continue;
            }
            Decoded::NeedInput => decoder.finish(&mut row),
            decoded => decoded,
        };
        match decoded {
            Decoded::Row { damaged } => rows.push((row.clone(), damaged)),
            Decoded::EndOfPage => {
                let bad = rows.iter().filter(|(_, damaged)| *damaged).count();
                assert_eq!((decoder.rows().total as usize, decoder.rows().bad as usize), (rows.len(), bad));
                return (rows, decoder.rows(), decoder.ending());
            }
            Decoded::NeedInput => panic!("no more input was promised"),
        }
    }
}

/// The rows of a page that came without damage, one behind the other, and how it ended.
pub(crate) fn decode_good<S: RowStore>(params: Params, store: S, coded: &[u8]) -> (Vec<Vec<u8>>, Ending) {
    let (rows, account, ending) = decode(params, store, coded, &[coded.len().max(1)]);
    assert_eq!(account.bad, 0);
    (rows.into_iter().map(|(row, _)| row).collect(), ending.unwrap())
}
