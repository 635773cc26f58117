//! Paused and blocked queues.

use crate::form::members;

members! {
    LifeCycle "Paused and blocked queues" has 7:
    Open: "nothing is there yet",
    Paused: "nothing is there yet",
    Blocked: "nothing is there yet",
    PausedAndBlocked: "nothing is there yet",
    IncomingBlocked: "nothing is there yet",
    FlagsPersist: "nothing is there yet",
    JobPauseIsApart: "nothing is there yet",
}
