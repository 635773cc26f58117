//! `IFaxInboundRoutingMethod`.

use crate::form::members;

members! {
    Objects "IFaxInboundRoutingMethod" has 8:
    Name: "nothing is there yet",
    GUID: "nothing is there yet",
    FunctionName: "nothing is there yet",
    ExtensionFriendlyName: "nothing is there yet",
    ExtensionImageName: "nothing is there yet",
    Priority: "nothing is there yet",
    Save: "nothing is there yet",
    Refresh: "nothing is there yet",
}
