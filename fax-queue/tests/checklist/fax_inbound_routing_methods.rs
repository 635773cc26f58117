//! `IFaxInboundRoutingMethods`.

use crate::form::members;

members! {
    Objects "IFaxInboundRoutingMethods" has 2:
    Count: "nothing is there yet",
    Item: "nothing is there yet",
}
