//! TIFF files of one page, tag by tag, as wrong as a test wants them.
#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, reason = "test code, used in parts")]

use std::collections::BTreeMap;

pub(crate) const BYTE: u16 = 1;
pub(crate) const ASCII: u16 = 2;
pub(crate) const SHORT: u16 = 3;
pub(crate) const LONG: u16 = 4;
pub(crate) const RATIONAL: u16 = 5;
pub(crate) const LONG8: u16 = 16;

#[derive(Clone)]
pub(crate) struct File {
    big: bool,
    /// BigTIFF.
    wide: bool,
    tags: BTreeMap<u16, (u16, Vec<u32>)>,
    strips: Vec<Vec<u8>>,
    pub(crate) next: u32,
}

impl File {
    pub(crate) fn new(big: bool) -> Self {
        Self { big, wide: false, tags: BTreeMap::new(), strips: Vec::new(), next: 0 }
    }

    /// As BigTIFF.
    pub(crate) fn wide(&self) -> Self {
        let mut file = Self { wide: true, ..self.clone() };
        let strips = file.strips.clone();
        file = file.strips(&strips.iter().map(|strip| &strip[..]).collect::<Vec<_>>());
        file
    }

    /// Octets of the header.
    fn header(&self) -> u32 {
        if self.wide { 16 } else { 8 }
    }

    /// The numbers of a rational are numerator and denominator.
    pub(crate) fn with(&self, tag: u16, kind: u16, values: &[u32]) -> Self {
        let mut file = self.clone();
        file.tags.insert(tag, (kind, values.to_vec()));
        file
    }

    pub(crate) fn without(&self, tag: u16) -> Self {
        let mut file = self.clone();
        file.tags.remove(&tag);
        file
    }

    /// The link to the next directory.
    pub(crate) fn linked_to(&self, next: u32) -> Self {
        Self { next, ..self.clone() }
    }

    pub(crate) fn strip(&self, octets: &[u8]) -> Self {
        self.strips(&[octets])
    }

    /// Strips at the front of the file, behind its header.
    pub(crate) fn strips(&self, strips: &[&[u8]]) -> Self {
        let mut file = self.clone();
        file.strips = strips.iter().map(|strip| strip.to_vec()).collect();
        let mut offsets = Vec::new();
        let mut at = self.header();
        for strip in strips {
            offsets.push(at);
            at += strip.len() as u32;
        }
        let counts: Vec<_> = strips.iter().map(|strip| strip.len() as u32).collect();
        file.with(273, LONG, &offsets).with(279, LONG, &counts)
    }

    /// Where the directory begins.
    pub(crate) fn directory_at(&self) -> u32 {
        self.header() + self.strips.concat().len() as u32
    }

    pub(crate) fn build(&self) -> Vec<u8> {
        let number = |value: u64, len: usize| -> Vec<u8> {
            if self.big { value.to_be_bytes()[8 - len..].to_vec() } else { value.to_le_bytes()[..len].to_vec() }
        };
        let short = |value: u16| number(value.into(), 2);
        let long = |value: u32| number(value.into(), 4);
        // Offsets, and counts of values.
        let size = if self.wide { 8 } else { 4 };
        let offset = |value: u32| number(value.into(), size);
        let mut file = if self.big { b"MM".to_vec() } else { b"II".to_vec() };
        file.extend(if self.wide { [short(43), short(8), short(0)].concat() } else { short(42) });
        file.extend(offset(self.directory_at()));
        file.extend(self.strips.concat());
        file.extend(number(self.tags.len() as u64, if self.wide { 8 } else { 2 }));
        let mut outside = Vec::new();
        let outside_at = file.len() as u32 + (4 + 2 * size as u32) * self.tags.len() as u32 + size as u32;
        for (&tag, (kind, values)) in &self.tags {
            let mut octets: Vec<u8> = match *kind {
                BYTE | ASCII => values.iter().map(|&value| value as u8).collect(),
                SHORT => values.iter().flat_map(|&value| short(value as u16)).collect(),
                LONG8 => values.iter().flat_map(|&value| number(value.into(), 8)).collect(),
                _ => values.iter().flat_map(|&value| long(value)).collect(),
            };
            let count = if *kind == RATIONAL { values.len() / 2 } else { values.len() };
            file.extend(short(tag));
            file.extend(short(*kind));
            file.extend(offset(count as u32));
            if octets.len() <= size {
                octets.resize(size, 0);
                file.extend(octets);
            } else {
                file.extend(offset(outside_at + outside.len() as u32));
                outside.extend(octets);
            }
        }
        file.extend(offset(self.next));
        file.extend(outside);
        file
    }
}
