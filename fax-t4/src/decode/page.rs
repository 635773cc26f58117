//! Rows as changing elements, and many rows at once.

use super::rows::{Gap, Plain, Room};
use super::{Decoded, Decoder, Eols, Shown, Stage};
use crate::Coding;
use crate::store::{Changes, RowStore};

/// What a call of [`Decoder::page`] came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Filled {
    /// There is no room for another row. Whether one follows is not known.
    Full,
    /// All input is taken and the page has not ended: call again with more and the same room.
    NeedInput,
    /// No more rows. [`Decoder::ending`] says why.
    EndOfPage,
}

impl<S: RowStore> Decoder<S> {
    /// Decodes a whole page, or as much of it as there is input and room.
    ///
    /// The rows are packed as for [`row`](Self::row) and begin every `stride` octets in `pels`, the first one of the page
    /// in front: how many there are is in [`rows`](Self::rows). `last` says that `input` is all there is of the page.
    ///
    /// ```
    /// use fax_t4::{Changes, Coding, Decoder, Filled, Params};
    ///
    /// // Two rows of 16 pels in MMR.
    /// let mut input: &[u8] = &[0b001_0111_1, 0b0_1_1_1_1_000, 0b00000000, 0b10000000, 0b00001_000];
    /// let params = Params::new(Coding::Mmr, 16);
    /// let mut decoder = Decoder::with_store(params, Changes::new([0; Changes::room(16)]))?;
    /// let mut page = [0; 3 * 2];
    /// assert_eq!(decoder.page(&mut input, true, &mut page, 2), Filled::EndOfPage);
    /// assert_eq!((decoder.rows().total, page), (2, [0b0011_1000, 0, 0b0011_1000, 0, 0, 0]));
    /// # Ok::<(), fax_t4::WidthError>(())
    /// ```
    pub fn page(&mut self, input: &mut &[u8], last: bool, pels: &mut [u8], stride: usize) -> Filled {
        let octets = self.params.row_octets().min(stride);
        let mut room = Room { pels, stride, octets };
        loop {
            if octets > 0 {
                self.plain_rows(input, &mut room, u32::MAX);
            }
            let over = self.ending().is_some() || self.rows.total >= self.params.row_limit;
            let (row, above) = match room.row(self.rows.total) {
                Some(rows) if octets > 0 => rows,
                _ if over => Default::default(),
                _ => return Filled::Full,
            };
            let as_kept = matches!(self.shown, Shown::Good | Shown::Above);
            match self.advance(input, row, last) {
                Decoded::Row { .. } => {
                    self.store.show(self.shown, row, above.filter(|_| as_kept), self.params.width);
                }
                Decoded::NeedInput => return Filled::NeedInput,
                Decoded::EndOfPage => return Filled::EndOfPage,
            }
        }
    }

    /// Takes rows, at most so many, as long as each is good and what lies between them is plain; says how many. It comes to
    /// what [`advance`](Self::advance) would come to.
    fn plain_rows(&mut self, input: &mut &[u8], room: &mut Room<'_>, most: u32) -> u32 {
        let Stage::Between { before, .. } = self.stage else { return 0 };
        let gap = match self.params.coding {
            Coding::Mr { .. } => Gap::Tagged,
            Coding::Mh if self.params.has_eols() => Gap::Eol,
            Coding::Mh | Coding::Mmr => Gap::None,
        };
        let unknown = self.params.aligned_rows || (gap != Gap::None && !self.eol_seen);
        if !S::BURSTS || unknown || !(before.one_d || self.in_step) {
            return 0;
        }
        let mut plain = Plain {
            width: self.params.width,
            gap,
            one_d: before.one_d,
            as_kept: matches!(self.shown, Shown::Good | Shown::Above),
            most: most.min(self.params.row_limit.saturating_sub(self.rows.total)),
            taken: 0,
            begun: false,
        };
        self.store.rows(&mut self.codes, &mut self.bits, input, room, self.rows.total, &mut plain);
        let Plain { taken, begun, one_d, .. } = plain;
        if taken > 0 {
            self.rows.add_good(taken);
            self.in_step = true;
            self.shown = Shown::Good;
            let count = u8::from(gap != Gap::None);
            let zeros = u32::from(gap == Gap::Tagged && !one_d);
            self.stage = Stage::Between { zeros, before: Eols { count, one_d } };
        }
        if begun {
            self.stage = Stage::Row;
        }
        taken
    }
}

impl<B: AsRef<[u16]> + AsMut<[u16]>> Decoder<Changes<B>> {
    /// Takes octets off the front of `input` until a row is complete, which is then in [`elements`](Self::elements) and
    /// has not been painted. `last` says that there is no more input.
    pub fn changes(&mut self, input: &mut &[u8], last: bool) -> Decoded {
        let mut nowhere = Room { pels: &mut [], stride: 0, octets: 0 };
        if self.plain_rows(input, &mut nowhere, 1) == 1 {
            return Decoded::Row { damaged: false };
        }
        self.advance(input, &mut [], last)
    }

    /// The changing elements of the last complete row, damaged or not: the pels from which on the colour is another one,
    /// from left to right, the first one black. A row that ends in black has an odd number of them.
    ///
    /// ```
    /// use fax_t4::{Changes, Coding, Decoded, Decoder, Params};
    ///
    /// let mut input: &[u8] = &[0b001_0111_1, 0b0_1_000000, 0b000001_00, 0b00000000, 0b01_000000];
    /// let params = Params::new(Coding::Mmr, 16);
    /// let mut decoder = Decoder::with_store(params, Changes::new([0; Changes::room(16)]))?;
    /// assert_eq!(decoder.changes(&mut input, true), Decoded::Row { damaged: false });
    /// // Two white, three black, eleven white.
    /// assert_eq!(decoder.elements(), [2, 5]);
    /// # Ok::<(), fax_t4::WidthError>(())
    /// ```
    #[must_use]
    pub fn elements(&self) -> &[u16] {
        self.store.shown(self.shown)
    }
}
