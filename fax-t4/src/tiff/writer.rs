//! Class F files, page after page.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use super::ifd::File;
use super::options::Layout;
use super::reader::Chain;
use super::{Compression, Limits, PageOptions, Store, TiffError, Violation};
use crate::{BitOrder, Bitmap, Changes, Coding, Encoder, Params, WidthError};

/// What happened to a received page on the way (BadFaxLines and its kin).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// Damaged rows.
    pub bad_rows: u32,
    /// The longest series of damaged rows.
    pub longest_bad_run: u32,
}

/// Why a page could not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WriteError<E> {
    /// The store failed.
    Store(E),
    /// The store failed before: what it has of that page is not known.
    Broken,
    /// The page has no pels.
    Width(WidthError),
    /// The page is not of the profile that was asked for.
    Profile(Violation),
    /// The file would be longer than 4 GiB, the most that TIFF can address.
    TooLong,
}

/// An existing file, to which pages can be appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Existing {
    len: u32,
    link: u32,
    pages: u16,
}

/// Why nothing can be appended to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AppendError {
    /// Its chain of pages cannot be followed to the end.
    Unreadable(TiffError),
    /// It is big-endian.
    BigEndian,
    /// It is BigTIFF.
    BigTiff,
    /// It is longer than 4 GiB.
    TooLong,
    /// It ends without room for a link to another page.
    NoLink,
}

impl Existing {
    /// Looks for the end of a file's chain of pages. The pages themselves may be anything.
    pub fn of(file: &[u8], limits: Limits) -> Result<Self, AppendError> {
        let (parsed, first) = File::open(file).map_err(AppendError::Unreadable)?;
        if parsed.big {
            return Err(AppendError::BigTiff);
        }
        if parsed.endian == nom::number::Endianness::Big {
            return Err(AppendError::BigEndian);
        }
        let len = u32::try_from(file.len()).map_err(|_| AppendError::TooLong)?;
        let mut chain = Chain::new(parsed, first, limits);
        let (mut link, mut pages) = (4, 0_u16);
        while let Some(directory) = chain.step() {
            link = directory.map_err(AppendError::Unreadable)?.link;
            pages = pages.saturating_add(1);
        }
        // Some writers leave out the link behind the last directory: there is no place for one.
        if link + 4 > u64::from(len) {
            return Err(AppendError::NoLink);
        }
        Ok(Self { len, link: link as u32, pages })
    }
}

/// Writes a little-endian TIFF file of class F into a [`Store`]. After each page the file is complete.
///
/// A page goes to the end of the file before the page in front is linked to it: whenever writing stops, the file has all
/// pages before, and perhaps octets behind them that belong to nothing.
#[derive(Debug)]
pub struct Writer<S> {
    store: S,
    /// Octets so far.
    len: u32,
    /// Where the offset of the next directory goes.
    link: u32,
    pages: u16,
    of_pages: u16,
    broken: bool,
}

impl<S: Store> Writer<S> {
    /// Begins a file in an empty store.
    pub fn new(store: S) -> Result<Self, WriteError<S::Error>> {
        let mut writer = Self { store, len: 0, link: 4, pages: 0, of_pages: 0, broken: false };
        writer.append(b"II\x2A\0\0\0\0\0")?;
        Ok(writer)
    }

    /// Goes on with a file: the store has to hold the very octets that `existing` was found in.
    pub fn resume(store: S, existing: Existing) -> Result<Self, WriteError<S::Error>> {
        let Existing { len, link, pages } = existing;
        let mut writer = Self { store, len, link, pages, of_pages: 0, broken: false };
        writer.even()?;
        Ok(writer)
    }

    /// Says how many pages there will be, for PageNumber. Without it, that is left open.
    #[must_use]
    pub fn with_page_count(self, of_pages: u16) -> Self {
        Self { of_pages, ..self }
    }

