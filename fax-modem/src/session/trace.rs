//! Somebody who watches a session.

use fax_core::{Chunk, Event, Instant, Line, LineEvent, LineOp};

use crate::{Class1, Order};

/// Watches what passes between call, driver and modem. All methods do nothing unless implemented; `()` watches
/// nothing.
///
/// Telephone numbers are not shown: their octets come as `ATD...`, and a modem's echo of them with dots for digits.
pub trait Trace {
    /// Octets for the modem.
    fn to_modem(&mut self, now: Instant, octets: &[u8]) {
        let _ = (now, octets);
    }

    /// Octets from the modem.
    #[expect(clippy::wrong_self_convention, reason = "a direction, not a conversion")]
    fn from_modem(&mut self, now: Instant, octets: &[u8]) {
        let _ = (now, octets);
    }

    /// The call wants something of the line.
    fn op(&mut self, now: Instant, op: &LineOp) {
        let _ = (now, op);
    }

    /// The call sends something: a frame without check sequence, or a piece of an image or a training check.
    fn chunk(&mut self, now: Instant, chunk: &Chunk<'_>) {
        let _ = (now, chunk);
    }

    /// The line told the call something.
    fn event(&mut self, now: Instant, event: &LineEvent<'_>) {
        let _ = (now, event);
    }

    /// The driver is told to do something that is no operation of a call. The octets that this leads to come behind it.
    fn order(&mut self, now: Instant, order: Order) {
        let _ = (now, order);
    }

    /// The call tells something.
    fn told(&mut self, now: Instant, event: &Event) {
        let _ = (now, event);
    }
}

impl Trace for () {}

/// What is shown in the place of a number.
pub(crate) const PRIVATE: &[u8] = b"ATD...\r";

/// The line, with somebody listening.
pub(crate) struct Traced<'t, T> {
    pub(crate) line: &'t mut Class1,
    pub(crate) trace: &'t mut T,
}

impl<T: Trace> Line for Traced<'_, T> {
    fn start(&mut self, op: LineOp, now: Instant) {
        self.trace.op(now, &op);
        self.line.start(op, now);
    }

    fn room(&self) -> usize {
        self.line.room()
    }

    fn send(&mut self, chunk: Chunk<'_>, now: Instant) {
        self.trace.chunk(now, &chunk);
        self.line.send(chunk, now);
    }

    fn poll_event(&mut self, now: Instant) -> Option<LineEvent<'_>> {
        let event = self.line.poll_event(now)?;
        self.trace.event(now, &event);
        Some(event)
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.line.poll_timeout()
    }
}

/// What is left of a line whose device is gone.
pub(crate) struct Gone;

impl Line for Gone {
    fn start(&mut self, _: LineOp, _: Instant) {}

    fn room(&self) -> usize {
        0
    }

    fn send(&mut self, _: Chunk<'_>, _: Instant) {}

    fn poll_event(&mut self, _: Instant) -> Option<LineEvent<'_>> {
        None
    }

    fn poll_timeout(&self) -> Option<Instant> {
        None
    }
}
