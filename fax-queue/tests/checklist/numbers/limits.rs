//! Limits.

use crate::form::members;

members! {
    Numbers "Limits" has 12:
    RecipientsHard: "nothing is there yet",
    RecipientsSetting: "nothing is there yet",
    TextField: "nothing is there yet",
    GroupName: "nothing is there yet",
    ArchiveFolder: "nothing is there yet",
    ActivityLogFolder: "nothing is there yet",
    CallerId: "nothing is there yet",
    Csid: "nothing is there yet",
    Tsid: "nothing is there yet",
    Prefetch: "nothing is there yet",
    CopyChunk: "nothing is there yet",
    TiffSize: "nothing is there yet",
}
