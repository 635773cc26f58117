//! Order of events.

use crate::form::members;

members! {
    Callbacks "Order of events" has 8:
    AddedChangedRemoved: "nothing is there yet",
    CompletedArchivedRemoved: "nothing is there yet",
    OneChangePerTransition: "nothing is there yet",
    StateBeforeEvent: "nothing is there yet",
    NoChangeNoEvent: "nothing is there yet",
    CountersLast: "nothing is there yet",
    ShutDownLastAndOnce: "nothing is there yet",
    PanickingOrSlowListener: "nothing is there yet",
}
