//! `IFaxReceiptOptions`.

use std::sync::{Arc, Mutex};

use fax_queue::engine::parts::{AccountKind, ReceiptOptions, Security};
use fax_queue::service::mail::Mail;
use fax_queue::vocabulary::{AccessRights2, ErrorCode, JobState, ReceiptType, SmtpAuthentication};

use crate::default_routing_methods::{Post, route};
use crate::fax_device::with_device;
use crate::form::members;
use crate::scene::{Scene, code, letter_by_mail};

members! {
    Objects "IFaxReceiptOptions" has 10:
    AllowedReceipts => allowed_receipts,
    AuthenticationType => authentication_type,
    SMTPServer => smtp_server,
    SMTPSender => smtp_sender,
    SMTPUser => smtp_user,
    SMTPPassword => smtp_password,
    SMTPPort => smtp_port,
    UseForInboundRouting => use_for_inbound_routing,
    Save => save,
    Refresh => refresh,
}

/// A server of which these options were saved.
fn saved(change: impl FnOnce(&mut ReceiptOptions)) -> Scene {
    let scene = Scene::new();
    let mut options = ReceiptOptions { allowed: ReceiptType::MAIL, ..ReceiptOptions::default() };
    options.smtp_sender = "fax@example.org".into();
    change(&mut options);
    scene.queue.set_part(options.clone()).unwrap();
    let scene = scene.restart_service();
    assert_eq!(scene.queue.part(), Ok(options), "they are kept");
    scene
}

fn refused(change: impl FnOnce(&mut ReceiptOptions)) -> ErrorCode {
    let mut options = ReceiptOptions::default();
    change(&mut options);
    code(Scene::new().queue.set_part(options))
}

/// What comes to a mail server, if these options name it: a receipt, or nothing.
#[cfg(feature = "mail")]
fn posted(change: impl FnOnce(&mut ReceiptOptions)) -> Vec<crate::smtp::Letter> {
    use fax_queue::service::receipts::SmtpReceipts;

    let server = crate::smtp::SmtpServer::start();
    let scene = saved(|options| {
        (options.smtp_server, options.smtp_port) = ("127.0.0.1".into(), server.port);
        change(options);
    });
    scene.queue.submit(letter_by_mail()).unwrap();
    scene.send();
    let undelivered = scene.queue.deliver_receipts(&mut SmtpReceipts(scene.queue.clone())).unwrap();
    assert_eq!(undelivered.len() + server.letters().len(), 1, "it came, or it is said why not");
    server.letters()
}

#[test]
fn allowed_receipts() {
    let (mail, message_box) = (ReceiptType::MAIL, ReceiptType::MESSAGE_BOX);
    for allowed in [ReceiptType::NONE, mail, message_box, mail | message_box] {
        for kind in [mail, message_box] {
            let mut fax = letter_by_mail();
            fax.receipt.kind = kind;
            let done = saved(|options| options.allowed = allowed).queue.submit(fax).map_err(|error| error.code());
            assert_eq!(done.err(), (!allowed.contains(kind)).then_some(ErrorCode::UnsupportedType));
        }
    }
}

#[test]
fn authentication_type() {
    assert_eq!(ReceiptOptions::default().authentication, SmtpAuthentication::Anonymous);
    assert_eq!(refused(|options| options.authentication = SmtpAuthentication::Ntlm), ErrorCode::NotSupported);
    #[cfg(feature = "mail")]
    for kind in [SmtpAuthentication::Anonymous, SmtpAuthentication::Basic] {
        let letters = posted(|options| {
            options.authentication = kind;
            (options.smtp_user, options.smtp_password) = ("ann".into(), "pass".into());
        });
        assert_eq!(letters[0].login.is_some(), kind == SmtpAuthentication::Basic);
    }
}

#[test]
fn smtp_server() {
    assert_eq!(refused(|options| options.smtp_server = "h".repeat(1025)), ErrorCode::InvalidParameter);
    #[cfg(feature = "mail")]
    {
        assert_eq!(posted(|_| {}).len(), 1);
        assert_eq!(posted(|options| options.smtp_server.clear()).len(), 0, "nowhere to go");
    }
}

