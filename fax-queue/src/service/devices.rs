//! Devices: what they are set up to do, what they do, and how their drivers say so.

use alloc::vec::Vec;

use super::queue::lock;
use super::{Queue, QueueError};
use crate::engine::parts::{DeviceSettings, Devices, PartKind};
use crate::engine::{Action, DeviceRecord, LineFact, Refusal};
use crate::model::Device;
use crate::store::Query;
use crate::vocabulary::{DeviceId, Guid};

/// The devices of a server at some moment: `IFaxDevices`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceList(Vec<DeviceRecord>);

impl DeviceList {
    /// `Count`.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// `Item` with a number, from 1.
    #[must_use]
    pub fn item(&self, number: usize) -> Option<&DeviceRecord> {
        self.0.get(number.checked_sub(1)?)
    }

    /// `Item` with a name.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<&DeviceRecord> {
        self.0.iter().find(|device| device.device_name() == name)
    }

    /// `ItemById`.
    #[must_use]
    pub fn by_id(&self, id: DeviceId) -> Option<&DeviceRecord> {
        self.0.iter().find(|device| device.id() == id)
    }

    /// `_NewEnum`: all of them, one after the other.
    pub fn iter(&self) -> core::slice::Iter<'_, DeviceRecord> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a DeviceList {
    type Item = &'a DeviceRecord;
    type IntoIter = core::slice::Iter<'a, DeviceRecord>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Queue {
    /// `GetDevices`.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn devices(&self) -> Result<DeviceList, QueueError> {
        let view = self.store().load(&Query { part: Some(PartKind::Devices), ..Query::default() })?;
        let record = |settings: DeviceSettings| {
            let status = view.server.line(settings.id).status;
            DeviceRecord { settings, status }
        };
        Ok(DeviceList(view.parts.get::<Devices>().list.into_iter().map(record).collect()))
    }

    /// `ItemById` of the devices.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoSuchDevice`], or a fault of the store.
    pub fn device(&self, device: DeviceId) -> Result<DeviceRecord, QueueError> {
        self.devices()?.by_id(device).cloned().ok_or(QueueError::Refused(Refusal::NoSuchDevice))
    }

    /// Makes a device known by its name, or finds the one that is; its id stays the same over restarts. In Windows the
    /// providers do that, here it is the program that drives the lines.
    ///
    /// # Errors
    ///
    /// [`Refusal::TooManyDevices`], [`Refusal::OutOfBounds`], or a fault of the store.
    pub fn register_device(&self, name: &str) -> Result<DeviceId, QueueError> {
        self.edit_part(|devices: &mut Devices| Ok(devices.register(name)))
    }

    /// `Save` of a device. Listeners hear of it once.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoSuchDevice`], [`Refusal::OutOfBounds`], or a fault of the store.
    pub fn set_device(&self, settings: &DeviceSettings) -> Result<(), QueueError> {
        self.edit_part(|devices: &mut Devices| devices.set(settings.clone()))
    }

    /// `UseRoutingMethod`: whether faxes that this device receives are routed by a method.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoSuchDevice`], [`Refusal::NoSuchMethod`], [`Refusal::NotSupported`] for printing unless a method for that is
    /// registered, or a fault of the store.
    pub fn use_routing_method(&self, device: DeviceId, method: Guid, used: bool) -> Result<(), QueueError> {
        if used {
            self.device(device)?;
            self.check_method(method)?;
        }
        self.edit_device(device, |settings| settings.use_routing_method(method, used))
    }

    /// `SetExtensionProperty`: what a routing method is told for this device.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoSuchDevice`], [`Refusal::OutOfBounds`], or a fault of the store.
    pub fn set_extension_property(&self, device: DeviceId, name: Guid, value: &[u8]) -> Result<(), QueueError> {
        self.edit_device(device, |settings| settings.set_extension_property(name, value))
    }

    fn edit_device(&self, device: DeviceId, edit: impl Fn(&mut DeviceSettings)) -> Result<(), QueueError> {
        self.edit_part(|devices: &mut Devices| {
            let known = devices.list.iter_mut().find(|known| known.id == device);
            edit(known.ok_or(Refusal::NoSuchDevice)?);
            Ok(())
        })
    }

    /// The driver of a device says that it can be used. A device is off until its driver has said so, or does something with
    /// it.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn line_is_on(&self, device: DeviceId) -> Result<(), QueueError> {
        self.act(Action::Line { device, fact: LineFact::On }).map(drop)
    }

    /// The driver of a device says that it cannot be used: unplugged, broken, or at its end. Call it when a driver ends.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn line_is_off(&self, device: DeviceId) -> Result<(), QueueError> {
        self.call_is_taken(device);
        self.act(Action::Line { device, fact: LineFact::Off }).map(drop)
    }

    /// The driver of a device says that it rings no more, and that nobody has answered.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn ring_ended(&self, device: DeviceId) -> Result<(), QueueError> {
        self.call_is_taken(device);
        self.act(Action::Line { device, fact: LineFact::RingEnded }).map(drop)
    }

    /// `AnswerCall`: asks a device that rings to answer, whatever its receive mode. Its driver does so when it sees it; should
    /// the caller have gone by then, nothing tells of that.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoSuchDevice`]; [`Refusal::NotRinging`] unless it rings and does nothing else; [`Refusal::NotAnswering`] while the
    /// incoming queue is blocked; a fault of the store.
    pub fn answer_call(&self, device: DeviceId) -> Result<(), QueueError> {
        let status = self.device(device)?.status;
        if !status.ringing || status.sending || status.receiving {
            return Err(Refusal::NotRinging.into());
        }
        if self.settings()?.incoming_blocked {
            return Err(Refusal::NotAnswering.into());
        }
        lock(&self.0.answers).insert(device);
        Ok(())
    }

    /// The call that rang is answered, or another one rings: nobody has asked for that.
    pub(super) fn call_is_taken(&self, device: DeviceId) {
        lock(&self.0.answers).remove(&device);
    }

    /// Whether somebody asked this device to [answer](Self::answer_call) the call that rings: for its driver, which looks often.
    #[must_use]
    pub fn is_to_answer(&self, device: DeviceId) -> bool {
        lock(&self.0.answers).contains(&device)
    }
}
