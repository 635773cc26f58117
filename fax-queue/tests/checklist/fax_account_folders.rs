//! `IFaxAccountFolders`.

use crate::form::members;

members! {
    Objects "IFaxAccountFolders" has 4:
    OutgoingQueue: "nothing is there yet",
    IncomingQueue: "nothing is there yet",
    OutgoingArchive: "nothing is there yet",
    IncomingArchive: "nothing is there yet",
}
