//! `IFaxIncomingMessage2`.

use fax_core::{Event, Outcome, Quality};
use fax_queue::engine::parts::General;
use fax_queue::engine::{IncomingRecord, MessageDetails};
use fax_queue::model::{IncomingMessage, Job, JobStatus, Message};
use fax_queue::service::{IncomingRun, QueueError};
use fax_queue::vocabulary::{ErrorCode, JobId};

use crate::common::{LINE, NOON, ended};
use crate::scene::{CALLER, CALLING, Scene, code, minutes};

use crate::form::members;

members! {
    Objects "IFaxIncomingMessage2" has 23:
    Id => id,
    Pages => pages,
    Size => size,
    DeviceName: "a message has the id of its device, whose name may have changed since: Queue::device",
    Retries: "the record of its job, by the same method: IFaxIncomingJob has the test",
    TransmissionStart => transmission_start,
    TransmissionEnd => transmission_end,
    CSID => csid,
    TSID => tsid,
    CallerId => caller_id,
    RoutingInformation: "the record of its job, by the same method: IFaxIncomingJob has the test",
    Subject => subject,
    SenderName => sender_name,
    SenderFaxNumber => sender_fax_number,
    HasCoverPage => has_cover_page,
    Recipients => recipients,
    Read => read,
    WasReAssigned => was_reassigned,
    Save => save,
    Refresh => refresh,
    ReAssign => reassign,
    CopyTiff => copy_tiff,
    Delete => delete,
}

#[test]
fn id() {
    let scene = Scene::new();
    let (id, _) = scene.receive(1);
    assert_eq!(code(scene.queue.incoming_message(id)), ErrorCode::MessageNotFound, "not yet");
    scene.queue.hand_over(id).unwrap();
    assert_eq!(scene.queue.incoming_message(id).unwrap().id(), id, "that of the job");
}

#[test]
fn pages() {
    assert_eq!(Scene::new().received().pages(), 2);
}

#[test]
fn size() {
    assert_eq!(Scene::new().received().size(), 7500);
}

#[test]
fn transmission_start() {
    let scene = Scene::new();
    scene.clock.advance(minutes(4));
    assert_eq!(scene.received().transmission_start(), Some(NOON + minutes(4)));
}

#[test]
fn transmission_end() {
    let scene = Scene::new();
    let (id, _) = scene.receive_and(1, |_, _| scene.clock.set(NOON + minutes(1)));
    scene.clock.advance(minutes(10));
    scene.queue.hand_over(id).unwrap();
    assert_eq!(scene.queue.incoming_message(id).unwrap().transmission_end(), Some(NOON + minutes(1)));
}

#[test]
fn tsid() {
    assert_eq!(Scene::new().received().tsid(), CALLING);
}

#[test]
fn caller_id() {
    assert_eq!(Scene::new().received().caller_id(), CALLER);
}

#[test]
fn read() {
    assert!(!Scene::new().received().is_read(), "nobody has read it yet");
}

#[test]
fn save() {
    let scene = Scene::new();
    let id = scene.received().id();
    scene.news();
    scene.queue.set_message_read(id, true).unwrap();
    assert!(scene.queue.incoming_message(id).unwrap().is_read());
    assert_eq!(scene.news(), [format!("archived message changed: Inbox {}", id.0)]);
    assert_eq!(code(scene.queue.set_message_read(JobId(99), true)), ErrorCode::MessageNotFound);
}

#[test]
fn refresh() {
    let scene = Scene::new();
    let before = scene.received();
    scene.queue.set_message_read(before.id(), true).unwrap();
    assert!(!before.is_read(), "a snapshot does not change");
    assert!(scene.queue.incoming_message(before.id()).unwrap().is_read());
}

#[test]
fn delete() {
    let scene = Scene::new();
    let id = scene.received().id();
    scene.news();
    scene.queue.delete_message(id).unwrap();
    assert_eq!(scene.news(), [format!("OnIncomingMessageRemoved {}", id.0)]);
    assert_eq!(code(scene.queue.incoming_message(id)), ErrorCode::MessageNotFound);
}

