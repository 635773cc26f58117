//! DIS and DTC: what a station can do (T.30 table 2).

use super::{Bit, Field, Group};
use crate::{
    Abilities, Addresses, Addressing, Coding, Codings, Modulation, Modulations, PageLength, PageWidth, Resolution,
    Resolutions, ScanLineTime,
};

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

    /// All bits, to change them: for features that [`Abilities`] does not know.
    pub fn field_mut(&mut self) -> &mut Field {
        &mut self.0
    }

    /// How many bits are set; a quick look at how much a station claims.
    #[must_use]
    pub fn claims(&self) -> usize {
        self.0.claims()
    }

    /// The DIS that offers `abilities`.
    #[must_use]
    pub fn offering(abilities: &Abilities) -> Self {
        let mut field = Field::default();
        let resolution = |r| abilities.resolutions.contains(r);
        field.set(Bit::ShortFrames, abilities.ecm && abilities.short_frames);
        field.set(Bit::Document, abilities.offers_document);
        field.set(Bit::Receives, abilities.receives);
        field.set_value(Group::Rate, rate_value(abilities.modulations));
        field.set(Bit::Mr, abilities.codings.contains(Coding::Mr));
        field.set_value(Group::Width, width_value(abilities.width));
        field.set_value(Group::Length, length_value(abilities.length));
        field.set(Bit::Letter, abilities.letter || abilities.length == PageLength::Letter);
        field.set(Bit::Legal, abilities.legal || abilities.length == PageLength::Legal);
        field.set_value(Group::RowTime, abilities.scan_line as u8);
        field.set(Bit::HalfRowTime, abilities.superfine_halves);
        field.set(Bit::Ecm, abilities.ecm);
        field.set(Bit::Mmr, abilities.ecm && abilities.codings.contains(Coding::Mmr));
        for (bit, metric, inch) in RESOLUTION_BITS {
            field.set(bit, metric.is_some_and(resolution) || resolution(inch));
        }
        // Inches preferred: 200 x 100 has no bit of its own.
        field.set(Bit::Inch, resolution(Resolution::Inch200x100));
        field.set(Bit::Metric, abilities.resolutions.iter().any(|r| !r.is_inch() && r != Resolution::Standard));
        let Addressing { sub, sid, sep, psa } = abilities.addressing;
        field.set(Bit::Subaddress, sub);
        field.set(Bit::Password, sid);
        field.set(Bit::SelectivePolling, sep);
        field.set(Bit::PolledSubaddress, psa);
        field.set(Bit::FieldNotValid, abilities.fnv);
        Self(field)
    }

    /// The DTC of a station that polls: `abilities` to receive, and which of `addresses` go with it in front.
    ///
    /// What belongs to DIS alone is left out (T.30 table 2: bits 9 and 49), and bits 35, 47 and 50 say that PSA, SEP and PWD
    /// are sent.
    #[must_use]
    pub fn requesting(abilities: &Abilities, addresses: &Addresses) -> Self {
        let addressing = Addressing {
            sub: false,
            sid: !addresses.pwd.is_empty(),
            sep: !addresses.sep.is_empty(),
            psa: !addresses.psa.is_empty(),
        };
        Self::offering(&Abilities { receives: true, offers_document: false, addressing, ..*abilities })
    }

    /// What the station that sent it can do.
    ///
    /// Invalid combinations are taken as the field takes them: widths 1 1 as A3, lengths 1 1 as A4, rates as the
    /// modulations that their bits surely include. A bit that stands for a metric and an inch resolution gives both:
    /// they differ by under two per cent and a receiver has to take either.
    #[must_use]
    pub fn abilities(&self) -> Abilities {
        let field = &self.0;
        let ecm = field.has(Bit::Ecm);
        let mut codings = Codings::NONE.with(Coding::Mh);
        if field.has(Bit::Mr) {
            codings = codings.with(Coding::Mr);
        }
        if field.has(Bit::Mmr) && ecm {
            codings = codings.with(Coding::Mmr);
        }
        let mut resolutions = Resolutions::STANDARD;
        if field.has(Bit::Inch) {
            resolutions = resolutions.with(Resolution::Inch200x100);
        }
        for (bit, metric, inch) in RESOLUTION_BITS {
            if field.has(bit) {
                resolutions = metric.map_or(resolutions, |metric| resolutions.with(metric)).with(inch);
            }
        }
        Abilities {
            receives: field.has(Bit::Receives),
            offers_document: field.has(Bit::Document),
            modulations: rates_offered(field.value(Group::Rate)),
            codings,
            resolutions,
            width: width_of(field.value(Group::Width)),
            length: match field.value(Group::Length) {
                1 => PageLength::B4,
                2 => PageLength::Unlimited,
                _ => PageLength::A4,
            },
            letter: field.has(Bit::Letter),
            legal: field.has(Bit::Legal),
            scan_line: ScanLineTime::of(field.value(Group::RowTime)),
            superfine_halves: field.has(Bit::HalfRowTime),
            ecm,
            short_frames: ecm && field.has(Bit::ShortFrames),
            addressing: Addressing {
                sub: field.has(Bit::Subaddress),
                sid: field.has(Bit::Password),
                sep: field.has(Bit::SelectivePolling),
                psa: field.has(Bit::PolledSubaddress),
            },
            fnv: field.has(Bit::FieldNotValid),
        }
    }
}

