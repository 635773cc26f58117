//! What the decoder asks of a row store: the changing elements of the row above, and to take the runs of the present one.

use super::ahead::Ahead;
use super::burst::{self, Place};
use super::codes::{Next, RowCodes, Setting};
use super::paint;
use super::rows::{self, Plain, Room};
use crate::BitOrder;
use crate::bits::BitSource;
use crate::row::{self, Colour};
use crate::store::{Changes, FIRST, Packed, end_row, is_begun, next_change};

/// What became of a row, and so what the caller sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// It came as it was sent.
    Good,
    /// It did not: the row above once more.
    Above,
    /// It did not: white.
    White,
    /// It broke off: what came of it.
    Broken,
}

/// The decoder's side of a row store.
pub(crate) trait DecodeStore {
    /// Whether there are faster steps than one code at a time.
    const BURSTS: bool = false;

    /// Whether runs without pels are kept, wherever they are.
    fn empty_runs(&self) -> bool {
        false
    }

    /// Makes the row above white.
    fn whiten(&mut self, width: u32);

    /// Begins the present row.
    fn begin(&mut self, row: &mut [u8]);

    /// b1 of T.4 4.2.1.1. `hint` is where it was last time.
    fn b1(&self, a0: u32, colour: Colour, width: u32, hint: &mut u32) -> u32;

    /// The change behind b1.
    fn b2(&self, b1: u32, colour: Colour, width: u32, hint: u32) -> u32;

    /// Gives the pels from a0 up to `end` this colour. If the run is then over, the colour changes.
    fn run(&mut self, row: &mut [u8], a0: u32, end: u32, colour: Colour, over: bool);

    /// Takes several codes at a time, as far as that goes.
    fn burst(&mut self, _codes: &mut RowCodes, _bits: &mut BitSource, _input: &mut &[u8], _setting: Setting) {}

    /// Takes whole rows from row `y` on, as far as that goes.
    fn rows(
        &mut self,
        _codes: &mut RowCodes,
        _bits: &mut BitSource,
        _input: &mut &[u8],
        _room: &mut Room<'_>,
        _y: u32,
        _plain: &mut Plain,
    ) {
    }

    /// The present row is good and is now the row above.
    fn close(&mut self, row: &[u8], width: u32);

    /// The present row broke off at a0.
    fn break_off(&mut self, a0: u32, width: u32);

    /// Shows what became of the row. `above` is how the row above was shown, if that is what the store has of it.
    fn show(&self, shown: Shown, row: &mut [u8], above: Option<&[u8]>, width: u32);
}

impl<B: AsRef<[u8]> + AsMut<[u8]>> DecodeStore for Packed<B> {
    fn whiten(&mut self, _width: u32) {
        row::fill(self.0.as_mut(), Colour::White);
    }

    fn begin(&mut self, row: &mut [u8]) {
        row::fill(row, Colour::White);
    }

    fn b1(&self, a0: u32, colour: Colour, width: u32, _hint: &mut u32) -> u32 {
        row::b1(self.0.as_ref(), a0, colour, width)
    }

    fn b2(&self, b1: u32, colour: Colour, width: u32, _hint: u32) -> u32 {
        row::run_end(self.0.as_ref(), b1, colour.other(), width)
    }

    fn run(&mut self, row: &mut [u8], a0: u32, end: u32, colour: Colour, _over: bool) {
        if colour == Colour::Black {
            row::blacken(row, a0, end);
        }
    }

    fn close(&mut self, row: &[u8], _width: u32) {
        row::copy(row, self.0.as_mut());
    }

    fn break_off(&mut self, _a0: u32, _width: u32) {}

    fn show(&self, shown: Shown, row: &mut [u8], _above: Option<&[u8]>, _width: u32) {
        match shown {
            // Painted run by run.
            Shown::Good | Shown::Broken => {}
            Shown::Above => row::copy(self.0.as_ref(), row),
            Shown::White => row::fill(row, Colour::White),
        }
    }
}

impl<B: AsRef<[u16]> + AsMut<[u16]>> DecodeStore for Changes<B> {
    const BURSTS: bool = true;

    fn empty_runs(&self) -> bool {
        self.keeps_empty_runs()
    }

    fn whiten(&mut self, width: u32) {
        self.clear_lists(width);
    }

    fn begin(&mut self, _row: &mut [u8]) {
        self.set_len(0);
    }

    fn b1(&self, a0: u32, colour: Colour, width: u32, hint: &mut u32) -> u32 {
        // With empty runs, more than the colour and a0 may have come: runs of this row, or a pass over some above.
        let empty_runs = self.keeps_empty_runs() && (self.present_len() > 0 || *hint >= 2);
        next_change(self.reference(), a0, colour, is_begun(a0, colour) || empty_runs, width, hint)
    }

    fn b2(&self, _b1: u32, _colour: Colour, width: u32, hint: u32) -> u32 {
        self.reference().get(FIRST + hint as usize + 1).map_or(width, |&position| position.into())
    }

