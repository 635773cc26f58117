//! TIFF files of one page, tag by tag, as wrong as a test wants them.
#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, reason = "test code, used in parts")]

use std::collections::BTreeMap;

pub(crate) const BYTE: u16 = 1;
pub(crate) const ASCII: u16 = 2;
pub(crate) const SHORT: u16 = 3;
pub(crate) const LONG: u16 = 4;
pub(crate) const RATIONAL: u16 = 5;

#[derive(Clone)]
pub(crate) struct File {
    big: bool,
    tags: BTreeMap<u16, (u16, Vec<u32>)>,
    strips: Vec<Vec<u8>>,
    pub(crate) next: u32,
}

impl File {
    pub(crate) fn new(big: bool) -> Self {
        Self { big, tags: BTreeMap::new(), strips: Vec::new(), next: 0 }
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
        let mut at = 8;
        for strip in strips {
            offsets.push(at);
            at += strip.len() as u32;
        }
        let counts: Vec<_> = strips.iter().map(|strip| strip.len() as u32).collect();
        file.with(273, LONG, &offsets).with(279, LONG, &counts)
    }

    /// Where the directory begins.
    pub(crate) fn directory_at(&self) -> u32 {
        8 + self.strips.concat().len() as u32
    }

    pub(crate) fn build(&self) -> Vec<u8> {
        let short = |value: u16| if self.big { value.to_be_bytes() } else { value.to_le_bytes() };
        let long = |value: u32| if self.big { value.to_be_bytes() } else { value.to_le_bytes() };
        let mut file = if self.big { b"MM\0\x2A".to_vec() } else { b"II\x2A\0".to_vec() };
        file.extend(long(self.directory_at()));
        file.extend(self.strips.concat());
        file.extend(short(self.tags.len() as u16));
        let mut outside = Vec::new();
        let outside_at = self.directory_at() + 2 + 12 * self.tags.len() as u32 + 4;
        for (&tag, (kind, values)) in &self.tags {
            let mut octets: Vec<u8> = match *kind {
                BYTE | ASCII => values.iter().map(|&value| value as u8).collect(),
                SHORT => values.iter().flat_map(|&value| short(value as u16)).collect(),
                _ => values.iter().flat_map(|&value| long(value)).collect(),
            };
            let count = if *kind == RATIONAL { values.len() / 2 } else { values.len() };
            file.extend(short(tag));
            file.extend(short(*kind));
            file.extend(long(count as u32));
            if octets.len() <= 4 {
                octets.resize(4, 0);
                file.extend(octets);
            } else {
                file.extend(long(outside_at + outside.len() as u32));
                outside.extend(octets);
            }
        }
        file.extend(long(self.next));
        file.extend(outside);
        file
    }
}
