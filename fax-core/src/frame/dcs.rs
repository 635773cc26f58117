//! DCS: the mode that the sender of pages has chosen (T.30 table 2, column DCS).

use super::dis::{RESOLUTION_BITS, length_value, width_of, width_value};
use super::{Bit, Field, Group};
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

    /// Bit `number` as T.30 counts, from 1 to 127; false for extend bits and beyond.
    #[must_use]
    pub fn bit(&self, number: usize) -> bool {
        self.0.bit(number)
    }

    /// All bits, by name and number.
    #[must_use]
    pub const fn field(&self) -> &Field {
        &self.0
    }

    /// All bits, to change them: for features that [`Mode`] does not know.
    pub fn field_mut(&mut self) -> &mut Field {
        &mut self.0
    }

    /// The DCS that commands `mode`.
    #[must_use]
    pub fn commanding(mode: &Mode) -> Self {
        let mut field = Field::default();
        field.set(Bit::Receives, true);
        field.set_value(Group::Rate, rate_value(mode.modulation));
        field.set(Bit::Mr, mode.coding == Coding::Mr);
        field.set_value(Group::Width, width_value(mode.width));
        field.set_value(Group::Length, length_value(mode.length));
        field.set(Bit::Letter, mode.length == PageLength::Letter);
        field.set(Bit::Legal, mode.length == PageLength::Legal);
        let scan = match mode.scan_line_ms {
            _ if mode.ecm.is_some() => ScanLineTime::Ms0,
            0 => ScanLineTime::Ms0,
            1..=5 => ScanLineTime::Ms5,
            6..=10 => ScanLineTime::Ms10,
            11..=20 => ScanLineTime::Ms20,
            _ => ScanLineTime::Ms40,
        };
        field.set_value(Group::RowTime, scan as u8);
        field.set(Bit::Ecm, mode.ecm.is_some());
        field.set(Bit::Frames64, mode.ecm == Some(EcmFrame::Octets64));
        field.set(Bit::Mmr, mode.coding == Coding::Mmr);
        for (bit, metric, inch) in RESOLUTION_BITS {
            field.set(bit, mode.resolution == inch || metric == Some(mode.resolution));
        }
        field.set(Bit::Inch, mode.resolution.is_inch());
        Self(field)
    }

    /// What it commands; `None` for a reserved rate and for a coding that this crate does not have.
    ///
    /// Lenient where the field is: widths 1 1 are A3, MMR wins over MR, the highest of several resolutions counts, 300
    /// per inch is in inches whatever bit 44 says, and MMR without error correction means that it was forgotten to say so.
    #[must_use]
    pub fn mode(&self) -> Option<Mode> {
        let field = &self.0;
        if OTHER_CODINGS.into_iter().any(|bit| field.has(bit)) || OTHER_CONTENT.into_iter().any(|g| field.value(g) != 0)
        {
            return None;
        }
        let ecm = field.has(Bit::Ecm) || field.has(Bit::Mmr);
        Some(Mode {
            modulation: self.modulation()?,
            coding: match (field.has(Bit::Mmr), field.has(Bit::Mr)) {
                (true, _) => Coding::Mmr,
                (false, true) => Coding::Mr,
                (false, false) => Coding::Mh,
            },
            resolution: self.resolution(),
            width: self.width(),
            length: self.length(),
            scan_line_ms: self.scan_line_ms(),
            ecm: ecm.then(|| if field.has(Bit::Frames64) { EcmFrame::Octets64 } else { EcmFrame::Octets256 }),
        })
    }

    /// Modulation and rate; `None` if reserved.
    #[must_use]
    pub fn modulation(&self) -> Option<Modulation> {
        let value = self.0.value(Group::Rate);
        Modulation::IMAGE.into_iter().find(|&m| rate_value(m) == value)
    }

    /// The resolution.
    #[must_use]
    pub fn resolution(&self) -> Resolution {
        let inch = self.0.has(Bit::Inch);
        let lowest = if inch { Resolution::Inch200x100 } else { Resolution::Standard };
        RESOLUTION_BITS
            .into_iter()
            .find(|&(bit, ..)| self.0.has(bit))
            .map_or(lowest, |(_, metric, in_inches)| metric.filter(|_| !inch).unwrap_or(in_inches))
    }

    /// The width of the paper.
    #[must_use]
    pub fn width(&self) -> PageWidth {
        width_of(self.0.value(Group::Width))
    }

    /// The length of the paper.
    #[must_use]
    pub fn length(&self) -> PageLength {
        match self.0.value(Group::Length) {
            0 if self.0.has(Bit::Legal) => PageLength::Legal,
            0 if self.0.has(Bit::Letter) => PageLength::Letter,
            0 => PageLength::A4,
            1 => PageLength::B4,
            _ => PageLength::Unlimited,
        }
    }

    /// The minimum time for a row in ms, at the resolution that is commanded.
    #[must_use]
    pub fn scan_line_ms(&self) -> u8 {
        // The two-valued ones are invalid here; the longer of both is what they surely grant.
        ScanLineTime::of(self.0.value(Group::RowTime)).ms(Resolution::Standard, false)
    }
}

