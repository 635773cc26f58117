//! The file that says what `fax serve` serves: TOML, checked before anything is opened.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fax_core::Ident;
use fax_modem::{PortLock, Profile};
use fax_queue::engine::parts::{Devices, OutboundGroups, OutboundRules, Security};
use fax_queue::vocabulary::{DeviceId, ReceiveMode};
use serde::{Deserialize, Deserializer, de::Error as _};
use toml::Spanned;

use super::access::{Access, Account};
use super::peer;
use super::routing::{self, At, Dialing, Group, Routing, Rule};
use super::settings::{self, Log, Outgoing, Receipts};
use crate::args::{Ecm, profile_in};
use crate::exit::{Exit, Failed};

/// Characters of a name or a description at most.
const NAME: usize = 253;

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
    /// Folder for pages as they were sent.
    #[serde(default = "Config::sent")]
    pub(crate) sent: PathBuf,
    /// Folder of cover pages: texts, `name.txt`.
    #[serde(default = "Config::covers")]
    pub(crate) covers: PathBuf,
    #[serde(default)]
    pub(crate) outgoing: Outgoing,
    #[serde(default, deserialize_with = "settings::receipts")]
    pub(crate) receipts: Option<Receipts>,
    #[serde(default)]
    pub(crate) log: Option<Log>,
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
    #[serde(rename = "line", deserialize_with = "lines")]
    pub(crate) lines: Vec<Line>,
    /// Lines that send together.
    #[serde(default, rename = "group")]
    groups: Vec<Group>,
    /// Which of them send where.
    #[serde(default, rename = "rule")]
    rules: Vec<Spanned<Rule>>,
    #[serde(default)]
    dialing: Dialing,
    /// Where received faxes go.
    #[serde(default)]
    pub(crate) routing: Routing,
    /// Who else may use the server.
    #[serde(default)]
    pub(crate) access: Access,
    #[serde(default, rename = "account")]
    accounts: Vec<Account>,
    /// What these two come to.
    #[serde(skip)]
    pub(crate) security: Security,
    /// The folder of the file.
    #[serde(skip)]
    pub(crate) folder: PathBuf,
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
    /// Whether it answers, or waits for somebody to say so.
    #[serde(default = "Receive::by_itself")]
    pub(crate) receive: Spanned<Receive>,
    /// At which ring.
    #[serde(default = "Line::rings", deserialize_with = "rings")]
    pub(crate) rings: u8,
    /// What it says of itself when it is called, if not `id`.
    #[serde(default, deserialize_with = "own_ident")]
    pub(crate) csid: Option<Ident>,
    /// What it says of itself when it calls, if not `id`.
    #[serde(default, deserialize_with = "own_ident")]
    pub(crate) tsid: Option<Ident>,
    /// For people.
    #[serde(default, deserialize_with = "description")]
    pub(crate) description: String,
    #[serde(default, deserialize_with = "ecm")]
    pub(crate) ecm: Ecm,
}

/// Who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Receive {
    /// `true`: the modem; `false`: nobody.
    ByItself(bool),
    /// `"manual"`: a person, with `fax queue answer`.
    ByHand(Manual),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Manual {
    Manual,
}

impl Receive {
    fn by_itself() -> Spanned<Self> {
        Spanned::new(0..0, Self::ByItself(true))
    }
}

impl Config {
    fn sent() -> PathBuf {
        "sent".into()
    }

