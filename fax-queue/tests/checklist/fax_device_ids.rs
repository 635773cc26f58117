//! `IFaxDeviceIds`.

use crate::form::members;

members! {
    Objects "IFaxDeviceIds" has 5:
    Count: "nothing is there yet",
    Item: "nothing is there yet",
    Add: "nothing is there yet",
    Remove: "nothing is there yet",
    SetOrder: "nothing is there yet",
}
