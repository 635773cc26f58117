//! `IFaxActivity`.

use crate::form::members;

members! {
    Objects "IFaxActivity" has 5:
    IncomingMessages: "nothing is there yet",
    RoutingMessages: "nothing is there yet",
    OutgoingMessages: "nothing is there yet",
    QueuedMessages: "nothing is there yet",
    Refresh: "nothing is there yet",
}
