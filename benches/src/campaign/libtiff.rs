//! Octet by octet what libtiff makes of a page.

use std::path::PathBuf;

use fax_t4::Params;

use super::{Range, each};
use crate::codec::CODINGS;
use crate::ours;
use crate::page::{self, Page};
use crate::peers::coded_by_libtiff;
use crate::random;

const COUNT: u64 = 10_000;

pub(super) fn run(charts: &[PathBuf], range: Range) -> Result<String, String> {
    let charts = if charts.is_empty() { crate::synthetic::all() } else { page::load(charts)? };
    charts.iter().try_for_each(case)?;
    let count = each("libtiff", COUNT + range.seed, range, |number| case(&random::page(number)))?;
    Ok(format!("{} whole pages and {count} random ones: coded as libtiff codes them", charts.len()))
}

fn case(page: &Page) -> Result<(), String> {
    for coding in CODINGS {
        let theirs = coded_by_libtiff(coding, page)?;
        // In MH and MR libtiff writes no RTC, as TIFF class F wants it.
        let marker = coding == fax_t4::Coding::Mmr;
        for ours in ours::all() {
            let params = Params::new(coding, page.width).with_end_marker(marker);
            let octets = ours.encode_page(params, page);
            let equal = if marker { octets == theirs } else { unpadded(&octets) == unpadded(&theirs) };
            if !equal {
                let at = octets.iter().zip(&theirs).position(|(a, b)| a != b);
                let (name, width, height) = (&page.name, page.width, page.height);
                return Err(format!("{name} ({width} x {height}), {ours}, {coding}: differs from libtiff at {at:?}"));
            }
        }
    }
    Ok(())
}

/// Without the zeros at the end, of which anybody may write as many as they like.
fn unpadded(octets: &[u8]) -> &[u8] {
    let len = octets.iter().rposition(|octet| *octet != 0).map_or(0, |last| last + 1);
    &octets[..len]
}
