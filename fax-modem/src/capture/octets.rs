//! Octets as text that people can read: words as words, runs as counts, the rest in hexadecimal.

use core::fmt::{self, Write as _};
use std::vec::Vec;

/// Equal octets from which on they are counted.
const RUN: usize = 8;
/// Characters from which on they are written as such.
const TEXT: usize = 4;
/// Octets of one line at most: more than any port hands over at once.
pub(super) const OCTETS_MAX: usize = 65_536;

/// Shows octets as items between spaces.
pub(super) struct Octets<'o>(pub(super) &'o [u8]);

impl fmt::Display for Octets<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        let mut space = "";
        let mut in_hex = false;
        while let Some(&first) = rest.first() {
            let run = run(rest);
            let text = text(rest);
            let taken = if run >= RUN {
                write!(f, "{space}{first:02x}*{run}")?;
                run
            } else if text >= TEXT {
                write!(f, "{space}\"")?;
                for &octet in rest.iter().take(text) {
                    escaped(f, octet)?;
                }
                f.write_char('"')?;
                text
            } else {
                write!(f, "{}{first:02x}", if in_hex { "" } else { space })?;
                1
            };
            in_hex = run < RUN && text < TEXT;
            space = " ";
            rest = rest.get(taken..).unwrap_or_default();
        }
        Ok(())
    }
}

/// Shows text as such, however short it is.
pub(super) struct Text<'t>(pub(super) &'t str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        self.0.bytes().try_for_each(|octet| escaped(f, octet))?;
        f.write_char('"')
    }
}

/// How many octets at the front are equal.
fn run(octets: &[u8]) -> usize {
    octets.iter().take_while(|&octet| Some(octet) == octets.first()).count()
}

/// How many octets at the front are text, up to a run.
fn text(octets: &[u8]) -> usize {
    let is_text = |octet: u8| matches!(octet, b' '..=b'~' | b'\r' | b'\n');
    let mut length = 0;
    while let Some((&octet, rest)) = octets.get(length..).and_then(<[u8]>::split_first) {
        let begins_run = rest.len() >= RUN - 1 && rest.iter().take(RUN - 1).all(|&next| next == octet);
        if !is_text(octet) || begins_run {
            break;
        }
        length += 1;
    }
    length
}

fn escaped(f: &mut fmt::Formatter<'_>, octet: u8) -> fmt::Result {
    match octet {
        b'\r' => f.write_str("\\r"),
        b'\n' => f.write_str("\\n"),
        b'"' | b'\\' => write!(f, "\\{}", char::from(octet)),
        _ => f.write_char(char::from(octet)),
    }
}

/// The octets that a text shows; `None` if it shows none, or more than [`OCTETS_MAX`].
pub(super) fn parse(text: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    let mut rest = text.trim_start_matches(' ');
    while !rest.is_empty() {
        rest = match rest.strip_prefix('"') {
            Some(quoted) => unquoted(quoted, &mut octets)?,
            None => {
                let (item, behind) = rest.split_once(' ').unwrap_or((rest, ""));
                numbers(item, &mut octets)?;
                behind
            }
        };
        if octets.len() > OCTETS_MAX {
            return None;
        }
        rest = rest.trim_start_matches(' ');
    }
    Some(octets)
}

/// What stands between quotes, the first of which is gone; returns what lies behind them.
fn unquoted<'t>(text: &'t str, octets: &mut Vec<u8>) -> Option<&'t str> {
    let mut characters = text.chars();
    loop {
        let character = match characters.next()? {
            '"' => return Some(characters.as_str()),
            '\\' => match characters.next()? {
                'r' => '\r',
                'n' => '\n',
                same @ ('"' | '\\') => same,
                _ => return None,
            },
            plain => plain,
        };
        octets.push(u8::try_from(character).ok().filter(u8::is_ascii)?);
    }
}

/// `0a1b` or `00*2700`.
fn numbers(item: &str, octets: &mut Vec<u8>) -> Option<()> {
    if let Some((octet, count)) = item.split_once('*') {
        let count: usize = count.parse().ok().filter(|&count| count <= OCTETS_MAX)?;
        octets.extend(core::iter::repeat_n(hex(octet)?, count));
        return Some(());
    }
    if !item.len().is_multiple_of(2) || item.len() > 2 * OCTETS_MAX {
        return None;
    }
    let mut rest = item;
    while !rest.is_empty() {
        let (octet, behind) = rest.split_at_checked(2)?;
        octets.push(hex(octet)?);
        rest = behind;
    }
    Some(())
}

fn hex(two: &str) -> Option<u8> {
    let digits = two.len() == 2 && two.bytes().all(|digit| digit.is_ascii_hexdigit());
    if digits { u8::from_str_radix(two, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::string::ToString;
    use std::vec;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_runs_and_numbers() {
        for (octets, text) in [
            (&b"AT+FRH=3\r"[..], r#""AT+FRH=3\r""#),
            (b"\xFF\x13\x84\xEA\x7D\x10\x03\r\nOK\r\n", r#"ff1384ea7d1003 "\r\nOK\r\n""#),
            (&[0; 128], "00*128"),
            (b"\x06           \"\\", r#"06 20*11 225c"#),
            (b"say \"\\\"", r#""say \"\\\"""#),
            (b"abcdefgggggggggg\x01", r#""abcdef" 67*10 01"#),
            (b"", ""),
        ] {
            assert_eq!(Octets(octets).to_string(), text);
            assert_eq!(parse(text).unwrap(), octets);
        }
    }

    #[test]
    fn what_shows_no_octets() {
        for text in
            ["0", "0g", "+1", "00*", "00*99999999", "\"", "\"\\x\"", "\"\u{e9}\"", "\u{e9}\u{e9}", "00*65536 00"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(octets in prop::collection::vec(
            prop_oneof![4 => any::<u8>().prop_map(|b| vec![b]), 2 => any::<u8>().prop_map(|b| vec![b; 9]), 3 => Just(b"\r\nOK\"\\".to_vec())], 0..40)) {
            let octets = octets.concat();
            prop_assert_eq!(parse(&Octets(&octets).to_string()), Some(octets));
        }

        #[test]
        fn any_text_is_survived(text in ".*") {
            let _ = parse(&text);
        }
    }
}
