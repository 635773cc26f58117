//! DIS and DTC: what a station can do (T.30 table 2).

use bitvec::prelude::{BitArr, Lsb0};
use bitvec::slice::BitSlice;

use crate::{
    Abilities, Coding, Codings, Modulation, Modulations, PageLength, PageWidth, Resolution, Resolutions, ScanLineTime,
};

/// The longest field that is kept: bits 1 to 128.
pub(super) const OCTETS: usize = 16;

/// The bits of a DIS, DTC or DCS under the numbers that T.30 gives them: 1 is the first on the line.
///
/// Bits that this crate does not know are kept, so that a field can be shown and passed on as it came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Field(BitArr!(for 128, in u8, Lsb0));

impl Field {
    /// Reads a field: what is missing is zero, what follows an octet without extend bit is ignored.
    pub(super) fn parse(fif: &[u8]) -> Option<Self> {
        if fif.len() < 3 {
            return None;
        }
        let mut field = Self::default();
        for (octet, (from, to)) in fif.iter().zip(field.0.data.iter_mut()).enumerate() {
            *to = *from;
            if octet >= 2 && from & 0x80 == 0 {
                break;
            }
        }
        Some(field)
    }

    /// Bit `number` of T.30, from 1.
    pub(super) fn bit(&self, number: usize) -> bool {
        number.checked_sub(1).and_then(|at| self.0.get(at)).is_some_and(|bit| *bit)
    }

    pub(super) fn set(&mut self, number: usize, value: bool) {
        if let Some(mut bit) = number.checked_sub(1).and_then(|at| self.0.get_mut(at)) {
            *bit = value;
        }
    }

    /// Bits `first..first + N` in T.30's order.
    pub(super) fn bits<const N: usize>(&self, first: usize) -> [bool; N] {
        core::array::from_fn(|at| self.bit(first + at))
    }

    pub(super) fn set_bits<const N: usize>(&mut self, first: usize, values: [bool; N]) {
        for (at, value) in values.into_iter().enumerate() {
            self.set(first + at, value);
        }
    }

    /// The octets to send: trailing zero octets dropped, extend bits set on every octet from the third to the last but
    /// one. Returns the buffer and how many of it count, at least three.
    pub(super) fn to_fif(self) -> ([u8; OCTETS], usize) {
        let mut fif = self.0.data;
        for octet in fif.iter_mut().skip(2) {
            *octet &= 0x7F;
        }
        let length = fif.iter().rposition(|&octet| octet != 0).map_or(3, |last| (last + 1).max(3));
        for octet in fif.iter_mut().take(length - 1).skip(2) {
            *octet |= 0x80;
        }
        (fif, length)
    }

    pub(super) fn as_bits(&self) -> &BitSlice<u8, Lsb0> {
        self.0.as_bitslice()
    }
}

/// The information field of a DIS or a DTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dis(Field);

impl Dis {
    /// Reads an information field. Longer ones than 16 octets are cut; octets behind one without extend bit are ignored.
    ///
    /// Returns `None` for fewer than three octets.
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

    /// How many bits are set; a quick look at how much a station claims.
    #[must_use]
    pub fn claims(&self) -> usize {
        self.0.as_bits().count_ones()
    }

    /// The DIS that offers `abilities`.
    #[must_use]
    pub fn offering(abilities: &Abilities) -> Self {
        let mut field = Field::default();
        let resolution = |r| abilities.resolutions.contains(r);
        field.set(7, abilities.ecm && abilities.short_frames);
        field.set(9, abilities.offers_document);
        field.set(10, abilities.receives);
        field.set_bits(11, rate_bits(abilities.modulations));
        field.set(15, resolution(Resolution::Fine) || resolution(Resolution::Inch200));
        field.set(16, abilities.codings.contains(Coding::Mr));
        field.set_bits(17, width_bits(abilities.width));
        field.set_bits(19, length_bits(abilities.length));
        field.set_bits(21, scan_bits(abilities.scan_line as u8));
        field.set(27, abilities.ecm);
        field.set(31, abilities.ecm && abilities.codings.contains(Coding::Mmr));
        field.set(41, resolution(Resolution::SuperFine) || resolution(Resolution::Inch200x400));
        field.set(42, resolution(Resolution::Inch300));
        field.set(43, resolution(Resolution::R16) || resolution(Resolution::Inch400));
        // Inches preferred: 200 x 100 has no bit of its own.
        field.set(44, resolution(Resolution::Inch200x100));
        field.set(45, abilities.resolutions.iter().any(|r| !r.is_inch() && r != Resolution::Standard));
        for (bit, r) in INCH_BITS {
            field.set(bit, resolution(r));
        }
        Self(field)
    }

