//! Broadcasts and receipts.

use fax_queue::engine::Settings;
use fax_queue::model::{Job, OutgoingJob, Recipient};
use fax_queue::vocabulary::{JobId, JobState};

use crate::scene::{Scene, letter_with};

use crate::form::members;

members! {
    LifeCycle "Broadcasts and receipts" has 11:
    OneSubmissionManyJobs => one_submission_many_jobs,
    SuccessArchivedAtOnce => success_archived_at_once,
    CompletedSiblingsStay: "a job that is completed leaves the queue at once; its message is in the archive from then on",
    CanceledSiblingStays: "a job that is cancelled leaves the queue at once; its record can be read by its id",
    CancelAll => cancel_all,
    RestartReopens => restart_reopens,
    ReceiptAtTheEnd: "nothing is there yet",
    SummaryReceipt: "nothing is there yet",
    AttachedFax: "nothing is there yet",
    UndeliverableReceipt: "nothing is there yet",
    ReceiptNotAllowed: "nothing is there yet",
}

fn broadcast() -> Scene {
    let scene = Scene::with(Settings { retries: Some(0), ..Settings::default() });
    let to = |number: &str| Recipient { fax_number: number.to_owned(), name: String::new() };
    scene.queue.submit_to_all(letter_with(|letter| letter.others = vec![to("2"), to("3")])).unwrap();
    scene
}

fn ids(scene: &Scene) -> Vec<u64> {
    scene.queue.outgoing_jobs().unwrap().iter().map(|job| job.id().0).collect()
}

#[test]
fn one_submission_many_jobs() {
    let scene = broadcast();
    let jobs = scene.queue.outgoing_jobs().unwrap();
    assert_eq!(jobs.iter().map(|job| job.recipient().fax_number.len()).collect::<Vec<_>>(), [16, 1, 1]);
    assert!(jobs.iter().all(|job| job.submission_id() == jobs[0].submission_id()));
}

#[test]
fn success_archived_at_once() {
    let scene = broadcast();
    scene.send();
    assert!(scene.queue.outgoing_message(JobId(1)).is_ok(), "while the others wait");
    assert_eq!(ids(&scene), [2, 3]);
}

#[test]
fn cancel_all() {
    let scene = broadcast();
    for id in [1, 2, 3].map(JobId) {
        scene.queue.cancel(id).unwrap();
    }
    assert_eq!(ids(&scene), [0; 0]);
}

#[test]
fn restart_reopens() {
    let scene = broadcast();
    scene.miss(fax_queue::engine::DialFailure::InvalidNumber);
    scene.send();
    scene.send();
    assert_eq!(ids(&scene), [1], "one failed, and waits for somebody");
    scene.queue.restart(JobId(1)).unwrap();
    assert_eq!((scene.send(), ids(&scene)), (JobState::Completed, vec![]));
}
