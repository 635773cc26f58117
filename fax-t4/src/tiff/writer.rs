//! Class F files, page after page.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use super::fields::Fields;
use super::tags::{
    BAD_FAX_LINES, BITS_PER_SAMPLE, CLEAN_FAX_DATA, COMPRESSION, CONSECUTIVE_BAD_FAX_LINES, DATE_TIME, DOCUMENT_NAME,
    FILL_ORDER, IMAGE_LENGTH, IMAGE_WIDTH, NEW_SUBFILE_TYPE, PAGE_NUMBER, PHOTOMETRIC, RESOLUTION_UNIT, ROWS_PER_STRIP,
    SAMPLES_PER_PIXEL, SOFTWARE, STRIP_BYTE_COUNTS, STRIP_OFFSETS, T4_ALIGNED_EOLS, T4_OPTIONS, T4_TWO_D, T6_OPTIONS,
    X_RESOLUTION, Y_RESOLUTION,
};
use super::{Compression, Store};
use crate::{BitOrder, Bitmap, Coding, Density, Encoded, Encoder, Eol, Params, WidthError};

/// How a page is written, and what its tags say.
#[derive(Clone, Copy, Debug)]
pub struct PageOptions<'t> {
    compression: Compression,
    density: Density,
    bit_order: BitOrder,
    aligned_eols: bool,
    rows_per_strip: u32,
    document_name: Option<&'t str>,
    software: Option<&'t str>,
    date_time: Option<&'t str>,
    received: Option<Received>,
}

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
    /// The page has no pels.
    Width(WidthError),
    /// The file would be longer than 4 GiB, the most that TIFF can address.
    TooLong,
}

impl<'t> PageOptions<'t> {
    /// One strip, least significant bit first as on the line, plain EOLs, no texts.
    #[must_use]
    pub const fn new(compression: Compression, density: Density) -> Self {
        Self {
            compression,
            density,
            bit_order: BitOrder::LsbFirst,
            aligned_eols: false,
            rows_per_strip: u32::MAX,
            document_name: None,
            software: None,
            date_time: None,
            received: None,
        }
    }

    /// FillOrder.
    #[must_use]
    pub const fn with_bit_order(self, bit_order: BitOrder) -> Self {
        Self { bit_order, ..self }
    }

    /// Whether EOLs end on octet boundaries (MH and MR).
    #[must_use]
    pub const fn with_aligned_eols(self, aligned_eols: bool) -> Self {
        Self { aligned_eols, ..self }
    }

    /// RowsPerStrip; 0 counts as 1.
    #[must_use]
    pub const fn with_rows_per_strip(self, rows: u32) -> Self {
        Self { rows_per_strip: if rows == 0 { 1 } else { rows }, ..self }
    }

    /// DocumentName.
    #[must_use]
    pub const fn with_document_name(self, name: &'t str) -> Self {
        Self { document_name: Some(name), ..self }
    }

    /// Software.
    #[must_use]
    pub const fn with_software(self, software: &'t str) -> Self {
        Self { software: Some(software), ..self }
    }

    /// DateTime, as `YYYY:MM:DD HH:MM:SS`.
    #[must_use]
    pub const fn with_date_time(self, date_time: &'t str) -> Self {
        Self { date_time: Some(date_time), ..self }
    }

    /// The page was received, with so much damage. Damaged rows are taken to be put right in the bitmap.
    #[must_use]
    pub const fn with_received(self, received: Received) -> Self {
        Self { received: Some(received), ..self }
    }

    fn params(&self, width: u16) -> Option<Params> {
        let coding = match self.compression {
            Compression::None => return None,
            Compression::Rle | Compression::Mh => Coding::Mh,
            Compression::Mr { k } => Coding::Mr { k },
            Compression::Mmr => Coding::Mmr,
        };
        let rle = self.compression == Compression::Rle;
        let eol = match self.aligned_eols {
            _ if rle => Eol::Absent,
            true => Eol::OctetAligned,
            false => Eol::Plain,
        };
        // Class F wants no RTC, but T.6 wants its EOFB.
        let params = Params::new(coding, width.into()).with_bit_order(self.bit_order).with_eol(eol).with_aligned_rows(rle);
        Some(params.with_end_marker(self.compression == Compression::Mmr))
    }
}

/// Writes a little-endian TIFF file of class F into a [`Store`]. After each page the file is complete.
#[derive(Debug)]
pub struct Writer<S> {
    store: S,
    /// Octets so far.
    len: u32,
    /// Where the offset of the next directory goes.
    link: u32,
    pages: u16,
    of_pages: u16,
}

impl<S: Store> Writer<S> {
    /// Begins a file in an empty store.
    pub fn new(store: S) -> Result<Self, WriteError<S::Error>> {
        let mut writer = Self { store, len: 0, link: 4, pages: 0, of_pages: 0 };
        writer.append(b"II\x2A\0\0\0\0\0")?;
        Ok(writer)
    }

    /// Says how many pages there will be, for PageNumber. Without it, that is left open.
    #[must_use]
    pub fn with_page_count(self, of_pages: u16) -> Self {
        Self { of_pages, ..self }
    }

