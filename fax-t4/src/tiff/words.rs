//! Rows on boundaries of two octets (compression 32771).

use crate::BitOrder;
use crate::codes::{self, RUN_BITS};
use crate::row::Colour;

/// The octets of each row of a strip: the lengths of its codes tell where it ends.
#[derive(Clone, Debug)]
pub(super) struct WordRows<'f> {
    rest: &'f [u8],
    width: u32,
    order: BitOrder,
}

impl<'f> WordRows<'f> {
    pub(super) const fn new(strip: &'f [u8], width: u32, order: BitOrder) -> Self {
        Self { rest: strip, width, order }
    }

    /// Bits of the next row; `None` if its codes are damaged.
    fn bits(&self) -> Option<usize> {
        let (mut at, mut pels, mut colour) = (0, 0_u32, Colour::White);
        while pels < self.width {
            let code = codes::run_code(colour, self.peek(at)?);
            if code.len == 0 {
                return None;
            }
            at += code.len as usize;
            pels = pels.saturating_add(code.pels);
            // A make-up code goes before another code of its colour.
            if code.pels < 64 {
                colour = colour.other();
            } else if pels == self.width {
                at += codes::run_code(colour, self.peek(at)?).len as usize;
            }
        }
        (pels == self.width).then_some(at)
    }

    /// As many bits as the longest code has, from bit `at` on; zeros behind the end, where none may begin.
    fn peek(&self, at: usize) -> Option<u32> {
        let octets = self.rest.get(at / 8..).filter(|octets| !octets.is_empty())?;
        let three = octets.iter().copied().chain([0; 2]).take(3);
        let bits = three.fold(0_u32, |bits, octet| {
            bits << 8 | u32::from(if self.order == BitOrder::LsbFirst { octet.reverse_bits() } else { octet })
        });
        Some(bits >> (24 - RUN_BITS as usize - at % 8) & ((1 << RUN_BITS) - 1))
    }
}

impl<'f> Iterator for WordRows<'f> {
    type Item = &'f [u8];

    /// The next row; all that is left if it is damaged.
    fn next(&mut self) -> Option<&'f [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let len = self.bits().map_or(usize::MAX, |bits| bits.div_ceil(16) * 2);
        let (row, rest) = self.rest.split_at(len.min(self.rest.len()));
        self.rest = rest;
        Some(row)
    }
}
