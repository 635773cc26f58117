//! Outbound routing: `IFaxOutboundRouting`, and what follows from it for jobs that wait.

use alloc::string::String;
use alloc::vec::Vec;
use core::sync::atomic::Ordering;

use super::{Queue, QueueError};
use crate::engine::parts::{ALL_DEVICES, Devices, OutboundGroups, OutboundRule, OutboundRules, Target};
use crate::engine::{Action, Refusal, Routes, ServerRecord};
use crate::store::Query;
use crate::vocabulary::{ANY_CODE, DeviceId, GroupStatus, RuleStatus};

/// `IFaxOutboundRoutingGroup` at some moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GroupRecord {
    /// `Name`.
    pub name: String,
    /// `Status`.
    pub status: GroupStatus,
    /// `DeviceIds`, in the order in which they are tried.
    pub devices: Vec<DeviceId>,
}

/// `IFaxOutboundRoutingRule` at some moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleRecord {
    /// `CountryCode`; [`ANY_CODE`]: the default rule.
    pub country: u32,
    /// `AreaCode`; [`ANY_CODE`]: every area.
    pub area: u32,
    /// `UseDevice`, `DeviceId` and `GroupName`.
    pub target: Target,
    /// `Status`.
    pub status: RuleStatus,
}

impl Queue {
    fn routes(&self) -> Result<(Routes, ServerRecord), QueueError> {
        let view = self.store().load(&Query { parts: Routes::PARTS, ..Query::default() })?;
        Ok((Routes::of(&view.parts), view.server))
    }

