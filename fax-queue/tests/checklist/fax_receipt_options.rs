//! `IFaxReceiptOptions`.

use crate::form::members;

members! {
    Objects "IFaxReceiptOptions" has 10:
    AllowedReceipts: "nothing is there yet",
    AuthenticationType: "nothing is there yet",
    SMTPServer: "nothing is there yet",
    SMTPSender: "nothing is there yet",
    SMTPUser: "nothing is there yet",
    SMTPPassword: "nothing is there yet",
    SMTPPort: "nothing is there yet",
    UseForInboundRouting: "nothing is there yet",
    Save: "nothing is there yet",
    Refresh: "nothing is there yet",
}