    fn covers() -> PathBuf {
        "covers".into()
    }

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
        let Self { store, spool, inbox, control, lock_dir, sent, covers, .. } = &mut config;
        for path in [store, spool, inbox, control, lock_dir, sent, covers] {
            *path = folder.join(&*path);
        }
        if let Some(log) = &mut config.log {
            log.folder = folder.join(&log.folder);
        }
        if let Some(receipts) = config.receipts.as_mut().and_then(|receipts| receipts.folder.as_mut()) {
            *receipts = folder.join(&*receipts);
        }
        Ok(config)
    }

    fn parse(text: &str, folder: &Path) -> Result<Self, String> {
        let mut config: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let at = At(text);
        let number = |of: &Spanned<String>| at.line(of);
        config.folder = folder.to_path_buf();
        let mut modems = BTreeSet::new();
        for line in &mut config.lines {
            let modem = line.modem.get_ref();
            if !(1..=NAME).contains(&modem.chars().count()) {
                return Err(at.wrong(&line.modem, format_args!("the name of a port has 1 to {NAME} characters")));
            }
            if !modems.insert(modem) {
                return Err(format!("line {}: {modem} has a [[line]] already", number(&line.modem)));
            }
            if !line.send && line.mode() == ReceiveMode::NoAnswer {
                return Err(format!("line {}: {modem} neither sends nor receives", number(&line.modem)));
            }
            if let Some(kind) = &line.kind {
                line.profile =
                    profile_in(folder, kind.get_ref()).map_err(|why| format!("line {}: {why}", number(kind)))?;
            }
        }
        if let Some(second) = config.lines.iter().filter(|line| line.mode() == ReceiveMode::ManualAnswer).nth(1) {
            return Err(format!("line {}: one line at most is answered by hand", at.line(&second.receive)));
        }
        config.routing.check(&at)?;
        config.access.check(&at)?;
        config.security = config.access.security(&config.accounts, peer::own(), peer::user, &at)?;
        // Which id a line has does not matter yet.
        let ids: BTreeMap<&str, DeviceId> =
            config.lines.iter().map(|line| line.modem.get_ref().as_str()).zip((1..).map(DeviceId)).collect();
        routing::outbound(config.of_outbound(), |modem| ids.get(modem).copied(), &at)?;
        Ok(config)
    }

    fn of_outbound(&self) -> (&[Group], &[Spanned<Rule>], &Dialing) {
        (&self.groups, &self.rules, &self.dialing)
    }

    /// Groups and rules, once each line has its id.
    pub(super) fn outbound(
        &self,
        id: impl Fn(&str) -> Option<DeviceId>,
    ) -> Result<(OutboundGroups, OutboundRules), String> {
        routing::outbound(self.of_outbound(), id, &At(""))
    }
}

impl Line {
    const fn rings() -> u8 {
        1
    }

    /// What it does when it rings.
    pub(crate) fn mode(&self) -> ReceiveMode {
        match self.receive.get_ref() {
            Receive::ByItself(true) => ReceiveMode::AutoAnswer,
            Receive::ByItself(false) => ReceiveMode::NoAnswer,
            Receive::ByHand(Manual::Manual) => ReceiveMode::ManualAnswer,
        }
    }
}

const fn yes() -> bool {
    true
}

fn ident<'de, D: Deserializer<'de>>(from: D) -> Result<Ident, D::Error> {
    Ident::new(&String::deserialize(from)?).map_err(D::Error::custom)
}

fn own_ident<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Ident>, D::Error> {
    ident(from).map(Some)
}

fn lines<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Line>, D::Error> {
    let lines = Vec::deserialize(from)?;
    match lines.len() {
        0 => Err(D::Error::custom("there is no [[line]]; a server needs a modem at least")),
        1..=Devices::MOST => Ok(lines),
        _ => Err(D::Error::custom(format_args!("there are over {} [[line]]s", Devices::MOST))),
    }
}

fn description<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    if text.chars().count() > NAME {
        return Err(D::Error::custom(format_args!("a description has up to {NAME} characters")));
    }
    Ok(text)
}

