//! `IFaxOutgoingMessage2`.

use crate::form::members;

members! {
    Objects "IFaxOutgoingMessage2" has 25:
    SubmissionId: "nothing is there yet",
    Id: "nothing is there yet",
    Subject: "nothing is there yet",
    DocumentName: "nothing is there yet",
    Retries: "nothing is there yet",
    Pages: "nothing is there yet",
    Size: "nothing is there yet",
    OriginalScheduledTime: "nothing is there yet",
    SubmissionTime: "nothing is there yet",
    Priority: "nothing is there yet",
    Sender: "nothing is there yet",
    Recipient: "nothing is there yet",
    DeviceName: "nothing is there yet",
    TransmissionStart: "nothing is there yet",
    TransmissionEnd: "nothing is there yet",
    CSID: "nothing is there yet",
    TSID: "nothing is there yet",
    HasCoverPage: "nothing is there yet",
    ReceiptType: "nothing is there yet",
    ReceiptAddress: "nothing is there yet",
    Read: "nothing is there yet",
    Save: "nothing is there yet",
    Refresh: "nothing is there yet",
    CopyTiff: "nothing is there yet",
    Delete: "nothing is there yet",
}
