//! Mail through a server, with the crate `lettre`.

use alloc::string::{String, ToString};
use core::fmt;
use core::time::Duration;

use lettre::message::header::{ContentTransferEncoding, ContentType};
use lettre::message::{Attachment as Part, Body, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::SmtpTransportBuilder;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{Address, Message, SmtpTransport, Transport};

use super::{AttachmentKind, Mail, MailError, Mailer, file_name, is_address};
use crate::engine::parts::{MailSecurity, ReceiptOptions};
use crate::service::text::one_line;
use crate::vocabulary::SmtpAuthentication;

/// How long the server may take for each step.
const PATIENCE: Duration = Duration::from_secs(60);

/// Sends mail through the server of some settings, a connection for each mail.
pub struct Smtp {
    transport: SmtpTransport,
    from: Mailbox,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("from", &self.from).finish_non_exhaustive()
    }
}

impl Smtp {
    /// A mailer with these settings. Does not connect yet.
    ///
    /// # Errors
    ///
    /// [`MailError::NoServer`], [`MailError::Address`] of the sender, or [`MailError::NotSupported`].
    pub fn new(options: &ReceiptOptions) -> Result<Self, MailError> {
        if options.smtp_server.is_empty() {
            return Err(MailError::NoServer);
        }
        let mut builder =
            SmtpTransport::builder_dangerous(&options.smtp_server).port(options.smtp_port).timeout(Some(PATIENCE));
        match options.authentication {
            SmtpAuthentication::Anonymous => {}
            SmtpAuthentication::Basic => {
                let (user, password) = (options.smtp_user.clone(), options.smtp_password.clone());
                builder = builder.credentials(Credentials::new(user, password));
            }
            SmtpAuthentication::Ntlm => return Err(MailError::NotSupported("the login NTLM")),
        }
        Ok(Self { transport: protected(builder, options)?.build(), from: mailbox(&options.smtp_sender)? })
    }

    fn message(&self, mail: &Mail) -> Result<Message, MailError> {
        let id: String = mail.id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')).collect();
        let head = Message::builder()
            .from(self.from.clone())
            .to(mailbox(&mail.to)?)
            .subject(one_line(&mail.subject))
            .message_id((!id.is_empty()).then(|| alloc::format!("<{id}@fax-queue.invalid>")));
        let message = if mail.attachments.is_empty() {
            head.singlepart(SinglePart::plain(mail.text.clone()))
        } else {
            let mut all = MultiPart::mixed().singlepart(SinglePart::plain(mail.text.clone()));
            for attached in &mail.attachments {
                // A file that looks like text must not be treated as one on its way.
                let body = Body::new_with_encoding(attached.octets.clone(), ContentTransferEncoding::Base64)
                    .map_err(|_| MailError::Refused("a file that cannot be encoded".into()))?;
                let part = Part::new(file_name(&attached.name)).body(body, content_type(attached.kind));
                all = all.singlepart(part);
            }
            head.multipart(all)
        };
        message.map_err(|error| MailError::Refused(error.to_string()))
    }
}

impl Mailer for Smtp {
    fn send(&mut self, mail: &Mail) -> Result<(), MailError> {
        let message = self.message(mail)?;
        self.transport.send(&message).map(drop).map_err(|error| {
            if error.is_permanent() {
                MailError::Refused(error.to_string())
            } else {
                MailError::Unreachable(error.to_string())
            }
        })
    }
}

fn mailbox(text: &str) -> Result<Mailbox, MailError> {
    let wrong = || MailError::Address(text.into());
    if !is_address(text) {
        return Err(wrong());
    }
    let address: Address = text.parse().map_err(|_| wrong())?;
    Ok(Mailbox::new(None, address))
}

fn content_type(kind: AttachmentKind) -> ContentType {
    let name = match kind {
        AttachmentKind::Tiff => "image/tiff",
        AttachmentKind::Text => return ContentType::TEXT_PLAIN,
        AttachmentKind::Octets => "application/octet-stream",
    };
    ContentType::parse(name).unwrap_or(ContentType::TEXT_PLAIN)
}

#[cfg(feature = "mail-tls")]
fn protected(builder: SmtpTransportBuilder, options: &ReceiptOptions) -> Result<SmtpTransportBuilder, MailError> {
    use lettre::transport::smtp::client::{Tls, TlsParameters};
    let parameters =
        || TlsParameters::new(options.smtp_server.clone()).map_err(|error| MailError::Unreachable(error.to_string()));
    Ok(builder.tls(match options.security {
        MailSecurity::Plain => Tls::None,
        MailSecurity::StartTls => Tls::Required(parameters()?),
        MailSecurity::Tls => Tls::Wrapper(parameters()?),
    }))
}

#[cfg(not(feature = "mail-tls"))]
fn protected(builder: SmtpTransportBuilder, options: &ReceiptOptions) -> Result<SmtpTransportBuilder, MailError> {
    match options.security {
        MailSecurity::Plain => Ok(builder),
        MailSecurity::StartTls | MailSecurity::Tls => Err(MailError::NotSupported("TLS: the feature mail-tls")),
    }
}
