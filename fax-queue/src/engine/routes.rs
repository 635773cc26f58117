//! Which device may take which job.

use alloc::vec::Vec;
use core::time::Duration;

use super::parts::{ALL_DEVICES, Devices, OutboundGroups, OutboundRules, PartKind, Parts, Target};
use super::{Refusal, ServerRecord};
use crate::vocabulary::{DeviceId, DeviceStatus, Timestamp};
#[cfg(feature = "std")]
use crate::vocabulary::{GroupStatus, RuleStatus};

/// How long a job is left to an idle device that comes before another one; then the other one may have it, for whatever keeps
/// the first.
const PATIENCE: Duration = Duration::from_secs(5);

/// Devices, groups and rules of one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Routes {
    devices: Devices,
    groups: OutboundGroups,
    rules: OutboundRules,
}

impl Routes {
    /// The parts of the configuration that they are made of.
    pub(crate) const PARTS: &'static [PartKind] =
        &[PartKind::Devices, PartKind::OutboundGroups, PartKind::OutboundRules];

    /// The same, and what says whose TSID goes out.
    pub(crate) const PARTS_OF_CLAIM: &'static [PartKind] =
        &[PartKind::Devices, PartKind::OutboundGroups, PartKind::OutboundRules, PartKind::General];

    pub(crate) fn of(parts: &Parts) -> Self {
        Self { devices: parts.get(), groups: parts.get(), rules: parts.get() }
    }

    /// A server whose program has made no devices known: any line takes any job.
    fn are_open(&self) -> bool {
        self.devices.list.is_empty()
    }

    /// The devices that a target stands for, in the order in which they are tried.
    fn order(&self, target: &Target) -> Vec<DeviceId> {
        match target {
            Target::Device(device) => [*device].into(),
            Target::Group(name) => self.groups.devices(name, &self.devices).unwrap_or_default(),
        }
    }

    /// Whether a device can be sent with: it is known, may send, and is there.
    fn is_usable(&self, device: DeviceId, server: &ServerRecord) -> bool {
        self.may_send(device) && !server.line(device).status.powered_off
    }

    fn may_send(&self, device: DeviceId) -> bool {
        self.devices.get(device).is_some_and(|device| device.send_enabled)
    }

    /// Whether a device can ever take a job that goes to this number, be it busy now.
    pub(crate) fn have_line(&self, number: &str, server: &ServerRecord) -> bool {
        let usable = |target| self.order(target).into_iter().any(|device| self.is_usable(device, server));
        self.are_open() || usable(self.rules.target(number))
    }

    /// Whether every rule has a device that can be used.
    #[cfg(feature = "std")]
    pub(crate) fn are_all_usable(&self, server: &ServerRecord) -> bool {
        let mut targets = self.rules.list.iter().map(|rule| &rule.target).chain([&self.rules.default]);
        self.are_open()
            || targets.all(|target| self.order(target).into_iter().any(|device| self.is_usable(device, server)))
    }

    /// Whether a device takes a job that is due since `due` now, or leaves it to one that comes before it.
    ///
    /// A line of which nobody has made a device known comes behind all devices, and is in no other group.
    pub(crate) fn may_take(
        &self,
        number: &str,
        device: DeviceId,
        due: Timestamp,
        server: &ServerRecord,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if self.are_open() {
            return Ok(());
        }
        let known = self.devices.get(device).is_some();
        if known && !self.may_send(device) {
            return Err(Refusal::MayNotSend);
        }
        let target = self.rules.target(number);
        let order = self.order(target);
        let all = matches!(target, Target::Group(name) if name == ALL_DEVICES);
        let place = order.iter().position(|id| *id == device);
        let place = place.or((all && !known).then_some(order.len())).ok_or(Refusal::OtherLine)?;
        let before = order.into_iter().take(place).filter(|id| self.may_send(*id)).map(|id| server.line(id));
        let waits = |since: Timestamp| now < since.max(due) + PATIENCE;
        let mut idle = before.filter(|line| line.status == DeviceStatus::default());
        if idle.any(|line| waits(line.since)) { Err(Refusal::OtherLine) } else { Ok(()) }
    }

    /// `Status` of a group.
    #[cfg(feature = "std")]
    pub(crate) fn group_status(&self, name: &str, server: &ServerRecord) -> GroupStatus {
        let devices = self.groups.devices(name, &self.devices).unwrap_or_default();
        let usable = devices.iter().filter(|device| self.is_usable(**device, server)).count();
        if devices.is_empty() {
            GroupStatus::Empty
        } else if usable == 0 {
            GroupStatus::AllDevicesNotValid
        } else if usable < devices.len() {
            GroupStatus::SomeDevicesNotValid
        } else {
            GroupStatus::AllDevicesValid
        }
    }

    /// `Status` of a rule.
    #[cfg(feature = "std")]
    pub(crate) fn rule_status(&self, target: &Target, server: &ServerRecord) -> RuleStatus {
        match target {
            Target::Group(name) => self.group_status(name, server).into(),
            Target::Device(device) if self.is_usable(*device, server) => RuleStatus::Valid,
            Target::Device(_) => RuleStatus::BadDevice,
        }
    }

    #[cfg(feature = "std")]
    pub(crate) const fn groups(&self) -> &OutboundGroups {
        &self.groups
    }

    #[cfg(feature = "std")]
    pub(crate) const fn rules(&self) -> &OutboundRules {
        &self.rules
    }

    #[cfg(feature = "std")]
    pub(crate) fn group_devices(&self, name: &str) -> Vec<DeviceId> {
        self.groups.devices(name, &self.devices).unwrap_or_default()
    }
}
