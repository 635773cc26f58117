//! What changes in the life of a job: `IFaxJobStatus`.

use crate::vocabulary::{DeviceId, ExtendedStatus, JobType, Operations, Status, Timestamp};

/// What changes in the life of a job: the 17 properties of `IFaxJobStatus`, and the rate. Listeners get it with each
/// change, and every [`Job`](super::Job) has it.
///
/// For a job being received, pages and size are what arrived so far.
pub trait JobStatus {
    /// `Status`.
    fn status(&self) -> Status;
    /// `Pages`: all pages of a job to be sent; those received so far of one being received.
    fn pages(&self) -> u16;
    /// `Size` in octets, in the same sense.
    fn size(&self) -> u64;
    /// `CurrentPage`, from 1; 0 while no page is on the line.
    fn current_page(&self) -> u16;
    /// `DeviceId`: the line in use, or used last.
    fn device_id(&self) -> Option<DeviceId>;
    /// `CSID`: who the called machine said it is.
    fn csid(&self) -> &str;
    /// `TSID`: who the sending machine said it is.
    fn tsid(&self) -> &str;
    /// Signalling rate agreed last, in bit/s; ours, Windows does not tell.
    fn bit_rate(&self) -> Option<u16>;
    /// `ExtendedStatusCode`.
    fn extended_status_code(&self) -> ExtendedStatus;
    /// `AvailableOperations`: what may be done now, the caller's rights aside.
    fn available_operations(&self) -> Operations;
    /// `Retries`: attempts after the first one; of a received job, attempts to hand it over.
    fn retries(&self) -> u32;
    /// `JobType`: sends, receives, or hands over what was received.
    fn job_type(&self) -> JobType;
    /// `TransmissionStart`: when the running attempt began, or the last one.
    fn transmission_start(&self) -> Option<Timestamp>;
    /// `TransmissionEnd`.
    fn transmission_end(&self) -> Option<Timestamp>;

    /// `ExtendedStatus`: a text, present exactly if the code is not one of the documented ones.
    fn extended_status(&self) -> &str {
        self.extended_status_code().text()
    }

    /// `ScheduledTime`: when the next attempt is due. Jobs to be sent only.
    fn scheduled_time(&self) -> Option<Timestamp> {
        None
    }

    /// `CallerId`. Received jobs only.
    fn caller_id(&self) -> &str {
        ""
    }

    /// `RoutingInformation`. Received jobs only.
    fn routing_information(&self) -> &str {
        ""
    }
}
