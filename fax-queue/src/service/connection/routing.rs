//! Routing both ways, as one account may read and change it.

use alloc::vec::Vec;

use super::Connection;
use crate::engine::Call;
use crate::engine::parts::Target;
use crate::service::{ExtensionRecord, GroupRecord, MethodRecord, QueueError, RuleRecord};
use crate::vocabulary::{DeviceId, Guid};

impl Connection {
    /// `OutboundRouting.GetGroups`: that of all devices first.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or a fault of the store.
    pub fn outbound_groups(&self) -> Result<Vec<GroupRecord>, QueueError> {
        self.check(Call::QueryConfiguration)?;
        self.queue.outbound_groups()
    }

    /// `Add` of the groups.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn add_outbound_group(&self, name: &str) -> Result<(), QueueError> {
        self.check(Call::ManageConfiguration)?;
        self.queue.add_outbound_group(name)
    }

    /// `Remove` of the groups.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn remove_outbound_group(&self, name: &str) -> Result<(), QueueError> {
        self.check(Call::ManageConfiguration)?;
        self.queue.remove_outbound_group(name)
    }

    /// `DeviceIds.Add` of a group.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn add_group_device(&self, name: &str, device: DeviceId) -> Result<(), QueueError> {
        self.check(Call::ManageConfiguration)?;
        self.queue.add_group_device(name, device)
    }

    /// `DeviceIds.Remove` of a group, by number from 1.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn remove_group_device(&self, name: &str, number: usize) -> Result<(), QueueError> {
        self.check(Call::ManageConfiguration)?;
        self.queue.remove_group_device(name, number)
    }

    /// `DeviceIds.SetOrder` of a group: numbers begin at 1.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn set_group_order(&self, name: &str, device: DeviceId, order: usize) -> Result<(), QueueError> {
        self.check(Call::ManageConfiguration)?;
        self.queue.set_group_order(name, device, order)
    }

    /// `OutboundRouting.GetRules`: the default rule first.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or a fault of the store.
    pub fn outbound_rules(&self) -> Result<Vec<RuleRecord>, QueueError> {
        self.check(Call::QueryConfiguration)?;
        self.queue.outbound_rules()
    }

    /// `ItemByCountryAndArea` of the rules; the default rule for 0 and 0.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn outbound_rule(&self, country: u32, area: u32) -> Result<RuleRecord, QueueError> {
        self.check(Call::QueryConfiguration)?;
        self.queue.outbound_rule(country, area)
    }

    /// `Add` of the rules.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn add_outbound_rule(&self, country: u32, area: u32, target: &Target) -> Result<(), QueueError> {
        self.check(Call::ManageConfiguration)?;
        self.queue.add_outbound_rule(country, area, target)
    }

    /// `RemoveByCountryAndArea` of the rules.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn remove_outbound_rule(&self, country: u32, area: u32) -> Result<(), QueueError> {
        self.check(Call::ManageConfiguration)?;
        self.queue.remove_outbound_rule(country, area)
    }

    /// `Save` of a rule; of the default rule for 0 and 0.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn set_outbound_rule(&self, country: u32, area: u32, target: &Target) -> Result<(), QueueError> {
        self.check(Call::ManageConfiguration)?;
        self.queue.set_outbound_rule(country, area, target)
    }

    /// `InboundRouting.GetExtensions`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or a fault of the store.
    pub fn routing_extensions(&self) -> Result<Vec<ExtensionRecord>, QueueError> {
        self.check(Call::QueryConfiguration)?;
        Ok(self.queue.routing_extensions())
    }

    /// `InboundRouting.GetMethods`: the one that runs first in front.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or a fault of the store.
    pub fn routing_methods(&self) -> Result<Vec<MethodRecord>, QueueError> {
        self.check(Call::QueryConfiguration)?;
        self.queue.routing_methods()
    }

    /// `Priority` and `Save` of a routing method, from 1.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn set_routing_priority(&self, method: Guid, priority: usize) -> Result<(), QueueError> {
        self.check(Call::ManageConfiguration)?;
        self.queue.set_routing_priority(method, priority)
    }
}
