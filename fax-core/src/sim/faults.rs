//! What is wrong with a wire: at random, or at exact places.

use core::time::Duration;
use std::vec::Vec;

use super::{Rng, Side};
use crate::frame::{BlockFrame, Fcf};
use crate::{Instant, Signal};

/// What is wrong with a wire at random. All chances are per million; the default is a good wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Impairments {
    /// Seed of all chances.
    pub seed: u64,
    /// A control frame vanishes.
    pub lost_frames: u32,
    /// A control frame arrives with a wrong check sequence.
    pub bad_frames: u32,
    /// A control frame comes back to its sender as an echo.
    pub echoed_frames: u32,
    /// A control frame arrives twice.
    pub repeated_frames: u32,
    /// A control frame breaks off in its middle, and its carrier with it.
    pub clipped_frames: u32,
    /// A bit of a training check or an image is inverted, one in an octet at most; in an image with error correction that
    /// spoils a frame.
    pub bit_errors: u32,
    /// An image carrier, or that of a training check, is not recognised at all.
    pub lost_carriers: u32,
    /// An image carrier breaks off, or that of a training check.
    pub clipped_carriers: u32,
    /// One-way delay.
    pub delay: Duration,
    /// The line is cut at this moment.
    pub cut_at: Option<Instant>,
}

/// Something that went over a wire, to which a [`Fault`] can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Who sent it.
    pub side: Side,
    /// What it is.
    pub what: What,
}

/// Kinds of [`Item`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A control frame, or RCP in an image.
    Frame(Fcf),
    /// A data frame of an image with error correction, by its number in the block.
    Data(u8),
    /// The carrier of a training check or an image, with all that it carries.
    Carrier(Signal),
}

/// What happens to an [`Item`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It does not arrive. Flags go on in place of a frame; a carrier is not recognised.
    Drop,
    /// A frame arrives with a wrong check sequence. Of a carrier with bare octets none is right; one with frames is as it was.
    Corrupt,
    /// A frame arrives twice. A carrier is as it was.
    Repeat,
    /// The last frame of a burst of control frames comes back to its sender, behind twice the delay. Anything else is as
    /// it was.
    Echo,
    /// A frame breaks off in its middle, or a carrier behind its first octets; the rest of the burst is lost with it.
    Clip,
    /// It is late by so much, and so is all behind it in the same burst.
    Delay(Duration),
}

/// Says what happens to each item.
#[derive(Clone, Debug)]
pub(super) struct Faults {
    pub(super) impairments: Impairments,
    pub(super) sent: Vec<Item>,
    exact: Vec<(usize, Fault)>,
    rng: Rng,
}

impl Faults {
    pub(super) fn new(impairments: Impairments) -> Self {
        Self { impairments, sent: Vec::new(), exact: Vec::new(), rng: Rng::new(impairments.seed) }
    }

    pub(super) fn put(&mut self, item: usize, fault: Fault) {
        self.exact.push((item, fault));
    }

    /// What happens to the next item.
    pub(super) fn next(&mut self, side: Side, what: What) -> Option<Fault> {
        let number = self.sent.len();
        self.sent.push(Item { side, what });
        let exact = self.exact.iter().find(|&&(item, _)| item == number).map(|&(_, fault)| fault);
        exact.or_else(|| self.chance(what))
    }

    fn chance(&mut self, what: What) -> Option<Fault> {
        let Impairments { lost_frames, bad_frames, echoed_frames, repeated_frames, clipped_frames, .. } =
            self.impairments;
        let chances = match what {
            What::Carrier(_) => {
                &[(self.impairments.lost_carriers, Fault::Drop), (self.impairments.clipped_carriers, Fault::Clip)][..]
            }
            // What bit errors leave of it.
            What::Data(_) | What::Frame(Fcf::Rcp) => return None,
            What::Frame(_) => &[
                (lost_frames, Fault::Drop),
                (bad_frames, Fault::Corrupt),
                (echoed_frames, Fault::Echo),
                (repeated_frames, Fault::Repeat),
                (clipped_frames, Fault::Clip),
            ],
        };
        chances.iter().find(|&&(chance, _)| chance > 0 && self.rng.chance(chance)).map(|&(_, fault)| fault)
    }

    /// Bit errors in octets of a training check or an image; whether there were any.
    pub(super) fn invert(&mut self, octets: &mut [u8]) -> bool {
        let in_octet = self.impairments.bit_errors.saturating_mul(8);
        let mut any = false;
        if in_octet > 0 {
            for octet in octets {
                if self.rng.chance(in_octet) {
                    *octet ^= 1 << (self.rng.draw() % 8);
                    any = true;
                }
            }
        }
        any
    }
}

impl What {
    /// What a frame is.
    pub(super) fn frame(octets: &[u8], signal: Signal) -> Self {
        match BlockFrame::parse(octets) {
            Some(BlockFrame::Data { number, .. }) if signal != Signal::CONTROL => Self::Data(number),
            _ => Self::Frame(octets.get(2).map_or(Fcf::Unknown(0), |&code| Fcf::from_code(code))),
        }
    }
}