fn rings<'de, D: Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
    match u8::deserialize(from)? {
        rings @ 1..=99 => Ok(rings),
        _ => Err(D::Error::custom("rings are 1 to 99")),
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
        assert_eq!((line.baud, line.rings, line.send, line.mode()), (None, 1, true, ReceiveMode::AutoAnswer));
        assert_eq!(line.profile, Profile::GENERIC);
        assert_eq!(config.grace_seconds, 30);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, line, what) in [
            ("[[line]]\nmodem = 'a'\nrings = 0\n", 7, "rings are 1 to 99"),
            ("[[line]]\nmodem = 'a'\nprofile = 'usb'\n", 7, "known are generic"),
            ("[[line]]\nmodem = 'a'\nring = 1\n", 7, "unknown field `ring`"),
            ("[[line]]\nmodem = 'a'\n[[line]]\nmodem = 'a'\n", 8, "has a [[line]] already"),
            ("[[line]]\nmodem = 'a'\nsend = false\nreceive = false\n", 6, "neither sends nor receives"),
            ("[[line]]\nmodem = 'a'\nreceive = 'sometimes'\n", 7, ""),
            ("[[line]]\nmodem = 'a'\nreceive = 'manual'\n[[line]]\nmodem = 'b'\nreceive = 'manual'\n", 10, "by hand"),
            ("[[line]]\nmodem = 'a'\ntsid = 'A number of more than twenty'\n", 7, ""),
            ("[[line]]\nmodem = 'a'\n[[group]]\nname = 'n'\nlines = ['b']\n", 9, "b has no [[line]]"),
            ("[[line]]\nmodem = 'a'\n[[group]]\nname = 'n'\nlines = []\n", 8, "a line at least"),
            ("[[line]]\nmodem = 'a'\n[[group]]\nname = '<all devices>'\nlines = ['a']\n", 8, "name already"),
            ("[[line]]\nmodem = 'a'\n[[rule]]\ncountry = 44\ngroup = 'n'\n", 9, "there is no [[group]]"),
            ("[[line]]\nmodem = 'a'\n[[rule]]\ncountry = 1000\nline = 'a'\n", 8, "a country is 1 to 999"),
            ("[[line]]\nmodem = 'a'\n[[rule]]\narea = 20\nline = 'a'\n", 8, "needs its country"),
            ("[[line]]\nmodem = 'a'\n[[rule]]\nline = 'a'\ngroup = 'b'\n", 9, "not both"),
            ("[[line]]\nmodem = 'a'\n[routing]\nmail = 'no address'\n", 8, "no mail address"),
            ("[[line]]\nmodem = 'a'\n[routing]\ncommand = []\n", 8, "the first one is a program"),
            ("[[line]]\nmodem = 'a'\n[routing]\ncommand = 'rm -rf /'\n", 8, ""),
            ("[[line]]\nmodem = 'a'\n[access]\neveryone = ['manage-config']\n", 8, "needs query-config"),
            ("[[line]]\nmodem = 'a'\n[[account]]\nname = 'Ann'\nrights = []\n", 8, "goes by number"),
            ("id = 'A number of more than twenty'\n[[line]]\nmodem = 'a'\n", 5, ""),
            ("line = []\n", 5, "there is no [[line]]"),
            ("[[line]]\nmodem = ''\n", 6, "1 to 253 characters"),
            (&format!("[[line]]\nmodem = 'a'\ndescription = '{}'\n", "x".repeat(254)), 7, "up to 253"),
            ("[[line]]\nmodem = 'a'\n[[rule]]\ncountry = 44\n", 7, "has a group or a line"),
            ("[[line]]\nmodem = 'a'\n[[rule]]\nline = 'a'\n\n[[rule]]\nline = 'a'\n", 10, "without a country already"),
            ("[[line]]\nmodem = 'a'\n[receipts]\n", 7, "or a folder"),
            ("[[line]]\nmodem = 'a'\n[receipts]\nserver = 'm'\n", 7, "need a sender"),
            ("[[line]]\nmodem = 'a'\n[receipts]\nsender = 'a@b'\n", 7, "needs a mail server"),
            ("[[line]]\nmodem = 'a'\n[receipts]\nserver = 'm'\nsender = 'somebody'\n", 9, "no mail address"),
            ("[[line]]\nmodem = 'a'\n[receipts]\nserver = 'm'\nsender = 'a@b'\nport = 0\n", 10, "1 to 65535"),
            (
                &format!(
                    "[[line]]\nmodem = 'a'\n[receipts]\nserver = 'm'\nsender = 'a@b'\nuser = '{}'\n",
                    "x".repeat(1025)
                ),
                10,
                "up to 1024",
            ),
            #[cfg(not(feature = "mail-tls"))]
            ("[[line]]\nmodem = 'a'\n[receipts]\nserver = 'm'\nsender = 'a@b'\nsecurity = 'tls'\n", 10, "mail-tls"),
            ("[[line]]\nmodem = 'a'\n[outgoing]\ndiscount = 'at night'\n", 8, "22:00-06:00"),
            ("[[line]]\nmodem = 'a'\n[dialing]\ncountry = '44'\narea = 'x'\n", 9, "up to 8 digits"),
            ("[[line]]\nmodem = 'a'\n[dialing]\nnational-prefix = '+'\n", 8, "up to 8 digits"),
            ("[[line]]\nmodem = 'a'\n[dialing]\noutside-line = '123456789'\n", 8, "up to 8 digits"),
        ] {
            let told = parse(text).unwrap_err();
            assert!(told.contains(&format!("line {line}")) && told.contains(what), "{told}");
        }
        assert!(parse("").unwrap_err().contains("line"), "no line at all");
    }

    #[test]
    fn numbers_with_a_plus_sign_are_dialled_as_the_file_says() {
        for (dialing, number, dialled) in [
            ("", "+4930123", "004930123"),
            ("", "030 123", "030 123"),
            ("[dialing]\ncountry = '49'\nnational-prefix = '0'\n", "+4930123", "030123"),
            (
                "[dialing]\ncountry = '1'\ninternational-prefix = '011'\nnational-prefix = '1'\n",
                "+4930123",
                "0114930123",
            ),
            ("[dialing]\noutside-line = '9'\n", "+4930123", "9004930123"),
            ("[dialing]\ninternational-prefix = ''\n", "+4930123", "+4930123"),
        ] {
            let config = parse(&format!("[[line]]\nmodem = 'a'\n{dialing}")).unwrap();
            let (_, rules) = config.outbound(|_| None).unwrap();
            assert_eq!(rules.plan.dialled(number), dialled, "{dialing}");
        }
    }
}
