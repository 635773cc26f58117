//! `IFaxServer2`.

use crate::form::members;

members! {
    Objects "IFaxServer2" has 30:
    Connect: "nothing is there yet",
    Disconnect: "nothing is there yet",
    GetDeviceProviders: "nothing is there yet",
    GetDevices: "nothing is there yet",
    ListenToServerEvents: "nothing is there yet",
    GetExtensionProperty: "nothing is there yet",
    SetExtensionProperty: "nothing is there yet",
    RegisterDeviceProvider: "nothing is there yet",
    UnregisterDeviceProvider: "nothing is there yet",
    RegisterInboundRoutingExtension: "nothing is there yet",
    UnregisterInboundRoutingExtension: "nothing is there yet",
    ServerName: "nothing is there yet",
    MajorVersion: "nothing is there yet",
    MinorVersion: "nothing is there yet",
    MajorBuild: "nothing is there yet",
    MinorBuild: "nothing is there yet",
    Debug: "nothing is there yet",
    APIVersion: "nothing is there yet",
    RegisteredEvents: "nothing is there yet",
    Folders: "nothing is there yet",
    Activity: "nothing is there yet",
    InboundRouting: "nothing is there yet",
    OutboundRouting: "nothing is there yet",
    LoggingOptions: "nothing is there yet",
    ReceiptOptions: "nothing is there yet",
    Security: "nothing is there yet",
    Configuration: "nothing is there yet",
    CurrentAccount: "nothing is there yet",
    FaxAccountSet: "nothing is there yet",
    Security2: "nothing is there yet",
}