/// Codings of images that are none of MH, MR and MMR.
const OTHER_CODINGS: [Bit; 5] = [Bit::T43, Bit::Jpeg, Bit::Jbig, Bit::T45, Bit::SyccJpeg];
const OTHER_CONTENT: [Group; 2] = [Group::MixedRaster, Group::Jbig2];

/// What a DCS says of modulation and rate, bit 11 lowest (T.30 table 2).
fn rate_value(modulation: Modulation) -> u8 {
    match modulation {
        Modulation::V21 | Modulation::V27ter2400 => 0b0000,
        Modulation::V29At9600 => 0b0001,
        Modulation::V27ter4800 => 0b0010,
        Modulation::V29At7200 => 0b0011,
        Modulation::V17At14400 => 0b1000,
        Modulation::V17At9600 => 0b1001,
        Modulation::V17At12000 => 0b1010,
        Modulation::V17At7200 => 0b1011,
    }
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
    fn rates_have_the_codes_of_the_table() {
        // T.30 table 2, second octet of the field on the wire: rate bits under the mask 0x3C.
        let codes = [
            (Modulation::V27ter2400, 0x00),
            (Modulation::V27ter4800, 0x08),
            (Modulation::V29At9600, 0x04),
            (Modulation::V29At7200, 0x0C),
            (Modulation::V17At14400, 0x20),
            (Modulation::V17At12000, 0x28),
            (Modulation::V17At9600, 0x24),
            (Modulation::V17At7200, 0x2C),
        ];
        for octet in (0..=0x3Cu8).step_by(4) {
            let read = Dcs::parse(&[0, octet, 0]).expect("three octets").modulation();
            assert_eq!(read, codes.iter().find(|&&(_, code)| code == octet).map(|&(m, _)| m), "{octet:#04x}");
        }
    }

    #[test]
    fn commands_of_careless_senders_are_understood_or_refused() {
        let with = |bits: &[usize]| {
            let mut dcs = Dcs::commanding(&fine(Modulation::V29At9600));
            bits.iter().for_each(|&bit| dcs.field_mut().set_bit(bit, true));
            dcs
        };
        let mode = with(&[16, 31]).mode().expect("MMR without a word of error correction");
        assert_eq!((mode.coding, mode.ecm), (Coding::Mmr, Some(EcmFrame::Octets256)));
        assert_eq!(with(&[42]).resolution(), Resolution::Inch300, "bit 44 forgotten");
        assert_eq!(with(&[41, 43]).resolution(), Resolution::R16, "the higher one");
        assert_eq!(with(&[41, 43, 44]).resolution(), Resolution::Inch400);
        assert_eq!(with(&[17, 18]).width(), PageWidth::A3);
        for coding in [36, 68, 78, 92, 116, 124, 127] {
            assert_eq!(with(&[27, 31, coding]).mode(), None, "bit {coding} is a coding that we do not have");
        }
    }

    #[test]
    fn row_time_becomes_bits_at_the_rate() {
        let mode = Mode { scan_line_ms: 20, ..fine(Modulation::V17At14400) };
        assert_eq!(mode.format().min_row_bits, 288);
        let mode = Mode { scan_line_ms: 5, ..fine(Modulation::V27ter2400) };
        assert_eq!(mode.format().min_row_bits, 12);
    }
}
