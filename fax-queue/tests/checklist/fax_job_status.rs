//! `IFaxJobStatus`.

use crate::form::members;

members! {
    Objects "IFaxJobStatus" has 17:
    Status: "nothing is there yet",
    Pages: "nothing is there yet",
    Size: "nothing is there yet",
    CurrentPage: "nothing is there yet",
    DeviceId: "nothing is there yet",
    CSID: "nothing is there yet",
    TSID: "nothing is there yet",
    ExtendedStatusCode: "nothing is there yet",
    ExtendedStatus: "nothing is there yet",
    AvailableOperations: "nothing is there yet",
    Retries: "nothing is there yet",
    JobType: "nothing is there yet",
    ScheduledTime: "nothing is there yet",
    TransmissionStart: "nothing is there yet",
    TransmissionEnd: "nothing is there yet",
    CallerId: "nothing is there yet",
    RoutingInformation: "nothing is there yet",
}
