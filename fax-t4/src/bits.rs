//! Bits from octets through a 64-bit accumulator. The first bit is always the highest one inside; the order in
//! octets is settled where they enter.

use crate::BitOrder;

/// Whether eight octets at once are worth their code: not where 64 bits take two registers and shifts are calls.
pub(crate) const WIDE: bool = cfg!(target_pointer_width = "64");

/// Takes octets and hands out bits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BitSource {
    /// Left-aligned; zero behind the first `held` bits.
    bits: u64,
    held: u32,
    order: BitOrder,
}

impl BitSource {
    pub(crate) const fn new(order: BitOrder) -> Self {
        Self { bits: 0, held: 0, order }
    }

    /// Takes octets off the front of `input` while there is room for them.
    #[inline]
    pub(crate) fn fill(&mut self, input: &mut &[u8]) {
        if self.held > 32 {
            return;
        }
        if WIDE && let Some((octets, _)) = input.split_first_chunk() {
            let word = match self.order {
                BitOrder::MsbFirst => u64::from_be_bytes(*octets),
                BitOrder::LsbFirst => u64::from_le_bytes(*octets).reverse_bits(),
            };
            // 3 to 7 octets: never all eight, as 64 held bits could not be shifted out at once.
            let taken = (63 - self.held) / 8;
            let kept = u64::MAX << (64 - taken * 8);
            self.bits |= (word & kept) >> self.held;
            self.held += taken * 8;
            *input = input.get(taken as usize..).unwrap_or_default();
        } else {
            while let (true, Some((&octet, rest))) = (self.held <= 48, input.split_first()) {
                let octet = match self.order {
                    BitOrder::MsbFirst => octet,
                    BitOrder::LsbFirst => octet.reverse_bits(),
                };
                self.held += 8;
                self.bits |= u64::from(octet) << (64 - self.held);
                *input = rest;
            }
        }
    }

    /// The next `count` bits (1 to 32), right-aligned, with zeros for those that are not there.
    #[inline]
    pub(crate) fn peek(&self, count: u32) -> u32 {
        (self.bits >> (64 - count)) as u32
    }

    /// Drops `count` bits, at most as many as are [held](Self::held).
    #[inline]
    pub(crate) fn skip(&mut self, count: u32) {
        self.bits = self.bits.checked_shl(count).unwrap_or(0);
        self.held -= count.min(self.held);
    }

    /// Zeros before the next one, as far as bits are held.
    #[inline]
    pub(crate) fn zeros(&self) -> u32 {
        self.bits.leading_zeros().min(self.held)
    }

    /// Bits that are here.
    #[inline]
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
    pub(crate) fn bits(&self) -> (u64, u32) {
        (self.bits, self.held)
    }

    /// Puts other bits in their place: left-aligned, zero behind them.
    pub(crate) fn set_bits(&mut self, bits: u64, held: u32) {
        (self.bits, self.held) = (bits, held);
    }
}
