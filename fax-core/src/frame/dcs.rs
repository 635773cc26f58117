//! DCS: the mode that the sender of pages has chosen (T.30 table 2, column DCS).

use super::dis::{Field, INCH_BITS, length_bits, scan_bits, scan_of, width_bits, width_of};
use crate::{Coding, EcmFrame, Modulation, PageFormat, PageLength, PageWidth, Resolution, ScanLineTime};

/// The information field of a DCS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dcs(Field);

/// The sane value behind a DCS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode {
    /// Modulation and rate of training check and image.
    pub modulation: Modulation,
    /// Compression.
    pub coding: Coding,
    /// Resolution.
    pub resolution: Resolution,
    /// Width of the paper.
    pub width: PageWidth,
    /// Length of the paper.
    pub length: PageLength,
    /// Minimum time for a row in ms: 0, 5, 10, 20 or 40.
    pub scan_line_ms: u8,
    /// Frame size if error correction is used.
    pub ecm: Option<EcmFrame>,
}

impl Mode {
    /// How a page is coded in this mode. The minimum time of a row becomes bits at the rate of the mode, so that the codec
    /// never hears of modems (T.4 4.1.3).
    #[must_use]
    pub fn format(&self) -> PageFormat {
        let bits = (u32::from(self.modulation.bit_rate()) * u32::from(self.scan_line_ms)).div_ceil(1000);
        PageFormat {
            coding: self.coding,
            k: self.resolution.k(),
            width: self.width,
            resolution: self.resolution,
            min_row_bits: if self.ecm.is_some() { 0 } else { u16::try_from(bits).unwrap_or(u16::MAX) },
            modulation: self.modulation,
            ecm: self.ecm,
            window: match self.ecm {
                None => 0,
                Some(EcmFrame::Octets256) => 256 * 256,
                Some(EcmFrame::Octets64) => 256 * 64,
            },
        }
    }
}

impl Dcs {
    /// Reads an information field; `None` for fewer than three octets.
    #[must_use]
    pub fn parse(fif: &[u8]) -> Option<Self> {
        Field::parse(fif).map(Self)
    }

    /// The octets to send and how many of them count.
    #[must_use]
    pub fn to_fif(&self) -> ([u8; 16], usize) {
        self.0.to_fif()
    }

    /// Bit `number` as T.30 counts, from 1 to 128; false beyond.
    #[must_use]
    pub fn bit(&self, number: usize) -> bool {
        self.0.bit(number)
    }

    /// The DCS that commands `mode`.
    #[must_use]
    pub fn commanding(mode: &Mode) -> Self {
        let mut field = Field::default();
        field.set(10, true);
        field.set_bits(11, rate_bits(mode.modulation));
        field.set(16, mode.coding == Coding::Mr);
        field.set_bits(17, width_bits(mode.width));
        field.set_bits(19, length_bits(mode.length));
        let scan = match mode.scan_line_ms {
            0 => ScanLineTime::Ms0,
            1..=5 => ScanLineTime::Ms5,
            6..=10 => ScanLineTime::Ms10,
            11..=20 => ScanLineTime::Ms20,
            _ => ScanLineTime::Ms40,
        };
        field.set_bits(21, scan_bits(if mode.ecm.is_some() { ScanLineTime::Ms0 } else { scan } as u8));
        field.set(27, mode.ecm.is_some());
        field.set(28, mode.ecm == Some(EcmFrame::Octets64));
        field.set(31, mode.coding == Coding::Mmr);
        if let Some(bit) = resolution_bit(mode.resolution) {
            field.set(bit, true);
        }
        field.set(44, mode.resolution.is_inch());
        Self(field)
    }

    /// What it commands; `None` for a reserved rate.
    ///
    /// Lenient where the field is: widths 1 1 are A3, MMR wins over MR, the highest of several resolutions counts, and 300
    /// per inch is in inches whatever bit 44 says.
    #[must_use]
    pub fn mode(&self) -> Option<Mode> {
        let inch = self.bit(44);
        let resolution = [
            (106, Resolution::Inch1200),
            (109, Resolution::Inch600x1200),
            (105, Resolution::Inch600),
            (108, Resolution::Inch400x800),
            (43, if inch { Resolution::Inch400 } else { Resolution::R16 }),
            (107, Resolution::Inch300x600),
            (42, Resolution::Inch300),
            (41, if inch { Resolution::Inch200x400 } else { Resolution::SuperFine }),
            (15, if inch { Resolution::Inch200 } else { Resolution::Fine }),
        ]
        .into_iter()
        .find(|&(bit, _)| self.bit(bit))
        .map_or(if inch { Resolution::Inch200x100 } else { Resolution::Standard }, |(_, r)| r);
        Some(Mode {
            modulation: rate_of(self.0.bits(11))?,
            coding: match (self.bit(31), self.bit(16)) {
                (true, _) => Coding::Mmr,
                (false, true) => Coding::Mr,
                (false, false) => Coding::Mh,
            },
            resolution,
            width: width_of(self.0.bits(17)),
            length: match self.0.bits(19) {
                [true, false] => PageLength::B4,
                [false, false] => PageLength::A4,
                [_, true] => PageLength::Unlimited,
            },
            scan_line_ms: match scan_of(self.0.bits(21)) {
                ScanLineTime::Ms0 => 0,
                ScanLineTime::Ms5 => 5,
                ScanLineTime::Ms10 | ScanLineTime::Ms10Fine5 => 10,
                ScanLineTime::Ms20 | ScanLineTime::Ms20Fine10 => 20,
                ScanLineTime::Ms40 | ScanLineTime::Ms40Fine20 => 40,
            },
            ecm: self.bit(27).then(|| if self.bit(28) { EcmFrame::Octets64 } else { EcmFrame::Octets256 }),
        })
    }
}

