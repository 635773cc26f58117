//! Bits to octets. The first bit is always the highest one inside; the order in octets is settled where they leave.

use crate::BitOrder;
use crate::bits::{WIDE, Word};
use crate::codes::{Code, Codes};

/// Collects bits and hands out octets.
#[derive(Clone, Debug)]
pub(crate) struct BitSink {
    /// Left-aligned; zero behind the first `held` bits.
    bits: Word,
    held: u32,
    /// All bits that ever came, modulo 2^32.
    count: u32,
    order: BitOrder,
}

impl BitSink {
    /// So many bits can be put while it [has space](Self::has_space): a make-up code of 13 and a terminating one of 12.
    pub(crate) const STEP: u32 = 25;

    pub(super) const fn new(order: BitOrder) -> Self {
        Self { bits: 0, held: 0, count: 0, order }
    }

    pub(super) fn put(&mut self, code: Code) {
        self.put_bits(code.bits.into(), code.len.into());
    }

    /// The lowest `len` bits of `bits`, of which the others are zero.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(super) fn put_bits(&mut self, bits: Word, len: u32) {
        self.put_zeros(len);
        self.bits |= bits.checked_shl(Word::BITS - self.held).unwrap_or(0);
    }

    pub(super) fn put_zeros(&mut self, count: u32) {
        self.held += count;
        self.count = self.count.wrapping_add(count);
    }

    /// The code, if there is one.
    pub(super) fn put_if(&mut self, code: Option<Code>) {
        if let Some(code) = code {
            self.put(code);
        }
    }

    /// A string of ones.
    pub(super) fn put_ones(&mut self, count: u32) {
        self.put_bits((1 << count) - 1, count);
    }

    /// Bits from the last octet boundary on.
    pub(super) fn past_octet(&self) -> u32 {
        self.held % 8
    }

    /// How many bits ever came, modulo 2^32.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// Zero bits up to an octet boundary.
    pub(super) fn align(&mut self) {
        self.put_zeros(self.held.wrapping_neg() % 8);
    }

    /// Whether [`STEP`](Self::STEP) more bits can be put.
    pub(super) fn has_space(&self) -> bool {
        self.held <= Word::BITS - Self::STEP
    }

    pub(super) fn is_empty(&self) -> bool {
        self.held == 0
    }

    /// Forgets the bits it holds, but not that they came.
    pub(super) fn discard(&mut self) {
        (self.bits, self.held) = (0, 0);
    }

    /// Moves whole octets to `out` from `at` on as long as there is room; says whether there is space for
    /// [`STEP`](Self::STEP) more bits now.
    #[cfg_attr(not(target_os = "none"), inline)]
    pub(super) fn drain(&mut self, out: &mut [u8], at: &mut usize) -> bool {
        let whole = self.held / 8;
        if whole == 0 {
            return true;
        }
        let room = out.get_mut(*at..).unwrap_or_default();
        if WIDE && let Some(room) = room.first_chunk_mut() {
            *room = match self.order {
                BitOrder::MsbFirst => self.bits.to_be_bytes(),
                BitOrder::LsbFirst => self.bits.reverse_bits().to_le_bytes(),
            };
            *at += whole as usize;
            self.held -= whole * 8;
            self.bits = self.bits.checked_shl(whole * 8).unwrap_or(0);
        } else {
            *at += self.take_octets(room, whole as usize);
        }
        self.has_space()
    }

    /// Moves octets to `room` one by one, so many if they fit; says how many they were.
    #[cfg_attr(not(target_os = "none"), cold)]
    fn take_octets(&mut self, room: &mut [u8], whole: usize) -> usize {
        let taken = whole.min(room.len());
        for octet in room.iter_mut().take(taken) {
            let first = (self.bits >> (Word::BITS - 8)) as u8;
            *octet = match self.order {
                BitOrder::MsbFirst => first,
                BitOrder::LsbFirst => first.reverse_bits(),
            };
            self.held -= 8;
            self.bits <<= 8;
        }
        taken
    }

    /// Goes over to writing to `out` from `at` on in bursts.
    #[cfg_attr(not(target_os = "none"), inline)]
    #[allow(clippy::unnecessary_cast, reason = "a word may have 32 bits")]
    pub(super) fn burst<'o>(&mut self, out: &'o mut [u8], at: &mut usize) -> Option<(&'o mut [u8], Burst)> {
        self.drain(out, at);
        if self.held >= 8 {
            return None;
        }
        let bits = self.bits.checked_shr(Word::BITS - self.held).unwrap_or(0) as u64;
        let room = out.get_mut(*at..)?;
        let len = room.len().min(Burst::MOST_OCTETS);
        Some((room.get_mut(..len)?, Burst { bits, held: self.held, at: 0 }))
    }

    /// Comes back from there; `at` moves to where the octets end now.
    #[cfg_attr(not(target_os = "none"), inline)]
    pub(super) fn end_burst(&mut self, burst: Burst, out: &mut [u8], at: &mut usize) {
        let Burst { bits, held, at: len } = burst;
        self.count = self.count.wrapping_add((len * 8 + held).wrapping_sub(self.held));
        self.held = held;
        self.bits = (bits as Word).checked_shl(Word::BITS - held).unwrap_or(0);
        let written = out.get_mut(*at..).and_then(|out| out.get_mut(..len as usize)).unwrap_or_default();
        if self.order == BitOrder::LsbFirst {
            written.iter_mut().for_each(|octet| *octet = octet.reverse_bits());
        }
        *at += written.len();
    }
}

/// Writes eight octets every time and advances by whole ones, so that no branch depends on how the codes fall. Most
/// significant bit first: the other order is made when it ends.
#[derive(Clone, Copy)]
pub(crate) struct Burst {
    /// Right-aligned: the last `held` bits, fewer than eight. What is above them does not matter.
    bits: u64,
    held: u32,
    at: u32,
}

impl Burst {
    /// More than this is not written in one burst, so that an index of 32 bits will do.
    const MOST_OCTETS: usize = 1 << 24;

    /// Whether two times 57 bits fit.
    #[inline(always)]
    pub(super) fn has_room(&self, out: &[u8]) -> bool {
        self.at as usize + 24 <= out.len()
    }

    /// At most 57 bits.
    #[inline(always)]
    pub(super) fn put(&mut self, out: &mut [u8], codes: Codes) {
        self.bits = self.bits << codes.len | codes.bits;
        self.held += codes.len;
        // Without a bit held, what is written is no more than scratch behind the end.
        let octets = self.bits.wrapping_shl(64 - self.held).to_be_bytes();
        let at = self.at as usize;
        if let Some(room) = out.get_mut(at..at + 8) {
            room.copy_from_slice(&octets);
        }
        self.at += self.held >> 3;
        self.held &= 7;
    }
}
