//! HDLC by the host: flags, zero insertion and check sequence for lines whose modem carries bare octets only.
//!
//! A Class 1 modem frames at 300 bit/s and nowhere else, so the data frames of error correction (T.30 Annex A, T.4 Annex A)
//! are framed here. Both directions work octet by octet and hold no more than a frame; bits run on across octets, bit 0 of
//! each octet first. A receiver finds frames at any bit alignment and steps into line again at the next flag.
//!
//! ```
//! use fax_core::hdlc::{Deframer, Found, Framer};
//!
//! let mut line = Vec::new();
//! let mut framer = Framer::new();
//! framer.flag(|octet| line.push(octet));
//! framer.frame(&[0xFF, 0x03, 0x86], |octet| line.push(octet));
//! framer.finish(|octet| line.push(octet));
//!
//! let mut deframer = Deframer::new();
//! let found: Vec<Found> = line.iter().filter_map(|&octet| deframer.push(octet)).collect();
//! assert_eq!(found, [Found::Frame]);
//! assert_eq!(deframer.frame(), [0xFF, 0x03, 0x86]);
//! ```

use crate::FRAME_MAX;

/// The octet between frames: a zero, six ones, a zero.
pub const FLAG: u8 = 0x7E;

/// Octets of the check sequence.
pub const FCS: usize = 2;

/// The most octets that one [`Framer::frame`] puts out for a frame of [`FRAME_MAX`] octets: each run of five ones costs a
/// sixth bit, and behind the check sequence comes a flag.
pub const STUFFED_MAX: usize = ((FRAME_MAX + FCS) * 8 * 6).div_ceil(5 * 8) + 2;

/// What the check register holds behind a frame and its own check sequence.
const GOOD: u16 = 0xF0B8;

/// The check register after one more octet: CRC-16 of X.25, bit 0 first.
fn checked(register: u16, octet: u8) -> u16 {
    // Eight steps at once: x^16 + x^12 + x^5 + 1 has so few terms that what leaves comes back at three places, and only at one of
    // them so low that it leaves once more, four steps later.
    let [low, high] = register.to_le_bytes();
    let leaves = low ^ octet;
    let leaves = u16::from(leaves ^ leaves << 4);
    u16::from(high) ^ leaves << 8 ^ leaves << 3 ^ leaves >> 4
}

/// How many ones an octet ends with; `None` if five in a row are in it or, with the `ones` in front of it, begin there. Nothing is
/// inserted into such an octet, and no flag is in it: its eight bits can be moved at once.
fn plain(ones: u8, octet: u8) -> Option<u8> {
    if ones >= 5 {
        return None;
    }
    let bits = u16::from(octet) << ones | ((1 << ones) - 1);
    let five = bits & bits >> 1 & bits >> 2 & bits >> 3 & bits >> 4;
    (five == 0).then_some(octet.leading_ones() as u8)
}

/// The check sequence of a frame, in the order of transmission.
#[must_use]
pub fn check_sequence(frame: &[u8]) -> [u8; FCS] {
    (!frame.iter().fold(0xFFFF, |register, &octet| checked(register, octet))).to_le_bytes()
}

/// Turns frames into octets for the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Framer {
    /// Bits that do not fill an octet yet, the first one lowest.
    bits: u8,
    count: u8,
    /// Ones since the last zero.
    ones: u8,
}

impl Framer {
    /// Nothing sent yet. The first thing to send is a [flag](Self::flag).
    #[must_use]
    pub const fn new() -> Self {
        Self { bits: 0, count: 0, ones: 0 }
    }

    /// Sends a flag: before the first frame, and as many as are wanted to fill time between frames.
    pub fn flag(&mut self, mut put: impl FnMut(u8)) {
        for at in 0..8 {
            self.bit(FLAG >> at & 1 == 1, &mut put);
        }
        self.ones = 0;
    }

    /// Sends a frame, its check sequence and the flag behind it, which may be the one before the next frame. `put` is called
    /// [`STUFFED_MAX`] times at most for a frame of up to [`FRAME_MAX`] octets.
    pub fn frame(&mut self, frame: &[u8], mut put: impl FnMut(u8)) {
        self.ones = 0;
        for &octet in frame.iter().chain(&check_sequence(frame)) {
            if let Some(ones) = plain(self.ones, octet) {
                let [full, rest] = (u16::from(self.bits) | u16::from(octet) << self.count).to_le_bytes();
                put(full);
                (self.bits, self.ones) = (rest, ones);
                continue;
            }
            for at in 0..8 {
                let one = octet >> at & 1 == 1;
                self.bit(one, &mut put);
                self.ones = if one { self.ones + 1 } else { 0 };
                if self.ones == 5 {
                    self.bit(false, &mut put);
                    self.ones = 0;
                }
            }
        }
        self.flag(put);
    }

