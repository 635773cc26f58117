//! GUIDs, by which Windows names routing methods.

use core::fmt;
use core::str::FromStr;

/// A GUID. Its text form is `{6bbf7bfe-9af2-11d0-abf7-00c04fd91a4e}`; upper case and missing braces are read as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "alloc::string::String", into = "alloc::string::String"))]
pub struct Guid(pub u128);

impl Guid {
    /// The default method that sends a received fax by mail. What it is told per device: an address.
    pub const EMAIL: Self = Self(0x6bbf_7bfe_9af2_11d0_abf7_00c0_4fd9_1a4e);
    /// The default method that stores a received fax in a folder. What it is told per device: the folder.
    pub const FOLDER: Self = Self(0x9204_1a90_9af2_11d0_abf7_00c0_4fd9_1a4e);
    /// The default method that prints a received fax. What it is told per device: the name of a printer.
    pub const PRINT: Self = Self(0xaec1_b37c_9af2_11d0_abf7_00c0_4fd9_1a4e);
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |low: u32, bits: u32| (self.0 >> low) & ((1 << bits) - 1);
        write!(
            f,
            "{{{:08x}-{:04x}-{:04x}-{:04x}-{:012x}}}",
            part(96, 32),
            part(80, 16),
            part(64, 16),
            part(48, 16),
            part(0, 48)
        )
    }
}

#[cfg(feature = "serde")]
impl TryFrom<alloc::string::String> for Guid {
    type Error = ParseGuidError;

    fn try_from(text: alloc::string::String) -> Result<Self, ParseGuidError> {
        text.parse()
    }
}

#[cfg(feature = "serde")]
impl From<Guid> for alloc::string::String {
    fn from(guid: Guid) -> Self {
        alloc::format!("{guid}")
    }
}

/// A text that is not a GUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseGuidError;

impl fmt::Display for ParseGuidError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a GUID is 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12")
    }
}

impl core::error::Error for ParseGuidError {}

impl FromStr for Guid {
    type Err = ParseGuidError;

    fn from_str(text: &str) -> Result<Self, ParseGuidError> {
        let inner = match (text.strip_prefix('{'), text.strip_suffix('}')) {
            (Some(rest), Some(_)) => rest.strip_suffix('}').ok_or(ParseGuidError)?,
            (None, None) => text,
            _ => return Err(ParseGuidError),
        };
        let mut groups = inner.split('-');
        let mut value = 0_u128;
        for length in [8, 4, 4, 4, 12] {
            let group = groups.next().filter(|group| group.len() == length).ok_or(ParseGuidError)?;
            if !group.bytes().all(|c| c.is_ascii_hexdigit()) {
                return Err(ParseGuidError);
            }
            let digits = u128::from_str_radix(group, 16).map_err(|_| ParseGuidError)?;
            value = (value << (4 * length)) | digits;
        }
        if groups.next().is_some() { Err(ParseGuidError) } else { Ok(Self(value)) }
    }
}

#[cfg(test)]
mod tests {
    extern crate alloc;
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn the_documented_ones() {
        for (guid, text) in [
            (Guid::EMAIL, "{6bbf7bfe-9af2-11d0-abf7-00c04fd91a4e}"),
            (Guid::FOLDER, "{92041a90-9af2-11d0-abf7-00c04fd91a4e}"),
            (Guid::PRINT, "{aec1b37c-9af2-11d0-abf7-00c04fd91a4e}"),
        ] {
            assert_eq!(guid.to_string(), text);
            assert_eq!(text.to_ascii_uppercase().parse(), Ok(guid));
            assert_eq!(text.trim_matches(['{', '}']).parse(), Ok(guid));
        }
    }

    #[test]
    fn other_texts_are_none() {
        for text in ["", "{}", "{6bbf7bfe-9af2-11d0-abf7-00c04fd91a4e", "6bbf7bfe9af211d0abf700c04fd91a4e", "{"] {
            assert_eq!(text.parse::<Guid>(), Err(ParseGuidError), "{text}");
        }
        assert_eq!("+bbf7bfe-9af2-11d0-abf7-00c04fd91a4e".parse::<Guid>(), Err(ParseGuidError));
    }
}
