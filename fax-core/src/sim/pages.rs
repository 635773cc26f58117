//! Pages made of given octets, without a codec: what goes in must come out.

use std::vec::Vec;

use crate::frame::NotValid;
use crate::{
    Abilities, Addresses, Codings, Ident, Intake, PageFormat, PageOffer, PageSink, PageSource, PageWidth, Quality,
    Resolution, Supply,
};

/// A document whose pages are given as coded octets.
#[derive(Clone, Debug)]
pub struct OctetPages {
    pages: Vec<Vec<u8>>,
    offers: Vec<PageOffer>,
    /// Pages that documents begin with.
    starts: Vec<u16>,
    current: usize,
    /// Pages that the receiver cannot take go at standard resolution.
    scales: bool,
    window: u32,
    /// Octets below are released.
    released: u32,
}

impl OctetPages {
    /// Fine A4 pages.
    #[must_use]
    pub fn new(pages: Vec<Vec<u8>>) -> Self {
        let offer =
            PageOffer { width: PageWidth::A4, resolution: Resolution::Fine, rows: Some(100), codings: Codings::ALL };
        let offers = pages.iter().map(|_| offer).collect();
        Self { pages, offers, starts: Vec::new(), current: 0, scales: false, window: 0, released: 0 }
    }

    /// The same pages with other formats, one for each.
    #[must_use]
    pub fn with_offers(mut self, offers: Vec<PageOffer>) -> Self {
        self.offers = offers;
        self
    }

    /// The same pages as several documents: another one begins with each of `pages`.
    #[must_use]
    pub fn with_documents(mut self, pages: Vec<u16>) -> Self {
        self.starts = pages;
        self
    }

    /// The same pages for error correction too: so many octets can be asked for again, and what lies outside fails.
    #[must_use]
    pub const fn with_window(mut self, window: u32) -> Self {
        self.window = window;
        self
    }

    /// The same pages from a source that scales: what the receiver cannot take is offered at standard resolution, with the same
    /// octets.
    #[must_use]
    pub const fn scaling(mut self) -> Self {
        self.scales = true;
        self
    }

    /// The octets of all pages.
    #[must_use]
    pub fn pages(&self) -> &[Vec<u8>] {
        &self.pages
    }
}

impl PageSource for OctetPages {
    fn adapt(&mut self, far: &Abilities) {
        let too_fine = |offer: &&mut PageOffer| self.scales && !far.resolutions.contains(offer.resolution);
        for offer in self.offers.iter_mut().filter(too_fine) {
            offer.resolution = Resolution::Standard;
        }
    }

    fn offer(&mut self, page: u16) -> Option<PageOffer> {
        self.offers.get(usize::from(page)).copied()
    }

    fn starts_document(&mut self, page: u16) -> bool {
        self.starts.contains(&page)
    }

    fn begin(&mut self, page: u16, _format: &PageFormat) {
        (self.current, self.released) = (usize::from(page), 0);
    }

    fn read_at(&mut self, offset: u32, into: &mut [u8]) -> Supply {
        let Some(page) = self.pages.get(self.current) else { return Supply::Failed };
        let outside = offset < self.released || offset - self.released >= self.window;
        if self.window > 0 && outside {
            return Supply::Failed;
        }
        let rest = usize::try_from(offset).ok().and_then(|offset| page.get(offset..)).unwrap_or_default();
        let count = rest.len().min(into.len());
        for (to, from) in into.iter_mut().zip(rest) {
            *to = *from;
        }
        if count == 0 { Supply::End } else { Supply::Octets(count) }
    }

    fn release(&mut self, below: u32) {
        self.released = self.released.max(below);
    }

    fn window(&self) -> u32 {
        self.window
    }
}

/// Collects the octets of received pages.
#[derive(Clone, Debug, Default)]
pub struct Received {
    /// Pages that the call confirmed.
    pub accepted: Vec<Vec<u8>>,
    /// Pages that their sender gave up: what came of them without a gap.
    pub given_up: Vec<Vec<u8>>,
    /// Formats of the accepted pages.
    pub formats: Vec<PageFormat>,
    /// What to say of the next pages, last one first; behind that, every page that has octets is good.
    pub verdicts: Vec<Quality>,
    /// How often it is busy from now on, when it is asked.
    pub busy: u32,
    /// The only sub-address that it takes pages for, if there is one.
    pub subaddress: Option<Ident>,
    window: u32,
    current: Option<(PageFormat, Vec<u8>)>,
    /// Octets of the present page that are complete.
    complete: usize,
}

impl Received {
    /// A sink for error correction too: `window` octets of a page may come in any order.
    #[must_use]
    pub fn with_window(window: u32) -> Self {
        Self { window, ..Self::default() }
    }
}

impl PageSink for Received {
    fn admit(&mut self, _from: &Ident, to: &Addresses) -> Result<(), NotValid> {
        let known = self.subaddress.as_ref().is_none_or(|known| *known == to.sub);
        if known { Ok(()) } else { Err(NotValid::Subaddress) }
    }

    fn begin(&mut self, format: &PageFormat) {
        self.current = Some((*format, Vec::new()));
        self.complete = 0;
    }

    fn write_at(&mut self, offset: u32, octets: &[u8]) -> Intake {
        match &mut self.current {
            Some((format, page)) if format.window > 0 => {
                let Ok(at) = usize::try_from(offset) else { return Intake::Failed };
                let window = usize::try_from(self.window).unwrap_or(usize::MAX);
                let end = at + octets.len();
                if at < self.complete || end - self.complete > window {
                    return Intake::Failed;
                }
                page.resize(page.len().max(end), 0);
                if let Some(place) = page.get_mut(at..end) {
                    place.copy_from_slice(octets);
                }
                Intake::Done
            }
            Some((_, page)) if u32::try_from(page.len()) == Ok(offset) => {
                page.extend_from_slice(octets);
                Intake::Done
            }
            _ => Intake::Failed,
        }
    }

    fn release(&mut self, below: u32) {
        if let (Some((_, page)), Ok(below)) = (&mut self.current, usize::try_from(below)) {
            page.truncate(below);
            self.complete = page.len();
        }
    }

    fn ready(&mut self) -> Intake {
        match self.busy.checked_sub(1) {
            Some(left) => {
                self.busy = left;
                Intake::Busy
            }
            None => Intake::Done,
        }
    }

    fn window(&self) -> u32 {
        self.window
    }

    fn end(&mut self) -> Quality {
        let rows = if self.current.as_ref().is_some_and(|(_, page)| !page.is_empty()) { 100 } else { 0 };
        self.verdicts.pop().unwrap_or(Quality { rows, complete: rows > 0, ..Quality::default() })
    }

    fn give_up(&mut self) {
        self.given_up.extend(self.current.take().map(|(_, page)| page));
    }

    fn accept(&mut self) -> Intake {
        let whole = |(format, page): &(PageFormat, Vec<u8>)| format.window == 0 || page.len() == self.complete;
        let Some((format, page)) = self.current.take().filter(whole) else { return Intake::Failed };
        self.formats.push(format);
        self.accepted.push(page);
        Intake::Done
    }
}
