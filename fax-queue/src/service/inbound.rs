//! Inbound routing: `IFaxInboundRouting`, and the passes that bring received faxes to where they belong.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

use super::mail::{MailError, Mailer};
use super::methods::MailMethod;
use super::queue::lock;
use super::{Queue, QueueError};
use crate::engine::parts::{DeviceSettings, Devices, InboundRouting, PartKind, ReceiptOptions};
use crate::engine::{Action, DeviceRecord, IncomingRecord, Refusal, RouteFact, Settings};
use crate::model::{Job, JobStatus, ReceivedFax, Routed, RoutingMethod};
use crate::store::Query;
use crate::vocabulary::{DeviceStatus, Guid, JobId, JobState, ProviderStatus, Timestamp};

/// Some routing methods that come together: `IFaxInboundRoutingExtension`.
#[non_exhaustive]
pub struct RoutingExtension {
    /// `UniqueName`.
    pub unique_name: String,
    /// `FriendlyName`.
    pub friendly_name: String,
    /// `ImageName`: the program or library that they are in.
    pub image_name: String,
    /// `MajorVersion`, `MinorVersion`, `MajorBuild`, `MinorBuild`.
    pub version: [u16; 4],
    /// Its methods.
    pub methods: Vec<Box<dyn RoutingMethod>>,
}

impl RoutingExtension {
    /// An extension of this name.
    #[must_use]
    pub fn new(unique_name: &str, methods: Vec<Box<dyn RoutingMethod>>) -> Self {
        Self {
            unique_name: unique_name.into(),
            friendly_name: unique_name.into(),
            image_name: String::new(),
            version: [0; 4],
            methods,
        }
    }
}

impl fmt::Debug for RoutingExtension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RoutingExtension").field("unique_name", &self.unique_name).finish_non_exhaustive()
    }
}

/// An extension that was registered, as callers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are the properties of `IFaxInboundRoutingExtension`, by the same names")]
pub struct ExtensionRecord {
    pub unique_name: String,
    pub friendly_name: String,
    pub image_name: String,
    pub version: [u16; 4],
    pub debug: bool,
    pub status: ProviderStatus,
    pub init_error_code: u32,
    pub methods: Vec<Guid>,
}

/// A method that can be used: `IFaxInboundRoutingMethod`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MethodRecord {
    /// `GUID`.
    pub guid: Guid,
    /// `Name`.
    pub name: String,
    /// `FunctionName`.
    pub function_name: String,
    /// `ExtensionFriendlyName`.
    pub extension_friendly_name: String,
    /// `ExtensionImageName`.
    pub extension_image_name: String,
    /// `Priority`, from 1: the first one runs first.
    pub priority: usize,
}

/// What was registered.
#[derive(Default)]
pub(super) struct Registry {
    extensions: Vec<ExtensionRecord>,
    methods: Vec<(usize, Arc<dyn RoutingMethod>)>,
    /// Jobs that a thread of this process routes.
    running: Vec<JobId>,
}

impl Registry {
    fn guids(&self) -> Vec<Guid> {
        self.methods.iter().map(|(_, method)| method.guid()).collect()
    }
}

/// A job that this thread routes; nobody else does until it is dropped.
struct Claimed<'a>(&'a Queue, JobId);

impl Drop for Claimed<'_> {
    fn drop(&mut self) {
        lock(&self.0.0.routing).running.retain(|job| *job != self.1);
    }
}

impl Queue {
    /// Registers an extension with its methods, for as long as the process lasts. If one of its methods has no GUID or does not
    /// initialise, none of them is used, and its [`status`](ExtensionRecord::status) says why.
    ///
    /// # Errors
    ///
    /// [`Refusal::NameTaken`] if there is an extension of this name, or a method of this GUID.
    pub fn register_routing_extension(&self, extension: RoutingExtension) -> Result<(), QueueError> {
        let guids: Vec<Guid> = extension.methods.iter().map(|method| method.guid()).collect();
        let (status, init_error_code) = if guids.contains(&Guid::default()) {
            (ProviderStatus::BadGuid, 0)
        } else {
            match extension.methods.iter().find_map(|method| method.initialize().err()) {
                Some(error) => (ProviderStatus::CannotInitialize, error),
                None => (ProviderStatus::Success, 0),
            }
        };
        let mut registry = lock(&self.0.routing);
        let known = registry.guids();
        if registry.extensions.iter().any(|other| other.unique_name == extension.unique_name)
            || guids.iter().any(|guid| known.contains(guid))
        {
            return Err(Refusal::NameTaken.into());
        }
        let at = registry.extensions.len();
        if status == ProviderStatus::Success {
            registry.methods.extend(extension.methods.into_iter().map(|method| (at, Arc::from(method))));
        }
        registry.extensions.push(ExtensionRecord {
            unique_name: extension.unique_name,
            friendly_name: extension.friendly_name,
            image_name: extension.image_name,
            version: extension.version,
            debug: cfg!(debug_assertions),
            status,
            init_error_code,
            methods: guids,
        });
        Ok(())
    }

