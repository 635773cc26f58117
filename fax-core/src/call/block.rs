//! A block of an image with error correction (T.30 Annex A): what both its sender and its receiver keep of it.

use crate::frame::{BLOCK_FRAMES, Fcf, FrameMap, Mode};
use crate::{EcmFrame, Quality};

/// A block of up to 256 frames. Its octets are with the page source or sink; 32 octets say which of them are missing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Block {
    /// Its number in the page, from 0.
    pub(super) number: u16,
    /// Sender: frames that are to be sent (again). Receiver: frames that have not come.
    pub(super) wanted: FrameMap,
    /// How many frames it has. Zero while that is not known.
    pub(super) frames: u16,
    /// Frames of the present burst.
    pub(super) burst: u16,
    /// What comes after it: a post-page command, or `None` for another block.
    pub(super) end: Option<Fcf>,
    /// The command that waits for an answer, or waited before RR took its place: PPS, CTC or EOR.
    pub(super) asked: Fcf,
    /// How often it has been corrected since it began or since CTC.
    pub(super) corrections: u8,
    /// Frames that were wanted at the last CTC, or at first.
    pub(super) left: u16,
    /// CTC was sent for it.
    pub(super) continued: bool,
    /// CTC was understood: the next burst has the long training.
    pub(super) retrained: bool,
    /// A block of this page was given up (EOR): the page cannot be whole.
    pub(super) damaged: bool,
    /// Receiver: the page has begun in the sink.
    pub(super) open: bool,
    /// Receiver: number and length of the one frame that was shorter than the others. It must be the last.
    pub(super) short: Option<(u8, u16)>,
    /// Receiver: RCP has been seen in this burst.
    pub(super) ended: bool,
    /// Receiver: the sender did not say how many frames there are.
    pub(super) uncounted: bool,
    /// Receiver: RNR was the answer, and the real one is due on RR.
    pub(super) busy: bool,
    /// Receiver: all of the page is with the sink, and this is how it was.
    pub(super) quality: Option<Quality>,
}

impl Default for Block {
    fn default() -> Self {
        Self {
            number: 0,
            wanted: FrameMap::ALL,
            frames: 0,
            burst: 0,
            end: None,
            asked: Fcf::Pps,
            corrections: 0,
            left: 0,
            continued: false,
            retrained: false,
            damaged: false,
            open: false,
            short: None,
            ended: false,
            uncounted: false,
            busy: false,
            quality: None,
        }
    }
}

impl Block {
    /// The block behind this one in the same page.
    pub(super) fn following(&self) -> Self {
        Self { number: self.number.saturating_add(1), damaged: self.damaged, open: self.open, ..Self::default() }
    }

    /// Forgets the frames that came.
    pub(super) fn forget(&mut self) {
        (self.wanted, self.frames, self.short) = (FrameMap::ALL, 0, None);
    }

    /// Whether anything has come of it.
    pub(super) fn is_untouched(&self) -> bool {
        self.wanted == FrameMap::ALL
    }

    /// Whether all frames are there.
    pub(super) fn is_complete(&self) -> bool {
        self.frames > 0 && self.wanted.next(0, self.frames).is_none()
    }

    /// The number as PPS says it.
    pub(super) const fn counter(&self) -> u8 {
        self.number.to_le_bytes()[0]
    }

    /// Where frame `number` lies in the page.
    pub(super) fn offset(&self, number: u16, frame: EcmFrame) -> u32 {
        (u32::from(self.number) * u32::from(BLOCK_FRAMES) + u32::from(number)) * u32::from(octets(frame))
    }
}

/// Octets in a frame.
pub(super) const fn octets(frame: EcmFrame) -> u16 {
    match frame {
        EcmFrame::Octets256 => 256,
        EcmFrame::Octets64 => 64,
    }
}

/// Octets in a full block.
pub(super) const fn span(frame: EcmFrame) -> u32 {
    octets(frame) as u32 * BLOCK_FRAMES as u32
}

/// The size of frames in a mode, if it has error correction.
pub(super) fn frame_of(mode: Option<&Mode>) -> Option<EcmFrame> {
    mode.and_then(|mode| mode.ecm)
}
