//! Mail with documents attached: receipts go out by it, and so may received faxes.
//!
//! A [`Mailer`] sends one mail in a blocking call. `Smtp`, with the feature `mail`, is the one that speaks to the server of
//! [`ReceiptOptions`](crate::engine::parts::ReceiptOptions); programs may bring their own.

#[cfg(feature = "mail")]
mod smtp;

#[cfg(feature = "mail")]
pub use smtp::Smtp;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// A mail to one address. Its texts may come from strangers: none of them can add a header, a line of the protocol or a
/// folder to a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    /// Makes the `Message-ID`: the same mail sent twice has the same one, so that a reader may drop the copy. Letters,
    /// digits, `-` and `.`; others are left out.
    pub id: String,
    /// Whom it goes to: one address without a name.
    pub to: String,
    /// Its subject. What controls devices is replaced by blanks.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// Files with it.
    pub attachments: Vec<Attachment>,
}

/// A file with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its name; what could be more than a name of a file is replaced by `_`.
    pub name: String,
    /// What it is.
    pub kind: AttachmentKind,
    /// Its octets.
    pub octets: Vec<u8>,
}

/// What an attached file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttachmentKind {
    /// `image/tiff`: a fax (RFC 3302).
    Tiff,
    /// `text/plain`.
    Text,
    /// `application/octet-stream`.
    Octets,
}

/// Sends mail: one at a time, and returns when the server has taken it.
pub trait Mailer: Send {
    /// Sends a mail. Blocks; an implementation has to give up after some minutes.
    ///
    /// # Errors
    ///
    /// [`MailError`]; nobody took the mail then, as far as one can know.
    fn send(&mut self, mail: &Mail) -> Result<(), MailError>;
}

/// Why a mail was not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MailError {
    /// There is no mail server in the settings.
    NoServer,
    /// This is no address: that of the sender or of the receiver.
    Address(String),
    /// The program was built without what the settings ask for.
    NotSupported(&'static str),
    /// The server will not take it, now or later; its own words.
    Refused(String),
    /// The server was not reached, or cannot take it now; its own words.
    Unreachable(String),
}

impl MailError {
    /// Whether another try cannot help.
    #[must_use]
    pub const fn is_permanent(&self) -> bool {
        matches!(self, Self::Address(_) | Self::Refused(_))
    }
}

impl fmt::Display for MailError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoServer => f.write_str("no mail server is set: set one, and the sender's address"),
            Self::Address(address) => write!(f, "{address:?} is no mail address"),
            Self::NotSupported(what) => write!(f, "this program was built without {what}"),
            Self::Refused(why) => write!(f, "the mail server refuses it: {why:?}"),
            Self::Unreachable(why) => write!(f, "the mail server cannot be reached or takes nothing now: {why:?}"),
        }
    }
}

impl core::error::Error for MailError {}

/// Whether a text can be one address of a mail: `name@host`, 3 to 253 octets, no blanks, quotes, lists or controls.
#[must_use]
pub fn is_address(text: &str) -> bool {
    crate::engine::is_mail_address(text)
}

/// A name of a file that is nothing else, on any system.
#[cfg(feature = "mail")]
fn file_name(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let name: String = name.chars().take(100).map(plain).collect();
    if name.starts_with('.') || name.is_empty() { alloc::format!("fax{name}") } else { name }
}
