//! `IFaxRecipient`.

use crate::form::members;

members! {
    Objects "IFaxRecipient" has 2:
    FaxNumber: "nothing is there yet",
    Name: "nothing is there yet",
}
