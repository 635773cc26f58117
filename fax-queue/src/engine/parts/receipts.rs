//! How the end of a job is reported: `IFaxReceiptOptions`.

use alloc::string::String;
use core::fmt;

use super::{Parts, is_part};
use crate::engine::{Limit, Refusal, is_mail_address};
use crate::vocabulary::{ReceiptType, SmtpAuthentication};

/// `IFaxReceiptOptions`: which receipts jobs may ask for, and the mail server that they go through.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct ReceiptOptions {
    /// `AllowedReceipts`: none unless changed.
    pub allowed: ReceiptType,
    /// `AuthenticationType`.
    pub authentication: SmtpAuthentication,
    /// `SMTPServer`: a host name or an address.
    pub smtp_server: String,
    /// `SMTPPort`, 1 to 65535; 25 unless changed.
    pub smtp_port: u16,
    /// Whether the connection is encrypted; ours. Not unless changed.
    pub security: MailSecurity,
    /// `SMTPSender`: the address that receipts come from.
    pub smtp_sender: String,
    /// `SMTPUser`.
    pub smtp_user: String,
    /// `SMTPPassword`. Never printed; the store keeps it as it is, so keep the file of the store to yourself.
    pub smtp_password: String,
    /// `UseForInboundRouting`: whether routing by mail uses this server as well.
    pub use_for_inbound_routing: bool,
}

/// How the connection to a mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum MailSecurity {
    /// Not at all: for a server on the same machine or network.
    #[default]
    Plain,
    /// `STARTTLS` (RFC 3207), and no mail without it.
    StartTls,
    /// TLS from the first octet, on port 465 as a rule (RFC 8314).
    Tls,
}

impl Default for ReceiptOptions {
    fn default() -> Self {
        Self {
            allowed: ReceiptType::NONE,
            authentication: SmtpAuthentication::Anonymous,
            smtp_server: String::new(),
            smtp_port: 25,
            security: MailSecurity::Plain,
            smtp_sender: String::new(),
            smtp_user: String::new(),
            smtp_password: String::new(),
            use_for_inbound_routing: false,
        }
    }
}

impl fmt::Debug for ReceiptOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceiptOptions")
            .field("allowed", &self.allowed)
            .field("authentication", &self.authentication)
            .field("smtp_server", &self.smtp_server)
            .field("smtp_port", &self.smtp_port)
            .field("security", &self.security)
            .field("smtp_sender", &self.smtp_sender)
            .field("smtp_user", &self.smtp_user)
            .field("use_for_inbound_routing", &self.use_for_inbound_routing)
            .finish_non_exhaustive()
    }
}

fn check(options: &ReceiptOptions, _: &Parts) -> Result<(), Refusal> {
    let texts = [&options.smtp_server, &options.smtp_sender, &options.smtp_user, &options.smtp_password];
    if texts.into_iter().any(|text| text.len() > 1024) {
        return Err(Refusal::OutOfBounds(Limit::Text));
    }
    if options.smtp_port == 0 {
        return Err(Refusal::OutOfBounds(Limit::Port));
    }
    if !(options.smtp_sender.is_empty() || is_mail_address(&options.smtp_sender)) {
        return Err(Refusal::OutOfBounds(Limit::MailAddress));
    }
    if options.authentication == SmtpAuthentication::Ntlm {
        return Err(Refusal::NotSupported);
    }
    Ok(())
}

is_part!(ReceiptOptions, Receipts, check);
