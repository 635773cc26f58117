//! Events, as one account may hear them.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::{Connection, Scope};
use crate::engine::{Caller, Event, EventKind};
use crate::model::{AccountNotify, Notify};
use crate::service::{Feed, Listening, Notice, QueueError};
use crate::store::{Cursor, StoreError};
use crate::vocabulary::{AccountEvents, ServerEvents, ServerId};

impl Connection {
    /// `ListenToServerEvents`: hears from now on, on a thread of its own, of the events in `mask`, in place of what it heard of
    /// before; `NONE` stops that. Of jobs and messages it hears as far as it may see them.
    ///
    /// | events | need |
    /// | --- | --- |
    /// | `IN_QUEUE`, `INCOMING_CALL` | public received faxes, or `MANAGE_RECEIVE_FOLDER` |
    /// | `IN_ARCHIVE` | public received faxes, or `QUERY_ARCHIVES`, or `MANAGE_RECEIVE_FOLDER` |
    /// | `OUT_QUEUE` | nothing; of others' jobs: `QUERY_OUT_JOBS` |
    /// | `OUT_ARCHIVE` | any right to submit; for others' messages: `QUERY_ARCHIVES` |
    /// | `CONFIG`, `ACTIVITY`, `DEVICE_STATUS` | `QUERY_CONFIG` |
    /// | `QUEUE_STATE`, `SERVICE_ENDED` | nothing |
    ///
    /// A right that is taken away later ends what it was needed for.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied) if one of the events is too many: what was heard before is still
    /// heard then; or a fault of the store.
    pub fn listen_to_server_events(
        &mut self,
        mask: ServerEvents,
        listener: impl Notify + Send + 'static,
    ) -> Result<(), QueueError> {
        let feed = self.feed(mask, self.queue.last_event()?)?;
        self.listening = None;
        if !mask.is_empty() {
            let mut listener: Box<dyn Notify + Send> = Box::new(listener);
            let server = self.queue.0.id;
            let told = Listening::start(feed, move |_, notice| notice.tell(server, &mut *listener));
            self.listening = Some((mask, told.map_err(no_thread)?));
        }
        Ok(())
    }

    /// Those of the events in `mask` that the account may listen for, by the table of
    /// [`listen_to_server_events`](Self::listen_to_server_events): for one who wants to hear what there is to hear for them.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied) if the account was removed meanwhile, or a fault of the store.
    pub fn granted_events(&self, mask: ServerEvents) -> Result<ServerEvents, QueueError> {
        Ok(self.caller()?.may_listen(mask))
    }

    /// `IFaxServer.RegisteredEvents`: what [`listen_to_server_events`](Self::listen_to_server_events) was asked for last.
    #[must_use]
    pub fn registered_events(&self) -> ServerEvents {
        self.listening.as_ref().filter(|(_, told)| !told.is_over()).map_or(ServerEvents::NONE, |(mask, _)| *mask)
    }

    /// `IFaxAccount.ListenToAccountEvents`: the same for what is of this account by itself. Nobody listens for another account.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied) if the account was removed meanwhile, or a fault of the store.
    pub fn listen_to_account_events(
        &mut self,
        mask: AccountEvents,
        listener: impl AccountNotify + Send + 'static,
    ) -> Result<(), QueueError> {
        let scope = Scope::Account(self.account.clone());
        let caller = scope.caller(&self.queue)?;
        let feed = Feed::new(&self.queue, mask.into(), self.queue.last_event()?, scope, caller);
        self.account_listening = None;
        if !mask.is_empty() {
            let mut listener: Box<dyn AccountNotify + Send> = Box::new(listener);
            let server = self.queue.0.id;
            let told = Listening::start(feed, move |feed, notice| {
                if let Some(caller) = feed.caller() {
                    tell(notice, caller, server, &mut *listener);
                }
            });
            self.account_listening = Some((mask, told.map_err(no_thread)?));
        }
        Ok(())
    }

    /// `IFaxAccount.RegisteredEvents`.
    #[must_use]
    pub fn registered_account_events(&self) -> AccountEvents {
        let told = self.account_listening.as_ref().filter(|(_, told)| !told.is_over());
        told.map_or(AccountEvents::NONE, |(mask, _)| *mask)
    }

    /// As [`Queue::feed`](crate::service::Queue::feed), with the rights of
    /// [`listen_to_server_events`](Self::listen_to_server_events).
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`](crate::engine::Refusal::Denied) if one of the events is too many, or a fault of the store.
    pub fn feed(&self, mask: ServerEvents, after: Cursor) -> Result<Feed, QueueError> {
        let caller = self.caller()?;
        caller.check_listen(mask)?;
        Ok(Feed::new(&self.queue, mask, after, Scope::Server(self.account.clone()), Some(caller)))
    }

    /// As [`Queue::events`](crate::service::Queue::events), with the same rights.
    ///
    /// # Errors
    ///
    /// As for [`feed`](Self::feed).
    pub fn events(&self, after: Cursor, mask: ServerEvents, limit: usize) -> Result<(Vec<Event>, Cursor), QueueError> {
        let caller = self.caller()?;
        caller.check_listen(mask)?;
        let (mut events, cursor) = self.queue.events(after, mask, limit)?;
        events.retain(|event| caller.may_hear(event));
        Ok((events, cursor))
    }

    /// `Disconnect`: its listeners hear no more, and have done with what they are being told when this returns.
    pub fn disconnect(self) {
        let told = self.listening.map(|(_, told)| told);
        told.into_iter().chain(self.account_listening.map(|(_, told)| told)).for_each(Listening::stop);
    }
}

/// The system gave no thread, which is as bad as a store that fails: nothing has changed.
fn no_thread(error: std::io::Error) -> QueueError {
    QueueError::Store(StoreError::Backend(alloc::format!("no thread for a listener: {error}")))
}

/// Calls the listener of an account. What was given to accounts leaves the receive folder for the others, and comes to these.
fn tell(notice: &Notice, caller: &Caller, server: ServerId, listener: &mut dyn AccountNotify) {
    let event = match notice {
        Notice::Event(event) => event,
        Notice::ShutDown => return listener.on_server_shut_down(server),
        Notice::Activity(_) | Notice::Missed(_) => return,
    };
    let (account, job) = (caller.account.as_str(), event.job.unwrap_or_default());
    let receive_folder = event.accounts.is_empty();
    match &event.kind {
        EventKind::IncomingJobAdded => listener.on_incoming_job_added(account, job),
        EventKind::IncomingJobChanged(status) => listener.on_incoming_job_changed(account, job, status),
        EventKind::IncomingJobRemoved => listener.on_incoming_job_removed(account, job),
        EventKind::OutgoingJobAdded => listener.on_outgoing_job_added(account, job),
        EventKind::OutgoingJobChanged(status) => listener.on_outgoing_job_changed(account, job, status),
        EventKind::OutgoingJobRemoved => listener.on_outgoing_job_removed(account, job),
        EventKind::OutgoingMessageAdded => listener.on_outgoing_message_added(account, job),
        EventKind::OutgoingMessageRemoved => listener.on_outgoing_message_removed(account, job),
        EventKind::IncomingMessageAdded => listener.on_incoming_message_added(account, job, receive_folder),
        EventKind::IncomingMessageRemoved => listener.on_incoming_message_removed(account, job, receive_folder),
        EventKind::IncomingMessageGiven => {
            if caller.sees_receive_folder() {
                listener.on_incoming_message_removed(account, job, true);
            }
            if caller.is_among(&event.accounts) {
                listener.on_incoming_message_added(account, job, false);
            }
        }
        // The others have no callback of accounts.
        _ => {}
    }
}
