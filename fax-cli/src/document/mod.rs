//! Documents as files: TIFF, PBM and PNG in and out.

mod fit;
mod header;
mod picture;
mod sample;
mod save;

pub(crate) use fit::{Fitting, dithered, fit, resolution_of};
pub(crate) use header::{add_header, brand, sheet_of};
pub(crate) use sample::sample;
pub(crate) use save::{TiffOptions, folder_of, numbered, save, tiff};

use std::fs::File;
use std::io::Read;
use std::path::Path;

use fax_t4::call::Page;
use fax_t4::picture::Grey;
use fax_t4::tiff::{Compression, Limits, Reader};
use fax_t4::{BitOrder, Bitmap, Density, pbm};

use crate::exit::Failed;

/// The largest file that is read, in octets.
pub(crate) const LARGEST: u64 = 256 << 20;

/// A page of a document.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    pub(crate) bitmap: Bitmap,
    /// What it was made of, if it had greys.
    pub(crate) grey: Option<Grey>,
    /// Pels per inch, if the file says.
    pub(crate) density: Option<Density>,
    /// How a TIFF has it.
    pub(crate) compression: Option<Compression>,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Tiff,
    Pbm,
    Png,
}

impl Kind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Tiff => "TIFF",
            Self::Pbm => "PBM",
            Self::Png => "PNG",
        }
    }

    /// By the first octets of a file; its name does not matter.
    fn of(file: &[u8]) -> Option<Self> {
        match file {
            [b'I', b'I', ..] | [b'M', b'M', ..] => Some(Self::Tiff),
            [b'P', b'1' | b'4', ..] => Some(Self::Pbm),
            [0x89, b'P', b'N', b'G', ..] => Some(Self::Png),
            _ => None,
        }
    }

    /// By what a name ends in.
    pub(crate) fn of_name(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "tif" | "tiff" => Some(Self::Tiff),
            "pbm" => Some(Self::Pbm),
            "png" => Some(Self::Png),
            _ => None,
        }
    }
}

/// Reads a document: at least one page.
pub(crate) fn load(path: &Path) -> Result<(Kind, Vec<Picture>), Failed> {
    parse(&read(path)?).map_err(|why| Failed::document(path.display(), why))
}

/// Reads a document and makes pages of it.
pub(crate) fn pages(path: &Path, fitting: Fitting) -> Result<Vec<Page>, Failed> {
    let (_, pictures) = load(path)?;
    let page = |(number, picture)| {
        fit(picture, fitting).map_err(|why| Failed::document(path.display(), format_args!("page {number}: {why}")))
    };
    (1..).zip(&pictures).map(page).collect()
}

fn read(path: &Path) -> Result<Vec<u8>, Failed> {
    let name = &path.display();
    let mut file = Vec::new();
    // A device or a pipe says nothing true about its size.
    let read = File::open(path).and_then(|open| open.take(LARGEST + 1).read_to_end(&mut file));
    if read.map_err(|error| Failed::document(name, error))? as u64 > LARGEST {
        return Err(Failed::document(name, format_args!("larger than the {LARGEST} octets that are read")));
    }
    Ok(file)
}

/// What a TIFF file says of a page, beyond its picture.
#[derive(Clone, Debug)]
pub(crate) struct Tags {
    pub(crate) lsb_first: bool,
    pub(crate) strips: usize,
    /// 1 to 8; 1 is upright.
    pub(crate) orientation: u8,
    pub(crate) texts: Vec<(&'static str, String)>,
    /// Damaged rows when it was received, if it was.
    pub(crate) bad_rows: Option<u32>,
    /// Why its octets cannot go out as they are; `None` if they can.
    pub(crate) recoded: Option<String>,
}

impl core::fmt::Display for Tags {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} strip(s), {} bit first", self.strips, if self.lsb_first { "lowest" } else { "highest" })?;
        if self.orientation != 1 {
            write!(f, ", turned from orientation {}", self.orientation)?;
        }
        if let Some(bad) = self.bad_rows {
            write!(f, ", received with {bad} damaged row(s)")?;
        }
        for (name, text) in &self.texts {
            write!(f, ", {name} {text:?}")?;
        }
        match &self.recoded {
            None => f.write_str(", passes through as it is"),
            Some(why) => write!(f, ", {why}"),
        }
    }
}

/// The tags of the pages of a TIFF file; nothing for other kinds.
pub(crate) fn tags(path: &Path) -> Result<Vec<Tags>, Failed> {
    let file = read(path)?;
    if Kind::of(&file) != Some(Kind::Tiff) {
        return Ok(Vec::new());
    }
    let reader = Reader::open(&file, Limits::default()).map_err(|error| Failed::document(path.display(), error))?;
    let tags = reader.pages().iter().map(|page| {
        let texts = [
            ("document", page.document_name()),
            ("description", page.description()),
            ("software", page.software()),
            ("date", page.date_time()),
        ];
        Tags {
            lsb_first: page.bit_order() == BitOrder::LsbFirst,
            strips: page.strips().len(),
            orientation: page.orientation().number(),
            texts: texts.into_iter().filter_map(|(name, text)| Some((name, text?.to_owned()))).collect(),
            bad_rows: page.received().map(|received| received.bad_rows),
            recoded: page.coded().err().map(|why| why.to_string()),
        }
    });
    Ok(tags.collect())
}

/// Reads a document from memory.
fn parse(file: &[u8]) -> Result<(Kind, Vec<Picture>), String> {
    let kind = Kind::of(file).ok_or("neither TIFF nor PBM nor PNG")?;
    let pictures = match kind {
        Kind::Tiff => read_tiff(file)?,
        Kind::Pbm => pbm::read(file).map_err(|error| error.to_string())?.into_iter().map(plain).collect(),
        Kind::Png => vec![picture::read(file).map_err(|error| error.to_string())?],
    };
    if pictures.is_empty() {
        return Err("there is no page in it".into());
    }
    Ok((kind, pictures))
}

fn plain(bitmap: Bitmap) -> Picture {
    Picture { bitmap, grey: None, density: None, compression: None }
}

fn read_tiff(file: &[u8]) -> Result<Vec<Picture>, String> {
    let reader = Reader::open(file, Limits::default()).map_err(|error| error.to_string())?;
    let mut pictures = Vec::new();
    // All at once: the limits hold for the document, not for each page.
    let images = reader.decode_all().map_err(|error| error.to_string())?;
    for ((number, page), image) in (1..).zip(reader.pages()).zip(images) {
        // What is missing would go out as white paper, what is damaged as stripes, and be confirmed.
        if let Some(damage) = image.damage() {
            return Err(format!("page {number}: {damage}"));
        }
        let orientation = page.orientation();
        let rows = image.bitmap.height();
        let too_long = || format!("page {number} lies on its side, and its {rows} rows are too many to be turned");
        pictures.push(Picture {
            bitmap: orientation.upright(image.bitmap).ok_or_else(too_long)?,
            grey: None,
            density: page.density().map(|density| orientation.density(density)),
            compression: Some(image.compression),
        });
    }
    Ok(pictures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_document_is_refused_with_a_reason() {
        assert_eq!(parse(b"").unwrap_err(), "neither TIFF nor PBM nor PNG");
        assert!(parse(b"II*\0").unwrap_err().len() > 4);
        assert!(parse(b"P4\n8 2\n\x80").is_err(), "the second row is missing");
        assert!(parse(b"\x89PNG\r\n\x1a\n").is_err());
    }
}
