//! Pages made of given octets, without a codec: what goes in must come out.

use std::vec::Vec;

use crate::{Codings, Intake, PageFormat, PageOffer, PageSink, PageSource, PageWidth, Quality, Resolution, Supply};

/// A document whose pages are given as coded octets.
#[derive(Clone, Debug)]
pub struct OctetPages {
    pages: Vec<Vec<u8>>,
    offers: Vec<PageOffer>,
    current: usize,
}

impl OctetPages {
    /// Fine A4 pages.
    #[must_use]
    pub fn new(pages: Vec<Vec<u8>>) -> Self {
        let offer =
            PageOffer { width: PageWidth::A4, resolution: Resolution::Fine, rows: Some(100), codings: Codings::ALL };
        let offers = pages.iter().map(|_| offer).collect();
        Self { pages, offers, current: 0 }
    }

    /// The same pages with other formats, one for each.
    #[must_use]
    pub fn with_offers(mut self, offers: Vec<PageOffer>) -> Self {
        self.offers = offers;
        self
    }

    /// The octets of all pages.
    #[must_use]
    pub fn pages(&self) -> &[Vec<u8>] {
        &self.pages
    }
}

impl PageSource for OctetPages {
    fn offer(&mut self, page: u16) -> Option<PageOffer> {
        self.offers.get(usize::from(page)).copied()
    }

    fn begin(&mut self, page: u16, _format: &PageFormat) {
        self.current = usize::from(page);
    }

    fn read_at(&mut self, offset: u32, into: &mut [u8]) -> Supply {
        let Some(page) = self.pages.get(self.current) else { return Supply::Failed };
        let rest = usize::try_from(offset).ok().and_then(|offset| page.get(offset..)).unwrap_or_default();
        let count = rest.len().min(into.len());
        for (to, from) in into.iter_mut().zip(rest) {
            *to = *from;
        }
        if count == 0 { Supply::End } else { Supply::Octets(count) }
    }
}

/// Collects the octets of received pages.
#[derive(Clone, Debug, Default)]
pub struct Received {
    /// Pages that the call confirmed.
    pub accepted: Vec<Vec<u8>>,
    /// Formats of the accepted pages.
    pub formats: Vec<PageFormat>,
    /// What to say of the next pages, last one first; behind that, every page that has octets is good.
    pub verdicts: Vec<Quality>,
    current: Option<(PageFormat, Vec<u8>)>,
}

impl PageSink for Received {
    fn begin(&mut self, format: &PageFormat) {
        self.current = Some((*format, Vec::new()));
    }

    fn write_at(&mut self, offset: u32, octets: &[u8]) -> Intake {
        match &mut self.current {
            Some((_, page)) if u32::try_from(page.len()) == Ok(offset) => {
                page.extend_from_slice(octets);
                Intake::Done
            }
            _ => Intake::Failed,
        }
    }

    fn end(&mut self) -> Quality {
        let rows = if self.current.as_ref().is_some_and(|(_, page)| !page.is_empty()) { 100 } else { 0 };
        self.verdicts.pop().unwrap_or(Quality { rows, complete: rows > 0, ..Quality::default() })
    }

    fn accept(&mut self) -> Intake {
        let Some((format, page)) = self.current.take() else { return Intake::Failed };
        self.formats.push(format);
        self.accepted.push(page);
        Intake::Done
    }
}
