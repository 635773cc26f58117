//! Names of things.

use core::fmt;
use core::str::FromStr;

/// A job. The text form is 16 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct JobId(pub u64);

/// All jobs of one submission: one document to several recipients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SubmissionId(pub u64);

/// A text that is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseIdError;

impl fmt::Display for ParseIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id is up to 16 hexadecimal digits")
    }
}

impl core::error::Error for ParseIdError {}

macro_rules! hexadecimal {
    ($($name:ident)+) => {
        $(
            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, "{:016x}", self.0)
                }
            }

            impl FromStr for $name {
                type Err = ParseIdError;

                /// Takes upper case, a leading `0x`, and fewer digits.
                fn from_str(text: &str) -> Result<Self, ParseIdError> {
                    let digits = text.strip_prefix("0x").unwrap_or(text);
                    if digits.len() > 16 || digits.starts_with('+') {
                        return Err(ParseIdError);
                    }
                    u64::from_str_radix(digits, 16).map(Self).map_err(|_| ParseIdError)
                }
            }
        )+
    };
}

hexadecimal!(JobId SubmissionId);

/// A server, for listeners that hear several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerId(pub u32);

/// A line: what Windows calls a fax device. Greater than zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DeviceId(pub u32);

/// A command, named by whoever gives it, so that giving it twice does it once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CommandId(pub u64);

/// Counts the changes of a record; zero means that there is none yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Version(pub u64);

impl Version {
    /// The version after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// Counts the attempts of a job. Whatever a line reports carries the epoch of its attempt, so that a line that is
/// late cannot speak for a newer one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Epoch(pub u32);

#[cfg(test)]
mod tests {
    extern crate alloc;
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn ids_are_sixteen_hexadecimal_digits() {
        assert_eq!(JobId(0xBEEF).to_string(), "000000000000beef");
        assert_eq!("000000000000beef".parse(), Ok(JobId(0xBEEF)));
        assert_eq!("0xBEEF".parse(), Ok(JobId(0xBEEF)));
        for wrong in ["", "0x", "xyz", "+1", "-1", "00000000000000001"] {
            assert_eq!(wrong.parse::<JobId>(), Err(ParseIdError), "{wrong:?}");
        }
    }
}