#[test]
fn smtp_sender() {
    assert_eq!(refused(|options| options.smtp_sender = "nobody".into()), ErrorCode::InvalidParameter);
    #[cfg(feature = "mail")]
    {
        let letters = posted(|options| options.smtp_sender = "office@example.org".into());
        assert!(letters[0].envelope[0].starts_with("MAIL FROM:<office@example.org>"));
        assert!(letters[0].envelope[1].starts_with("RCPT TO:<clerk@example.org>"));
    }
}

/// What is sent to log in with: RFC 4616, in base 64.
#[cfg(feature = "mail")]
fn login(user: &str, password: &str) -> Option<String> {
    let mut letters = posted(|options| {
        options.authentication = SmtpAuthentication::Basic;
        (options.smtp_user, options.smtp_password) = (user.into(), password.into());
    });
    letters.remove(0).login
}

#[test]
fn smtp_user() {
    saved(|options| options.smtp_user = "ann".into());
    #[cfg(feature = "mail")]
    {
        assert_eq!(login("ann", "pass").as_deref(), Some("AGFubgBwYXNz"));
        assert_eq!(login("bob", "pass").as_deref(), Some("AGJvYgBwYXNz"));
    }
}

#[test]
fn smtp_password() {
    let scene = saved(|options| options.smtp_password = "secret".into());
    let options: ReceiptOptions = scene.queue.part().unwrap();
    assert!(!format!("{options:?}").contains("secret"), "it is not printed");
    scene.queue.set_part(Security { users: AccessRights2::QUERY_CONFIG, ..Security::default() }).unwrap();
    let ann = scene.queue.connect("office\\ann", AccountKind::User).unwrap();
    let seen: ReceiptOptions = ann.part().unwrap();
    assert_eq!(seen, ReceiptOptions { smtp_password: String::new(), ..options }, "nor shown to those who only look");
    #[cfg(feature = "mail")]
    assert_eq!(login("ann", "secret").as_deref(), Some("AGFubgBzZWNyZXQ="));
}

#[test]
fn smtp_port() {
    assert_eq!(ReceiptOptions::default().smtp_port, 25);
    assert_eq!(refused(|options| options.smtp_port = 0), ErrorCode::InvalidParameter);
    saved(|options| options.smtp_port = u16::MAX);
    #[cfg(feature = "mail")]
    {
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        assert_eq!(posted(|options| options.smtp_port = closed).len(), 0, "nobody listens there");
        assert_eq!(posted(|_| {}).len(), 1);
    }
}

#[test]
fn use_for_inbound_routing() {
    for allowed in [true, false] {
        let (scene, folder) = (with_device(), tempfile::tempdir().unwrap());
        scene.queue.set_part(ReceiptOptions { use_for_inbound_routing: allowed, ..ReceiptOptions::default() }).unwrap();
        let sent = Arc::<Mutex<Vec<Mail>>>::default();
        let post = Arc::clone(&sent);
        let method = scene.queue.mail_method_by(move |_| Ok(Box::new(Post(Arc::clone(&post)))));
        let state = route(&scene, Box::new(method), "desk@example.org", &folder.path().join("fax.tif"));
        assert_eq!((state == JobState::Completed, sent.lock().unwrap().len()), (allowed, usize::from(allowed)));
    }
}

#[test]
fn save() {
    let scene = Scene::new();
    let options = ReceiptOptions { allowed: ReceiptType::MAIL, smtp_port: 2525, ..ReceiptOptions::default() };
    for _ in 0..2 {
        scene.queue.set_part(options.clone()).unwrap();
    }
    assert_eq!(scene.news(), ["OnReceiptOptionsChange"], "once, for all of it");
    let bad = ReceiptOptions { allowed: ReceiptType::NONE, smtp_port: 0, ..options.clone() };
    assert_eq!(code(scene.queue.set_part(bad)), ErrorCode::InvalidParameter);
    assert_eq!((scene.queue.part(), scene.news()), (Ok(options), vec![]), "nothing half done");
}

#[test]
fn refresh() {
    let scene = Scene::new();
    let before: ReceiptOptions = scene.queue.part().unwrap();
    scene.queue.set_part(ReceiptOptions { allowed: ReceiptType::MAIL, ..before.clone() }).unwrap();
    assert_eq!(before.allowed, ReceiptType::NONE, "as of that moment");
    assert_eq!(scene.queue.part::<ReceiptOptions>().unwrap().allowed, ReceiptType::MAIL, "read again");
}
