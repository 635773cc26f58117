//! Pages in the coding that their TIFF file has them in, for calls that agree on just that.

use fax_core::{Abilities, PageFormat, PageOffer, PageSource, Resolution, Supply};

use crate::tiff::{self, Coded};
use crate::{BitOrder, Density, Params};

/// A page that can go out as its file has it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Stored<'f> {
    /// Its octets.
    pub coded: Coded<'f>,
    /// How close its pels are.
    pub resolution: Resolution,
}

impl<'f> Stored<'f> {
    /// A page of a file; `None` if it must be coded again, or has no resolution of fax.
    ///
    /// It is not decoded, and damage would go out with it. Pages that this crate wrote are good; of others
    /// [`Image::is_clean`](tiff::Image::is_clean) tells.
    #[must_use]
    pub fn of(page: &tiff::Page<'f>) -> Option<Self> {
        let resolution = page.density().and_then(Density::resolution)?;
        Some(Self { coded: page.coded().ok()?, resolution })
    }
}

/// A page source that hands out stored octets where they are what was agreed, with no work and in any order, and else what
/// `S` makes of the same page.
#[derive(Clone, Debug)]
pub struct PassThrough<'p, S> {
    within: S,
    pages: &'p [Option<Stored<'p>>],
    /// The present page, if it passes through.
    passing: Option<Coded<'p>>,
}

impl<'p, S> PassThrough<'p, S> {
    /// `pages` are those of `within`, as far as they can go out as they are stored.
    pub const fn new(within: S, pages: &'p [Option<Stored<'p>>]) -> Self {
        Self { within, pages, passing: None }
    }

    /// The source within.
    pub fn into_within(self) -> S {
        self.within
    }
}

impl<S: PageSource> PageSource for PassThrough<'_, S> {
    fn adapt(&mut self, far: &Abilities) {
        self.within.adapt(far);
    }

    fn offer(&mut self, page: u16) -> Option<PageOffer> {
        self.within.offer(page)
    }

    fn starts_document(&mut self, page: u16) -> bool {
        self.within.starts_document(page)
    }

    fn begin(&mut self, page: u16, format: &PageFormat) {
        let stored = self.pages.get(usize::from(page)).copied().flatten();
        let fits = |stored: &Stored<'_>| {
            stored.resolution == format.resolution && stored.coded.fits(&Params::from(format)).is_ok()
        };
        self.passing = stored.filter(fits).map(|stored| stored.coded);
        if self.passing.is_none() {
            self.within.begin(page, format);
        }
    }

    fn read_at(&mut self, offset: u32, into: &mut [u8]) -> Supply {
        let Some(coded) = &self.passing else { return self.within.read_at(offset, into) };
        match coded.read_line(offset as usize, BitOrder::LsbFirst, into) {
            0 if !into.is_empty() => Supply::End,
            filled => Supply::Octets(filled),
        }
    }

    fn release(&mut self, below: u32) {
        if self.passing.is_none() {
            self.within.release(below);
        }
    }

    fn window(&self) -> u32 {
        self.within.window()
    }
}
