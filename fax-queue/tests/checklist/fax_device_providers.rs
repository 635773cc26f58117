//! `IFaxDeviceProviders`.

use crate::form::members;

members! {
    Objects "IFaxDeviceProviders" has 2:
    Count: "nothing is there yet",
    Item: "nothing is there yet",
}
