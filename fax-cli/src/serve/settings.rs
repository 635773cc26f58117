//! What the file of a server says of its queues, receipts and logs, and how that gets into the queue. What the file does not
//! say stays as it was set.

use std::fs;
use std::path::{Path, PathBuf};

use fax_queue::engine::Settings;
use fax_queue::engine::parts::{ActivityLogging, EventLogging, General, MailSecurity, ReceiptOptions};
use fax_queue::service::{Queue, mail};
use fax_queue::vocabulary::{LogLevel, ReceiptType, SmtpAuthentication};
use serde::{Deserialize, Deserializer, de::Error as _};

use crate::exit::Failed;

/// `[outgoing]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Outgoing {
    /// A line on top of each page.
    branding: bool,
    /// Whether a job may bring a cover page of its own; else those of the server only. As in Windows, it may.
    allow_personal_cover_pages: bool,
    /// The server's number goes out, whatever a job brings.
    use_device_id: bool,
    /// `"22:00-06:00"`, in local time.
    #[serde(deserialize_with = "period")]
    discount: Option<(u16, u16)>,
}

impl Default for Outgoing {
    fn default() -> Self {
        Self { branding: true, allow_personal_cover_pages: true, use_device_id: false, discount: None }
    }
}

/// `[receipts]`: by mail, as files, or both.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Receipts {
    /// Where files with receipts go.
    #[serde(default)]
    pub(crate) folder: Option<PathBuf>,
    /// A host name or an address.
    #[serde(default, deserialize_with = "text")]
    server: String,
    #[serde(default = "Receipts::port", deserialize_with = "port")]
    port: u16,
    /// The address that they come from.
    #[serde(default, deserialize_with = "address")]
    sender: String,
    #[serde(default, deserialize_with = "security")]
    security: Security,
    #[serde(default, deserialize_with = "text")]
    user: String,
    #[serde(default, deserialize_with = "text")]
    password: String,
}

impl Receipts {
    const fn port() -> u16 {
        25
    }

    /// What is wrong with it as a whole.
    fn fault(&self) -> Option<&'static str> {
        match (self.server.is_empty(), self.sender.is_empty()) {
            (true, true) if self.folder.is_none() => Some("receipts need a mail server and a sender, or a folder"),
            (true, false) => Some("a sender needs a mail server"),
            (false, true) => Some("receipts by mail need a sender"),
            _ => None,
        }
    }

    /// Puts it into the settings of the queue. Without a server, what they say of one stays.
    fn put(&self, options: &mut ReceiptOptions) {
        options.allowed = self.allowed();
        if self.server.is_empty() {
            return;
        }
        options.authentication =
            if self.user.is_empty() { SmtpAuthentication::Anonymous } else { SmtpAuthentication::Basic };
        options.smtp_server.clone_from(&self.server);
        options.smtp_port = self.port;
        options.security = match self.security {
            Security::Plain => MailSecurity::Plain,
            Security::Starttls => MailSecurity::StartTls,
            Security::Tls => MailSecurity::Tls,
        };
        options.smtp_sender.clone_from(&self.sender);
        options.smtp_user.clone_from(&self.user);
        options.smtp_password.clone_from(&self.password);
    }

    /// Which receipts jobs may ask for.
    fn allowed(&self) -> ReceiptType {
        let mail = if self.server.is_empty() { ReceiptType::NONE } else { ReceiptType::MAIL };
        // What Windows shows in a box on the screen is a file here.
        let file = if self.folder.is_some() { ReceiptType::MESSAGE_BOX } else { ReceiptType::NONE };
        mail.union(file)
    }
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Security {
    #[default]
    Plain,
    Starttls,
    Tls,
}

/// `[log]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Log {
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// How much of what happens: `none`, `errors`, `warnings`, `all`.
    #[serde(default)]
    events: Events,
    /// Whether calls are put on record.
    #[serde(default = "yes")]
    calls: bool,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Events {
    None,
    Errors,
    #[default]
    Warnings,
    All,
}

const fn yes() -> bool {
    true
}

