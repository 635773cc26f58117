//! The information field that DIS, DTC and DCS share: up to 128 bits under the numbers that T.30 gives them.

use bitvec::prelude::{BitArr, Lsb0};

use super::Bit;

/// The longest field that is kept, in octets.
const OCTETS: usize = 16;

/// The bits of a DIS, DTC or DCS under the numbers that T.30 gives them: 1 is the first on the line.
///
/// Bits that this crate does not know are kept, so that a field can be shown and passed on as it came. Extend bits (24, 32, 40
/// and so on) say nothing but that another octet follows: they read as false here, and [`to_fif`](Self::to_fif) sets them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Field(BitArr!(for 128, in u8, Lsb0));

/// A number that several neighbouring bits make up. The bit with the lowest number has the lowest value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Group {
    /// Bits 11 to 14: modulations in DIS, modulation and rate in DCS.
    Rate,
    /// Bits 17 and 18: width of the paper. 0 is 215 mm, 1 is 255 mm, 2 is 303 mm; 3 is invalid.
    Width,
    /// Bits 19 and 20: length of the paper. 0 is 297 mm, 1 is 364 mm, 2 is any; 3 is invalid.
    Length,
    /// Bits 21 to 23: minimum time for a row, see [`ScanLineTime`](crate::ScanLineTime).
    RowTime,
    /// Bits 92 to 94: mode of mixed raster content (T.44), 0 is none.
    MixedRaster,
    /// Bits 117 and 118: shared memory. 0 is none, 2 is 1 MB, 1 is 2 MB, 3 is 32 MB or more.
    Memory,
    /// Bits 124 to 126: profile of JBIG2 (T.89), 0 is none.
    Jbig2,
}

impl Group {
    /// All of them, in the order of their bits.
    pub const ALL: [Self; 7] =
        [Self::Rate, Self::Width, Self::Length, Self::RowTime, Self::MixedRaster, Self::Memory, Self::Jbig2];

    /// The number of its lowest bit and how many there are.
    #[must_use]
    pub const fn bits(self) -> (usize, usize) {
        match self {
            Self::Rate => (11, 4),
            Self::Width => (17, 2),
            Self::Length => (19, 2),
            Self::RowTime => (21, 3),
            Self::MixedRaster => (92, 3),
            Self::Memory => (117, 2),
            Self::Jbig2 => (124, 3),
        }
    }

    /// The group that bit `number` belongs to.
    pub(super) fn of(number: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|group| {
            let (first, count) = group.bits();
            (first..first + count).contains(&number)
        })
    }
}

impl Field {
    /// Reads an information field: what is missing is zero, what follows an octet without extend bit is ignored, and so is all
    /// behind 16 octets.
    ///
    /// Returns `None` for fewer than three octets.
    #[must_use]
    pub fn parse(fif: &[u8]) -> Option<Self> {
        if fif.len() < 3 {
            return None;
        }
        let mut field = Self::default();
        for (octet, (from, to)) in fif.iter().zip(field.0.data.iter_mut()).enumerate() {
            let extends = octet >= 2;
            *to = if extends { from & 0x7F } else { *from };
            if extends && from & 0x80 == 0 {
                break;
            }
        }
        Some(field)
    }

    /// The octets to send and how many of them count, at least three: trailing zero octets dropped, extend bits set on every
    /// octet from the third to the last but one.
    #[must_use]
    pub fn to_fif(&self) -> ([u8; 16], usize) {
        let mut fif: [u8; OCTETS] = self.0.data;
        let length = fif.iter().rposition(|&octet| octet != 0).map_or(3, |last| (last + 1).max(3));
        for octet in fif.iter_mut().take(length - 1).skip(2) {
            *octet |= 0x80;
        }
        (fif, length)
    }

    /// Bit `number` of T.30, from 1 to 127; false for extend bits and beyond.
    #[must_use]
    pub fn bit(&self, number: usize) -> bool {
        number.checked_sub(1).and_then(|at| self.0.get(at)).is_some_and(|bit| *bit)
    }

    /// Writes bit `number` of T.30. Extend bits and numbers beyond the field are left alone.
    pub fn set_bit(&mut self, number: usize, value: bool) {
        if number >= 24 && number.is_multiple_of(8) {
            return;
        }
        if let Some(mut bit) = number.checked_sub(1).and_then(|at| self.0.get_mut(at)) {
            *bit = value;
        }
    }

    /// A bit by its name.
    #[must_use]
    pub fn has(&self, bit: Bit) -> bool {
        self.bit(bit.number())
    }

    /// Writes a bit by its name.
    pub fn set(&mut self, bit: Bit, value: bool) {
        self.set_bit(bit.number(), value);
    }

    /// The number that a group of bits says.
    #[must_use]
    pub fn value(&self, group: Group) -> u8 {
        let (first, count) = group.bits();
        (0..count).fold(0, |value, at| value | u8::from(self.bit(first + at)) << at)
    }

    /// Writes a group of bits; what `value` has beyond them is dropped.
    pub fn set_value(&mut self, group: Group, value: u8) {
        let (first, count) = group.bits();
        for at in 0..count {
            self.set_bit(first + at, value >> at & 1 == 1);
        }
    }

    /// How many bits are set, extend bits not counted.
    #[must_use]
    pub fn claims(&self) -> usize {
        self.0.count_ones()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extend_bits_follow_from_the_length() {
        let mut field = Field::default();
        assert_eq!(field.to_fif(), ([0; 16], 3));
        field.set_bit(10, true);
        field.set_bit(127, true);
        field.set_bit(32, true);
        let (fif, length) = field.to_fif();
        assert_eq!(length, 16);
        assert_eq!(fif, [0, 0x02, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40]);
        assert_eq!(Field::parse(&fif), Some(field));
        assert!(!field.bit(32) && !field.bit(128) && !field.bit(0) && !field.bit(1000));
    }

    #[test]
    fn octets_behind_the_end_are_ignored_and_short_fields_refused() {
        let field = Field::parse(&[0x00, 0x02, 0x00, 0xFF, 0xFF]).expect("long enough");
        assert_eq!((field.claims(), field.has(Bit::Receives)), (1, true));
        assert_eq!(Field::parse(&[0, 2]), None);
    }

    #[test]
    fn what_is_not_known_is_kept() {
        // Reserved bits 25, 39, 52 and 103 in a field that came with empty octets at its end.
        let mut came = [0x00, 0x02, 0x80, 0x81, 0xC0, 0x80, 0x88, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40, 0x00, 0x00];
        came[12] |= 0x80;
        let field = Field::parse(&came).expect("long enough");
        assert!([10, 25, 39, 52, 103].into_iter().all(|number| field.bit(number)));
        let (fif, length) = field.to_fif();
        assert_eq!(fif[..length], [0x00, 0x02, 0x80, 0x81, 0xC0, 0x80, 0x88, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40]);
    }

    #[test]
    fn groups_are_numbers_with_the_first_bit_lowest() {
        let mut field = Field::default();
        for group in Group::ALL {
            let (first, count) = group.bits();
            for value in 0..1 << count {
                field.set_value(group, value);
                assert_eq!(field.value(group), value);
                assert_eq!(field.bit(first), value & 1 == 1);
            }
            assert_eq!(field.claims(), count);
            field.set_value(group, 0);
        }
    }
}
