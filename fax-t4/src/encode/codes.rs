//! The codes of one row, one at a time.
//!
//! ```text
//!   Run (MH) ◄─┐    Mode (MR, MMR) ◄──► Horizontal    Ones: a row like the one above    Pels: uncompressed
//!       └──────┘
//! ```

use super::sink::BitSink;
use super::store::EncodeStore;
use crate::codes::{self, GREATEST_MAKE_UP, HORIZONTAL, ONE_MAKE_UP, PASS};
use crate::row::Colour;

/// How far into a row coding has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RowCodes {
    pub(super) next: Next,
    /// Start of what is still to be coded.
    pub(super) a0: u32,
    /// Colour from a0 on.
    pub(super) colour: Colour,
    /// Pels of the current run that greatest make-up codes stand for already.
    pub(super) prepaid: u32,
    /// Where the changes right of a0 are: a hint that saves looking for them.
    pub(super) hint: Hint,
}

/// Indexes into the lists of changing elements, of the present row and of the reference row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hint {
    pub(super) present: u32,
    pub(super) reference: u32,
}

/// What comes next in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// A run of a one-dimensional row.
    Run,
    /// A mode code.
    Mode,
    /// A run of horizontal mode, with so many of its two runs to come.
    Horizontal(u8),
    /// So many V0.
    Ones(u32),
    /// The extension code that leads to [`Pels`](Self::Pels).
    Extension { one_d: bool },
    /// Pels as they are.
    Pels,
}

impl RowCodes {
    /// Before the first code of a row.
    pub(super) fn new(next: Next) -> Self {
        Self { next, a0: 0, colour: Colour::White, prepaid: 0, hint: Hint::default() }
    }

    /// Puts a code or two, at most [`BitSink::STEP`] bits; says whether the row is complete.
    pub(super) fn step(&mut self, elements: &impl EncodeStore, row: &[u8], width: u32, bits: &mut BitSink) -> bool {
        match self.next {
            Next::Run => {
                self.run(elements, row, width, bits);
            }
            Next::Mode => self.mode(elements, row, width, bits),
            Next::Horizontal(left) => {
                if self.run(elements, row, width, bits) {
                    self.next = if left > 1 { Next::Horizontal(left - 1) } else { Next::Mode };
                }
            }
            Next::Ones(left) => {
                let now = left.min(BitSink::STEP);
                bits.put_ones(now);
                self.next = Next::Ones(left - now);
                return left == now;
            }
            Next::Extension { one_d } => {
                bits.put(if one_d { codes::UNCOMPRESSED_1D } else { codes::UNCOMPRESSED_2D });
                self.next = Next::Pels;
            }
            Next::Pels => return self.pels(elements, row, width, bits),
        }
        self.is_complete(width)
    }

    /// Whether what comes next can be coded in larger steps.
    #[cfg_attr(not(target_os = "none"), inline)]
    pub(super) fn can_burst(&self) -> bool {
        match self.next {
            Next::Run => self.colour == Colour::White && self.prepaid == 0,
            Next::Mode => true,
            Next::Horizontal(_) | Next::Ones(_) | Next::Extension { .. } | Next::Pels => false,
        }
    }

    /// Whether nothing is left to be coded.
    pub(super) fn is_complete(&self, width: u32) -> bool {
        self.a0 == width && matches!(self.next, Next::Run | Next::Mode)
    }

    fn mode(&mut self, elements: &impl EncodeStore, row: &[u8], width: u32, bits: &mut BitSink) {
        let Self { a0, colour, .. } = *self;
        let a1 = elements.run_end(row, a0, colour, width, &mut self.hint);
        let b1 = elements.b1(a0, colour, width, &mut self.hint);
        if b1 < a1 {
            let b2 = elements.b2(b1, colour, width, &self.hint);
            if b2 < a1 {
                self.a0 = b2;
                return bits.put(PASS);
            }
        }
        if let Some(code) = codes::vertical(a1, b1) {
            bits.put(code);
            (self.a0, self.colour) = (a1, colour.other());
        } else {
            bits.put(HORIZONTAL);
            self.next = Next::Horizontal(2);
        }
    }

    /// Puts one more piece of the run from a0 on; says whether the run is complete.
    fn run(&mut self, elements: &impl EncodeStore, row: &[u8], width: u32, bits: &mut BitSink) -> bool {
        let end = elements.run_end(row, self.a0, self.colour, width, &mut self.hint);
        let left = end.saturating_sub(self.a0 + self.prepaid);
        if left > ONE_MAKE_UP {
            bits.put_if(codes::make_up(self.colour, GREATEST_MAKE_UP));
            self.prepaid += GREATEST_MAKE_UP;
            return false;
        }
        bits.put_if(codes::make_up(self.colour, left));
        bits.put(codes::terminating(self.colour, left));
        (self.a0, self.colour, self.prepaid) = (end, self.colour.other(), 0);
        true
    }

    /// Pels as they are, with a one behind each five white ones of a run (T.4 4.2.1.3.3, T.6 2.2.5), and the exit.
    fn pels(&mut self, elements: &impl EncodeStore, row: &[u8], width: u32, bits: &mut BitSink) -> bool {
        let end = elements.run_end(row, self.a0, self.colour, width, &mut self.hint);
        let left = end - self.a0;
        let now = match self.colour {
            Colour::Black => {
                let now = left.min(16);
                bits.put_ones(now);
                now
            }
            Colour::White if left >= WHITE_PELS => {
                bits.put_zeros(WHITE_PELS);
                bits.put_ones(1);
                WHITE_PELS
            }
            Colour::White => {
                bits.put_zeros(left);
                left
            }
        };
        self.a0 += now;
        if self.a0 == end {
            self.colour = self.colour.other();
        }
        if self.a0 == width {
            bits.put(codes::UNCOMPRESSED_EXIT);
        }
        self.a0 == width
    }
}

/// So many white pels in succession are followed by a one that is no pel.
const WHITE_PELS: u32 = 5;
