//! Order, time and direction: `FAX_PRIORITY_TYPE_ENUM`, `FAX_SCHEDULE_TYPE_ENUM`, `FAX_JOB_TYPE_ENUM`.

use super::flags::enumeration;

enumeration! {
    /// Which of the due jobs goes first: `FAX_PRIORITY_TYPE_ENUM`. The higher one; equal ones by time.
    #[derive(Default)]
    Priority, "priority", {
        /// `fptLOW`, the documented default.
        #[default]
        Low = 0,
        /// `fptNORMAL`.
        Normal = 1,
        /// `fptHIGH`.
        High = 2,
    }
}

enumeration! {
    /// When a job is sent: `FAX_SCHEDULE_TYPE_ENUM`.
    #[derive(Default)]
    ScheduleType, "schedule type", {
        /// `fstNOW`: as soon as a line is free.
        #[default]
        Now = 0,
        /// `fstSPECIFIC_TIME`: not before a given time.
        SpecificTime = 1,
        /// `fstDISCOUNT_PERIOD`: in the hours of cheap calls that the queue is set to.
        DiscountPeriod = 2,
    }
}

enumeration! {
    /// What a job does: `FAX_JOB_TYPE_ENUM`. The wire and the old interfaces have numbers of their own:
    /// [`wire::JobType`](super::wire::JobType), [`legacy::JobType`](super::legacy::JobType).
    JobType, "job type", {
        /// `fjtSEND`: sends.
        Send = 0,
        /// `fjtRECEIVE`: a line receives now.
        Receive = 1,
        /// `fjtROUTING`: received; it is handed over to where it belongs and no line is in use.
        Routing = 2,
    }
}
