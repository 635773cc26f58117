//! Mail to a server of our own on loopback: what arrives there, and what cannot get there.
#![cfg(feature = "mail")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

#[path = "common/smtp.rs"]
mod smtp;

use fax_queue::engine::parts::{MailSecurity, ReceiptOptions};
use fax_queue::service::mail::{Attachment, AttachmentKind, Mail, MailError, Mailer, Smtp};
use fax_queue::vocabulary::SmtpAuthentication;
use smtp::SmtpServer;

fn options(server: &SmtpServer) -> ReceiptOptions {
    ReceiptOptions {
        smtp_server: "127.0.0.1".into(),
        smtp_port: server.port,
        smtp_sender: "fax@example.org".into(),
        ..ReceiptOptions::default()
    }
}

fn mail() -> Mail {
    Mail {
        id: "job-1".into(),
        to: "clerk@example.org".into(),
        subject: "Your fax was sent".into(),
        text: "Three pages.\n.\nThat was a line with a dot.\n".into(),
        ..Mail::default()
    }
}

#[test]
fn a_mail_arrives_with_its_attachment() {
    let server = SmtpServer::start();
    let mut smtp = Smtp::new(&options(&server)).unwrap();
    let tiff = Attachment { name: "fax.tif".into(), kind: AttachmentKind::Tiff, octets: b"II*\0page".to_vec() };
    smtp.send(&Mail { attachments: vec![tiff], ..mail() }).unwrap();
    let letters = server.letters();
    assert_eq!(letters.len(), 1);
    let letter = &letters[0];
    assert!(letter.envelope[0].starts_with("MAIL FROM:<fax@example.org>"), "{:?}", letter.envelope);
    assert_eq!(letter.envelope[1], "RCPT TO:<clerk@example.org>");
    assert_eq!(letter.header("Subject"), "Your fax was sent");
    assert_eq!(letter.header("Message-ID"), "<job-1@fax-queue.invalid>");
    assert!(letter.data.contains("Content-Type: image/tiff"));
    assert!(letter.data.contains("SUkqAHBhZ2U="), "the file, in base 64");
    assert!(letter.data.contains("\r\n.\r\nThat was"), "a dot alone does not end a mail");
    assert_eq!(letter.login, None);
}

#[test]
fn a_login_is_used_when_it_is_set() {
    let server = SmtpServer::start();
    let options = ReceiptOptions {
        authentication: SmtpAuthentication::Basic,
        smtp_user: "user".into(),
        smtp_password: "pass".into(),
        ..options(&server)
    };
    Smtp::new(&options).unwrap().send(&mail()).unwrap();
    // RFC 4616: NUL user NUL password.
    assert_eq!(server.letters()[0].login.as_deref(), Some("AHVzZXIAcGFzcw=="));
}

#[test]
fn hostile_texts_add_nothing_to_the_head_or_the_protocol() {
    let server = SmtpServer::start();
    let mut smtp = Smtp::new(&options(&server)).unwrap();
    let wanted = {
        smtp.send(&mail()).unwrap();
        server.letters()[0].head().len()
    };
    for bad in
        ["x\r\nBcc: all@example.org", "x\nBcc: all@example.org", "x\r\n\r\nbody", "\0\x1b[2J%s%n", "x\r\n.\r\nQUIT"]
    {
        let tiff = Attachment { name: format!("../{bad}\".tif"), kind: AttachmentKind::Tiff, octets: vec![1] };
        let sent = Mail { subject: bad.into(), text: bad.into(), id: bad.into(), ..mail() };
        smtp.send(&sent).unwrap();
        smtp.send(&Mail { attachments: vec![tiff], ..sent }).unwrap();
    }
    let letters = server.letters();
    assert_eq!(letters.len(), 11, "no text ended a mail or began another one");
    for letter in &letters {
        assert_eq!(letter.envelope.len(), 2);
        assert!(letter.head().len() <= wanted, "{:?}", letter.head());
        assert!(!letter.head().iter().any(|line| line.starts_with("Bcc")), "{:?}", letter.head());
        assert!(!letter.data.contains("../"), "a name of a file has no folder");
    }
}

#[test]
fn what_is_no_single_address_never_leaves() {
    let server = SmtpServer::start();
    let mut smtp = Smtp::new(&options(&server)).unwrap();
    for bad in [
        "",
        "clerk",
        "@example.org",
        "clerk@",
        "a@b@c",
        "a@b,c@d",
        "a@b;c@d",
        "a@b\r\nRCPT TO:<c@d>",
        "Clerk <clerk@example.org>",
        "<clerk@example.org>",
        "\"a b\"@example.org",
        "a@b\0",
        &format!("{}@example.org", "a".repeat(250)),
    ] {
        let sent = smtp.send(&Mail { to: bad.into(), ..mail() });
        assert_eq!(sent, Err(MailError::Address(bad.into())));
        let sender = ReceiptOptions { smtp_sender: bad.into(), ..options(&server) };
        assert!(matches!(Smtp::new(&sender), Err(MailError::Address(_))), "{bad}");
    }
    assert!(server.letters().is_empty());
}

#[test]
fn a_refusal_for_good_differs_from_one_for_now() {
    let server = SmtpServer::start();
    let mut smtp = Smtp::new(&options(&server)).unwrap();
    server.refuse(Some("550 no such user"));
    let refused = smtp.send(&mail()).unwrap_err();
    assert!(refused.is_permanent() && matches!(&refused, MailError::Refused(why) if why.contains("no such user")));
    server.refuse(Some("450 come again"));
    assert!(!smtp.send(&mail()).unwrap_err().is_permanent());
    server.refuse(None);
    smtp.send(&mail()).unwrap();
    assert_eq!(server.letters().len(), 1);
}

#[test]
fn settings_that_cannot_work_say_so() {
    assert_eq!(Smtp::new(&ReceiptOptions::default()).map(drop), Err(MailError::NoServer));
    let gone = SmtpServer::start();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let nobody = ReceiptOptions { smtp_port: port, ..options(&gone) };
    let unreachable = Smtp::new(&nobody).unwrap().send(&mail()).unwrap_err();
    assert!(matches!(unreachable, MailError::Unreachable(_)), "{unreachable}");
    if cfg!(not(feature = "mail-tls")) {
        let secure = ReceiptOptions { security: MailSecurity::StartTls, ..options(&gone) };
        assert!(matches!(Smtp::new(&secure), Err(MailError::NotSupported(_))));
    }
}
