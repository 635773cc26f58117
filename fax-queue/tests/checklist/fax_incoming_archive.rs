//! `IFaxIncomingArchive`.

use crate::form::members;

members! {
    Objects "IFaxIncomingArchive" has 12:
    UseArchive: "nothing is there yet",
    ArchiveFolder: "nothing is there yet",
    SizeQuotaWarning: "nothing is there yet",
    HighQuotaWaterMark: "nothing is there yet",
    LowQuotaWaterMark: "nothing is there yet",
    AgeLimit: "nothing is there yet",
    SizeLow: "nothing is there yet",
    SizeHigh: "nothing is there yet",
    Save: "nothing is there yet",
    Refresh: "nothing is there yet",
    GetMessages: "nothing is there yet",
    GetMessage: "nothing is there yet",
}
