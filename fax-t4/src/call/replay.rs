//! Rows that can be read again as a page source: coded when the line asks, in the format that was agreed.

use fax_core::{Abilities, Codings, PageFormat, PageOffer, PageSource, PageWidth, Resolution, Supply};

use super::CALL_ROW_MAX;
use crate::{Encoder, Packed, Params};

/// A page that a row source has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Pels per row.
    pub width: u16,
    /// Number of rows.
    pub rows: u32,
    /// How close they are.
    pub resolution: Resolution,
}

/// Pages whose rows can be read in any order, any number of times.
pub trait RowSource {
    /// What the receiver can do; see [`PageSource::adapt`].
    fn adapt(&mut self, far: &Abilities) {
        let _ = far;
    }

    /// Whether another document begins with page `page`; see [`PageSource::starts_document`].
    fn starts_document(&mut self, page: u16) -> bool {
        let _ = page;
        false
    }

    /// What page `page` is, counted from 0; `None` behind the last one.
    fn sheet(&mut self, page: u16) -> Option<Sheet>;

    /// Puts row `y` of a page at the front of `row`, first pel in the most significant bit, 1 is black. The rest of
    /// `row` is white already and stays so. False is a storage fault.
    fn row(&mut self, page: u16, y: u32, row: &mut [u8]) -> bool;
}

/// So that sources of all kinds can share the code around them: `&mut dyn RowSource` is one.
impl<S: RowSource + ?Sized> RowSource for &mut S {
    fn adapt(&mut self, far: &Abilities) {
        (**self).adapt(far);
    }

    fn starts_document(&mut self, page: u16) -> bool {
        (**self).starts_document(page)
    }

    fn sheet(&mut self, page: u16) -> Option<Sheet> {
        (**self).sheet(page)
    }

    fn row(&mut self, page: u16, y: u32, row: &mut [u8]) -> bool {
        (**self).row(page, y, row)
    }
}

#[cfg(feature = "alloc")]
impl RowSource for &[super::Page] {
    fn sheet(&mut self, page: u16) -> Option<Sheet> {
        let super::Page { bitmap, resolution } = self.get(usize::from(page))?;
        Some(Sheet { width: bitmap.width(), rows: bitmap.height(), resolution: *resolution })
    }

    fn row(&mut self, page: u16, y: u32, row: &mut [u8]) -> bool {
        let Some(from) = self.get(usize::from(page)).and_then(|page| page.bitmap.row(y)) else { return false };
        crate::row::copy(from, row);
        true
    }
}

/// A page source that codes the rows of `S` on the fly, in whatever was agreed.
///
/// Rows narrower than the paper are padded with white on the right, wider ones lose what sticks out. A page can be
/// begun any number of times. Octets can be asked for again back to the last release: coding returns to a
/// checkpoint there, which costs time but no buffer.
///
/// `ROW` is room for a row in octets, three times over: for the widest paper
/// and finest resolution, or for as much as you offer. Rows that are longer than that fail.
#[derive(Clone, Debug)]
pub struct Replay<S, const ROW: usize = CALL_ROW_MAX> {
    rows: S,
    codings: Codings,
    page: u16,
    sheet: Sheet,
    at: Option<Position<ROW>>,
    checkpoint: Option<Position<ROW>>,
    row: [u8; ROW],
    /// The row that is in `row`.
    loaded: Option<u32>,
}

/// A place in the coded page.
#[derive(Clone, Debug)]
struct Position<const ROW: usize> {
    encoder: Encoder<Packed<[u8; ROW]>>,
    /// The row being coded.
    y: u32,
    /// Octets handed out.
    offset: u32,
}

impl<S: RowSource> Replay<S> {
    /// Offers the pages of `rows` in all codings.
    pub fn new(rows: S) -> Self {
        Self::with_codings(rows, Codings::ALL)
    }

    /// Offers the pages of `rows` in these codings only. MH should be there: it is the only one that all machines read.
    pub fn with_codings(rows: S, codings: Codings) -> Self {
        Self::with_room(rows, codings)
    }
}

