//! Outgoing job: AvailableOperations by state.

use crate::form::members;

members! {
    LifeCycle "Outgoing job: AvailableOperations by state" has 10:
    Pending: "nothing is there yet",
    PendingPaused: "nothing is there yet",
    Retrying: "nothing is there yet",
    RetryingPaused: "nothing is there yet",
    InProgress: "nothing is there yet",
    RetriesExceeded: "nothing is there yet",
    Failed: "nothing is there yet",
    Canceling: "nothing is there yet",
    Canceled: "nothing is there yet",
    Completed: "nothing is there yet",
}
