//! `IFaxIncomingQueue`.

use crate::form::members;

members! {
    Objects "IFaxIncomingQueue" has 5:
    Blocked: "nothing is there yet",
    Save: "nothing is there yet",
    Refresh: "nothing is there yet",
    GetJobs: "nothing is there yet",
    GetJob: "nothing is there yet",
}
