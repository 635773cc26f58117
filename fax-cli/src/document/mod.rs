//! Documents as files: TIFF, PBM and PNG in and out.

mod fit;
mod header;
mod picture;
mod sample;
mod save;

pub(crate) use fit::{fit, resolution_of};
pub(crate) use header::add_header;
pub(crate) use picture::write_png;
pub(crate) use sample::sample;
pub(crate) use save::{TiffOptions, folder_of, numbered, save};

use std::fs::File;
use std::io::Read;
use std::path::Path;

use fax_t4::tiff::{Compression, Limits, Reader};
use fax_t4::{Bitmap, Density, pbm};

use crate::exit::Failed;

/// The largest file that is read, in octets.
const LARGEST: u64 = 256 << 20;

/// A page of a document.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    pub(crate) bitmap: Bitmap,
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
    let name = &path.display();
    let mut file = Vec::new();
    // A device or a pipe says nothing true about its size.
    let read = File::open(path).and_then(|open| open.take(LARGEST + 1).read_to_end(&mut file));
    if read.map_err(|error| Failed::document(name, error))? as u64 > LARGEST {
        return Err(Failed::document(name, format_args!("larger than the {LARGEST} octets that are read")));
    }
    parse(&file).map_err(|why| Failed::document(name, why))
}

/// Reads a document from memory.
fn parse(file: &[u8]) -> Result<(Kind, Vec<Picture>), String> {
    let kind = Kind::of(file).ok_or("neither TIFF nor PBM nor PNG")?;
    let pictures = match kind {
        Kind::Tiff => read_tiff(file)?,
        Kind::Pbm => pbm::read(file).map_err(|error| error.to_string())?.into_iter().map(plain).collect(),
        Kind::Png => vec![picture::read_png(file)?],
    };
    if pictures.is_empty() {
        return Err("there is no page in it".into());
    }
    Ok((kind, pictures))
}

fn plain(bitmap: Bitmap) -> Picture {
    Picture { bitmap, density: None, compression: None }
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
        pictures.push(Picture { bitmap: image.bitmap, density: page.density(), compression: Some(page.compression()) });
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
