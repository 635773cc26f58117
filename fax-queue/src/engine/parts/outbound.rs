//! Which device sends what: groups of devices, and rules by country and area.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{Devices, DialingPlan, Parts, is_part};
use crate::engine::{Limit, Refusal};
use crate::vocabulary::{ANY_CODE, DeviceId};

/// The group that always is: every device is in it.
pub const ALL_DEVICES: &str = "<All devices>";

/// Whether two names of groups are the same: without regard to case.
fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// `IFaxOutboundRoutingGroups`, but the one of [`ALL_DEVICES`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct OutboundGroups {
    /// The groups.
    pub list: Vec<OutboundGroup>,
    /// Devices that come first in the group of all devices; the others follow in the order in which they were made known.
    pub all: Vec<DeviceId>,
}

/// A group: its devices in the order in which they are tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct OutboundGroup {
    /// `Name`: 1 to 127 characters, another one for each group whatever the case.
    pub name: String,
    /// `DeviceIds`, each once.
    pub devices: Vec<DeviceId>,
}

impl OutboundGroups {
    /// `Add`: a group without devices.
    ///
    /// # Errors
    ///
    /// [`Refusal::NameTaken`] if there is such a group, [`ALL_DEVICES`] among them; a bad name is refused when it is saved.
    pub fn add(&mut self, name: &str) -> Result<(), Refusal> {
        if same(name, ALL_DEVICES) || self.list.iter().any(|group| same(&group.name, name)) {
            return Err(Refusal::NameTaken);
        }
        self.list.push(OutboundGroup { name: name.into(), devices: Vec::new() });
        Ok(())
    }

    /// `Remove`.
    ///
    /// # Errors
    ///
    /// [`Refusal::BuiltIn`] for [`ALL_DEVICES`], [`Refusal::GroupNotFound`]; one that a rule uses is refused when it is saved.
    pub fn remove(&mut self, name: &str) -> Result<(), Refusal> {
        if same(name, ALL_DEVICES) {
            return Err(Refusal::BuiltIn);
        }
        let at = self.list.iter().position(|group| same(&group.name, name)).ok_or(Refusal::GroupNotFound)?;
        self.list.remove(at);
        Ok(())
    }

    /// The devices of a group, in their order; `None` if there is no such group.
    #[must_use]
    pub fn devices(&self, name: &str, known: &Devices) -> Option<Vec<DeviceId>> {
        if !same(name, ALL_DEVICES) {
            return self.list.iter().find(|group| same(&group.name, name)).map(|group| group.devices.clone());
        }
        let first = self.all.iter().copied().filter(|id| known.get(*id).is_some());
        let rest = known.list.iter().map(|device| device.id).filter(|id| !self.all.contains(id));
        Some(first.chain(rest).collect())
    }

    /// `DeviceIds.Add`: at the end.
    ///
    /// # Errors
    ///
    /// [`Refusal::GroupNotFound`], [`Refusal::BuiltIn`] for [`ALL_DEVICES`]; a device that is not known or there already is
    /// refused when it is saved.
    pub fn add_device(&mut self, name: &str, device: DeviceId) -> Result<(), Refusal> {
        self.editable(name)?.devices.push(device);
        Ok(())
    }

    /// `DeviceIds.Remove` by number, from 1.
    ///
    /// # Errors
    ///
    /// [`Refusal::GroupNotFound`], [`Refusal::BuiltIn`] for [`ALL_DEVICES`], [`Limit::Order`] if there is no such number.
    pub fn remove_device(&mut self, name: &str, number: usize) -> Result<(), Refusal> {
        let devices = &mut self.editable(name)?.devices;
        let at = number.checked_sub(1).filter(|at| *at < devices.len()).ok_or(Refusal::OutOfBounds(Limit::Order))?;
        devices.remove(at);
        Ok(())
    }

