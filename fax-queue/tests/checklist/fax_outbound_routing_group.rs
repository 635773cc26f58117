//! `IFaxOutboundRoutingGroup`.

use crate::form::members;

members! {
    Objects "IFaxOutboundRoutingGroup" has 3:
    Name: "nothing is there yet",
    Status: "nothing is there yet",
    DeviceIds: "nothing is there yet",
}