    /// `OutboundRouting.GetGroups`: that of all devices first.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn outbound_groups(&self) -> Result<Vec<GroupRecord>, QueueError> {
        let (routes, server) = self.routes()?;
        let record = |name: &str| GroupRecord {
            name: name.into(),
            status: routes.group_status(name, &server),
            devices: routes.group_devices(name),
        };
        let others = routes.groups().list.iter().map(|group| group.name.as_str());
        Ok([ALL_DEVICES].into_iter().chain(others).map(record).collect())
    }

    /// `Add` of the groups.
    ///
    /// # Errors
    ///
    /// [`Refusal::NameTaken`], [`Refusal::NameTooLong`], [`Refusal::OutOfBounds`], or a fault of the store.
    pub fn add_outbound_group(&self, name: &str) -> Result<(), QueueError> {
        self.edit_part(|groups: &mut OutboundGroups| groups.add(name))
    }

    /// `Remove` of the groups.
    ///
    /// # Errors
    ///
    /// [`Refusal::GroupNotFound`], [`Refusal::GroupInUse`], [`Refusal::BuiltIn`], or a fault of the store.
    pub fn remove_outbound_group(&self, name: &str) -> Result<(), QueueError> {
        self.edit_part(|groups: &mut OutboundGroups| groups.remove(name))
    }

    /// `DeviceIds.Add` of a group.
    ///
    /// # Errors
    ///
    /// [`Refusal::GroupNotFound`], [`Refusal::NoSuchDevice`], [`Refusal::BuiltIn`], [`Refusal::OutOfBounds`] for one that is in
    /// the group already, or a fault of the store.
    pub fn add_group_device(&self, name: &str, device: DeviceId) -> Result<(), QueueError> {
        self.edit_part(|groups: &mut OutboundGroups| groups.add_device(name, device))
    }

    /// `DeviceIds.Remove` of a group, by number from 1.
    ///
    /// # Errors
    ///
    /// [`Refusal::GroupNotFound`], [`Refusal::BuiltIn`], [`Refusal::OutOfBounds`], or a fault of the store.
    pub fn remove_group_device(&self, name: &str, number: usize) -> Result<(), QueueError> {
        self.edit_part(|groups: &mut OutboundGroups| groups.remove_device(name, number))
    }

    /// `DeviceIds.SetOrder` of a group: numbers begin at 1.
    ///
    /// # Errors
    ///
    /// [`Refusal::GroupNotFound`], [`Refusal::BadGroup`], [`Refusal::OutOfBounds`], or a fault of the store.
    pub fn set_group_order(&self, name: &str, device: DeviceId, order: usize) -> Result<(), QueueError> {
        let known: Devices = self.part()?;
        self.edit_part(|groups: &mut OutboundGroups| groups.set_order(name, device, order, &known))
    }

    /// `OutboundRouting.GetRules`: the default rule first.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn outbound_rules(&self) -> Result<Vec<RuleRecord>, QueueError> {
        let (routes, server) = self.routes()?;
        let record = |country, area, target: &Target| RuleRecord {
            country,
            area,
            target: target.clone(),
            status: routes.rule_status(target, &server),
        };
        let rules = routes.rules();
        let others = rules.list.iter().map(|rule| record(rule.country, rule.area, &rule.target));
        Ok([record(ANY_CODE, ANY_CODE, &rules.default)].into_iter().chain(others).collect())
    }

    /// `ItemByCountryAndArea` of the rules; the default rule for 0 and 0.
    ///
    /// # Errors
    ///
    /// [`Refusal::RuleNotFound`], or a fault of the store.
    pub fn outbound_rule(&self, country: u32, area: u32) -> Result<RuleRecord, QueueError> {
        let found = self.outbound_rules()?.into_iter().find(|rule| (rule.country, rule.area) == (country, area));
        found.ok_or(QueueError::Refused(Refusal::RuleNotFound))
    }

    /// `Add` of the rules.
    ///
    /// # Errors
    ///
    /// [`Refusal::NameTaken`], [`Refusal::GroupNotFound`], [`Refusal::BadGroup`], [`Refusal::NoSuchDevice`],
    /// [`Refusal::OutOfBounds`] for country 0, or a fault of the store.
    pub fn add_outbound_rule(&self, country: u32, area: u32, target: &Target) -> Result<(), QueueError> {
        let rule = OutboundRule { country, area, target: target.clone() };
        self.edit_part(|rules: &mut OutboundRules| rules.add(rule.clone()))
    }

    /// `RemoveByCountryAndArea` of the rules.
    ///
    /// # Errors
    ///
    /// [`Refusal::RuleNotFound`], [`Refusal::OutOfBounds`] for country 0, or a fault of the store.
    pub fn remove_outbound_rule(&self, country: u32, area: u32) -> Result<(), QueueError> {
        self.edit_part(|rules: &mut OutboundRules| rules.remove(country, area))
    }

    /// `Save` of a rule; of the default rule for 0 and 0.
    ///
    /// # Errors
    ///
    /// [`Refusal::RuleNotFound`], [`Refusal::GroupNotFound`], [`Refusal::BadGroup`], [`Refusal::NoSuchDevice`], or a fault of the
    /// store.
    pub fn set_outbound_rule(&self, country: u32, area: u32, target: &Target) -> Result<(), QueueError> {
        self.edit_part(|rules: &mut OutboundRules| {
            *rules.target_mut(country, area)? = target.clone();
            Ok(())
        })
    }

    /// Sets `fjsNOLINE` of jobs that are due while no device of their rule can be used, and takes it back from those that have
    /// one again. Whoever drives lines calls it now and then; [`sweep`](Self::sweep) does as well. As long as every rule can be
    /// followed, it costs one read.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn review_lines(&self) -> Result<(), QueueError> {
        let (routes, server) = self.routes()?;
        let usable = routes.are_all_usable(&server);
        if usable && !self.0.without_line.swap(false, Ordering::AcqRel) {
            return Ok(());
        }
        if !usable {
            self.0.without_line.store(true, Ordering::Release);
        }
        let due = self.store().candidates(self.now(), usize::MAX)?;
        for job in due {
            match self.act(Action::Review { job }) {
                // It moved on by itself meanwhile.
                Err(QueueError::Refused(_)) | Ok(_) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
