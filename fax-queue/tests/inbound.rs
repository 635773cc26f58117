//! Inbound routing: what was received goes where it belongs, in order, once, over failures and crashes.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use core::time::Duration;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use common::wire::{Fate, connect};
use common::{FakeClock, LINE, Log, Shared, failed, open};
use fax_core::sim::{OctetPages, Received};
use fax_core::{Event, Failure, Ident, Quality};
use fax_queue::engine::Settings;
use fax_queue::engine::parts::ReceiptOptions;
use fax_queue::model::{IncomingJob, Job, JobStatus, NewJob, ReceivedFax, Routed, RoutingMethod};
use fax_queue::service::mail::{Mail, MailError, Mailer};
use fax_queue::service::methods::{CallbackMethod, CommandMethod, FolderMethod};
use fax_queue::service::{CallEnd, IncomingRun, OutgoingRun, Queue, RoutingExtension};
use fax_queue::store::Memory;
use fax_queue::vocabulary::{
    ErrorCode, ExtendedStatus, Guid, JobId, JobState, JobType, ProviderStatus, ServerEvents, ServerId,
};

const FIRST: Guid = Guid(1);
const SECOND: Guid = Guid(2);

/// What methods did, in order, and what they answer next; nothing more to say means that they succeed.
#[derive(Clone, Default)]
struct Desk(Arc<Mutex<(Vec<String>, Vec<Routed>)>>);

impl Desk {
    fn done(&self) -> Vec<String> {
        core::mem::take(&mut self.0.lock().unwrap().0)
    }

    fn answers(&self, answers: impl IntoIterator<Item = Routed>) {
        let mut answers: Vec<_> = answers.into_iter().collect();
        answers.reverse();
        self.0.lock().unwrap().1 = answers;
    }

    fn method(&self, guid: Guid, name: &'static str) -> Box<dyn RoutingMethod> {
        let desk = self.clone();
        Box::new(CallbackMethod::new(guid, name, move |fax: &ReceivedFax<'_>| {
            let mut desk = desk.0.lock().unwrap();
            let data = String::from_utf8_lossy(fax.retry_data).into_owned();
            desk.0
                .push(format!("{name} {} {} {data}", fax.job.pages(), fax.job.routing_information()).trim_end().into());
            desk.1.pop().unwrap_or(Routed::Done)
        }))
    }
}

/// A queue whose line 1 uses two methods.
fn office(store: Shared) -> (Queue, FakeClock, Desk) {
    let (queue, clock) = open(store);
    let desk = Desk::default();
    register(&queue, &desk);
    assert_eq!(queue.register_device("a"), Ok(LINE));
    for method in [FIRST, SECOND] {
        queue.use_routing_method(LINE, method, true).unwrap();
    }
    (queue, clock, desk)
}

fn register(queue: &Queue, desk: &Desk) {
    let methods = vec![desk.method(FIRST, "first"), desk.method(SECOND, "second")];
    queue.register_routing_extension(RoutingExtension::new("office", methods)).unwrap();
}

/// Receives so many pages.
fn receive(queue: &Queue, pages: u16, reference: &str) -> JobId {
    queue.ring(LINE, "555").unwrap();
    let mut run = IncomingRun::accept(queue, LINE, "555", reference).unwrap();
    for page in 0..pages {
        run.on_event(&Event::PageReceived { page, quality: Quality::default(), accepted: true }).unwrap();
    }
    let end = common::ended(fax_core::Outcome::Completed);
    assert_eq!(run.finish(&end, 1000).unwrap(), JobState::Routing);
    run.job()
}

