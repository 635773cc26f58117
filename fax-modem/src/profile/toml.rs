//! Profiles as TOML text.
//!
//! ```text
//! based-on = "usr"                          # a known family; "generic" if it is not said
//! init = ["AT&F1", "ATE0Q0V1", "ATX3S0=0S7=60"]
//! flow = "xon-xoff"
//! long-rest-ms = 100
//! ```
//!
//! One table ([`slots`]) says which keys there are, where their values go and what is allowed; reading and writing both follow it.

use core::fmt;
use core::ops::RangeInclusive;
use core::time::Duration;
use std::boxed::Box;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use toml::de::{DeTable, DeValue};

use super::{BitOrder, FaxClass, Flow, LoneDle, Profile};

/// Why a text is no profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileError {
    line: usize,
    fault: ProfileFault,
}

impl ProfileError {
    /// The line of the text, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// What is wrong there.
    #[must_use]
    pub fn fault(&self) -> &ProfileFault {
        &self.fault
    }
}

/// What is wrong in a text that should be a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProfileFault {
    /// It is not TOML.
    Syntax(String),
    /// There is no such key. With it comes the one that looks most like it.
    UnknownKey(String, &'static str),
    /// `based-on` names no known profile. With it comes the one that looks most like it.
    UnknownProfile(String, &'static str),
    /// A value of another kind is wanted for this key: which.
    Kind(&'static str, &'static str),
    /// The number for this key is outside of what is allowed, from and to.
    Range(&'static str, u32, u32),
    /// The word for this key is none of these.
    Word(&'static str, String),
    /// This is no command line: it must begin with AT and have no more than 80 characters, all of them printable ASCII.
    CommandLine(&'static str),
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        match &self.fault {
            ProfileFault::Syntax(message) => f.write_str(message),
            ProfileFault::UnknownKey(key, nearest) => write!(f, "there is no key {key}; do you mean {nearest}?"),
            ProfileFault::UnknownProfile(name, nearest) => {
                write!(f, "there is no profile {name} to be based on; do you mean {nearest}?")
            }
            ProfileFault::Kind(key, kind) => write!(f, "{key} wants {kind}"),
            ProfileFault::Range(key, low, high) => write!(f, "{key} must be from {low} to {high}"),
            ProfileFault::Word(key, words) => write!(f, "{key} must be one of {words}"),
            ProfileFault::CommandLine(key) => {
                write!(f, "{key} wants command lines: AT and up to 78 further characters of printable ASCII")
            }
        }
    }
}

impl core::error::Error for ProfileError {}

/// The key that names the profile which all other keys change.
const BASED_ON: &str = "based-on";
/// The longest command line; modems take 40 to 100 characters.
const LINE_MAX: usize = 80;
/// The most command lines in a list.
const LINES_MAX: usize = 32;

/// Where a value goes, and what is allowed there.
enum Slot<'p> {
    Flag(&'p mut bool),
    Count(&'p mut u8, RangeInclusive<u32>),
    Number(&'p mut u32, RangeInclusive<u32>),
    Millis(&'p mut Duration, RangeInclusive<u32>),
    Seconds(&'p mut Duration, RangeInclusive<u32>),
    /// Zero stands for none.
    MaybeMillis(&'p mut Option<Duration>, RangeInclusive<u32>),
    Line(&'p mut &'static str),
    /// An empty text stands for none.
    MaybeLine(&'p mut Option<&'static str>),
    Lines(&'p mut &'static [&'static str]),
    Word(Box<dyn Word + 'p>),
}

/// A value that is one of some words.
trait Word {
    fn get(&self) -> &'static str;
    fn set(&mut self, word: &str) -> bool;
    fn all(&self) -> String;
}

struct OneOf<'p, T: 'static>(&'p mut T, &'static [(&'static str, T)]);

impl<T: Copy + PartialEq> Word for OneOf<'_, T> {
    fn get(&self) -> &'static str {
        self.1.iter().find(|(_, value)| value == self.0).map_or("", |(word, _)| *word)
    }

    fn set(&mut self, wanted: &str) -> bool {
        let found = self.1.iter().find(|(word, _)| *word == wanted);
        if let Some((_, value)) = found {
            *self.0 = *value;
        }
        found.is_some()
    }

    fn all(&self) -> String {
        self.1.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ")
    }
}

/// All keys, in the order of the fields.
fn slots(profile: &mut Profile) -> Vec<(&'static str, Slot<'_>)> {
    let Profile {
        init,
        caller_id,
        class,
        init_class1,
        adaptive,
        reset_rest,
        baud,
        flow,
        reopen_rest,
        dial,
        answer,
        quiet_dialled,
        dial_wait,
        hang_up_on_hook,
        silence_by_modem,
        await_silence_by_modem,
        silence_behind_check,
        rest,
        long_rest,
        before_data,
        abort_wait,
        carrier_wait,
        early_fcerror_repeats,
        frames_have_fcs,
        frames_have_results,
        connect_between_frames,
        lone_dle,
        image_bits,
    } = profile;
    let classes: &[_] = &[("1", FaxClass::Class1), ("1.0", FaxClass::Class1_0)];
    let flows: &[_] = &[("rts-cts", Flow::RtsCts), ("xon-xoff", Flow::XonXoff), ("paced", Flow::Paced)];
    let dles: &[_] = &[("drop", LoneDle::Drop), ("keep", LoneDle::Keep)];
    let orders: &[_] = &[("lsb-first", BitOrder::LsbFirst), ("msb-first", BitOrder::MsbFirst)];
    [
        ("init", Slot::Lines(init)),
        ("caller-id", Slot::MaybeLine(caller_id)),
        ("class", Slot::Word(Box::new(OneOf(class, classes)))),
        ("init-class1", Slot::Lines(init_class1)),
        ("adaptive", Slot::Flag(adaptive)),
        ("reset-rest-ms", Slot::Millis(reset_rest, 0..=10_000)),
        ("baud", Slot::Number(baud, 1200..=4_000_000)),
        ("flow", Slot::Word(Box::new(OneOf(flow, flows)))),
        ("reopen-rest-ms", Slot::Millis(reopen_rest, 0..=60_000)),
        ("dial", Slot::Line(dial)),
        ("answer", Slot::Line(answer)),
        ("quiet-dialled", Slot::Flag(quiet_dialled)),
        ("dial-wait-s", Slot::Seconds(dial_wait, 1..=255)),
        ("hang-up-on-hook", Slot::Flag(hang_up_on_hook)),
        ("silence-by-modem", Slot::Flag(silence_by_modem)),
        ("await-silence-by-modem", Slot::Flag(await_silence_by_modem)),
        ("silence-behind-check", Slot::Flag(silence_behind_check)),
        ("rest-ms", Slot::Millis(rest, 0..=1000)),
        ("long-rest-ms", Slot::Millis(long_rest, 0..=5000)),
        ("before-data-ms", Slot::Millis(before_data, 0..=4000)),
        ("abort-wait-ms", Slot::Millis(abort_wait, 50..=5000)),
        ("carrier-wait-ms", Slot::MaybeMillis(carrier_wait, 500..=30_000)),
        ("early-fcerror-repeats", Slot::Count(early_fcerror_repeats, 0..=20)),
        ("frames-have-fcs", Slot::Flag(frames_have_fcs)),
        ("frames-have-results", Slot::Flag(frames_have_results)),
        ("connect-between-frames", Slot::Flag(connect_between_frames)),
        ("lone-dle", Slot::Word(Box::new(OneOf(lone_dle, dles)))),
        ("image-bits", Slot::Word(Box::new(OneOf(image_bits, orders)))),
    ]
    .into_iter()
    .collect()
}

impl Profile {
    /// Reads a profile. Keys that are not there are as in the profile that `based-on` names, or as in [`GENERIC`](Self::GENERIC).
    ///
    /// A profile is plain data that everybody may copy, so its texts live as long as the program: each call leaves the texts that
    /// it has read in memory, some hundred octets. Read a file once, not for each call.
    ///
    /// ```
    /// use fax_modem::Profile;
    /// let mine = Profile::from_toml("based-on = \"agere\"\nbefore-data-ms = 250\n")?;
    /// assert_eq!(mine, Profile { before_data: core::time::Duration::from_millis(250), ..Profile::AGERE });
    /// let error = Profile::from_toml("\nlong-rest = 100").expect_err("it has no unit");
    /// assert_eq!(error.to_string(), "line 2: there is no key long-rest; do you mean long-rest-ms?");
    /// # Ok::<(), fax_modem::ProfileError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ProfileError`], which says in which line what is wrong.
    pub fn from_toml(text: &str) -> Result<Self, ProfileError> {
        let line = |at: usize| 1 + text.bytes().take(at).filter(|&octet| octet == b'\n').count();
        let table = DeTable::parse(text).map_err(|error| ProfileError {
            line: line(error.span().map_or(0, |span| span.start)),
            fault: ProfileFault::Syntax(error.message().to_string()),
        })?;
        let mut profile = Self::GENERIC;
        if let Some(base) = table.get_ref().get(BASED_ON) {
            let fault = match base.get_ref().as_str().map(|name| (name, Self::by_name(name))) {
                Some((_, Some(known))) => {
                    profile = known;
                    None
                }
                Some((name, None)) => Some(ProfileFault::UnknownProfile(name.into(), nearest(name, Self::names()))),
                None => Some(ProfileFault::Kind(BASED_ON, "a name in quotation marks")),
            };
            if let Some(fault) = fault {
                return Err(ProfileError { line: line(base.span().start), fault });
            }
        }
        // In the order of the text, so that the first fault of it is the one that is told.
        let mut entries: Vec<_> = table.get_ref().iter().filter(|(key, _)| key.get_ref() != BASED_ON).collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let mut slots = slots(&mut profile);
        for (key, value) in entries {
            let at = |fault| ProfileError { line: line(key.span().start), fault };
            let name = key.get_ref();
            let Some((key, slot)) = slots.iter_mut().find(|(known, _)| known == name) else {
                let known = slots.iter().map(|(known, _)| *known).chain([BASED_ON]);
                return Err(at(ProfileFault::UnknownKey(name.to_string(), nearest(name, known))));
            };
            slot.read(key, value.get_ref()).map_err(at)?;
        }
        drop(slots);
        Ok(profile)
    }

    /// Writes the profile, so that [`from_toml`](Self::from_toml) reads the same again: all of it, or what differs from a known
    /// profile.
    ///
    /// ```
    /// use fax_modem::{Flow, Profile};
    /// let mine = Profile { flow: Flow::XonXoff, ..Profile::USR };
    /// assert_eq!(mine.to_toml(Some("usr")), "based-on = \"usr\"\nflow = \"xon-xoff\"\n");
    /// assert_eq!(Profile::from_toml(&mine.to_toml(None)), Ok(mine));
    /// ```
    #[must_use]
    pub fn to_toml(&self, based_on: Option<&str>) -> String {
        let base = based_on.and_then(|name| Some((name, Self::by_name(name)?)));
        let (mut mine, mut other) = (*self, base.map_or(*self, |(_, profile)| profile));
        let mut text = base.map_or_else(String::new, |(name, _)| format!("{BASED_ON} = {}\n", quoted(name)));
        for ((key, slot), (_, before)) in slots(&mut mine).iter().zip(&slots(&mut other)) {
            let value = slot.write();
            if base.is_none() || value != before.write() {
                text = text + key + " = " + &value + "\n";
            }
        }
        text
    }
}

impl Slot<'_> {
    fn read(&mut self, key: &'static str, value: &DeValue<'_>) -> Result<(), ProfileFault> {
        match self {
            Self::Flag(flag) => **flag = value.as_bool().ok_or(ProfileFault::Kind(key, "true or false"))?,
            Self::Count(to, range) => {
                **to = u8::try_from(number(key, value, range)?).map_err(|_| out_of(key, range))?;
            }
            Self::Number(to, range) => **to = number(key, value, range)?,
            Self::Millis(to, range) => **to = Duration::from_millis(number(key, value, range)?.into()),
            Self::Seconds(to, range) => **to = Duration::from_secs(number(key, value, range)?.into()),
            Self::MaybeMillis(to, range) => {
                let zero = number(key, value, &(0..=0)).is_ok();
                **to = if zero { None } else { Some(Duration::from_millis(number(key, value, range)?.into())) };
            }
            Self::Line(to) => **to = kept(command_line(key, value)?),
            Self::MaybeLine(to) => {
                let none = value.as_str() == Some("");
                **to = if none { None } else { Some(kept(command_line(key, value)?)) };
            }
            Self::Lines(to) => {
                let list = value.as_array().ok_or(ProfileFault::Kind(key, "a list of command lines in brackets"))?;
                if list.len() > LINES_MAX {
                    return Err(ProfileFault::Kind(key, "no more than 32 command lines"));
                }
                let lines: Result<Vec<_>, _> =
                    list.iter().map(|line| command_line(key, line.get_ref()).map(kept)).collect();
                **to = Box::leak(lines?.into_boxed_slice());
            }
            Self::Word(word) => {
                let said = value.as_str().ok_or(ProfileFault::Kind(key, "a word in quotation marks"))?;
                if !word.set(said) {
                    return Err(ProfileFault::Word(key, word.all()));
                }
            }
        }
        Ok(())
    }

    fn write(&self) -> String {
        match self {
            Self::Flag(flag) => flag.to_string(),
            Self::Count(count, _) => count.to_string(),
            Self::Number(number, _) => number.to_string(),
            Self::Millis(time, _) => time.as_millis().to_string(),
            Self::Seconds(time, _) => time.as_secs().to_string(),
            Self::MaybeMillis(time, _) => time.unwrap_or_default().as_millis().to_string(),
            Self::Line(line) => quoted(line),
            Self::MaybeLine(line) => quoted(line.unwrap_or_default()),
            Self::Lines(lines) => {
                format!("[{}]", lines.iter().map(|line| quoted(line)).collect::<Vec<_>>().join(", "))
            }
            Self::Word(word) => quoted(word.get()),
        }
    }
}

fn number(key: &'static str, value: &DeValue<'_>, range: &RangeInclusive<u32>) -> Result<u32, ProfileFault> {
    let number = value.as_integer().ok_or(ProfileFault::Kind(key, "a whole number"))?;
    let number = u32::from_str_radix(number.as_str(), number.radix()).map_err(|_| out_of(key, range))?;
    if range.contains(&number) { Ok(number) } else { Err(out_of(key, range)) }
}

fn out_of(key: &'static str, range: &RangeInclusive<u32>) -> ProfileFault {
    ProfileFault::Range(key, *range.start(), *range.end())
}

fn command_line<'v>(key: &'static str, value: &'v DeValue<'_>) -> Result<&'v str, ProfileFault> {
    let line = value.as_str().ok_or(ProfileFault::Kind(key, "text in quotation marks"))?;
    let begins = line.get(..2).is_some_and(|head| head.eq_ignore_ascii_case("AT"));
    let plain = line.bytes().all(|octet| octet.is_ascii_graphic() || octet == b' ');
    if begins && plain && line.len() <= LINE_MAX { Ok(line) } else { Err(ProfileFault::CommandLine(key)) }
}

/// A text that lives as long as the program.
fn kept(text: &str) -> &'static str {
    Box::leak(Box::from(text))
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// The one of `known` that takes the fewest changes of a character to become `word`.
fn nearest(word: &str, known: impl Iterator<Item = &'static str>) -> &'static str {
    known.min_by_key(|known| distance(word, known)).unwrap_or_default()
}

/// Characters to put in, take out or change, to make one text of the other (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut left = i + 1;
        let mut corner = i;
        for (to, cell) in b.chars().zip(row.iter_mut().skip(1)) {
            let changed = corner + usize::from(from != to);
            corner = *cell;
            left = changed.min(left + 1).min(corner + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}
