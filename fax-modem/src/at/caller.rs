//! Who calls: what modems say of it between the rings, in their dialects.
//!
//! The exchange sends it as a burst of data (Bellcore GR-30), which the modem takes apart (`NMBR=5559876`) or passes on as it
//! came (`MESG=80...`). Octets of that are a type, a length, and parameters of type, length and text.

use core::fmt;

use heapless::{String, Vec};
use nom::branch::alt;
use nom::bytes::complete::{tag, tag_no_case};
use nom::character::complete::space0;
use nom::combinator::value;
use nom::multi::fold_many0;
use nom::number::complete::u8 as octet;
use nom::sequence::{delimited, terminated};
use nom::{IResult, Parser};

use super::printable;

/// As much of a number or a name as is kept; exchanges send 20 digits and 15 letters at most.
const TEXT: usize = 32;

/// Who calls, as far as the exchange said so and the modem passed it on. Nothing in it can be relied upon: callers choose
/// what they send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallerId {
    number: String<TEXT>,
    name: String<TEXT>,
    called: String<TEXT>,
    withheld: bool,
    time: Option<RingTime>,
}

/// When a call came, by the clock of the exchange, in its time zone. The year is not sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RingTime {
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
}

impl CallerId {
    /// The caller's number; empty if it is not known. Printable ASCII, as the exchange sent it: mostly digits.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The caller's name; empty if it is not known. Printable ASCII.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number that was dialled (DID), where several lead to this line; empty if it is not known.
    #[must_use]
    pub fn called(&self) -> &str {
        &self.called
    }

    /// Whether the caller has asked the exchange not to tell his number.
    #[must_use]
    pub fn is_withheld(&self) -> bool {
        self.withheld
    }

    /// When it was, if both date and time came.
    #[must_use]
    pub fn time(&self) -> Option<RingTime> {
        self.time.filter(|time| time.month > 0 && time.hour < 24)
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes a line from the modem. Returns whether it was about a caller.
    pub(crate) fn take(&mut self, line: &[u8]) -> bool {
        let Ok((text, key)) = key(line) else { return self.take_digits(line) };
        match key {
            Key::Number => self.take_number(text),
            Key::Name => self.name = absent(text).map_or_else(|| printable(text), |_| String::new()),
            Key::Called => self.called = printable(text),
            Key::Date => self.take_time(text, |time, month, day| (time.month, time.day) = (month, day)),
            Key::Time => self.take_time(text, |time, hour, minute| (time.hour, time.minute) = (hour, minute)),
            Key::Message => self.take_message(text),
        }
        true
    }

    /// Digits alone are the number that was dialled, in tones.
    fn take_digits(&mut self, line: &[u8]) -> bool {
        let digits = line.len() >= 2 && line.iter().all(u8::is_ascii_digit);
        if digits {
            self.called = printable(line);
        }
        digits
    }

    fn take_number(&mut self, text: &[u8]) {
        let reason = absent(text);
        self.withheld = reason == Some(Absent::Withheld);
        self.number = reason.map_or_else(|| printable(text), |_| String::new());
    }

    /// Four digits, as two numbers.
    fn take_time(&mut self, text: &[u8], set: impl FnOnce(&mut RingTime, u8, u8)) {
        if let Some((first, behind)) = two_digits(text)
            && let Some((second, _)) = two_digits(behind)
        {
            // No hour yet: it comes with the time.
            let time = self.time.get_or_insert(RingTime { hour: u8::MAX, ..RingTime::default() });
            set(time, first, second);
        }
    }

    fn take_message(&mut self, hex: &[u8]) {
        let mut octets: Vec<u8, 128> = Vec::new();
        for pair in hex.chunks_exact(2) {
            let Some(octet) = core::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()) else {
                break;
            };
            if octets.push(octet).is_err() {
                break;
            }
        }
        let Ok((body, kind)) = terminated(octet::<_, ()>, octet).parse(octets.as_slice()) else { return };
        match kind {
            SINGLE => {
                let (when, number) = body.split_at_checked(8).unwrap_or((body, &[]));
                self.take_when(when);
                self.take_number(number.trim_ascii());
            }
            MULTIPLE => {
                let _ = fold_many0(parameter, || (), |(), (kind, text)| self.take_parameter(kind, text)).parse(body);
            }
            _ => {}
        }
    }

    fn take_parameter(&mut self, kind: u8, text: &[u8]) {
        match kind {
            0x01 => self.take_when(text),
            0x02 | 0x04 => self.take_number(text),
            0x03 => self.called = printable(text),
            0x07 => self.name = printable(text),
            _ => {}
        }
    }

    /// Month, day, hour, minute, two digits each.
    fn take_when(&mut self, text: &[u8]) {
        let (date, time) = text.split_at_checked(4).unwrap_or((text, &[]));
        self.take_time(date, |when, month, day| (when.month, when.day) = (month, day));
        self.take_time(time, |when, hour, minute| (when.hour, when.minute) = (hour, minute));
    }
}

impl fmt::Display for CallerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.number.as_str(), self.name.as_str()) {
            ("", "") if self.withheld => f.write_str("withheld"),
            ("", "") => f.write_str("unknown"),
            ("", name) => f.write_str(name),
            (number, "") => f.write_str(number),
            (number, name) => write!(f, "{number} ({name})"),
        }
    }
}

/// Message types: one text, or parameters.
const SINGLE: u8 = 0x04;
const MULTIPLE: u8 = 0x80;

#[derive(Clone, Copy)]
enum Key {
    Number,
    Name,
    Called,
    Date,
    Time,
    Message,
}

