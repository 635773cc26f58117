//! The codes of one row.

use crate::bits::BitSource;
use crate::codes::{self, MODE_BITS, Mode, RUN_BITS};
use crate::row::{self, Colour};

/// How far into a row decoding has come.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowCodes {
    next: Next,
    /// Start of what is still to come of the row.
    a0: u32,
    /// Colour from a0 on.
    colour: Colour,
    /// Pels of the current run that make-up codes stand for already.
    made_up: u32,
    last_code: u32,
}

/// What comes next in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// A run code of a one-dimensional row.
    Run,
    /// A mode code.
    Mode,
    /// A run code of horizontal mode, with so many of its two runs to come.
    Horizontal(u8),
}

/// Where the codes of a row led to.
pub(super) enum Step {
    /// The row is complete.
    Complete,
    /// What came cannot be.
    Damage,
    /// There are not enough bits to tell.
    Short,
}

impl RowCodes {
    /// Before the first code of a row.
    pub(super) const fn new(one_d: bool) -> Self {
        let next = if one_d { Next::Run } else { Next::Mode };
        Self { next, a0: 0, colour: Colour::White, made_up: 0, last_code: 1 }
    }

    /// Zeros at the end of the last code taken. Damage may have made the first zeros of an EOL part of it.
    pub(super) fn trailing_zeros(&self) -> u32 {
        self.last_code.trailing_zeros()
    }

    /// Takes codes up to the end of the row, which was white at first.
    pub(super) fn take(
        &mut self,
        bits: &mut BitSource,
        input: &mut &[u8],
        reference: &[u8],
        row: &mut [u8],
        width: u32,
    ) -> Step {
        // Copies, so that the loop works in registers.
        let (mut at, mut source) = (*self, *bits);
        let step = loop {
            source.fill(input);
            let taken = match at.next {
                Next::Mode => at.mode(&mut source, reference, row, width),
                Next::Run | Next::Horizontal(_) => at.run(&mut source, row, width),
            };
            match taken {
                Err(step) => break step,
                Ok(()) if at.a0 == width && matches!(at.next, Next::Run | Next::Mode) => break Step::Complete,
                Ok(()) => {}
            }
        };
        (*self, *bits) = (at, source);
        step
    }

    #[inline]
    fn run(&mut self, bits: &mut BitSource, row: &mut [u8], width: u32) -> Result<(), Step> {
        let code = codes::run_code(self.colour, bits.peek(RUN_BITS));
        self.take_code(bits, code.len, RUN_BITS)?;
        let end = self.a0 + self.made_up + code.pels;
        if end > width {
            return Err(Step::Damage);
        }
        if code.pels >= 64 {
            self.made_up += code.pels;
            return Ok(());
        }
        self.paint(row, end);
        (self.colour, self.made_up) = (self.colour.other(), 0);
        if let Next::Horizontal(left) = self.next {
            self.next = if left > 1 { Next::Horizontal(left - 1) } else { Next::Mode };
        }
        Ok(())
    }

    #[inline]
    fn mode(&mut self, bits: &mut BitSource, reference: &[u8], row: &mut [u8], width: u32) -> Result<(), Step> {
        let (mode, len) = codes::mode(bits.peek(MODE_BITS));
        self.take_code(bits, len, MODE_BITS)?;
        let b1 = || row::b1(reference, self.a0, self.colour, width);
        match mode {
            Mode::Vertical(distance) => {
                let a1 = b1().checked_add_signed(distance.into()).ok_or(Step::Damage)?;
                let at_start = self.a0 == 0 && self.colour == Colour::White;
                if a1 > width || a1 < self.a0 || (a1 == self.a0 && !at_start) {
                    return Err(Step::Damage);
                }
                self.paint(row, a1);
                self.colour = self.colour.other();
            }
            Mode::Pass => {
                let b2 = row::run_end(reference, b1(), self.colour.other(), width);
                self.paint(row, b2);
            }
            Mode::Horizontal => self.next = Next::Horizontal(2),
            // Also the way into uncompressed mode, which no fax negotiates.
            Mode::None => return Err(Step::Damage),
        }
        Ok(())
    }

    /// Takes a code of `len` bits that a look at `looked_at` bits found; 0 if it found none.
    #[inline]
    fn take_code(&mut self, bits: &mut BitSource, len: u32, looked_at: u32) -> Result<(), Step> {
        let held = bits.held();
        if len > held || (len == 0 && held < looked_at) {
            return Err(Step::Short);
        }
        if len == 0 {
            return Err(Step::Damage);
        }
        self.last_code = bits.peek(len);
        bits.skip(len);
        Ok(())
    }

    /// Gives the pels from a0 up to `end` the current colour.
    #[inline]
    fn paint(&mut self, row: &mut [u8], end: u32) {
        if self.colour == Colour::Black {
            row::blacken(row, self.a0, end);
        }
        self.a0 = end;
    }
}