/// Puts what the file says into the queue.
pub(super) fn apply(
    queue: &Queue,
    outgoing: &Outgoing,
    receipts: Option<&Receipts>,
    log: Option<&Log>,
) -> Result<(), Failed> {
    let general: General = queue.part()?;
    queue.set_part(General {
        branding: outgoing.branding,
        allow_personal_cover_pages: outgoing.allow_personal_cover_pages,
        use_device_tsid: outgoing.use_device_id,
        ..general
    })?;
    if let Some((discount_start, discount_end)) = outgoing.discount {
        queue.set_settings(Settings { discount_start, discount_end, ..queue.settings()? })?;
    }
    if let Some(receipts) = receipts {
        if let Some(folder) = &receipts.folder {
            complete(folder)?;
        }
        queue.edit_part(|options: &mut ReceiptOptions| {
            receipts.put(options);
            Ok(())
        })?;
    }
    if let Some(log) = log {
        let level = match log.events {
            Events::None => LogLevel::None,
            Events::Errors => LogLevel::Min,
            Events::Warnings => LogLevel::Med,
            Events::All => LogLevel::Max,
        };
        queue.set_part(EventLogging { init: level, inbound: level, outbound: level, general: level })?;
        let folder = complete(&log.folder)?;
        queue.set_part(ActivityLogging {
            log_incoming: log.calls,
            log_outgoing: log.calls,
            database_path: folder.to_string_lossy().into_owned(),
        })?;
    }
    Ok(())
}

/// The folder with its whole path, made if it is not there.
fn complete(folder: &Path) -> Result<PathBuf, Failed> {
    let failed = |error| Failed::io(folder.display(), error);
    fs::create_dir_all(folder).map_err(failed)?;
    folder.canonicalize().map_err(failed)
}

/// `[receipts]`, if it makes sense as a whole.
pub(super) fn receipts<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Receipts>, D::Error> {
    let receipts = Receipts::deserialize(from)?;
    receipts.fault().map_or(Ok(Some(receipts)), |fault| Err(D::Error::custom(fault)))
}

/// As long as the queue takes it.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    if text.len() > 1024 { Err(D::Error::custom("a text has up to 1024 octets")) } else { Ok(text) }
}

fn address<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    let wrong = || D::Error::custom(format_args!("{text:?} is no mail address"));
    if mail::is_address(&text) { Ok(text) } else { Err(wrong()) }
}

fn port<'de, D: Deserializer<'de>>(from: D) -> Result<u16, D::Error> {
    match u16::deserialize(from)? {
        0 => Err(D::Error::custom("ports are 1 to 65535")),
        port => Ok(port),
    }
}

fn security<'de, D: Deserializer<'de>>(from: D) -> Result<Security, D::Error> {
    match Security::deserialize(from)? {
        Security::Starttls | Security::Tls if !cfg!(feature = "mail-tls") => {
            Err(D::Error::custom("this program was built without the feature mail-tls, so \"plain\" is all it knows"))
        }
        security => Ok(security),
    }
}

fn period<'de, D: Deserializer<'de>>(from: D) -> Result<Option<(u16, u16)>, D::Error> {
    let text = String::deserialize(from)?;
    let time = |text: &str| {
        let (hour, minute) = text.split_once(':')?;
        let two_digits = |text: &str| text.len() == 2 && text.bytes().all(|octet| octet.is_ascii_digit());
        let (hour, minute) = (hour, minute);
        if !two_digits(hour) || !two_digits(minute) {
            return None;
        }
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        (hour < 24 && minute < 60).then_some(hour * 60 + minute)
    };
    let both = text.split_once('-').and_then(|(start, end)| Some((time(start)?, time(end)?)));
    both.map(Some).ok_or_else(|| D::Error::custom("a discount period is like \"22:00-06:00\""))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot read its own text has failed")]
    use super::*;

    #[test]
    fn a_period_has_two_times_of_day() {
        let parse = |text: &str| toml::from_str::<Outgoing>(&format!("discount = '{text}'")).map(|read| read.discount);
        assert_eq!(parse("22:00-06:30").unwrap(), Some((1320, 390)));
        for wrong in ["", "22:00", "24:00-06:00", "22:60-06:00", "22-06", "+1:00-02:00", "22:00-06:00-07:00"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