impl<S: RowSource, const ROW: usize> Replay<S, ROW> {
    /// The same with rows of up to `ROW` octets.
    pub fn with_room(rows: S, codings: Codings) -> Self {
        Self {
            rows,
            codings,
            page: 0,
            sheet: Sheet { width: 0, rows: 0, resolution: Resolution::Standard },
            at: None,
            checkpoint: None,
            row: [0; ROW],
            loaded: None,
        }
    }

    /// The rows.
    pub fn into_inner(self) -> S {
        self.rows
    }

    /// Codes on from the present position; `None` is a storage fault. One in the middle comes up with the next call, since
    /// the encoder gives its octets only once.
    fn code(&mut self, into: &mut [u8]) -> Option<usize> {
        let Position { encoder, y, offset } = self.at.as_mut()?;
        let mut written = 0;
        while let Some(room) = into.get_mut(written..).filter(|room| !room.is_empty()) {
            if *y >= self.sheet.rows {
                let end = encoder.finish(room);
                written += end.written;
                if end.done {
                    break;
                }
                continue;
            }
            if self.loaded != Some(*y) {
                self.row.fill(0);
                let len = usize::from(self.sheet.width).div_ceil(8).min(ROW);
                if !self.rows.row(self.page, *y, self.row.get_mut(..len)?) {
                    self.loaded = None;
                    if written == 0 {
                        return None;
                    }
                    break;
                }
                self.loaded = Some(*y);
            }
            let coded = encoder.row(&self.row, room);
            written += coded.written;
            *y += u32::from(coded.done);
        }
        *offset += u32::try_from(written).ok()?;
        Some(written)
    }

    /// Goes to an offset at or behind the checkpoint.
    fn seek(&mut self, offset: u32) -> Option<()> {
        if self.at.as_ref()?.offset > offset {
            self.at = self.checkpoint.clone();
        }
        let mut scratch = [0; 64];
        loop {
            let ahead = offset.checked_sub(self.at.as_ref()?.offset)?;
            if ahead == 0 {
                return Some(());
            }
            let step = scratch.len().min(ahead as usize);
            if self.code(scratch.get_mut(..step)?)? == 0 {
                return None;
            }
        }
    }
}

impl<S: RowSource, const ROW: usize> PageSource for Replay<S, ROW> {
    fn adapt(&mut self, far: &Abilities) {
        self.rows.adapt(far);
    }

    fn starts_document(&mut self, page: u16) -> bool {
        self.rows.starts_document(page)
    }

    fn offer(&mut self, page: u16) -> Option<PageOffer> {
        let sheet = self.rows.sheet(page)?;
        let fits = |width: &PageWidth| width.pels(sheet.resolution) >= sheet.width;
        Some(PageOffer {
            width: PageWidth::ALL.into_iter().find(fits).unwrap_or(PageWidth::A3),
            resolution: sheet.resolution,
            rows: Some(sheet.rows),
            codings: self.codings,
        })
    }

    fn begin(&mut self, page: u16, format: &PageFormat) {
        (self.page, self.loaded, self.at, self.checkpoint) = (page, None, None, None);
        let Some(sheet) = self.rows.sheet(page) else { return };
        self.sheet = sheet;
        // Made in its place: on the stack of a small machine there is no room for several.
        let Ok(encoder) = Encoder::with_reference(Params::from(format), [0; ROW]) else { return };
        self.at = Some(Position { encoder, y: 0, offset: 0 });
        self.checkpoint.clone_from(&self.at);
    }

    fn read_at(&mut self, offset: u32, into: &mut [u8]) -> Supply {
        if self.seek(offset).is_none() {
            return Supply::Failed;
        }
        match self.code(into) {
            None => Supply::Failed,
            Some(0) if !into.is_empty() => Supply::End,
            Some(written) => Supply::Octets(written),
        }
    }

    fn release(&mut self, below: u32) {
        if self.seek(below).is_some() {
            self.checkpoint.clone_from(&self.at);
        }
    }

    fn window(&self) -> u32 {
        u32::MAX
    }
}
