//! The header line: text above a page, added to it and not drawn over it.

use fax_core::{PageWidth, Resolution};
use fax_t4::Bitmap;
use fax_t4::call::Page;
use font8x8::{BASIC_FONTS, UnicodeFonts};

/// Pels of a glyph in each direction.
const GLYPH: usize = 8;
/// Pels of the margin at both sides, at 204 per inch.
const MARGIN: usize = 32;

/// Puts a line above each page: `text`, and the page number at the right end. What does not fit is cut.
pub(crate) fn add_header(pages: &mut [Page], text: &str) {
    brand(pages, text, &[]);
}

/// The same, and says of some pages, from 0, that they are repeats: their receiver may have them already.
pub(crate) fn brand(pages: &mut [Page], text: &str, repeats: &[u16]) {
    let total = pages.len();
    for (number, page) in (1_usize..).zip(pages.iter_mut()) {
        let is_repeat = repeats.iter().any(|repeat| usize::from(*repeat) + 1 == number);
        let mark = if is_repeat { "repeat of page " } else { "" };
        let header = line(page.bitmap.width(), page.resolution, text, &format!("{mark}{number}/{total}"));
        let mut bitmap = header;
        for row in page.bitmap.rows() {
            bitmap.push_row(row);
        }
        page.bitmap = bitmap;
    }
}

/// Rows of an A4 page at 196 per inch.
const A4_ROWS: u32 = 2287;

/// A text as a page of its own, line by line; what does not fit is cut.
pub(crate) fn sheet_of(text: &str) -> Page {
    let resolution = Resolution::Fine;
    let mut bitmap = Bitmap::white(PageWidth::A4.pels(resolution), 100);
    for text in text.lines() {
        let rows = line(bitmap.width(), resolution, text, "");
        if bitmap.height() + rows.height() > A4_ROWS {
            break;
        }
        rows.rows().for_each(|row| bitmap.push_row(row));
    }
    bitmap.pad(A4_ROWS);
    Page { bitmap, resolution }
}

/// The rows of the line: a gap, the glyphs, a gap; some 3 mm in all.
fn line(width: u16, resolution: Resolution, text: &str, right: &str) -> Bitmap {
    let (x_density, y_density) = resolution.per_inch();
    // Glyphs are drawn for square pels of about 100 per inch.
    let across = usize::from(x_density).div_ceil(100).max(1);
    let down = usize::from(y_density).div_ceil(100).max(1);
    let margin = MARGIN * usize::from(x_density) / 204;
    let columns = usize::from(width).saturating_sub(2 * margin) / (GLYPH * across);
    let room = columns.saturating_sub(right.chars().count() + 1);
    let left: String = text.chars().take(room).collect();
    let text = format!("{left:<room$} {right}");

    let mut bitmap = Bitmap::white(width, u32::try_from(2 * down).unwrap_or(2));
    let mut row = vec![0_u8; bitmap.row_octets()];
    for y in 0..GLYPH {
        row.fill(0);
        for (column, character) in text.chars().take(columns).enumerate() {
            let glyph = BASIC_FONTS.get(character).or_else(|| BASIC_FONTS.get('?')).unwrap_or_default();
            let bits = glyph.get(y).copied().unwrap_or_default();
            for x in (0..GLYPH).filter(|x| bits >> x & 1 == 1) {
                for pel in 0..across {
                    let at = margin + (column * GLYPH + x) * across + pel;
                    if let Some(octet) = row.get_mut(at / 8) {
                        *octet |= 0x80 >> (at % 8);
                    }
                }
            }
        }
        for _ in 0..down {
            bitmap.push_row(&row);
        }
    }
    let height = bitmap.height() + u32::try_from(2 * down).unwrap_or(2);
    bitmap.pad(height);
    bitmap
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_says_so() {
        let page = Page { bitmap: Bitmap::white(1728, 10), resolution: Resolution::Fine };
        let branded = |repeats: &[u16]| {
            let mut pages = [page.clone(), page.clone()];
            brand(&mut pages, "+1 555 1000", repeats);
            pages.map(|page| page.bitmap)
        };
        let ([first, second], [_, repeated]) = (branded(&[]), branded(&[1]));
        assert!(repeated != second && branded(&[1])[0] == first, "only the second one is marked");
        assert_eq!(repeated.height(), second.height());
    }

    #[test]
    fn a_text_becomes_a_page_however_long_it_is() {
        for text in ["", "To: A. Person\n\nNote", &"long \u{7}\u{1F4E0}".repeat(1000), &"line\n".repeat(1000)] {
            let page = sheet_of(text);
            assert_eq!((page.bitmap.width(), page.bitmap.height()), (1728, 2287));
        }
    }

    #[test]
    fn a_header_is_added_above_and_the_page_stays_as_it_is() {
        let page = Page { bitmap: Bitmap::from_octets(16, vec![0xAA; 20]), resolution: Resolution::Fine };
        let mut pages = [Page { bitmap: Bitmap::white(1728, 10), resolution: Resolution::Fine }, page.clone()];
        add_header(&mut pages, "+1 555 1000");
        let [first, second] = &pages;
        assert_eq!(first.bitmap.height(), 10 + 2 * (2 + 8 + 2));
        assert!(first.bitmap.octets().iter().any(|&octet| octet != 0));
        let added = second.bitmap.height() - page.bitmap.height();
        let below: Vec<_> = second.bitmap.rows().skip(added as usize).collect();
        assert_eq!(below, page.bitmap.rows().collect::<Vec<_>>());
    }
}