/// The bit that stands for a resolution in DCS; the lowest ones have none.
fn resolution_bit(resolution: Resolution) -> Option<usize> {
    match resolution {
        Resolution::Standard | Resolution::Inch200x100 => None,
        Resolution::Fine | Resolution::Inch200 => Some(15),
        Resolution::SuperFine | Resolution::Inch200x400 => Some(41),
        Resolution::Inch300 => Some(42),
        Resolution::R16 | Resolution::Inch400 => Some(43),
        Resolution::Inch300x600
        | Resolution::Inch400x800
        | Resolution::Inch600
        | Resolution::Inch600x1200
        | Resolution::Inch1200 => INCH_BITS.iter().find(|&&(_, r)| r == resolution).map(|&(bit, _)| bit),
    }
}

/// Bits 11 to 14 of a DCS.
fn rate_bits(modulation: Modulation) -> [bool; 4] {
    let bits = match modulation {
        Modulation::V21 | Modulation::V27ter2400 => [0, 0, 0, 0],
        Modulation::V27ter4800 => [0, 1, 0, 0],
        Modulation::V29At9600 => [1, 0, 0, 0],
        Modulation::V29At7200 => [1, 1, 0, 0],
        Modulation::V17At14400 => [0, 0, 0, 1],
        Modulation::V17At12000 => [0, 1, 0, 1],
        Modulation::V17At9600 => [1, 0, 0, 1],
        Modulation::V17At7200 => [1, 1, 0, 1],
    };
    bits.map(|bit| bit == 1)
}

fn rate_of(bits: [bool; 4]) -> Option<Modulation> {
    Modulation::IMAGE.into_iter().find(|&m| rate_bits(m) == bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fine(modulation: Modulation) -> Mode {
        Mode {
            modulation,
            coding: Coding::Mh,
            resolution: Resolution::Fine,
            width: PageWidth::A4,
            length: PageLength::Unlimited,
            scan_line_ms: 0,
            ecm: None,
        }
    }

    #[test]
    fn the_command_of_a_foreign_sender_is_understood() {
        // efax to a libspandsp terminal: 14400 V.17, fine, no minimum row time. Traced on the serial line.
        let mode = Dcs::parse(&[0x00, 0x62, 0x78]).expect("three octets").mode().expect("a rate");
        assert_eq!(mode, fine(Modulation::V17At14400));
        assert_eq!(Dcs::commanding(&mode).to_fif(), ([0, 0x62, 0x78, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 3));
    }

    #[test]
    fn every_mode_reads_back() {
        for modulation in Modulation::IMAGE {
            for resolution in Resolution::ALL {
                for (coding, ecm) in [
                    (Coding::Mh, None),
                    (Coding::Mr, None),
                    (Coding::Mmr, Some(EcmFrame::Octets256)),
                    (Coding::Mmr, Some(EcmFrame::Octets64)),
                ] {
                    let mode = Mode { resolution, coding, ecm, ..fine(modulation) };
                    let (fif, length) = Dcs::commanding(&mode).to_fif();
                    assert_eq!(Dcs::parse(&fif[..length]).and_then(|dcs| dcs.mode()), Some(mode));
                }
            }
        }
    }

    #[test]
    fn reserved_rates_are_refused() {
        assert_eq!(Dcs::parse(&[0x00, 0x12, 0x00]).expect("three octets").mode(), None, "V.33 at 14400");
    }

    #[test]
    fn row_time_becomes_bits_at_the_rate() {
        let mode = Mode { scan_line_ms: 20, ..fine(Modulation::V17At14400) };
        assert_eq!(mode.format().min_row_bits, 288);
        let mode = Mode { scan_line_ms: 5, ..fine(Modulation::V27ter2400) };
        assert_eq!(mode.format().min_row_bits, 12);
    }
}
