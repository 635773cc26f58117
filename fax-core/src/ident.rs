//! The twenty-character strings of T.30: CSI, TSI, CIG and their kin.

use core::fmt;

/// What a twenty-character string says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IdentKind {
    /// Called subscriber identification: the number of the station that answered.
    Csi,
    /// Transmitting subscriber identification: the number of the station that sends.
    Tsi,
    /// Calling subscriber identification, of a station that polls.
    Cig,
    /// Password.
    Pwd,
    /// Selective polling: which document.
    Sep,
    /// Sub-address: where the document shall go.
    Sub,
    /// Sender identification.
    Sid,
    /// Polled sub-address.
    Psa,
}

/// A text of at most 20 printable ASCII characters, as it travels in CSI, TSI and the like.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Ident(heapless::String<20, u8>);

/// A text that cannot be an [`Ident`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdentError {
    /// More than 20 characters.
    TooLong,
    /// A character outside 0x20..=0x7E, at this octet.
    NotPrintable {
        /// Octet of the text, from 0.
        at: usize,
    },
}

impl fmt::Display for IdentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => f.write_str("identification is longer than 20 characters"),
            Self::NotPrintable { at } => {
                write!(f, "identification has a character that is not printable ASCII at octet {at}")
            }
        }
    }
}

impl core::error::Error for IdentError {}

impl Ident {
    /// Takes `text` as it is.
    ///
    /// # Errors
    ///
    /// [`IdentError`] if it has more than 20 characters or one that is not printable ASCII.
    pub fn new(text: &str) -> Result<Self, IdentError> {
        if let Some(at) = text.bytes().position(|b| !(0x20..=0x7E).contains(&b)) {
            return Err(IdentError::NotPrintable { at });
        }
        heapless::String::try_from(text).map(Self).map_err(|_| IdentError::TooLong)
    }

    /// Reads the information field of a frame: the text is stored last character first (T.30 5.3.6.2.4 and on).
    ///
    /// Lenient, as the field demands: short fields are taken, octets beyond 20 ignored, what is not printable becomes
    /// a question mark, blanks at both ends go.
    #[must_use]
    pub fn from_fif(fif: &[u8]) -> Self {
        let text: heapless::String<20, u8> =
            fif.iter().take(20).rev().map(|&b| if (0x20..=0x7E).contains(&b) { char::from(b) } else { '?' }).collect();
        Self(heapless::String::try_from(text.trim_ascii()).unwrap_or_default())
    }

    /// The information field that carries this text: reversed, padded with blanks to 20 octets.
    #[must_use]
    pub fn to_fif(&self) -> [u8; 20] {
        let mut fif = [b' '; 20];
        for (to, from) in fif.iter_mut().zip(self.0.bytes().rev()) {
            *to = from;
        }
        fif
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is no text; an empty identification is not sent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_travels_backwards() {
        // T.30 5.3.6.2.4; the same octets as in spandsp's TSB-85 script MRGN01, first bit on the line as LSB.
        let fif = Ident::new("+0123456789").expect("printable").to_fif();
        assert_eq!(&fif, b"9876543210+         ");
        assert_eq!(Ident::from_fif(&fif).as_str(), "+0123456789");
    }

    #[test]
    fn strangers_are_read_leniently() {
        assert_eq!(Ident::from_fif(b"").as_str(), "");
        assert_eq!(Ident::from_fif(b"21\xFF  ").as_str(), "?12");
        assert_eq!(Ident::from_fif(&[b'1'; 40]).as_str().len(), 20);
    }

    #[test]
    fn our_own_must_be_right() {
        assert_eq!(Ident::new("123456789012345678901"), Err(IdentError::TooLong));
        assert_eq!(Ident::new("1\u{e9}"), Err(IdentError::NotPrintable { at: 1 }));
    }
}
