//! Broadcasts and receipts.

use crate::form::members;

members! {
    LifeCycle "Broadcasts and receipts" has 11:
    OneSubmissionManyJobs: "nothing is there yet",
    SuccessArchivedAtOnce: "nothing is there yet",
    CompletedSiblingsStay: "nothing is there yet",
    CanceledSiblingStays: "nothing is there yet",
    CancelAll: "nothing is there yet",
    RestartReopens: "nothing is there yet",
    ReceiptAtTheEnd: "nothing is there yet",
    SummaryReceipt: "nothing is there yet",
    AttachedFax: "nothing is there yet",
    UndeliverableReceipt: "nothing is there yet",
    ReceiptNotAllowed: "nothing is there yet",
}