/// The bits of resolutions, highest resolution first, with what they mean in millimetres and in inches.
pub(super) const RESOLUTION_BITS: [(Bit, Option<Resolution>, Resolution); 9] = [
    (Bit::Inch1200, None, Resolution::Inch1200),
    (Bit::Inch600x1200, None, Resolution::Inch600x1200),
    (Bit::Inch600, None, Resolution::Inch600),
    (Bit::Inch400x800, None, Resolution::Inch400x800),
    (Bit::R16, Some(Resolution::R16), Resolution::Inch400),
    (Bit::Inch300x600, None, Resolution::Inch300x600),
    (Bit::Inch300, None, Resolution::Inch300),
    (Bit::SuperFine, Some(Resolution::SuperFine), Resolution::Inch200x400),
    (Bit::Fine, Some(Resolution::Fine), Resolution::Inch200),
];

/// Bits of [`Group::Rate`] in a DIS, bit 11 lowest (T.30 table 2, note 3).
const V29: u8 = 1;
const V27TER: u8 = 2;
const BIT_13: u8 = 4;
const V17: u8 = 8;

/// What a DIS says of modulations. It offers recommendations and not rates, so each is offered only as a whole, and V.17 only
/// together with V.29 and V.27ter. A set that cannot be said shrinks, down to V.27ter at 2400.
fn rate_value(modulations: Modulations) -> u8 {
    let has = |modulation| modulations.contains(modulation);
    let v27 = has(Modulation::V27ter4800);
    let v29 = has(Modulation::V29At7200) && has(Modulation::V29At9600);
    let v17 = v27 && v29 && has(Modulation::V17At14400);
    [(v29, V29), (v27, V27TER), (v17, V17)].into_iter().filter(|&(has, _)| has).fold(0, |value, (_, bit)| value | bit)
}

/// What a DIS offers. Reserved combinations: what their V.29 and V.27ter bits say.
fn rates_offered(value: u8) -> Modulations {
    let (v29, v27) = (value & V29 != 0, value & V27TER != 0);
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
    if v29 && v27 && value & V17 != 0 && value & BIT_13 == 0 { Modulations::ALL } else { set }
}

pub(super) fn width_value(width: PageWidth) -> u8 {
    match width {
        PageWidth::A4 => 0,
        PageWidth::B4 => 1,
        PageWidth::A3 => 2,
    }
}

pub(super) fn width_of(value: u8) -> PageWidth {
    match value {
        0 => PageWidth::A4,
        1 => PageWidth::B4,
        _ => PageWidth::A3,
    }
}

/// The North American lengths have bits of their own.
pub(super) fn length_value(length: PageLength) -> u8 {
    match length {
        PageLength::A4 | PageLength::Letter | PageLength::Legal => 0,
        PageLength::B4 => 1,
        PageLength::Unlimited => 2,
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
    fn an_offer_is_no_longer_than_it_must_be() {
        assert_eq!(Dis::offering(&Abilities::default()).to_fif().1, 7, "SUB and SID are in octet 7");
        let bare = Abilities {
            modulations: Modulations::up_to(4800),
            codings: Codings::NONE.with(Coding::Mh),
            resolutions: Resolutions::STANDARD,
            width: PageWidth::A4,
            length: PageLength::A4,
            scan_line: ScanLineTime::Ms20,
            ecm: false,
            addressing: Addressing::default(),
            ..Abilities::default()
        };
        assert_eq!(Dis::offering(&bare).to_fif().1, 3);
    }

    #[test]
    fn a_poll_says_which_addresses_go_with_it() {
        let addresses = Addresses { pwd: crate::Ident::new("1234").expect("printable"), ..Addresses::default() };
        let dtc = Dis::requesting(&Abilities { offers_document: true, ..Abilities::default() }, &addresses);
        assert!(dtc.bit(10) && dtc.bit(50), "receives, PWD");
        assert!(!dtc.bit(9) && !dtc.bit(35) && !dtc.bit(47) && !dtc.bit(49));
    }

    #[test]
    fn rates_are_read_as_the_table_says() {
        use Modulation::{V17At14400, V27ter2400, V27ter4800, V29At9600};
        // T.30 table 2 prints bit 11 first.
        let rates = |bits: [u8; 4]| rates_offered(bits.iter().rev().fold(0, |value, bit| value << 1 | bit));
        assert_eq!(rates([0, 0, 0, 0]), Modulations::NONE.with(V27ter2400));
        assert_eq!(rates([0, 1, 0, 0]), Modulations::NONE.with(V27ter2400).with(V27ter4800));
        assert!(rates([1, 0, 0, 0]).contains(V29At9600) && !rates([1, 0, 0, 0]).contains(V27ter4800));
        assert!(!rates([1, 1, 0, 0]).contains(V17At14400));
        assert_eq!(rates([1, 1, 0, 1]), Modulations::ALL);
        assert!(!rates([1, 1, 1, 0]).contains(V17At14400), "invalid since 1994");
    }
}
