//! Numbers of TIFF: tags, field types, compressions.

pub(super) const NEW_SUBFILE_TYPE: u16 = 254;
pub(super) const SUBFILE_TYPE: u16 = 255;
pub(super) const IMAGE_WIDTH: u16 = 256;
pub(super) const IMAGE_LENGTH: u16 = 257;
pub(super) const BITS_PER_SAMPLE: u16 = 258;
pub(super) const COMPRESSION: u16 = 259;
pub(super) const PHOTOMETRIC: u16 = 262;
pub(super) const FILL_ORDER: u16 = 266;
pub(super) const DOCUMENT_NAME: u16 = 269;
pub(super) const IMAGE_DESCRIPTION: u16 = 270;
pub(super) const STRIP_OFFSETS: u16 = 273;
pub(super) const ORIENTATION: u16 = 274;
pub(super) const SAMPLES_PER_PIXEL: u16 = 277;
pub(super) const ROWS_PER_STRIP: u16 = 278;
pub(super) const STRIP_BYTE_COUNTS: u16 = 279;
pub(super) const X_RESOLUTION: u16 = 282;
pub(super) const Y_RESOLUTION: u16 = 283;
pub(super) const T4_OPTIONS: u16 = 292;
pub(super) const T6_OPTIONS: u16 = 293;
pub(super) const RESOLUTION_UNIT: u16 = 296;
pub(super) const PAGE_NUMBER: u16 = 297;
pub(super) const SOFTWARE: u16 = 305;
pub(super) const DATE_TIME: u16 = 306;
pub(super) const TILE_WIDTH: u16 = 322;
pub(super) const TILE_OFFSETS: u16 = 324;
pub(super) const BAD_FAX_LINES: u16 = 326;
pub(super) const CLEAN_FAX_DATA: u16 = 327;
pub(super) const CONSECUTIVE_BAD_FAX_LINES: u16 = 328;

pub(super) const BYTE: u16 = 1;
pub(super) const ASCII: u16 = 2;
pub(super) const SHORT: u16 = 3;
pub(super) const LONG: u16 = 4;
pub(super) const RATIONAL: u16 = 5;
/// Of BigTIFF: 64 bits.
pub(super) const LONG8: u16 = 16;

/// T4Options: two-dimensional coding.
pub(super) const T4_TWO_D: u64 = 1;
/// T4Options: EOLs end on octet boundaries.
pub(super) const T4_ALIGNED_EOLS: u64 = 4;

/// T4Options and T6Options: uncompressed mode may occur.
pub(super) const UNCOMPRESSED_MODE: u64 = 2;

/// NewSubfileType: the picture is a smaller version of another one.
pub(super) const REDUCED: u64 = 1;
/// NewSubfileType: the picture says which pels of another one count.
pub(super) const MASK: u64 = 4;
/// SubfileType, before there was NewSubfileType: a smaller version.
pub(super) const OLD_REDUCED: u64 = 2;

/// CleanFaxData: bad rows have been put right.
pub(super) const CLEAN_FAX_DATA_REGENERATED: u16 = 1;
/// CleanFaxData: damaged rows are left in the data.
pub(super) const CLEAN_FAX_DATA_LEFT: u16 = 2;
