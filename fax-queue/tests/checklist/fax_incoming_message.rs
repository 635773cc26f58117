//! `IFaxIncomingMessage2`.

use crate::form::members;

members! {
    Objects "IFaxIncomingMessage2" has 23:
    Id: "nothing is there yet",
    Pages: "nothing is there yet",
    Size: "nothing is there yet",
    DeviceName: "nothing is there yet",
    Retries: "nothing is there yet",
    TransmissionStart: "nothing is there yet",
    TransmissionEnd: "nothing is there yet",
    CSID: "nothing is there yet",
    TSID: "nothing is there yet",
    CallerId: "nothing is there yet",
    RoutingInformation: "nothing is there yet",
    Subject: "nothing is there yet",
    SenderName: "nothing is there yet",
    SenderFaxNumber: "nothing is there yet",
    HasCoverPage: "nothing is there yet",
    Recipients: "nothing is there yet",
    Read: "nothing is there yet",
    WasReAssigned: "nothing is there yet",
    Save: "nothing is there yet",
    Refresh: "nothing is there yet",
    ReAssign: "nothing is there yet",
    CopyTiff: "nothing is there yet",
    Delete: "nothing is there yet",
}
