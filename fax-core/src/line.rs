//! The seam between the protocol and whatever carries it: operations down, events up.

use core::time::Duration;

use crate::{Instant, Signal, Tone};

/// The longest frame a call sends, in octets: address, control, FCF, frame number and 256 octets of data.
pub const FRAME_MAX: usize = 260;

/// The next single thing a line shall do. At most one runs; a new one replaces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LineOp {
    /// Send a tone of call set-up. A line that does this by itself answers [`LineEvent::Done`] at once.
    Tone(Tone),
    /// Send a signal. Chunks follow until one is marked last.
    Send(Signal),
    /// Listen for a signal, until [`LineEvent::CarrierLost`] or the next operation.
    Receive(Signal),
    /// Send nothing for at least so long.
    Silence(Duration),
    /// Wait until the far side has been silent for so long.
    AwaitSilence(Duration),
    /// Release the line.
    HangUp,
}

/// What the line did. Borrowed from the line; gone with the next call to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LineEvent<'a> {
    /// The running operation is complete: the last octet has left the modem, the silence is over.
    Done,
    /// The signal that was asked for has begun (for V.21: its flags).
    Carrier,
    /// Another signal than the one that was asked for; nearly always V.21.
    WrongCarrier,
    /// The carrier is gone.
    CarrierLost,
    /// A frame with a good check sequence: address to information field, without the check sequence; bit 0 of each
    /// octet was first on the line.
    Frame(&'a [u8]),
    /// A frame with a bad check sequence. Its content is never looked at.
    BadFrame,
    /// Octets of a signal without framing: a training check or an image.
    Octets(&'a [u8]),
    /// The line cannot do what it was asked to.
    Refused,
    /// The call is gone: the far end hung up, or the device did.
    HungUp,
}

/// A piece of what is being sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk<'b> {
    /// With HDLC framing exactly one frame without check sequence; else any piece of the data.
    pub octets: &'b [u8],
    /// Whether the signal ends after this chunk.
    pub last: bool,
}

/// A line that a call can run on: a Class 1 modem, a simulated wire, a packet network.
///
/// Rules that every line keeps:
///
/// 1. Events belong to the running operation. [`start`](Line::start) discards what is left of the one before.
/// 2. [`LineEvent::Carrier`] comes before any frame or octets; [`LineEvent::CarrierLost`] only after it, both under
///    the same operation. A line may find the carrier again under the same operation, and says so again.
/// 3. [`LineEvent::Done`] comes exactly once for each `Send`, `Silence`, `AwaitSilence` and `Tone`, when the far side
///    could have heard the last of it.
/// 4. [`room`](Line::room) is zero unless a `Send` runs and has not had its last chunk; it only grows between calls
///    to [`send`](Line::send).
/// 5. A line that loses its device says [`LineEvent::HungUp`] and then nothing.
pub trait Line {
    /// Begins an operation and ends the one before.
    fn start(&mut self, op: LineOp, now: Instant);

    /// How many octets the line can take now.
    fn room(&self) -> usize;

    /// Hands over a chunk of at most [`room`](Line::room) octets.
    fn send(&mut self, chunk: Chunk<'_>, now: Instant);

    /// The next thing that happened.
    #[must_use]
    fn poll_event(&mut self, now: Instant) -> Option<LineEvent<'_>>;

    /// When the line wants to be looked at again even if nothing happens.
    #[must_use]
    fn poll_timeout(&self) -> Option<Instant>;
}
