//! Bits to and from octets through a 64-bit accumulator. The first bit is always the highest one inside; the order in
//! octets is settled where they enter and leave.

use crate::{BitOrder, codes::Code};

/// Collects bits and hands out octets.
#[derive(Clone, Debug)]
pub(crate) struct BitSink {
    /// Left-aligned; zero behind the first `held` bits.
    bits: u64,
    held: u32,
    order: BitOrder,
}

impl BitSink {
    /// So many bits can be put while it [has space](Self::has_space).
    pub(crate) const STEP: u32 = 32;

    pub(crate) const fn new(order: BitOrder) -> Self {
        Self { bits: 0, held: 0, order }
    }

    pub(crate) fn put(&mut self, code: Code) {
        self.held += u32::from(code.len);
        self.bits |= u64::from(code.bits) << (64 - self.held);
    }

    pub(crate) fn put_zeros(&mut self, count: u32) {
        self.held += count;
    }

    /// Bits from the last octet boundary on.
    pub(crate) fn past_octet(&self) -> u32 {
        self.held % 8
    }

    /// Zero bits up to an octet boundary.
    pub(crate) fn align(&mut self) {
        self.held = self.held.next_multiple_of(8);
    }

    /// Whether [`STEP`](Self::STEP) more bits can be put.
    pub(crate) fn has_space(&self) -> bool {
        self.held <= 64 - Self::STEP
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.held == 0
    }

    /// Moves whole octets to `out` from `at` on as long as there is room; says whether there is space for
    /// [`STEP`](Self::STEP) more bits now.
    pub(crate) fn drain(&mut self, out: &mut [u8], at: &mut usize) -> bool {
        let whole = self.held / 8;
        let octets = match self.order {
            BitOrder::MsbFirst => self.bits.to_be_bytes(),
            BitOrder::LsbFirst => self.bits.reverse_bits().to_le_bytes(),
        };
        let room = out.get_mut(*at..).unwrap_or_default();
        let moved = if let Some(room) = room.first_chunk_mut() {
            *room = octets;
            whole
        } else {
            let moved = room.len().min(whole as usize);
            for (to, from) in room.iter_mut().zip(octets).take(moved) {
                *to = from;
            }
            moved as u32
        };
        *at += moved as usize;
        self.held -= moved * 8;
        self.bits = self.bits.checked_shl(moved * 8).unwrap_or(0);
        self.has_space()
    }
}

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
        if let Some((octets, _)) = input.split_first_chunk() {
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
}