    /// `InboundRouting.GetExtensions`.
    #[must_use]
    pub fn routing_extensions(&self) -> Vec<ExtensionRecord> {
        lock(&self.0.routing).extensions.clone()
    }

    /// `InboundRouting.GetMethods`: the one that runs first in front.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn routing_methods(&self) -> Result<Vec<MethodRecord>, QueueError> {
        let order: InboundRouting = self.part()?;
        let registry = lock(&self.0.routing);
        let record = |(priority, guid): (usize, Guid)| {
            let (at, method) = registry.methods.iter().find(|(_, method)| method.guid() == guid)?;
            let extension = registry.extensions.get(*at)?;
            Some(MethodRecord {
                guid,
                name: method.name().into(),
                function_name: method.function_name().into(),
                extension_friendly_name: extension.friendly_name.clone(),
                extension_image_name: extension.image_name.clone(),
                priority,
            })
        };
        Ok((1..).zip(order.sorted(&registry.guids())).filter_map(record).collect())
    }

    /// `Priority` and `Save` of a routing method: it becomes the one with this number, from 1; a number beyond the last one makes
    /// it the last. The others make room.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoSuchMethod`], [`Refusal::OutOfBounds`] for 0, or a fault of the store.
    pub fn set_routing_priority(&self, method: Guid, priority: usize) -> Result<(), QueueError> {
        let registered = lock(&self.0.routing).guids();
        if !registered.contains(&method) {
            return Err(Refusal::NoSuchMethod.into());
        }
        if priority == 0 {
            return Err(Refusal::OutOfBounds(crate::engine::Limit::Order).into());
        }
        self.edit_part(|routing: &mut InboundRouting| {
            routing.set_priority(method, priority, &registered);
            Ok(())
        })
    }

    /// `E-mail`, the default method, by a mailer that you make from the settings of receipts.
    #[must_use]
    pub fn mail_method_by(
        &self,
        mailer: impl Fn(&ReceiptOptions) -> Result<Box<dyn Mailer>, MailError> + Send + Sync + 'static,
    ) -> MailMethod {
        // The queue keeps the method, so the method must not keep the queue.
        let queue = Arc::downgrade(&self.0);
        let options = move || Self(queue.upgrade()?).part::<ReceiptOptions>().ok();
        MailMethod::new(Box::new(options), Box::new(mailer))
    }

    /// `E-mail`, the default method, through the server of receipts.
    #[cfg(feature = "mail")]
    #[must_use]
    pub fn mail_method(&self) -> MailMethod {
        self.mail_method_by(|options| super::mail::Smtp::new(options).map(|smtp| Box::new(smtp) as Box<dyn Mailer>))
    }

    /// Whether a method may be enabled for a device. To print needs a method that somebody has registered.
    pub(super) fn check_method(&self, method: Guid) -> Result<(), QueueError> {
        let registered = lock(&self.0.routing).guids().contains(&method);
        match method {
            _ if registered => Ok(()),
            Guid::PRINT => Err(Refusal::NotSupported.into()),
            // These can be set up before the program that has them runs.
            Guid::EMAIL | Guid::FOLDER => Ok(()),
            _ => Err(Refusal::NoSuchMethod.into()),
        }
    }

    /// Routes the received job that is due next, if there is one: runs the methods that its device uses, in the order of their
    /// priorities, and hands it over once all of them have succeeded. Returns the job and where it stands then. Blocks as long as
    /// the methods do: call it again and again on a thread of its own, or on a few.
    ///
    /// Each result is on record before the next method runs. A job whose process dies goes on with the methods that had not
    /// finished; `Retries` and `RetryDelay` of the outgoing queue say how often and when a method that asks for it runs again
    /// (three times, ten minutes apart, unless set).
    ///
    /// # Errors
    ///
    /// A fault of the store; the job goes on with the next call.
    pub fn route_next(&self) -> Result<Option<(JobId, JobState)>, QueueError> {
        let now = self.now();
        for job in self.incoming_jobs()? {
            let broken_off = job.is_being_routed();
            if !broken_off && !job.is_to_be_routed(now) {
                continue;
            }
            let id = job.id();
            {
                let mut registry = lock(&self.0.routing);
                if registry.running.contains(&id) {
                    continue;
                }
                registry.running.push(id);
            }
            let claimed = Claimed(self, id);
            if broken_off {
                // It was read before another thread had finished with it, or the store failed in its last pass.
                match self.act(Action::Recover { job: id }) {
                    Err(QueueError::Refused(_)) => continue,
                    recovered => recovered.map(drop)?,
                }
            }
            match self.pass(id) {
                Err(QueueError::Refused(_)) => {}
                done => return done.map(|state| Some((claimed.1, state))),
            }
        }
        Ok(None)
    }

    /// One pass over the methods.
    fn pass(&self, job: JobId) -> Result<JobState, QueueError> {
        let mut record = self.route(job, RouteFact::Begun)?;
        let (device, methods) = self.methods_of(&record)?;
        for (guid, method) in methods {
            if !record.routing().is_open(guid) {
                continue;
            }
            let target = device.settings.extension_property(guid).unwrap_or_default();
            let result = match method {
                None => Routed::Failed("a routing method of the device is not registered".into()),
                Some(method) => {
                    let fax = ReceivedFax::new(&record, &device, target, record.routing().retry_data(guid));
                    // It may be half way through anything, but that is its own.
                    catch_unwind(AssertUnwindSafe(|| method.route(&fax)))
                        .unwrap_or_else(|_| Routed::Failed("the routing method panicked".into()))
                }
            };
            record = self.route(job, RouteFact::Method { method: guid, result })?;
        }
        Ok(self.route(job, RouteFact::Ended)?.status().state)
    }

    fn route(&self, job: JobId, fact: RouteFact) -> Result<IncomingRecord, QueueError> {
        let plan = self.act(Action::Route { job, fact })?;
        plan.incoming().cloned().ok_or(QueueError::Refused(Refusal::NotFound))
    }

    /// The device that received a job, and the methods that it uses, in order; `None`: one that is not registered.
    #[expect(clippy::type_complexity, reason = "a pair")]
    fn methods_of(
        &self,
        job: &IncomingRecord,
    ) -> Result<(DeviceRecord, Vec<(Guid, Option<Arc<dyn RoutingMethod>>)>), QueueError> {
        let id = job.device_id().unwrap_or_default();
        let query = Query { parts: &[PartKind::Devices, PartKind::InboundRouting], ..Query::default() };
        let parts = self.store().load(&query)?.parts;
        let devices: Devices = parts.get();
        let settings = devices.get(id).cloned().unwrap_or(DeviceSettings { id, ..DeviceSettings::default() });
        let registry = lock(&self.0.routing);
        let mut order = parts.get::<InboundRouting>().sorted(&registry.guids());
        order.retain(|guid| settings.routing_methods.contains(guid));
        order.extend(settings.routing_methods.iter().filter(|guid| !order.contains(guid)).copied().collect::<Vec<_>>());
        let find = |guid: Guid| registry.methods.iter().find(|(_, method)| method.guid() == guid);
        let methods = order.into_iter().map(|guid| (guid, find(guid).map(|(_, method)| Arc::clone(method)))).collect();
        Ok((DeviceRecord { settings, status: DeviceStatus::default() }, methods))
    }

    /// Forgets jobs that could not be routed and are past the age limit of the queue.
    pub(super) fn expire_received(&self, settings: &Settings, now: Timestamp) -> Result<(), QueueError> {
        for job in self.incoming_jobs()?.into_iter().filter(|job| job.is_aged(settings, now)) {
            match self.act(Action::Expire { job: job.id() }) {
                // Somebody else was faster.
                Err(QueueError::Refused(_)) | Ok(_) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
