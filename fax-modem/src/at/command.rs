//! Command lines, as octets.
//!
//! Written by hand: they stand between a received frame and our answer to it, where microseconds are the budget.

use core::fmt;

use fax_core::{Modulation, Modulations, Signal, Training};

/// The commands that run during a call. One to a line, as many modems can't take two `+F` commands in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// `AT`: are you there?
    Attention,
    /// `AT+FTH=3`: send V.21 frames.
    SendFrames,
    /// `AT+FRH=3`: receive a V.21 frame.
    ReceiveFrame,
    /// `AT+FTM=n`: send data with modulation n.
    SendData(u8),
    /// `AT+FRM=n`: receive data with modulation n.
    ReceiveData(u8),
    /// `AT+FTS=n`: be silent for n times 10 ms.
    BeSilent(u8),
    /// `AT+FRS=n`: wait for n times 10 ms of silence.
    AwaitSilence(u8),
    /// `ATH`: on hook.
    HangUp,
}

impl Command {
    /// The octets of the command line. CR alone ends it: an LF would be a further character, which aborts a reception.
    pub(crate) fn octets(self) -> impl Iterator<Item = u8> {
        let (name, value): (&[u8], Option<u8>) = match self {
            Self::Attention => (b"", None),
            Self::SendFrames => (b"+FTH=", Some(3)),
            Self::ReceiveFrame => (b"+FRH=", Some(3)),
            Self::SendData(n) => (b"+FTM=", Some(n)),
            Self::ReceiveData(n) => (b"+FRM=", Some(n)),
            Self::BeSilent(n) => (b"+FTS=", Some(n)),
            Self::AwaitSilence(n) => (b"+FRS=", Some(n)),
            Self::HangUp => (b"H", None),
        };
        b"AT".iter().chain(name).copied().chain(value.into_iter().flat_map(decimal)).chain([b'\r'])
    }
}

fn decimal(n: u8) -> impl Iterator<Item = u8> {
    [(n / 100, n >= 100), (n / 10 % 10, n >= 10), (n % 10, true)]
        .into_iter()
        .filter_map(|(digit, shown)| shown.then_some(b'0' + digit))
}

/// The number of T.31 for a signal, as in `+FTM=145`: the rate over 100, one more for V.17 with long training, two more
/// with short training.
pub(crate) const fn code(signal: Signal) -> u8 {
    match (signal.modulation, signal.training) {
        (Modulation::V27ter2400, _) => 24,
        (Modulation::V27ter4800, _) => 48,
        (Modulation::V29At7200, _) => 72,
        (Modulation::V29At9600, _) => 96,
        (Modulation::V17At7200, Training::Long) => 73,
        (Modulation::V17At7200, Training::Short) => 74,
        (Modulation::V17At9600, Training::Long) => 97,
        (Modulation::V17At9600, Training::Short) => 98,
        (Modulation::V17At12000, Training::Long) => 121,
        (Modulation::V17At12000, Training::Short) => 122,
        (Modulation::V17At14400, Training::Long) => 145,
        (Modulation::V17At14400, Training::Short) => 146,
        _ => 3,
    }
}

/// The modulations behind the answer to `+FTM=?` or `+FRM=?`: a list such as `24,48,72,96,121,122,145,146`, with or
/// without brackets, blanks, ranges and a prefix up to a colon.
///
/// A rate of V.17 counts only with its short training: without it, 121 and 145 mean V.33.
pub(crate) fn modulations(list: &[u8]) -> Modulations {
    let known = [
        (24, Modulation::V27ter2400),
        (48, Modulation::V27ter4800),
        (72, Modulation::V29At7200),
        (96, Modulation::V29At9600),
        (74, Modulation::V17At7200),
        (98, Modulation::V17At9600),
        (122, Modulation::V17At12000),
        (146, Modulation::V17At14400),
    ];
    known.into_iter().filter(|&(n, _)| lists(list, n)).fold(Modulations::NONE, |set, (_, m)| set.with(m))
}

/// Whether a number is in the answer to `+NAME=?`: `0,1`, `(0-255)`, `+FAR: (0,1)`.
pub(crate) fn lists(list: &[u8], wanted: u16) -> bool {
    let list = list.iter().position(|&b| b == b':').and_then(|at| list.get(at + 1..)).unwrap_or(list);
    list.split(|&b| b == b',').any(|item| {
        let mut bounds = item.split(|&b| b == b'-').map(number);
        match (bounds.next().flatten(), bounds.next().flatten()) {
            (Some(low), Some(high)) => (low..=high).contains(&wanted),
            (Some(only), None) => only == wanted,
            (None, _) => false,
        }
    })
}

fn number(text: &[u8]) -> Option<u16> {
    let mut digits = text.iter().filter(|b| b.is_ascii_digit()).peekable();
    digits.peek()?;
    digits.try_fold(0u16, |n, &d| n.checked_mul(10)?.checked_add(u16::from(d - b'0')))
}

