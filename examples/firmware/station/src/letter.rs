//! A page that exists nowhere: each row is drawn when the coder wants it.

use fax_core::Resolution;
use fax_t4::call::{RowSource, Sheet};
use font8x8::legacy::BASIC_LEGACY;

use crate::Page;

/// Characters of a line: each is three octets wide, three pels for one of the font.
const CHARACTERS: usize = crate::ROW / 3 - 4;
/// Rows of a character, two for one of the font, and the space below it.
const LINE: u32 = 20;
const HEIGHT: u32 = 16;
/// Lines of text.
const LINES: u32 = 20;
/// Octets to the left of the text.
const MARGIN: usize = 6;
/// The first characters that can be printed, and how many there are.
const FIRST: u32 = 0x21;
const PRINTABLE: u32 = 0x7E - FIRST + 1;

/// A letter of one page at 204 x 98 pels per inch: who writes, to whom, and lines of all characters.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'t> {
    /// Who writes.
    pub from: &'t str,
    /// To whom, as dialled.
    pub to: &'t str,
    /// Which of several letters it is.
    pub number: u8,
}

impl Letter<'_> {
    /// The letter to send.
    pub fn page(&mut self) -> Page<'_> {
        Page { rows: self, mmr: None }
    }

    /// Character `at` of a line.
    fn character(&self, line: u32, at: usize) -> u8 {
        let text = |parts: [&str; 4]| parts.iter().flat_map(|part| part.bytes()).nth(at).unwrap_or(b' ');
        match line {
            0 => text(["From: ", self.from, ", a microcontroller", ""]),
            1 => text(["To: ", self.to, "", ""]),
            2 => b' ',
            _ => {
                let place = at as u32 + line + u32::from(self.number);
                u8::try_from(FIRST + place % PRINTABLE).unwrap_or(b' ')
            }
        }
    }
}

impl RowSource for Letter<'_> {
    fn sheet(&mut self, page: u16) -> Option<Sheet> {
        (page == 0).then_some(Sheet { width: 1728, rows: LINES * LINE, resolution: Resolution::Standard })
    }

    fn row(&mut self, _page: u16, y: u32, row: &mut [u8]) -> bool {
        let (line, below) = (y / LINE, y % LINE);
        if below >= HEIGHT {
            return true;
        }
        let places = row.get_mut(MARGIN..).unwrap_or_default().chunks_exact_mut(3).take(CHARACTERS);
        for (at, place) in places.enumerate() {
            let glyph = BASIC_LEGACY.get(usize::from(self.character(line, at)));
            let pels = glyph.and_then(|glyph| glyph.get(below as usize / 2)).copied().unwrap_or(0);
            let [_, high, middle, low] = widened(pels).to_be_bytes();
            place.copy_from_slice(&[high, middle, low]);
        }
        true
    }
}

/// Eight pels of the font, the left one in bit 0, three times as wide: the left one in bit 23.
fn widened(pels: u8) -> u32 {
    (0..8).filter(|bit| pels >> bit & 1 == 1).map(|bit| 0b111 << (21 - 3 * bit)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pels_are_widened_from_left_to_right() {
        assert_eq!(widened(0), 0);
        assert_eq!(widened(0b0000_0001), 0xE0_00_00);
        assert_eq!(widened(0b1000_0010), 0x1C_00_07);
    }

    #[test]
    fn a_capital_f_stands_at_the_left_of_the_first_line() {
        let mut letter = Letter { from: "here", to: "there", number: 0 };
        let mut row = |y| {
            let mut row = [0; crate::ROW];
            assert!(letter.row(0, y, &mut row));
            let drawn: std::string::String =
                row[MARGIN..MARGIN + 3].iter().map(|octet| std::format!("{octet:08b}")).collect();
            drawn.bytes().step_by(3).map(|pel| if pel == b'1' { '#' } else { '.' }).collect::<std::string::String>()
        };
        let drawn: std::vec::Vec<_> = (0..8).map(|y| row(2 * y)).collect();
        assert_eq!(
            drawn,
            ["#######.", ".##...#.", ".##.#...", ".####...", ".##.#...", ".##.....", "####....", "........"],
        );
        assert_eq!(row(17), "........");
    }
}
