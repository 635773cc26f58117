//! A mail with the fax attached.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use core::fmt;
use std::fs::File;
use std::io::{self, Read};

use super::{file_name, short_line};
use crate::engine::parts::ReceiptOptions;
use crate::model::{Device, IncomingJob, Job, ReceivedFax, Routed, RoutingMethod};
use crate::service::mail::{Attachment, AttachmentKind, Mail, MailError, Mailer};
use crate::vocabulary::Guid;

/// The longest file that is sent by mail.
const LARGEST: u64 = 64 << 20;

/// Makes the mailer for some settings.
type MakeMailer = Box<dyn Fn(&ReceiptOptions) -> Result<Box<dyn Mailer>, MailError> + Send + Sync>;

/// `E-mail`: sends the file that the job's reference names to the address that the device names, through the server of the
/// receipts, if [`ReceiptOptions::use_for_inbound_routing`] allows it.
pub struct MailMethod {
    options: Box<dyn Fn() -> Option<ReceiptOptions> + Send + Sync>,
    mailer: MakeMailer,
}

impl fmt::Debug for MailMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailMethod").finish_non_exhaustive()
    }
}

impl MailMethod {
    pub(crate) fn new(options: Box<dyn Fn() -> Option<ReceiptOptions> + Send + Sync>, mailer: MakeMailer) -> Self {
        Self { options, mailer }
    }

    fn send(&self, fax: &ReceivedFax<'_>, to: &str, options: &ReceiptOptions) -> Result<(), Routed> {
        let mail =
            mail(fax.job, fax.device, to).map_err(|error| Routed::retry(format!("the fax cannot be read: {error}")))?;
        let sent = (self.mailer)(options).and_then(|mut mailer| mailer.send(&mail));
        sent.map_err(|error| {
            if error.is_permanent() { Routed::Failed(error.to_string()) } else { Routed::retry(error.to_string()) }
        })
    }
}

fn mail(job: &dyn IncomingJob, device: &dyn Device, to: &str) -> io::Result<Mail> {
    let mut octets = vec![];
    File::open(job.reference())?.take(LARGEST + 1).read_to_end(&mut octets)?;
    if octets.len() as u64 > LARGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it has more than 64 MB"));
    }
    let line = |name: &str, text: &str| {
        if text.is_empty() { String::new() } else { format!("{name}: {}\r\n", short_line(text)) }
    };
    let who = if job.tsid().is_empty() { job.caller_id() } else { job.tsid() };
    let text = [
        format!("{} page(s): {}\r\n", job.pages(), job.extended_status_code()),
        line("From", job.tsid()),
        line("Caller", job.caller_id()),
        line("Device", device.device_name()),
        line("Received", &job.transmission_start().map(|when| when.to_string()).unwrap_or_default()),
        line("Job", &Job::id(job).to_string()),
    ]
    .concat();
    Ok(Mail {
        // The same after a crash, so that a reader may drop the copy.
        id: format!("received-{}", Job::id(job)),
        to: to.into(),
        subject: format!("Fax{}{}", if who.is_empty() { "" } else { " from " }, short_line(who)),
        text,
        attachments: vec![Attachment { name: file_name(job), kind: AttachmentKind::Tiff, octets }],
    })
}

impl RoutingMethod for MailMethod {
    fn guid(&self) -> Guid {
        Guid::EMAIL
    }

    fn name(&self) -> &str {
        "E-mail"
    }

    fn function_name(&self) -> &str {
        "FaxRouteEmail"
    }

    fn route(&self, fax: &ReceivedFax<'_>) -> Routed {
        let Some(to) = fax.target_text() else { return Routed::Failed("no address is set for this device".into()) };
        match (self.options)() {
            None => Routed::retry("the settings of receipts cannot be read"),
            Some(options) if !options.use_for_inbound_routing => {
                Routed::Failed("the mail server of receipts is not to be used for received faxes".into())
            }
            Some(options) => self.send(fax, to, &options).err().unwrap_or(Routed::Done),
        }
    }
}
