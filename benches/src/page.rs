//! Pages to measure with.

use std::path::{Path, PathBuf};

use fax_t4::pbm;

/// A black and white page with a name for reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// What it is called in tables.
    pub name: String,
    /// Pels per row.
    pub width: u32,
    /// Number of rows.
    pub height: u32,
    /// Packed rows one behind the other, first pel in the most significant bit, 1 is black.
    pub octets: Vec<u8>,
}

impl Page {
    /// White.
    #[must_use]
    pub fn white(name: &str, width: u32, height: u32) -> Self {
        let octets = vec![0; width.div_ceil(8) as usize * height as usize];
        Self { name: name.into(), width, height, octets }
    }

    /// Octets per row.
    #[must_use]
    pub const fn stride(&self) -> usize {
        self.width.div_ceil(8) as usize
    }

    /// The rows from the top down.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.octets.chunks(self.stride())
    }

    /// Blackens pels `from` to `to` of row `y`, as far as they are on the page.
    pub fn span(&mut self, y: i32, from: i32, to: i32) {
        if (0..self.height as i32).contains(&y) {
            let stride = self.stride();
            let limits = (from.clamp(0, self.width as i32) as u32, to.clamp(0, self.width as i32) as u32);
            blacken(&mut self.octets[y as usize * stride..][..stride], limits.0, limits.1);
        }
    }

    /// Blackens a rectangle.
    pub fn bar(&mut self, x: i32, y: i32, width: i32, height: i32) {
        (y..y + height).for_each(|y| self.span(y, x, x + width));
    }
}

/// Blackens pels `from` to `to` of a packed row.
pub fn blacken(row: &mut [u8], from: u32, to: u32) {
    if from >= to {
        return;
    }
    let (first, last) = (from as usize / 8, to as usize / 8);
    let (head, tail) = (0xFFu8 >> (from % 8), !(0xFFu8 >> (to % 8)));
    if first == last {
        row[first] |= head & tail;
    } else {
        row[first] |= head;
        row[first + 1..last].fill(0xFF);
        // Where the run ends with the row there is no octet behind it.
        if tail != 0 {
            row[last] |= tail;
        }
    }
}

/// Pages from PBM files, or from all of them in a folder, in the order of their names.
pub fn load(paths: &[PathBuf]) -> Result<Vec<Page>, String> {
    let mut pages = Vec::new();
    for path in paths {
        if path.is_dir() {
            let entries = std::fs::read_dir(path).map_err(|e| format!("{}: {e}", path.display()))?;
            let mut files: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
            files.retain(|file| file.extension().is_some_and(|extension| extension == "pbm"));
            files.sort();
            files.iter().try_for_each(|file| load_one(file, &mut pages))?;
        } else {
            load_one(path, &mut pages)?;
        }
    }
    if pages.is_empty() { Err("there are no PBM files".into()) } else { Ok(pages) }
}

fn load_one(path: &Path, pages: &mut Vec<Page>) -> Result<(), String> {
    let fault = |e: &dyn core::fmt::Display| format!("{}: {e}", path.display());
    let file = std::fs::read(path).map_err(|e| fault(&e))?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    for (i, bitmap) in pbm::read(&file).map_err(|e| fault(&e))?.into_iter().enumerate() {
        let name = if i == 0 { stem.to_string() } else { format!("{stem}.{}", i + 1) };
        let (width, height) = (u32::from(bitmap.width()), bitmap.height());
        pages.push(Page { name, width, height, octets: bitmap.octets().to_vec() });
    }
    Ok(())
}
