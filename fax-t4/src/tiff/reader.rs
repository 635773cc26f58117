//! The chain of pages.

use alloc::vec::Vec;

use super::ifd::{Directory, File};
use super::tags::{MASK, NEW_SUBFILE_TYPE, OLD_REDUCED, REDUCED, SUBFILE_TYPE};
use super::{FormatError, Image, Limit, Limits, Page, TiffError};

/// The pages of a TIFF file that lies in memory.
///
/// Opening reads the directories only; rows are decoded page by page. Thumbnails and masks (NewSubfileType) are no pages,
/// unless there is nothing else in the file.
#[derive(Clone, Debug)]
pub struct Reader<'f> {
    pages: Vec<Page<'f>>,
    refused: Vec<(usize, TiffError)>,
    limits: Limits,
}

impl<'f> Reader<'f> {
    /// Reads all directories. A file with a page that cannot be read, or whose chain of pages leads out of the file, is
    /// refused as a whole, so that no page of a document is left out in silence.
    ///
    /// Strips may overlap, but a file whose strips add up to more than twice its length only does so to cost time, and
    /// is refused with [`Limit::Input`].
    pub fn open(file: &'f [u8], limits: Limits) -> Result<Self, TiffError> {
        let reader = Self::open_what_can_be_read(file, limits)?;
        match reader.refused.first() {
            Some((_, error)) => Err(*error),
            None => Ok(reader),
        }
    }

    /// Reads what can be read: pages that cannot, such as those in colour, are left out, and a chain that breaks ends
    /// there. [`refused`](Self::refused) tells. A file without a single good page is still refused, and so is one that
    /// exceeds the limits.
    pub fn open_what_can_be_read(file: &'f [u8], limits: Limits) -> Result<Self, TiffError> {
        let (file, first) = File::open(file)?;
        let mut chain = Chain::new(file, first, limits);
        let (mut pages, mut small, mut refused) = (Vec::new(), Vec::new(), Vec::new());
        // Directories can share their lists of strips: only the sum limits what a small file can be blown up to.
        let mut left = limits;
        let mut input = 2 * file.octets.len() as u64;
        let mut next_number = 0;
        while let Some(step) = chain.step() {
            let number = next_number;
            next_number += 1;
            let (directory, page) = match step.map(|directory| (directory, Page::new(file, &directory, &left))) {
                Err(error @ TiffError::Limit(_)) | Ok((_, Err(error @ TiffError::Limit(_)))) => return Err(error),
                Err(error) => {
                    refused.push((number, error));
                    break;
                }
                Ok(read) => read,
            };
            let secondary = is_secondary(&directory);
            match page {
                Ok(page) => {
                    left.strips = left.strips.saturating_sub(page.strips().len());
                    let octets = page.strips().iter().map(|strip| strip.len() as u64).sum();
                    input = input.checked_sub(octets).ok_or(Limit::Input)?;
                    if secondary { small.push(page) } else { pages.push(page) }
                }
                Err(_) if secondary => {}
                Err(error) => refused.push((number, error)),
            }
        }
        if pages.is_empty() {
            pages = small;
        }
        match (pages.is_empty(), refused.first()) {
            (true, Some((_, error))) => Err(*error),
            (true, None) => Err(FormatError::NoPages.into()),
            (false, _) => Ok(Self { pages, refused, limits }),
        }
    }

    /// The pages in the order of the file.
    #[must_use]
    pub fn pages(&self) -> &[Page<'f>] {
        &self.pages
    }

    /// What [`open_what_can_be_read`](Self::open_what_can_be_read) left out: which directory of the file, counted from 0,
    /// and why.
    #[must_use]
    pub fn refused(&self) -> &[(usize, TiffError)] {
        &self.refused
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

/// The directories of a file, one after the other.
pub(super) struct Chain<'f> {
    file: File<'f>,
    /// Offset of the next one.
    at: u64,
    /// Offsets of those so far.
    seen: Vec<u64>,
    limits: Limits,
}

impl<'f> Chain<'f> {
    pub(super) const fn new(file: File<'f>, at: u64, limits: Limits) -> Self {
        Self { file, at, seen: Vec::new(), limits }
    }

    /// The next directory; `None` behind the last one. An error ends the chain.
    pub(super) fn step(&mut self) -> Option<Result<Directory<'f>, TiffError>> {
        let at = core::mem::take(&mut self.at);
        if at == 0 {
            return None;
        }
        if self.seen.contains(&at) {
            return Some(Err(FormatError::Cycle(at).into()));
        }
        if self.seen.len() >= self.limits.pages {
            return Some(Err(Limit::Pages.into()));
        }
        self.seen.push(at);
        let directory = Directory::read(self.file, at, &self.limits);
        self.at = directory.as_ref().map_or(0, |directory| directory.next);
        Some(directory)
    }
}

/// Whether a directory is a smaller version of another one, or a mask.
fn is_secondary(directory: &Directory<'_>) -> bool {
    let number = |tag| directory.number(tag).ok().flatten();
    match number(NEW_SUBFILE_TYPE) {
        Some(kind) => kind & (REDUCED | MASK) != 0,
        None => number(SUBFILE_TYPE) == Some(OLD_REDUCED),
    }
}
