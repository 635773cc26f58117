//! `IFaxInboundRoutingExtension`.

use crate::form::members;

members! {
    Objects "IFaxInboundRoutingExtension" has 11:
    FriendlyName: "nothing is there yet",
    ImageName: "nothing is there yet",
    UniqueName: "nothing is there yet",
    MajorVersion: "nothing is there yet",
    MinorVersion: "nothing is there yet",
    MajorBuild: "nothing is there yet",
    MinorBuild: "nothing is there yet",
    Debug: "nothing is there yet",
    Status: "nothing is there yet",
    InitErrorCode: "nothing is there yet",
    Methods: "nothing is there yet",
}
