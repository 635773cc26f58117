//! What a probe found, and which profile that suggests.

use core::fmt;
use core::time::Duration;

use fax_core::Modulations;
use heapless::{String, Vec};

use super::quirk::Quirk;
use crate::at::printable;
use crate::profile::{FaxClass, Profile};

/// As much of a line as is kept.
const LINE: usize = 64;

/// The classes of fax that a modem says it has (`+FCLASS=?`), or takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Classes {
    /// Class 1 (T.31). This one counts only if `+FCLASS=1` is answered by OK.
    pub class1: bool,
    /// Class 1.0 (T.31 of 2002: V.34, adaptive reception), which some have and don't list.
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
    /// Whether it tells when V.21 comes in place of an image (`+FAR=1`), in one of the classes.
    pub adaptive: bool,
    /// The command line by which it tells who calls, if it knows one.
    pub caller_id: Option<&'static str>,
    pub(super) quirks: Vec<Quirk, { Quirk::COUNT }>,
}

/// Words in what a modem says of itself, and the profile for those who say them.
const FAMILIES: [(&str, &str); 33] = [
    ("u.s. robotics", "usr"),
    ("usrobotics", "usr"),
    ("us robotics", "usr"),
    ("3com", "usr"),
    ("courier", "usr"),
    ("sportster", "usr"),
    // What is inside stands before who built it.
    ("mt5600", "conexant"),
    ("mt5634", "multitech"),
    ("multitech", "multitech"),
    ("multi-tech", "multitech"),
    ("agere", "agere"),
    ("lucent", "agere"),
    ("venus", "agere"),
    ("zoom", "agere"),
    ("mainpine", "agere"),
    ("si24", "si24xx"),
    ("silicon lab", "si24xx"),
    ("isomodem", "si24xx"),
    ("conexant", "conexant"),
    ("smartacf", "conexant"),
    ("rockwell", "rockwell"),
    ("rc144", "rockwell"),
    ("rc288", "rockwell"),
    ("tp560", "no-silence"),
    ("topic", "no-silence"),
    ("hamlet", "no-silence"),
    ("cirrus", "cirrus"),
    ("cl-md", "cirrus"),
    ("iaxmodem", "iaxmodem"),
    ("spandsp", "gateway"),
    ("t38modem", "gateway"),
    ("motorola", "motorola"),
    ("diva", "diva"),
];

/// Rest for a modem that loses commands: efax's, which suits what people still have.
const REST: Duration = Duration::from_millis(100);
/// What a reset takes at most, with nearly all modems.
const RESET_REST: Duration = Duration::from_secs(3);

impl Findings {
    /// The name of the [profile](crate::Profile::by_name) for its family, `generic` if nothing says more. What it says of
    /// itself is often that of the chip inside, and that is what counts.
    #[must_use]
    pub fn suggested(&self) -> &'static str {
        let says = |word: &str| [&self.maker, &self.model, &self.revision].into_iter().any(|text| contains(text, word));
        FAMILIES.iter().find(|(word, _)| says(word)).map_or("generic", |(_, profile)| profile)
    }

    /// The profile for it: that of its family, changed as far as the probe knows better.
    #[must_use]
    pub fn profile(&self) -> Profile {
        let mut profile = Profile::by_name(self.suggested()).unwrap_or_default();
        profile.caller_id = self.caller_id.or(profile.caller_id);
        if self.has(Quirk::AdaptiveInClass1_0) {
            profile.class = FaxClass::Class1_0;
        }
        if self.has(Quirk::LosesCommands) {
            profile.rest = profile.rest.max(REST);
        }
        if self.has(Quirk::SlowReset) {
            profile.reset_rest = profile.reset_rest.max(RESET_REST);
        }
        profile
    }

    /// What it does that not all modems do, as far as that shows on hook. What a profile has to say of it is in
    /// [`profile`](Self::profile); the rest is handled anyhow.
    pub fn quirks(&self) -> impl Iterator<Item = Quirk> {
        self.quirks.iter().copied()
    }

    pub(super) fn has(&self, quirk: Quirk) -> bool {
        self.quirks.contains(&quirk)
    }

    pub(super) fn note(&mut self, quirk: Quirk) {
        if !self.has(quirk) {
            // There is room for each of them.
            let _ = self.quirks.push(quirk);
        }
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

/// Keeps a line, if it is the first one; of what it says only what can be shown. Returns whether it was.
pub(super) fn first_line(text: &mut String<LINE>, line: &[u8]) -> bool {
    let first = text.is_empty();
    if first {
        *text = printable(line);
    }
    first
}
