//! `IFaxAccountNotify`.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};

use fax_queue::engine::MessageDetails;
use fax_queue::engine::parts::{General, Security};
use fax_queue::model::{AccountNotify, Job, JobStatus};
use fax_queue::service::Connection;
use fax_queue::vocabulary::{AccessRights2, AccountEvents, JobId, ServerId};

use crate::scene::{Scene, letter, minutes};

use crate::form::members;

members! {
    Callbacks "IFaxAccountNotify" has 11:
    OnIncomingJobAdded => on_incoming_job_added,
    OnIncomingJobRemoved => on_incoming_job_removed,
    OnIncomingJobChanged => on_incoming_job_changed,
    OnOutgoingJobAdded => on_outgoing_job_added,
    OnOutgoingJobRemoved => on_outgoing_job_removed,
    OnOutgoingJobChanged => on_outgoing_job_changed,
    OnIncomingMessageAdded => on_incoming_message_added,
    OnIncomingMessageRemoved => on_incoming_message_removed,
    OnOutgoingMessageAdded => on_outgoing_message_added,
    OnOutgoingMessageRemoved => on_outgoing_message_removed,
    OnServerShutDown => on_server_shut_down,
}

/// Hears what an account hears, on a thread of its own.
pub(crate) struct AccountEar(Receiver<String>);

struct Teller(Sender<String>);

impl AccountEar {
    pub(crate) fn of(scene: &Scene, account: &str, mask: AccountEvents) -> (Connection, Self) {
        let mut connection = scene.queue.as_account(account).unwrap();
        let (tell, told) = channel();
        connection.listen_to_account_events(mask, Teller(tell)).unwrap();
        (connection, Self(told))
    }

    /// What is heard next.
    pub(crate) fn next(&self) -> String {
        self.0.recv_timeout(minutes(1)).expect("something is told")
    }

    /// Goes on to this line.
    fn wait_for(&self, line: &str) {
        while self.next() != line {}
    }

    /// Nobody tells any more.
    pub(crate) fn is_gone(&self) {
        assert_eq!(self.0.recv_timeout(minutes(1)), Err(RecvTimeoutError::Disconnected));
    }
}

impl Teller {
    fn tell(&self, callback: &str, account: &str, id: JobId) {
        assert_eq!(account, ANN);
        self.0.send(format!("{callback} {}", id.0)).unwrap();
    }
}

impl AccountNotify for Teller {
    fn on_incoming_job_added(&mut self, account: &str, job: JobId) {
        self.tell("OnIncomingJobAdded", account, job);
    }
    fn on_incoming_job_removed(&mut self, account: &str, job: JobId) {
        self.tell("OnIncomingJobRemoved", account, job);
    }
    fn on_incoming_job_changed(&mut self, account: &str, job: JobId, status: &dyn JobStatus) {
        self.tell(&format!("OnIncomingJobChanged {}", status.status()), account, job);
    }
    fn on_outgoing_job_added(&mut self, account: &str, job: JobId) {
        self.tell("OnOutgoingJobAdded", account, job);
    }
    fn on_outgoing_job_removed(&mut self, account: &str, job: JobId) {
        self.tell("OnOutgoingJobRemoved", account, job);
    }
    fn on_outgoing_job_changed(&mut self, account: &str, job: JobId, status: &dyn JobStatus) {
        self.tell(&format!("OnOutgoingJobChanged {}", status.status()), account, job);
    }
    fn on_incoming_message_added(&mut self, account: &str, message: JobId, receive_folder: bool) {
        self.tell(&format!("OnIncomingMessageAdded {receive_folder}"), account, message);
    }
    fn on_incoming_message_removed(&mut self, account: &str, message: JobId, receive_folder: bool) {
        self.tell(&format!("OnIncomingMessageRemoved {receive_folder}"), account, message);
    }
    fn on_outgoing_message_added(&mut self, account: &str, message: JobId) {
        self.tell("OnOutgoingMessageAdded", account, message);
    }
    fn on_outgoing_message_removed(&mut self, account: &str, message: JobId) {
        self.tell("OnOutgoingMessageRemoved", account, message);
    }
    fn on_server_shut_down(&mut self, server: ServerId) {
        self.0.send(format!("OnServerShutDown {}", server.0)).unwrap();
    }
}

const ANN: &str = r"office\ann";

/// Ann, who listens for this.
fn ann(scene: &Scene, mask: AccountEvents) -> (Connection, AccountEar) {
    AccountEar::of(scene, ANN, mask)
}

