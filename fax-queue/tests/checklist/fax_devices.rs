//! `IFaxDevices`.

use crate::form::members;

members! {
    Objects "IFaxDevices" has 3:
    Count: "nothing is there yet",
    Item: "nothing is there yet",
    ItemById: "nothing is there yet",
}
