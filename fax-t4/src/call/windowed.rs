//! Pages and lines with error correction for sources that go forward only and sinks that want octets in order.

use fax_core::frame::NotValid;
use fax_core::{Abilities, Addresses, Ident, Intake, PageFormat, PageOffer, PageSink, PageSource, Quality, Supply};

use super::Window;

/// Octets that are asked for at once when the source within has to go on.
const STEP: usize = 256;

/// Stands between a call and a source or a sink that knows no way back, and keeps the octets of a block in `W`.
///
/// As a [`PageSink`] it takes octets in any order and hands those that are released to the sink within, in order: rows
/// are decoded from complete blocks only. Without error correction it hands everything through.
///
/// As a [`PageSource`] it keeps what the source within has delivered, so that it can be asked for again. A source that
/// can go back by itself, such as [`Replay`](super::Replay), does not need it.
#[derive(Clone, Debug)]
pub struct Windowed<P, W> {
    within: P,
    window: W,
    /// Octets below are released.
    released: u32,
    /// Octets that the source within has delivered.
    read: u32,
    /// The source within has ended, behind `read`.
    ended: bool,
    /// Error correction is used for the present page.
    corrects: bool,
    /// Octets were lost: the page cannot be whole.
    failed: bool,
}

impl<P, W: Window> Windowed<P, W> {
    /// `within`, with room for octets in `window`.
    pub const fn new(within: P, window: W) -> Self {
        Self { within, window, released: 0, read: 0, ended: false, corrects: false, failed: false }
    }

    /// The source or sink within.
    pub const fn within(&self) -> &P {
        &self.within
    }

    /// The source or sink within, to change it.
    pub const fn within_mut(&mut self) -> &mut P {
        &mut self.within
    }

    /// The source or sink alone.
    pub fn into_within(self) -> P {
        self.within
    }

    fn restart(&mut self, format: &PageFormat) {
        self.window.restart();
        (self.released, self.read, self.ended, self.failed) = (0, 0, false, false);
        self.corrects = format.window > 0;
    }
}

impl<S: PageSink, W: Window> PageSink for Windowed<S, W> {
    fn admit(&mut self, from: &Ident, to: &Addresses) -> Result<(), NotValid> {
        self.within.admit(from, to)
    }

    fn begin(&mut self, format: &PageFormat) {
        self.restart(format);
        self.within.begin(format);
    }

    fn write_at(&mut self, offset: u32, octets: &[u8]) -> Intake {
        if !self.corrects {
            return self.within.write_at(offset, octets);
        }
        if offset < self.released || !self.window.put(offset, octets) {
            self.failed = true;
        }
        if self.failed { Intake::Failed } else { Intake::Done }
    }

    fn release(&mut self, below: u32) {
        while !self.failed && self.released < below {
            let piece = self.window.piece(self.released, below);
            self.failed = piece.is_empty() || self.within.write_at(self.released, piece) != Intake::Done;
            self.released = self.released.saturating_add(u32::try_from(piece.len()).unwrap_or(u32::MAX));
        }
        self.window.release(below);
    }

    fn ready(&mut self) -> Intake {
        if self.failed { Intake::Failed } else { self.within.ready() }
    }

    fn end(&mut self) -> Quality {
        let quality = self.within.end();
        Quality { complete: quality.complete && !self.failed, ..quality }
    }

    fn give_up(&mut self) {
        self.within.give_up();
    }

    fn accept(&mut self) -> Intake {
        if self.failed { Intake::Failed } else { self.within.accept() }
    }

    fn window(&self) -> u32 {
        self.window.octets()
    }
}

impl<S: PageSource, W: Window> Windowed<S, W> {
    /// Lets the source within go on until it has delivered the octets below `end`.
    fn read_to(&mut self, end: u32) -> Option<Supply> {
        while self.read < end && !self.ended {
            let mut octets = [0; STEP];
            let count = match self.within.read_at(self.read, &mut octets) {
                Supply::Octets(count) => count.min(STEP),
                Supply::End => {
                    self.ended = true;
                    break;
                }
                other => return Some(other),
            };
            self.failed |= !self.window.put(self.read, octets.get(..count).unwrap_or_default());
            self.read = self.read.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
            self.within.release(self.read);
            if count == 0 {
                return Some(Supply::Later);
            }
        }
        None
    }
}

impl<S: PageSource, W: Window> PageSource for Windowed<S, W> {
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
        self.restart(format);
        self.within.begin(page, format);
    }

    fn read_at(&mut self, offset: u32, into: &mut [u8]) -> Supply {
        if !self.corrects {
            return self.within.read_at(offset, into);
        }
        if offset < self.released {
            return Supply::Failed;
        }
        let wanted = offset.saturating_add(u32::try_from(into.len()).unwrap_or(u32::MAX));
        let held_up = self.read_to(wanted);
        if self.failed {
            return Supply::Failed;
        }
        let piece = self.window.piece(offset, wanted.min(self.read));
        for (to, from) in into.iter_mut().zip(piece) {
            *to = *from;
        }
        match (piece.len().min(into.len()), held_up) {
            (0, Some(supply)) => supply,
            (0, None) if self.ended => Supply::End,
            (0, None) => Supply::Failed,
            (count, _) => Supply::Octets(count),
        }
    }

    fn release(&mut self, below: u32) {
        if self.corrects {
            self.released = self.released.max(below);
            self.window.release(below);
        } else {
            self.within.release(below);
        }
    }

    fn window(&self) -> u32 {
        // What is read ahead of the call must not push out what it may still ask for.
        self.window.octets().saturating_sub(STEP as u32)
    }
}
