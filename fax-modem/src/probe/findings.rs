//! What a probe found, and which profile that suggests.

use core::fmt;

use fax_core::Modulations;
use heapless::String;

use crate::at::printable;

/// As much of a line as is kept.
const LINE: usize = 64;

/// The classes of fax that a modem says it has (`+FCLASS=?`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Classes {
    /// Class 1 (T.31). This one counts only if `+FCLASS=1` is answered by OK.
    pub class1: bool,
    /// Class 1.0 (T.31 of 2002: V.34, adaptive reception).
    pub class1_0: bool,
    /// Class 2 (the draft of 1990).
    pub class2: bool,
    /// Class 2.0 (T.32) or 2.1.
    pub class2_0: bool,
}

impl Classes {
    pub(super) fn hear(&mut self, list: &[u8]) {
        for item in list.split(|octet| !octet.is_ascii_digit() && *octet != b'.') {
            match item {
                b"1.0" => self.class1_0 = true,
                b"2" => self.class2 = true,
                b"2.0" | b"2.1" => self.class2_0 = true,
                _ => {}
            }
        }
    }
}

/// What a modem said of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Findings {
    /// Who made it; empty if it does not say. Printable ASCII, as all its texts.
    pub maker: String<LINE>,
    /// Which one it is; empty if it does not say.
    pub model: String<LINE>,
    /// Of which revision; empty if it does not say.
    pub revision: String<LINE>,
    /// What it can be switched to.
    pub classes: Classes,
    /// What it can send images by.
    pub sends: Modulations,
    /// What it can receive images by.
    pub receives: Modulations,
    /// Whether it tells when V.21 comes in place of an image (`+FAR=1`).
    pub adaptive: bool,
    /// The command line by which it tells who calls, if it knows one.
    pub caller_id: Option<&'static str>,
}

/// Words in what a modem says of itself, and the profile for those who say them.
const FAMILIES: [(&str, &str); 18] = [
    ("u.s. robotics", "usr"),
    ("usrobotics", "usr"),
    ("us robotics", "usr"),
    ("3com", "usr"),
    ("courier", "usr"),
    ("sportster", "usr"),
    ("agere", "agere"),
    ("lucent", "agere"),
    ("venus", "agere"),
    ("mt5634", "agere"),
    ("zoom", "agere"),
    ("si24", "si24xx"),
    ("silicon lab", "si24xx"),
    ("tp560", "no-silence"),
    ("topic", "no-silence"),
    ("cirrus", "no-silence"),
    ("cl-md", "no-silence"),
    ("hamlet", "no-silence"),
];

impl Findings {
    /// The name of the [profile](crate::Profile::by_name) for its family, `generic` if nothing says more. What it says of
    /// itself is often that of the chip inside, and that is what counts.
    #[must_use]
    pub fn suggested(&self) -> &'static str {
        let says = |word: &str| [&self.maker, &self.model, &self.revision].into_iter().any(|text| contains(text, word));
        FAMILIES.iter().find(|(word, _)| says(word)).map_or("generic", |(_, profile)| profile)
    }

    /// Modulations both for sending and for receiving: what a call can use.
    #[must_use]
    pub fn modulations(&self) -> Modulations {
        self.sends.and(self.receives)
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts = [self.maker.as_str(), self.model.as_str(), self.revision.as_str()];
        let mut known = texts.into_iter().filter(|text| !text.is_empty()).peekable();
        if known.peek().is_none() {
            f.write_str("a modem that does not say what it is")?;
        }
        for (i, text) in known.enumerate() {
            write!(f, "{}{text}", if i > 0 { ", " } else { "" })?;
        }
        match self.modulations().fastest() {
            Some(fastest) => write!(f, "; fax up to {} bit/s", fastest.bit_rate()),
            None => f.write_str("; no fax modulations"),
        }
    }
}

fn contains(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

/// Keeps a line, if it is the first one; of what it says only what can be shown.
pub(super) fn first_line(text: &mut String<LINE>, line: &[u8]) {
    if text.is_empty() {
        *text = printable(line);
    }
}
