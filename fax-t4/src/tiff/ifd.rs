//! Header and directories, as they lie in the file.

use alloc::vec::Vec;

use nom::bytes::complete::{tag, take};
use nom::multi::count;
use nom::number::Endianness;
use nom::number::complete::{u8, u16, u32};
use nom::sequence::preceded;
use nom::{IResult, Parser};

use super::tags::{ASCII, BYTE, LONG, RATIONAL, SHORT};
use super::{FormatError, Limit, Limits, TiffError};

/// Octets of a directory entry: tag, type, count, value or its offset.
const ENTRY: usize = 12;

/// Octets of the longest text. The pages of a file can share one, and each looks through it.
const TEXT: usize = 1 << 16;

/// Endianness and offset of the first directory.
pub(super) fn header(file: &[u8]) -> Result<(Endianness, u32), TiffError> {
    fn offset(endian: Endianness) -> impl Fn(&[u8]) -> IResult<&[u8], u32> {
        move |input| {
            let (input, version) = u16(endian)(input)?;
            // 42 is the version of TIFF; 43 would be BigTIFF.
            let (input, _) = nom::combinator::verify(nom::combinator::success(version), |v| *v == 42).parse(input)?;
            u32(endian)(input)
        }
    }
    let little = preceded(tag("II"), offset(Endianness::Little)).map(|at| (Endianness::Little, at));
    let big = preceded(tag("MM"), offset(Endianness::Big)).map(|at| (Endianness::Big, at));
    let header: IResult<_, _> = nom::branch::alt((little, big)).parse(file);
    header.map(|(_, found)| found).map_err(|_| FormatError::NotTiff.into())
}

/// A directory: the tags of a page.
#[derive(Clone, Copy)]
pub(super) struct Directory<'f> {
    file: &'f [u8],
    endian: Endianness,
    entries: &'f [u8],
    /// Offset of this directory.
    pub(super) at: u32,
    /// Offset of the next directory; 0 behind the last one.
    pub(super) next: u32,
}

struct Entry {
    kind: u16,
    count: u32,
}

impl<'f> Directory<'f> {
    pub(super) fn read(file: &'f [u8], endian: Endianness, at: u32, limits: &Limits) -> Result<Self, TiffError> {
        let input = file.get(at as usize..).ok_or(FormatError::Directory(at))?;
        let parse = |input: &'f [u8]| -> IResult<&'f [u8], (u16, &'f [u8])> {
            let (input, tags) = u16(endian)(input)?;
            let (input, entries) = take(usize::from(tags) * ENTRY)(input)?;
            Ok((input, (tags, entries)))
        };
        let (rest, (tags, entries)) = parse(input).map_err(|_| FormatError::Directory(at))?;
        if usize::from(tags) > limits.tags {
            return Err(Limit::Tags.into());
        }
        // Some writers leave out the link behind the last directory.
        let link: IResult<_, _> = u32(endian)(rest);
        Ok(Self { file, endian, entries, at, next: link.map_or(0, |(_, next)| next) })
    }

    pub(super) fn has(&self, tag: u16) -> bool {
        self.values(tag).is_some()
    }

    /// The only number of a tag.
    pub(super) fn number(&self, tag: u16) -> Result<Option<u32>, TiffError> {
        let numbers = self.numbers(tag, 1)?;
        numbers.map(|numbers| numbers.first().copied().ok_or(FormatError::Value(tag).into())).transpose()
    }

    /// The numbers of a tag, at most `limit`.
    pub(super) fn numbers(&self, tag: u16, limit: usize) -> Result<Option<Vec<u32>>, TiffError> {
        let Some((entry, octets)) = self.values(tag) else { return Ok(None) };
        let octets = octets.ok_or(FormatError::Value(tag))?;
        let number = |input: &'f [u8]| -> IResult<&'f [u8], u32> {
            match entry.kind {
                BYTE => u8.map(u32::from).parse(input),
                SHORT => u16(self.endian).map(u32::from).parse(input),
                LONG => u32(self.endian)(input),
                _ => nom::combinator::fail().parse(input),
            }
        };
        // The octets are all there, so the count is no more than the file is long.
        let (_, numbers) =
            count(number, (entry.count as usize).min(limit)).parse(octets).map_err(|_| FormatError::Value(tag))?;
        Ok(Some(numbers))
    }

    /// How many values a tag has.
    pub(super) fn count(&self, tag: u16) -> usize {
        self.values(tag).map_or(0, |(entry, _)| entry.count as usize)
    }

    /// Numerator and denominator.
    pub(super) fn rational(&self, tag: u16) -> Option<(u32, u32)> {
        let (Entry { kind: RATIONAL, .. }, octets) = self.values(tag)? else { return None };
        let parsed: IResult<_, _> = (u32(self.endian), u32(self.endian)).parse(octets?);
        parsed.ok().map(|(_, fraction)| fraction)
    }

    /// A text without the zero octets at its end, if it is no longer than [`TEXT`].
    pub(super) fn text(&self, tag: u16) -> Option<&'f str> {
        let (Entry { kind: ASCII, .. }, octets) = self.values(tag)? else { return None };
        str::from_utf8(octets.filter(|octets| octets.len() <= TEXT)?).ok().map(|text| text.trim_end_matches('\0'))
    }

    /// The entry of a tag and the octets of its values, if they are inside the file.
    fn values(&self, wanted: u16) -> Option<(Entry, Option<&'f [u8]>)> {
        let parse = |input: &'f [u8]| -> IResult<&'f [u8], (u16, u16, u32)> {
            (u16(self.endian), u16(self.endian), u32(self.endian)).parse(input)
        };
        self.entries.chunks_exact(ENTRY).find_map(|entry| {
            let (value, (tag, kind, count)) = parse(entry).ok()?;
            (tag == wanted).then(|| (Entry { kind, count }, self.octets(kind, count, value)))
        })
    }

    fn octets(&self, kind: u16, count: u32, value: &'f [u8]) -> Option<&'f [u8]> {
        let size: usize = match kind {
            BYTE | ASCII => 1,
            SHORT => 2,
            LONG => 4,
            RATIONAL => 8,
            _ => return None,
        };
        let len = size.checked_mul(count as usize)?;
        if len <= value.len() {
            return value.get(..len);
        }
        let offset: IResult<_, _> = u32(self.endian)(value);
        self.file.get(offset.ok()?.1 as usize..)?.get(..len)
    }
}
