//! Making pages of pictures: a resolution and a width that fax has.

use fax_core::{PageWidth, Resolution};
use fax_t4::call::Page;
use fax_t4::picture::Method;
use fax_t4::{Bitmap, Density};

use super::Picture;

/// What the user wants of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Fitting {
    pub(crate) method: Method,
    /// The resolution to scale to; without it, the picture's own or the nearest.
    pub(crate) resolution: Option<Resolution>,
    /// Pictures that are black and white are scaled as the greys that their dots stand for, and not by lines.
    pub(crate) tone: bool,
}

/// Turns a picture into a page. One that fax has a resolution for stays as it is, pel for pel, and gets a white margin at its
/// right; others are scaled to the nearest, and what is wider than any paper to the width of A4.
pub(crate) fn fit(picture: &Picture, fitting: Fitting) -> Result<Page, String> {
    let bitmap = &picture.bitmap;
    if bitmap.height() == 0 || bitmap.width() == 0 {
        return Err("the page has no rows".into());
    }
    let density = picture.density.filter(|density| density.x > 0 && density.y > 0);
    // What the picture has: a resolution of fax, or a density that is none.
    let own = density.map_or_else(|| Some(guess(bitmap)), |density| resolution_of(density, bitmap));
    let resolution = fitting.resolution.or(own).or_else(|| density.map(nearest)).unwrap_or(Resolution::Fine);
    let (mut width, mut height) = (u64::from(bitmap.width()), u64::from(bitmap.height()));
    if own != Some(resolution) {
        // By the paper where both are of fax: 1728 pels of 204 per inch are 2592 of 300.
        let pels = |resolution| u64::from(PageWidth::A4.pels(resolution));
        let rows = |resolution: Resolution| u64::from(resolution.per_inch().1);
        let (across, down) = match (own, density) {
            (None, Some(density)) => {
                ((u64::from(resolution.per_inch().0), u64::from(density.x)), (rows(resolution), u64::from(density.y)))
            }
            (own, _) => {
                let own = own.unwrap_or(resolution);
                ((pels(resolution), pels(own)), (rows(resolution), rows(own)))
            }
        };
        width = ratio(width, across);
        height = ratio(height, down);
        // A letter sheet at 204 per inch has 1734 pels: a hair more than the paper must not ask for the next wider one.
        let papers = PageWidth::ALL.map(|paper| u64::from(paper.pels(resolution)));
        width = papers.into_iter().find(|&paper| width > paper && (width - paper) * 20 <= paper).unwrap_or(width);
    }
    if width > PageWidth::A3.pels(resolution).into() {
        let paper = PageWidth::A4.pels(resolution).into();
        height = ratio(height, (paper, width));
        width = paper;
    }
    let too_long = || format!("{height} rows are too many at this resolution; cut the picture into pages");
    let width = u16::try_from(width).map_err(|_| too_long())?;
    let height =
        u32::try_from(height).ok().filter(|&height| height <= ROWS_MAX.max(bitmap.height())).ok_or_else(too_long)?;
    Ok(Page { bitmap: scaled(picture, (width, height), fitting), resolution })
}

/// The picture in black and white at its own size. If it was black and white, that is what it was.
pub(crate) fn dithered(picture: &Picture, fitting: Fitting) -> Bitmap {
    scaled(picture, (picture.bitmap.width(), picture.bitmap.height()), fitting)
}

fn scaled(picture: &Picture, (width, height): (u16, u32), fitting: Fitting) -> Bitmap {
    let bitmap = &picture.bitmap;
    let same = (width, height) == (bitmap.width(), bitmap.height());
    match &picture.grey {
        Some(grey) if !same || fitting.method != Method::Floyd => grey.to_bitmap(width, height, fitting.method),
        _ if same => bitmap.clone(),
        _ if fitting.tone => bitmap.scaled_as_grey(width, height, fitting.method),
        _ => bitmap.scaled(width, height),
    }
}

/// The rows that a page is scaled to at most: five metres at 200 per inch.
const ROWS_MAX: u32 = 40_000;

/// `size` times a fraction, rounded, and at least 1.
fn ratio(size: u64, (to, from): (u64, u64)) -> u64 {
    (size * to + from / 2).checked_div(from).unwrap_or(size).max(1)
}

