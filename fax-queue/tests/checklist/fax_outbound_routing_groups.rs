//! `IFaxOutboundRoutingGroups`.

use crate::form::members;

members! {
    Objects "IFaxOutboundRoutingGroups" has 4:
    Count: "nothing is there yet",
    Item: "nothing is there yet",
    Add: "nothing is there yet",
    Remove: "nothing is there yet",
}
