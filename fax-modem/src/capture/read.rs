//! Reading captures.

use core::fmt;
use core::str::FromStr;
use std::borrow::ToOwned;
use std::string::String;
use std::vec::Vec;

use fax_core::Instant;

use super::HEADER;
use super::octets;
use super::station::Station;
use crate::Order;

/// Entries of a capture at most.
const ENTRIES_MAX: usize = 1 << 20;

/// A session on record.
#[derive(Clone, Debug, Default)]
pub struct Capture {
    entries: Vec<Entry>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Line of the text, from 1.
    pub line: usize,
    /// When. A setting has the time of what stands before it.
    pub at: Instant,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// Octets for the modem; `ATD...` and CR in the place of a number.
    ToModem(Vec<u8>),
    /// Octets from the modem, read at once.
    FromModem(Vec<u8>),
    /// The driver was told to do something.
    Order(Order),
    /// Something between call and driver, in words: `op`, `send`, `heard` or `told`.
    Note(String),
    /// How the next call's station is set; or, with a key that has no meaning here, a remark.
    Setting {
        /// What is set.
        key: String,
        /// To what.
        value: String,
    },
}

/// Why a text is no capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaptureError {
    /// Its line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub fault: CaptureFault,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CaptureFault {
    /// The first line does not say that this is a capture of a version that is known.
    NoCapture,
    /// There is no time of the form `12.345` in front.
    Time,
    /// The time lies before that of an earlier line.
    Backwards,
    /// It is none of the kinds of lines.
    Kind,
    /// What should show octets shows none, or too many.
    Octets,
    /// There is no such order.
    Order,
    /// A setting has a value that it cannot have.
    Setting,
    /// It is one line too many.
    TooLong,
}

impl fmt::Display for CaptureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.fault {
            CaptureFault::NoCapture => "no capture, or one of an unknown version; it begins with \"fax-capture 1\"",
            CaptureFault::Time => "no time like 12.345 in front",
            CaptureFault::Backwards => "an earlier time than in the lines before",
            CaptureFault::Kind => "neither >, <, do, op, send, heard nor told behind the time",
            CaptureFault::Octets => "no octets, or too many; they are like ff13 00*100 \"OK\\r\\n\"",
            CaptureFault::Order => "an unknown order",
            CaptureFault::Setting => "a setting with a value that it cannot have",
            CaptureFault::TooLong => "too many lines",
        };
        write!(f, "line {}: {what}", self.line)
    }
}

impl core::error::Error for CaptureError {}

impl Capture {
    /// What happened, in order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

impl FromStr for Capture {
    type Err = CaptureError;

