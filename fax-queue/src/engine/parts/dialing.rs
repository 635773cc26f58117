//! How the numbers of recipients are read: which country and area they belong to.

use alloc::string::String;

use crate::engine::request::significant;
use crate::engine::{Limit, Refusal};

/// What is dialled before what, at the place of the server. Empty by default: then only numbers that begin with `+` have a
/// country.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, rename_all = "kebab-case"))]
pub struct DialingPlan {
    /// The country code of this place, such as `44`.
    pub country: String,
    /// The area code of this place, such as `20`, for numbers that are dialled without one.
    pub area: String,
    /// What is dialled before a country code, such as `00` or `011`.
    pub international_prefix: String,
    /// What is dialled before an area code, such as `0` or `1`.
    pub national_prefix: String,
    /// What is dialled for an outside line, such as `9`. Once it is set, a number that begins otherwise, and not with `+`, stays
    /// in the house: it has no country.
    pub outside_line: String,
}

impl DialingPlan {
    /// A number with country code, as digits. `None`: it cannot be told, as for service codes with `*` and `#`. Of a number in
    /// an area that is not known, the country code alone.
    ///
    /// | number | with country 44, area 20, prefixes 00 and 0 |
    /// | --- | --- |
    /// | `+1 212 555 0100`, `001 212 555 0100` | `12125550100` |
    /// | `0121 496 0000` | `441214960000` |
    /// | `7946 0000` | `442079460000` |
    #[must_use]
    pub fn international(&self, number: &str) -> Option<String> {
        let digits: String = significant(number).collect();
        if let Some(digits) = digits.strip_prefix('+') {
            return all_digits(digits);
        }
        let digits = all_digits(digits.strip_prefix(self.outside_line.as_str())?)?;
        let behind = |prefix: &str| if prefix.is_empty() { None } else { digits.strip_prefix(prefix) };
        if let Some(digits) = behind(&self.international_prefix) {
            return all_digits(digits);
        }
        if self.country.is_empty() {
            return None;
        }
        let country = self.country.as_str();
        Some(match behind(&self.national_prefix) {
            Some(national) => [country, national].concat(),
            None if self.area.is_empty() => country.into(),
            None => [country, self.area.as_str(), digits.as_str()].concat(),
        })
    }

    pub(super) fn check(&self) -> Result<(), Refusal> {
        let texts = [&self.country, &self.area, &self.international_prefix, &self.national_prefix, &self.outside_line];
        let fits = |text: &String| text.len() <= 8 && text.bytes().all(|c| c.is_ascii_digit());
        if texts.into_iter().all(fits) { Ok(()) } else { Err(Refusal::OutOfBounds(Limit::DialingPlan)) }
    }
}

fn all_digits(text: &str) -> Option<String> {
    (!text.is_empty() && text.bytes().all(|c| c.is_ascii_digit())).then(|| text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(texts: [&str; 5]) -> DialingPlan {
        let [country, area, international_prefix, national_prefix, outside_line] = texts.map(String::from);
        DialingPlan { country, area, international_prefix, national_prefix, outside_line }
    }

    #[test]
    fn numbers_as_people_write_them() {
        for (plan, number, digits) in [
            (plan(["44", "20", "00", "0", ""]), "+1 (212) 555-0100", Some("12125550100")),
            (plan(["44", "20", "00", "0", ""]), "001 212 555 0100", Some("12125550100")),
            (plan(["44", "20", "00", "0", ""]), "0121 496 0000", Some("441214960000")),
            (plan(["44", "20", "00", "0", ""]), "7946 0000", Some("442079460000")),
            (plan(["44", "", "00", "0", ""]), "7946 0000", Some("44")),
            (plan(["1", "", "011", "1", ""]), "1-212-555-0100", Some("12125550100")),
            (plan(["1", "", "011", "1", ""]), "011 44 20 7946 0000", Some("442079460000")),
            (plan(["49", "89", "00", "0", "0"]), "0,0030 123456", Some("30123456")),
            (plan(["49", "89", "00", "0", "9"]), "9W 030 123456", Some("4930123456")),
            (plan(["49", "89", "00", "0", "9"]), "12", None),
            (plan(["49", "89", "00", "0", "9"]), "+49 30 123456", Some("4930123456")),
            (plan(["44", "20", "00", "0", ""]), "*67#123", None),
            (plan(["44", "20", "00", "0", ""]), "+", None),
            (plan(["44", "20", "00", "0", ""]), "00", None),
            (plan(["", "", "", "", ""]), "123456", None),
            (plan(["", "", "", "", ""]), "+47 22 00 00 00", Some("4722000000")),
        ] {
            assert_eq!(plan.international(number).as_deref(), digits, "{number}");
        }
    }
}
