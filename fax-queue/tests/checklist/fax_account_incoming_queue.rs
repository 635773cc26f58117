//! `IFaxAccountIncomingQueue`.

use fax_queue::engine::parts::General;
use fax_queue::model::Job;
use fax_queue::service::AccountFolders;
use fax_queue::vocabulary::ErrorCode;

use crate::scene::{Scene, code};

use crate::form::members;

members! {
    Objects "IFaxAccountIncomingQueue" has 2:
    GetJobs => get_jobs,
    GetJob => get_job,
}

/// Ann, on a server whose received faxes are public or not.
fn ann(scene: &Scene, public: bool) -> AccountFolders {
    scene.queue.set_part(General { incoming_faxes_are_public: public, ..General::default() }).unwrap();
    scene.queue.as_account(r"office\ann").unwrap().folders()
}

#[test]
fn get_jobs() {
    let scene = Scene::new();
    scene.receive(1);
    assert_eq!(ann(&scene, true).incoming_jobs().unwrap().len(), 1);
    assert_eq!(ann(&scene, false).incoming_jobs().unwrap().len(), 0);
}

#[test]
fn get_job() {
    let scene = Scene::new();
    let (id, _) = scene.receive(1);
    assert_eq!(ann(&scene, true).incoming_job(id).unwrap().id(), id);
    assert_eq!(code(ann(&scene, false).incoming_job(id)), ErrorCode::MessageNotFound);
}
