//! `IFaxIncomingMessageIterator`.

use crate::form::members;

members! {
    Objects "IFaxIncomingMessageIterator" has 5:
    Message: "nothing is there yet",
    AtEOF: "nothing is there yet",
    PrefetchSize: "nothing is there yet",
    MoveFirst: "nothing is there yet",
    MoveNext: "nothing is there yet",
}
