//! What is sent: pages that are made here, so that each call is the same on every machine.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{Fault, must};

/// Paths of documents.
#[derive(Default)]
pub(super) struct Documents {
    /// Single pages of print as PBM: efax reads a TIFF on past the end of its strip.
    pub(super) pages: [PathBuf; 3],
    /// The first of them, MH.
    pub(super) one: PathBuf,
    /// Half a page, as PBM and as MR.
    pub(super) short_page: PathBuf,
    pub(super) short: PathBuf,
    /// The three pages of print, MR.
    pub(super) three: PathBuf,
    /// The three and two more, MMR.
    pub(super) five: PathBuf,
    /// A page of 204 x 391 pels per inch, MMR.
    pub(super) superfine: PathBuf,
    /// A page as wide as B4, 2048 pels, MMR.
    pub(super) b4: PathBuf,
    /// A page as wide as A3, 2432 pels, MMR.
    pub(super) a3: PathBuf,
    /// A page of fine grey, MMR.
    pub(super) dense: PathBuf,
    /// Called a TIFF, but it is text.
    pub(super) no_image: PathBuf,
    /// The first half of a TIFF.
    pub(super) truncated: PathBuf,
}

impl Documents {
    /// Makes them in `folder` with the program `page`; `given` is in the place of all pages of print.
    pub(super) fn make(page: &Path, folder: &Path, given: Option<&Path>) -> Result<Self, Fault> {
        let tif = |name: &str| folder.join(name).with_extension("tif");
        let five = ["1.pbm", "2.pbm", "3.pbm", "4.pbm", "5.pbm"].map(|name| folder.join(name));
        let [first, second, third, ..] = &five;
        let documents = Self {
            pages: [first.clone(), second.clone(), third.clone()],
            one: tif("one"),
            short_page: folder.join("short.pbm"),
            short: tif("short"),
            three: tif("three"),
            five: tif("five"),
            superfine: tif("superfine"),
            b4: tif("b4"),
            a3: tif("a3"),
            dense: tif("dense"),
            no_image: tif("no-image"),
            truncated: tif("truncated"),
        };
        for (seed, pbm) in ["1", "2", "3", "4", "5"].iter().zip(&five) {
            match given {
                Some(given) => must(Command::new(page).arg("pbm").arg(pbm).arg(given))?,
                None => must(Command::new(page).args(["make", "text", "1728x1100", seed]).arg(pbm))?,
            }
        }
        let tiff = |coding: &str, density: &str, to: &Path, from: &[PathBuf]| {
            must(Command::new(page).args(["tiff", coding, density]).arg(to).args(from))
        };
        tiff("mh", "204x196", &documents.one, core::slice::from_ref(first))?;
        tiff("mr", "204x196", &documents.three, &documents.pages)?;
        tiff("mmr", "204x196", &documents.five, &five)?;
        for (kind, size, density, to) in [
            ("text", "1728x2200", "204x391", &documents.superfine),
            ("text", "2048x1200", "204x196", &documents.b4),
            ("text", "2432x1200", "204x196", &documents.a3),
            ("dense", "1728x600", "204x196", &documents.dense),
        ] {
            let pbm = to.with_extension("pbm");
            must(Command::new(page).args(["make", kind, size, "1"]).arg(&pbm))?;
            tiff("mmr", density, to, &[pbm])?;
        }
        must(Command::new(page).args(["make", "text", "1728x600", "6"]).arg(&documents.short_page))?;
        tiff("mr", "204x196", &documents.short, core::slice::from_ref(&documents.short_page))?;
        let whole = fs::read(&documents.one).map_err(|e| format!("{}: {e}", documents.one.display()))?;
        let (half, _) = whole.split_at(whole.len() / 2);
        fs::write(&documents.truncated, half).map_err(|e| format!("{}: {e}", documents.truncated.display()))?;
        fs::write(&documents.no_image, "A letter, but not the picture of one.\n")
            .map_err(|e| format!("{}: {e}", documents.no_image.display()))?;
        Ok(documents)
    }
}
