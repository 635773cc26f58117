//! Where the octets of a page lie, whatever its byte counts say.

use alloc::vec::Vec;

use super::ifd::{Directory, File};
use super::tags::{STRIP_BYTE_COUNTS, STRIP_OFFSETS};
use super::{FormatError, Limit, Limits, TiffError};

/// The octets of each strip from the top down.
///
/// A byte count that is missing or zero gives way to what comes next in the file: another strip, this directory or the
/// next one; one that reaches beyond that, or beyond the file, ends there. A strip at offset 0 or outside the file has
/// no octets, so that its rows count as missing; a page of which no strip is inside is refused.
pub(super) fn strips<'f>(file: File<'f>, tags: &Directory<'f>, limits: &Limits) -> Result<Vec<&'f [u8]>, TiffError> {
    if tags.count(STRIP_OFFSETS) > limits.strips as u64 {
        return Err(Limit::Strips.into());
    }
    let offsets = tags.numbers(STRIP_OFFSETS, limits.strips)?.ok_or(FormatError::Missing(STRIP_OFFSETS))?;
    let counts = tags.numbers(STRIP_BYTE_COUNTS, offsets.len()).ok().flatten().unwrap_or_default();
    let strip = |(index, &offset): (usize, &u64)| {
        let rest = file.from(offset).filter(|_| offset > 0).unwrap_or_default();
        let next = [offsets.get(index + 1).copied().unwrap_or(0), tags.at, tags.next, offset + rest.len() as u64];
        let to_next = next.iter().filter_map(|next| next.checked_sub(offset)).filter(|&len| len > 0).min();
        let counted = counts.get(index).copied().filter(|&len| len > 0);
        let len = counted.unwrap_or(u64::MAX).min(to_next.unwrap_or(0));
        rest.get(..usize::try_from(len).unwrap_or(0)).unwrap_or(rest)
    };
    let strips: Vec<_> = offsets.iter().enumerate().map(strip).collect();
    match strips.iter().all(|strip| strip.is_empty()) {
        true if !strips.is_empty() => Err(FormatError::Strip(0).into()),
        _ => Ok(strips),
    }
}
