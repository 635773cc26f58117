//! What the coder asks of a row store: the changing elements right of a0, on the present row and on the one above.

use super::burst::{Lists, Place, WIDEST};
use super::codes::{Hint, Next, RowCodes};
use super::find;
use super::sink::Burst;
use crate::row::{self, Colour};
use crate::store::{Changes, FIRST, Packed, is_begun, next_change};

/// The encoder's side of a row store.
pub(crate) trait EncodeStore {
    /// Makes the reference row white.
    fn clear(&mut self, width: u32);

    /// Takes in the present row, packed.
    fn take(&mut self, row: &[u8], width: u32);

    /// Takes in the reference row once more as the present one. If this store cannot, it says no.
    fn repeat(&mut self) -> bool {
        false
    }

    /// The number of changing elements of the present row if it is the reference row once more.
    fn repeated(&self) -> Option<u32> {
        None
    }

    /// Makes the present row the reference row.
    fn keep(&mut self, row: &[u8]);

    /// Where the present run ends: a1, the first change right of a0, which has this colour. At the beginning of a row a0
    /// is the imaginary white pel left of it.
    fn run_end(&self, row: &[u8], a0: u32, colour: Colour, width: u32, hint: &mut Hint) -> u32;

    /// b1 of T.4 4.2.1.1: the first change on the reference row right of a0 and away from its colour.
    fn b1(&self, a0: u32, colour: Colour, width: u32, hint: &mut Hint) -> u32;

    /// The change behind b1.
    fn b2(&self, b1: u32, colour: Colour, width: u32, hint: &Hint) -> u32;

    /// Whether there are lists for [`burst`](Self::burst).
    fn can_burst(&self, _width: u32) -> bool {
        false
    }

    /// Codes on in larger steps, as far as that goes.
    fn burst(&self, _codes: &mut RowCodes, _width: u32, bits: Burst, _out: &mut [u8]) -> Burst {
        bits
    }
}

impl<B: AsRef<[u8]> + AsMut<[u8]>> EncodeStore for Packed<B> {
    fn clear(&mut self, _width: u32) {
        row::fill(self.0.as_mut(), Colour::White);
    }

    fn take(&mut self, _row: &[u8], _width: u32) {}

    fn keep(&mut self, row: &[u8]) {
        row::copy(row, self.0.as_mut());
    }

    fn run_end(&self, row: &[u8], a0: u32, colour: Colour, width: u32, _hint: &mut Hint) -> u32 {
        row::run_end(row, a0, colour, width)
    }

    fn b1(&self, a0: u32, colour: Colour, width: u32, _hint: &mut Hint) -> u32 {
        row::b1(self.0.as_ref(), a0, colour, width)
    }

    fn b2(&self, b1: u32, colour: Colour, width: u32, _hint: &Hint) -> u32 {
        row::run_end(self.0.as_ref(), b1, colour.other(), width)
    }
}

impl<B: AsRef<[u16]> + AsMut<[u16]>> EncodeStore for Changes<B> {
    fn clear(&mut self, width: u32) {
        self.clear_lists(width);
    }

    fn take(&mut self, row: &[u8], width: u32) {
        let list = self.present_mut();
        let len = find::changes(row, width, list);
        self.set_present(len, width);
    }

    fn repeat(&mut self) -> bool {
        self.set_repeated();
        true
    }

    fn repeated(&self) -> Option<u32> {
        self.is_repeated().then(|| self.reference_len() as u32)
    }

    fn keep(&mut self, _row: &[u8]) {
        self.flip();
    }

    fn run_end(&self, _row: &[u8], a0: u32, colour: Colour, width: u32, hint: &mut Hint) -> u32 {
        next_change(self.present(), a0, colour, is_begun(a0, colour), width, &mut hint.present)
    }

    fn b1(&self, a0: u32, colour: Colour, width: u32, hint: &mut Hint) -> u32 {
        next_change(self.reference(), a0, colour, is_begun(a0, colour), width, &mut hint.reference)
    }

    fn b2(&self, _b1: u32, _colour: Colour, width: u32, hint: &Hint) -> u32 {
        let behind = hint.reference as usize + 1;
        self.reference().get(FIRST + behind).map_or(width, |&position| position.into())
    }

    fn can_burst(&self, width: u32) -> bool {
        width <= WIDEST
    }

    #[inline]
    fn burst(&self, codes: &mut RowCodes, width: u32, bits: Burst, out: &mut [u8]) -> Burst {
        // At the beginning of a row the hints are right, later they have to be made so.
        if codes.a0 > 0 || codes.colour == Colour::Black {
            self.run_end(&[], codes.a0, codes.colour, width, &mut codes.hint);
            self.b1(codes.a0, codes.colour, width, &mut codes.hint);
        }
        let lists = Lists { present: self.present(), reference: self.reference(), width };
        let mut place =
            Place { a1: FIRST as u32 + codes.hint.present, b1: FIRST as u32 + codes.hint.reference, a0: codes.a0 };
        let bits = if codes.next == Next::Run {
            lists.one_d(&mut place, bits, out)
        } else {
            lists.two_d(&mut place, bits, out)
        };
        codes.a0 = place.a0;
        codes.hint = Hint { present: place.a1 - FIRST as u32, reference: place.b1 - FIRST as u32 };
        codes.colour = if codes.hint.present.is_multiple_of(2) { Colour::White } else { Colour::Black };
        bits
    }
}

impl<B: AsRef<[u16]> + AsMut<[u16]>> Changes<B> {
    /// Takes in the present row by its changes, which go up and are inside of it.
    pub(super) fn take_changes(&mut self, changes: &[u16], width: u32) {
        for (to, from) in self.present_mut().iter_mut().zip(changes) {
            *to = *from;
        }
        self.set_present(changes.len(), width);
    }
}
