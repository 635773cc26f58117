//! IFaxJobs (legacy).

use fax_queue::engine::{IncomingRecord, OutgoingRecord};
use fax_queue::model::MergedJobs;
use fax_queue::vocabulary::JobId;

use crate::scene::Scene;

use crate::form::members;

members! {
    Objects "IFaxJobs (legacy)" has 3:
    Count => count,
    Item => item,
    _NewEnum => new_enum,
}

type Both<'a> = MergedJobs<'a, Vec<OutgoingRecord>, Vec<IncomingRecord>>;

/// Jobs of both queues in turn, and what one collection of both shows of them.
fn merged<T>(show: impl Fn(&Both<'_>) -> T) -> T {
    let scene = Scene::new();
    scene.submit();
    scene.receive(1);
    scene.submit();
    let (outgoing, incoming) = (scene.queue.outgoing_jobs().unwrap(), scene.queue.incoming_jobs().unwrap());
    show(&MergedJobs::new(&outgoing, &incoming))
}

#[test]
fn count() {
    assert_eq!(merged(|jobs| jobs.count()), 3);
}

#[test]
fn item() {
    assert_eq!(merged(|jobs| [1, 2, 3].map(|number| jobs.item(number).unwrap().id())), [1, 2, 3].map(JobId), "by id");
    assert!(merged(|jobs| jobs.item(0).is_none() && jobs.item(4).is_none()));
}

#[test]
fn new_enum() {
    let types = merged(|jobs| jobs.iter().map(|job| job.job_type().value()).collect::<Vec<_>>());
    assert_eq!(types, [0, 2, 0], "sends, hands over, sends");
}
