//! A line that keeps a transcript of itself.

use core::fmt;

use super::Transcript;
use crate::{Chunk, Instant, Line, LineEvent, LineOp};

/// A line with a transcript: give it to [`Call::step`](crate::Call::step) in place of the line.
pub struct Recorded<'l, const N: usize> {
    line: &'l mut dyn Line,
    transcript: &'l mut Transcript<N>,
}

impl<'l, const N: usize> Recorded<'l, N> {
    /// Records what passes between a call and `line`.
    pub fn new(line: &'l mut dyn Line, transcript: &'l mut Transcript<N>) -> Self {
        Self { line, transcript }
    }
}

impl<const N: usize> fmt::Debug for Recorded<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorded").field("transcript", &self.transcript).finish_non_exhaustive()
    }
}

impl<const N: usize> Line for Recorded<'_, N> {
    fn start(&mut self, op: LineOp, now: Instant) {
        self.transcript.op(&op, now);
        self.line.start(op, now);
    }

    fn room(&self) -> usize {
        self.line.room()
    }

    fn send(&mut self, chunk: Chunk<'_>, now: Instant) {
        self.transcript.chunk(&chunk, now);
        self.line.send(chunk, now);
    }

    fn poll_event(&mut self, now: Instant) -> Option<LineEvent<'_>> {
        let event = self.line.poll_event(now)?;
        self.transcript.event(&event, now);
        Some(event)
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.line.poll_timeout()
    }
}