    /// Reads a capture: at most a million entries, of at most 65536 octets each.
    fn from_str(text: &str) -> Result<Self, CaptureError> {
        let mut lines = (1..).zip(text.lines());
        if lines.next().is_none_or(|(_, first)| first != HEADER) {
            return Err(CaptureError { line: 1, fault: CaptureFault::NoCapture });
        }
        let mut entries: Vec<Entry> = Vec::new();
        let mut station = Station::default();
        for (line, text) in lines {
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let before = entries.last().map_or(Instant::ZERO, |entry| entry.at);
            let read = match text.strip_prefix("= ") {
                Some(text) => setting(text, &mut station).map(|what| (before, what)),
                None => event(text),
            };
            let (at, what) = read.map_err(|fault| CaptureError { line, fault })?;
            let fault = if at < before {
                CaptureFault::Backwards
            } else if entries.len() == ENTRIES_MAX {
                CaptureFault::TooLong
            } else {
                entries.push(Entry { line, at, what });
                continue;
            };
            return Err(CaptureError { line, fault });
        }
        Ok(Self { entries })
    }
}

fn setting(text: &str, station: &mut Station) -> Result<What, CaptureFault> {
    let (key, value) = text.split_once(' ').ok_or(CaptureFault::Octets)?;
    let value = octets::parse(value).and_then(|value| String::from_utf8(value).ok()).ok_or(CaptureFault::Octets)?;
    if !station.set(key, &value) {
        return Err(CaptureFault::Setting);
    }
    Ok(What::Setting { key: key.to_owned(), value })
}

fn event(text: &str) -> Result<(Instant, What), CaptureFault> {
    let (at, rest) = text.trim_start_matches(' ').split_once(' ').ok_or(CaptureFault::Time)?;
    let at = time(at).ok_or(CaptureFault::Time)?;
    let (kind, text) = rest.split_once(' ').unwrap_or((rest, ""));
    let what = match kind {
        ">" => What::ToModem(octets::parse(text).ok_or(CaptureFault::Octets)?),
        "<" => What::FromModem(octets::parse(text).ok_or(CaptureFault::Octets)?),
        "do" => What::Order(order(text).ok_or(CaptureFault::Order)?),
        "op" | "send" | "heard" | "told" => What::Note(rest.to_owned()),
        _ => return Err(CaptureFault::Kind),
    };
    Ok((at, what))
}

/// Seconds with three decimals.
fn time(text: &str) -> Option<Instant> {
    let (seconds, thousandths) = text.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    if !digits(seconds) || !digits(thousandths) || thousandths.len() != 3 {
        return None;
    }
    let seconds: u64 = seconds.parse().ok()?;
    Some(Instant::from_millis(seconds.checked_mul(1000)?.checked_add(thousandths.parse().ok()?)?))
}

fn order(text: &str) -> Option<Order> {
    if let Some(characters) = text.strip_prefix("dial ") {
        return Some(Order::Dial(characters.parse().ok()?));
    }
    let orders = [
        ("initialise", Order::Initialise),
        ("answer", Order::Answer),
        ("run", Order::Run),
        ("abort", Order::Abort),
        ("hang up", Order::HangUp),
        ("drop DTR", Order::DropDtr),
        ("forget", Order::Forget),
        ("lost", Order::Lost),
    ];
    orders.into_iter().find_map(|(word, order)| (word == text).then_some(order))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::format;
    use std::string::ToString;
    use std::vec;

    use super::*;

    #[test]
    fn lines_of_all_kinds() {
        let text = "fax-capture 1\n# a remark\n\n= station \"calls\"\n    0.000 do dial 7\n    0.001 > \"ATD...\\r\"\n\
                    5.281 < ff 00*3\n5.281 heard carrier\n";
        let capture: Capture = text.parse().unwrap();
        let [setting, dial, to, from, note] = capture.entries() else { panic!("{capture:?}") };
        assert_eq!(setting.what, What::Setting { key: "station".into(), value: "calls".into() });
        assert_eq!(dial.what, What::Order(Order::Dial(7)));
        assert_eq!((to.line, to.at.to_string().as_str()), (6, "0.001"));
        assert_eq!(to.what, What::ToModem(b"ATD...\r".to_vec()));
        assert_eq!(from.what, What::FromModem(vec![0xFF, 0, 0, 0]));
        assert_eq!(note.what, What::Note("heard carrier".into()));
    }

    #[test]
    fn orders_are_read_as_they_are_written() {
        for all in [
            Order::Initialise,
            Order::Dial(40),
            Order::Answer,
            Order::Run,
            Order::Abort,
            Order::HangUp,
            Order::DropDtr,
            Order::Forget,
            Order::Lost,
        ] {
            assert_eq!(order(&all.to_string()), Some(all));
        }
    }

    #[test]
    fn what_is_no_capture_is_refused_with_its_line() {
        use CaptureFault::{Backwards, Kind, NoCapture, Octets, Setting, Time};
        assert_eq!("".parse::<Capture>().unwrap_err(), CaptureError { line: 1, fault: NoCapture });
        assert_eq!("fax-capture 2\n".parse::<Capture>().unwrap_err().fault, NoCapture);
        for (line, fault) in [
            ("hello", Time),
            ("1.5 > 00", Time),
            ("1.5000 > 00", Time),
            ("+1.500 > 00", Time),
            ("99999999999999999999.000 > 00", Time),
            ("18446744073709551.999 > 00", Time),
            ("1.500 >00", Kind),
            ("1.500 > 0", Octets),
            ("1.500 do nothing", CaptureFault::Order),
            ("1.500 do dial 256", CaptureFault::Order),
            ("= ecm \"maybe\"", Setting),
            ("= ecm", Octets),
            ("= ident \u{e9}", Octets),
            ("0.100 > 00", Backwards),
        ] {
            let text = format!("fax-capture 1\n0.200 op hang up\n{line}\n");
            let error = text.parse::<Capture>().unwrap_err();
            assert_eq!(error, CaptureError { line: 3, fault }, "{line}");
            assert!(error.to_string().starts_with("line 3: "));
        }
    }
}
