//! What a file may cost.

/// Limits on what a file can make the reader do.
///
/// One more has no number here: the strips of a file together are at most twice as long as the file itself, so that the
/// work is linear in what it is fed. What it comes to:
///
/// - Memory to open: some 250 octets a page and 16 a strip, beside 16 a strip of the directory that is being read.
/// - Memory to decode: `octets`, and once more while a page that turns out damaged is tried in
///   [other ways](super::Page::decode).
/// - Time to open: `pages` times `tags`, and the length of the texts that pages name, up to 64 KiB each.
/// - Time to decode: linear in the length of the strips and in `octets`, up to six times for damaged pages.
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
    /// 1000 pages, 200 tags, a million rows a page (63 m at 400 per inch), as many strips in all, 512 MiB decoded.
    fn default() -> Self {
        Self { pages: 1000, tags: 200, strips: 1_000_000, rows: 1_000_000, octets: 512 << 20 }
    }
}
