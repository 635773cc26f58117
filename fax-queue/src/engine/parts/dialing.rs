//! How the numbers of recipients are read, and dialled: which country and area they belong to, and what `+` stands for here.

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

    /// What is dialled for a number: as it was given, but for a `+` in front, which no telephone line knows. What it stands for
    /// is put in its place, with [`outside_line`](Self::outside_line) before it: the national prefix for this country, if it
    /// has one, and the international prefix for all others. Without an international prefix the number stays as it is, and
    /// who dials it has to know.
    ///
    /// | number | with country 44, prefixes 00 and 0 | with outside line 9 as well |
    /// | --- | --- | --- |
    /// | `+1 212 555 0100` | `001 212 555 0100` | `9001 212 555 0100` |
    /// | `+44 121 496 0000` | `0121 496 0000` | `90121 496 0000` |
    /// | `0121 496 0000` | the same | the same |
    #[must_use]
    pub fn dialled(&self, number: &str) -> String {
        let Some(canonical) = number.trim_start().strip_prefix('+') else { return number.into() };
        let canonical = canonical.trim_start();
        let of_this_country = if self.country.is_empty() || self.national_prefix.is_empty() {
            None
        } else {
            behind_code(canonical, &self.country)
        };
        let (prefix, rest) = match of_this_country {
            Some(national) => (&self.national_prefix, national),
            None if self.international_prefix.is_empty() => return number.into(),
            None => (&self.international_prefix, canonical),
        };
        [self.outside_line.as_str(), prefix, rest].concat()
    }

    pub(super) fn check(&self) -> Result<(), Refusal> {
        let texts = [&self.country, &self.area, &self.international_prefix, &self.national_prefix, &self.outside_line];
        let fits = |text: &String| text.len() <= 8 && text.bytes().all(|c| c.is_ascii_digit());
        if texts.into_iter().all(fits) { Ok(()) } else { Err(Refusal::OutOfBounds(Limit::DialingPlan)) }
    }
}

/// What stands behind a code, whatever structures the digits of either: `4-4 20` begins with 44.
fn behind_code<'n>(number: &'n str, code: &str) -> Option<&'n str> {
    let mut rest = number;
    for digit in code.chars() {
        rest = rest.trim_start_matches(is_structure).strip_prefix(digit)?;
    }
    Some(rest.trim_start_matches(is_structure))
}

/// Whether a character only structures a number.
const fn is_structure(c: char) -> bool {
    matches!(c, ' ' | '-' | '.' | '/' | '(' | ')')
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

    #[test]
    fn a_plus_sign_is_dialled_as_what_it_stands_for() {
        let (london, hamburg) = (["44", "20", "00", "0", ""], ["49", "40", "00", "0", "9"]);
        for (texts, number, dialled) in [
            (london, "+1 (212) 555-0100", "001 (212) 555-0100"),
            (london, "+44 121 496 0000", "0121 496 0000"),
            (london, "+44 20 7946 0000", "020 7946 0000"),
            (london, "+4 4-121 496 0000", "0121 496 0000"),
            (london, " + 47 22 00 00 00", "0047 22 00 00 00"),
            (london, "+44 121 496,,12#", "0121 496,,12#"),
            // Whatever has no plus sign is dialled as it is written.
            (london, "0121 496 0000", "0121 496 0000"),
            (london, "7946 0000", "7946 0000"),
            (london, "0044 20 7946 0000", "0044 20 7946 0000"),
            (london, "*67#123", "*67#123"),
            (hamburg, "+4930123456", "9030123456"),
            (hamburg, "+1 212 555 0100", "9001 212 555 0100"),
            (hamburg, "12", "12"),
            (["1", "", "011", "1", ""], "+1 212 555 0100", "1212 555 0100"),
            (["1", "", "011", "1", ""], "+4930123456", "0114930123456"),
            // There is no prefix before area codes, or none is known: the long way round is right either way.
            (["47", "", "00", "", ""], "+47 22 00 00 00", "0047 22 00 00 00"),
            (["44", "", "", "0", ""], "+44 121 496 0000", "0121 496 0000"),
            (["44", "", "", "0", ""], "+1 212 555 0100", "+1 212 555 0100"),
            (["", "", "00", "", ""], "+4930123456", "004930123456"),
            (["", "", "", "", ""], "+4930123456", "+4930123456"),
        ] {
            assert_eq!(plan(texts).dialled(number), dialled, "{number}, {texts:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_dialled_reaches_the_number_that_was_meant(digits in "[1-9][0-9]{3,14}", country in "[1-9][0-9]{0,2}") {
            let number = ["+", &digits].concat();
            for [international_prefix, national_prefix] in [["00", "0"], ["011", "1"], ["00", ""]] {
                let plan = plan([&country, "", international_prefix, national_prefix, "9"]);
                let (meant, dialled) = (plan.international(&number), plan.dialled(&number));
                // An area code that begins like a prefix cannot be told from it, by no exchange.
                let national = digits.strip_prefix(&country).filter(|_| !national_prefix.is_empty());
                if national.is_none_or(|national| {
                    ![national_prefix, national].concat().starts_with(international_prefix)
                }) {
                    proptest::prop_assert_eq!(plan.international(&dialled), meant, "{}", dialled);
                }
            }
        }
    }
}