#[test]
fn a_fax_from_the_wire_is_routed_in_the_order_of_priorities() {
    let (sender, _) = open(Memory::new());
    let (queue, _, desk) = office(Shared::default());
    let log = Log::default();
    queue.subscribe(ServerEvents::IN_QUEUE, log.clone());
    queue.set_routing_priority(SECOND, 1).unwrap();
    sender.submit(NewJob::new("123", "document", 1)).unwrap();
    let mut out = OutgoingRun::claim(&sender, LINE).unwrap().expect("a job is due");
    let mut into = IncomingRun::accept(&queue, LINE, "555", "in/1").unwrap();
    into.set_routing_information("+44 20 7946 0000").unwrap();
    let (mut source, mut sink) = (OctetPages::new(vec![vec![0x11; 4000]]), Received::default());
    let (out_end, in_end) = connect(&mut out, &mut into, &mut source, &mut sink, Fate::default());
    out.finish(&out_end.unwrap()).unwrap();
    assert_eq!(into.finish(&in_end, 4000).unwrap(), JobState::Routing);
    let job = queue.incoming_job(into.job()).unwrap();
    assert_eq!((job.job_type(), job.retries(), job.routing_information()), (JobType::Routing, 0, "+44 20 7946 0000"));
    queue.dispatch().unwrap();
    log.take();
    assert_eq!(queue.route_next(), Ok(Some((into.job(), JobState::Completed))));
    assert_eq!(desk.done(), ["second 1 +44 20 7946 0000", "first 1 +44 20 7946 0000"]);
    queue.dispatch().unwrap();
    assert_eq!(log.take(), ["in 1 changed: completed, CallCompleted, page 0", "in 1 removed"]);
    assert_eq!(queue.route_next(), Ok(None));
    assert_eq!(queue.incoming_message(into.job()).unwrap().tsid(), "+1 ours");
}

#[test]
fn a_sub_address_is_routing_information() {
    let (queue, _, desk) = office(Shared::default());
    let mut run = IncomingRun::accept(&queue, LINE, "555", "in/1").unwrap();
    run.present_as(&Ident::new("+44 20 7946 0000").unwrap()).unwrap();
    run.on_event(&Event::PageReceived { page: 0, quality: Quality::default(), accepted: true }).unwrap();
    let mut report = fax_core::Report::default();
    report.outcome = Some(fax_core::Outcome::Completed);
    report.far_addresses.sub = Ident::new("42").unwrap();
    run.finish(&CallEnd::Ended(report), 100).unwrap();
    assert_eq!(queue.incoming_job(run.job()).unwrap().csid(), "+44 20 7946 0000");
    queue.route_next().unwrap();
    assert_eq!(desk.done(), ["first 1 42", "second 1 42"]);
}

#[test]
fn priorities_are_sorted_anew_with_each_save() {
    let (queue, _, desk) = office(Shared::default());
    queue.register_routing_extension(RoutingExtension::new("more", vec![desk.method(Guid(3), "third")])).unwrap();
    let order = || -> Vec<_> {
        queue.routing_methods().unwrap().into_iter().map(|method| (method.priority, method.name)).collect()
    };
    let named = |names: [&str; 3]| -> Vec<_> { (1..).zip(names.map(String::from)).collect() };
    assert_eq!(order(), named(["first", "second", "third"]));
    queue.set_routing_priority(FIRST, 999_999).unwrap();
    assert_eq!(order(), named(["second", "third", "first"]));
    queue.set_routing_priority(Guid(3), 1).unwrap();
    assert_eq!(order(), named(["third", "second", "first"]));
    assert_eq!(queue.set_routing_priority(Guid(9), 1).unwrap_err().code(), ErrorCode::InvalidParameter);
    assert_eq!(queue.set_routing_priority(FIRST, 0).unwrap_err().code(), ErrorCode::InvalidParameter);
    let method = queue.routing_methods().unwrap().swap_remove(2);
    assert_eq!((method.guid, method.extension_friendly_name.as_str()), (FIRST, "office"));
}

