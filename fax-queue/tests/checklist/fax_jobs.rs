//! IFaxJobs (legacy).

use crate::form::members;

members! {
    Objects "IFaxJobs (legacy)" has 3:
    Count: "nothing is there yet",
    Item: "nothing is there yet",
    _NewEnum: "nothing is there yet",
}
