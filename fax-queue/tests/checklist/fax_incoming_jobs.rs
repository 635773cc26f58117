//! `IFaxIncomingJobs`.

use crate::form::members;

members! {
    Objects "IFaxIncomingJobs" has 3:
    Count: "nothing is there yet",
    Item: "nothing is there yet",
    _NewEnum: "nothing is there yet",
}
