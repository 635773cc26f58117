//! What the store of a server says when it is opened without it.

use std::collections::BTreeMap;
use std::path::Path;

use fax_queue::engine::{Event, EventKind, Phase, Place};
use fax_queue::model::OutgoingJob;
use fax_queue::store::{Cursor, Redb, Store, StoreError};
use fax_queue::vocabulary::{JobId, JobState, Timestamp};

use crate::Fault;

/// Holds the store against what must be so whatever happened: events without gaps, from states that follow upon each
/// other; counts of what is there; nobody on a line.
pub(super) fn judge(file: &Path) -> Result<(), Fault> {
    read(file).map_err(|error| format!("{}: {error}", file.display()))?
}

fn read(file: &Path) -> Result<Result<(), Fault>, StoreError> {
    let store = Redb::open(file)?;
    let events = store.events(Cursor::default(), usize::MAX)?;
    let mut faults = Vec::new();
    let mut jobs: BTreeMap<Option<JobId>, Vec<&Event>> = BTreeMap::new();
    for (_, event) in &events {
        jobs.entry(event.job).or_default().push(event);
    }
    for (job, events) in &jobs {
        let name = job.map_or("the server".into(), |job| job.to_string());
        if let Some((at, event)) = (1..).zip(events).find(|(at, event)| event.seq != *at) {
            faults.push(format!("{name}: event {at} has the number {}", event.seq));
        }
        let states = events.iter().filter_map(|event| match &event.kind {
            EventKind::OutgoingJobChanged(status) => Some(status.status.state),
            _ => None,
        });
        let states: Vec<_> = states.collect();
        if let Some((from, to)) = states.iter().zip(states.iter().skip(1)).find(|(from, to)| !follows(**from, **to)) {
            faults.push(format!("{name}: {to:?} after {from:?}"));
        }
    }
    let (counts, end) = (store.counts()?, Timestamp::from_unix_millis(u64::MAX));
    for place in Place::ALL {
        let found = store.in_place(place, <_>::default(), end, usize::MAX)?.len();
        if u64::try_from(found) != Ok(counts.of(place)) {
            faults.push(format!("{place:?}: {} are counted and {found} found", counts.of(place)));
        }
    }
    let sent = store.outgoing_archive(JobId(0), usize::MAX)?.iter().map(|job| job.archive_size()).sum::<u64>();
    let received = store.incoming_archive(JobId(0), usize::MAX)?.iter().map(|job| job.archive_size()).sum::<u64>();
    if counts.archive_size() != sent + received {
        faults.push(format!("the archives are {} octets by the count and {}", counts.archive_size(), sent + received));
    }
    // Whosever they are.
    let all = [store.outgoing()?, store.outgoing_archive(JobId(0), usize::MAX)?].concat();
    if let Some(job) = all.iter().find(|job| job.phase().is_active()) {
        faults.push(format!("{job:?}: is on a line though all have ended"));
    }
    let mut reasons: BTreeMap<String, u32> = BTreeMap::new();
    for job in all.iter().filter(|job| job.phase() != Phase::Delivered) {
        *reasons.entry(format!("{:?}: {}", job.phase(), job.reason())).or_default() += 1;
    }
    println!("{} events without a gap; not delivered: {reasons:?}", events.len());
    Ok(if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) })
}

/// Whether a job to be sent may come from one state into another; each may also stay as it is.
fn follows(from: JobState, to: JobState) -> bool {
    use JobState::{Canceled, Canceling, Completed, Failed, InProgress, Pending, RetriesExceeded, Retrying};
    from == to
        || match from {
            Pending | Retrying => matches!(to, InProgress | Canceled | RetriesExceeded),
            InProgress => matches!(to, Retrying | Failed | RetriesExceeded | Completed | Canceling),
            Canceling => matches!(to, Canceled | Completed),
            Failed | RetriesExceeded => matches!(to, Pending | Canceled),
            _ => false,
        }
}
