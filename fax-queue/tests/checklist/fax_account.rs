//! `IFaxAccount`.

use crate::form::members;

members! {
    Objects "IFaxAccount" has 4:
    AccountName: "nothing is there yet",
    Folders: "nothing is there yet",
    RegisteredEvents: "nothing is there yet",
    ListenToAccountEvents: "nothing is there yet",
}
