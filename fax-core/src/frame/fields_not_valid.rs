//! The information field of FNV: which fields were refused (T.30 5.3.6.2.13).

use core::fmt;

/// A field that can be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum NotValid {
    /// The password is wrong.
    Password = 0,
    /// The document that SEP names is not known.
    SelectivePolling = 1,
    /// The sub-address is not known.
    Subaddress = 2,
    /// The sender's identification is not known.
    Sender = 3,
    /// Secure fax has failed.
    Secure = 4,
    /// The number of the sender is not welcome.
    Tsi = 5,
    /// The sub-address of the document that is polled is not known.
    PolledSubaddress = 6,
    /// Binary file transfer is refused.
    BinaryFile = 8,
    /// The internet routing address is not known.
    InternetRouting = 9,
    /// The internet selective polling address is not known.
    InternetPolling = 10,
}

impl NotValid {
    /// All of them, in the order of their bits.
    pub const ALL: [Self; 10] = [
        Self::Password,
        Self::SelectivePolling,
        Self::Subaddress,
        Self::Sender,
        Self::Secure,
        Self::Tsi,
        Self::PolledSubaddress,
        Self::BinaryFile,
        Self::InternetRouting,
        Self::InternetPolling,
    ];
}

impl fmt::Display for NotValid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Password => "PWD",
            Self::SelectivePolling => "SEP",
            Self::Subaddress => "SUB",
            Self::Sender => "SID",
            Self::Secure => "secure fax",
            Self::Tsi => "TSI",
            Self::PolledSubaddress => "PSA",
            Self::BinaryFile => "BFT",
            Self::InternetRouting => "IRA",
            Self::InternetPolling => "ISP",
        })
    }
}

/// The fields that FNV refuses. Diagnostic data behind them is not looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldsNotValid(u16);

impl FieldsNotValid {
    /// Bit 8 of the first octet: another one follows.
    const EXTENDED: u8 = 0x80;

    /// Reads the field; an empty one refuses nothing by name.
    #[must_use]
    pub fn parse(fif: &[u8]) -> Self {
        Self(match *fif {
            [low, high, ..] if low & Self::EXTENDED != 0 => u16::from_le_bytes([low & !Self::EXTENDED, high & 0x7F]),
            [low, ..] => u16::from(low & !Self::EXTENDED),
            [] => 0,
        })
    }

    /// The octets to send and how many of them count.
    #[must_use]
    pub fn to_fif(self) -> ([u8; 2], usize) {
        match self.0.to_le_bytes() {
            [low, 0] => ([low, 0], 1),
            [low, high] => ([low | Self::EXTENDED, high], 2),
        }
    }

    /// These fields and `field`.
    #[must_use]
    pub const fn with(self, field: NotValid) -> Self {
        Self(self.0 | 1 << field as u8)
    }

    /// Whether `field` is refused.
    #[must_use]
    pub const fn contains(self, field: NotValid) -> bool {
        self.0 & 1 << field as u8 != 0
    }

    /// The fields that are refused, in the order of their bits.
    pub fn iter(self) -> impl Iterator<Item = NotValid> {
        NotValid::ALL.into_iter().filter(move |&field| self.contains(field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_have_the_bits_of_the_clause() {
        assert!(FieldsNotValid::parse(&[0b0000_0001]).iter().eq([NotValid::Password]));
        assert!(FieldsNotValid::parse(&[0b0100_0100]).iter().eq([NotValid::Subaddress, NotValid::PolledSubaddress]));
        assert!(FieldsNotValid::parse(&[0b1000_0000, 0b0000_0010, 7]).iter().eq([NotValid::InternetRouting]));
        assert!(FieldsNotValid::parse(&[0x01, 0xFF]).iter().eq([NotValid::Password]), "not extended");
        assert!(FieldsNotValid::parse(&[]).iter().next().is_none());
    }

    #[test]
    fn what_is_refused_reads_back() {
        for field in NotValid::ALL {
            let (fif, length) = FieldsNotValid::default().with(field).to_fif();
            assert!(FieldsNotValid::parse(&fif[..length]).iter().eq([field]));
        }
    }
}