#[test]
fn a_method_that_asks_for_it_is_tried_again_and_no_other() {
    let (queue, clock, desk) = office(Shared::default());
    queue.set_settings(Settings { retries: Some(2), retry_delay_minutes: Some(5), ..Settings::default() }).unwrap();
    let retry = |data: &str| Routed::Retry { why: "not now".into(), data: data.into() };
    desk.answers([retry("one"), Routed::DoneWith("elsewhere".into()), retry("two")]);
    let job = receive(&queue, 2, "in/1");
    assert_eq!(queue.route_next(), Ok(Some((job, JobState::Retrying))));
    assert_eq!(desk.done(), ["first 2", "second 2"], "a failure does not stop the methods that follow");
    let record = queue.incoming_job(job).unwrap();
    assert_eq!((record.status().bits(), record.retries(), record.available_operations().bits()), (0x40, 0, 0x11));
    assert_eq!(record.reason(), "not now");
    clock.advance(Duration::from_secs(299));
    assert_eq!(queue.route_next(), Ok(None));
    clock.advance(Duration::from_secs(1));
    assert_eq!(queue.route_next(), Ok(Some((job, JobState::Retrying))));
    assert_eq!(desk.done(), ["first 2 elsewhere one"]);
    clock.advance(Duration::from_secs(300));
    assert_eq!(queue.route_next(), Ok(Some((job, JobState::Completed))));
    assert_eq!(desk.done(), ["first 2 elsewhere two"]);
    assert_eq!(queue.incoming_job(job).unwrap().retries(), 2);
}

#[test]
fn a_fax_that_cannot_be_routed_waits_for_a_person() {
    let (queue, clock, desk) = office(Shared::default());
    queue.set_settings(Settings { retries: Some(0), age_limit_days: 1, ..Settings::default() }).unwrap();
    desk.answers([Routed::retry("no paper")]);
    let job = receive(&queue, 1, "in/1");
    assert_eq!(queue.route_next(), Ok(Some((job, JobState::RetriesExceeded))));
    let record = queue.incoming_job(job).unwrap();
    assert_eq!((record.status().bits(), record.reason()), (0x80, "no paper"));
    assert!(queue.incoming_message(job).is_ok(), "people find it in the archive");
    assert_eq!(queue.incoming_jobs().unwrap().len(), 1);
    queue.cancel(job).unwrap();
    assert!(queue.incoming_jobs().unwrap().is_empty() && queue.incoming_message(job).is_ok());
    // Another one is forgotten by its age.
    desk.answers([Routed::Failed("never".into())]);
    receive(&queue, 1, "in/2");
    queue.route_next().unwrap();
    clock.advance(Duration::from_secs(86_400));
    queue.sweep().unwrap();
    assert_eq!(queue.incoming_jobs().unwrap().len(), 1);
    clock.advance(Duration::from_secs(120));
    queue.sweep().unwrap();
    assert_eq!(queue.incoming_jobs().unwrap().len(), 0);
}

#[test]
fn a_crash_repeats_no_method_that_had_finished() {
    let store = Shared::default();
    let (queue, clock, desk) = office(store.clone());
    let job = receive(&queue, 1, "in/1");
    // The process dies in the second method: what it left in the store is what the next one finds.
    let after_death = {
        let (store, left) = (store.clone(), Arc::new(Mutex::new(None)));
        let kept = Arc::clone(&left);
        let method = CallbackMethod::new(Guid(3), "third", move |_: &ReceivedFax<'_>| {
            *kept.lock().unwrap() = Some(store.0.lock().unwrap().clone());
            Routed::Done
        });
        queue.register_routing_extension(RoutingExtension::new("more", vec![Box::new(method)])).unwrap();
        queue.use_routing_method(LINE, Guid(3), true).unwrap();
        queue.set_routing_priority(Guid(3), 2).unwrap();
        queue.route_next().unwrap();
        left.lock().unwrap().take().expect("it ran")
    };
    assert_eq!(desk.done(), ["first 1", "second 1"]);
    let queue = Queue::open_with(after_death, clock, ServerId(7)).unwrap();
    register(&queue, &desk);
    let ran = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&ran);
    let third = CallbackMethod::new(Guid(3), "third", move |_: &ReceivedFax<'_>| {
        *counted.lock().unwrap() += 1;
        Routed::Done
    });
    queue.register_routing_extension(RoutingExtension::new("more", vec![Box::new(third)])).unwrap();
    assert_eq!(queue.incoming_job(job).unwrap().status().state, JobState::Retrying, "due at once");
    assert_eq!(queue.route_next(), Ok(Some((job, JobState::Completed))));
    assert_eq!((desk.done(), *ran.lock().unwrap()), (vec!["second 1".into()], 1));
}

