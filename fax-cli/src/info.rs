//! `fax info`.

use serde_json::json;

use crate::args::Info;
use crate::document::{self, Fitting, fit};
use crate::exit::{Exit, Failed};
use crate::output;

pub(crate) fn run(args: &Info) -> Result<Exit, Failed> {
    let (kind, pages) = document::load(&args.file)?;
    let tags = document::tags(&args.file)?;
    let mut rows = Vec::new();
    for (number, picture) in (1_usize..).zip(&pages) {
        let (width, height) = (picture.bitmap.width(), picture.bitmap.height());
        let coding = picture.compression.map(|compression| compression.to_string());
        let black: u64 = picture.bitmap.octets().iter().map(|octet| u64::from(octet.count_ones())).sum();
        let pels = u64::from(width) * u64::from(height);
        let fits = fit(picture, Fitting::default());
        if args.json {
            let tags = tags.get(number - 1);
            let texts = tags.map(|tags| tags.texts.iter().cloned().collect::<std::collections::BTreeMap<_, _>>());
            rows.push(json!({
                "page": number,
                "width": width,
                "height": height,
                "per_inch": picture.density.map(|density| [density.x, density.y]),
                "coding": coding,
                "black_pels": black,
                "fax": fits.as_ref().ok().map(|page| format!("{:?}", page.resolution)),
                "why_not": fits.as_ref().err(),
                "fill_order": tags.map(|tags| if tags.lsb_first { "lsb" } else { "msb" }),
                "strips": tags.map(|tags| tags.strips),
                "orientation": tags.map(|tags| tags.orientation),
                "texts": texts,
                "bad_rows": tags.and_then(|tags| tags.bad_rows),
                "passes_through": tags.map(|tags| tags.recoded.is_none()),
                "why_recoded": tags.and_then(|tags| tags.recoded.as_deref()),
            }));
            continue;
        }
        let density = picture.density.map_or("no resolution".to_owned(), |density| density.to_string());
        let share = 100.0 * black as f64 / pels.max(1) as f64;
        let coding = coding.map(|coding| format!(", {coding}")).unwrap_or_default();
        let goes = match fits {
            Ok(page) => format!("goes as {:?}", page.resolution),
            Err(why) => format!("cannot go as a fax: {why}"),
        };
        output::line(format_args!(
            "page {number}: {width} x {height} pels, {density}{coding}, {share:.1} % black, {goes}"
        ));
        if let Some(tags) = tags.get(number - 1) {
            output::line(format_args!("  {tags}"));
        }
    }
    if args.json {
        output::line(json!({ "file": args.file.to_string_lossy(), "kind": kind.name(), "pages": rows }));
    } else {
        output::line(format_args!("{}: {}, {} page(s)", args.file.display(), kind.name(), pages.len()));
    }
    Ok(Exit::Done)
}
