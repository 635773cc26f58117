//! A directory that is being written.

use alloc::vec::Vec;

use super::tags::{ASCII, LONG, RATIONAL, SHORT};

/// The tags of a page in ascending order, little-endian.
#[derive(Default)]
pub(super) struct Fields(Vec<Field>);

struct Field {
    tag: u16,
    kind: u16,
    count: u32,
    value: Vec<u8>,
}

impl Fields {
    pub(super) fn shorts(&mut self, tag: u16, values: &[u16]) {
        self.add(tag, SHORT, values.len(), values.iter().flat_map(|value| value.to_le_bytes()).collect());
    }

    pub(super) fn longs(&mut self, tag: u16, values: &[u32]) {
        self.add(tag, LONG, values.len(), values.iter().flat_map(|value| value.to_le_bytes()).collect());
    }

    /// A whole number as a fraction.
    pub(super) fn rational(&mut self, tag: u16, value: u32) {
        self.add(tag, RATIONAL, 1, [value, 1].iter().flat_map(|value| value.to_le_bytes()).collect());
    }

    /// Nothing without a text. A zero would end it early.
    pub(super) fn text(&mut self, tag: u16, text: Option<&str>) {
        let Some(text) = text else { return };
        let octets: Vec<u8> = text.bytes().filter(|&octet| octet != 0).chain([0]).collect();
        self.add(tag, ASCII, octets.len(), octets);
    }

    /// Octets of the directory and of the values behind it.
    pub(super) fn len(&self) -> usize {
        self.head_len() + self.0.iter().map(|field| outside(field.value.len())).sum::<usize>()
    }

    /// The directory for offset `at`, with its values behind it, and the place of its link to the next one.
    pub(super) fn octets(&self, at: u32) -> (Vec<u8>, u32) {
        let mut head = Vec::with_capacity(self.len());
        let mut values = Vec::new();
        head.extend_from_slice(&(self.0.len() as u16).to_le_bytes());
        for Field { tag, kind, count, value } in &self.0 {
            head.extend_from_slice(&tag.to_le_bytes());
            head.extend_from_slice(&kind.to_le_bytes());
            head.extend_from_slice(&count.to_le_bytes());
            if outside(value.len()) == 0 {
                let end = head.len() + 4;
                head.extend_from_slice(value);
                head.resize(end, 0);
            } else {
                head.extend_from_slice(&(at + (self.head_len() + values.len()) as u32).to_le_bytes());
                values.extend_from_slice(value);
                values.resize(values.len().next_multiple_of(2), 0);
            }
        }
        let link = at + head.len() as u32;
        head.extend_from_slice(&[0; 4]);
        head.extend_from_slice(&values);
        (head, link)
    }

    fn add(&mut self, tag: u16, kind: u16, count: usize, value: Vec<u8>) {
        self.0.push(Field { tag, kind, count: count as u32, value });
    }

    fn head_len(&self) -> usize {
        2 + 12 * self.0.len() + 4
    }
}

/// Octets that a value takes behind the directory: none if it fits into its entry.
fn outside(len: usize) -> usize {
    if len <= 4 { 0 } else { len.next_multiple_of(2) }
}
