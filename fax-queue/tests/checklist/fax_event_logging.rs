//! `IFaxEventLogging`.

use crate::form::members;

members! {
    Objects "IFaxEventLogging" has 6:
    InitEventsLevel: "nothing is there yet",
    InboundEventsLevel: "nothing is there yet",
    OutboundEventsLevel: "nothing is there yet",
    GeneralEventsLevel: "nothing is there yet",
    Save: "nothing is there yet",
    Refresh: "nothing is there yet",
}
