//! `IFaxActivityLogging`.

use crate::form::members;

members! {
    Objects "IFaxActivityLogging" has 5:
    LogIncoming: "nothing is there yet",
    LogOutgoing: "nothing is there yet",
    DatabasePath: "nothing is there yet",
    Save: "nothing is there yet",
    Refresh: "nothing is there yet",
}
