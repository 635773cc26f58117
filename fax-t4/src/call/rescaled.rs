//! Rows at another resolution, scaled while they are read.

use fax_core::{Abilities, PageWidth, Resolution, Resolutions};

use super::{CALL_ROW_MAX, RowSource, Sheet};
use crate::picture::Scale;

/// A row source that has the pages of `S` at another resolution: a fine document for a receiver that has only standard.
///
/// [`new`](Self::new) has all pages at one resolution. [`fitting`](Self::fitting) waits for what the receiver of a call can do, and
/// takes for each page the highest resolution that both have; pages that are too wide for the receiver's paper are made
/// smaller.
///
/// Pages that fit pass through untouched, others are scaled by [`Scale`], which keeps lines. Unless it is too wide, the paper stays
/// the same: a row that was as wide as a paper is as wide as that paper afterwards. Each row is made when it is asked for,
/// of as many old rows as fall on it; nothing is kept but room for two of them, `ROW` octets each. Wider rows fail.
#[derive(Clone, Debug)]
pub struct Rescaled<S, const ROW: usize = CALL_ROW_MAX> {
    rows: S,
    aim: Aim,
    /// Old rows laid over each other, and room for the one being laid.
    laid: [u8; ROW],
    old: [u8; ROW],
}

/// What pages become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aim {
    /// This resolution, on the same paper.
    Fixed(Resolution),
    /// What a receiver takes, once that is known.
    Receiver(Option<(Resolutions, PageWidth)>),
}

impl Aim {
    /// What becomes of a sheet.
    fn of(self, sheet: Sheet) -> Sheet {
        match self {
            Self::Fixed(resolution) => rescale(sheet, resolution),
            Self::Receiver(None) => sheet,
            Self::Receiver(Some((resolutions, paper))) => {
                let fit = rescale(sheet, nearest(sheet.resolution, resolutions));
                let widest = paper.pels(fit.resolution);
                if fit.width <= widest {
                    return fit;
                }
                Sheet { width: widest, rows: scaled(fit.rows, widest.into(), fit.width.into()), ..fit }
            }
        }
    }
}

/// The highest resolution of a set that is no higher than `wanted`. Inches and millimetres are within two per cent of each other;
/// of two that do not differ more, the one in the unit of `wanted` is taken.
fn nearest(wanted: Resolution, set: Resolutions) -> Resolution {
    if set.contains(wanted) {
        return wanted;
    }
    let (x, y) = wanted.per_inch();
    let no_higher = |r: &Resolution| {
        let (across, down) = r.per_inch();
        u32::from(across) * 98 <= u32::from(x) * 100 && u32::from(down) * 98 <= u32::from(y) * 100
    };
    let rank = |r: &Resolution| {
        let pels = u32::from(r.per_inch().0) * u32::from(r.per_inch().1);
        if r.is_inch() == wanted.is_inch() { pels } else { pels - pels / 20 }
    };
    set.iter().filter(no_higher).max_by_key(rank).unwrap_or(Resolution::Standard)
}

impl<S: RowSource> Rescaled<S> {
    /// The pages of `rows` at `resolution`.
    pub fn new(rows: S, resolution: Resolution) -> Self {
        Self::with_room(rows, resolution)
    }

    /// The pages of `rows` as the receiver of a call takes them.
    pub fn fitting(rows: S) -> Self {
        Self::fitting_with_room(rows)
    }
}

impl<S: RowSource, const ROW: usize> Rescaled<S, ROW> {
    /// The same with old rows of up to `ROW` octets.
    pub fn with_room(rows: S, resolution: Resolution) -> Self {
        Self { rows, aim: Aim::Fixed(resolution), laid: [0; ROW], old: [0; ROW] }
    }

    /// The same as the receiver of a call takes it.
    pub fn fitting_with_room(rows: S) -> Self {
        Self { rows, aim: Aim::Receiver(None), laid: [0; ROW], old: [0; ROW] }
    }

    /// The rows as they were.
    pub fn into_inner(self) -> S {
        self.rows
    }
}

impl<S: RowSource, const ROW: usize> RowSource for Rescaled<S, ROW> {
    fn adapt(&mut self, far: &Abilities) {
        if let Aim::Receiver(known) = &mut self.aim {
            *known = Some((far.resolutions, far.width));
        }
        self.rows.adapt(far);
    }

    fn starts_document(&mut self, page: u16) -> bool {
        self.rows.starts_document(page)
    }

    fn sheet(&mut self, page: u16) -> Option<Sheet> {
        self.rows.sheet(page).map(|sheet| self.aim.of(sheet))
    }

