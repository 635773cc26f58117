//! The queue as one account has it: every call with the rights of whoever calls.

mod archive;
mod events;
mod folders;
mod jobs;
mod routing;
mod server;
mod settings;

use alloc::string::String;

pub use folders::AccountFolders;

use super::{Listening, Queue, QueueError};
use crate::engine::parts::{Account, AccountKind, Accounts, General, PartKind, Security, check_account_name};
use crate::engine::{Call, Caller, Refusal, Whose};
use crate::store::Query;
use crate::vocabulary::{AccessRights2, AccountEvents, ServerEvents};

/// The queue as one account has it: what a client of `IFaxServer2` is after `Connect`. A [`Queue`] by itself may do
/// everything: it is the owner's of the service, who runs its lines.
///
/// Each call is checked with the rights that the account has at this moment. A job or message that the account may not see
/// is not there ([`Refusal::NotFound`]); one that it may see and not manage is [`Refusal::Denied`]. Which right a call
/// needs:
///
/// | call | for one's own | for others' |
/// | --- | --- | --- |
/// | `submit` | `SUBMIT_LOW`, `_NORMAL`, `_HIGH` by priority; the higher includes the lower | |
/// | `outgoing_jobs`, `outgoing_job` | any right to submit | `QUERY_OUT_JOBS` |
/// | `copy_tiff` | as for the job or the message | as for the job or the message |
/// | `pause`, `resume`, `restart`, `cancel` | any right to submit | `MANAGE_OUT_JOBS` |
/// | `incoming_jobs`, `incoming_job` | | none if received faxes are public, else `MANAGE_RECEIVE_FOLDER` |
/// | `cancel` of a job being received | | `MANAGE_RECEIVE_FOLDER` |
/// | `outgoing_messages`, `outgoing_messages_after`, `outgoing_message`, `set_message_read` | any right to submit | `QUERY_ARCHIVES` |
/// | `delete_message` of what was sent | any right to submit | `MANAGE_ARCHIVES` |
/// | `incoming_messages`, `incoming_messages_after`, `incoming_message`, `set_message_read` | none | none if received faxes are public; else `QUERY_ARCHIVES`, or `MANAGE_RECEIVE_FOLDER` for what is in the receive folder |
/// | `delete_message` of what was received | none, if it was given to nobody else | `MANAGE_ARCHIVES`, or `MANAGE_RECEIVE_FOLDER` for what is in the receive folder |
/// | `describe_message`, `reassign_message` | | `MANAGE_RECEIVE_FOLDER` and `QUERY_CONFIG` |
/// | `settings`, `configuration`, `part`, `activity`, `counts`, `archive_size`, `accounts`, `account`, `devices`, `device`, `server_property` | | `QUERY_CONFIG` |
/// | `outbound_groups`, `outbound_rules`, `outbound_rule`, `routing_extensions`, `routing_methods` | | `QUERY_CONFIG` |
/// | `set_settings`, `set_configuration`, `set_part`, `add_account`, `remove_account`, `set_device`, `use_routing_method`, `set_extension_property`, `set_server_property` | | `MANAGE_CONFIG` |
/// | `add_outbound_group`, `remove_outbound_group`, `add_group_device`, `remove_group_device`, `set_group_order`, `add_outbound_rule`, `remove_outbound_rule`, `set_outbound_rule`, `set_routing_priority` | | `MANAGE_CONFIG` |
/// | `answer_call` | | none if received faxes are public, else `MANAGE_RECEIVE_FOLDER` |
/// | `granted_rights`, `current_account`, `granted_events`, `last_event`, what the server says of itself | none | |
///
/// Which right each event needs is in the table of [`listen_to_server_events`](Self::listen_to_server_events).
#[derive(Debug)]
pub struct Connection {
    queue: Queue,
    account: String,
    listening: Option<(ServerEvents, Listening)>,
    account_listening: Option<(AccountEvents, Listening)>,
}