#[test]
fn on_incoming_job_added() {
    let scene = Scene::new();
    let (_ann, heard) = ann(&scene, AccountEvents::IN_QUEUE);
    scene.receive(1);
    assert_eq!(heard.next(), "OnIncomingJobAdded 1");
}

#[test]
fn on_incoming_job_changed() {
    let scene = Scene::new();
    let (_ann, heard) = ann(&scene, AccountEvents::IN_QUEUE);
    scene.receive(1);
    heard.wait_for("OnIncomingJobChanged in progress 1");
    heard.wait_for("OnIncomingJobChanged routing 1");
}

#[test]
fn on_incoming_job_removed() {
    let scene = Scene::new();
    let (_ann, heard) = ann(&scene, AccountEvents::IN_QUEUE);
    scene.received();
    heard.wait_for("OnIncomingJobRemoved 1");
}

#[test]
fn on_outgoing_job_added() {
    let scene = Scene::new();
    let (ann, heard) = ann(&scene, AccountEvents::OUT_QUEUE);
    scene.submit();
    ann.submit(letter()).unwrap();
    assert_eq!(heard.next(), "OnOutgoingJobAdded 2", "nothing of the first, which is not hers");
}

#[test]
fn on_outgoing_job_changed() {
    let scene = Scene::new();
    let (ann, heard) = ann(&scene, AccountEvents::OUT_QUEUE);
    ann.submit(letter()).unwrap();
    scene.send();
    heard.wait_for("OnOutgoingJobChanged in progress 1");
    heard.wait_for("OnOutgoingJobChanged completed 1");
}

#[test]
fn on_outgoing_job_removed() {
    let scene = Scene::new();
    let (ann, heard) = ann(&scene, AccountEvents::OUT_QUEUE);
    let job = ann.submit(letter()).unwrap();
    ann.cancel(job).unwrap();
    heard.wait_for("OnOutgoingJobRemoved 1");
}

/// A server whose received faxes are private.
fn private() -> Scene {
    let scene = Scene::new();
    scene.queue.set_part(General { incoming_faxes_are_public: false, ..General::default() }).unwrap();
    scene
}

#[test]
fn on_incoming_message_added() {
    let scene = Scene::new();
    let (_ann, heard) = ann(&scene, AccountEvents::IN_ARCHIVE);
    scene.received();
    assert_eq!(heard.next(), "OnIncomingMessageAdded true 1", "public, in the common folder");

    let scene = private();
    let (_ann, heard) = ann(&scene, AccountEvents::IN_ARCHIVE);
    let message = scene.received().id();
    scene.queue.reassign_message(message, vec![ANN.into()], MessageDetails::default()).unwrap();
    assert_eq!(heard.next(), "OnIncomingMessageAdded false 1", "given to her; she heard nothing before");
}

#[test]
fn on_incoming_message_removed() {
    let scene = private();
    let (ann, heard) = ann(&scene, AccountEvents::IN_ARCHIVE);
    let entries = [(ANN.into(), AccessRights2::MANAGE_RECEIVE_FOLDER)].into();
    scene.queue.set_part(Security { entries, ..Security::default() }).unwrap();
    let message = scene.received().id();
    scene.queue.reassign_message(message, vec![ANN.into()], MessageDetails::default()).unwrap();
    assert_eq!(heard.next(), "OnIncomingMessageAdded true 1");
    assert_eq!(heard.next(), "OnIncomingMessageRemoved true 1", "out of the receive folder");
    assert_eq!(heard.next(), "OnIncomingMessageAdded false 1");
    ann.delete_message(message).unwrap();
    assert_eq!(heard.next(), "OnIncomingMessageRemoved false 1");
}

#[test]
fn on_outgoing_message_added() {
    let scene = Scene::new();
    let (ann, heard) = ann(&scene, AccountEvents::OUT_ARCHIVE);
    scene.sent();
    ann.submit(letter()).unwrap();
    scene.send();
    assert_eq!(heard.next(), "OnOutgoingMessageAdded 2");
}

#[test]
fn on_outgoing_message_removed() {
    let scene = Scene::new();
    let (ann, heard) = ann(&scene, AccountEvents::OUT_ARCHIVE);
    let job = ann.submit(letter()).unwrap();
    scene.send();
    ann.delete_message(job).unwrap();
    heard.wait_for("OnOutgoingMessageRemoved 1");
}

#[test]
fn on_server_shut_down() {
    let scene = Scene::new();
    let (_ann, heard) = ann(&scene, AccountEvents::SERVICE_ENDED);
    scene.queue.shut_down().unwrap();
    assert_eq!(heard.next(), "OnServerShutDown 7");
    heard.is_gone();
}
