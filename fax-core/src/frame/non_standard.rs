//! NSF, NSC and NSS: who made a machine (T.30 5.3.6.2.7, country codes of T.35). For display only; nothing is ever acted on.

use core::fmt;

/// The information field of a non-standard frame: a country, a maker, and then anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NonStandard<'a> {
    fif: &'a [u8],
}

/// The countries as they come. Before 2003 nobody said which bit goes first, so each may come in either order.
const COUNTRIES: [(u8, &str); 10] = [
    (0x00, "Japan"),
    (0xAD, "USA"),
    (0xB5, "USA"),
    (0x20, "Germany"),
    (0x86, "Korea"),
    (0x61, "Korea"),
    (0x64, "China"),
    (0xBC, "France"),
    (0xB4, "United Kingdom"),
    (0x2D, "United Kingdom"),
];

/// Makers by the first octets of the field, as they come on the line, and whether they write their texts backwards.
const MAKERS: [(&[u8], &str, bool); 44] = [
    (&[0x00, 0x00, 0x0E], "Panasonic", false),
    (&[0x00, 0x00, 0x79], "Panasonic", false),
    (&[0x00, 0x00, 0x39], "Panasonic", false),
    (&[0x00, 0x00, 0x11], "Canon", false),
    (&[0x00, 0x00, 0x25], "Ricoh", true),
    (&[0x00, 0x00, 0x09], "Xerox", true),
    (&[0x00, 0x00, 0x19], "Xerox or Toshiba", true),
    (&[0x00, 0x00, 0x21], "Oki or Lanier", true),
    (&[0x00, 0x00, 0x26], "Konica", false),
    (&[0x00, 0x00, 0x31], "Sharp or Olivetti", false),
    (&[0x00, 0x00, 0x45], "Muratec", false),
    (&[0x00, 0x00, 0x48], "Muratec", false),
    (&[0x00, 0x00, 0x51], "Sanyo", false),
    (&[0x00, 0x00, 0x56], "Brother", false),
    (&[0x00, 0x00, 0x59], "Fujitsu", false),
    (&[0x00, 0x00, 0x66], "Utax or Mita", true),
    (&[0x00, 0x70, 0x00], "Kyocera", false),
    (&[0x00, 0xB0, 0x00], "Minolta", false),
    (&[0xBC, 0x53, 0x01], "Minolta", false),
    (&[0x20, 0x41], "Siemens", false),
    (&[0x20, 0x42], "Deutsche Telekom", false),
    (&[0x20, 0x81, 0x80], "AVM", false),
    (&[0x20, 0x81, 0xC0], "Eicon", false),
    (&[0x86, 0x00, 0x10], "Samsung", false),
    (&[0x86, 0x00, 0x16], "Samsung", false),
    (&[0x86, 0x00, 0x5A], "Samsung", false),
    (&[0x86, 0x00, 0x8C], "Samsung", false),
    (&[0x86, 0x00, 0x98], "Samsung", false),
    (&[0x86, 0x00, 0xA2], "Samsung", false),
    (&[0x86, 0x00, 0xC2], "Samsung", false),
    (&[0xAD, 0x00, 0x36], "HP", false),
    (&[0xB5, 0x00, 0x6C], "HP", false),
    (&[0xAD, 0x00, 0x00], "Pitney Bowes", false),
    (&[0xB5, 0x00, 0x7A], "Pitney Bowes", false),
    (&[0xAD, 0x00, 0x0C], "Dialogic", false),
    (&[0xB5, 0x00, 0x30], "Dialogic", false),
    (&[0xAD, 0x00, 0x15], "Lexmark", false),
    (&[0xAD, 0x00, 0x46], "Brooktrout", false),
    (&[0xB5, 0x00, 0x62], "Brooktrout", false),
    (&[0xAD, 0x00, 0x55], "HylaFAX", false),
    (&[0xB5, 0x00, 0xAA], "HylaFAX", false),
    (&[0xB5, 0x00, 0x6E], "Microsoft", false),
    (&[0xB5, 0x00, 0x76], "Microsoft", false),
    (&[0xB5, 0x00, 0x98], "Xerox", false),
];

/// How long a text must be to be one.
const TEXT_MIN: usize = 4;
/// The longest name of a station that is kept.
const TEXT_MAX: usize = 40;

impl<'a> NonStandard<'a> {
    /// Any octets are such a field.
    #[must_use]
    pub const fn parse(fif: &'a [u8]) -> Self {
        Self { fif }
    }