/// For whom a feed of events is.
#[derive(Clone, Debug)]
pub(super) enum Scope {
    /// The owner of the service, who may hear of everything.
    Owner,
    /// An account that hears of the server what it may.
    Server(String),
    /// An account that hears of what is its own.
    Account(String),
}

impl Scope {
    /// Who that is, with the rights of this moment; `None` for the owner.
    pub(super) fn caller(&self, queue: &Queue) -> Result<Option<Caller>, QueueError> {
        match self {
            Self::Owner => Ok(None),
            Self::Server(account) | Self::Account(account) => caller(queue, account).map(Some),
        }
    }
}

/// An account with the rights of this moment.
fn caller(queue: &Queue, name: &str) -> Result<Caller, QueueError> {
    let parts = queue.store().load(&Query { parts: PARTS, ..Query::default() })?.parts;
    let accounts = parts.get::<Accounts>();
    let account = accounts.get(name).ok_or(Refusal::Denied)?;
    Ok(Caller {
        account: account.name.clone(),
        rights: parts.get::<Security>().rights_of(account),
        public: parts.get::<General>().incoming_faxes_are_public,
    })
}

/// The parts that rights depend on.
const PARTS: &[PartKind] = &[PartKind::Accounts, PartKind::Security, PartKind::General];

impl Queue {
    /// `Connect`, as the account of this name. If there is none and the configuration says so
    /// (`AutoCreateAccountOnConnect`), it is made, of the given kind.
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfBounds`] if the name is none, [`Refusal::Denied`] if there is no such account or it has no rights, or a
    /// fault of the store.
    pub fn connect(&self, name: &str, kind: AccountKind) -> Result<Connection, QueueError> {
        check_account_name(name)?;
        let parts = self.store().load(&Query { parts: PARTS, ..Query::default() })?.parts;
        let (accounts, security, general) = (parts.get::<Accounts>(), parts.get::<Security>(), parts.get::<General>());
        let known = accounts.get(name).cloned();
        let is_new = known.is_none();
        let account = known.unwrap_or_else(|| Account { name: name.into(), kind });
        if security.rights_of(&account).is_empty() || (is_new && !general.auto_create_account_on_connect) {
            return Err(Refusal::Denied.into());
        }
        if is_new {
            match self.add_account(name, kind) {
                // Somebody else connected as the same one at this moment.
                Ok(_) | Err(QueueError::Refused(Refusal::AccountExists)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Connection { queue: self.clone(), account: account.name, listening: None, account_listening: None })
    }

    /// The same for anybody who is neither an administrator nor at the machine itself.
    ///
    /// # Errors
    ///
    /// As for [`connect`](Self::connect).
    pub fn as_account(&self, name: &str) -> Result<Connection, QueueError> {
        self.connect(name, AccountKind::User)
    }
}

impl Connection {
    /// Who calls, with the rights of this moment.
    fn caller(&self) -> Result<Caller, QueueError> {
        caller(&self.queue, &self.account)
    }

    /// A call that is about nobody's job.
    fn check(&self, call: Call) -> Result<(), QueueError> {
        Ok(self.caller()?.check(call, Whose::Others)?)
    }

    /// The name of the account.
    #[must_use]
    pub fn account_name(&self) -> &str {
        &self.account
    }

    /// `IFaxServer2.CurrentAccount`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`] if it was removed meanwhile, or a fault of the store.
    pub fn current_account(&self) -> Result<Account, QueueError> {
        Ok(self.queue.part::<Accounts>()?.get(&self.account).cloned().ok_or(Refusal::Denied)?)
    }

    /// `IFaxSecurity2.GrantedRights`: what the account may do.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`] if the account was removed meanwhile, or a fault of the store.
    pub fn granted_rights(&self) -> Result<AccessRights2, QueueError> {
        Ok(self.caller()?.rights)
    }
}
