//! What a call tells of its pages, kept for the activity log.

use alloc::string::ToString;
use alloc::vec::Vec;

use fax_core::{Event, PageFormat};

use crate::engine::call::{PageRecord, Verdict};
use crate::vocabulary::Timestamp;

/// Pages of a call that are put on record at most.
const MOST: usize = 2000;

/// The pages of a call so far.
#[derive(Debug, Default)]
pub(super) struct PageLog {
    pages: Vec<PageRecord>,
    format: Option<PageFormat>,
    /// There was no place for the page that the call is at.
    is_full: bool,
}

impl PageLog {
    /// Takes what the call tells. `numbers` are the pages of the document that the call has, from 0; without any, its own
    /// count.
    pub(super) fn on_event(&mut self, event: &Event, numbers: &[u16], now: Timestamp) {
        let number = |page: u16| numbers.get(usize::from(page)).copied().unwrap_or(page).saturating_add(1);
        match event {
            Event::Agreed(format) => self.format = Some(*format),
            Event::SendingPage { page } => self.begin(number(*page), now),
            Event::ReceivingPage { page } => self.begin(page.saturating_add(1), now),
            Event::PageOffered { .. } => self.end(Verdict::Unanswered, now),
            Event::PageSent { confirmed, .. } => {
                self.end(if *confirmed { Verdict::Confirmed } else { Verdict::Refused }, now);
            }
            Event::PageReceived { quality, accepted, .. } => {
                self.end(if *accepted { Verdict::Confirmed } else { Verdict::Refused }, now);
                if let Some(last) = self.current() {
                    (last.rows, last.bad_rows) = (quality.rows, quality.bad_rows);
                }
            }
            _ => {}
        }
    }

    fn begin(&mut self, page: u16, now: Timestamp) {
        self.is_full = self.pages.len() >= MOST;
        if !self.is_full {
            self.pages.push(PageRecord {
                page,
                started: now,
                ended: now,
                rows: 0,
                bad_rows: 0,
                rate: self.format.map_or(0, |format| format.modulation.bit_rate()),
                coding: self.format.map(|format| format.coding.to_string()).unwrap_or_default(),
                resolution: self.format.map(|format| format.resolution.to_string()).unwrap_or_default(),
                ecm: self.format.is_some_and(|format| format.ecm.is_some()),
                verdict: Verdict::BrokenOff,
            });
        }
    }

    fn end(&mut self, verdict: Verdict, now: Timestamp) {
        if let Some(page) = self.current() {
            (page.verdict, page.ended) = (verdict, now);
        }
    }

    /// The page that the call is at, if it is on record.
    fn current(&mut self) -> Option<&mut PageRecord> {
        if self.is_full { None } else { self.pages.last_mut() }
    }

    /// All of them; the call is over.
    pub(super) fn at_end(&mut self, now: Timestamp) -> Vec<PageRecord> {
        if let Some(last) = self.current().filter(|last| last.verdict == Verdict::BrokenOff) {
            last.ended = now;
        }
        self.pages.clone()
    }
}
