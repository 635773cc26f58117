//! Header and directories, as they lie in the file: TIFF and BigTIFF, of either byte order.
//!
//! Nothing is followed but the chain of pages: directories below pages (SubIFDs, Exif) have nothing that fax needs.

use alloc::vec::Vec;

use nom::bytes::complete::{tag, take};
use nom::multi::count;
use nom::number::Endianness;
use nom::number::complete::{u8, u16, u32, u64};
use nom::{IResult, Parser};

use super::tags::{ASCII, BYTE, LONG, LONG8, RATIONAL, SHORT};
use super::{FormatError, Limit, Limits, TiffError};

/// Octets of the longest text. The pages of a file can share one, and each looks through it.
const TEXT: usize = 1 << 16;

/// A file, and how its numbers lie in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct File<'f> {
    pub(super) octets: &'f [u8],
    pub(super) endian: Endianness,
    /// BigTIFF: counts and offsets have 64 bits.
    pub(super) big: bool,
}

impl<'f> File<'f> {
    /// Reads the header: the file, and the offset of its first directory.
    pub(super) fn open(octets: &'f [u8]) -> Result<(Self, u64), TiffError> {
        let parse = |endian| {
            move |input: &'f [u8]| -> IResult<&'f [u8], (Self, u64)> {
                let (input, version) = u16(endian)(input)?;
                let file = Self { octets, endian, big: version == 43 };
                let input = match version {
                    42 => input,
                    43 => {
                        // Octets of an offset, and a zero.
                        let (input, numbers) = (u16(endian), u16(endian)).parse(input)?;
                        if numbers != (8, 0) {
                            return nom::combinator::fail().parse(input);
                        }
                        input
                    }
                    _ => return nom::combinator::fail().parse(input),
                };
                file.offset(input).map(|(input, at)| (input, (file, at)))
            }
        };
        let little = (tag("II"), parse(Endianness::Little));
        let big = (tag("MM"), parse(Endianness::Big));
        let header: IResult<_, _> = nom::branch::alt((little, big)).parse(octets);
        header.map(|(_, (_, found))| found).map_err(|_| FormatError::NotTiff.into())
    }

    /// An offset, or the count of an entry.
    fn offset(&self, input: &'f [u8]) -> IResult<&'f [u8], u64> {
        if self.big { u64(self.endian)(input) } else { u32(self.endian).map(u64::from).parse(input) }
    }

    /// Octets of an offset.
    const fn offset_len(&self) -> usize {
        if self.big { 8 } else { 4 }
    }

    /// Octets of a directory entry: tag, type, count, value or its offset.
    const fn entry_len(&self) -> usize {
        4 + 2 * self.offset_len()
    }

    /// What is from an offset on; nothing behind the end.
    pub(super) fn from(&self, at: u64) -> Option<&'f [u8]> {
        self.octets.get(usize::try_from(at).ok()?..)
    }
}

/// A directory: the tags of a page.
#[derive(Clone, Copy)]
pub(super) struct Directory<'f> {
    file: File<'f>,
    entries: &'f [u8],
    /// Offset of this directory.
    pub(super) at: u64,
    /// Offset of the link to the next directory.
    pub(super) link: u64,
    /// Offset of the next directory; 0 behind the last one.
    pub(super) next: u64,
}

struct Entry {
    kind: u16,
    count: u64,
}

