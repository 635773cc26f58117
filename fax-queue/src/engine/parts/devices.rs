//! What each device is set up to do: the properties of `IFaxDevice` that are saved.

use alloc::string::String;
use alloc::vec::Vec;

use fax_core::Ident;

use super::{Parts, is_part};
use crate::engine::{Limit, Refusal};
use crate::vocabulary::{DeviceId, Guid, ReceiveMode};

/// All devices, in the order in which they were made known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct Devices {
    /// The devices. Use [`register`](Self::register) to add one.
    pub list: Vec<DeviceSettings>,
    /// The greatest id that was ever given away: none is given twice.
    last: u32,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct DeviceSettings {
    /// `Id`, greater than 0.
    pub id: DeviceId,
    /// `DeviceName`: what people know it by, such as its port. Unique, 1 to 253 characters.
    pub name: String,
    /// `Description`, at most 253 characters.
    pub description: String,
    /// `SendEnabled`; on unless changed.
    pub send_enabled: bool,
    /// `ReceiveMode`; no answer unless changed.
    pub receive_mode: ReceiveMode,
    /// `RingsBeforeAnswer`, 1 to 99; 1 unless changed.
    pub rings_before_answer: u8,
    /// `CSID`, at most 20 characters of printable ASCII.
    pub csid: String,
    /// `TSID`, at most 20 characters of printable ASCII.
    pub tsid: String,
    /// `UsedRoutingMethods`: each method once.
    pub routing_methods: Vec<Guid>,
    /// What routing methods were told for it: at most 64 entries of 4096 octets, each name once.
    pub extension: Vec<(Guid, Vec<u8>)>,
}

impl Default for DeviceSettings {
    fn default() -> Self {
        Self {
            id: DeviceId::default(),
            name: String::new(),
            description: String::new(),
            send_enabled: true,
            receive_mode: ReceiveMode::default(),
            rings_before_answer: 1,
            csid: String::new(),
            tsid: String::new(),
            routing_methods: Vec::new(),
            extension: Vec::new(),
        }
    }
}

impl Devices {
    /// Devices that a server has at most.
    pub const MOST: usize = 1024;

    /// The device of this name, made known if it was not: its id is the same from then on.
    pub fn register(&mut self, name: &str) -> DeviceId {
        if let Some(known) = self.list.iter().find(|device| device.name == name) {
            return known.id;
        }
        self.last = self.list.iter().map(|device| device.id.0).fold(self.last, u32::max).saturating_add(1);
        self.list.push(DeviceSettings { id: DeviceId(self.last), name: name.into(), ..DeviceSettings::default() });
        DeviceId(self.last)
    }

    /// The device with this id.
    #[must_use]
    pub fn get(&self, id: DeviceId) -> Option<&DeviceSettings> {
        self.list.iter().find(|device| device.id == id)
    }

    /// Puts the settings of a known device in the place of those it has. One that answers by hand turns off the one that did.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoSuchDevice`]; what is out of bounds is refused when it is saved.
    pub fn set(&mut self, device: DeviceSettings) -> Result<(), Refusal> {
        if device.receive_mode == ReceiveMode::ManualAnswer {
            let others = self.list.iter_mut().filter(|other| other.id != device.id);
            others.filter(|other| other.receive_mode == ReceiveMode::ManualAnswer).for_each(|other| {
                other.receive_mode = ReceiveMode::NoAnswer;
            });
        }
        let place = self.list.iter_mut().find(|known| known.id == device.id).ok_or(Refusal::NoSuchDevice)?;
        *place = device;
        Ok(())
    }
}

impl DeviceSettings {
    /// `UseRoutingMethod`.
    pub fn use_routing_method(&mut self, method: Guid, used: bool) {
        self.routing_methods.retain(|known| *known != method);
        if used {
            self.routing_methods.push(method);
        }
    }

    /// `SetExtensionProperty`.
    pub fn set_extension_property(&mut self, name: Guid, value: &[u8]) {
        self.extension.retain(|(known, _)| *known != name);
        self.extension.push((name, value.into()));
    }

    /// `GetExtensionProperty`.
    #[must_use]
    pub fn extension_property(&self, name: Guid) -> Option<&[u8]> {
        self.extension.iter().find(|(known, _)| *known == name).map(|(_, value)| &**value)
    }

    fn check(&self) -> Result<(), Limit> {
        let long = |text: &str| text.chars().count() > 253;
        if self.id.0 == 0 || self.name.is_empty() || long(&self.name) || long(&self.description) {
            return Err(Limit::DeviceText);
        }
        if !(1..=99).contains(&self.rings_before_answer) {
            return Err(Limit::Rings);
        }
        if Ident::new(&self.csid).is_err() || Ident::new(&self.tsid).is_err() {
            return Err(Limit::Tsid);
        }
        let named_once = |names: &[Guid]| {
            names.iter().enumerate().all(|(at, name)| !names.iter().skip(at + 1).any(|other| other == name))
        };
        let names: Vec<Guid> = self.extension.iter().map(|(name, _)| *name).collect();
        let fits = self.extension.iter().all(|(_, value)| value.len() <= 4096);
        if names.len() > 64
            || self.routing_methods.len() > 64
            || !fits
            || !named_once(&names)
            || !named_once(&self.routing_methods)
        {
            return Err(Limit::Extension);
        }
        Ok(())
    }
}

fn check(devices: &Devices, _: &Parts) -> Result<(), Refusal> {
    if devices.list.len() > Devices::MOST {
        return Err(Refusal::TooManyDevices);
    }
    for (at, device) in devices.list.iter().enumerate() {
        device.check().map_err(Refusal::OutOfBounds)?;
        let same = |other: &DeviceSettings| other.id == device.id || other.name == device.name;
        if devices.list.iter().skip(at + 1).any(same) {
            return Err(Refusal::NameTaken);
        }
    }
    let manual = devices.list.iter().filter(|device| device.receive_mode == ReceiveMode::ManualAnswer);
    if manual.count() > 1 {
        return Err(Refusal::OutOfBounds(Limit::ManualDevices));
    }
    Ok(())
}

is_part!(Devices, Devices, check);
