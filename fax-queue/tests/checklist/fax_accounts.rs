//! `IFaxAccounts`.

use crate::form::members;

members! {
    Objects "IFaxAccounts" has 2:
    Count: "nothing is there yet",
    Item: "nothing is there yet",
}
