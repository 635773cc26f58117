//! Received pages in memory.

use alloc::vec;
use alloc::vec::Vec;

use fax_core::{PageFormat, Quality, Resolution};

use super::{CALL_ROW_MAX, RowSink, RowTarget};
use crate::{Bitmap, Params};

/// How much a call may bring in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceiveLimits {
    /// Pages of the document.
    pub pages: u16,
    /// Rows of a page.
    pub rows: u32,
    /// Octets of all pages together, decoded.
    pub octets: usize,
}

impl Default for ReceiveLimits {
    /// 500 pages, 65,535 rows each, 512 MiB in all: more than two hours of the fastest line.
    fn default() -> Self {
        Self { pages: 500, rows: Params::DEFAULT_ROW_LIMIT, octets: 512 << 20 }
    }
}

/// A page that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedPage {
    /// The pels.
    pub bitmap: Bitmap,
    /// How close they are.
    pub resolution: Resolution,
    /// How well it arrived.
    pub quality: Quality,
}

/// Collects accepted pages under limits; a rejected page goes when it is begun again.
#[derive(Clone, Debug)]
pub struct ReceivedPages {
    limits: ReceiveLimits,
    accepted: Vec<ReceivedPage>,
    given_up: Vec<ReceivedPage>,
    current: Option<ReceivedPage>,
    /// Octets that may still come in.
    octets_left: usize,
}

impl ReceivedPages {
    /// No pages yet.
    #[must_use]
    pub const fn new(limits: ReceiveLimits) -> Self {
        Self { limits, accepted: Vec::new(), given_up: Vec::new(), current: None, octets_left: limits.octets }
    }

    /// A page sink with room for the longest rows that a call can agree on.
    #[must_use]
    pub fn sink(limits: ReceiveLimits) -> RowSink<Self, Vec<u8>> {
        RowSink::with_room(Self::new(limits), vec![0; CALL_ROW_MAX], vec![0; CALL_ROW_MAX], limits.rows)
    }

    /// The accepted pages so far.
    #[must_use]
    pub fn pages(&self) -> &[ReceivedPage] {
        &self.accepted
    }

    /// Pages that the sender gave up: as much of them as came in one piece.
    #[must_use]
    pub fn given_up(&self) -> &[ReceivedPage] {
        &self.given_up
    }

    /// The page that is on its way or was rejected, as far as it came.
    #[must_use]
    pub fn partial(&self) -> Option<&ReceivedPage> {
        self.current.as_ref()
    }

    /// The accepted pages, and the page that never was.
    #[must_use]
    pub fn into_pages(self) -> (Vec<ReceivedPage>, Option<ReceivedPage>) {
        (self.accepted, self.current)
    }
}

impl RowTarget for ReceivedPages {
    fn begin(&mut self, format: &PageFormat) {
        if let Some(rejected) = self.current.take() {
            self.octets_left += rejected.bitmap.octets().len();
        }
        self.current = Some(ReceivedPage {
            bitmap: Bitmap::new(format.pels()),
            resolution: format.resolution,
            quality: Quality::default(),
        });
    }

    fn row(&mut self, row: &[u8], _damaged: bool) -> bool {
        let Some(page) = self.current.as_mut() else { return false };
        let Some(left) = self.octets_left.checked_sub(page.bitmap.row_octets()) else { return false };
        if self.accepted.len() + self.given_up.len() >= usize::from(self.limits.pages) {
            return false;
        }
        self.octets_left = left;
        page.bitmap.push_row(row);
        true
    }

    fn end(&mut self, quality: Quality) {
        if let Some(page) = self.current.as_mut() {
            page.quality = quality;
        }
    }

    fn give_up(&mut self) {
        self.given_up.extend(self.current.take());
    }

    fn accept(&mut self) -> bool {
        let Some(page) = self.current.take() else { return false };
        self.accepted.push(page);
        true
    }
}
