//! How a page is written, and what its tags say.

use super::fields::Fields;
use super::profile::{self, Profile, Violation};
use super::tags::{
    BAD_FAX_LINES, BITS_PER_SAMPLE, CLEAN_FAX_DATA, CLEAN_FAX_DATA_LEFT, CLEAN_FAX_DATA_REGENERATED, COMPRESSION,
    CONSECUTIVE_BAD_FAX_LINES, DATE_TIME, DOCUMENT_NAME, FILL_ORDER, IMAGE_DESCRIPTION, IMAGE_LENGTH, IMAGE_WIDTH,
    NEW_SUBFILE_TYPE, PAGE_NUMBER, PHOTOMETRIC, RESOLUTION_UNIT, ROWS_PER_STRIP, SAMPLES_PER_PIXEL, SOFTWARE,
    STRIP_BYTE_COUNTS, STRIP_OFFSETS, T4_ALIGNED_EOLS, T4_OPTIONS, T4_TWO_D, T6_OPTIONS, X_RESOLUTION, Y_RESOLUTION,
};
use super::{Compression, Received};
use crate::{BitOrder, Bitmap, Density, Params};

/// How a page is written, and what its tags say.
#[derive(Clone, Copy, Debug)]
pub struct PageOptions<'t> {
    pub(super) compression: Compression,
    pub(super) bit_order: BitOrder,
    pub(super) rows_per_strip: u32,
    density: Density,
    aligned_eols: bool,
    profile: Option<Profile>,
    document_name: Option<&'t str>,
    description: Option<&'t str>,
    software: Option<&'t str>,
    date_time: Option<&'t str>,
    received: Option<Received>,
    bad_rows_left: bool,
}

/// Where the strips of a page are in the file.
pub(super) struct Layout<'a> {
    pub(super) offsets: &'a [u32],
    pub(super) counts: &'a [u32],
    /// Number of the page from 0, and of how many.
    pub(super) number: [u16; 2],
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
            profile: None,
            document_name: None,
            description: None,
            software: None,
            date_time: None,
            received: None,
            bad_rows_left: false,
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

    /// Refuses pages that are not of this profile.
    #[must_use]
    pub const fn with_profile(self, profile: Profile) -> Self {
        Self { profile: Some(profile), ..self }
    }

    /// DocumentName. TIFF wants ASCII here and in the other texts; UTF-8 is written as it is.
    #[must_use]
    pub const fn with_document_name(self, name: &'t str) -> Self {
        Self { document_name: Some(name), ..self }
    }

    /// ImageDescription.
    #[must_use]
    pub const fn with_description(self, description: &'t str) -> Self {
        Self { description: Some(description), ..self }
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

    /// The page was received, with so much damage. Damaged rows are taken to be put right in the bitmap (CleanFaxData 1).
    /// It is left out of uncompressed pages, in which libtiff does not know these tags.
    #[must_use]
    pub const fn with_received(self, received: Received) -> Self {
        Self { received: Some(received), ..self }
    }

    /// Whether damaged rows of a received page are still in the bitmap (CleanFaxData 2).
    #[must_use]
    pub const fn with_bad_rows_left(self, bad_rows_left: bool) -> Self {
        Self { bad_rows_left, ..self }
    }

    /// Whether a page is of the profile that was asked for.
    pub(super) fn check(&self, bitmap: &Bitmap) -> Result<(), Violation> {
        let Some(profile) = self.profile else { return Ok(()) };
        profile::check(
            profile,
            &profile::Traits {
                compression: self.compression,
                bit_order: self.bit_order,
                width: bitmap.width().into(),
                density: self.density,
                single_strip: self.rows_per_strip >= bitmap.height(),
            },
        )
    }

    /// How the strips are coded; `None` if they are not.
    pub(super) fn params(&self, width: u16) -> Option<Params> {
        // Class F wants no RTC, but T.6 wants its EOFB.
        let params = self.compression.params(width, self.bit_order, self.aligned_eols)?;
        Some(params.with_end_marker(self.compression == Compression::Mmr))
    }

    /// The tags of a page.
    pub(super) fn fields(&self, bitmap: &Bitmap, layout: &Layout<'_>) -> Fields {
        let mut t4 = match self.compression {
            Compression::Mr { .. } => Some(T4_TWO_D),
            Compression::Mh => Some(0),
            _ => None,
        };
        if self.aligned_eols {
            t4 = t4.map(|t4| t4 | T4_ALIGNED_EOLS);
        }
        let mut fields = Fields::default();
        // A page of a document with several.
        fields.longs(NEW_SUBFILE_TYPE, &[2]);
        fields.longs(IMAGE_WIDTH, &[bitmap.width().into()]);
        fields.longs(IMAGE_LENGTH, &[bitmap.height()]);
        fields.shorts(BITS_PER_SAMPLE, &[1]);
        fields.shorts(COMPRESSION, &[self.compression.number()]);
        fields.shorts(PHOTOMETRIC, &[0]);
        fields.shorts(FILL_ORDER, &[if self.bit_order == BitOrder::MsbFirst { 1 } else { 2 }]);
        fields.text(DOCUMENT_NAME, self.document_name);
        fields.text(IMAGE_DESCRIPTION, self.description);
        fields.longs(STRIP_OFFSETS, layout.offsets);
        fields.shorts(SAMPLES_PER_PIXEL, &[1]);
        fields.longs(ROWS_PER_STRIP, &[self.rows_per_strip.min(bitmap.height()).max(1)]);
        fields.longs(STRIP_BYTE_COUNTS, layout.counts);
        fields.rational(X_RESOLUTION, self.density.x.into());
        fields.rational(Y_RESOLUTION, self.density.y.into());
        if let Some(t4) = t4 {
            fields.longs(T4_OPTIONS, &[t4 as u32]);
        }
        if self.compression == Compression::Mmr {
            fields.longs(T6_OPTIONS, &[0]);
        }
        // Inches.
        fields.shorts(RESOLUTION_UNIT, &[2]);
        fields.shorts(PAGE_NUMBER, &layout.number);
        fields.text(SOFTWARE, self.software);
        fields.text(DATE_TIME, self.date_time);
        let received = self.received.filter(|_| self.compression != Compression::None);
        if let Some(Received { bad_rows, longest_bad_run }) = received {
            fields.longs(BAD_FAX_LINES, &[bad_rows]);
            fields.shorts(
                CLEAN_FAX_DATA,
                &[match (bad_rows, self.bad_rows_left) {
                    (0, _) => 0,
                    (_, false) => CLEAN_FAX_DATA_REGENERATED,
                    (_, true) => CLEAN_FAX_DATA_LEFT,
                }],
            );
            fields.longs(CONSECUTIVE_BAD_FAX_LINES, &[longest_bad_run]);
        }
        fields
    }
}
