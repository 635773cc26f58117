//! A page that lies in flash in the coding that the line has it in.

use fax_core::{Abilities, Coding, PageFormat, PageOffer, PageSource, Resolution, Supply};
use fax_t4::call::{RowSource, Sheet};
use fax_t4::{BitOrder, Decoded, Decoder, Packed, Params};

use crate::{Letter, ROW};

/// Pels of a row.
const WIDTH: u16 = 1728;

/// A page to send.
#[expect(missing_debug_implementations, reason = "a row source has none")]
pub struct Page<'p> {
    /// Its rows, as often as they are wanted.
    pub rows: &'p mut dyn RowSource,
    /// All of it as MMR with the first bit of the line in bit 0, if it is stored like that.
    pub mmr: Option<&'p [u8]>,
}

/// Sends a page as it is stored where MMR was agreed, with no work and in any order; else what `rows` makes of it.
pub(crate) struct Sending<'p> {
    rows: &'p mut dyn PageSource,
    mmr: Option<&'p [u8]>,
    /// What passes now.
    passing: Option<&'p [u8]>,
}

impl<'p> Sending<'p> {
    pub(crate) fn new(rows: &'p mut dyn PageSource, mmr: Option<&'p [u8]>) -> Self {
        Self { rows, mmr, passing: None }
    }
}

impl PageSource for Sending<'_> {
    fn adapt(&mut self, far: &Abilities) {
        self.rows.adapt(far);
    }

    fn offer(&mut self, page: u16) -> Option<PageOffer> {
        self.rows.offer(page)
    }

    fn begin(&mut self, page: u16, format: &PageFormat) {
        let offer = self.rows.offer(page);
        let as_stored = format.coding == Coding::Mmr
            && format.pels() == WIDTH
            && offer.is_some_and(|offer| offer.resolution == format.resolution);
        self.passing = self.mmr.filter(|_| as_stored);
        if self.passing.is_none() {
            self.rows.begin(page, format);
        }
    }

    fn read_at(&mut self, offset: u32, into: &mut [u8]) -> Supply {
        let Some(coded) = self.passing else { return self.rows.read_at(offset, into) };
        let rest = coded.get(offset as usize..).unwrap_or_default();
        let count = rest.len().min(into.len());
        for (to, from) in into.iter_mut().zip(rest) {
            *to = *from;
        }
        if rest.is_empty() { Supply::End } else { Supply::Octets(count) }
    }

    fn release(&mut self, below: u32) {
        if self.passing.is_none() {
            self.rows.release(below);
        }
    }

    fn window(&self) -> u32 {
        self.rows.window()
    }
}

static MMR: [u8; 15_542] = *include_bytes!("notice.mmr");

/// A notice of one page in flash. Its rows are decoded while they are sent, and again from the top should one be wanted that is
/// gone; a page that passes as it is needs none of this.
#[derive(Clone, Debug)]
pub struct Notice {
    decoder: Decoder<Packed<[u8; ROW]>>,
    rest: &'static [u8],
    /// The row that is next.
    next: u32,
}

impl Notice {
    /// The page as libtiff has coded it. Draw [`LETTER`](Self::LETTER) into `notice.pbm`, then
    ///
    /// ```sh
    /// ppm2tiff notice.pbm notice.tif
    /// tiffcp -c g4 -f lsb2msb -r 400 notice.tif coded.tif
    /// tiffdump coded.tif                       # StripOffsets: 8, StripByteCounts: COUNT
    /// dd if=coded.tif of=notice.mmr bs=1 skip=8 count=COUNT
    /// ```
    pub const MMR: &'static [u8] = &MMR;

    /// What was coded there.
    pub const LETTER: Letter<'static> = Letter { from: "flash", to: "whoever has a fax", number: 1 };

    /// The notice. `None` never, since a row of it has room.
    #[must_use]
    pub fn new() -> Option<Self> {
        let params = Params::new(fax_t4::Coding::Mmr, WIDTH.into()).with_bit_order(BitOrder::LsbFirst);
        Some(Self { decoder: Decoder::with_reference(params, [0; ROW]).ok()?, rest: Self::MMR, next: 0 })
    }

    /// The notice to send.
    pub fn page(&mut self) -> Page<'_> {
        Page { rows: self, mmr: Some(Self::MMR) }
    }
}

impl RowSource for Notice {
    fn sheet(&mut self, page: u16) -> Option<Sheet> {
        let rows = Self::LETTER.clone().sheet(page)?.rows;
        Some(Sheet { width: WIDTH, rows, resolution: Resolution::Standard })
    }

    fn row(&mut self, _page: u16, y: u32, row: &mut [u8]) -> bool {
        if y < self.next {
            self.decoder.restart();
            (self.rest, self.next) = (Self::MMR, 0);
        }
        while self.next <= y {
            if self.decoder.row(&mut self.rest, row) != (Decoded::Row { damaged: false }) {
                return false;
            }
            self.next += 1;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_of_the_notice_are_those_of_its_letter_in_any_order() {
        let (mut notice, mut letter) = (Notice::new().unwrap(), Notice::LETTER);
        let sheet = notice.sheet(0).unwrap();
        assert_eq!(Some(sheet), letter.sheet(0));
        assert_eq!(notice.sheet(1), None);
        for y in (0..sheet.rows).chain([7, 300, 8]) {
            let (mut row, mut drawn) = ([0; ROW], [0; ROW]);
            assert!(notice.row(0, y, &mut row) && letter.row(0, y, &mut drawn));
            assert!(row == drawn, "row {y}");
        }
        assert!(!notice.row(0, sheet.rows, &mut [0; ROW]));
    }
}
