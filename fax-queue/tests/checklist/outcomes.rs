//! Outcomes of a device.

use crate::form::members;

members! {
    LifeCycle "Outcomes of a device" has 15:
    Finished: "nothing is there yet",
    BadAddress: "nothing is there yet",
    CallBlacklisted: "nothing is there yet",
    UserAbort: "nothing is there yet",
    DeviceLost: "nothing is there yet",
    LineNotOpened: "nothing is there yet",
    Busy: "nothing is there yet",
    NoAnswer: "nothing is there yet",
    NoDialTone: "nothing is there yet",
    Disconnected: "nothing is there yet",
    FatalError: "nothing is there yet",
    CallDelayed: "nothing is there yet",
    NotFaxCall: "nothing is there yet",
    Handled: "nothing is there yet",
    ProviderCode: "nothing is there yet",
}
