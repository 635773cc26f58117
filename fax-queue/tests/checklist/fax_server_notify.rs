//! `IFaxServerNotify2`.

use crate::form::members;

members! {
    Callbacks "IFaxServerNotify2" has 26:
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
    OnReceiptOptionsChange: "nothing is there yet",
    OnActivityLoggingConfigChange: "nothing is there yet",
    OnSecurityConfigChange: "nothing is there yet",
    OnEventLoggingConfigChange: "nothing is there yet",
    OnOutgoingQueueConfigChange: "nothing is there yet",
    OnOutgoingArchiveConfigChange: "nothing is there yet",
    OnIncomingArchiveConfigChange: "nothing is there yet",
    OnDevicesConfigChange: "nothing is there yet",
    OnOutboundRoutingGroupsConfigChange: "nothing is there yet",
    OnOutboundRoutingRulesConfigChange: "nothing is there yet",
    OnGeneralServerConfigChanged: "nothing is there yet",
    OnServerActivityChange: "nothing is there yet",
    OnQueuesStatusChange: "nothing is there yet",
    OnNewCall: "nothing is there yet",
    OnServerShutDown: "nothing is there yet",
    OnDeviceStatusChange: "nothing is there yet",
}