    /// What the station that sent it can do.
    ///
    /// Invalid combinations are taken as the field takes them: widths 1 1 as A3, lengths 1 1 as A4, rates as the
    /// modulations that their bits surely include. A bit that stands for a metric and an inch resolution gives both:
    /// they differ by under two per cent and a receiver has to take either.
    #[must_use]
    pub fn abilities(&self) -> Abilities {
        let ecm = self.bit(27);
        let mut codings = Codings::NONE.with(Coding::Mh);
        if self.bit(16) {
            codings = codings.with(Coding::Mr);
        }
        if self.bit(31) && ecm {
            codings = codings.with(Coding::Mmr);
        }
        let mut resolutions = Resolutions::STANDARD;
        if self.bit(44) {
            resolutions = resolutions.with(Resolution::Inch200x100);
        }
        for (bit, metric, inch) in SHARED_BITS {
            if self.bit(bit) {
                resolutions = resolutions.with(metric).with(inch);
            }
        }
        for (bit, r) in INCH_BITS {
            if self.bit(bit) {
                resolutions = resolutions.with(r);
            }
        }
        if self.bit(42) {
            resolutions = resolutions.with(Resolution::Inch300);
        }
        Abilities {
            receives: self.bit(10),
            offers_document: self.bit(9),
            modulations: rates_offered(self.0.bits(11)),
            codings,
            resolutions,
            width: width_of(self.0.bits(17)),
            length: match self.0.bits(19) {
                [true, false] => PageLength::B4,
                [false, true] => PageLength::Unlimited,
                _ => PageLength::A4,
            },
            scan_line: scan_of(self.0.bits(21)),
            ecm,
            short_frames: ecm && self.bit(7),
        }
    }
}

/// Bits that stand for a metric and an inch resolution.
const SHARED_BITS: [(usize, Resolution, Resolution); 3] = [
    (15, Resolution::Fine, Resolution::Inch200),
    (41, Resolution::SuperFine, Resolution::Inch200x400),
    (43, Resolution::R16, Resolution::Inch400),
];

/// Bits of the high resolutions, all in inches.
pub(super) const INCH_BITS: [(usize, Resolution); 5] = [
    (105, Resolution::Inch600),
    (106, Resolution::Inch1200),
    (107, Resolution::Inch300x600),
    (108, Resolution::Inch400x800),
    (109, Resolution::Inch600x1200),
];

/// Bits 11 to 14 of a DIS. They offer recommendations and not rates, so each is offered only as a whole, and V.17 only
/// together with V.29 and V.27ter. A set that cannot be said shrinks, down to V.27ter at 2400.
fn rate_bits(modulations: Modulations) -> [bool; 4] {
    let v27 = modulations.contains(Modulation::V27ter4800);
    let v29 = modulations.contains(Modulation::V29At7200) && modulations.contains(Modulation::V29At9600);
    let v17 = v27 && v29 && modulations.contains(Modulation::V17At14400);
    [v29, v27, false, v17]
}

/// What bits 11 to 14 of a DIS offer. Reserved combinations: what their V.29 and V.27ter bits say.
fn rates_offered([v29, v27, bit13, v17]: [bool; 4]) -> Modulations {
    let mut set = Modulations::NONE;
    if v29 {
        set = set.with(Modulation::V29At9600).with(Modulation::V29At7200);
    }
    if v27 || !v29 {
        set = set.with(Modulation::V27ter2400);
    }
    if v27 {
        set = set.with(Modulation::V27ter4800);
    }
    if v29 && v27 && v17 && !bit13 { Modulations::ALL } else { set }
}

pub(super) fn width_bits(width: PageWidth) -> [bool; 2] {
    match width {
        PageWidth::A4 => [false, false],
        PageWidth::B4 => [true, false],
        PageWidth::A3 => [false, true],
    }
}

pub(super) fn width_of(bits: [bool; 2]) -> PageWidth {
    match bits {
        [false, false] => PageWidth::A4,
        [true, false] => PageWidth::B4,
        [_, true] => PageWidth::A3,
    }
}

