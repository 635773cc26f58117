//! Result codes: a streaming parser for what modems say in words (`V1`).

use nom::bytes::streaming::{take_till1, take_while};
use nom::character::streaming::char;
use nom::combinator::{map, opt};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

/// One line from the modem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Response {
    /// The command is complete.
    Ok,
    /// Data follows, or is wanted.
    Connect,
    /// Somebody calls.
    Ring,
    /// Nothing, or nothing any more, is heard.
    NoCarrier,
    /// Not understood, not possible, or a frame with a bad check sequence.
    Error,
    /// No dial tone.
    NoDialTone,
    /// Busy tone.
    Busy,
    /// Nobody lifts.
    NoAnswer,
    /// Another carrier than the one that was asked for.
    FcError,
    /// It was V.21, which is being received now.
    Frh3,
    /// The modem won't dial this number again, or not yet.
    Blacklisted,
    /// The modem won't dial at all, or the line is in use.
    DialRefused,
    /// Anything else: text, echo, rubbish.
    Text,
}

/// Words and what they mean. A line need only begin with the word: `CONNECT 14400`, `DELAYED 00:01:00`.
const WORDS: [(&[u8], Response); 15] = [
    (b"OK", Response::Ok),
    (b"CONNECT", Response::Connect),
    (b"RING", Response::Ring),
    (b"NO CARRIER", Response::NoCarrier),
    (b"ERROR", Response::Error),
    (b"NO DIALTONE", Response::NoDialTone),
    (b"NO DIAL TONE", Response::NoDialTone),
    (b"BUSY", Response::Busy),
    (b"NO ANSWER", Response::NoAnswer),
    (b"+FCERROR", Response::FcError),
    (b"+FRH:", Response::Frh3),
    (b"BLACKLISTED", Response::Blacklisted),
    (b"DELAYED", Response::Blacklisted),
    (b"DIALING DISABLED", Response::DialRefused),
    (b"LINE IN USE", Response::DialRefused),
];

/// The longest line that is kept; the lists of modulations are the longest in use.
const LINE_MAX: usize = 128;

/// Collects octets until they are a line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reader {
    buffer: heapless::Vec<u8, LINE_MAX>,
    /// The buffer holds a line that is complete.
    whole: bool,
}

impl Reader {
    /// Takes the next octet. With a response comes an octet that was looked at but lies behind the line, if there is
    /// one.
    pub(crate) fn push(&mut self, octet: u8) -> Option<(Response, Option<u8>)> {
        if self.whole {
            self.clear();
        }
        if self.buffer.push(octet).is_err() {
            // More than any modem has to say at once: rubbish.
            self.buffer.clear();
            return None;
        }
        let (rest, line) = line(&self.buffer).ok()?;
        self.whole = true;
        Some((classify(line), rest.first().copied()))
    }

    /// The line behind the last response.
    pub(crate) fn line(&self) -> &[u8] {
        if self.whole { line(&self.buffer).map_or(&[], |(_, line)| line) } else { &[] }
    }

    /// Whether nothing of a line has been collected, but perhaps the end of the one before.
    pub(crate) fn is_between_lines(&self) -> bool {
        self.whole || self.buffer.iter().all(u8::is_ascii_whitespace)
    }

    /// Forgets what has been collected.
    pub(crate) fn clear(&mut self) {
        self.buffer.clear();
        self.whole = false;
    }
}

/// A line that is not empty, without its ends. `Incomplete` while it has none, and while an LF may follow its CR: that
/// must not be taken for the first octet of data.
fn line(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let is_end = |b: u8| b == b'\r' || b == b'\n';
    let end = (opt(char('\r')), opt(char('\n')));
    map(preceded(take_while(is_end), terminated(take_till1(is_end), end)), |text| text).parse(input)
}

fn classify(line: &[u8]) -> Response {
    // A modem that was hung up on may put a lone DLE ETX before the word.
    let from = line.iter().position(u8::is_ascii_graphic).unwrap_or(line.len());
    let word = line.get(from..).unwrap_or_default();
    let begins = |known: &[u8]| word.get(..known.len()).is_some_and(|head| head.eq_ignore_ascii_case(known));
    let response = WORDS.iter().find(|(known, _)| begins(known)).map_or(Response::Text, |&(_, response)| response);
    // `RINGING` is the far end's bell, not ours.
    if response == Response::Ring && begins(b"RINGING") { Response::Text } else { response }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;

    fn read(octets: &[u8]) -> Vec<Response> {
        let mut reader = Reader::default();
        octets.iter().filter_map(|&b| reader.push(b)).map(|(response, _)| response).collect()
    }

    #[test]
    fn words_in_their_variants() {
        assert_eq!(read(b"\r\nOK\r\n"), [Response::Ok]);
        assert_eq!(read(b"\r\nCONNECT 14400\r\n"), [Response::Connect]);
        assert_eq!(read(b"\r\nNO DIALTONE\r\n\r\nNO DIAL TONE\r\n"), [Response::NoDialTone; 2]);
        assert_eq!(
            read(b"\r\n+FRH:3\r\n\r\n+FRH: 3\r\n\r\nCONNECT\r\n"),
            [Response::Frh3, Response::Frh3, Response::Connect]
        );
        assert_eq!(read(b"\r\n+FCERROR\r\n"), [Response::FcError]);
        assert_eq!(read(b"\r\nDELAYED 00:01:00\r\n"), [Response::Blacklisted]);
        assert_eq!(read(b"\r\nRINGING\r\n\r\nRING\r\n"), [Response::Text, Response::Ring]);
        assert_eq!(
            read(b"\x10\x03\r\nNO CARRIER\r\n\x10\x03NO CARRIER\r\n"),
            [Response::Text, Response::NoCarrier, Response::NoCarrier]
        );
    }

    #[test]
    fn a_ring_glued_to_an_answer() {
        assert_eq!(read(b"\r\n24,48,146\r\n\r\nOK\r\n\r\nRING\r\n"), [Response::Text, Response::Ok, Response::Ring]);
        assert_eq!(read(b"ATE0\r\r\nOK\r\n"), [Response::Text, Response::Ok]);
    }

    #[test]
    fn the_line_feed_belongs_to_the_line_and_nothing_else_does() {
        let mut reader = Reader::default();
        let found: Vec<_> = b"\r\nCONNECT\r\xFF".iter().filter_map(|&b| reader.push(b)).collect();
        assert_eq!(found, [(Response::Connect, Some(0xFF))]);
        let mut reader = Reader::default();
        assert!(b"\r\nCONNECT\r".iter().all(|&b| reader.push(b).is_none()));
        assert_eq!(reader.push(b'\n'), Some((Response::Connect, None)));
    }

    #[test]
    fn rubbish_does_not_deafen() {
        let mut octets = std::vec![b'x'; 5000];
        octets.extend(b"\r\nOK\r\n");
        assert_eq!(read(&octets).last(), Some(&Response::Ok));
    }
}
