//! Restart of the service.

use crate::form::members;

members! {
    LifeCycle "Restart of the service" has 8:
    Pending: "nothing is there yet",
    InProgress: "nothing is there yet",
    Canceling: "nothing is there yet",
    Unsuccessful: "nothing is there yet",
    Incoming: "nothing is there yet",
    IncomingWithoutPage: "nothing is there yet",
    Routing: "nothing is there yet",
    CleanStop: "nothing is there yet",
}
