//! Accounts: who has one, who gets one, what a new one may do, and what is given to them.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

mod common;

use common::{LINE, ended, open};
use fax_core::{Event, Outcome};
use fax_queue::engine::parts::{AccountKind, General, Security};
use fax_queue::engine::{Limit, MessageDetails, Refusal};
use fax_queue::model::{IncomingMessage, NewJob, Notify};
use fax_queue::service::{IncomingRun, Queue, QueueError};
use fax_queue::store::{Memory, Redb};
use fax_queue::vocabulary::wire::MessageFolder;
use fax_queue::vocabulary::{AccessRights2 as Rights, ErrorCode, JobId, ServerEvents, ServerId};
use std::sync::{Arc, Mutex};

fn names(queue: &Queue) -> Vec<String> {
    queue.accounts().unwrap().into_iter().map(|account| account.name).collect()
}

fn refused<T: core::fmt::Debug>(result: Result<T, QueueError>) -> (Refusal, ErrorCode) {
    match result.unwrap_err() {
        QueueError::Refused(refusal) => (refusal, refusal.code()),
        error => panic!("{error}"),
    }
}

#[test]
fn accounts_are_added_listed_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fax.redb");
    {
        let queue = Queue::open(Redb::open(&file).unwrap()).unwrap();
        for user in ["ann", "bob", "eve"] {
            queue.add_account(&format!(r"office\{user}"), AccountKind::User).unwrap();
        }
        queue.remove_account(r"OFFICE\Bob").unwrap();
    }
    let queue = Queue::open(Redb::open(&file).unwrap()).unwrap();
    assert_eq!(names(&queue), [r"office\ann", r"office\eve"], "they outlive the process");
    assert_eq!(queue.account(r"OFFICE\ANN").unwrap().name, r"office\ann", "case makes no difference");
    assert_eq!(refused(queue.account(r"office\bob")), (Refusal::NoSuchAccount, ErrorCode::FileNotFound));
    assert_eq!(refused(queue.remove_account(r"office\bob")), (Refusal::NoSuchAccount, ErrorCode::FileNotFound));
    let twice = queue.add_account(r"Office\Eve", AccountKind::User);
    assert_eq!(refused(twice), (Refusal::AccountExists, ErrorCode::AlreadyExists));
}

#[test]
fn a_name_is_a_domain_and_a_user() {
    let queue = Queue::open(Memory::new()).unwrap();
    let long = format!(r"office\{}", "x".repeat(247));
    for wrong in ["", "ann", r"\ann", r"office\", r"\", r"a\b\c", "office\\a\nb", "office\\a\0", &long] {
        let expected = (Refusal::OutOfBounds(Limit::AccountName), ErrorCode::InvalidParameter);
        assert_eq!(refused(queue.add_account(wrong, AccountKind::User)), expected, "{wrong:?}");
        assert_eq!(refused(queue.as_account(wrong)), expected, "{wrong:?}");
    }
    assert!(names(&queue).is_empty());
    queue.add_account(&long[..253], AccountKind::User).unwrap();
}

#[test]
fn whoever_connects_first_gets_an_account_unless_told_otherwise() {
    let queue = Queue::open(Memory::new()).unwrap();
    let ann = queue.as_account(r"office\ann").unwrap();
    assert_eq!(ann.current_account().unwrap().name, r"office\ann");
    assert_eq!(queue.as_account(r"OFFICE\ANN").unwrap().account_name(), r"office\ann", "the same one");
    assert_eq!(names(&queue), [r"office\ann"]);

    queue.set_part(General { auto_create_account_on_connect: false, ..General::default() }).unwrap();
    assert_eq!(refused(queue.as_account(r"office\bob")), (Refusal::Denied, ErrorCode::AccessDenied));
    assert_eq!(names(&queue), [r"office\ann"], "nothing half done");
    queue.add_account(r"office\bob", AccountKind::User).unwrap();
    queue.as_account(r"office\bob").unwrap();
}

#[test]
fn what_a_new_account_may_do_depends_on_its_kind() {
    let queue = Queue::open(Memory::new()).unwrap();
    // MS-FAX, as fax-service.md 1.23 has it.
    let submit = Rights::SUBMIT_LOW | Rights::SUBMIT_NORMAL;
    let interactive = submit | Rights::SUBMIT_HIGH | Rights::QUERY_CONFIG;
    for (name, kind, rights) in [
        (r"m\root", AccountKind::Administrator, interactive | Rights::MANAGE_CONFIG | Rights::QUERY_ARCHIVES),
        (r"m\here", AccountKind::Interactive, interactive),
        (r"m\user", AccountKind::User, submit),
    ] {
        assert_eq!(queue.connect(name, kind).unwrap().granted_rights(), Ok(rights), "{kind:?}");
    }
}

