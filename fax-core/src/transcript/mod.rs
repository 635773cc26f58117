//! What was on the line: every signal and control frame of a call with its time, in both directions.
//!
//! A [`Transcript`] is a ring of fixed size without allocation, cheap enough to be kept for every call; [`Recorded`] fills it
//! from between a call and its line. An image is one entry, however long it is.
//!
//! ```
//! # #[cfg(feature = "sim")] {
//! use fax_core::sim::{Impairments, Side, Wire};
//! use fax_core::transcript::{Recorded, Transcript};
//! use fax_core::{Call, Config, Instant, Pages};
//!
//! let mut transcript = Transcript::<64>::new();
//! let mut wire = Wire::new(Impairments::default());
//! let mut end = wire.end(Side::Answerer);
//! let mut line = Recorded::new(&mut end, &mut transcript);
//! let mut call = Call::answering(&Config::default(), Instant::ZERO);
//! let mut pages = Pages { source: &mut (), sink: &mut () };
//! let _ = call.step(&mut line, &mut pages, Instant::ZERO);
//! assert!(transcript.to_string().starts_with("   0.000 > CED\n"));
//! # }
//! ```

mod entry;
mod recorded;

pub use entry::{Burst, Entry, Excerpt, What};
pub use recorded::Recorded;

use core::fmt;

use crate::{Chunk, Framing, Instant, LineEvent, LineOp, Signal};

/// The signals and frames of a call, the last `N` of them, at least one. An entry takes 72 octets at most, a page some five entries.
#[derive(Clone, Debug)]
pub struct Transcript<const N: usize = 256> {
    entries: heapless::Deque<Entry, N>,
    /// Entries that had to make room.
    dropped: u32,
    began: Option<Instant>,
    /// The operation that runs.
    op: Option<LineOp>,
}

impl<const N: usize> Default for Transcript<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> Transcript<N> {
    /// An empty one.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: heapless::Deque::new(), dropped: 0, began: None, op: None }
    }

    /// What is kept, oldest first.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// How many older entries had to make room.
    #[must_use]
    pub const fn dropped(&self) -> u32 {
        self.dropped
    }

    /// When the first operation began: what the times of a rendering count from.
    #[must_use]
    pub fn began(&self) -> Instant {
        self.began.unwrap_or_default()
    }

    /// Forgets everything, for the next call.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// The line is told to do something.
    pub fn op(&mut self, op: &LineOp, now: Instant) {
        self.began.get_or_insert(now);
        self.op = Some(*op);
        match *op {
            LineOp::Tone(tone) => self.push(now, true, What::Tone(tone)),
            LineOp::Send(signal) => self.push(now, true, What::Burst(Burst::new(signal, now))),
            LineOp::HangUp => self.push(now, true, What::HungUp),
            LineOp::Receive(_) | LineOp::Silence(_) | LineOp::AwaitSilence(_) => {}
        }
    }

    /// Octets go to the line. A frame has the time at which the line took it, which is before it is heard.
    pub fn chunk(&mut self, chunk: &Chunk<'_>, now: Instant) {
        if let Some(LineOp::Send(signal)) = self.op
            && !chunk.octets.is_empty()
        {
            self.data(true, signal, chunk.octets, now);
        }
    }

    /// The line has something to say.
    pub fn event(&mut self, event: &LineEvent<'_>, now: Instant) {
        let heard = match self.op {
            Some(LineOp::Receive(signal)) => signal,
            _ => Signal::CONTROL,
        };
        match *event {
            LineEvent::Done if matches!(self.op, Some(LineOp::Send(_))) => self.extend(true, now, |_| {}),
            LineEvent::Done => {}
            LineEvent::Carrier => self.push(now, false, What::Burst(Burst::new(heard, now))),
            LineEvent::CarrierLost => self.extend(false, now, |_| {}),
            LineEvent::Frame(octets) | LineEvent::Octets(octets) => self.data(false, heard, octets, now),
            LineEvent::BadFrame if heard == Signal::CONTROL => self.push(now, false, What::BadFrame),
            LineEvent::BadFrame => self.extend(false, now, |burst| burst.bad = burst.bad.saturating_add(1)),
            LineEvent::WrongCarrier => self.push(now, false, What::WrongCarrier),
            LineEvent::Refused => self.push(now, false, What::Refused),
            LineEvent::HungUp => self.push(now, false, What::HungUp),
        }
    }

    fn data(&mut self, sent: bool, signal: Signal, octets: &[u8], now: Instant) {
        let count = u32::try_from(octets.len()).unwrap_or(u32::MAX);
        self.extend(sent, now, |burst| {
            burst.octets = burst.octets.saturating_add(count);
            burst.frames = burst.frames.saturating_add(u16::from(signal.framing == Framing::Hdlc));
        });
        if signal == Signal::CONTROL {
            self.push(now, sent, What::Frame(Excerpt::of(octets)));
        }
    }

    /// The burst that runs in this direction goes on until `now`.
    fn extend(&mut self, sent: bool, now: Instant, change: impl FnOnce(&mut Burst)) {
        let running = self.entries.iter_mut().rev().find_map(|entry| match &mut entry.what {
            What::Burst(burst) => Some((entry.sent, burst)),
            _ => None,
        });
        if let Some((direction, burst)) = running
            && direction == sent
        {
            burst.until = now;
            change(burst);
        }
    }

    fn push(&mut self, at: Instant, sent: bool, what: What) {
        if self.entries.is_full() {
            self.entries.pop_front();
            self.dropped = self.dropped.saturating_add(1);
        }
        // There is room now.
        let _ = self.entries.push_back(Entry { at, sent, what });
    }
}

/// A line for each entry: seconds since the first operation, the direction (`>` is ours), what it was. Frames stand below the
/// signal that carried them. Passwords are masked.
impl<const N: usize> fmt::Display for Transcript<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.dropped > 0 {
            writeln!(f, "({} older entries are not kept)", self.dropped)?;
        }
        for entry in &self.entries {
            let ms = entry.at.since(self.began()).as_millis();
            let direction = if entry.sent { '>' } else { '<' };
            let indent = if matches!(entry.what, What::Frame(_) | What::BadFrame) { "   " } else { "" };
            writeln!(f, "{:>4}.{:03} {direction} {indent}{}", ms / 1000, ms % 1000, entry.what)?;
        }
        Ok(())
    }
}