/// The resolution for a density that fax does not have.
fn nearest(density: Density) -> Resolution {
    match density.x {
        0..=250 if density.y < 147 && density.y * 3 < density.x * 2 => Resolution::Standard,
        0..=250 => Resolution::Fine,
        251..=350 => Resolution::Inch300,
        _ => Resolution::Inch400,
    }
}

/// The resolution that is meant by a density; `None` if it is none of fax. Some writers say 1 x 1, or 72, for want of anything
/// better, for pictures that no paper would hold then: their size tells.
pub(crate) fn resolution_of(density: Density, bitmap: &Bitmap) -> Option<Resolution> {
    let wider_than_a3 = u32::from(bitmap.width()) > 12 * u32::from(density.x);
    density.resolution().or_else(|| (density.x <= 96 && wider_than_a3).then(|| guess(bitmap)))
}

/// A page as wide as a fax and longer than it is wide is fine, a shorter one is standard; twice the width is twice the
/// resolution.
fn guess(bitmap: &Bitmap) -> Resolution {
    let tall = u32::from(bitmap.width()) <= bitmap.height();
    match bitmap.width() {
        0..=2432 if tall => Resolution::Fine,
        0..=2432 => Resolution::Standard,
        2433..=3455 | 3648 => Resolution::Inch300,
        _ => Resolution::R16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(
        width: u16,
        height: u32,
        density: Option<Density>,
        resolution: Option<Resolution>,
    ) -> Result<(Resolution, u16, u32), String> {
        let picture = Picture { bitmap: Bitmap::white(width, height), grey: None, density, compression: None };
        let page = fit(&picture, Fitting { resolution, ..Fitting::default() })?;
        Ok((page.resolution, page.bitmap.width(), page.bitmap.height()))
    }

    fn page(width: u16, height: u32, density: Option<Density>) -> Result<Resolution, String> {
        size(width, height, density, None).map(|(resolution, ..)| resolution)
    }

    #[test]
    fn the_density_decides_and_else_the_size() {
        assert_eq!(page(1728, 1143, Some(Density { x: 204, y: 98 })), Ok(Resolution::Standard));
        assert_eq!(page(1728, 2200, Some(Density { x: 200, y: 200 })), Ok(Resolution::Inch200));
        assert_eq!(page(1728, 2376, None), Ok(Resolution::Fine));
        assert_eq!(page(1728, 1143, None), Ok(Resolution::Standard));
        assert_eq!(page(2592, 3300, None), Ok(Resolution::Inch300));
        assert_eq!(page(3456, 4573, None), Ok(Resolution::R16));
        assert_eq!(page(1728, 2376, Some(Density { x: 72, y: 72 })), Ok(Resolution::Fine));
    }

    #[test]
    fn what_fax_lacks_is_scaled() {
        let square = |x| Some(Density { x, y: x });
        assert_eq!(
            size(850, 1100, square(100), None),
            Ok((Resolution::Fine, 1728, 2156)),
            "1734 pels, within 5 % of the paper"
        );
        assert_eq!(size(1275, 1650, square(150), None), Ok((Resolution::Fine, 1728, 2156)));
        assert_eq!(size(612, 792, square(72), None), Ok((Resolution::Fine, 1728, 2156)));
        assert_eq!(size(5184, 6000, None, None), Ok((Resolution::R16, 3456, 4000)), "wider than any paper");
    }

    #[test]
    fn a_wanted_resolution_keeps_the_paper() {
        let fine = Some(Density { x: 204, y: 196 });
        assert_eq!(size(1728, 2288, fine, Some(Resolution::Standard)), Ok((Resolution::Standard, 1728, 1144)));
        assert_eq!(size(1728, 1960, fine, Some(Resolution::Inch300)), Ok((Resolution::Inch300, 2592, 3000)));
        assert_eq!(size(1728, 2288, fine, Some(Resolution::Fine)), Ok((Resolution::Fine, 1728, 2288)));
    }

    #[test]
    fn what_cannot_be_a_page_says_why() {
        assert!(page(1728, 0, None).is_err());
        assert!(size(1, 65_000, Some(Density { x: 240, y: 1 }), None).unwrap_err().contains("cut the picture"));
    }
}
