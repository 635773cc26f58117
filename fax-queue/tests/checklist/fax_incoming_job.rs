//! `IFaxIncomingJob`.

use crate::form::members;

members! {
    Objects "IFaxIncomingJob" has 19:
    Id: "nothing is there yet",
    Size: "nothing is there yet",
    CurrentPage: "nothing is there yet",
    DeviceId: "nothing is there yet",
    Status: "nothing is there yet",
    ExtendedStatusCode: "nothing is there yet",
    ExtendedStatus: "nothing is there yet",
    AvailableOperations: "nothing is there yet",
    Retries: "nothing is there yet",
    TransmissionStart: "nothing is there yet",
    TransmissionEnd: "nothing is there yet",
    CSID: "nothing is there yet",
    TSID: "nothing is there yet",
    CallerId: "nothing is there yet",
    RoutingInformation: "nothing is there yet",
    JobType: "nothing is there yet",
    Cancel: "nothing is there yet",
    CopyTiff: "nothing is there yet",
    Refresh: "nothing is there yet",
}
