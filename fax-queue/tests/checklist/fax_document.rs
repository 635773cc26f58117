//! `IFaxDocument2`.

use crate::form::members;

members! {
    Objects "IFaxDocument2" has 23:
    Body: "nothing is there yet",
    Bodies: "nothing is there yet",
    CoverPage: "nothing is there yet",
    CoverPageType: "nothing is there yet",
    Subject: "nothing is there yet",
    Note: "nothing is there yet",
    DocumentName: "nothing is there yet",
    ScheduleType: "nothing is there yet",
    ScheduleTime: "nothing is there yet",
    Priority: "nothing is there yet",
    ReceiptType: "nothing is there yet",
    ReceiptAddress: "nothing is there yet",
    GroupBroadcastReceipts: "nothing is there yet",
    AttachFaxToReceipt: "nothing is there yet",
    Sender: "nothing is there yet",
    Recipients: "nothing is there yet",
    SubmissionId: "nothing is there yet",
    CallHandle: "nothing is there yet",
    TapiConnection: "nothing is there yet",
    Submit: "nothing is there yet",
    ConnectedSubmit: "nothing is there yet",
    Submit2: "nothing is there yet",
    ConnectedSubmit2: "nothing is there yet",
}