    /// `DeviceIds.SetOrder`: a device of the group becomes the one with this number, from 1; the others make room.
    ///
    /// # Errors
    ///
    /// [`Refusal::GroupNotFound`]; [`Limit::Order`] for 0; [`Refusal::BadGroup`] if the device is not in the group, or the group
    /// has not so many.
    pub fn set_order(&mut self, name: &str, device: DeviceId, order: usize, known: &Devices) -> Result<(), Refusal> {
        let to = order.checked_sub(1).ok_or(Refusal::OutOfBounds(Limit::Order))?;
        let mut devices = self.devices(name, known).ok_or(Refusal::GroupNotFound)?;
        let from = devices.iter().position(|id| *id == device).ok_or(Refusal::BadGroup)?;
        if to >= devices.len() {
            return Err(Refusal::BadGroup);
        }
        devices.remove(from);
        devices.insert(to, device);
        if same(name, ALL_DEVICES) {
            self.all = devices;
        } else {
            self.editable(name)?.devices = devices;
        }
        Ok(())
    }

    fn editable(&mut self, name: &str) -> Result<&mut OutboundGroup, Refusal> {
        if same(name, ALL_DEVICES) {
            return Err(Refusal::BuiltIn);
        }
        self.list.iter_mut().find(|group| same(&group.name, name)).ok_or(Refusal::GroupNotFound)
    }
}

fn check_groups(groups: &OutboundGroups, others: &Parts) -> Result<(), Refusal> {
    let (known, old): (Devices, OutboundGroups) = (others.get(), others.get());
    for (at, group) in groups.list.iter().enumerate() {
        if group.name.is_empty() {
            return Err(Refusal::OutOfBounds(Limit::GroupName));
        }
        if group.name.chars().count() > 127 {
            return Err(Refusal::NameTooLong);
        }
        if same(&group.name, ALL_DEVICES) || groups.list.iter().skip(at + 1).any(|other| same(&other.name, &group.name))
        {
            return Err(Refusal::NameTaken);
        }
        let before = old.devices(&group.name, &known).unwrap_or_default();
        for (at, device) in group.devices.iter().enumerate() {
            // A device that has gone since may stay: the group's status says so.
            if known.get(*device).is_none() && !before.contains(device) {
                return Err(Refusal::NoSuchDevice);
            }
            if group.devices.iter().skip(at + 1).any(|other| other == device) {
                return Err(Refusal::OutOfBounds(Limit::Order));
            }
        }
    }
    let in_use = |target: &Target| matches!(target, Target::Group(name) if groups.devices(name, &known).is_none());
    let rules = others.get::<OutboundRules>();
    if in_use(&rules.default) || rules.list.iter().any(|rule| in_use(&rule.target)) {
        return Err(Refusal::GroupInUse);
    }
    Ok(())
}

is_part!(OutboundGroups, OutboundGroups, check_groups);

/// Who sends by a rule: `UseDevice`, `DeviceId` and `GroupName` in one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Target {
    /// The devices of a group, in their order.
    Group(String),
    /// This device and no other.
    Device(DeviceId),
}

impl Default for Target {
    fn default() -> Self {
        Self::Group(ALL_DEVICES.into())
    }
}

impl fmt::Display for Target {
    /// The name of the group, or the id of the device.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Group(name) => f.write_str(name),
            Self::Device(device) => write!(f, "{}", device.0),
        }
    }
}

/// `IFaxOutboundRoutingRule`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OutboundRule {
    /// `CountryCode`, such as 44; not 0.
    pub country: u32,
    /// `AreaCode`, such as 20; [`ANY_CODE`]: the whole country. It is a number, as in Windows: an area code that begins with 0
    /// cannot be told.
    pub area: u32,
    /// Who sends.
    pub target: Target,
}

/// `IFaxOutboundRoutingRules`: the rule that fits a number best counts; the default rule if none does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct OutboundRules {
    /// How numbers are read.
    pub plan: DialingPlan,
    /// The default rule, for all other numbers.
    pub default: Target,
    /// The other rules, one for each country and area.
    pub list: Vec<OutboundRule>,
}

