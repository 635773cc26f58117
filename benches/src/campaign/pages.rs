//! Round trips of random pages.

use fax_t4::{BitOrder, Coding, Ending, Eol, Params};

use super::{Range, each};
use crate::ours::{self, PageDecoder};
use crate::page::Page;
use crate::{Numbers, random, reference};

const COUNT: u64 = 200_000;

pub(super) fn run(range: Range) -> Result<String, String> {
    let count = each("pages", COUNT + range.seed, range, |number| {
        let page = random::page(number);
        let fault = |fault| format!("{} ({} x {}): {fault}", page.name, page.width, page.height);
        case(&page, &mut Numbers::new(!number)).map_err(fault)
    })?;
    let peer = if cfg!(feature = "peers") { "the naive reference's and libtiff's" } else { "the naive reference's" };
    Ok(format!("{count} random pages: coded as {peer}, and exact after the round trip"))
}

fn case(page: &Page, numbers: &mut Numbers) -> Result<(), String> {
    for coding in [Coding::Mh, Coding::Mr { k: numbers.pick(&[1, 2, 3, 4, 8]) }, Coding::Mmr] {
        let octets = reference::encode(coding, page);
        let params = Params::new(coding, page.width);
        for ours in ours::all() {
            let fault = |fault: &str| format!("{ours}, {coding:?}: {fault}");
            if ours.encode_page(params, page) != octets {
                return Err(fault("other octets than the naive reference's"));
            }
            check(ours, params, &octets, page).map_err(|text| fault(&text))?;
            let varied = vary(params, numbers);
            check(ours, varied, &ours.encode_page(varied, page), page).map_err(|text| format!("{varied:?}: {text}"))?;
        }
        #[cfg(feature = "peers")]
        if crate::peers::decoded_by_libtiff(coding, page.width, page.height, &octets)? != page.octets {
            return Err(format!("{coding:?}: libtiff reads other pels"));
        }
    }
    Ok(())
}

/// The same page, coded in another form.
fn vary(params: Params, numbers: &mut Numbers) -> Params {
    let eol = match params.coding() {
        Coding::Mh => numbers.pick(&[Eol::Absent, Eol::Plain, Eol::OctetAligned]),
        Coding::Mr { .. } | Coding::Mmr => numbers.pick(&[Eol::Plain, Eol::OctetAligned]),
    };
    params
        .with_eol(eol)
        .with_bit_order(numbers.pick(&[BitOrder::MsbFirst, BitOrder::LsbFirst]))
        .with_aligned_rows(numbers.percent(50))
        .with_min_row_bits(numbers.pick(&[0, 96, 192, 1000]))
}

/// Whether a stream decodes to the page, to its last row.
fn check(ours: ours::Ours, params: Params, octets: &[u8], page: &Page) -> Result<(), String> {
    let mut decoder = PageDecoder::new(ours, params);
    let seen = decoder.page(params, octets);
    if !decoder.agrees(params, octets, &seen) {
        return Err("the page at once differs from its rows".into());
    }
    if seen.damaged.len() != page.height as usize || seen.damaged.contains(&true) {
        let bad = seen.damaged.iter().filter(|damaged| **damaged).count();
        return Err(format!("{} rows, {bad} of them damaged", seen.damaged.len()));
    }
    // Without EOLs there is no mark that MH could end with.
    if seen.ending != Ending::Marker && !(params.coding() == Coding::Mh && seen.ending == Ending::Input) {
        return Err(format!("ended by {:?}", seen.ending));
    }
    let differs = seen.octets.chunks(page.stride()).zip(page.rows()).position(|(got, sent)| got != sent);
    differs.map_or(Ok(()), |row| Err(format!("row {row} differs")))
}
