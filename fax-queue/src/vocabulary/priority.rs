//! Order, time and direction: `FAX_PRIORITY_TYPE_ENUM`, `FAX_SCHEDULE_TYPE_ENUM`, `FAX_JOB_TYPE_ENUM`.

use super::flags::numbered;

/// Which of the due jobs goes first: `FAX_PRIORITY_TYPE_ENUM`. The higher one; equal ones by time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Priority {
    /// `fptLOW`, the documented default.
    #[default]
    Low,
    /// `fptNORMAL`.
    Normal,
    /// `fptHIGH`.
    High,
}

numbered!(Priority, "priority", { Low = 0, Normal = 1, High = 2, });

/// When a job is sent: `FAX_SCHEDULE_TYPE_ENUM`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum ScheduleType {
    /// `fstNOW`: as soon as a line is free.
    #[default]
    Now,
    /// `fstSPECIFIC_TIME`: not before a given time.
    SpecificTime,
    /// `fstDISCOUNT_PERIOD`: in the hours of cheap calls that the queue is set to.
    DiscountPeriod,
}

numbered!(ScheduleType, "schedule type", { Now = 0, SpecificTime = 1, DiscountPeriod = 2, });

/// What a job does: `FAX_JOB_TYPE_ENUM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum JobType {
    /// `fjtSEND`: sends.
    Send,
    /// `fjtRECEIVE`: a line receives now.
    Receive,
    /// `fjtROUTING`: received; it is handed over to where it belongs and no line is in use.
    Routing,
}

numbered!(JobType, "job type", { Send = 0, Receive = 1, Routing = 2, });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_numbers_go_both_ways() {
        assert_eq!(Priority::try_from(2), Ok(Priority::High));
        assert_eq!(ScheduleType::try_from(2), Ok(ScheduleType::DiscountPeriod));
        assert_eq!(JobType::try_from(1), Ok(JobType::Receive));
        for number in 0..3 {
            assert_eq!(Priority::try_from(number).map(u32::from), Ok(number));
            assert_eq!(ScheduleType::try_from(number).map(u32::from), Ok(number));
            assert_eq!(JobType::try_from(number).map(u32::from), Ok(number));
        }
        assert!(Priority::try_from(3).is_err());
    }
}