    /// Sends a last flag and fills the last octet with the beginning of another one.
    pub fn finish(&mut self, mut put: impl FnMut(u8)) {
        self.flag(&mut put);
        for at in 0..8 {
            if self.count == 0 {
                break;
            }
            self.bit(FLAG >> at & 1 == 1, &mut put);
        }
    }

    fn bit(&mut self, one: bool, put: &mut impl FnMut(u8)) {
        self.bits |= u8::from(one) << self.count;
        self.count += 1;
        if self.count == 8 {
            put(self.bits);
            *self = Self { ones: self.ones, ..Self::new() };
        }
    }
}

/// What an octet from the line completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A frame with a good check sequence: see [`Deframer::frame`].
    Frame,
    /// Something between two flags that is no frame: damaged, broken off, too short or too long.
    Damaged,
}

/// Finds frames in octets from the line.
#[derive(Clone, Debug)]
pub struct Deframer {
    octets: heapless::Vec<u8, { FRAME_MAX + FCS }>,
    /// A flag was seen and no abort since.
    in_step: bool,
    /// More came than a frame can have.
    too_long: bool,
    bits: u8,
    count: u8,
    ones: u8,
    register: u16,
    /// The octets are a frame that was found, and not the beginning of the next one.
    whole: bool,
}

impl Default for Deframer {
    fn default() -> Self {
        Self::new()
    }
}

