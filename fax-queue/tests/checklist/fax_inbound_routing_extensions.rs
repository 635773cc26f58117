//! `IFaxInboundRoutingExtensions`.

use crate::form::members;

members! {
    Objects "IFaxInboundRoutingExtensions" has 2:
    Count: "nothing is there yet",
    Item: "nothing is there yet",
}