    /// Appends a page: directory, its values, strips.
    pub fn page(&mut self, bitmap: &Bitmap, options: &PageOptions<'_>) -> Result<(), WriteError<S::Error>> {
        if self.broken {
            return Err(WriteError::Broken);
        }
        options.check(bitmap).map_err(WriteError::Profile)?;
        let strips = strips(bitmap, options).map_err(WriteError::Width)?;
        let counts: Vec<u32> = strips.iter().map(|strip| u32::try_from(strip.len()).unwrap_or(u32::MAX)).collect();
        let at = self.len;
        // The offsets of the strips depend on the length of the directory before them, which is the same for any.
        let mut offsets = vec![0; strips.len()];
        let number = [self.pages, self.of_pages];
        let len = options.fields(bitmap, &Layout { offsets: &offsets, counts: &counts, number }).len();
        let mut next = u64::from(at) + len as u64;
        for (offset, strip) in offsets.iter_mut().zip(&strips) {
            *offset = u32::try_from(next).map_err(|_| WriteError::TooLong)?;
            next += strip.len() as u64;
        }
        if next >= u64::from(u32::MAX) {
            return Err(WriteError::TooLong);
        }
        let fields = options.fields(bitmap, &Layout { offsets: &offsets, counts: &counts, number });
        let (directory, link) = fields.octets(at);
        self.append(&directory)?;
        for strip in &strips {
            self.append(strip)?;
        }
        self.even()?;
        if let Err(error) = self.store.patch(self.link, at.to_le_bytes()) {
            self.broken = true;
            return Err(WriteError::Store(error));
        }
        self.link = link;
        self.pages = self.pages.saturating_add(1);
        Ok(())
    }

    /// The store, to make durable what it has after a page. Whoever writes to it spoils the file.
    pub const fn store_mut(&mut self) -> &mut S {
        &mut self.store
    }

    /// The store with the finished file.
    pub fn finish(self) -> S {
        self.store
    }

    fn append(&mut self, octets: &[u8]) -> Result<(), WriteError<S::Error>> {
        let len = u32::try_from(octets.len()).ok().and_then(|len| self.len.checked_add(len));
        let len = len.ok_or(WriteError::TooLong)?;
        self.store.append(octets).map_err(|error| {
            self.broken = true;
            WriteError::Store(error)
        })?;
        self.len = len;
        Ok(())
    }

    /// Directories begin on even offsets.
    fn even(&mut self) -> Result<(), WriteError<S::Error>> {
        if self.len % 2 == 1 { self.append(&[0]) } else { Ok(()) }
    }
}

fn strips(bitmap: &Bitmap, options: &PageOptions<'_>) -> Result<Vec<Vec<u8>>, WidthError> {
    let params = options.params(bitmap.width());
    params.unwrap_or(Params::new(Coding::Mmr, bitmap.width().into())).check(usize::MAX)?;
    let strip_octets = bitmap.row_octets().saturating_mul(options.rows_per_strip as usize);
    let mut strips: Vec<Vec<u8>> = Vec::new();
    for rows in bitmap.octets().chunks(strip_octets) {
        strips.push(match params {
            Some(params) if options.compression == Compression::RleWords => words(params, rows)?,
            Some(params) => encode(params, rows)?,
            None if options.bit_order == BitOrder::LsbFirst => rows.iter().map(|octet| octet.reverse_bits()).collect(),
            None => rows.to_vec(),
        });
    }
    if strips.is_empty() {
        strips.push(Vec::new());
    }
    Ok(strips)
}

/// Each row by itself, on boundaries of two octets.
fn words(params: Params, rows: &[u8]) -> Result<Vec<u8>, WidthError> {
    let mut strip = Vec::new();
    for row in rows.chunks(params.row_octets()) {
        strip.extend(encode(params, row)?);
        strip.resize(strip.len().next_multiple_of(2), 0);
    }
    Ok(strip)
}

fn encode(params: Params, rows: &[u8]) -> Result<Vec<u8>, WidthError> {
    let mut encoder = Encoder::with_store(params, Changes::new(vec![0; Changes::room(params.width())]))?;
    let mut strip = Vec::new();
    let mut out = [0; 4096];
    loop {
        let coded = encoder.page(rows, params.row_octets(), &mut out);
        strip.extend_from_slice(out.get(..coded.written).unwrap_or(&out));
        if coded.done {
            return Ok(strip);
        }
    }
}

impl<E: fmt::Display> fmt::Display for WriteError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => write!(f, "TIFF file cannot be written: {error}"),
            Self::Broken => f.write_str("TIFF file broke off in an earlier page: begin it again"),
            Self::Width(error) => write!(f, "page cannot be written as TIFF: {error}"),
            Self::Profile(error) => write!(f, "page cannot be written as TIFF of this profile: {error}"),
            Self::TooLong => f.write_str("TIFF file would be longer than 4 GiB: split the document"),
        }
    }
}

impl fmt::Display for AppendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing can be appended to this file: ")?;
        match self {
            Self::Unreadable(error) => error.fmt(f),
            Self::BigEndian => f.write_str("it is big-endian, write a new one"),
            Self::BigTiff => f.write_str("it is BigTIFF, write a new one"),
            Self::TooLong => f.write_str("it is longer than 4 GiB"),
            Self::NoLink => f.write_str("its last directory has no room for a link"),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> core::error::Error for WriteError<E> {}
impl core::error::Error for AppendError {}
