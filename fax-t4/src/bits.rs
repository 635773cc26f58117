//! Bits from octets through an accumulator of one word. The first bit is always the highest one inside; the order in
//! octets is settled where they enter.
//!
//! What this crate says of inlining is for machines with an operating system. On others, flash counts more than calls.

use crate::BitOrder;

/// What bits are held in and pels looked at by. Where 64 bits take two registers and shifts are calls, it has 32.
#[cfg(all(target_pointer_width = "64", not(narrow_words)))]
pub(crate) type Word = u64;
#[cfg(any(not(target_pointer_width = "64"), narrow_words))]
pub(crate) type Word = u32;

/// Whether a word of octets at once is worth its code.
pub(crate) const WIDE: bool = Word::BITS == 64;

/// Takes octets and hands out bits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BitSource {
    /// Left-aligned; zero behind the first `held` bits.
    bits: Word,
    held: u32,
    order: BitOrder,
}

impl BitSource {
    /// More bits cannot be held: all of a word could not be shifted out at once.
    pub(crate) const MOST: u32 = Word::BITS - 1;

    pub(crate) const fn new(order: BitOrder) -> Self {
        Self { bits: 0, held: 0, order }
    }

    /// Takes octets off the front of `input` while there is room for them.
    #[cfg_attr(not(target_os = "none"), inline)]
    pub(crate) fn fill(&mut self, input: &mut &[u8]) {
        if self.held > Word::BITS / 2 {
            return;
        }
        if WIDE && let Some((octets, _)) = input.split_first_chunk() {
            let word = match self.order {
                BitOrder::MsbFirst => Word::from_be_bytes(*octets),
                BitOrder::LsbFirst => Word::from_le_bytes(*octets).reverse_bits(),
            };
            // 3 to 7 octets.
            let taken = (Self::MOST - self.held) / 8;
            let kept = Word::MAX << (Word::BITS - taken * 8);
            self.bits |= (word & kept) >> self.held;
            self.held += taken * 8;
            *input = input.get(taken as usize..).unwrap_or_default();
        } else {
            while let (true, Some((&octet, rest))) = (self.held <= Word::BITS - 16, input.split_first()) {
                let octet = match self.order {
                    BitOrder::MsbFirst => octet,
                    BitOrder::LsbFirst => octet.reverse_bits(),
                };
                self.held += 8;
                self.bits |= Word::from(octet) << (Word::BITS - self.held);
                *input = rest;
            }
        }
    }

    /// The next `count` bits (1 to 17), right-aligned, with zeros for those that are not there.
    #[cfg_attr(not(target_os = "none"), inline)]
    pub(crate) fn peek(&self, count: u32) -> u32 {
        (self.bits >> (Word::BITS - count)) as u32
    }

    /// Drops `count` bits, at most as many as are [held](Self::held).
    #[cfg_attr(not(target_os = "none"), inline)]
    #[cfg_attr(target_os = "none", inline(never))]
    pub(crate) fn skip(&mut self, count: u32) {
        self.bits = self.bits.checked_shl(count).unwrap_or(0);
        self.held -= count.min(self.held);
    }

    /// Zeros before the next one, as far as bits are held.
    #[cfg_attr(not(target_os = "none"), inline)]
    #[cfg_attr(target_os = "none", inline(never))]
    pub(crate) fn zeros(&self) -> u32 {
        self.bits.leading_zeros().min(self.held)
    }

    /// Bits that are here.
    #[cfg_attr(not(target_os = "none"), inline)]
    pub(crate) fn held(&self) -> u32 {
        self.held
    }

    /// Drops what is left of an octet that was begun.
    pub(crate) fn align(&mut self) {
        self.skip(self.held % 8);
    }

    pub(crate) fn order(&self) -> BitOrder {
        self.order
    }

    /// The bits, left-aligned, and how many they are.
    #[allow(clippy::unnecessary_cast, reason = "a word may have 32 bits")]
    pub(crate) fn bits(&self) -> (u64, u32) {
        ((self.bits as u64) << (64 - Word::BITS), self.held)
    }

    /// Puts other bits in their place: left-aligned, zero behind them, at most [`MOST`](Self::MOST).
    pub(crate) fn set_bits(&mut self, bits: u64, held: u32) {
        (self.bits, self.held) = ((bits >> (64 - Word::BITS)) as Word, held);
    }
}
