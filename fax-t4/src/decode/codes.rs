//! The codes of one row, one at a time.
//!
//! ```text
//!   Run (MH) ◄─┐      Mode (MR, MMR) ◄──► Horizontal
//!      │  └────┘         │
//!      └────► Pels ◄─────┘     uncompressed mode, and back
//! ```

use super::store::DecodeStore;
use crate::bits::BitSource;
use crate::codes::{self, EOL_ZEROS, MODE_BITS, Mode, RUN_BITS, UNCOMPRESSED_1D, UNCOMPRESSED_2D};
use crate::row::Colour;
use crate::store::is_begun;

/// How far into a row decoding has come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowCodes {
    pub(super) next: Next,
    /// Start of what is still to come of the row.
    pub(super) a0: u32,
    /// Colour from a0 on.
    pub(super) colour: Colour,
    /// Pels of the current run that make-up codes stand for already.
    pub(super) made_up: u32,
    pub(super) last_code: u32,
    /// Index of b1 in a list of changing elements, as far as it is known.
    pub(super) hint: u32,
}

/// What comes next in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// A run code of a one-dimensional row.
    Run,
    /// A mode code.
    Mode,
    /// A run code of horizontal mode, with so many of its two runs to come.
    Horizontal(u8),
    /// Pels as they are (T.4 4.2.1.3.3), in a row that is otherwise coded one-dimensionally or not.
    Pels { one_d: bool },
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

/// The page around the row.
#[derive(Clone, Copy)]
pub(crate) struct Setting {
    pub(super) width: u32,
    /// So many zeros behind a row can only be those of an EOL; none where there are no EOLs.
    pub(super) eol_zeros: u32,
    /// Whether there may be uncompressed mode.
    pub(super) uncompressed: bool,
    /// Whether there is no more input.
    pub(super) last: bool,
}

impl RowCodes {
    /// Before the first code of a row.
    pub(super) const fn new(one_d: bool) -> Self {
        let next = if one_d { Next::Run } else { Next::Mode };
        Self { next, a0: 0, colour: Colour::White, made_up: 0, last_code: 1, hint: 0 }
    }

    /// Zeros at the end of the last code taken. Damage may have made the first zeros of an EOL part of it.
    pub(super) fn trailing_zeros(&self) -> u32 {
        self.last_code.trailing_zeros()
    }

    /// Start of what is still to come of the row.
    pub(super) fn a0(&self) -> u32 {
        self.a0
    }

    /// Takes codes up to the end of the row, which has been begun in the store.
    #[cfg_attr(not(target_os = "none"), inline)]
    pub(super) fn take<S: DecodeStore>(
        &mut self,
        bits: &mut BitSource,
        input: &mut &[u8],
        store: &mut S,
        row: &mut [u8],
        setting: Setting,
    ) -> Step {
        loop {
            if S::BURSTS && self.is_at_burst() && self.a0 < setting.width {
                store.burst(self, bits, input, setting);
            }
            if self.a0 == setting.width && matches!(self.next, Next::Run | Next::Mode) {
                return Step::Complete;
            }
            // Copies, so that the loop works in registers.
            let (mut at, mut source) = (*self, *bits);
            let step = loop {
                source.fill(input);
                if let Err(step) = at.code(&mut source, store, row, setting) {
                    break Some(step);
                }
                if at.a0 == setting.width && matches!(at.next, Next::Run | Next::Mode) {
                    break Some(Step::Complete);
                }
                if S::BURSTS && at.is_at_burst() {
                    break None;
                }
            };
            (*self, *bits) = (at, source);
            if let Some(step) = step {
                return step;
            }
        }
    }

