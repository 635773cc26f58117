//! `IFaxAccountSet`.

use crate::form::members;

members! {
    Objects "IFaxAccountSet" has 4:
    GetAccounts: "nothing is there yet",
    GetAccount: "nothing is there yet",
    AddAccount: "nothing is there yet",
    RemoveAccount: "nothing is there yet",
}
