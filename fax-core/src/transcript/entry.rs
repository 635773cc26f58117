//! The entries of a transcript.

use core::fmt;

use crate::frame::{Fcf, Frame};
use crate::{Framing, Instant, Signal, Tone};

/// One thing that was on the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it began; for a frame, when it was handed to the line or had come whole.
    pub at: Instant,
    /// Whether it is ours; else the far side's, or the line's own.
    pub sent: bool,
    /// What it was.
    pub what: What,
}

/// What was on the line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// A tone of call set-up.
    Tone(Tone),
    /// A modulation from carrier to silence. Control frames follow as entries of their own.
    Burst(Burst),
    /// A control frame.
    Frame(Excerpt),
    /// A control frame with a bad check sequence.
    BadFrame,
    /// Another modulation than the one that we listened for.
    WrongCarrier,
    /// The line could not do what it was asked to.
    Refused,
    /// The line was released: by us, or by the far end or the device.
    HungUp,
}

/// A modulation from carrier to silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Burst {
    /// Modulation, training and framing.
    pub signal: Signal,
    /// When it ended, or when its last octets came.
    pub until: Instant,
    /// Octets, without flags and check sequences.
    pub octets: u32,
    /// Frames with a good check sequence; 0 without framing.
    pub frames: u16,
    /// Frames of an image with a bad check sequence.
    pub bad: u16,
}

impl Burst {
    pub(super) const fn new(signal: Signal, now: Instant) -> Self {
        Self { signal, until: now, octets: 0, frames: 0, bad: 0 }
    }
}

/// How many octets of a frame are kept: the longest that says something which is worth reading, PPR.
const KEPT: usize = 40;

/// The beginning of a control frame.
#[derive(Clone, PartialEq, Eq)]
pub struct Excerpt {
    octets: heapless::Vec<u8, KEPT, u8>,
    /// How long the frame was.
    length: u16,
}

impl Excerpt {
    /// Keeps what is needed of a frame, address first. The content of a password is not kept.
    #[must_use]
    pub fn of(octets: &[u8]) -> Self {
        let secret = matches!(Frame::parse(octets), Ok(Frame { fcf: Fcf::Pwd, .. }));
        let kept = octets.iter().take(if secret { 3 } else { KEPT }).copied().collect();
        Self { octets: kept, length: u16::try_from(octets.len()).unwrap_or(u16::MAX) }
    }

    /// The octets that were kept, at most 40.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// How many octets the frame had.
    #[must_use]
    pub const fn length(&self) -> u16 {
        self.length
    }

    /// The frame, as far as it was kept; `None` if it was none of T.30.
    #[must_use]
    pub fn frame(&self) -> Option<Frame<'_>> {
        Frame::parse(&self.octets).ok()
    }
}

impl fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Excerpt({self})")
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(frame) = self.frame() else { return write!(f, "no frame of T.30, {} octets", self.length) };
        write!(f, "{frame}")?;
        if frame.fcf != Fcf::Pwd && usize::from(self.length) > self.octets.len() {
            write!(f, " ({} octets)", self.length)?;
        }
        Ok(())
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tone(Tone::Cng) => f.write_str("CNG"),
            Self::Tone(Tone::Ced) => f.write_str("CED"),
            Self::Burst(burst) => burst.fmt(f),
            Self::Frame(excerpt) => excerpt.fmt(f),
            Self::BadFrame => f.write_str("a frame that is damaged"),
            Self::WrongCarrier => f.write_str("another modulation"),
            Self::Refused => f.write_str("the line refuses"),
            Self::HungUp => f.write_str("on hook"),
        }
    }
}

impl fmt::Display for Burst {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.signal.modulation)?;
        match self.signal.framing {
            _ if self.signal == Signal::CONTROL => {}
            Framing::Raw => write!(f, ", {} octets", self.octets)?,
            Framing::Hdlc => write!(f, ", {} frames, {} octets", self.frames, self.octets)?,
        }
        if self.bad > 0 {
            write!(f, ", {} damaged", self.bad)?;
        }
        Ok(())
    }
}
