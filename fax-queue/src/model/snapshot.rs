//! The status of a job, kept.

use alloc::string::{String, ToString};

use super::JobStatus;
use crate::vocabulary::{DeviceId, ExtendedStatus, JobType, Operations, Status, Timestamp};

/// The status of a job at some moment, to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are the properties that `JobStatus` explains, by the same names")]
pub struct JobSnapshot {
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

impl From<&dyn JobStatus> for JobSnapshot {
    fn from(job: &dyn JobStatus) -> Self {
        Self {
            status: job.status(),
            pages: job.pages(),
            size: job.size(),
            current_page: job.current_page(),
            device_id: job.device_id(),
            csid: job.csid().to_string(),
            tsid: job.tsid().to_string(),
            bit_rate: job.bit_rate(),
            extended_status_code: job.extended_status_code(),
            extended_status: job.extended_status().to_string(),
            available_operations: job.available_operations(),
            retries: job.retries(),
            job_type: job.job_type(),
            scheduled_time: job.scheduled_time(),
            transmission_start: job.transmission_start(),
            transmission_end: job.transmission_end(),
            caller_id: job.caller_id().to_string(),
            routing_information: job.routing_information().to_string(),
        }
    }
}

impl JobStatus for JobSnapshot {
    fn status(&self) -> Status {
        self.status
    }

    fn pages(&self) -> u16 {
        self.pages
    }

    fn size(&self) -> u64 {
        self.size
    }

    fn current_page(&self) -> u16 {
        self.current_page
    }

    fn device_id(&self) -> Option<DeviceId> {
        self.device_id
    }

    fn csid(&self) -> &str {
        &self.csid
    }

    fn tsid(&self) -> &str {
        &self.tsid
    }

    fn bit_rate(&self) -> Option<u16> {
        self.bit_rate
    }

    fn extended_status_code(&self) -> ExtendedStatus {
        self.extended_status_code
    }

    fn available_operations(&self) -> Operations {
        self.available_operations
    }

    fn retries(&self) -> u32 {
        self.retries
    }

    fn job_type(&self) -> JobType {
        self.job_type
    }

    fn transmission_start(&self) -> Option<Timestamp> {
        self.transmission_start
    }

    fn transmission_end(&self) -> Option<Timestamp> {
        self.transmission_end
    }

    fn extended_status(&self) -> &str {
        &self.extended_status
    }

    fn scheduled_time(&self) -> Option<Timestamp> {
        self.scheduled_time
    }

    fn caller_id(&self) -> &str {
        &self.caller_id
    }

    fn routing_information(&self) -> &str {
        &self.routing_information
    }
}
