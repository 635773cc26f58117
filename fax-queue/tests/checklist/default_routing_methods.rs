//! Default methods of inbound routing.

use crate::form::members;

members! {
    Objects "Default methods of inbound routing" has 4:
    EMail: "nothing is there yet",
    StoreInFolder: "nothing is there yet",
    Print: "nothing is there yet",
    MapiInbox: "nothing is there yet",
}