    /// Appends a page: directory, its values, strips.
    pub fn page(&mut self, bitmap: &Bitmap, options: &PageOptions<'_>) -> Result<(), WriteError<S::Error>> {
        let strips = strips(bitmap, options).map_err(WriteError::Width)?;
        let at = self.len;
        // The offsets of the strips depend on the length of the directory before them, which is the same for any.
        let mut offsets = vec![0; strips.len()];
        let mut next = u64::from(at) + self.fields(bitmap, options, &strips, &offsets).len() as u64;
        for (offset, strip) in offsets.iter_mut().zip(&strips) {
            *offset = u32::try_from(next).map_err(|_| WriteError::TooLong)?;
            next += strip.len() as u64;
        }
        if next >= u64::from(u32::MAX) {
            return Err(WriteError::TooLong);
        }
        let (directory, link) = self.fields(bitmap, options, &strips, &offsets).octets(at);
        self.append(&directory)?;
        for strip in &strips {
            self.append(strip)?;
        }
        if self.len % 2 == 1 {
            // Directories begin on even offsets.
            self.append(&[0])?;
        }
        self.store.patch(self.link, at.to_le_bytes()).map_err(WriteError::Store)?;
        self.link = link;
        self.pages = self.pages.saturating_add(1);
        Ok(())
    }

    /// The store with the finished file.
    pub fn finish(self) -> S {
        self.store
    }
}

impl<S: Store> Writer<S> {
    fn fields(&self, bitmap: &Bitmap, options: &PageOptions<'_>, strips: &[Vec<u8>], offsets: &[u32]) -> Fields {
        let counts: Vec<u32> = strips.iter().map(|strip| strip.len() as u32).collect();
        let (compression, t4) = match options.compression {
            Compression::None => (1, None),
            Compression::Rle => (2, None),
            Compression::Mh => (3, Some(0)),
            Compression::Mr { .. } => (3, Some(T4_TWO_D)),
            Compression::Mmr => (4, None),
        };
        let fill_order = match options.bit_order {
            BitOrder::MsbFirst => 1,
            BitOrder::LsbFirst => 2,
        };
        let mut fields = Fields::default();
        // A page of a document with several.
        fields.longs(NEW_SUBFILE_TYPE, &[2]);
        fields.longs(IMAGE_WIDTH, &[bitmap.width().into()]);
        fields.longs(IMAGE_LENGTH, &[bitmap.height()]);
        fields.shorts(BITS_PER_SAMPLE, &[1]);
        fields.shorts(COMPRESSION, &[compression]);
        fields.shorts(PHOTOMETRIC, &[0]);
        fields.shorts(FILL_ORDER, &[fill_order]);
        if let Some(name) = options.document_name {
            fields.text(DOCUMENT_NAME, name);
        }
        fields.longs(STRIP_OFFSETS, offsets);
        fields.shorts(SAMPLES_PER_PIXEL, &[1]);
        fields.longs(ROWS_PER_STRIP, &[options.rows_per_strip]);
        fields.longs(STRIP_BYTE_COUNTS, &counts);
        fields.rational(X_RESOLUTION, options.density.x.into());
        fields.rational(Y_RESOLUTION, options.density.y.into());
        if let Some(t4) = t4 {
            fields.longs(T4_OPTIONS, &[if options.aligned_eols { t4 | T4_ALIGNED_EOLS } else { t4 }]);
        }
        if options.compression == Compression::Mmr {
            fields.longs(T6_OPTIONS, &[0]);
        }
        // Inches.
        fields.shorts(RESOLUTION_UNIT, &[2]);
        fields.shorts(PAGE_NUMBER, &[self.pages, self.of_pages]);
        if let Some(software) = options.software {
            fields.text(SOFTWARE, software);
        }
        if let Some(date_time) = options.date_time {
            fields.text(DATE_TIME, date_time);
        }
        if let Some(Received { bad_rows, longest_bad_run }) = options.received {
            fields.longs(BAD_FAX_LINES, &[bad_rows]);
            // 1: there were bad rows, and they have been put right.
            fields.shorts(CLEAN_FAX_DATA, &[u16::from(bad_rows > 0)]);
            fields.longs(CONSECUTIVE_BAD_FAX_LINES, &[longest_bad_run]);
        }
        fields
    }

    fn append(&mut self, octets: &[u8]) -> Result<(), WriteError<S::Error>> {
        let len = u32::try_from(octets.len()).ok().and_then(|len| self.len.checked_add(len));
        let len = len.ok_or(WriteError::TooLong)?;
        self.store.append(octets).map_err(WriteError::Store)?;
        self.len = len;
        Ok(())
    }
}

fn strips(bitmap: &Bitmap, options: &PageOptions<'_>) -> Result<Vec<Vec<u8>>, WidthError> {
    let params = options.params(bitmap.width());
    params.unwrap_or(Params::new(Coding::Mmr, bitmap.width().into())).check(usize::MAX)?;
    let strip_octets = bitmap.row_octets().saturating_mul(options.rows_per_strip as usize);
    let mut strips: Vec<Vec<u8>> = Vec::new();
    for rows in bitmap.octets().chunks(strip_octets) {
        strips.push(match params {
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

fn encode(params: Params, rows: &[u8]) -> Result<Vec<u8>, WidthError> {
    let mut encoder = Encoder::with_reference(params, vec![0; params.row_octets()])?;
    let mut strip = Vec::new();
    let mut out = [0; 4096];
    let mut take = |coded: Encoded, out: &[u8]| {
        strip.extend_from_slice(out.get(..coded.written).unwrap_or(out));
        coded.done
    };
    for row in rows.chunks(params.row_octets()) {
        while !take(encoder.row(row, &mut out), &out) {}
    }
    while !take(encoder.finish(&mut out), &out) {}
    Ok(strip)
}

impl<E: fmt::Display> fmt::Display for WriteError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => write!(f, "TIFF file cannot be written: {error}"),
            Self::Width(error) => write!(f, "page cannot be written as TIFF: {error}"),
            Self::TooLong => f.write_str("TIFF file would be longer than 4 GiB: split the document"),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> core::error::Error for WriteError<E> {}
