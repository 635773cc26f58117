//! Which right each call needs: every call with every single right, of one's own and of others' things.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

mod common;

use common::{LINE, Script, delivery, ended, open};
use fax_core::{Config, Event, Outcome};
use fax_queue::engine::parts::{AccountKind, General, ReceiptOptions, Security, Target};
use fax_queue::engine::{MessageDetails, Refusal};
use fax_queue::model::{IncomingMessage, Job, NewJob, Notify, OutgoingJob};
use fax_queue::service::methods::FolderMethod;
use fax_queue::service::{Connection, IncomingRun, Queue, QueueError, RoutingExtension, run_job};
use fax_queue::store::Memory;
use fax_queue::vocabulary::{
    AccessRights2 as Rights, DeviceId, ErrorCode, Guid, JobId, JobState, Priority, ServerEvents,
};

const ANN: &str = r"office\ann";
const BOB: &str = r"office\bob";

/// A queue with something of everybody's in it.
struct Scene {
    queue: Queue,
    /// Ann, whose rights are tried.
    ann: Connection,
    own_job: JobId,
    bobs_job: JobId,
    owners_job: JobId,
    own_sent: JobId,
    bobs_sent: JobId,
    receiving: JobId,
    unassigned: JobId,
    own_received: JobId,
    bobs_received: JobId,
    shared: JobId,
    device: DeviceId,
}

fn send(queue: &Queue, as_whom: &Connection) -> JobId {
    let job = as_whom.submit(NewJob::new("111", "a.tif", 1)).unwrap();
    let mut line = Script::new([delivery(1)]);
    assert_eq!(run_job(queue, &mut line, &Config::default(), |_| Some(())).unwrap(), Some((job, JobState::Completed)));
    job
}

fn receive(queue: &Queue) -> JobId {
    let mut run = IncomingRun::accept(queue, LINE, "5551234", "in/1").unwrap();
    run.on_event(&Event::PageReceived { page: 0, quality: fax_core::Quality::default(), accepted: true }).unwrap();
    run.finish(&ended(Outcome::Completed), 700).unwrap();
    queue.hand_over(run.job()).unwrap();
    run.job()
}

fn give(queue: &Queue, to: &[&str]) -> JobId {
    let message = receive(queue);
    let to = to.iter().map(|name| (*name).into()).collect();
    queue.reassign_message(message, to, MessageDetails::default()).unwrap();
    message
}

impl Scene {
    fn new(public: bool, rights: Rights) -> Self {
        let (queue, _) = open(Memory::new());
        queue.set_part(General { incoming_faxes_are_public: false, ..General::default() }).unwrap();
        let [ann, bob] = [ANN, BOB].map(|name| queue.as_account(name).unwrap());
        // The line with the calls is in use.
        assert_eq!(queue.register_device("line"), Ok(LINE));
        let scene = Self {
            own_sent: send(&queue, &ann),
            bobs_sent: send(&queue, &bob),
            own_job: ann.submit(NewJob::new("222", "b.tif", 1)).unwrap(),
            bobs_job: bob.submit(NewJob::new("333", "c.tif", 1)).unwrap(),
            owners_job: queue.submit(NewJob::new("444", "d.tif", 1)).unwrap(),
            unassigned: receive(&queue),
            own_received: give(&queue, &[ANN]),
            bobs_received: give(&queue, &[BOB]),
            shared: give(&queue, &[BOB, ANN]),
            // It stays on the line.
            receiving: IncomingRun::accept(&queue, LINE, "5551234", "in/9").unwrap().job(),
            device: queue.register_device("idle line").unwrap(),
            ann,
            queue,
        };
        scene.queue.line_is_on(scene.device).unwrap();
        scene.queue.ring(scene.device, "5551234").unwrap();
        let general = General { incoming_faxes_are_public: public, ..General::default() };
        scene.queue.set_part(general).unwrap();
        scene.grant(rights);
        scene
    }

