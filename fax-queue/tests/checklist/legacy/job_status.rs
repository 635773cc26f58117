//! JS_ states of the C client.

use fax_queue::vocabulary::legacy::{JobStatus, QueueText};
use fax_queue::vocabulary::{JobState, Status};

use crate::form::members;

members! {
    Numbers "JS_ states of the C client" has 8:
    PENDING = pending,
    INPROGRESS = inprogress,
    DELETING = deleting,
    FAILED = failed,
    PAUSED = paused,
    NOLINE = noline,
    RETRYING = retrying,
    RETRIES_EXCEEDED = retries_exceeded,
}

/// The number is this state, and the state this number; and the word of the old collection.
fn is(number: u32, status: Status, word: &str) {
    assert_eq!(JobStatus::of(status).unwrap().bits(), number);
    assert_eq!(JobStatus::try_from(number).unwrap().status(), status);
    assert_eq!(QueueText::of(status).unwrap().as_str(), word);
}

#[test]
fn pending() {
    is(0x00, JobState::Pending.into(), "Pending");
}

#[test]
fn inprogress() {
    is(0x01, JobState::InProgress.into(), "In Progress");
}

#[test]
fn deleting() {
    is(0x02, JobState::Canceling.into(), "Deleting");
}

#[test]
fn failed() {
    is(0x04, JobState::Failed.into(), "Failed");
}

#[test]
fn retrying() {
    is(0x20, JobState::Retrying.into(), "Retrying");
}

#[test]
fn retries_exceeded() {
    is(0x40, JobState::RetriesExceeded.into(), "Retries Exceeded");
}

#[test]
fn paused() {
    is(0x20 | 0x08, Status { state: JobState::Retrying, paused: true, no_line: false }, "Paused");
}

#[test]
fn noline() {
    is(0x10, Status { state: JobState::Pending, paused: false, no_line: true }, "No Line");
}
