//! Nothing is left of a bad page in the next one.

use fax_t4::{Coding, Params};

use super::{Range, each};
use crate::ours::{self, PageDecoder};
use crate::{Numbers, random, reference};

const COUNT: u64 = 10_000;

pub(super) fn run(range: Range) -> Result<String, String> {
    let count = each("clean-after-dirty", COUNT + range.seed, range, case)?;
    Ok(format!("{count} corrupt pages with a clean one behind: all clean ones exact"))
}

fn case(number: u64) -> Result<(), String> {
    let mut numbers = Numbers::new(!number);
    let codings = [Coding::Mh, Coding::Mr { k: 4 }, Coding::Mmr];
    let width = 1 + numbers.below(2623);
    let pages = ["dirty", "clean"].map(|name| random::of_size(name, width, 8, &mut numbers));
    let [dirty, clean] = [numbers.pick(&codings), numbers.pick(&codings)];
    let mut corrupt = reference::encode(dirty, &pages[0]);
    for _ in 0..1 + numbers.below(8) {
        let at = numbers.below(corrupt.len() as u32) as usize;
        corrupt[at] = numbers.bits() as u8;
    }
    if numbers.percent(30) {
        corrupt.truncate(numbers.below(corrupt.len() as u32) as usize);
    }
    let octets = reference::encode(clean, &pages[1]);
    let [dirty, clean] = [dirty, clean].map(|coding| Params::new(coding, width));
    for ours in ours::all() {
        let mut decoder = PageDecoder::new(ours, dirty);
        // Now and then the dirty page is given up in the middle.
        if numbers.percent(20) {
            decoder.begin(dirty, &corrupt)
        } else {
            drop(decoder.page(dirty, &corrupt))
        }
        let seen = decoder.page(clean, &octets);
        if !decoder.agrees(clean, &octets, &seen) {
            return Err(format!("{ours}, {width} pels, {clean:?}: the page at once differs from its rows"));
        }
        if seen.octets != pages[1].octets || seen.damaged.contains(&true) {
            return Err(format!("{ours}, {width} pels, {clean:?} behind {dirty:?}: the clean page is not exact"));
        }
    }
    Ok(())
}
