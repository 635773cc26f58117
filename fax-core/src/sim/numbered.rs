//! Pages that say themselves which page and row they are: what arrives can be judged without knowing what was sent.
//!
//! A row is 16 octets: page, row, number of rows (two octets each, low octet first), filling, and a check sequence.

use std::vec::Vec;

use super::OctetPages;
use crate::hdlc::{FCS, check_sequence};
use crate::{Codings, Intake, PageFormat, PageOffer, PageSink, PageWidth, Quality, Resolution};

const ROW: usize = 16;
const FILLING: [u8; 8] = [0xA5, 0x00, 0xFF, 0x3C, 0x0F, 0x81, 0x7E, 0x55];

impl OctetPages {
    /// Pages of so many numbered rows. Pages of different resolution make EOM between them.
    #[must_use]
    pub fn numbered(pages: &[(u16, Resolution)]) -> Self {
        let octets = |(page, &(rows, _)): (u16, _)| (0..rows).flat_map(|number| row(page, number, rows)).collect();
        let offer = |&(rows, resolution): &(u16, _)| PageOffer {
            width: PageWidth::A4,
            resolution,
            rows: Some(rows.into()),
            codings: Codings::ALL,
        };
        Self::new((0..).zip(pages).map(octets).collect()).with_offers(pages.iter().map(offer).collect())
    }
}

fn row(page: u16, row: u16, rows: u16) -> [u8; ROW] {
    let numbers = [page, row, rows].map(u16::to_le_bytes);
    let mut octets = [0; ROW];
    let (body, check) = octets.split_at_mut(ROW - FCS);
    body.iter_mut().zip(numbers.as_flattened().iter().chain(&FILLING)).for_each(|(to, from)| *to = *from);
    check.copy_from_slice(&check_sequence(body));
    octets
}

/// A page that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Its number in the sender's document, by most of its rows.
    pub page: u16,
    /// Whether rows of another page were in it.
    pub mixed: bool,
    /// How it arrived.
    pub quality: Quality,
}

/// Takes numbered rows, and keeps a list of the pages that the call confirmed.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Pages in the order in which they were taken.
    pub taken: Vec<Taken>,
    /// What to say of the next pages that are whole, last one first.
    pub verdicts: Vec<Quality>,
    /// How often it is busy from now on, when it is asked.
    pub busy: u32,
    window: u32,
    octets: Vec<u8>,
    judged: Option<Taken>,
}

impl Ledger {
    /// A sink for error correction too: `window` octets of a page may come in any order.
    #[must_use]
    pub fn with_window(window: u32) -> Self {
        Self { window, ..Self::default() }
    }

    fn judge(&self) -> Taken {
        let mut quality = Quality::default();
        let (mut run, mut page, mut mixed) = (0, None, false);
        for row in self.octets.chunks(ROW) {
            quality.rows += 1;
            let good = row.split_last_chunk().filter(|&(body, check)| check_sequence(body) == *check);
            let Some((&[page_low, page_high, row_low, row_high, rows_low, rows_high, ..], _)) = good else {
                run += 1;
                quality.bad_rows += 1;
                quality.longest_bad_run = quality.longest_bad_run.max(run);
                continue;
            };
            run = 0;
            let number = u16::from_le_bytes([page_low, page_high]);
            mixed |= *page.get_or_insert(number) != number;
            let [row, rows] = [[row_low, row_high], [rows_low, rows_high]].map(u16::from_le_bytes);
            if row.checked_add(1) == Some(rows) {
                quality.complete = quality.rows == u32::from(rows);
                // What follows fills the last frame.
                break;
            }
        }
        Taken { page: page.unwrap_or(u16::MAX), mixed, quality }
    }
}

impl PageSink for Ledger {
    fn begin(&mut self, _: &PageFormat) {
        self.octets.clear();
        self.judged = None;
    }

    fn write_at(&mut self, offset: u32, octets: &[u8]) -> Intake {
        let Ok(at) = usize::try_from(offset) else { return Intake::Failed };
        let end = at.saturating_add(octets.len());
        self.octets.resize(self.octets.len().max(end), 0);
        match self.octets.get_mut(at..end) {
            Some(place) => {
                place.copy_from_slice(octets);
                Intake::Done
            }
            None => Intake::Failed,
        }
    }

    fn release(&mut self, below: u32) {
        self.octets.truncate(usize::try_from(below).unwrap_or(usize::MAX));
    }

    fn ready(&mut self) -> Intake {
        let busy = self.busy > 0;
        self.busy = self.busy.saturating_sub(1);
        if busy { Intake::Busy } else { Intake::Done }
    }

    fn window(&self) -> u32 {
        self.window
    }

    fn end(&mut self) -> Quality {
        let judged = self.judge();
        self.judged = Some(judged);
        let whole = judged.quality.complete && judged.quality.bad_rows == 0;
        if whole { self.verdicts.pop().unwrap_or(judged.quality) } else { judged.quality }
    }

    fn accept(&mut self) -> Intake {
        let Some(judged) = self.judged.take() else { return Intake::Failed };
        self.taken.push(judged);
        Intake::Done
    }
}
