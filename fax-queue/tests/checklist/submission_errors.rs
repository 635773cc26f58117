//! Refusals of a submission.

use crate::form::members;

members! {
    Objects "Refusals of a submission" has 11:
    QueueBlocked: "nothing is there yet",
    MissingRight: "nothing is there yet",
    TooManyRecipients: "nothing is there yet",
    EmptyBody: "nothing is there yet",
    BadBody: "nothing is there yet",
    BadCoverPage: "nothing is there yet",
    NoRecipients: "nothing is there yet",
    BadPriority: "nothing is there yet",
    BadReceipt: "nothing is there yet",
    ReceiptNotOffered: "nothing is there yet",
    HardLimitOfRecipients: "nothing is there yet",
}
