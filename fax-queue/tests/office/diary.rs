//! A listener that holds every event against the rules of their order.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use fax_queue::model::{Activity, JobStatus, Notify};
use fax_queue::vocabulary::{JobId, JobState, ServerId};

/// How far the events of a job have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Added,
    Is(JobState),
    Archived,
    Removed,
}

#[derive(Default)]
pub(crate) struct Diary {
    jobs: BTreeMap<JobId, Stage>,
    /// Numbers of messages that came into the archives: of sent ones, of received ones.
    pub(crate) archived: [usize; 2],
    /// The counters told last.
    pub(crate) activity: Activity,
    shut_down: bool,
}

#[derive(Clone, Default)]
pub(crate) struct Writer(pub(crate) Arc<Mutex<Diary>>);

/// Whether a job may come from one state into another, which may be the same: then something else about it changed.
fn may_follow(before: JobState, after: JobState) -> bool {
    use JobState::{Canceled, Canceling, Completed, Failed, InProgress, Pending, RetriesExceeded, Retrying, Routing};
    let next: &[JobState] = match before {
        Pending | Retrying => &[InProgress, Canceled, RetriesExceeded, Failed],
        InProgress => &[Completed, Retrying, RetriesExceeded, Failed, Canceling, Routing],
        Canceling => &[Canceled, Completed, Routing],
        RetriesExceeded | Failed => &[Pending, Canceled],
        Routing => &[Completed],
        // Completed and cancelled ones have come to their end.
        _ => &[],
    };
    before == after || next.contains(&after)
}

impl Diary {
    fn step(&mut self, job: JobId, after: Stage) {
        assert!(!self.shut_down, "an event after the last one");
        let before = self.jobs.insert(job, after);
        let in_order = match (before, after) {
            (None, Stage::Added) => true,
            // What is told first is that a line has it, or that it was cancelled or given up before.
            (Some(Stage::Added), Stage::Is(state)) => {
                state == JobState::InProgress || may_follow(JobState::Pending, state) || state == JobState::Failed
            }
            (Some(Stage::Is(before)), Stage::Is(after)) => may_follow(before, after),
            (Some(Stage::Is(JobState::Completed)), Stage::Archived) => true,
            (Some(Stage::Is(JobState::Canceled | JobState::Failed) | Stage::Archived), Stage::Removed) => true,
            _ => false,
        };
        assert!(in_order, "job {}: {before:?}, then {after:?}", job.0);
    }
}

impl Notify for Writer {
    fn on_outgoing_job_added(&mut self, _: ServerId, job: JobId) {
        self.0.lock().unwrap().step(job, Stage::Added);
    }
    fn on_outgoing_job_changed(&mut self, _: ServerId, job: JobId, status: &dyn JobStatus) {
        self.0.lock().unwrap().step(job, Stage::Is(status.status().state));
    }
    fn on_outgoing_job_removed(&mut self, _: ServerId, job: JobId) {
        self.0.lock().unwrap().step(job, Stage::Removed);
    }
    fn on_outgoing_message_added(&mut self, _: ServerId, message: JobId) {
        let mut diary = self.0.lock().unwrap();
        diary.step(message, Stage::Archived);
        diary.archived[0] += 1;
    }
    fn on_incoming_job_added(&mut self, _: ServerId, job: JobId) {
        self.0.lock().unwrap().step(job, Stage::Added);
    }
    fn on_incoming_job_changed(&mut self, _: ServerId, job: JobId, status: &dyn JobStatus) {
        self.0.lock().unwrap().step(job, Stage::Is(status.status().state));
    }
    fn on_incoming_job_removed(&mut self, _: ServerId, job: JobId) {
        self.0.lock().unwrap().step(job, Stage::Removed);
    }
    fn on_incoming_message_added(&mut self, _: ServerId, message: JobId) {
        let mut diary = self.0.lock().unwrap();
        diary.step(message, Stage::Archived);
        diary.archived[1] += 1;
    }
    fn on_server_activity_change(&mut self, _: ServerId, incoming: u32, routing: u32, outgoing: u32, queued: u32) {
        self.0.lock().unwrap().activity = Activity { incoming, routing, outgoing, queued };
    }
    fn on_server_shut_down(&mut self, _: ServerId) {
        let mut diary = self.0.lock().unwrap();
        assert!(!diary.shut_down, "told twice");
        diary.shut_down = true;
    }
}
