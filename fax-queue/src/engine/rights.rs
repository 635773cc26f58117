//! Which right each call needs: one table.

use alloc::string::String;

use super::parts::same_account;
use super::{Event, EventKind, IncomingRecord, OutgoingRecord, Refusal};
use crate::vocabulary::{AccessRights2 as Rights, Priority, ServerEvents};

/// Who asks, as far as rights go.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Caller {
    /// The account.
    pub account: String,
    /// What it may do.
    pub rights: Rights,
    /// `IncomingFaxesArePublic`.
    pub public: bool,
}

/// What is asked for. Calls that need the same right are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Call {
    /// To submit a fax of this priority.
    Submit(Priority),
    /// To read a job to be sent.
    SeeOutgoing,
    /// To pause, resume, restart or cancel a job to be sent.
    ManageOutgoing,
    /// To read a job being received.
    SeeIncoming,
    /// To cancel a job being received.
    ManageIncoming,
    /// To read a message of the outgoing archive.
    SeeSent,
    /// To delete a message of the outgoing archive.
    ManageSent,
    /// To read a message of the incoming archive, and to mark it as read.
    SeeReceived,
    /// To delete a message of the incoming archive.
    ManageReceived,
    /// To say what a received message is, and to give it to accounts.
    Reassign,
    /// To read the configuration, the activity, and who has an account.
    QueryConfiguration,
    /// To change the configuration, rights and accounts.
    ManageConfiguration,
}

/// Whose a job or a message is, to the one who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The caller's alone: submitted by them, or received and given to them.
    Own,
    /// Received, and given to the caller and to others.
    Shared,
    /// Received, and given to nobody yet: in the receive folder.
    Nobodys,
    /// Somebody else's.
    Others,
}

/// What a call needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needs {
    Nothing,
    /// The right to submit at this priority, which those for the higher ones include.
    Submit(Priority),
    OneOf(Rights),
    AllOf(Rights),
}

impl Call {
    /// The table: what is needed for what is one's own, for what is in the receive folder, and for what is others', and
    /// whether it is enough that received faxes are public.
    const fn needs(self) -> (Needs, Needs, Needs, bool) {
        use Needs::{AllOf, Nothing, OneOf, Submit};
        const OWN: Needs = Submit(Priority::Low);
        const fn any(rights: Rights) -> (Needs, Needs, Needs, bool) {
            (AllOf(rights), AllOf(rights), AllOf(rights), false)
        }
        match self {
            Self::Submit(priority) => (Submit(priority), Submit(priority), Submit(priority), false),
            Self::SeeOutgoing => (OWN, OneOf(Rights::QUERY_OUT_JOBS), OneOf(Rights::QUERY_OUT_JOBS), false),
            Self::ManageOutgoing => (OWN, OneOf(Rights::MANAGE_OUT_JOBS), OneOf(Rights::MANAGE_OUT_JOBS), false),
            Self::SeeIncoming => {
                let all = OneOf(Rights::MANAGE_RECEIVE_FOLDER);
                (all, all, all, true)
            }
            Self::ManageIncoming => any(Rights::MANAGE_RECEIVE_FOLDER),
            Self::SeeSent => (OWN, OneOf(Rights::QUERY_ARCHIVES), OneOf(Rights::QUERY_ARCHIVES), false),
            Self::ManageSent => (OWN, OneOf(Rights::MANAGE_ARCHIVES), OneOf(Rights::MANAGE_ARCHIVES), false),
            Self::SeeReceived => (
                Nothing,
                OneOf(Rights::MANAGE_RECEIVE_FOLDER.union(Rights::QUERY_ARCHIVES)),
                OneOf(Rights::QUERY_ARCHIVES),
                true,
            ),
            Self::ManageReceived => (
                Nothing,
                OneOf(Rights::MANAGE_RECEIVE_FOLDER.union(Rights::MANAGE_ARCHIVES)),
                OneOf(Rights::MANAGE_ARCHIVES),
                false,
            ),
            Self::Reassign => any(Rights::MANAGE_RECEIVE_FOLDER.union(Rights::QUERY_CONFIG)),
            Self::QueryConfiguration => any(Rights::QUERY_CONFIG),
            Self::ManageConfiguration => any(Rights::MANAGE_CONFIG),
        }
    }

    /// The call by which one would know of the thing at all.
    const fn to_know(self) -> Option<Self> {
        match self {
            Self::SeeOutgoing | Self::ManageOutgoing => Some(Self::SeeOutgoing),
            Self::SeeIncoming | Self::ManageIncoming => Some(Self::SeeIncoming),
            Self::SeeSent | Self::ManageSent => Some(Self::SeeSent),
            Self::SeeReceived | Self::ManageReceived | Self::Reassign => Some(Self::SeeReceived),
            Self::Submit(_) | Self::QueryConfiguration | Self::ManageConfiguration => None,
        }
    }
}

impl Caller {
    /// Whether a call is allowed for what is `whose`.
    #[must_use]
    pub const fn may(&self, call: Call, whose: Whose) -> bool {
        let (own, nobodys, others, public) = call.needs();
        let enough = match whose {
            // What one may do to anybody's, one may do to one's own.
            Whose::Own => self.has(own) || self.has(others),
            // Everybody may look at what is theirs too; nobody may take it from the others.
            Whose::Shared => self.has(if matches!(call, Call::SeeReceived) { own } else { others }),
            Whose::Nobodys => self.has(nobodys),
            Whose::Others => self.has(others),
        };
        enough || (public && self.public)
    }

