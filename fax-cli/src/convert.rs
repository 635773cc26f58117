//! `fax convert`.

use fax_t4::BitOrder;
use fax_t4::tiff::Compression;

use crate::args::{CodingArg, Convert, FillOrder};
use crate::document::{self, Fitting, Kind, TiffOptions, dithered, fit, resolution_of};
use crate::exit::{Exit, Failed};
use crate::output;

pub(crate) fn run(args: &Convert) -> Result<Exit, Failed> {
    let kind = Kind::of_name(&args.output).ok_or_else(|| {
        let name = args.output.display();
        Failed::new(Exit::Usage, format_args!("{name}: what shall it be? End its name in .tif, .pbm or .png"))
    })?;
    let (_, mut pages) = document::load(&args.input)?;
    let fitting = Fitting::from(args.fitting);
    for (number, picture) in (1..).zip(&mut pages) {
        if fitting.resolution.is_none() {
            picture.bitmap = dithered(picture, fitting);
            continue;
        }
        let page = fit(picture, fitting)
            .map_err(|why| Failed::document(args.input.display(), format_args!("page {number}: {why}")))?;
        picture.density = Some(page.resolution.into());
        picture.bitmap = page.bitmap;
    }
    // T.4's K by resolution: 2 at standard, 4 above, which every receiver takes.
    let k = args.k.unwrap_or_else(|| {
        let density = pages.first().and_then(|page| page.density.and_then(|d| resolution_of(d, &page.bitmap)));
        density.map_or(4, fax_core::Resolution::k)
    });
    let options = TiffOptions {
        compression: match args.coding {
            CodingArg::Mh => Compression::Mh,
            CodingArg::Mr => Compression::Mr { k },
            CodingArg::Mmr => Compression::Mmr,
        },
        bit_order: match args.fill_order {
            FillOrder::Msb => BitOrder::MsbFirst,
            FillOrder::Lsb => BitOrder::LsbFirst,
        },
        rows_per_strip: args.rows_per_strip,
    };
    for file in document::save(&args.output, kind, &pages, options)? {
        output::line(file.display());
    }
    Ok(Exit::Done)
}
