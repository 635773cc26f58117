//! What the server is set up to do, as one account may read and change it.

use alloc::vec::Vec;

use super::Connection;
use crate::engine::parts::{Account, AccountKind, Configuration, Part, PartValue};
use crate::engine::{Call, Settings, Whose};
use crate::model::Activity;
use crate::service::QueueError;
use crate::store::{Counts, Cursor};

impl Connection {
    /// The settings of the queues.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or a fault of the store.
    pub fn settings(&self) -> Result<Settings, QueueError> {
        self.check(Call::QueryConfiguration)?;
        self.queue.settings()
    }

    /// Changes the settings of the queues.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn set_settings(&self, settings: Settings) -> Result<(), QueueError> {
        self.check(Call::ManageConfiguration)?;
        self.queue.set_settings(settings)
    }

    /// `IFaxServer2.Configuration`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or a fault of the store.
    pub fn configuration(&self) -> Result<Configuration, QueueError> {
        self.check(Call::QueryConfiguration)?;
        self.queue.configuration()
    }

    /// `ArchiveSizeLow` and `ArchiveSizeHigh` of `IFaxConfiguration`, in one.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or a fault of the store.
    pub fn archive_size(&self) -> Result<u64, QueueError> {
        self.check(Call::QueryConfiguration)?;
        self.queue.archive_size()
    }

    /// How many jobs and messages there are in each place, and how large the archives are.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or a fault of the store.
    pub fn counts(&self) -> Result<Counts, QueueError> {
        self.check(Call::QueryConfiguration)?;
        self.queue.counts()
    }

    /// `IFaxConfiguration.Save`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn set_configuration(&self, new: Configuration) -> Result<(), QueueError> {
        self.check(Call::ManageConfiguration)?;
        self.queue.set_configuration(new)
    }

    /// A part of the configuration. The password of the mail server is only for those who may change it.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or a fault of the store.
    pub fn part<T: PartValue>(&self) -> Result<T, QueueError> {
        let caller = self.caller()?;
        caller.check(Call::QueryConfiguration, Whose::Others)?;
        let value = self.queue.part::<T>()?;
        if caller.may(Call::ManageConfiguration, Whose::Others) {
            return Ok(value);
        }
        let mut part: Part = value.into();
        if let Part::Receipts(options) = &mut part {
            options.smtp_password.clear();
        }
        Ok(T::of(&part).cloned().unwrap_or_default())
    }

    /// Gives a part of the configuration a new value.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn set_part(&self, value: impl PartValue) -> Result<(), QueueError> {
        self.check(Call::ManageConfiguration)?;
        self.queue.set_part(value)
    }

    /// `IFaxActivity`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or a fault of the store.
    pub fn activity(&self) -> Result<Activity, QueueError> {
        self.check(Call::QueryConfiguration)?;
        self.queue.activity()
    }

    /// The cursor behind the last event.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn last_event(&self) -> Result<Cursor, QueueError> {
        self.queue.last_event()
    }

    /// `IFaxAccountSet.GetAccounts`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or a fault of the store.
    pub fn accounts(&self) -> Result<Vec<Account>, QueueError> {
        self.check(Call::QueryConfiguration)?;
        self.queue.accounts()
    }

    /// `IFaxAccountSet.GetAccount`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn account(&self, name: &str) -> Result<Account, QueueError> {
        self.check(Call::QueryConfiguration)?;
        self.queue.account(name)
    }

    /// `IFaxAccountSet.AddAccount`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn add_account(&self, name: &str, kind: AccountKind) -> Result<Account, QueueError> {
        self.check(Call::ManageConfiguration)?;
        self.queue.add_account(name, kind)
    }

    /// `IFaxAccountSet.RemoveAccount`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied), or as for the queue.
    pub fn remove_account(&self, name: &str) -> Result<(), QueueError> {
        self.check(Call::ManageConfiguration)?;
        self.queue.remove_account(name)
    }
}