impl OutboundRules {
    /// `Add`.
    ///
    /// # Errors
    ///
    /// [`Refusal::NameTaken`] if there is a rule for this country and area; what does not fit is refused when it is saved.
    pub fn add(&mut self, rule: OutboundRule) -> Result<(), Refusal> {
        if self.list.iter().any(|known| (known.country, known.area) == (rule.country, rule.area)) {
            return Err(Refusal::NameTaken);
        }
        self.list.push(rule);
        Ok(())
    }

    /// `RemoveByCountryAndArea`.
    ///
    /// # Errors
    ///
    /// [`Limit::Country`] for country 0: the default rule always is; [`Refusal::RuleNotFound`].
    pub fn remove(&mut self, country: u32, area: u32) -> Result<(), Refusal> {
        if country == ANY_CODE {
            return Err(Refusal::OutOfBounds(Limit::Country));
        }
        let found = self.list.iter().position(|rule| (rule.country, rule.area) == (country, area));
        self.list.remove(found.ok_or(Refusal::RuleNotFound)?);
        Ok(())
    }

    /// Who sends by the rule of a country and an area; of country 0 and area 0: by the default rule.
    ///
    /// # Errors
    ///
    /// [`Refusal::RuleNotFound`].
    pub fn target_mut(&mut self, country: u32, area: u32) -> Result<&mut Target, Refusal> {
        if (country, area) == (ANY_CODE, ANY_CODE) {
            return Ok(&mut self.default);
        }
        let found = self.list.iter_mut().find(|rule| (rule.country, rule.area) == (country, area));
        found.map(|rule| &mut rule.target).ok_or(Refusal::RuleNotFound)
    }

    /// Who sends to a number: by the rule of its country and the longest area that fits, else of its country, else by the
    /// default rule. Country codes are such that none begins another one, so no table of them is needed.
    #[must_use]
    pub fn target(&self, number: &str) -> &Target {
        let Some(digits) = self.plan.international(number) else { return &self.default };
        let fit = |rule: &&OutboundRule| {
            let national = digits.strip_prefix(alloc::format!("{}", rule.country).as_str())?;
            let area = alloc::format!("{}", rule.area);
            (rule.area == ANY_CODE || national.starts_with(&area)).then_some(if rule.area == ANY_CODE {
                0
            } else {
                area.len()
            })
        };
        let best = self.list.iter().filter(|rule| fit(rule).is_some()).max_by_key(fit);
        best.map_or(&self.default, |rule| &rule.target)
    }
}

fn check_rules(rules: &OutboundRules, others: &Parts) -> Result<(), Refusal> {
    let (known, groups, old): (Devices, OutboundGroups, OutboundRules) = (others.get(), others.get(), others.get());
    rules.plan.check()?;
    for (at, rule) in rules.list.iter().enumerate() {
        let key = (rule.country, rule.area);
        if rule.country == ANY_CODE || rule.country > 999 || rule.area > 9_999_999 {
            return Err(Refusal::OutOfBounds(Limit::Country));
        }
        if rules.list.iter().skip(at + 1).any(|other| (other.country, other.area) == key) {
            return Err(Refusal::NameTaken);
        }
        // A rule that cannot be followed any more is no reason to refuse others.
        if !old.list.contains(rule) {
            check_target(&rule.target, &groups, &known)?;
        }
    }
    if rules.default == old.default { Ok(()) } else { check_target(&rules.default, &groups, &known) }
}

fn check_target(target: &Target, groups: &OutboundGroups, known: &Devices) -> Result<(), Refusal> {
    match target {
        Target::Device(device) if known.get(*device).is_none() => Err(Refusal::NoSuchDevice),
        Target::Device(_) => Ok(()),
        Target::Group(name) if same(name, ALL_DEVICES) => Ok(()),
        Target::Group(name) => {
            let devices = groups.devices(name, known).ok_or(Refusal::GroupNotFound)?;
            if devices.iter().any(|id| known.get(*id).is_some()) { Ok(()) } else { Err(Refusal::BadGroup) }
        }
    }
}

is_part!(OutboundRules, OutboundRules, check_rules);
