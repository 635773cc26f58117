//! The set of accounts, and who gets what was received.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Queue, QueueError};
use crate::engine::parts::{Account, AccountKind, Accounts};
use crate::engine::{AccountChange, Action, MessageDetails, Refusal};
use crate::vocabulary::JobId;

impl Queue {
    /// `IFaxAccountSet.GetAccounts`, in the order they were added.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn accounts(&self) -> Result<Vec<Account>, QueueError> {
        Ok(self.part::<Accounts>()?.list)
    }

    /// `IFaxAccountSet.GetAccount`.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoSuchAccount`], or a fault of the store.
    pub fn account(&self, name: &str) -> Result<Account, QueueError> {
        Ok(self.part::<Accounts>()?.get(name).cloned().ok_or(Refusal::NoSuchAccount)?)
    }

    /// `IFaxAccountSet.AddAccount`. What it may do depends on its kind, until it has an entry in
    /// [`Security`](crate::engine::parts::Security).
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfBounds`] if the name is none, [`Refusal::AccountExists`], or a fault of the store.
    pub fn add_account(&self, name: &str, kind: AccountKind) -> Result<Account, QueueError> {
        self.act(Action::Account(AccountChange::add(name, kind)))?;
        self.account(name)
    }

    /// `IFaxAccountSet.RemoveAccount`. Its jobs and messages stay, and its connections are refused from now on.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoSuchAccount`], or a fault of the store.
    pub fn remove_account(&self, name: &str) -> Result<(), QueueError> {
        self.act(Action::Account(AccountChange::Remove(name.into()))).map(drop)
    }

    /// `IFaxIncomingMessage2.Save`: says what a received message is.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], [`Refusal::OutOfBounds`], or a fault of the store.
    pub fn describe_message(&self, message: JobId, details: MessageDetails) -> Result<(), QueueError> {
        self.act(Action::Describe { message, details: Box::new(details), accounts: None }).map(drop)
    }

    /// `IFaxIncomingMessage2.ReAssign`: gives a message of the receive folder to accounts and says what it is, in one step.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`], [`Refusal::FaxesArePublic`], [`Refusal::AlreadyGiven`], [`Refusal::NoSuchAccount`],
    /// [`Refusal::OutOfBounds`] if there are no accounts or too many, or a fault of the store.
    pub fn reassign_message(
        &self,
        message: JobId,
        accounts: Vec<String>,
        details: MessageDetails,
    ) -> Result<(), QueueError> {
        self.act(Action::Describe { message, details: Box::new(details), accounts: Some(accounts) }).map(drop)
    }
}
