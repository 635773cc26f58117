//! Internet address frames: CIA, TSA, CSA, IRA and ISP (T.30 5.3.6.2.14 and on). They are read to be shown.

use core::fmt;

use super::show_frame::Ascii;

/// What kind of address it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AddressType {
    /// An e-mail address.
    Mail,
    /// A URL.
    Url,
    /// An address of IP version 4, as text.
    Ipv4,
    /// An address of IP version 6, as text.
    Ipv6,
    /// A telephone number of the whole world (E.164), with a plus sign.
    Telephone,
    /// A reserved value, 0 or 6 to 15.
    Reserved(u8),
}

impl AddressType {
    fn of(octet: u8) -> Self {
        match octet & 0x0F {
            1 => Self::Mail,
            2 => Self::Url,
            3 => Self::Ipv4,
            4 => Self::Ipv6,
            5 => Self::Telephone,
            other => Self::Reserved(other),
        }
    }
}

/// The information field of an internet address frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InternetAddress<'a> {
    /// Which part of a long address this is, 0 to 127.
    pub part: u8,
    /// Whether another part follows in the next frame.
    pub continues: bool,
    /// What kind of address it is.
    pub kind: AddressType,
    /// The text, at most 77 octets. Unlike numbers it is in reading order, and nobody checks what is in it.
    pub text: &'a [u8],
}

impl<'a> InternetAddress<'a> {
    /// The longest text of one frame.
    pub const MAX: usize = 77;

    /// Reads the field; `None` for fewer than its three octets of header. A text that is shorter than its length says is taken
    /// as it is.
    #[must_use]
    pub fn parse(fif: &'a [u8]) -> Option<Self> {
        let [part, kind, length, text @ ..] = fif else { return None };
        let length = usize::from(length & 0x7F).min(Self::MAX).min(text.len());
        Some(Self {
            part: part & 0x7F,
            continues: part & 0x80 != 0,
            kind: AddressType::of(*kind),
            text: text.get(..length).unwrap_or_default(),
        })
    }
}

impl fmt::Display for InternetAddress<'_> {
    /// The text; what is not printable ASCII becomes a question mark.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Ascii(self.text), f)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::string::ToString as _;

    use super::*;

    #[test]
    fn an_address_of_mail_is_read() {
        let mut fif = std::vec![0x80, 0x01, 14];
        fif.extend_from_slice(b"fax@example.fr rest");
        let address = InternetAddress::parse(&fif).expect("a header");
        assert_eq!((address.part, address.continues, address.kind), (0, true, AddressType::Mail));
        assert_eq!(address.to_string(), "fax@example.fr");
    }

    #[test]
    fn lengths_that_cannot_be_are_cut() {
        assert_eq!(InternetAddress::parse(&[0, 1]), None);
        assert_eq!(InternetAddress::parse(&[0, 2, 0x7F, b'a', 0x07]).expect("a header").to_string(), "a?");
        let long = [b'x'; 200];
        let mut fif = std::vec![3, 9, 0xFF];
        fif.extend_from_slice(&long);
        let address = InternetAddress::parse(&fif).expect("a header");
        assert_eq!((address.text.len(), address.kind), (77, AddressType::Reserved(9)));
    }
}