#[test]
fn pages_before_a_break_are_routed_and_none_are_not() {
    let (queue, _, desk) = office(Shared::default());
    let mut run = IncomingRun::accept(&queue, LINE, "555", "in/1").unwrap();
    run.on_event(&Event::PageReceived { page: 0, quality: Quality::default(), accepted: true }).unwrap();
    assert_eq!(run.finish(&failed(Failure::CallDropped), 100).unwrap(), JobState::Routing);
    let mut none = IncomingRun::accept(&queue, LINE, "555", "in/2").unwrap();
    assert_eq!(none.finish(&failed(Failure::CallDropped), 0).unwrap(), JobState::Failed);
    assert_eq!(queue.route_next(), Ok(Some((run.job(), JobState::Completed))));
    assert_eq!((queue.route_next(), desk.done()), (Ok(None), vec!["first 1".into(), "second 1".into()]));
    let message = queue.incoming_message(run.job()).unwrap();
    assert_eq!(message.extended_status_code(), ExtendedStatus::PartiallyReceived);
}

#[test]
fn a_job_that_is_routed_cannot_be_cancelled_and_one_that_waits_can() {
    let (queue, _, desk) = office(Shared::default());
    let (inner, refused) = (queue.clone(), Arc::new(Mutex::new(None)));
    let seen = Arc::clone(&refused);
    let method = CallbackMethod::new(Guid(3), "meddler", move |fax: &ReceivedFax<'_>| {
        let record = inner.incoming_job(Job::id(fax.job)).unwrap();
        let refused = inner.cancel(Job::id(fax.job)).unwrap_err().code();
        *seen.lock().unwrap() = Some((record.status().bits(), record.available_operations().bits(), refused));
        Routed::retry("later")
    });
    queue.register_routing_extension(RoutingExtension::new("more", vec![Box::new(method)])).unwrap();
    queue.use_routing_method(LINE, Guid(3), true).unwrap();
    let job = receive(&queue, 1, "in/1");
    assert_eq!(queue.route_next(), Ok(Some((job, JobState::Retrying))));
    assert_eq!(*refused.lock().unwrap(), Some((0x800, 0x01, ErrorCode::InvalidOperation)));
    queue.cancel(job).unwrap();
    assert_eq!(queue.incoming_job(job).unwrap().status().state, JobState::Canceled);
    assert!(queue.incoming_jobs().unwrap().is_empty());
    assert_eq!(desk.done().len(), 2);
}