#[test]
fn without_any_right_nobody_connects_and_a_removed_account_can_do_nothing() {
    let queue = Queue::open(Memory::new()).unwrap();
    let entries = [(r"OFFICE\eve".into(), Rights::NONE)].into();
    queue.set_part(Security { entries, ..Security::default() }).unwrap();
    assert_eq!(refused(queue.as_account(r"office\eve")).0, Refusal::Denied);
    assert!(names(&queue).is_empty());

    let ann = queue.as_account(r"office\ann").unwrap();
    let job = ann.submit(NewJob::new("1", "a", 1)).unwrap();
    queue.remove_account(r"office\ann").unwrap();
    assert_eq!(refused(ann.submit(NewJob::new("1", "a", 1))).0, Refusal::Denied);
    assert_eq!(refused(ann.outgoing_job(job)).0, Refusal::Denied);
    assert_eq!(refused(ann.current_account()).0, Refusal::Denied);
    queue.outgoing_job(job).expect("its jobs stay");
}

#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Notify for Heard {
    fn on_security_config_change(&mut self, _: ServerId) {
        self.0.lock().unwrap().push("security".into());
    }
    fn on_archived_message_changed(&mut self, _: ServerId, folder: MessageFolder, message: JobId) {
        self.0.lock().unwrap().push(format!("{folder:?} {}", message.0));
    }
}

#[test]
fn to_save_rights_is_told_once() {
    let queue = Queue::open(Memory::new()).unwrap();
    let heard = Heard::default();
    queue.subscribe(ServerEvents::CONFIG, heard.clone());
    for _ in 0..2 {
        queue.set_part(Security { users: Rights::SUBMIT_LOW, ..Security::default() }).unwrap();
    }
    for names in [&["ann"][..], &[r"o\ann", r"O\Ann"]] {
        let entries = names.iter().map(|name| ((*name).into(), Rights::NONE)).collect();
        queue.set_part(Security { entries, ..Security::default() }).unwrap_err();
    }
    queue.dispatch().unwrap();
    assert_eq!(*heard.0.lock().unwrap(), ["security"]);
    assert_eq!(queue.as_account(r"o\ann").unwrap().granted_rights(), Ok(Rights::SUBMIT_LOW));
}

fn receive(queue: &Queue) -> JobId {
    let mut run = IncomingRun::accept(queue, LINE, "5551234", "in/1").unwrap();
    run.on_event(&Event::PageReceived { page: 0, quality: fax_core::Quality::default(), accepted: true }).unwrap();
    run.finish(&ended(Outcome::Completed), 700).unwrap();
    queue.hand_over(run.job()).unwrap();
    run.job()
}

#[test]
fn a_message_is_given_to_accounts_once_and_whole() {
    let (queue, _) = open(Memory::new());
    for name in [r"o\ann", r"o\bob"] {
        queue.add_account(name, AccountKind::User).unwrap();
    }
    let message = receive(&queue);
    let give = |to: &[&str]| {
        let details = MessageDetails {
            subject: "order".into(),
            sender_name: "Eve".into(),
            sender_fax_number: "+49 1".into(),
            has_cover_page: true,
        };
        queue.reassign_message(message, to.iter().map(|name| (*name).into()).collect(), details)
    };
    assert_eq!(refused(give(&[r"o\ann"])), (Refusal::FaxesArePublic, ErrorCode::InvalidOperation));
    queue.set_part(General { incoming_faxes_are_public: false, ..General::default() }).unwrap();
    assert_eq!(refused(give(&[])), (Refusal::OutOfBounds(Limit::Recipients), ErrorCode::InvalidParameter));
    assert_eq!(refused(give(&[r"o\ann", r"o\eve"])), (Refusal::NoSuchAccount, ErrorCode::FileNotFound));
    let many = vec![r"o\ann"; 10_001];
    assert_eq!(refused(give(&many)), (Refusal::OutOfBounds(Limit::TooManyAccounts), ErrorCode::BufferOverflow));
    assert!(!queue.incoming_message(message).unwrap().was_reassigned());

    let heard = Heard::default();
    queue.subscribe(ServerEvents::IN_ARCHIVE, heard.clone());
    give(&[r"O\Ann", r"o\bob", r"o\ann"]).unwrap();
    assert_eq!(refused(give(&[r"o\bob"])), (Refusal::AlreadyGiven, ErrorCode::InvalidOperation));
    let given = queue.incoming_message(message).unwrap();
    assert_eq!(given.recipients(), [r"o\ann", r"o\bob"], "by the names that the accounts have, each once");
    assert_eq!((given.subject(), given.sender_name()), ("order", "Eve"));
    assert_eq!((given.sender_fax_number(), given.has_cover_page()), ("+49 1", true));

    queue.describe_message(message, MessageDetails { subject: "bill".into(), ..MessageDetails::default() }).unwrap();
    let long = MessageDetails { subject: "x".repeat(1025), ..MessageDetails::default() };
    assert_eq!(refused(queue.describe_message(message, long)).0, Refusal::OutOfBounds(Limit::Text));
    assert_eq!(queue.incoming_message(message).unwrap().subject(), "bill");
    queue.dispatch().unwrap();
    assert_eq!(*heard.0.lock().unwrap(), [format!("Inbox {}", message.0), format!("Inbox {}", message.0)]);
}
