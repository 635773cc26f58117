//! `IFaxAccountOutgoingQueue`.

use fax_queue::model::Job;
use fax_queue::vocabulary::ErrorCode;

use crate::scene::{Scene, code, letter};

use crate::form::members;

members! {
    Objects "IFaxAccountOutgoingQueue" has 2:
    GetJobs => get_jobs,
    GetJob => get_job,
}

#[test]
fn get_jobs() {
    let scene = Scene::new();
    let [ann, bob] = ["ann", "bob"].map(|user| scene.queue.as_account(&format!(r"office\{user}")).unwrap());
    bob.submit(letter()).unwrap();
    let own = ann.submit(letter()).unwrap();
    let jobs = ann.folders().outgoing_jobs().unwrap();
    assert_eq!(jobs.iter().map(Job::id).collect::<Vec<_>>(), [own]);
}

#[test]
fn get_job() {
    let scene = Scene::new();
    let [ann, bob] = ["ann", "bob"].map(|user| scene.queue.as_account(&format!(r"office\{user}")).unwrap());
    let own = ann.submit(letter()).unwrap();
    assert_eq!(ann.folders().outgoing_job(own).unwrap().id(), own);
    assert_eq!(code(bob.folders().outgoing_job(own)), ErrorCode::MessageNotFound);
}
