//! `IFaxDevice`.

use crate::form::members;

members! {
    Objects "IFaxDevice" has 20:
    Id: "nothing is there yet",
    DeviceName: "nothing is there yet",
    ProviderUniqueName: "nothing is there yet",
    Description: "nothing is there yet",
    PoweredOff: "nothing is there yet",
    SendingNow: "nothing is there yet",
    ReceivingNow: "nothing is there yet",
    RingingNow: "nothing is there yet",
    SendEnabled: "nothing is there yet",
    ReceiveMode: "nothing is there yet",
    RingsBeforeAnswer: "nothing is there yet",
    CSID: "nothing is there yet",
    TSID: "nothing is there yet",
    UsedRoutingMethods: "nothing is there yet",
    Save: "nothing is there yet",
    Refresh: "nothing is there yet",
    UseRoutingMethod: "nothing is there yet",
    GetExtensionProperty: "nothing is there yet",
    SetExtensionProperty: "nothing is there yet",
    AnswerCall: "nothing is there yet",
}