impl Deframer {
    /// Waits for the first flag.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            octets: heapless::Vec::new(),
            in_step: false,
            too_long: false,
            bits: 0,
            count: 0,
            ones: 0,
            register: 0xFFFF,
            whole: false,
        }
    }

    /// Takes an octet, bit 0 first. At most one frame can end in it, as a flag has eight bits.
    pub fn push(&mut self, octet: u8) -> Option<Found> {
        if self.in_step
            && let Some(ones) = plain(self.ones, octet)
        {
            let [full, rest] = (u16::from(self.bits) | u16::from(octet) << self.count).to_le_bytes();
            self.put(full);
            (self.bits, self.ones) = (rest, ones);
            return None;
        }
        let mut found = None;
        for at in 0..8 {
            found = self.bit(octet >> at & 1 == 1).or(found);
        }
        found
    }

    /// The last frame that was found, without its check sequence. Void with the next octet.
    #[must_use]
    pub fn frame(&self) -> &[u8] {
        let length = if self.whole { self.octets.len().saturating_sub(FCS) } else { 0 };
        self.octets.get(..length).unwrap_or_default()
    }

    fn bit(&mut self, one: bool) -> Option<Found> {
        if one {
            self.ones = self.ones.saturating_add(1);
            if self.ones == 7 {
                // Seven ones abort a frame; more are an idle line.
                let broken = self.in_step && !self.octets.is_empty() && !self.whole;
                self.in_step = false;
                if broken {
                    self.octets.clear();
                }
                return broken.then_some(Found::Damaged);
            }
            self.keep(1);
            return None;
        }
        match core::mem::take(&mut self.ones) {
            5 => None,
            6 => self.flag(),
            _ => {
                self.keep(0);
                None
            }
        }
    }

    /// A bit of a frame, its zeros of insertion already taken out.
    fn keep(&mut self, bit: u8) {
        if !self.in_step {
            return;
        }
        self.bits |= bit << self.count;
        self.count += 1;
        if self.count < 8 {
            return;
        }
        self.put(self.bits);
        (self.bits, self.count) = (0, 0);
    }

    /// An octet of a frame.
    fn put(&mut self, octet: u8) {
        if core::mem::take(&mut self.whole) {
            self.octets.clear();
        }
        self.too_long |= self.octets.push(octet).is_err();
        self.register = checked(self.register, octet);
    }

    /// The eighth bit of a flag: the other seven lie where the next octet of the frame would be.
    fn flag(&mut self) -> Option<Found> {
        let nothing = !self.in_step || self.whole || self.octets.is_empty();
        let good = self.count == 7 && self.register == GOOD && self.octets.len() > FCS && !self.too_long;
        (self.in_step, self.too_long) = (true, false);
        (self.bits, self.count, self.register) = (0, 0, 0xFFFF);
        if nothing {
            return None;
        }
        self.whole = good;
        if !good {
            self.octets.clear();
        }
        Some(if good { Found::Frame } else { Found::Damaged })
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use proptest::prelude::*;
    use std::vec::Vec;

    use super::*;

    /// All frames in a stream, `None` for what was no frame.
    fn found(line: &[u8]) -> Vec<Option<Vec<u8>>> {
        let mut deframer = Deframer::new();
        let mut frames = Vec::new();
        for &octet in line {
            match deframer.push(octet) {
                Some(Found::Frame) => frames.push(Some(deframer.frame().to_vec())),
                Some(Found::Damaged) => frames.push(None),
                None => {}
            }
        }
        frames
    }

    fn framed(frames: &[Vec<u8>]) -> Vec<u8> {
        let mut line = Vec::new();
        let mut framer = Framer::new();
        framer.flag(|octet| line.push(octet));
        for frame in frames {
            framer.frame(frame, |octet| line.push(octet));
        }
        framer.finish(|octet| line.push(octet));
        line
    }

    /// The same bits behind `lead` others.
    fn shifted(line: &[u8], lead: &[bool]) -> Vec<u8> {
        let bits =
            lead.iter().copied().chain(line.iter().flat_map(|&octet| (0..8).map(move |at| octet >> at & 1 == 1)));
        let bits: Vec<bool> = bits.collect();
        bits.chunks(8)
            .map(|octet| octet.iter().enumerate().fold(0, |all, (at, &one)| all | u8::from(one) << at))
            .collect()
    }

    #[test]
    fn check_sequences_of_real_frames() {
        // As a T.31 modem of libspandsp delivers them.
        assert_eq!(check_sequence(&[0xFF, 0x03, 0x86]), [0x69, 0xCB]);
        assert_eq!(check_sequence(&[0xFF, 0x13, 0x8C]), [0xA2, 0xF1]);
        assert_eq!(check_sequence(&[0xFF, 0x13, 0xBF, 0x2F, 0, 0, 8]), [0x82, 0xC9]);
    }

    #[test]
    fn the_check_register_is_a_division_bit_by_bit() {
        for register in 0..=u16::MAX {
            let octet = register.rotate_left(5) as u8 ^ 0x5A;
            let divided = (0..8).fold(register ^ u16::from(octet), |register, _| {
                if register & 1 == 1 { register >> 1 ^ 0x8408 } else { register >> 1 }
            });
            assert_eq!(checked(register, octet), divided, "{register:04x} {octet:02x}");
        }
    }

    #[test]
    fn rcp_bit_by_bit() {
        // Computed apart: flag, FF with a zero behind its fifth one, 03, 86, 69 CB, flag, flag, and a part of one.
        let line = framed(&[std::vec![0xFF, 0x03, 0x86]]);
        assert_eq!(line, [0x7E, 0xDF, 0x07, 0x18, 0xA6, 0x2D, 0xFB, 0xF9, 0xF9]);
    }

    #[test]
    fn the_longest_frame_fits_its_bound() {
        let mut octets = 0;
        let mut framer = Framer { count: 7, ..Framer::new() };
        framer.frame(&[0xFF; FRAME_MAX], |_| octets += 1);
        assert!((STUFFED_MAX - 3..=STUFFED_MAX).contains(&octets), "{octets} of {STUFFED_MAX}");
    }

    #[test]
    fn what_is_no_frame_is_told_and_what_is_nothing_is_not() {
        assert_eq!(found(&[0x7E; 20]), [], "flags");
        assert_eq!(found(&[0xFF; 20]), [], "an idle line");
        assert_eq!(found(&[0x00; 20]), [], "fill of a modem");
        let mut broken = framed(&[std::vec![0xFF, 0x03, 0x86]]);
        broken.truncate(5);
        broken.extend([0xFF, 0xFF]);
        assert_eq!(found(&broken), [None], "an abort");
        let mut long = framed(&[std::vec![0x55; FRAME_MAX + 1]]);
        assert_eq!(found(&long), [None]);
        long.extend(framed(&[std::vec![1, 2, 3]]));
        assert_eq!(found(&long), [None, Some(std::vec![1, 2, 3])], "back in step");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn frames_survive_any_alignment_and_any_lead(
            frames in prop::collection::vec(prop::collection::vec(prop_oneof![Just(0xFF_u8), Just(0x7E), any::<u8>()], 1..=FRAME_MAX), 1..6),
            lead in prop::collection::vec(any::<bool>(), 0..40),
        ) {
            // What comes before the first flag may look like the end of a frame, never like more.
            let line = shifted(&framed(&frames), &lead);
            let good: Vec<_> = found(&line).into_iter().flatten().collect();
            prop_assert_eq!(good, frames);
        }

        #[test]
        fn one_wrong_bit_costs_a_frame_and_at_most_its_neighbours(
            frames in prop::collection::vec(prop::collection::vec(any::<u8>(), 4..60), 4..8),
            at in any::<prop::sample::Index>(),
        ) {
            let mut line = framed(&frames);
            let bit = at.index(line.len() * 8);
            line[bit / 8] ^= 1 << (bit % 8);
            let good: Vec<_> = found(&line).into_iter().flatten().collect();
            prop_assert!(good.len() + 3 >= frames.len());
            prop_assert!(good.iter().all(|frame| frames.contains(frame)));
        }

        #[test]
        fn noise_does_no_harm(noise in prop::collection::vec(any::<u8>(), 0..2000)) {
            for frame in found(&noise).into_iter().flatten() {
                prop_assert!(frame.len() <= FRAME_MAX);
            }
        }
    }
}