    const fn has(&self, needs: Needs) -> bool {
        match needs {
            Needs::Nothing => true,
            Needs::Submit(priority) => self.rights.may_submit(priority),
            Needs::OneOf(rights) => self.rights.intersects(rights),
            Needs::AllOf(rights) => self.rights.contains(rights),
        }
    }

    /// The same as an answer: what the caller may not even see is not there.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`] or [`Refusal::Denied`].
    pub fn check(&self, call: Call, whose: Whose) -> Result<(), Refusal> {
        if self.may(call, whose) {
            return Ok(());
        }
        match call.to_know() {
            Some(to_know) if !self.may(to_know, whose) => Err(Refusal::NotFound),
            _ => Err(Refusal::Denied),
        }
    }

    /// Whether there could be anything of which a call that lists may list it.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`].
    pub fn check_list(&self, call: Call) -> Result<(), Refusal> {
        let anything = [Whose::Own, Whose::Nobodys, Whose::Others].into_iter().any(|whose| self.may(call, whose));
        if anything { Ok(()) } else { Err(Refusal::Denied) }
    }

    /// Whether it may listen for all of these events.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`] if one of them is too many.
    pub fn check_listen(&self, mask: ServerEvents) -> Result<(), Refusal> {
        if self.may_listen(mask) == mask { Ok(()) } else { Err(Refusal::Denied) }
    }

    /// Those of these events that it may listen for.
    #[must_use]
    pub fn may_listen(&self, mask: ServerEvents) -> ServerEvents {
        let config = self.may(Call::QueryConfiguration, Whose::Others);
        let table = [
            (ServerEvents::IN_QUEUE, self.check_list(Call::SeeIncoming).is_ok()),
            (ServerEvents::INCOMING_CALL, self.check_list(Call::SeeIncoming).is_ok()),
            // Always accepted: of others' jobs it hears nothing.
            (ServerEvents::OUT_QUEUE, true),
            (ServerEvents::IN_ARCHIVE, self.may(Call::SeeReceived, Whose::Nobodys)),
            (ServerEvents::OUT_ARCHIVE, self.check_list(Call::SeeSent).is_ok()),
            (ServerEvents::CONFIG, config),
            (ServerEvents::ACTIVITY, config),
            (ServerEvents::DEVICE_STATUS, config),
            (ServerEvents::QUEUE_STATE, true),
            (ServerEvents::SERVICE_ENDED, true),
        ];
        let granted = table.into_iter().filter(|(bit, may)| mask.contains(*bit) && *may);
        granted.fold(ServerEvents::NONE, |all, (bit, _)| all | bit)
    }

    /// Whether it may hear of an event, should it listen for the kind.
    #[must_use]
    pub fn may_hear(&self, event: &Event) -> bool {
        let mask = event.kind.mask();
        if self.check_listen(mask).is_err() {
            return false;
        }
        let whose = self.whose(event.accounts.iter().map(String::as_str));
        let call = match mask {
            ServerEvents::OUT_QUEUE => Call::SeeOutgoing,
            ServerEvents::OUT_ARCHIVE => Call::SeeSent,
            ServerEvents::IN_QUEUE => Call::SeeIncoming,
            ServerEvents::IN_ARCHIVE => Call::SeeReceived,
            _ => return true,
        };
        // What the owner of the service submitted has no account, and is nobody else's.
        self.may(call, whose)
    }

    /// Whether an event is about what an account's own folders show: what it submitted, what was given to it, and the incoming
    /// queue and the receive folder as far as it may see them.
    #[must_use]
    pub fn is_concerned_by(&self, event: &Event) -> bool {
        let mask = event.kind.mask();
        let whose = self.whose(event.accounts.iter().map(String::as_str));
        match mask {
            ServerEvents::OUT_QUEUE | ServerEvents::OUT_ARCHIVE => whose == Whose::Own && self.may_hear(event),
            ServerEvents::IN_QUEUE => self.sees_receive_folder(),
            ServerEvents::IN_ARCHIVE => match whose {
                Whose::Own | Whose::Shared => true,
                Whose::Nobodys => self.sees_receive_folder(),
                Whose::Others => event.kind == EventKind::IncomingMessageGiven && self.sees_receive_folder(),
            },
            _ => true,
        }
    }

    /// Whether this account is one of them.
    #[cfg(feature = "std")]
    pub(crate) fn is_among(&self, accounts: &[String]) -> bool {
        accounts.iter().any(|account| same_account(account, &self.account))
    }

    pub(crate) const fn sees_receive_folder(&self) -> bool {
        self.may(Call::SeeIncoming, Whose::Nobodys)
    }

    /// Whose a job to be sent is.
    #[must_use]
    pub fn whose_outgoing(&self, job: &OutgoingRecord) -> Whose {
        if same_account(&job.request().account, &self.account) { Whose::Own } else { Whose::Others }
    }

    /// Whose a received fax is.
    #[must_use]
    pub fn whose_incoming(&self, job: &IncomingRecord) -> Whose {
        self.whose(job.recipients().iter().map(String::as_str))
    }

    fn whose<'a>(&self, mut accounts: impl Iterator<Item = &'a str>) -> Whose {
        let Some(first) = accounts.next() else { return Whose::Nobodys };
        let (mut own, mut alone) = (same_account(first, &self.account), true);
        for other in accounts {
            own |= same_account(other, &self.account);
            alone = false;
        }
        match (own, alone) {
            (true, true) => Whose::Own,
            (true, false) => Whose::Shared,
            (false, _) => Whose::Others,
        }
    }
}