/// Why a text cannot be dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NumberError {
    /// It has nothing to dial.
    Empty,
    /// It has more than [`NUMBER_MAX`] characters to dial.
    TooLong,
    /// The octet at this place is not something that a modem dials.
    Undialable {
        /// Octet of the text, from 0.
        at: usize,
    },
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the number has no digit"),
            Self::TooLong => write!(f, "the number has more than {NUMBER_MAX} characters to dial"),
            Self::Undialable { at } => write!(
                f,
                "character {} of the number cannot be dialled; use digits, * # A to D, T P for tone or pulse, \
                 and , W @ ! & for pauses and flashes",
                at + 1
            ),
        }
    }
}

impl core::error::Error for NumberError {}

/// The most characters that are dialled; modems take 40 to 60 in a line.
pub const NUMBER_MAX: usize = 40;

/// Whether [`Class1::dial`](crate::Class1::dial) would take this number; to tell a user before the modem is opened.
///
/// ```
/// assert!(fax_modem::check_number("0, (555) 12-34").is_ok());
/// assert!(fax_modem::check_number("+1 555 1234").is_err());
/// ```
///
/// # Errors
///
/// [`NumberError`], which says what cannot be dialled. A plus sign cannot: write what it stands for where you are.
pub fn check_number(number: &str) -> Result<(), NumberError> {
    dial_string(number).map(|_| ())
}

/// What of `number` goes behind `ATD`: blanks, hyphens, dots, slashes and brackets are for people and stay out. A flash of the
/// hook is `!` in V.250 and `&` in the manuals of some modems; it goes out as `!`.
///
/// A plus sign is refused: what it stands for differs from country to country. So is a semicolon, which would leave the
/// modem in command state.
pub(crate) fn dial_string(number: &str) -> Result<heapless::Vec<u8, NUMBER_MAX>, NumberError> {
    let mut dialled = heapless::Vec::new();
    for (at, octet) in number.bytes().enumerate() {
        match octet.to_ascii_uppercase() {
            b' ' | b'-' | b'.' | b'/' | b'(' | b')' => {}
            b'&' => dialled.push(b'!').map_err(|_| NumberError::TooLong)?,
            b @ (b'0'..=b'9' | b'*' | b'#' | b'A'..=b'D' | b'T' | b'P' | b',' | b'W' | b'@' | b'!') => {
                dialled.push(b).map_err(|_| NumberError::TooLong)?;
            }
            _ => return Err(NumberError::Undialable { at }),
        }
    }
    if dialled.iter().any(u8::is_ascii_digit) { Ok(dialled) } else { Err(NumberError::Empty) }
}

/// How many characters of a number are dialled.
pub(crate) fn dialled(number: &str) -> u8 {
    dial_string(number).map_or(0, |dialled| u8::try_from(dialled.len()).unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    extern crate std;

    use std::vec::Vec;

    use super::*;

    #[test]
    fn command_lines_end_in_cr_alone() {
        let line = |c: Command| c.octets().collect::<Vec<_>>();
        assert_eq!(line(Command::Attention), b"AT\r");
        assert_eq!(line(Command::SendFrames), b"AT+FTH=3\r");
        assert_eq!(line(Command::ReceiveData(146)), b"AT+FRM=146\r");
        assert_eq!(line(Command::SendData(24)), b"AT+FTM=24\r");
        assert_eq!(line(Command::BeSilent(8)), b"AT+FTS=8\r");
        assert_eq!(line(Command::AwaitSilence(105)), b"AT+FRS=105\r");
        assert_eq!(line(Command::HangUp), b"ATH\r");
    }

    #[test]
    fn abilities_in_all_spellings() {
        let full = modulations(b"24,48,72,73,74,96,97,98,121,122,145,146");
        assert_eq!(full, Modulations::ALL);
        assert_eq!(modulations(b"(24,48,72,73,74,96,97,98,121,122,145,146)"), full);
        assert_eq!(modulations(b"+FTM: 24, 48, 72, 96"), modulations(b"24,48,72,96"));
        assert_eq!(modulations(b"0-255"), full);
        // V.33 is not V.17.
        assert!(!modulations(b"24,48,72,96,121,145").contains(Modulation::V17At14400));
        assert!(modulations(b"99999999,,-,").is_empty());
    }

    #[test]
    fn numbers_for_people_and_modems() {
        assert_eq!(dial_string("0, (555) 12-34").unwrap(), b"0,5551234");
        assert_eq!(dial_string("t*31#w5").unwrap(), b"T*31#W5");
        assert_eq!(dial_string("P0W,,@!&7").unwrap(), b"P0W,,@!!7");
        assert_eq!(dial_string(" - "), Err(NumberError::Empty));
        assert_eq!(dial_string("12\rATZ"), Err(NumberError::Undialable { at: 2 }));
        assert_eq!(dial_string("+4955"), Err(NumberError::Undialable { at: 0 }));
        assert_eq!(dial_string("55;"), Err(NumberError::Undialable { at: 2 }));
        assert_eq!(dial_string("12345678901234567890123456789012345678901"), Err(NumberError::TooLong));
    }
}
