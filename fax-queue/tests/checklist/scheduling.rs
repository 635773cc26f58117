//! Scheduling.

use crate::form::members;

members! {
    LifeCycle "Scheduling" has 12:
    Now: "nothing is there yet",
    SpecificTime: "nothing is there yet",
    DiscountPeriod: "nothing is there yet",
    DiscountAcrossMidnight: "nothing is there yet",
    NoDiscountPeriod: "nothing is there yet",
    DiscountRetry: "nothing is there yet",
    WindowChange: "nothing is there yet",
    RunningAtWindowEnd: "nothing is there yet",
    PriorityFirst: "nothing is there yet",
    ThenTimeThenId: "nothing is there yet",
    HighDoesNotInterrupt: "nothing is there yet",
    BusyGroupBlocksNobody: "nothing is there yet",
}
