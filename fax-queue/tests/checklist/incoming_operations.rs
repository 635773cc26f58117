//! Incoming job: AvailableOperations by state.

use crate::form::members;

members! {
    LifeCycle "Incoming job: AvailableOperations by state" has 5:
    InProgress: "nothing is there yet",
    Routing: "nothing is there yet",
    Retrying: "nothing is there yet",
    RetriesExceeded: "nothing is there yet",
    Canceling: "nothing is there yet",
}
