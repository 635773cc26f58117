//! The server and its devices, as one account may read and change them.

use alloc::vec::Vec;

use super::Connection;
use crate::engine::parts::DeviceSettings;
use crate::engine::{Call, DeviceRecord};
use crate::service::{DeviceList, QueueError, ServerVersion};
use crate::vocabulary::{ApiVersion, DeviceId, Guid};

impl Connection {
    /// `ServerName`; empty: the local server.
    #[must_use]
    pub fn server_name(&self) -> &str {
        self.queue.server_name()
    }

    /// `MajorVersion`, `MinorVersion`, `MajorBuild`, `MinorBuild`.
    #[must_use]
    pub const fn version(&self) -> ServerVersion {
        self.queue.version()
    }

    /// `Debug`.
    #[must_use]
    pub const fn is_debug(&self) -> bool {
        self.queue.is_debug()
    }

    /// `APIVersion`.
    #[must_use]
    pub const fn api_version(&self) -> ApiVersion {
        self.queue.api_version()
    }

    /// `GetExtensionProperty`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or a fault of the store.
    pub fn server_property(&self, name: Guid) -> Result<Option<Vec<u8>>, QueueError> {
        self.check(Call::QueryConfiguration)?;
        self.queue.server_property(name)
    }

    /// `SetExtensionProperty`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn set_server_property(&self, name: Guid, value: &[u8]) -> Result<(), QueueError> {
        self.check(Call::ManageConfiguration)?;
        self.queue.set_server_property(name, value)
    }

    /// `GetDevices`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or a fault of the store.
    pub fn devices(&self) -> Result<DeviceList, QueueError> {
        self.check(Call::QueryConfiguration)?;
        self.queue.devices()
    }

    /// `IFaxDevices.ItemById`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn device(&self, device: DeviceId) -> Result<DeviceRecord, QueueError> {
        self.check(Call::QueryConfiguration)?;
        self.queue.device(device)
    }

    /// `IFaxDevice.Save`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn set_device(&self, settings: &DeviceSettings) -> Result<(), QueueError> {
        self.check(Call::ManageConfiguration)?;
        self.queue.set_device(settings)
    }

    /// `IFaxDevice.UseRoutingMethod`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn use_routing_method(&self, device: DeviceId, method: Guid, used: bool) -> Result<(), QueueError> {
        self.check(Call::ManageConfiguration)?;
        self.queue.use_routing_method(device, method, used)
    }

    /// `IFaxDevice.SetExtensionProperty`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn set_extension_property(&self, device: DeviceId, name: Guid, value: &[u8]) -> Result<(), QueueError> {
        self.check(Call::ManageConfiguration)?;
        self.queue.set_extension_property(device, name, value)
    }

    /// `IFaxDevice.AnswerCall`, with the right to hear of calls.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn answer_call(&self, device: DeviceId) -> Result<(), QueueError> {
        self.caller()?.check_list(Call::SeeIncoming)?;
        self.queue.answer_call(device)
    }
}
