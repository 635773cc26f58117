//! `IFaxDeviceProviders`.

use crate::form::members;

members! {
    Objects "IFaxDeviceProviders" has 2:
    Count: "the program that runs the service gives it its lines: no providers are loaded",
    Item: "the program that runs the service gives it its lines: no providers are loaded",
}
