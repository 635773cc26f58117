//! DIS, DTC and DCS in words, for reports and transcripts.

use core::fmt;

use super::{Bit, Dcs, Dis, Field, Group, Mode};
use crate::{Abilities, PageLength, PageWidth, Resolution};

/// Writes words with commas between them.
struct List<'w, 'f> {
    to: &'w mut fmt::Formatter<'f>,
    empty: bool,
}

impl List<'_, '_> {
    fn word(&mut self, word: impl fmt::Display) -> fmt::Result {
        if !core::mem::replace(&mut self.empty, false) {
            self.to.write_str(", ")?;
        }
        write!(self.to, "{word}")
    }

    /// All that a field says, in the order of its bits. `group` and `bit` know the words that DIS and DCS do not share, and
    /// say whether they had one.
    fn field(
        &mut self,
        field: &Field,
        mut group: impl FnMut(&mut Self, Group) -> Result<bool, fmt::Error>,
        mut bit: impl FnMut(&mut Self, Bit) -> Result<bool, fmt::Error>,
    ) -> fmt::Result {
        for number in 1..=128 {
            match (Group::of(number), Bit::numbered(number)) {
                (Some(found), _) if found.bits().0 == number => {
                    if !group(self, found)? && field.value(found) != 0 {
                        self.group(found, field.value(found))?;
                    }
                }
                (Some(_), _) => {}
                (None, Some(found)) => {
                    if !bit(self, found)? && field.has(found) {
                        self.word(found.word())?;
                    }
                }
                (None, None) if field.bit(number) => self.word(format_args!("bit {number}"))?,
                (None, None) => {}
            }
        }
        Ok(())
    }

    fn group(&mut self, group: Group, value: u8) -> fmt::Result {
        match group {
            Group::MixedRaster => self.word(format_args!("MRC mode {value}")),
            Group::Memory => self.word(match value {
                1 => "2 MB shared",
                2 => "1 MB shared",
                _ => "32 MB shared",
            }),
            Group::Jbig2 => self.word(format_args!("JBIG2 profile {value}")),
            Group::Rate | Group::Width | Group::Length | Group::RowTime => Ok(()),
        }
    }
}

/// What a station can do: the fastest modulation, and then every bit that is set.
///
/// ```
/// use fax_core::frame::Dis;
///
/// let dis = Dis::parse(&[0x00, 0xEE, 0xFA, 0x44]).expect("three octets or more");
/// assert_eq!(dis.to_string(), "receives, V.17 14400, fine, MR, A3, any length, no row time, ECM, MMR");
/// ```
impl fmt::Display for Dis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let can = self.abilities();
        let group = |list: &mut List<'_, '_>, group| {
            match group {
                Group::Rate => can.modulations.fastest().map_or(Ok(()), |fastest| list.word(fastest))?,
                Group::Width => list.word(can.width)?,
                Group::Length => list.word(can.length)?,
                Group::RowTime => list.word(can.scan_line)?,
                _ => return Ok(false),
            }
            Ok(true)
        };
        List { to: f, empty: true }.field(self.field(), group, |_, _| Ok(false))
    }
}

/// What is commanded: modulation, resolution, and then every bit that is set.
///
/// ```
/// use fax_core::frame::Dcs;
///
/// let dcs = Dcs::parse(&[0x00, 0x62, 0x78]).expect("three octets or more");
/// assert_eq!(dcs.to_string(), "V.17 14400, fine, A4, any length, no row time");
/// ```
impl fmt::Display for Dcs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let resolution = self.resolution();
        let group = |list: &mut List<'_, '_>, group| {
            match group {
                Group::Rate => match self.modulation() {
                    Some(modulation) => list.word(modulation)?,
                    None => list.word("a reserved rate")?,
                },
                Group::Width => list.word(self.width())?,
                Group::Length => list.word(self.length())?,
                Group::RowTime => match self.scan_line_ms() {
                    0 => list.word("no row time")?,
                    ms => list.word(format_args!("{ms} ms a row"))?,
                },
                _ => return Ok(false),
            }
            Ok(true)
        };
        // One word for the resolution stands where its first bit would.
        let bit = |list: &mut List<'_, '_>, bit| match bit {
            Bit::Fine => list.word(resolution).map(|()| true),
            Bit::Password if self.field().has(bit) => list.word("SID").map(|()| true),
            Bit::Receives | Bit::Inch | Bit::Letter | Bit::Legal => Ok(true),
            _ => Ok(super::dis::RESOLUTION_BITS.iter().any(|&(of, ..)| of == bit)),
        };
        List { to: f, empty: true }.field(self.field(), group, bit)
    }
}

/// As in the [`Dis`] that offers them.
impl fmt::Display for Abilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Dis::offering(self), f)
    }
}

/// As in the [`Dcs`] that commands it.
impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Dcs::commanding(self), f)
    }
}

impl fmt::Display for Resolution {
    /// The field's own word, or rows and pels per inch.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Standard => f.pad("standard"),
            Self::Fine => f.pad("fine"),
            Self::SuperFine => f.pad("superfine"),
            Self::R16 => f.pad("R16"),
            inches => {
                let (across, down) = inches.per_inch();
                write!(f, "{across} x {down}")
            }
        }
    }
}

impl fmt::Display for PageWidth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::A4 => "A4",
            Self::B4 => "B4",
            Self::A3 => "A3",
        })
    }
}

impl fmt::Display for PageLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::A4 => "A4 length",
            Self::B4 => "B4 length",
            Self::Letter => "letter length",
            Self::Legal => "legal length",
            Self::Unlimited => "any length",
        })
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::string::ToString as _;

    use super::*;

    #[test]
    fn every_bit_has_a_word_of_its_own() {
        for &bit in Bit::ALL {
            let mut dis = Dis::default();
            dis.field_mut().set(bit, true);
            let words = dis.to_string();
            assert!(words.split(", ").any(|word| bit.word().starts_with(word)), "{bit:?}: {words}");
        }
        let mut dis = Dis::default();
        dis.field_mut().set_bit(103, true);
        dis.field_mut().set_value(Group::Memory, 3);
        assert_eq!(dis.to_string(), "V.27ter 2400, A4, A4 length, 20 ms a row, bit 103, 32 MB shared");
    }

    #[test]
    fn a_command_tells_its_resolution_as_it_is_meant() {
        let mut dcs = Dcs::parse(&[0, 0x02, 0]).expect("long enough");
        assert_eq!(dcs.to_string(), "V.27ter 2400, standard, A4, A4 length, 20 ms a row");
        dcs.field_mut().set(Bit::Inch, true);
        dcs.field_mut().set(Bit::SuperFine, true);
        dcs.field_mut().set_value(Group::Rate, 0b0100);
        dcs.field_mut().set(Bit::Password, true);
        assert_eq!(dcs.to_string(), "a reserved rate, 200 x 400, A4, A4 length, 20 ms a row, SID");
    }
}
