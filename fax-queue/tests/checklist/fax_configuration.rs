//! `IFaxConfiguration`.

use crate::form::members;

members! {
    Objects "IFaxConfiguration" has 23:
    UseArchive: "nothing is there yet",
    ArchiveLocation: "nothing is there yet",
    ArchiveAgeLimit: "nothing is there yet",
    ArchiveSizeLow: "nothing is there yet",
    ArchiveSizeHigh: "nothing is there yet",
    SizeQuotaWarning: "nothing is there yet",
    HighQuotaWaterMark: "nothing is there yet",
    LowQuotaWaterMark: "nothing is there yet",
    OutgoingQueueBlocked: "nothing is there yet",
    OutgoingQueuePaused: "nothing is there yet",
    IncomingQueueBlocked: "nothing is there yet",
    OutgoingQueueAgeLimit: "nothing is there yet",
    Retries: "nothing is there yet",
    RetryDelay: "nothing is there yet",
    DiscountRateStart: "nothing is there yet",
    DiscountRateEnd: "nothing is there yet",
    UseDeviceTSID: "nothing is there yet",
    Branding: "nothing is there yet",
    AllowPersonalCoverPages: "nothing is there yet",
    AutoCreateAccountOnConnect: "nothing is there yet",
    IncomingFaxesArePublic: "nothing is there yet",
    Save: "nothing is there yet",
    Refresh: "nothing is there yet",
}
