//! Jobs as callers see them: `IFaxOutgoingJob2`, `IFaxIncomingJob`.

use super::{JobStatus, Recipient, Sender};
use crate::vocabulary::{JobId, Priority, ReceiptType, ScheduleType, SubmissionId, Timestamp};

/// A job, sent or received: a snapshot of the moment it was read. To refresh it, read it again.
pub trait Job: JobStatus {
    /// `Id`.
    fn id(&self) -> JobId;
}

/// A job to be sent: what `IFaxOutgoingJob2` has beyond a [`Job`].
pub trait OutgoingJob: Job {
    /// `SubmissionId`: the same for all jobs of one submission.
    fn submission_id(&self) -> SubmissionId;
    /// `Subject`.
    fn subject(&self) -> &str;
    /// `DocumentName`.
    fn document_name(&self) -> &str;
    /// `SubmissionTime`.
    fn submission_time(&self) -> Timestamp;
    /// `OriginalScheduledTime`: when the first attempt was due.
    fn original_scheduled_time(&self) -> Timestamp;
    /// `Priority`.
    fn priority(&self) -> Priority;
    /// `ScheduleType`.
    fn schedule_type(&self) -> ScheduleType;
    /// `Sender`.
    fn sender(&self) -> Sender<&str>;
    /// `Recipient`.
    fn recipient(&self) -> Recipient<&str>;

    /// `ReceiptType`: how the end of the job is to be reported.
    fn receipt_type(&self) -> ReceiptType {
        ReceiptType::NONE
    }

    /// `ReceiptAddress`: where to.
    fn receipt_address(&self) -> &str {
        ""
    }

    /// `GroupBroadcastReceipts`: one report for all jobs of the submission.
    fn group_broadcast_receipts(&self) -> bool {
        false
    }

    /// `HasCoverPage`.
    fn has_cover_page(&self) -> bool {
        false
    }

    /// Why the last attempt ended as it did, in words; ours. Empty before the first one has ended.
    fn reason(&self) -> &str;
    /// Pages that the far end confirmed; ours.
    fn pages_confirmed(&self) -> u16;
}

/// A message of an archive: `IFaxOutgoingMessage2`, `IFaxIncomingMessage2`. It shows what its job showed last, under the same
/// id, and whether somebody has read it.
pub trait Message: Job {
    /// `Read`. What was received is unread at first, what was sent is not.
    fn is_read(&self) -> bool;
}

/// A message of the incoming archive: what `IFaxIncomingMessage2` has beyond a [`Message`].
pub trait IncomingMessage: Message {
    /// `Subject`, as somebody who read it says.
    fn subject(&self) -> &str;
    /// `SenderName`, as somebody who read it says.
    fn sender_name(&self) -> &str;
    /// `SenderFaxNumber`, as somebody who read it says.
    fn sender_fax_number(&self) -> &str;
    /// `HasCoverPage`, as somebody who read it says.
    fn has_cover_page(&self) -> bool;
    /// `Recipients`: the accounts that it was given to, from 0.
    fn recipient(&self, index: usize) -> Option<&str>;

    /// `WasReAssigned`: whether it has left the receive folder.
    fn was_reassigned(&self) -> bool {
        self.recipient(0).is_some()
    }
}

/// A job being received: `IFaxIncomingJob`. What that has beyond a [`Job`], `CallerId` and `RoutingInformation`, is in
/// [`JobStatus`] as well.
pub trait IncomingJob: Job {
    /// Where the application put the pages; ours.
    fn reference(&self) -> &str;
    /// Why the call ended as it did, in words; ours. Empty while it runs.
    fn reason(&self) -> &str;
}
