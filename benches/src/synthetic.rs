//! Pages that are made up, A4 at fine resolution, for measurements that need no files.
//!
//! Strokes have edges that tremble as a scanner's do: that, and not the letters' shapes, is what a coder sees.

use crate::Numbers;
use crate::page::Page;

/// Pels per row of an A4 page at 8 pels per millimetre.
pub const WIDTH: u32 = 1728;
/// Rows of an A4 page at 7.7 per millimetre, as on the ITU's charts.
pub const HEIGHT: u32 = 2376;

type Draw = fn() -> Page;

const ALL: [(&str, Draw); 6] = [
    ("letter", letter),
    ("dense", dense),
    ("drawing", drawing),
    ("halftone", halftone),
    ("sparse", sparse),
    ("form", form),
];

/// All of them.
#[must_use]
pub fn all() -> Vec<Page> {
    ALL.iter().map(|(_, draw)| draw()).collect()
}

/// The one of that name.
#[must_use]
pub fn named(name: &str) -> Option<Page> {
    ALL.iter().find(|known| known.0 == name).map(|(_, draw)| draw())
}

/// A typed letter.
#[must_use]
pub fn letter() -> Page {
    let mut pen = Pen::new("letter", 1);
    pen.lines(180, 200, 1380, 45, 26);
    pen.page
}

/// Small print in two columns.
#[must_use]
pub fn dense() -> Page {
    let mut pen = Pen::new("dense", 2);
    pen.lines(60, 60, 780, 80, 18);
    pen.lines(890, 60, 780, 80, 18);
    pen.page
}

/// Thin lines and circles, with hardly any text.
#[must_use]
pub fn drawing() -> Page {
    let mut pen = Pen::new("drawing", 3);
    for i in 0..24 {
        let (x, y) = (pen.numbers.within(100, 1500), pen.numbers.within(100, 2200));
        let radius = pen.numbers.within(30, 240);
        pen.ring(x, y, radius, 3);
        let (to_x, to_y) = (pen.numbers.within(60, 1600), pen.numbers.within(60, 2300));
        pen.stroke((x, y), (to_x, to_y), 3);
        pen.stroke((60 + i * 65, 60), (60 + i * 65, 160 + i * 20), 2);
        pen.page.bar(60, 2330 - i * 40, 200 + i * 55, 2);
    }
    pen.lines(1200, 2200, 450, 3, 20);
    pen.page
}

/// Shades of grey as an ordered dither makes them, and a caption.
#[must_use]
pub fn halftone() -> Page {
    let mut pen = Pen::new("halftone", 4);
    for y in 200..1100 {
        for x in 300..1400 {
            let (dx, dy) = (x - 850, y - 650);
            let grey = 40 + (dx * dx + dy * dy) / 2600;
            // Bayer's matrix of 8 x 8 by interleaving the bits of x ^ y and y.
            let threshold = (0..3).fold(0, |sum, bit| {
                let (a, b) = (((x ^ y) >> bit) & 1, (y >> bit) & 1);
                sum | (a << (5 - 2 * bit)) | (b << (4 - 2 * bit))
            });
            if grey < threshold * 4 {
                pen.page.span(y, x, x + 1);
            }
        }
    }
    pen.lines(300, 1250, 1100, 12, 24);
    pen.page
}

/// A letterhead, a few words and a signature.
#[must_use]
pub fn sparse() -> Page {
    let mut pen = Pen::new("sparse", 5);
    pen.lines(180, 120, 500, 2, 32);
    pen.lines(180, 600, 1300, 6, 26);
    pen.stroke((250, 1500), (620, 1440), 4);
    pen.ring(400, 1480, 60, 4);
    pen.page
}

/// A table with ruled lines, black bars for headings, and some fields filled in.
#[must_use]
pub fn form() -> Page {
    let mut pen = Pen::new("form", 6);
    for row in 0..28 {
        let y = 120 + row * 76;
        pen.page.bar(90, y, 1550, 3);
        if row % 7 == 0 {
            pen.page.bar(90, y, 1550, 44);
        } else {
            for column in 0..4 {
                if pen.numbers.percent(60) {
                    pen.lines(110 + column * 387, y + 30, 330, 1, 24);
                }
            }
        }
    }
    for column in 0..5 {
        pen.page.bar(90 + column * 387, 120, 3, 27 * 76);
    }
    pen.page
}

struct Pen {
    page: Page,
    numbers: Numbers,
}

impl Pen {
    fn new(name: &str, seed: u64) -> Self {
        Self { page: Page::white(name, WIDTH, HEIGHT), numbers: Numbers::new(seed) }
    }

    /// Lines of words, each `size` rows high and one and a half apart, the last one of a paragraph shorter.
    fn lines(&mut self, left: i32, top: i32, width: i32, count: i32, size: i32) {
        for line in 0..count {
            let y = top + line * (size * 3 / 2 + 2);
            let end = if line % 8 == 7 { left + width * self.numbers.within(20, 80) / 100 } else { left + width };
            let mut x = left;
            while x < end - size {
                for _ in 0..self.numbers.within(2, 9) {
                    if x < end - size {
                        x += self.letter(x, y, size) + size / 5;
                    }
                }
                x += size / 2;
            }
        }
    }

    /// A stem, a bowl, a slanted stroke or a bar, or two of them; says how wide it is.
    fn letter(&mut self, x: i32, y: i32, size: i32) -> i32 {
        let (pen, width) = ((size / 7).max(2), size * self.numbers.within(40, 62) / 100);
        let kinds = self.numbers.below(31) + 1;
        if kinds & 1 != 0 {
            self.stroke((x, y), (x, y + size), pen);
        }
        if kinds & 2 != 0 {
            self.ring(x + width / 2, y + size * 2 / 3, width / 2, pen);
        }
        if kinds & 12 == 4 {
            self.stroke((x, y + size / 3), (x + width, y + size), pen);
        }
        if kinds & 12 == 8 {
            self.stroke((x + width - pen, y + size / 3), (x + width - pen, y + size), pen);
        }
        if kinds & 16 != 0 {
            let at = y + self.numbers.within(1, 3) * size / 3 - pen;
            self.page.bar(x, at, width, pen);
        }
        width + pen
    }

    /// A line that is `width` pels wide in each row.
    fn stroke(&mut self, from: (i32, i32), to: (i32, i32), width: i32) {
        let (top, bottom) = if from.1 <= to.1 { (from, to) } else { (to, from) };
        let rows = (bottom.1 - top.1).max(1);
        for step in 0..rows {
            let x = top.0 + (bottom.0 - top.0) * step / rows;
            let next = top.0 + (bottom.0 - top.0) * (step + 1) / rows;
            self.trembling(top.1 + step, x.min(next), x.max(next) + width);
        }
    }

    fn ring(&mut self, x: i32, y: i32, radius: i32, width: i32) {
        for dy in -radius..=radius {
            let outer = (radius * radius - dy * dy).isqrt();
            let hole = (radius - width) * (radius - width) - dy * dy;
            if hole > 0 {
                let inner = hole.isqrt();
                self.trembling(y + dy, x - outer, x - inner);
                self.trembling(y + dy, x + inner, x + outer);
            } else {
                self.trembling(y + dy, x - outer, x + outer);
            }
        }
    }

    /// A span whose ends are off by one now and then.
    fn trembling(&mut self, y: i32, from: i32, to: i32) {
        let off = |numbers: &mut Numbers| if numbers.percent(20) { numbers.within(-1, 1) } else { 0 };
        let (from, to) = (from + off(&mut self.numbers), to + off(&mut self.numbers));
        self.page.span(y, from, to);
    }
}
