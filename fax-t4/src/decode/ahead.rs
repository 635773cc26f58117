//! Bits for the fast steps, as long as there are eight octets ahead.

#![expect(clippy::inline_always, reason = "the loops must stay in registers")]

use crate::bits::{BitSource, WIDE};

/// What a [`BitSource`] holds and the octets behind it, refilled without a branch on how many bits are left.
#[derive(Clone, Copy)]
pub(super) struct Ahead<'i, const LSB_FIRST: bool> {
    input: &'i [u8],
    /// Left-aligned. Behind the first `held` bits are those that follow, as far as they fit, or zeros.
    bits: u64,
    held: u32,
}

impl<'i, const LSB_FIRST: bool> Ahead<'i, LSB_FIRST> {
    pub(super) fn new(source: &BitSource, input: &'i [u8]) -> Self {
        let (bits, held) = source.bits();
        Self { input, bits, held }
    }

    /// Sees to it that 56 bits are held; says whether there were enough octets.
    #[inline(always)]
    pub(super) fn refill(&mut self) -> bool {
        let Some(&octets) = self.input.first_chunk() else { return false };
        let word = if LSB_FIRST { u64::from_le_bytes(octets).reverse_bits() } else { u64::from_be_bytes(octets) };
        let Some((_, rest)) = self.input.split_at_checked(((63 - self.held) >> 3) as usize) else { return false };
        self.input = rest;
        self.bits |= word >> (self.held % 64);
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

    /// Gives the bits back, and what was not taken of the `input` it began with.
    pub(super) fn give_back(mut self, source: &mut BitSource, input: &mut &'i [u8]) {
        if !WIDE {
            let too_many = self.held.saturating_sub(BitSource::MOST).div_ceil(8);
            let taken = input.len() - self.input.len() - too_many as usize;
            self.input = input.get(taken..).unwrap_or_default();
            self.held -= too_many * 8;
        }
        source.set_bits(self.bits & !(u64::MAX >> (self.held % 64)), self.held);
        *input = self.input;
    }

    /// How many zeros are at the end of the bits that were dropped since `before`, if there were any.
    #[cold]
    pub(super) fn zeros_since(&self, before: &Self) -> Option<u32> {
        let taken = before.input.len() - self.input.len();
        let dropped = before.held + taken as u32 * 8 - self.held;
        let is_one = |i: u32| {
            let Some(i) = i.checked_sub(before.held) else { return before.bits << i >> 63 == 1 };
            let octet = before.input.get(i as usize / 8).copied().unwrap_or(u8::MAX);
            octet >> (if LSB_FIRST { i % 8 } else { 7 - i % 8 }) & 1 == 1
        };
        (0..dropped).rev().position(is_one).map(|zeros| zeros.min(31) as u32)
    }
}
