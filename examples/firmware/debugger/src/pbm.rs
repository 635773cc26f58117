//! A page on the debugger's side, row by row.

use cortex_m_semihosting::{nr, syscall1};
use fax_core::Resolution;
use fax_t4::call::{RowSource, Sheet};

/// Pels and octets of a row.
const WIDTH: u16 = 1728;
const ROW: usize = 216;

/// A raw PBM file of 1728 pels a row.
#[derive(Debug)]
pub struct Pbm {
    file: usize,
    /// Where the rows begin.
    begin: usize,
    rows: u32,
}

impl Pbm {
    /// Opens a file. `None` if there is no such page in it: one line with "P4", one with the width and the number of rows.
    #[must_use]
    pub fn open(name: &str) -> Option<Self> {
        let block = [name.as_ptr() as usize, nr::open::R_BINARY, name.len()];
        // SAFETY: OPEN reads so many octets of the name, and one behind them, which it takes for the end of text: the order was
        // read with that.
        let file = unsafe { syscall1(nr::OPEN, block.as_ptr() as usize) };
        let mut page = Self { file, begin: 0, rows: 0 };
        let mut head = [0; 32];
        (file != usize::MAX && page.read(0, &mut head)).then_some(())?;
        let end = head.iter().enumerate().filter(|(_, octet)| **octet == b'\n').nth(1)?.0;
        let mut words = core::str::from_utf8(head.get(..end)?).ok()?.split_ascii_whitespace();
        let (kind, width, rows) = (words.next()?, words.next()?, words.next()?);
        (page.begin, page.rows) = (end + 1, rows.parse().ok()?);
        (kind == "P4" && width.parse() == Ok(WIDTH)).then_some(page)
    }

    fn read(&mut self, at: usize, into: &mut [u8]) -> bool {
        let (seek, read) = ([self.file, at], [self.file, into.as_mut_ptr() as usize, into.len()]);
        // SAFETY: SEEK reads its block; READ writes at most so many octets to the place that its block names.
        unsafe { syscall1(nr::SEEK, seek.as_ptr() as usize) == 0 && syscall1(nr::READ, read.as_ptr() as usize) == 0 }
    }
}

impl RowSource for Pbm {
    fn sheet(&mut self, page: u16) -> Option<Sheet> {
        (page == 0).then_some(Sheet { width: WIDTH, rows: self.rows, resolution: Resolution::Fine })
    }

    fn row(&mut self, _page: u16, y: u32, row: &mut [u8]) -> bool {
        self.read(self.begin + y as usize * ROW, row)
    }
}
