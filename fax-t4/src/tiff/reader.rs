//! The chain of pages.

use alloc::vec::Vec;

use super::ifd::{self, Directory};
use super::{FormatError, Image, Limit, Limits, Page, TiffError};

/// The pages of a TIFF file that lies in memory.
///
/// Opening reads the directories only; rows are decoded page by page.
#[derive(Clone, Debug)]
pub struct Reader<'f> {
    pages: Vec<Page<'f>>,
    limits: Limits,
}

impl<'f> Reader<'f> {
    /// Reads all directories. A file with a page that cannot be read is refused as a whole, so that no page of a
    /// document is left out in silence.
    ///
    /// Strips may overlap, but a file whose strips add up to more than twice its length only does so to cost time, and
    /// is refused with [`Limit::Input`].
    pub fn open(file: &'f [u8], limits: Limits) -> Result<Self, TiffError> {
        let (endian, first) = ifd::header(file)?;
        let mut seen = Vec::new();
        let mut pages = Vec::new();
        let mut at = first;
        // Directories can share their lists of strips: only the sum limits what a small file can be blown up to.
        let mut left = limits;
        let mut input = 2 * file.len() as u64;
        while at != 0 {
            if seen.contains(&at) {
                return Err(FormatError::Cycle(at).into());
            }
            if pages.len() >= limits.pages {
                return Err(Limit::Pages.into());
            }
            seen.push(at);
            let directory = Directory::read(file, endian, at, &limits)?;
            let page = Page::new(file, &directory, &left)?;
            left.strips = left.strips.saturating_sub(page.strips().len());
            let octets = page.strips().iter().map(|strip| strip.len() as u64).sum();
            input = input.checked_sub(octets).ok_or(Limit::Input)?;
            pages.push(page);
            at = directory.next;
        }
        if pages.is_empty() { Err(FormatError::NoPages.into()) } else { Ok(Self { pages, limits }) }
    }

    /// The pages in the order of the file.
    #[must_use]
    pub fn pages(&self) -> &[Page<'f>] {
        &self.pages
    }

    /// Decodes all pages, as long as they stay within the limit on octets together.
    pub fn decode_all(&self) -> Result<Vec<Image>, TiffError> {
        let mut left = self.limits.octets;
        let mut images = Vec::new();
        for page in &self.pages {
            let image = page.decode_within(left)?;
            left = left.saturating_sub(image.bitmap.octets().len() as u64);
            images.push(image);
        }
        Ok(images)
    }
}
