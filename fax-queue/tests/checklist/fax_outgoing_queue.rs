//! `IFaxOutgoingQueue`.

use crate::form::members;

members! {
    Objects "IFaxOutgoingQueue" has 14:
    Blocked: "nothing is there yet",
    Paused: "nothing is there yet",
    AllowPersonalCoverPages: "nothing is there yet",
    UseDeviceTSID: "nothing is there yet",
    Retries: "nothing is there yet",
    RetryDelay: "nothing is there yet",
    DiscountRateStart: "nothing is there yet",
    DiscountRateEnd: "nothing is there yet",
    AgeLimit: "nothing is there yet",
    Branding: "nothing is there yet",
    Save: "nothing is there yet",
    Refresh: "nothing is there yet",
    GetJobs: "nothing is there yet",
    GetJob: "nothing is there yet",
}