/// A message that somebody has described.
fn described() -> IncomingRecord {
    let scene = Scene::new();
    let id = scene.received().id();
    let details = MessageDetails {
        subject: "Order".into(),
        sender_name: "Eve".into(),
        sender_fax_number: "+49 30 1".into(),
        has_cover_page: true,
    };
    scene.queue.describe_message(id, details).unwrap();
    scene.queue.incoming_message(id).unwrap()
}

#[test]
fn subject() {
    assert_eq!((Scene::new().received().subject(), described().subject()), ("", "Order"));
}

#[test]
fn sender_name() {
    assert_eq!(described().sender_name(), "Eve");
}

#[test]
fn sender_fax_number() {
    assert_eq!(described().sender_fax_number(), "+49 30 1");
}

#[test]
fn has_cover_page() {
    assert!(!Scene::new().received().has_cover_page());
    assert!(described().has_cover_page());
}

/// A private message in the receive folder, and what comes of giving it to these.
fn given(to: &[&str]) -> (Scene, JobId, Result<(), QueueError>) {
    let scene = Scene::new();
    scene.queue.set_part(General { incoming_faxes_are_public: false, ..General::default() }).unwrap();
    for user in ["ann", "bob"] {
        scene.queue.as_account(&format!(r"office\{user}")).unwrap();
    }
    let id = scene.received().id();
    scene.news();
    let to = to.iter().map(|name| (*name).into()).collect();
    let done = scene.queue.reassign_message(id, to, MessageDetails { subject: "Order".into(), ..Default::default() });
    (scene, id, done)
}

#[test]
fn recipients() {
    let (scene, id, _) = given(&[r"office\bob", r"OFFICE\ann"]);
    assert_eq!(scene.queue.incoming_message(id).unwrap().recipients(), [r"office\bob", r"office\ann"]);
}

#[test]
fn was_reassigned() {
    assert!(!Scene::new().received().was_reassigned());
    let (scene, id, _) = given(&[r"office\ann"]);
    assert!(scene.queue.incoming_message(id).unwrap().was_reassigned());
}

#[test]
fn reassign() {
    let (scene, id, done) = given(&[r"office\ann"]);
    assert_eq!(done, Ok(()));
    assert_eq!(scene.news(), [format!("archived message changed: Inbox {}", id.0)]);
    assert_eq!(scene.queue.incoming_message(id).unwrap().subject(), "Order", "in one step");
    let [ann, bob] = ["ann", "bob"].map(|user| scene.queue.as_account(&format!(r"office\{user}")).unwrap());
    ann.incoming_message(id).unwrap();
    assert_eq!(code(bob.incoming_message(id)), ErrorCode::MessageNotFound);

    assert_eq!(code(given(&[]).2), ErrorCode::InvalidParameter);
    assert_eq!(code(given(&[r"office\eve"]).2), ErrorCode::FileNotFound);
    assert_eq!(code(given(&[r"office\ann"; 10_001]).2), ErrorCode::BufferOverflow);
    let public = Scene::new();
    let id = public.received().id();
    let done = public.queue.reassign_message(id, vec![r"office\ann".into()], MessageDetails::default());
    assert_eq!(code(done), ErrorCode::InvalidOperation);
}

#[test]
fn csid() {
    let scene = Scene::new();
    let mut run = IncomingRun::accept(&scene.queue, LINE, CALLER, "in/1.tif").unwrap();
    run.present_as(&fax_core::Ident::new("+1 ours").unwrap()).unwrap();
    run.on_event(&Event::PageReceived { page: 0, quality: Quality::default(), accepted: true }).unwrap();
    run.finish(&ended(Outcome::Completed), 1).unwrap();
    scene.queue.hand_over(run.job()).unwrap();
    assert_eq!(scene.queue.incoming_message(run.job()).unwrap().csid(), "+1 ours");
}

#[test]
fn copy_tiff() {
    let scene = Scene::with_papers();
    let message = scene.received().id();
    assert_eq!(scene.queue.copy_tiff(message), Ok(b"received: 2 pages".to_vec()));
    assert_eq!(code(scene.queue.copy_tiff(JobId(99))), ErrorCode::MessageNotFound);
}