    fn row(&mut self, page: u16, y: u32, row: &mut [u8]) -> bool {
        let Some(old) = self.rows.sheet(page) else { return false };
        let new = self.aim.of(old);
        if new == old {
            return self.rows.row(page, y, row);
        }
        let scale = Scale::new((old.width.into(), old.rows), (new.width.into(), new.rows));
        let octets = usize::from(old.width).div_ceil(8);
        let (Some(laid), Some(one)) = (self.laid.get_mut(..octets), self.old.get_mut(..octets)) else { return false };
        if y >= new.rows {
            return false;
        }
        laid.fill(0);
        for y in scale.rows(y) {
            one.fill(0);
            if !self.rows.row(page, y, one) {
                return false;
            }
            scale.lay(one, laid);
        }
        scale.across(laid, row);
        true
    }
}

/// The sheet at another resolution: of the same length, and across by the pels of A4 paper at both, which gives the exact width
/// for B4 and A3 too.
fn rescale(sheet: Sheet, resolution: Resolution) -> Sheet {
    let pels = |resolution| u64::from(PageWidth::A4.pels(resolution));
    let rows = |resolution: Resolution| u64::from(resolution.per_inch().1);
    let width = scaled(sheet.width.into(), pels(resolution), pels(sheet.resolution));
    Sheet {
        width: u16::try_from(width).unwrap_or(u16::MAX),
        rows: scaled(sheet.rows, rows(resolution), rows(sheet.resolution)),
        resolution,
    }
}

/// `size * to / from`, rounded, and not 0 unless `size` is.
fn scaled(size: u32, to: u64, from: u64) -> u32 {
    let scaled = (u64::from(size) * to + from / 2).checked_div(from).unwrap_or(0);
    u32::try_from(scaled).unwrap_or(u32::MAX).max(size.min(1))
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use crate::Bitmap;
    use crate::call::Page;

    #[test]
    fn a_fine_page_becomes_a_standard_one() {
        let mut bitmap = Bitmap::white(1728, 4);
        bitmap.push_row(&[0xFF; 216]);
        bitmap.pad(8);
        let pages = [Page { bitmap, resolution: Resolution::Fine }];
        let mut rows = Rescaled::new(&pages[..], Resolution::Standard);
        assert_eq!(rows.sheet(0), Some(Sheet { width: 1728, rows: 4, resolution: Resolution::Standard }));
        assert_eq!(rows.sheet(1), None);
        for (y, black) in [(0, 0), (1, 0), (2, 0xFF), (3, 0)] {
            let mut row = [0; 216];
            assert!(rows.row(0, y, &mut row));
            assert_eq!(row, [black; 216], "row {y}");
        }
        assert!(!rows.row(0, 4, &mut [0; 216]), "there are no more rows");
    }

    #[test]
    fn a_page_becomes_what_the_receiver_takes() {
        let sheet = |width, rows, resolution| Sheet { width, rows, resolution };
        let takes = |resolutions, width| Aim::Receiver(Some((resolutions, width)));
        let bare = takes(Resolutions::STANDARD, PageWidth::A4);
        assert_eq!(bare.of(sheet(1728, 2286, Resolution::Fine)), sheet(1728, 1143, Resolution::Standard));
        let fine = takes(Resolutions::STANDARD.with(Resolution::Fine).with(Resolution::Inch200), PageWidth::A4);
        assert_eq!(fine.of(sheet(1728, 2286, Resolution::Fine)), sheet(1728, 2286, Resolution::Fine), "untouched");
        assert_eq!(fine.of(sheet(2592, 3300, Resolution::Inch300)), sheet(1728, 2200, Resolution::Inch200));
        assert_eq!(fine.of(sheet(1728, 4572, Resolution::SuperFine)).resolution, Resolution::Fine);
        // A3 on A4: smaller in both directions.
        assert_eq!(fine.of(sheet(2432, 2432, Resolution::Fine)), sheet(1728, 1728, Resolution::Fine));
        assert_eq!(Aim::Receiver(None).of(sheet(9999, 1, Resolution::Inch600)), sheet(9999, 1, Resolution::Inch600));
    }

    #[test]
    fn paper_stays_paper_at_every_resolution() {
        for from in Resolution::ALL {
            for to in Resolution::ALL {
                for width in PageWidth::ALL {
                    let old = Sheet { width: width.pels(from), rows: 1143, resolution: from };
                    let new = rescale(old, to);
                    assert_eq!(new.width, width.pels(to), "{from:?} to {to:?}");
                    let inches = |sheet: Sheet| f64::from(sheet.rows) / f64::from(sheet.resolution.per_inch().1);
                    assert!((inches(old) - inches(new)).abs() < 0.01);
                }
            }
        }
    }

    #[test]
    fn the_same_resolution_passes_through() {
        let bitmap = Bitmap::from_octets(16, std::vec![0x5A; 6]);
        let pages = [Page { bitmap, resolution: Resolution::Fine }];
        let mut rows = Rescaled::<_, 0>::with_room(&pages[..], Resolution::Fine);
        let mut row = [0; 2];
        assert!(rows.row(0, 2, &mut row));
        assert_eq!(row, [0x5A; 2]);
        let mut small = Rescaled::<_, 1>::with_room(&pages[..], Resolution::Standard);
        assert!(!small.row(0, 0, &mut row), "no room for a row");
    }
}