/// A key and `=` or `:`; what is left is the text behind it.
fn key(line: &[u8]) -> IResult<&[u8], Key> {
    let name = alt((
        value(
            Key::Number,
            alt((tag_no_case("NMBR"), tag_no_case("CALLER NUMBER"), tag_no_case("CID"), tag_no_case("NUMBER"))),
        ),
        value(Key::Name, alt((tag_no_case("NAME"), tag_no_case("CALLER NAME")))),
        value(Key::Called, alt((tag_no_case("NDID"), tag_no_case("DAD"), tag_no_case("CALLED NUMBER")))),
        value(Key::Date, tag_no_case("DATE")),
        value(Key::Time, tag_no_case("TIME")),
        value(Key::Message, tag_no_case("MESG")),
    ));
    let (text, key) = delimited(space0, name, (space0, alt((tag("="), tag(":"))), space0)).parse(line)?;
    Ok((text.trim_ascii(), key))
}

/// A parameter of a message.
fn parameter(input: &[u8]) -> IResult<&[u8], (u8, &[u8])> {
    let (input, (kind, length)) = (octet, octet).parse(input)?;
    let (text, input) = input.split_at_checked(length.into()).unwrap_or((input, &[]));
    Ok((input, (kind, text)))
}

/// Two digits, and what is behind them; what is not a digit in front of them is passed over.
fn two_digits(text: &[u8]) -> Option<(u8, &[u8])> {
    let from = text.iter().position(u8::is_ascii_digit)?;
    let (digits, behind) = text.get(from..)?.split_at_checked(2)?;
    Some((core::str::from_utf8(digits).ok()?.parse().ok()?, behind))
}

/// Why there is no number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Absent {
    /// The caller does not want it told.
    Withheld,
    /// The exchange does not know it.
    Unknown,
}

fn absent(text: &[u8]) -> Option<Absent> {
    let is = |word: &str| text.eq_ignore_ascii_case(word.as_bytes());
    if ["P", "PRIVATE", "BLOCKED", "WITHHELD"].into_iter().any(is) {
        Some(Absent::Withheld)
    } else if ["O", "OUT OF AREA", "UNAVAILABLE", "UNKNOWN", ""].into_iter().any(is) {
        Some(Absent::Unknown)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::ToString;

    use super::*;

    fn told(lines: &[&str]) -> CallerId {
        let mut caller = CallerId::default();
        for line in lines {
            assert!(caller.take(line.as_bytes()), "{line}");
        }
        caller
    }

    #[test]
    fn line_by_line() {
        let caller = told(&["DATE=1120", "TIME=2136", "NMBR=5559876", "NAME=TESTER"]);
        assert_eq!((caller.number(), caller.name(), caller.is_withheld()), ("5559876", "TESTER", false));
        assert_eq!(caller.time(), Some(RingTime { month: 11, day: 20, hour: 21, minute: 36 }));
        assert_eq!(caller.to_string(), "5559876 (TESTER)");
    }

    #[test]
    fn dialects() {
        for line in ["NMBR = 5559876", "CALLER NUMBER: 5559876", "CID: 5559876", "nmbr=5559876 "] {
            assert_eq!(told(&[line]).number(), "5559876", "{line}");
        }
        assert_eq!(told(&["DATE = 11/20", "TIME = 21:36"]).time(), told(&["DATE=1120", "TIME=2136"]).time());
        for line in ["NDID=42", "DAD: 42", "42"] {
            assert_eq!(told(&[line]).called(), "42", "{line}");
        }
    }

    #[test]
    fn a_number_that_is_not_told() {
        let caller = told(&["NMBR=P", "NAME=P"]);
        assert_eq!((caller.number(), caller.name(), caller.is_withheld()), ("", "", true));
        assert_eq!(caller.to_string(), "withheld");
        let caller = told(&["NMBR=O"]);
        assert_eq!((caller.is_withheld(), caller.is_empty(), caller.to_string().as_str()), (false, true, "unknown"));
    }

    #[test]
    fn messages_as_they_came() {
        // Multiple data: 20 November 21:36, number, name. The check sum behind it is the modem's business.
        let text = "80 1D 01 08 3131323032313336 02 07 35353539383736 07 06 544553544552 5A".replace(' ', "");
        let caller = told(&[&std::format!("MESG={text}")]);
        assert_eq!((caller.number(), caller.name()), ("5559876", "TESTER"));
        assert_eq!(caller.time(), Some(RingTime { month: 11, day: 20, hour: 21, minute: 36 }));
        // Withheld (reason of absence), and single data.
        assert!(told(&["MESG=8003040150"]).is_withheld());
        assert_eq!(told(&["MESG=040F31313230323133363535353938373600"]).number(), "5559876");
    }

    #[test]
    fn rubbish_is_no_caller_and_does_no_harm() {
        let mut caller = CallerId::default();
        for line in ["", "7", "NMBR", "RING", "DROF=40", "MESSAGE=1", "24,48,72"] {
            assert!(!caller.take(line.as_bytes()), "{line}");
        }
        for line in ["MESG=", "MESG=8", "MESG=80", "MESG=80FF02FF35", "MESG=04", "DATE=", "DATE=9", "TIME=xx"] {
            assert!(caller.take(line.as_bytes()), "{line}");
        }
        assert_eq!(caller.time(), None);
        let mut caller = CallerId::default();
        caller.take(&[b"NAME=\x1B[2J\xFF".as_slice(), &[b'x'; 100]].concat());
        assert_eq!(caller.name(), std::format!("[2J{}", "x".repeat(29)));
    }
}
