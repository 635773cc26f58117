//! A row target that keeps no row: it counts them, and has a hash of them all.

use fax_core::{PageFormat, Quality};
use fax_t4::call::RowTarget;

/// FNV-1a of 32 bits: one multiplication an octet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hash(u32);

impl Hash {
    /// The hash of nothing.
    pub const NOTHING: Self = Self(0x811C_9DC5);

    /// Goes on with these octets.
    #[must_use]
    pub fn with(self, octets: &[u8]) -> Self {
        Self(octets.iter().fold(self.0, |hash, &octet| (hash ^ u32::from(octet)).wrapping_mul(0x0100_0193)))
    }

    /// Its value.
    #[must_use]
    pub const fn value(self) -> u32 {
        self.0
    }
}

/// What is known of the pages that were received.
#[derive(Clone, Copy, Debug)]
pub struct Tally {
    /// Pages that were confirmed.
    pub pages: u16,
    /// Rows of the present or last page.
    pub rows: u32,
    /// Damaged ones among them.
    pub damaged: u32,
    /// The hash of all rows of that page, packed, one behind the other.
    pub hash: Hash,
}

impl Default for Tally {
    fn default() -> Self {
        Self { pages: 0, rows: 0, damaged: 0, hash: Hash::NOTHING }
    }
}

impl RowTarget for Tally {
    fn begin(&mut self, _format: &PageFormat) {
        *self = Self { pages: self.pages, ..Self::default() };
    }

    fn row(&mut self, row: &[u8], damaged: bool) -> bool {
        self.rows += 1;
        self.damaged += u32::from(damaged);
        self.hash = self.hash.with(row);
        true
    }

    fn end(&mut self, _quality: Quality) {}

    fn accept(&mut self) -> bool {
        self.pages = self.pages.saturating_add(1);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of the authors of FNV.
    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(Hash::NOTHING.with(b"a").value(), 0xE40C_292C);
        assert_eq!(Hash::NOTHING.with(b"foo").with(b"bar").value(), 0xBF9C_F968);
    }
}
