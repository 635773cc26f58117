//! What a file may cost.

/// Limits on what a file can make the reader do.
///
/// One more has no number here: the strips of a file together are at most twice as long as the file itself, so that the
/// work is linear in what it is fed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Pages of a file.
    pub pages: usize,
    /// Tags of a directory.
    pub tags: usize,
    /// Strips of all pages of a file.
    pub strips: usize,
    /// Rows of a page.
    pub rows: u32,
    /// Octets of decoded pages: of each by itself with [`Page::decode`](super::Page::decode), of all together with
    /// [`Reader::decode_all`](super::Reader::decode_all).
    pub octets: u64,
}

impl Default for Limits {
    /// 1000 pages, 200 tags, 65,535 rows a page, 65,535 strips in all, 512 MiB decoded.
    fn default() -> Self {
        Self { pages: 1000, tags: 200, strips: 65_535, rows: 65_535, octets: 512 << 20 }
    }
}