    /// The country whose authority gave the maker its number.
    #[must_use]
    pub fn country(&self) -> Option<&'static str> {
        let first = self.fif.first()?;
        COUNTRIES.iter().find(|(octet, _)| octet == first).map(|&(_, name)| name)
    }

    /// The maker, if it is one of the common ones.
    #[must_use]
    pub fn maker(&self) -> Option<&'static str> {
        self.entry().map(|&(_, name, _)| name)
    }

    fn entry(&self) -> Option<&'static (&'static [u8], &'static str, bool)> {
        MAKERS.iter().find(|(prefix, ..)| self.fif.starts_with(prefix))
    }

    /// A name that the station may have in there: the longest text of at least four printable characters behind the maker,
    /// in either order of bits, and of at most 40. A guess; only of known makers.
    #[must_use]
    pub fn station(&self) -> Option<heapless::String<40, u8>> {
        let &(prefix, _, backwards) = self.entry()?;
        let rest = self.fif.get(prefix.len()..)?;
        let plain = longest_text(rest.iter().copied());
        let reversed = longest_text(rest.iter().map(|octet| octet.reverse_bits()));
        let mut text = if reversed.len() > plain.len() { reversed } else { plain };
        if backwards {
            text.reverse();
        }
        let text: heapless::String<40, u8> = text.iter().map(|&octet| char::from(octet)).collect();
        let text = heapless::String::try_from(text.trim_ascii()).unwrap_or_default();
        (text.len() >= TEXT_MIN).then_some(text)
    }
}

/// The longest run of printable ASCII, its first 40 characters.
fn longest_text(octets: impl Iterator<Item = u8> + Clone) -> heapless::Vec<u8, TEXT_MAX> {
    let printable = |octet: &u8| (0x20..=0x7E).contains(octet);
    let (mut best, mut best_length, mut at) = (heapless::Vec::new(), 0, 0);
    let count = octets.clone().count();
    while at < count {
        let run = octets.clone().skip(at).take_while(printable);
        let length = run.clone().count();
        if length > best_length {
            best_length = length;
            best = run.take(TEXT_MAX).collect();
        }
        at += length + 1;
    }
    best
}

impl fmt::Display for NonStandard<'_> {
    /// Maker or country, and the name of the station if there seems to be one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.maker(), self.country()) {
            (Some(maker), _) => f.write_str(maker)?,
            (None, Some(country)) => write!(f, "unknown maker, {country}")?,
            (None, None) => f.write_str("unknown maker")?,
        }
        match self.station() {
            Some(station) => write!(f, ", {station:?}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::string::ToString as _;
    use std::vec::Vec;

    use super::*;

    fn show(fif: &[u8]) -> std::string::String {
        NonStandard::parse(fif).to_string()
    }

    #[test]
    fn makers_are_known_by_their_first_octets() {
        assert_eq!(show(&[0x00, 0x00, 0x11, 1, 2, 3]), "Canon");
        assert_eq!(show(&[0x20, 0x41]), "Siemens");
        assert_eq!(show(&[0xB5, 0x00, 0xAA]), show(&[0xAD, 0x00, 0x55]), "the same in both orders of bits");
        assert_eq!(show(&[0xB5, 0x12, 0x34]), "unknown maker, USA");
        assert_eq!((show(&[0x77]), show(&[])), ("unknown maker".into(), "unknown maker".into()));
    }

    #[test]
    fn a_station_is_found_however_its_name_is_written() {
        assert_eq!(show(b"\x00\x00\x56\x55\x00\x00Front desk\x00ab"), "Brother, \"Front desk\"");
        let reversed: Vec<u8> = b"Front desk".iter().map(|octet| octet.reverse_bits()).collect();
        assert_eq!(show(&[&[0x00, 0x00, 0x56, 0x80][..], &reversed].concat()), "Brother, \"Front desk\"");
        assert_eq!(show(b"\x00\x00\x25\x80ksed tnorF"), "Ricoh, \"Front desk\"");
        assert_eq!(show(b"\x00\x00\x56\x80abc\x80"), "Brother", "too short to be a name");
        assert_eq!(show(b"\x12\x00\x56Front desk"), "unknown maker", "a guess for known makers only");
        let long = [&[0x00, 0x00, 0x56][..], &[b'x'; 200]].concat();
        assert_eq!(NonStandard::parse(&long).station().expect("a text").len(), 40);
    }
}