#[test]
fn a_method_that_panics_or_is_not_there_has_failed() {
    let (queue, _, _) = office(Shared::default());
    let method = CallbackMethod::new(Guid(3), "panics", |_: &ReceivedFax<'_>| panic!("routing is hard"));
    queue.register_routing_extension(RoutingExtension::new("more", vec![Box::new(method)])).unwrap();
    queue.use_routing_method(LINE, Guid(3), true).unwrap();
    let job = receive(&queue, 1, "in/1");
    assert_eq!(queue.route_next(), Ok(Some((job, JobState::RetriesExceeded))));
    assert_eq!(queue.incoming_job(job).unwrap().reason(), "the routing method panicked");
    queue.use_routing_method(LINE, Guid(3), false).unwrap();
    queue.use_routing_method(LINE, Guid::FOLDER, true).unwrap();
    let job = receive(&queue, 1, "in/2");
    assert_eq!(queue.route_next(), Ok(Some((job, JobState::RetriesExceeded))), "nobody has registered it");
}

#[test]
fn extensions_say_what_they_are_and_what_is_wrong_with_them() {
    struct Broken(Guid);
    impl RoutingMethod for Broken {
        fn guid(&self) -> Guid {
            self.0
        }
        fn name(&self) -> &str {
            "broken"
        }
        fn initialize(&self) -> Result<(), u32> {
            Err(42)
        }
        fn route(&self, _: &ReceivedFax<'_>) -> Routed {
            Routed::Done
        }
    }
    let (queue, _, desk) = office(Shared::default());
    queue.register_routing_extension(RoutingExtension::new("a", vec![Box::new(Broken(Guid(7)))])).unwrap();
    queue.register_routing_extension(RoutingExtension::new("b", vec![Box::new(Broken(Guid(0)))])).unwrap();
    let twice = RoutingExtension::new("c", vec![desk.method(FIRST, "again")]);
    assert_eq!(queue.register_routing_extension(twice).unwrap_err().code(), ErrorCode::DuplicateName);
    let found: Vec<_> = queue
        .routing_extensions()
        .into_iter()
        .map(|known| (known.unique_name, known.status, known.init_error_code, known.methods))
        .collect();
    assert_eq!(
        found,
        [
            ("office".into(), ProviderStatus::Success, 0, vec![FIRST, SECOND]),
            ("a".into(), ProviderStatus::CannotInitialize, 42, vec![Guid(7)]),
            ("b".into(), ProviderStatus::BadGuid, 0, vec![Guid(0)]),
        ]
    );
    assert_eq!(queue.routing_methods().unwrap().len(), 2);
    assert_eq!(queue.use_routing_method(LINE, Guid::PRINT, true).unwrap_err().code(), ErrorCode::NotSupported);
    assert_eq!(queue.use_routing_method(LINE, Guid(7), true).unwrap_err().code(), ErrorCode::InvalidParameter);
}

/// A received fax on the disk, and a line that uses one method with one target.
fn with_method(method: impl RoutingMethod + 'static, target: &str) -> (Queue, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let (queue, _) = open(Memory::new());
    let guid = method.guid();
    queue.register_routing_extension(RoutingExtension::new("one", vec![Box::new(method)])).unwrap();
    queue.register_device("a").unwrap();
    queue.use_routing_method(LINE, guid, true).unwrap();
    let target = target.replace("{folder}", &folder.path().to_string_lossy());
    queue.set_extension_property(LINE, guid, target.as_bytes()).unwrap();
    (queue, folder)
}

fn receive_hostile(queue: &Queue, folder: &Path) -> JobId {
    const CALLER: &str = "--help; $(touch /tmp/pwned) `id` ../../etc/passwd\0\r\nX: y";
    let file = folder.join("received.tif");
    std::fs::write(&file, b"II*\0 a fax").unwrap();
    let mut run = IncomingRun::accept(queue, LINE, CALLER, &file.to_string_lossy()).unwrap();
    run.on_event(&Event::PageReceived { page: 0, quality: Quality::default(), accepted: true }).unwrap();
    run.finish(&common::ended(fax_core::Outcome::Completed), 10).unwrap();
    run.job()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_copy_lies_in_the_folder_under_a_safe_name() {
    let (queue, folder) = with_method(FolderMethod, "{folder}/in");
    let job = receive_hostile(&queue, folder.path());
    assert_eq!(queue.route_next(), Ok(Some((job, JobState::Retrying))), "the folder is not there");
    assert!(queue.incoming_job(job).unwrap().reason().contains("/in"));
    std::fs::create_dir(folder.path().join("in")).unwrap();
    let job = receive_hostile(&queue, folder.path());
    assert_eq!(queue.route_next(), Ok(Some((job, JobState::Completed))));
    let found = files(&folder.path().join("in"));
    let name = found.first().unwrap().file_name().unwrap().to_str().unwrap().to_owned();
    assert_eq!(found.len(), 1);
    assert!(name.ends_with(".tif") && name.bytes().all(|c| c.is_ascii_alphanumeric() || b"-.".contains(&c)), "{name}");
    assert_eq!(std::fs::read(found.first().unwrap()).unwrap(), b"II*\0 a fax");
}

#[cfg(unix)]
#[test]
fn a_command_gets_hostile_texts_in_its_environment_only() {
    const SCRIPT: &str = "printf '%s\\n' \"$#\" \"$1\" \"$2\" \"$FAX_CALLER_ID\" > \"$2.seen\"; test -r \"$FAX_FILE\"";
    let method = CommandMethod::new(Guid(5), "command", &["/bin/sh", "-c", SCRIPT, "sh", "{target}", "{file}"]);
    let (queue, folder) = with_method(method, "desk; rm -rf /");
    let job = receive_hostile(&queue, folder.path());
    assert_eq!(queue.route_next(), Ok(Some((job, JobState::Completed))));
    let seen = std::fs::read_to_string(folder.path().join("received.tif.seen")).unwrap();
    let file = folder.path().join("received.tif");
    let lines: Vec<_> = seen.lines().collect();
    assert_eq!(lines.get(..3).unwrap(), ["2", "desk; rm -rf /", file.to_str().unwrap()]);
    // 64 characters of a caller are kept, in one line.
    assert_eq!(lines.len(), 4, "{seen}");
    assert!(lines.get(3).unwrap().starts_with("--help; $(touch /tmp/pwned) `id`"), "{seen}");
    assert!(!Path::new("/tmp/pwned").exists());
}

#[cfg(unix)]
#[test]
fn how_a_command_ends_says_what_becomes_of_the_fax() {
    for (words, limit, state) in [
        (&["/bin/true"][..], 10, JobState::Completed),
        (&["/bin/false"], 10, JobState::RetriesExceeded),
        (&["/bin/sh", "-c", "exit 75"], 10, JobState::Retrying),
        (&["/nowhere/at/all"], 10, JobState::Retrying),
        (&["/bin/sleep", "100"], 0, JobState::Retrying),
    ] {
        let (queue, folder) = with_method(CommandMethod::print(words).within(Duration::from_secs(limit)), "lp");
        let job = receive_hostile(&queue, folder.path());
        assert_eq!(queue.route_next(), Ok(Some((job, state))), "{words:?}");
    }
}

/// A mailer that keeps what it is given.
struct Post(Arc<Mutex<Vec<Mail>>>, Result<(), MailError>);

impl Mailer for Post {
    fn send(&mut self, mail: &Mail) -> Result<(), MailError> {
        self.0.lock().unwrap().push(mail.clone());
        self.1.clone()
    }
}

#[test]
fn a_mail_goes_out_if_the_settings_allow_it() {
    for (allowed, result, state) in [
        (true, Ok(()), JobState::Completed),
        (true, Err(MailError::Unreachable("down".into())), JobState::Retrying),
        (true, Err(MailError::Refused("no".into())), JobState::RetriesExceeded),
        (false, Ok(()), JobState::RetriesExceeded),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (queue, _) = open(Memory::new());
        let sent = Arc::<Mutex<Vec<Mail>>>::default();
        let kept = Arc::clone(&sent);
        let method = queue.mail_method_by(move |options| {
            assert_eq!(options.smtp_server, "mail.example");
            Ok(Box::new(Post(Arc::clone(&kept), result.clone())))
        });
        queue.register_routing_extension(RoutingExtension::new("mail", vec![Box::new(method)])).unwrap();
        queue.register_device("a").unwrap();
        queue.use_routing_method(LINE, Guid::EMAIL, true).unwrap();
        queue.set_extension_property(LINE, Guid::EMAIL, b"desk@example.org").unwrap();
        let options = ReceiptOptions {
            smtp_server: "mail.example".into(),
            smtp_sender: "fax@example.org".into(),
            use_for_inbound_routing: allowed,
            ..ReceiptOptions::default()
        };
        queue.set_part(options).unwrap();
        let job = receive_hostile(&queue, folder.path());
        assert_eq!(queue.route_next(), Ok(Some((job, state))));
        let sent = sent.lock().unwrap();
        assert_eq!(sent.len(), usize::from(allowed));
        let Some(mail) = sent.first() else { continue };
        assert_eq!(
            (mail.to.as_str(), mail.attachments.first().unwrap().octets.as_slice()),
            ("desk@example.org", &b"II*\0 a fax"[..])
        );
        assert!(
            !mail.subject.contains(['\r', '\n', '\0']) && mail.subject.starts_with("Fax from --help"),
            "{}",
            mail.subject
        );
        assert!(!mail.text.contains("\nX: y"), "{}", mail.text);
    }
}
