//! `IFaxAccountIncomingQueue`.

use crate::form::members;

members! {
    Objects "IFaxAccountIncomingQueue" has 2:
    GetJobs: "nothing is there yet",
    GetJob: "nothing is there yet",
}
