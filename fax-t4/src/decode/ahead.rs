//! Bits for the fast steps, as long as there are eight octets ahead.

use crate::bits::BitSource;

/// A [`BitSource`] and its input, refilled without a branch on how many bits are left.
pub(super) struct Ahead<'s, 'i, const LSB_FIRST: bool> {
    source: &'s mut BitSource,
    rest: &'s mut &'i [u8],
    input: &'i [u8],
    /// Left-aligned. Behind the first `held` bits are those that follow, as far as they fit, or zeros.
    bits: u64,
    held: u32,
}

impl<'s, 'i, const LSB_FIRST: bool> Ahead<'s, 'i, LSB_FIRST> {
    pub(super) fn new(source: &'s mut BitSource, rest: &'s mut &'i [u8]) -> Self {
        let (bits, held) = source.bits();
        let input = *rest;
        Self { source, rest, input, bits, held }
    }

    /// Sees to it that 56 bits are held; says whether there were enough octets.
    #[inline(always)]
    pub(super) fn refill(&mut self) -> bool {
        let Some(&octets) = self.input.first_chunk() else { return false };
        let word = if LSB_FIRST { u64::from_le_bytes(octets).reverse_bits() } else { u64::from_be_bytes(octets) };
        self.bits |= word >> (self.held % 64);
        let taken = (63 - self.held) >> 3;
        self.input = self.input.get(taken as usize..).unwrap_or_default();
        self.held |= 56;
        true
    }

    /// The next bits, left-aligned, at least 56 behind a [`refill`](Self::refill).
    #[inline(always)]
    pub(super) fn peek(&self) -> u64 {
        self.bits
    }

    /// Zeros before the next one, as far as bits are held.
    pub(super) fn zeros(&self) -> u32 {
        self.bits.leading_zeros().min(self.held)
    }

    /// Drops bits, of those that are held.
    #[inline(always)]
    pub(super) fn skip(&mut self, count: u32) {
        self.bits <<= count;
        self.held -= count;
    }

    /// Gives the bits back.
    #[inline(always)]
    pub(super) fn finish(&mut self) {
        *self.rest = self.input;
        self.source.set_bits(self.bits & !(u64::MAX >> (self.held % 64)), self.held);
    }

    /// How many zeros are at the end of the bits that were dropped, if there were any.
    #[cold]
    pub(super) fn zeros_behind(&self) -> Option<u32> {
        let taken = self.rest.len() - self.input.len();
        let (bits_before, held_before) = self.source.bits();
        let dropped = held_before + taken as u32 * 8 - self.held;
        let zeros = (0..dropped).rev().position(|i| {
            if i < held_before {
                return bits_before << i >> 63 == 1;
            }
            let i = i - held_before;
            let octet = self.rest.get(i as usize / 8).copied().unwrap_or(u8::MAX);
            let shift = if LSB_FIRST { i % 8 } else { 7 - i % 8 };
            octet >> shift & 1 == 1
        });
        zeros.map(|zeros| zeros.min(31) as u32)
    }
}