impl<'f> Directory<'f> {
    pub(super) fn read(file: File<'f>, at: u64, limits: &Limits) -> Result<Self, TiffError> {
        let input = file.from(at).ok_or(FormatError::Directory(at))?;
        let number = |input| -> IResult<&'f [u8], u64> {
            if file.big { u64(file.endian)(input) } else { u16(file.endian).map(u64::from).parse(input) }
        };
        let (rest, tags) = number(input).map_err(|_| FormatError::Directory(at))?;
        let most = usize::try_from(tags).ok().and_then(|tags| tags.checked_mul(file.entry_len()));
        let entries: IResult<&'f [u8], &'f [u8]> = take(most.unwrap_or(usize::MAX))(rest);
        let (rest, entries) = entries.map_err(|_| FormatError::Directory(at))?;
        if tags > limits.tags as u64 {
            return Err(Limit::Tags.into());
        }
        // Some writers leave out the link behind the last directory.
        let next = file.offset(rest).map_or(0, |(_, next)| next);
        let link = (file.octets.len() - rest.len()) as u64;
        Ok(Self { file, entries, at, link, next })
    }

    pub(super) fn has(&self, tag: u16) -> bool {
        self.values(tag).is_some()
    }

    /// The first number of a tag, which mostly is the only one.
    pub(super) fn number(&self, tag: u16) -> Result<Option<u64>, TiffError> {
        let numbers = self.numbers(tag, 1)?;
        numbers.map(|numbers| numbers.first().copied().ok_or(FormatError::Value(tag).into())).transpose()
    }

    /// The numbers of a tag, at most `limit`.
    pub(super) fn numbers(&self, tag: u16, limit: usize) -> Result<Option<Vec<u64>>, TiffError> {
        let Some((entry, octets)) = self.values(tag) else { return Ok(None) };
        let octets = octets.ok_or(FormatError::Value(tag))?;
        let endian = self.file.endian;
        let number = |input: &'f [u8]| -> IResult<&'f [u8], u64> {
            match entry.kind {
                BYTE => u8.map(u64::from).parse(input),
                SHORT => u16(endian).map(u64::from).parse(input),
                LONG => u32(endian).map(u64::from).parse(input),
                LONG8 => u64(endian)(input),
                _ => nom::combinator::fail().parse(input),
            }
        };
        // The octets are all there, so the count is no more than the file is long.
        let wanted = usize::try_from(entry.count).unwrap_or(usize::MAX).min(limit);
        let (_, numbers) = count(number, wanted).parse(octets).map_err(|_| FormatError::Value(tag))?;
        Ok(Some(numbers))
    }

    /// How many values a tag has.
    pub(super) fn count(&self, tag: u16) -> u64 {
        self.values(tag).map_or(0, |(entry, _)| entry.count)
    }

    /// Numerator and denominator.
    pub(super) fn rational(&self, tag: u16) -> Option<(u32, u32)> {
        let (Entry { kind: RATIONAL, .. }, octets) = self.values(tag)? else { return None };
        let parsed: IResult<_, _> = (u32(self.file.endian), u32(self.file.endian)).parse(octets?);
        parsed.ok().map(|(_, fraction)| fraction)
    }

    /// A text without the zero octets at its end, if it is no longer than [`TEXT`].
    pub(super) fn text(&self, tag: u16) -> Option<&'f str> {
        let (Entry { kind: ASCII, .. }, octets) = self.values(tag)? else { return None };
        str::from_utf8(octets.filter(|octets| octets.len() <= TEXT)?).ok().map(|text| text.trim_end_matches('\0'))
    }

    /// The entry of a tag and the octets of its values, if they are inside the file.
    fn values(&self, wanted: u16) -> Option<(Entry, Option<&'f [u8]>)> {
        let file = self.file;
        let parse = |input: &'f [u8]| -> IResult<&'f [u8], (u16, u16, u64)> {
            (u16(file.endian), u16(file.endian), |input| file.offset(input)).parse(input)
        };
        self.entries.chunks_exact(file.entry_len()).find_map(|entry| {
            let (value, (tag, kind, count)) = parse(entry).ok()?;
            (tag == wanted).then(|| (Entry { kind, count }, self.octets(kind, count, value)))
        })
    }

    fn octets(&self, kind: u16, count: u64, value: &'f [u8]) -> Option<&'f [u8]> {
        let size: usize = match kind {
            BYTE | ASCII => 1,
            SHORT => 2,
            LONG => 4,
            RATIONAL | LONG8 => 8,
            _ => return None,
        };
        let len = size.checked_mul(usize::try_from(count).ok()?)?;
        if len <= value.len() {
            return value.get(..len);
        }
        let (_, offset) = self.file.offset(value).ok()?;
        self.file.from(offset)?.get(..len)
    }
}
