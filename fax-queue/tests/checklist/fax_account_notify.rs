//! `IFaxAccountNotify`.

use crate::form::members;

members! {
    Callbacks "IFaxAccountNotify" has 11:
    OnIncomingJobAdded: "nothing is there yet",
    OnIncomingJobRemoved: "nothing is there yet",
    OnIncomingJobChanged: "nothing is there yet",
    OnOutgoingJobAdded: "nothing is there yet",
    OnOutgoingJobRemoved: "nothing is there yet",
    OnOutgoingJobChanged: "nothing is there yet",
    OnIncomingMessageAdded: "nothing is there yet",
    OnIncomingMessageRemoved: "nothing is there yet",
    OnOutgoingMessageAdded: "nothing is there yet",
    OnOutgoingMessageRemoved: "nothing is there yet",
    OnServerShutDown: "nothing is there yet",
}
