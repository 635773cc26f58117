//! A line and its modem: `IFaxDevice`.

use crate::vocabulary::{DeviceId, DeviceStatus, Guid, ReceiveMode};

/// A device: a snapshot of the moment it was read. To refresh it, read it again.
pub trait Device {
    /// `Id`: greater than 0, the same as long as the device is known.
    fn id(&self) -> DeviceId;
    /// `DeviceName`: unique.
    fn device_name(&self) -> &str;

    /// `ProviderUniqueName`: who drives it. There is one provider, the program that serves the queue.
    fn provider_unique_name(&self) -> &str {
        ""
    }

    /// `Description`.
    fn description(&self) -> &str;
    /// `PoweredOff`, `SendingNow`, `ReceivingNow`, `RingingNow`.
    fn status(&self) -> DeviceStatus;
    /// `SendEnabled`: whether it may be chosen for sending.
    fn send_enabled(&self) -> bool;
    /// `ReceiveMode`.
    fn receive_mode(&self) -> ReceiveMode;
    /// `RingsBeforeAnswer`, 1 to 99: counts if the mode is to answer by itself.
    fn rings_before_answer(&self) -> u8;
    /// `CSID`: what it says when it is called.
    fn csid(&self) -> &str;
    /// `TSID`: what it says when it calls.
    fn tsid(&self) -> &str;
    /// `UsedRoutingMethods`.
    fn used_routing_methods(&self) -> &[Guid];
    /// `GetExtensionProperty`: what a routing method was told for this device. For the default methods: an address, a folder or a
    /// printer, as text.
    fn extension_property(&self, name: Guid) -> Option<&[u8]>;
}
