//! Making pages of pictures: a resolution and a width that fax has.

use fax_core::{PageWidth, Resolution};
use fax_t4::call::Page;
use fax_t4::{Bitmap, Density};

use super::Picture;

/// Turns a picture into a page. It is not scaled: a narrow picture gets a white margin at its right.
pub(crate) fn fit(picture: &Picture) -> Result<Page, String> {
    let bitmap = &picture.bitmap;
    let resolution = match picture.density {
        Some(density) => resolution_of(density, bitmap)
            .ok_or_else(|| format!("{density} is no resolution of fax; scale it to 204 x 196 per inch"))?,
        None => guess(bitmap),
    };
    if bitmap.width() > PageWidth::A3.pels(resolution) {
        let widest = PageWidth::A3.pels(resolution);
        return Err(format!("{} pels are too wide; {widest} fit at this resolution", bitmap.width()));
    }
    if bitmap.height() == 0 {
        return Err("the page has no rows".into());
    }
    Ok(Page { bitmap: bitmap.clone(), resolution })
}

/// The resolution that is meant by a density. Some writers say 1 x 1, or 72, for want of anything better: then the size
/// of the picture tells.
pub(crate) fn resolution_of(density: Density, bitmap: &Bitmap) -> Option<Resolution> {
    density.resolution().or_else(|| (density.x <= 96).then(|| guess(bitmap)))
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

    fn page(width: u16, height: u32, density: Option<Density>) -> Result<Resolution, String> {
        fit(&Picture { bitmap: Bitmap::white(width, height), density, compression: None }).map(|page| page.resolution)
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
    fn what_does_not_fit_says_why() {
        assert!(page(5000, 100, None).unwrap_err().contains("too wide"));
        assert!(page(1000, 1000, Some(Density { x: 150, y: 150 })).unwrap_err().contains("150 x 150"));
        assert!(page(1728, 0, None).is_err());
    }
}
