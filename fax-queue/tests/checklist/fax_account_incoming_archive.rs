//! `IFaxAccountIncomingArchive`.

use crate::form::members;

members! {
    Objects "IFaxAccountIncomingArchive" has 5:
    SizeLow: "nothing is there yet",
    SizeHigh: "nothing is there yet",
    Refresh: "nothing is there yet",
    GetMessages: "nothing is there yet",
    GetMessage: "nothing is there yet",
}
