//! Age limits and retention.

use crate::form::members;

members! {
    LifeCycle "Age limits and retention" has 10:
    UnsentJobs: "nothing is there yet",
    NeverWaitingJobs: "nothing is there yet",
    UnroutedJobs: "nothing is there yet",
    ArchiveOff: "nothing is there yet",
    ArchiveAge: "nothing is there yet",
    QuotaWarning: "nothing is there yet",
    NoMarksNoWarning: "nothing is there yet",
    LowAboveHigh: "nothing is there yet",
    OverQuotaIsOnlyAWarning: "nothing is there yet",
    DiskFull: "nothing is there yet",
}
