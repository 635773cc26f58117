//! The file that says what `fax serve` serves: TOML, checked before anything is opened.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fax_core::Ident;
use fax_modem::{PortLock, Profile};
use serde::{Deserialize, Deserializer, de::Error as _};
use toml::Spanned;

use crate::args::{Ecm, profile_in};
use crate::exit::{Exit, Failed};

/// All of it. Relative paths begin at the folder of the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Config {
    /// The file of the queue.
    pub(crate) store: PathBuf,
    /// Folder for documents that wait.
    pub(crate) spool: PathBuf,
    /// Folder for received faxes.
    pub(crate) inbox: PathBuf,
    /// Where `fax queue` finds this server.
    pub(crate) control: PathBuf,
    /// Our number, for far ends.
    #[serde(default, deserialize_with = "ident")]
    pub(crate) id: Ident,
    /// How long calls may go on once the server is told to end.
    #[serde(default = "Config::grace_seconds")]
    pub(crate) grace_seconds: u64,
    /// Folder for lock files of serial ports.
    #[serde(default = "Config::lock_dir")]
    pub(crate) lock_dir: PathBuf,
    /// The modems.
    #[serde(rename = "line")]
    pub(crate) lines: Vec<Line>,
}

/// A modem on its line.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Line {
    /// Its serial port.
    pub(crate) modem: Spanned<String>,
    /// Its speed in bit/s, if not the profile's.
    pub(crate) baud: Option<u32>,
    /// The name of a profile, or of a file with one.
    #[serde(default, rename = "profile")]
    kind: Option<Spanned<String>>,
    #[serde(skip)]
    pub(crate) profile: Profile,
    /// Whether it dials.
    #[serde(default = "yes")]
    pub(crate) send: bool,
    /// Whether it answers.
    #[serde(default = "yes")]
    pub(crate) receive: bool,
    /// At which ring.
    #[serde(default = "Line::rings", deserialize_with = "rings")]
    pub(crate) rings: u16,
    #[serde(default, deserialize_with = "ecm")]
    pub(crate) ecm: Ecm,
}

impl Config {
    const fn grace_seconds() -> u64 {
        30
    }

    fn lock_dir() -> PathBuf {
        PortLock::FOLDER.into()
    }

    /// Reads and checks the file.
    pub(crate) fn load(path: &Path) -> Result<Self, Failed> {
        let text = std::fs::read_to_string(path).map_err(|error| Failed::io(path.display(), error))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut config = Self::parse(&text, folder)
            .map_err(|why| Failed::new(Exit::Usage, format_args!("{}: {why}", path.display())))?;
        let Self { store, spool, inbox, control, lock_dir, .. } = &mut config;
        for path in [store, spool, inbox, control, lock_dir] {
            *path = folder.join(&*path);
        }
        Ok(config)
    }

    fn parse(text: &str, folder: &Path) -> Result<Self, String> {
        let mut config: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        if config.lines.is_empty() {
            return Err("there is no [[line]]; a server needs a modem at least".to_owned());
        }
        let number = |of: &Spanned<String>| text.get(..of.span().start).unwrap_or_default().lines().count().max(1);
        let mut modems = BTreeSet::new();
        for line in &mut config.lines {
            let modem = line.modem.get_ref();
            if !modems.insert(modem) {
                return Err(format!("line {}: {modem} has a [[line]] already", number(&line.modem)));
            }
            if !line.send && !line.receive {
                return Err(format!("line {}: {modem} neither sends nor receives", number(&line.modem)));
            }
            if let Some(kind) = &line.kind {
                line.profile =
                    profile_in(folder, kind.get_ref()).map_err(|why| format!("line {}: {why}", number(kind)))?;
            }
        }
        Ok(config)
    }
}

impl Line {
    const fn rings() -> u16 {
        1
    }
}

const fn yes() -> bool {
    true
}

fn ident<'de, D: Deserializer<'de>>(from: D) -> Result<Ident, D::Error> {
    Ident::new(&String::deserialize(from)?).map_err(D::Error::custom)
}

fn rings<'de, D: Deserializer<'de>>(from: D) -> Result<u16, D::Error> {
    match u16::deserialize(from)? {
        rings @ 1..=20 => Ok(rings),
        _ => Err(D::Error::custom("rings are 1 to 20")),
    }
}

fn ecm<'de, D: Deserializer<'de>>(from: D) -> Result<Ecm, D::Error> {
    match String::deserialize(from)?.as_str() {
        "on" => Ok(Ecm::On),
        "off" => Ok(Ecm::Off),
        "auto" => Ok(Ecm::Auto),
        _ => Err(D::Error::custom("ecm is \"on\", \"off\" or \"auto\"")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot read its own text has failed")]

    use super::*;

    const HEAD: &str = "store = 'q.redb'\nspool = 'spool'\ninbox = 'in'\ncontrol = 'ctl'\n";

    fn parse(lines: &str) -> Result<Config, String> {
        Config::parse(&format!("{HEAD}{lines}"), Path::new("/nowhere"))
    }

    #[test]
    fn defaults_are_those_of_the_command_line() {
        let config = parse("[[line]]\nmodem = '/dev/ttyACM0'\n").unwrap();
        let line = &config.lines[0];
        assert_eq!((line.baud, line.rings, line.send, line.receive), (None, 1, true, true));
        assert_eq!(line.profile, Profile::GENERIC);
        assert_eq!(config.grace_seconds, 30);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, line, what) in [
            ("[[line]]\nmodem = 'a'\nrings = 0\n", 7, "rings are 1 to 20"),
            ("[[line]]\nmodem = 'a'\nprofile = 'usb'\n", 7, "known are generic"),
            ("[[line]]\nmodem = 'a'\nring = 1\n", 7, "unknown field `ring`"),
            ("[[line]]\nmodem = 'a'\n[[line]]\nmodem = 'a'\n", 8, "has a [[line]] already"),
            ("[[line]]\nmodem = 'a'\nsend = false\nreceive = false\n", 6, "neither sends nor receives"),
            ("id = 'A number of more than twenty'\n[[line]]\nmodem = 'a'\n", 5, ""),
        ] {
            let told = parse(text).unwrap_err();
            assert!(told.contains(&format!("line {line}")) && told.contains(what), "{told}");
        }
        assert!(parse("").unwrap_err().contains("line"), "no line at all");
    }
}
