//! What can be heard on the simulated wire, and what may happen to it on the way.

use core::time::Duration;
use std::vec::Vec;

use fax_core::Instant;
use fax_core::sim::Rng;

/// What a modem puts on the wire during one [`TICK`](super::TICK).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sound {
    /// Nothing.
    Silence,
    /// 1100 Hz, the calling tone.
    Cng,
    /// 2100 Hz, the called tone.
    Ced,
    /// V.21: flags.
    Flags,
    /// V.21: the inside of a frame.
    InFrame,
    /// V.21: a frame with its check sequence has just ended.
    FrameEnd(Vec<u8>),
    /// The training of an image modulation, by its number in T.31 (which knows long from short).
    Training(u8),
    /// Octets in that modulation.
    Data(u8, Vec<u8>),
}

impl Sound {
    /// Whether it is V.21.
    #[must_use]
    pub const fn is_v21(&self) -> bool {
        matches!(self, Self::Flags | Self::InFrame | Self::FrameEnd(_))
    }
}

/// What a bad line does, the same each time for the same seed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Where chance begins.
    pub seed: u64,
    /// Octets of images and training checks that are damaged, out of a million.
    pub damaged_octets: u32,
    /// V.21 frames that arrive with a bad check sequence, per cent.
    pub damaged_frames: u8,
    /// V.21 frames that do not arrive, per cent.
    pub lost_frames: u8,
    /// The one V.21 frame, counted from 1 and over both directions, that does not arrive; zero for none.
    pub lost_frame: u32,
    /// A burst of noise of this length...
    pub burst: Duration,
    /// ...each time this span has passed; zero for none. Nothing gets through a burst undamaged.
    pub burst_every: Duration,
}

/// Applies [`Faults`] to what passes.
#[derive(Clone, Debug)]
pub(super) struct Noise {
    faults: Faults,
    rng: Rng,
    frames: u32,
}

impl Default for Noise {
    fn default() -> Self {
        Self::new(Faults::default())
    }
}

impl Noise {
    pub(super) fn new(faults: Faults) -> Self {
        Self { faults, rng: Rng::new(faults.seed), frames: 0 }
    }

    fn per_cent(&mut self, chance: u8) -> bool {
        self.rng.chance(u32::from(chance) * 10_000)
    }

    fn in_burst(&self, now: Instant) -> bool {
        let every = self.faults.burst_every.as_millis();
        every > 0 && u128::from(now.as_millis()) % every >= every.saturating_sub(self.faults.burst.as_millis())
    }

    pub(super) fn pass(&mut self, sound: Sound, now: Instant) -> Sound {
        let burst = self.in_burst(now);
        match sound {
            Sound::FrameEnd(mut frame) => {
                self.frames += 1;
                if self.per_cent(self.faults.lost_frames) || self.frames == self.faults.lost_frame {
                    return Sound::Flags;
                }
                let damaged = burst || self.per_cent(self.faults.damaged_frames);
                if let Some(octet) = frame.last_mut().filter(|_| damaged) {
                    *octet ^= 0x55;
                }
                Sound::FrameEnd(frame)
            }
            Sound::Data(code, mut octets) => {
                if burst || self.faults.damaged_octets > 0 {
                    for octet in &mut octets {
                        if burst || self.rng.chance(self.faults.damaged_octets) {
                            let [mask, ..] = self.rng.draw().to_be_bytes();
                            *octet ^= mask | 1;
                        }
                    }
                }
                Sound::Data(code, octets)
            }
            tone @ (Sound::Silence | Sound::Cng | Sound::Ced | Sound::Flags | Sound::InFrame | Sound::Training(_)) => {
                tone
            }
        }
    }
}
