//! `IFaxAccountOutgoingQueue`.

use crate::form::members;

members! {
    Objects "IFaxAccountOutgoingQueue" has 2:
    GetJobs: "nothing is there yet",
    GetJob: "nothing is there yet",
}
