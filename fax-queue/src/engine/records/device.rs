//! A device as callers see it: what it is set up to do, and what it does.

use crate::engine::parts::DeviceSettings;
use crate::model::Device;
use crate::vocabulary::{DeviceId, DeviceStatus, Guid, ReceiveMode};

/// A device at some moment. Callers read it through [`Device`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeviceRecord {
    /// What it is set up to do.
    pub settings: DeviceSettings,
    /// What it does.
    pub status: DeviceStatus,
}

impl Device for DeviceRecord {
    fn id(&self) -> DeviceId {
        self.settings.id
    }

    fn device_name(&self) -> &str {
        &self.settings.name
    }

    fn description(&self) -> &str {
        &self.settings.description
    }

    fn status(&self) -> DeviceStatus {
        self.status
    }

    fn send_enabled(&self) -> bool {
        self.settings.send_enabled
    }

    fn receive_mode(&self) -> ReceiveMode {
        self.settings.receive_mode
    }

    fn rings_before_answer(&self) -> u8 {
        self.settings.rings_before_answer
    }

    fn csid(&self) -> &str {
        &self.settings.csid
    }

    fn tsid(&self) -> &str {
        &self.settings.tsid
    }

    fn used_routing_methods(&self) -> &[Guid] {
        &self.settings.routing_methods
    }

    fn extension_property(&self, name: Guid) -> Option<&[u8]> {
        self.settings.extension_property(name)
    }
}