    fn with_group(&self) -> Result<(), QueueError> {
        self.queue.add_outbound_group("abroad")?;
        self.queue.add_group_device("abroad", self.device)
    }

    fn with_rule(&self) -> Result<(), QueueError> {
        self.queue.add_outbound_rule(44, 0, &Target::Device(self.device))
    }

    fn grant(&self, rights: Rights) {
        let entries = [(ANN.into(), rights)].into();
        self.queue.set_part(Security { entries, ..Security::default() }).unwrap();
    }
}

type Try = fn(&Scene) -> Result<(), QueueError>;

/// A call; any one of the rights that are enough for it; whether public faxes are enough; the rights with which one at least
/// knows that the thing is there, and is denied instead of told that it is not. `None`: there is nothing to hide.
struct Row(&'static str, Try, Rights, bool, Option<Rights>);

const SUBMIT: Rights = Rights::USER.union(Rights::SUBMIT_HIGH);
const OWN_JOB: Rights = SUBMIT.union(Rights::QUERY_OUT_JOBS);
const SEES_FOLDER: Rights = Rights::MANAGE_RECEIVE_FOLDER.union(Rights::QUERY_ARCHIVES);

fn of(priority: Priority) -> NewJob {
    let mut job = NewJob::new("555", "e.tif", 1);
    job.priority = priority;
    job
}

fn table() -> Vec<Row> {
    let nothing = Rights::NONE;
    let both = SUBMIT.union(Rights::QUERY_OUT_JOBS);
    vec![
        Row("submit low", |s| s.ann.submit(of(Priority::Low)).map(drop), SUBMIT, false, None),
        Row(
            "submit normal",
            |s| s.ann.submit(of(Priority::Normal)).map(drop),
            Rights::SUBMIT_NORMAL | Rights::SUBMIT_HIGH,
            false,
            None,
        ),
        Row("submit high", |s| s.ann.submit(of(Priority::High)).map(drop), Rights::SUBMIT_HIGH, false, None),
        Row("outgoing jobs", |s| s.ann.outgoing_jobs().map(drop), both, false, None),
        Row("own job", |s| s.ann.outgoing_job(s.own_job).map(drop), both, false, Some(nothing)),
        Row("bob's job", |s| s.ann.outgoing_job(s.bobs_job).map(drop), Rights::QUERY_OUT_JOBS, false, Some(nothing)),
        Row(
            "owner's job",
            |s| s.ann.outgoing_job(s.owners_job).map(drop),
            Rights::QUERY_OUT_JOBS,
            false,
            Some(nothing),
        ),
        Row("pause own", |s| s.ann.pause(s.own_job), SUBMIT | Rights::MANAGE_OUT_JOBS, false, Some(OWN_JOB)),
        Row("pause bob's", |s| s.ann.pause(s.bobs_job), Rights::MANAGE_OUT_JOBS, false, Some(Rights::QUERY_OUT_JOBS)),
        Row(
            "resume bob's",
            |s| s.queue.pause(s.bobs_job).and_then(|()| s.ann.resume(s.bobs_job)),
            Rights::MANAGE_OUT_JOBS,
            false,
            Some(Rights::QUERY_OUT_JOBS),
        ),
        Row("cancel own", |s| s.ann.cancel(s.own_job), SUBMIT | Rights::MANAGE_OUT_JOBS, false, Some(OWN_JOB)),
        Row(
            "cancel owner's",
            |s| s.ann.cancel(s.owners_job),
            Rights::MANAGE_OUT_JOBS,
            false,
            Some(Rights::QUERY_OUT_JOBS),
        ),
        Row("incoming jobs", |s| s.ann.incoming_jobs().map(drop), Rights::MANAGE_RECEIVE_FOLDER, true, None),
        Row(
            "incoming job",
            |s| s.ann.incoming_job(s.receiving).map(drop),
            Rights::MANAGE_RECEIVE_FOLDER,
            true,
            Some(nothing),
        ),
        Row("cancel incoming", |s| s.ann.cancel(s.receiving), Rights::MANAGE_RECEIVE_FOLDER, false, Some(nothing)),
        Row("sent", |s| s.ann.outgoing_messages().map(drop), SUBMIT | Rights::QUERY_ARCHIVES, false, None),
        Row(
            "own sent",
            |s| s.ann.outgoing_message(s.own_sent).map(drop),
            SUBMIT | Rights::QUERY_ARCHIVES,
            false,
            Some(nothing),
        ),
        Row(
            "bob's sent",
            |s| s.ann.outgoing_message(s.bobs_sent).map(drop),
            Rights::QUERY_ARCHIVES,
            false,
            Some(nothing),
        ),
        Row(
            "read own sent",
            |s| s.ann.set_message_read(s.own_sent, false),
            SUBMIT | Rights::QUERY_ARCHIVES,
            false,
            Some(nothing),
        ),
        Row(
            "delete own sent",
            |s| s.ann.delete_message(s.own_sent),
            SUBMIT | Rights::MANAGE_ARCHIVES,
            false,
            Some(Rights::QUERY_ARCHIVES),
        ),
        Row(
            "delete bob's sent",
            |s| s.ann.delete_message(s.bobs_sent),
            Rights::MANAGE_ARCHIVES,
            false,
            Some(Rights::QUERY_ARCHIVES),
        ),
        Row(
            "sent after",
            |s| s.ann.outgoing_messages_after(s.own_sent).map(drop),
            SUBMIT | Rights::QUERY_ARCHIVES,
            false,
            None,
        ),
        Row("received", |s| s.ann.incoming_messages().map(drop), Rights::ALL, true, None),
        Row("unassigned", |s| s.ann.incoming_message(s.unassigned).map(drop), SEES_FOLDER, true, Some(nothing)),
        Row("own received", |s| s.ann.incoming_message(s.own_received).map(drop), Rights::ALL, true, None),
        Row("shared", |s| s.ann.incoming_message(s.shared).map(drop), Rights::ALL, true, None),
        Row(
            "bob's received",
            |s| s.ann.incoming_message(s.bobs_received).map(drop),
            Rights::QUERY_ARCHIVES,
            true,
            Some(nothing),
        ),
        Row("read unassigned", |s| s.ann.set_message_read(s.unassigned, true), SEES_FOLDER, true, Some(nothing)),
        Row(
            "delete unassigned",
            |s| s.ann.delete_message(s.unassigned),
            Rights::MANAGE_RECEIVE_FOLDER | Rights::MANAGE_ARCHIVES,
            false,
            Some(Rights::QUERY_ARCHIVES),
        ),
        Row("delete own received", |s| s.ann.delete_message(s.own_received), Rights::ALL, true, None),
        Row("delete shared", |s| s.ann.delete_message(s.shared), Rights::MANAGE_ARCHIVES, false, Some(Rights::ALL)),
        Row(
            "delete bob's received",
            |s| s.ann.delete_message(s.bobs_received),
            Rights::MANAGE_ARCHIVES,
            false,
            Some(Rights::QUERY_ARCHIVES),
        ),
        Row("settings", |s| s.ann.settings().map(drop), Rights::QUERY_CONFIG, false, None),
        Row("configuration", |s| s.ann.configuration().map(drop), Rights::QUERY_CONFIG, false, None),
        Row("archive size", |s| s.ann.archive_size().map(drop), Rights::QUERY_CONFIG, false, None),
        Row("a part", |s| s.ann.part::<ReceiptOptions>().map(drop), Rights::QUERY_CONFIG, false, None),
        Row("activity", |s| s.ann.activity().map(drop), Rights::QUERY_CONFIG, false, None),
        Row("accounts", |s| s.ann.accounts().map(drop), Rights::QUERY_CONFIG, false, None),
        Row("account", |s| s.ann.account(BOB).map(drop), Rights::QUERY_CONFIG, false, None),
        Row("save settings", |s| s.ann.set_settings(s.queue.settings()?), Rights::MANAGE_CONFIG, false, None),
        Row(
            "save configuration",
            |s| s.ann.set_configuration(s.queue.configuration()?),
            Rights::MANAGE_CONFIG,
            false,
            None,
        ),
        Row("save security", |s| s.ann.set_part(Security::default()), Rights::MANAGE_CONFIG, false, None),
        Row(
            "add account",
            |s| s.ann.add_account(r"office\eve", AccountKind::User).map(drop),
            Rights::MANAGE_CONFIG,
            false,
            None,
        ),
        Row("remove account", |s| s.ann.remove_account(BOB), Rights::MANAGE_CONFIG, false, None),
        Row("devices", |s| s.ann.devices().map(drop), Rights::QUERY_CONFIG, false, None),
        Row("server property", |s| s.ann.server_property(Guid(1)).map(drop), Rights::QUERY_CONFIG, false, None),
        Row("save server property", |s| s.ann.set_server_property(Guid(1), b"x"), Rights::MANAGE_CONFIG, false, None),
        Row("device", |s| s.ann.device(s.device).map(drop), Rights::QUERY_CONFIG, false, None),
        Row(
            "save device",
            |s| s.ann.set_device(&s.queue.device(s.device)?.settings),
            Rights::MANAGE_CONFIG,
            false,
            None,
        ),
        Row(
            "use routing method",
            |s| s.ann.use_routing_method(s.device, Guid::EMAIL, true),
            Rights::MANAGE_CONFIG,
            false,
            None,
        ),
        Row(
            "save property of a device",
            |s| s.ann.set_extension_property(s.device, Guid::EMAIL, b"a@b"),
            Rights::MANAGE_CONFIG,
            false,
            None,
        ),
        Row("answer call", |s| s.ann.answer_call(s.device), Rights::MANAGE_RECEIVE_FOLDER, true, None),
        Row("counts", |s| s.ann.counts().map(drop), Rights::QUERY_CONFIG, false, None),
        Row("groups", |s| s.ann.outbound_groups().map(drop), Rights::QUERY_CONFIG, false, None),
        Row("add group", |s| s.ann.add_outbound_group("abroad"), Rights::MANAGE_CONFIG, false, None),
        Row(
            "remove group",
            |s| s.queue.add_outbound_group("abroad").and_then(|()| s.ann.remove_outbound_group("abroad")),
            Rights::MANAGE_CONFIG,
            false,
            None,
        ),
        Row(
            "add to group",
            |s| s.queue.add_outbound_group("abroad").and_then(|()| s.ann.add_group_device("abroad", s.device)),
            Rights::MANAGE_CONFIG,
            false,
            None,
        ),
        Row(
            "remove from group",
            |s| s.with_group().and_then(|()| s.ann.remove_group_device("abroad", 1)),
            Rights::MANAGE_CONFIG,
            false,
            None,
        ),
        Row(
            "order of group",
            |s| s.with_group().and_then(|()| s.ann.set_group_order("abroad", s.device, 1)),
            Rights::MANAGE_CONFIG,
            false,
            None,
        ),
        Row("rules", |s| s.ann.outbound_rules().map(drop), Rights::QUERY_CONFIG, false, None),
        Row("rule", |s| s.ann.outbound_rule(0, 0).map(drop), Rights::QUERY_CONFIG, false, None),
        Row(
            "add rule",
            |s| s.ann.add_outbound_rule(44, 0, &Target::Device(s.device)),
            Rights::MANAGE_CONFIG,
            false,
            None,
        ),
        Row(
            "remove rule",
            |s| s.with_rule().and_then(|()| s.ann.remove_outbound_rule(44, 0)),
            Rights::MANAGE_CONFIG,
            false,
            None,
        ),
        Row(
            "save rule",
            |s| s.with_rule().and_then(|()| s.ann.set_outbound_rule(44, 0, &Target::Device(LINE))),
            Rights::MANAGE_CONFIG,
            false,
            None,
        ),
        Row("routing extensions", |s| s.ann.routing_extensions().map(drop), Rights::QUERY_CONFIG, false, None),
        Row("routing methods", |s| s.ann.routing_methods().map(drop), Rights::QUERY_CONFIG, false, None),
        Row(
            "priority of a routing method",
            |s| {
                let methods = RoutingExtension::new("own", vec![Box::new(FolderMethod)]);
                s.queue.register_routing_extension(methods)?;
                s.ann.set_routing_priority(Guid::FOLDER, 1)
            },
            Rights::MANAGE_CONFIG,
            false,
            None,
        ),
        Row("granted rights", |s| s.ann.granted_rights().map(drop), Rights::ALL, true, None),
        Row("current account", |s| s.ann.current_account().map(drop), Rights::ALL, true, None),
    ]
}

/// Calls that those without any right may make as well, of what is theirs.
const FREE: [&str; 6] =
    ["received", "own received", "shared", "delete own received", "granted rights", "current account"];
/// What is denied to everybody who sees it because it is public.
const PUBLIC_MAY_SEE: [&str; 4] = ["cancel incoming", "delete unassigned", "delete bob's received", "delete shared"];

#[test]
fn every_call_with_every_single_right() {
    let single = (0..10).map(|bit| Rights::try_from(1 << bit).unwrap());
    for rights in single.chain([Rights::NONE]) {
        for public in [false, true] {
            for Row(name, call, enough, is_public, known) in table() {
                let scene = Scene::new(public, rights);
                let expected = if rights.intersects(enough) || (public && is_public) || FREE.contains(&name) {
                    Ok(())
                } else if known.is_none_or(|known| rights.intersects(known))
                    || (public && PUBLIC_MAY_SEE.contains(&name))
                    || name == "delete shared"
                {
                    Err(Refusal::Denied)
                } else {
                    Err(Refusal::NotFound)
                };
                assert_eq!(
                    call(&scene),
                    expected.map_err(QueueError::Refused),
                    "{name} with {rights:?}, public {public}"
                );
            }
        }
    }
}

#[test]
fn to_reassign_takes_two_rights() {
    let reassign = |scene: &Scene| {
        let details = MessageDetails { subject: "order".into(), ..MessageDetails::default() };
        scene.ann.reassign_message(scene.unassigned, vec![BOB.into()], details)
    };
    let both = Rights::MANAGE_RECEIVE_FOLDER | Rights::QUERY_CONFIG;
    for (rights, expected) in [
        (both, Ok(())),
        (Rights::MANAGE_RECEIVE_FOLDER, Err(Refusal::Denied)),
        (Rights::QUERY_CONFIG, Err(Refusal::NotFound)),
        (Rights::QUERY_CONFIG | Rights::QUERY_ARCHIVES, Err(Refusal::Denied)),
    ] {
        let scene = Scene::new(false, rights);
        assert_eq!(reassign(&scene), expected.map_err(QueueError::Refused), "{rights:?}");
        let message = scene.queue.incoming_message(scene.unassigned).unwrap();
        assert_eq!(message.recipient(0), expected.ok().map(|()| BOB));
        assert_eq!(message.subject(), if expected.is_ok() { "order" } else { "" });
    }
}

#[test]
fn lists_have_what_one_may_see() {
    let ids = |jobs: Vec<fax_queue::engine::OutgoingRecord>| jobs.iter().map(Job::id).collect::<Vec<_>>();
    let scene = Scene::new(false, Rights::SUBMIT_LOW);
    assert_eq!(ids(scene.ann.outgoing_jobs().unwrap()), [scene.own_job]);
    let sent: Vec<_> = scene.ann.outgoing_messages().unwrap().map(|message| message.unwrap().id()).collect();
    assert_eq!(sent, [scene.own_sent]);
    let received: Vec<_> = scene.ann.incoming_messages().unwrap().map(|message| message.unwrap().id()).collect();
    assert_eq!(received, [scene.own_received, scene.shared]);
    let after = scene.ann.incoming_messages_after(scene.own_received).unwrap();
    assert_eq!(after.map(|message| message.unwrap().id()).collect::<Vec<_>>(), [scene.shared]);
    assert_eq!(scene.ann.outgoing_messages_after(scene.own_sent).unwrap().count(), 0, "what follows is bob's");

    scene.grant(Rights::QUERY_OUT_JOBS | Rights::QUERY_ARCHIVES);
    assert_eq!(ids(scene.ann.outgoing_jobs().unwrap()), [scene.own_job, scene.bobs_job, scene.owners_job]);
    assert_eq!(scene.ann.outgoing_messages().unwrap().count(), 2);
    assert_eq!(scene.ann.incoming_messages().unwrap().count(), 4);
}

#[test]
fn a_job_is_its_submitters_whatever_it_says() {
    let scene = Scene::new(true, Rights::SUBMIT_LOW);
    let mut job = NewJob::new("666", "f.tif", 1);
    job.account = BOB.into();
    let id = scene.ann.submit(job).unwrap();
    assert_eq!(scene.queue.outgoing_job(id).unwrap().request().account, ANN);
    assert_eq!(scene.ann.outgoing_job(id).unwrap().recipient().fax_number, "666");
}

#[test]
fn granted_events_are_those_that_one_may_listen_for() {
    let bits = (0..10).map(|bit| ServerEvents::try_from(1 << bit).unwrap());
    for rights in [Rights::NONE, Rights::SUBMIT_LOW, Rights::QUERY_CONFIG, Rights::MANAGE_RECEIVE_FOLDER, Rights::ALL] {
        let mut scene = Scene::new(false, rights);
        let granted = scene.ann.granted_events(ServerEvents::ALL).unwrap();
        for bit in bits.clone() {
            let listens = scene.ann.listen_to_server_events(bit, Nobody).is_ok();
            assert_eq!(granted.contains(bit), listens, "{bit:?} with {rights:?}");
        }
        assert!(scene.ann.listen_to_server_events(granted, Nobody).is_ok());
        assert_eq!(
            scene.ann.granted_events(ServerEvents::CONFIG).unwrap(),
            match rights.contains(Rights::QUERY_CONFIG) {
                true => ServerEvents::CONFIG,
                false => ServerEvents::NONE,
            }
        );
    }
}

/// A listener that is told what nobody looks at.
struct Nobody;

impl Notify for Nobody {}

#[test]
fn denied_is_the_code_that_windows_gives() {
    let scene = Scene::new(false, Rights::QUERY_OUT_JOBS);
    assert_eq!(scene.ann.cancel(scene.bobs_job).unwrap_err().code(), ErrorCode::AccessDenied);
    assert_eq!(scene.ann.settings().unwrap_err().code().hresult(), 0x8007_0005);
}

#[test]
fn a_password_is_for_those_who_may_change_it() {
    let scene = Scene::new(false, Rights::QUERY_CONFIG);
    let options = ReceiptOptions { smtp_password: "secret".into(), ..ReceiptOptions::default() };
    scene.queue.set_part(options).unwrap();
    assert_eq!(scene.ann.part::<ReceiptOptions>().unwrap().smtp_password, "");
    scene.grant(Rights::QUERY_CONFIG | Rights::MANAGE_CONFIG);
    assert_eq!(scene.ann.part::<ReceiptOptions>().unwrap().smtp_password, "secret");
}
