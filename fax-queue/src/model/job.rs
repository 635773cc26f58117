//! Jobs as callers see them: `IFaxOutgoingJob`, `IFaxIncomingJob`, `IFaxJobStatus`.

use alloc::string::{String, ToString};

use super::{Recipient, Sender};
use crate::vocabulary::{
    DeviceId, ExtendedStatus, JobId, JobType, Operations, Priority, ScheduleType, Status, SubmissionId, Timestamp,
};

/// A job, sent or received: a snapshot of the moment it was read. To refresh it, read it again.
pub trait Job {
    /// `Id`.
    fn id(&self) -> JobId;
    /// `JobType`: sends, receives, or hands over what was received.
    fn job_type(&self) -> JobType;
    /// `Status`.
    fn status(&self) -> Status;
    /// `ExtendedStatusCode`.
    fn extended_status_code(&self) -> ExtendedStatus;
    /// `AvailableOperations`: what may be done now, the caller's rights aside.
    fn available_operations(&self) -> Operations;
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
    /// `Retries`: attempts after the first one.
    fn retries(&self) -> u32;
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

    /// All that changes in the life of a job, in one value.
    fn snapshot(&self) -> JobStatus {
        JobStatus {
            status: self.status(),
            pages: self.pages(),
            size: self.size(),
            current_page: self.current_page(),
            device_id: self.device_id(),
            csid: self.csid().to_string(),
            tsid: self.tsid().to_string(),
            bit_rate: self.bit_rate(),
            extended_status_code: self.extended_status_code(),
            extended_status: self.extended_status().to_string(),
            available_operations: self.available_operations(),
            retries: self.retries(),
            job_type: self.job_type(),
            scheduled_time: self.scheduled_time(),
            transmission_start: self.transmission_start(),
            transmission_end: self.transmission_end(),
            caller_id: self.caller_id().to_string(),
            routing_information: self.routing_information().to_string(),
        }
    }
}

/// A job to be sent: what `IFaxOutgoingJob` has beyond a [`Job`].
pub trait OutgoingJob: Job {
    /// `SubmissionId`: the same for all jobs of one submission.
    fn submission_id(&self) -> SubmissionId;
    /// `Subject`.
    fn subject(&self) -> &str;
    /// `DocumentName`.
    fn document_name(&self) -> &str;
    /// `SubmissionTime`.
    fn submission_time(&self) -> Timestamp;
    /// `OriginalScheduledTime`: when the first attempt was due.
    fn original_scheduled_time(&self) -> Timestamp;
    /// `Priority`.
    fn priority(&self) -> Priority;
    /// `ScheduleType`.
    fn schedule_type(&self) -> ScheduleType;
    /// `Sender`.
    fn sender(&self) -> &Sender;
    /// `Recipient`.
    fn recipient(&self) -> &Recipient;
    /// Why the last attempt ended as it did, in words; ours. Empty before the first one has ended.
    fn reason(&self) -> &str;
    /// Pages that the far end confirmed; ours.
    fn pages_confirmed(&self) -> u16;
}

/// What changes in the life of a job: the 17 properties of `IFaxJobStatus`, and the rate. Listeners get it with each
/// change; [`Job`] explains each field.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are the properties that `Job` explains, by the same names")]
pub struct JobStatus {
    pub status: Status,
    pub pages: u16,
    pub size: u64,
    pub current_page: u16,
    pub device_id: Option<DeviceId>,
    pub csid: String,
    pub tsid: String,
    pub bit_rate: Option<u16>,
    pub extended_status_code: ExtendedStatus,
    pub extended_status: String,
    pub available_operations: Operations,
    pub retries: u32,
    pub job_type: JobType,
    pub scheduled_time: Option<Timestamp>,
    pub transmission_start: Option<Timestamp>,
    pub transmission_end: Option<Timestamp>,
    pub caller_id: String,
    pub routing_information: String,
}