    fn run(&mut self, _row: &mut [u8], _a0: u32, end: u32, _colour: Colour, over: bool) {
        if over {
            self.push(end);
        }
    }

    #[inline]
    fn burst(&mut self, codes: &mut RowCodes, bits: &mut BitSource, input: &mut &[u8], setting: Setting) {
        if setting.width > burst::WIDEST {
            return;
        }
        match bits.order() {
            BitOrder::MsbFirst => burst::<_, false>(self, codes, bits, input, setting),
            BitOrder::LsbFirst => burst::<_, true>(self, codes, bits, input, setting),
        }
    }

    #[inline]
    fn rows(
        &mut self,
        codes: &mut RowCodes,
        bits: &mut BitSource,
        input: &mut &[u8],
        room: &mut Room<'_>,
        y: u32,
        plain: &mut Plain,
    ) {
        if plain.width > burst::WIDEST {
            return;
        }
        match bits.order() {
            BitOrder::MsbFirst => plain.take::<_, false>(self, codes, bits, input, room, y),
            BitOrder::LsbFirst => plain.take::<_, true>(self, codes, bits, input, room, y),
        }
    }

    #[inline]
    fn close(&mut self, _row: &[u8], width: u32) {
        self.end(width);
        self.flip();
    }

    fn break_off(&mut self, a0: u32, width: u32) {
        if self.present_len() % 2 == 1 {
            self.push(a0);
        }
        self.end(width);
    }

    fn show(&self, shown: Shown, row: &mut [u8], above: Option<&[u8]>, width: u32) {
        match (shown, above) {
            (Shown::Good, Some(above)) if self.is_same() => row::copy(above, row),
            (Shown::White, _) => row.fill(0),
            _ => paint::row(row, self.shown(shown), width),
        }
    }
}

impl<B: AsRef<[u16]> + AsMut<[u16]>> Changes<B> {
    /// The changing elements of a row by what became of it.
    pub(crate) fn shown(&self, shown: Shown) -> &[u16] {
        let (list, len) = match shown {
            Shown::Good | Shown::Above => (self.reference(), self.reference_len()),
            Shown::Broken => (self.present(), self.present_len()),
            Shown::White => return &[],
        };
        list.get(FIRST..FIRST + len).unwrap_or_default()
    }

    /// Whether the row that was kept last is like the one above it, and to copy it is worth while.
    fn is_same(&self) -> bool {
        let changes = self.shown(Shown::Good);
        rows::is_same(self.present().get(FIRST..FIRST + self.present_len()), changes)
    }

    /// Ends the present row. Its end is no change.
    #[inline]
    fn end(&mut self, width: u32) {
        let len = self.present_len();
        let len = end_row(self.present_mut(), len, width);
        self.set_len(len);
    }

    /// Adds a change to the present row. Where there is one already, the two make none: the run between has no pels.
    fn push(&mut self, at: u32) {
        let len = self.present_len();
        let empty_runs = self.keeps_empty_runs();
        let list = self.present_mut();
        let twice = len.checked_sub(1).and_then(|last| list.get(last)).is_some_and(|&last| u32::from(last) == at);
        if twice && !empty_runs {
            return self.set_len(len - 1);
        }
        if let Some(free) = list.get_mut(len) {
            *free = at as u16;
            self.set_len(len + 1);
        }
    }
}

/// Takes the codes that are complete and simple.
#[inline]
fn burst<B: AsRef<[u16]> + AsMut<[u16]>, const LSB_FIRST: bool>(
    store: &mut Changes<B>,
    codes: &mut RowCodes,
    source: &mut BitSource,
    input: &mut &[u8],
    setting: Setting,
) {
    let Setting { width, eol_zeros, .. } = setting;
    let RowCodes { a0, colour, .. } = *codes;
    let len = store.present_len();
    let mut hint = codes.hint;
    let two_d = codes.next == Next::Mode;
    let begun = len > 0 || a0 > 0 || hint >= 2;
    if two_d && begun {
        next_change(store.reference(), a0, colour, true, width, &mut hint);
    }
    let (lists, begin) = store.lists_mut();
    let mut place = Place { len: begin.present + len as u32, b1: begin.above + hint, a0, begun };
    let before = Ahead::<LSB_FIRST>::new(source, input);
    let mut bits = before;
    if two_d {
        burst::two_d(lists, begin, &mut place, &mut bits, width);
    } else {
        burst::one_d(lists, begin, &mut place, &mut bits, width);
    }
    store.set_len((place.len - begin.present) as usize);
    // Only damage asks for the zeros at the end of the last code, and with an EOL in sight there is none.
    let no_damage = place.a0 == width && bits.zeros() >= eol_zeros;
    burst::settle(codes, begin, &place, if no_damage { None } else { bits.zeros_since(&before) });
    bits.give_back(source, input);
}