pub(super) fn length_bits(length: PageLength) -> [bool; 2] {
    match length {
        PageLength::A4 => [false, false],
        PageLength::B4 => [true, false],
        PageLength::Unlimited => [false, true],
    }
}

/// Bits 21 to 23 for the value that T.30's table gives them, bit 21 lowest.
pub(super) fn scan_bits(value: u8) -> [bool; 3] {
    [value & 1 != 0, value & 2 != 0, value & 4 != 0]
}

pub(super) fn scan_of([low, mid, high]: [bool; 3]) -> ScanLineTime {
    match (high, mid, low) {
        (false, false, false) => ScanLineTime::Ms20,
        (false, false, true) => ScanLineTime::Ms5,
        (false, true, false) => ScanLineTime::Ms10,
        (false, true, true) => ScanLineTime::Ms20Fine10,
        (true, false, false) => ScanLineTime::Ms40,
        (true, false, true) => ScanLineTime::Ms40Fine20,
        (true, true, false) => ScanLineTime::Ms10Fine5,
        (true, true, true) => ScanLineTime::Ms0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_of_the_field_is_understood() {
        // Appendix vector: V.27ter, V.29 and V.17, fine, any length, 20 ms (fine 10 ms), no MR, no ECM.
        let dis = Dis::parse(&[0x00, 0x6E, 0xB8, 0x00]).expect("four octets");
        let can = dis.abilities();
        assert!(can.receives && !can.offers_document && !can.ecm);
        assert_eq!(can.modulations, Modulations::ALL);
        assert_eq!(can.codings, Codings::NONE.with(Coding::Mh));
        assert!(can.resolutions.contains(Resolution::Fine) && !can.resolutions.contains(Resolution::SuperFine));
        assert_eq!((can.width, can.length), (PageWidth::A4, PageLength::Unlimited));
        assert_eq!(can.scan_line, ScanLineTime::Ms20Fine10);
    }

    #[test]
    fn our_offer_reads_back() {
        let ours = Abilities { ecm: true, ..Abilities::default() };
        let (fif, length) = Dis::offering(&ours).to_fif();
        assert_eq!(Dis::parse(&fif[..length]).expect("long enough").abilities(), ours);
    }

    #[test]
    fn extend_bits_lead_to_the_last_octet_and_no_further() {
        let (fif, length) = Dis::offering(&Abilities::default()).to_fif();
        assert_eq!(length, 6, "bits 41 to 45 are in octet 6");
        assert!(fif[2..5].iter().all(|o| o & 0x80 != 0) && fif[5] & 0x80 == 0);
        let bare = Abilities {
            modulations: Modulations::up_to(4800),
            codings: Codings::NONE.with(Coding::Mh),
            resolutions: Resolutions::STANDARD,
            width: PageWidth::A4,
            length: PageLength::A4,
            scan_line: ScanLineTime::Ms20,
            ecm: false,
            ..Abilities::default()
        };
        assert_eq!(Dis::offering(&bare).to_fif().1, 3);
    }

    #[test]
    fn octets_behind_the_end_are_ignored_and_short_fields_refused() {
        let dis = Dis::parse(&[0x00, 0x02, 0x00, 0xFF, 0xFF]).expect("long enough");
        assert!(!dis.bit(27) && dis.bit(10));
        assert_eq!(Dis::parse(&[0, 2]), None);
    }

    #[test]
    fn rates_are_read_as_the_table_says() {
        use Modulation::{V17At14400, V27ter2400, V27ter4800, V29At9600};
        let rates = |bits: [u8; 4]| rates_offered(bits.map(|b| b == 1));
        assert_eq!(rates([0, 0, 0, 0]), Modulations::NONE.with(V27ter2400));
        assert_eq!(rates([0, 1, 0, 0]), Modulations::NONE.with(V27ter2400).with(V27ter4800));
        assert!(rates([1, 0, 0, 0]).contains(V29At9600) && !rates([1, 0, 0, 0]).contains(V27ter4800));
        assert!(!rates([1, 1, 0, 0]).contains(V17At14400));
        assert_eq!(rates([1, 1, 0, 1]), Modulations::ALL);
        assert!(!rates([1, 1, 1, 0]).contains(V17At14400), "invalid since 1994");
    }
}