    /// Whether fast steps can begin here.
    fn is_at_burst(&self) -> bool {
        self.next == Next::Mode || (self.next == Next::Run && self.colour == Colour::White && self.made_up == 0)
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn code(
        &mut self,
        bits: &mut BitSource,
        store: &mut impl DecodeStore,
        row: &mut [u8],
        setting: Setting,
    ) -> Result<(), Step> {
        match self.next {
            Next::Mode => self.mode(bits, store, row, setting),
            Next::Run | Next::Horizontal(_) => self.run(bits, store, row, setting),
            Next::Pels { one_d } => self.pels(bits, store, row, setting, one_d),
        }
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn run(
        &mut self,
        bits: &mut BitSource,
        store: &mut impl DecodeStore,
        row: &mut [u8],
        setting: Setting,
    ) -> Result<(), Step> {
        let code = codes::run_code(self.colour, bits.peek(RUN_BITS));
        if code.len == 0 && setting.uncompressed && self.next == Next::Run && self.made_up == 0 {
            return self.extension(bits, UNCOMPRESSED_1D, true);
        }
        if code.len == 0 && self.lacks_no_pels(bits, setting) {
            self.paint(store, row, setting.width, true);
            return Ok(());
        }
        self.take_code(bits, code.len, RUN_BITS)?;
        let end = self.a0 + self.made_up + code.pels;
        if end > setting.width {
            return Err(Step::Damage);
        }
        if code.pels >= 64 {
            self.made_up += code.pels;
            return Ok(());
        }
        self.paint(store, row, end, true);
        self.made_up = 0;
        if let Next::Horizontal(left) = self.next {
            self.next = if left > 1 { Next::Horizontal(left - 1) } else { Next::Mode };
        }
        Ok(())
    }

    /// Whether make-up codes fill the row and an EOL follows: some writers leave out the terminating code for no pels (T.4
    /// 4.1.1 wants it).
    #[cold]
    fn lacks_no_pels(&self, bits: &BitSource, setting: Setting) -> bool {
        let full = self.next == Next::Run && self.made_up > 0 && self.a0 + self.made_up == setting.width;
        full && setting.eol_zeros > 0 && bits.zeros() >= EOL_ZEROS
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn mode(
        &mut self,
        bits: &mut BitSource,
        store: &mut impl DecodeStore,
        row: &mut [u8],
        setting: Setting,
    ) -> Result<(), Step> {
        let (mode, len) = codes::mode(bits.peek(MODE_BITS));
        if len == 0 && setting.uncompressed {
            return self.extension(bits, UNCOMPRESSED_2D, false);
        }
        self.take_code(bits, len, MODE_BITS)?;
        let Self { a0, colour, .. } = *self;
        match mode {
            Mode::Vertical(distance) => {
                let b1 = store.b1(a0, colour, setting.width, &mut self.hint);
                let a1 = b1.checked_add_signed(distance.into()).ok_or(Step::Damage)?;
                let no_pels = a1 == a0 && is_begun(a0, colour) && !store.empty_runs();
                if a1 > setting.width || a1 < a0 || no_pels {
                    return Err(Step::Damage);
                }
                self.paint(store, row, a1, true);
            }
            Mode::Pass => {
                let b1 = store.b1(a0, colour, setting.width, &mut self.hint);
                let b2 = store.b2(b1, colour, setting.width, self.hint);
                self.paint(store, row, b2, false);
                // The change behind b2 is the next that may be b1.
                self.hint += 2;
            }
            Mode::Horizontal => self.next = Next::Horizontal(2),
            Mode::None => return Err(Step::Damage),
        }
        Ok(())
    }

    /// Goes over to uncompressed mode, if this is the code for it.
    fn extension(&mut self, bits: &mut BitSource, code: codes::Code, one_d: bool) -> Result<(), Step> {
        let len = u32::from(code.len);
        // A look at as many bits as any code has tells damage from input that is too short.
        let found = bits.peek(len) == code.bits.into();
        self.take_code(bits, if found { len } else { 0 }, RUN_BITS)?;
        self.next = Next::Pels { one_d };
        Ok(())
    }

    /// White pels up to a one: with up to four, the one is a black pel; with five it is none; with more, they are the way
    /// out of uncompressed mode, and a bit for the colour of the next run follows.
    fn pels(
        &mut self,
        bits: &mut BitSource,
        store: &mut impl DecodeStore,
        row: &mut [u8],
        setting: Setting,
        one_d: bool,
    ) -> Result<(), Step> {
        let (zeros, held) = (bits.zeros(), bits.held());
        let complete = self.a0 == setting.width;
        if zeros == held && zeros <= WHITES_AT_EXIT && !(complete && setting.last) {
            return Err(Step::Short);
        }
        let is_exit = (EXIT_ZEROS..=WHITES_AT_EXIT).contains(&zeros);
        if complete && zeros != EXIT_ZEROS {
            // Its end is the end of the row at the latest.
            self.next = if one_d { Next::Run } else { Next::Mode };
            return Ok(());
        }
        let whites = if is_exit { zeros - EXIT_ZEROS } else { zeros.min(WHITES) };
        let blacks = u32::from(zeros < WHITES);
        if zeros > WHITES_AT_EXIT || self.a0 + whites + blacks > setting.width {
            return Err(Step::Damage);
        }
        self.take_code(bits, zeros + 1 + u32::from(is_exit), 0)?;
        let tag = self.last_code & 1 == 1;
        self.take_pels(store, row, Colour::White, whites);
        self.take_pels(store, row, Colour::Black, blacks);
        if is_exit {
            self.take_pels(store, row, if tag { Colour::Black } else { Colour::White }, 0);
            self.next = if one_d { Next::Run } else { Next::Mode };
        }
        Ok(())
    }

    /// So many pels of a colour, which then is that of a0.
    fn take_pels(&mut self, store: &mut impl DecodeStore, row: &mut [u8], colour: Colour, count: u32) {
        if self.colour != colour {
            self.paint(store, row, self.a0, true);
        }
        self.paint(store, row, self.a0 + count, false);
    }

    /// Takes a code of `len` bits that a look at `looked_at` bits found; 0 if it found none.
    #[cfg_attr(not(target_os = "none"), inline)]
    #[cfg_attr(target_os = "none", inline(never))]
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

    /// Gives the pels from a0 up to `end` the current colour; then the run is over, or not.
    #[cfg_attr(not(target_os = "none"), inline)]
    #[cfg_attr(target_os = "none", inline(never))]
    fn paint(&mut self, store: &mut impl DecodeStore, row: &mut [u8], end: u32, over: bool) {
        store.run(row, self.a0, end, self.colour, over);
        self.a0 = end;
        if over {
            self.colour = self.colour.other();
        }
    }
}

/// So many white pels have a one behind them that is no pel.
const WHITES: u32 = 5;

/// So many zeros, and those of the white pels that are left over, lead out of uncompressed mode.
const EXIT_ZEROS: u32 = 6;

/// With the most white pels that can be left over.
const WHITES_AT_EXIT: u32 = 10;
