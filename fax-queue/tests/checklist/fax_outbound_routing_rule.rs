//! `IFaxOutboundRoutingRule`.

use crate::form::members;

members! {
    Objects "IFaxOutboundRoutingRule" has 8:
    CountryCode: "nothing is there yet",
    AreaCode: "nothing is there yet",
    Status: "nothing is there yet",
    UseDevice: "nothing is there yet",
    DeviceId: "nothing is there yet",
    GroupName: "nothing is there yet",
    Save: "nothing is there yet",
    Refresh: "nothing is there yet",
}
