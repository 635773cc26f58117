//! Jobs and messages on the wire.

use crate::vocabulary::flags::{enumeration, flags};
use crate::vocabulary::{JobState, ReceiptType, Status, UnknownValue};

/// The status of a job on the wire: the bits of [`Status`], and one state more that servers hide from COM clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct JobStatus(Base);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Base {
    Shown(Status),
    Deleting,
}

impl JobStatus {
    /// `JS_DELETING` 0x004: the job is being taken out of the queue.
    pub const DELETING: Self = Self(Base::Deleting);

    /// The documented bits.
    #[must_use]
    pub const fn bits(self) -> u32 {
        match self.0 {
            Base::Shown(status) => status.bits(),
            Base::Deleting => 0x004,
        }
    }

    /// What COM clients see; a job that is being deleted is cancelled for them.
    #[must_use]
    pub const fn status(self) -> Status {
        match self.0 {
            Base::Shown(status) => status,
            Base::Deleting => Status { state: JobState::Canceling, paused: false, no_line: false },
        }
    }
}

impl From<Status> for JobStatus {
    fn from(status: Status) -> Self {
        Self(Base::Shown(status))
    }
}

impl TryFrom<u32> for JobStatus {
    type Error = UnknownValue;

    fn try_from(bits: u32) -> Result<Self, UnknownValue> {
        if bits == Self::DELETING.bits() { Ok(Self::DELETING) } else { Status::try_from(bits).map(Self::from) }
    }
}

enumeration! {
    /// What a job does, as the wire numbers it: `JT_`.
    JobType, "job type of the wire", {
        /// `JT_UNKNOWN`.
        Unknown = 0x00,
        /// `JT_SEND`.
        Send = 0x01,
        /// `JT_RECEIVE`: a line receives, or the first routing goes on.
        Receive = 0x02,
        /// `JT_ROUTING`: routing failed before and is tried again.
        Routing = 0x03,
        /// `JT_FAIL_RECEIVE`: a part of a fax was received.
        FailReceive = 0x04,
        /// `JT_BROADCAST`: the parent of the jobs of a submission, which is no job of its own for COM clients.
        Broadcast = 0x20,
    }
}

impl JobType {
    /// The wire's number for a job. Routing counts as receiving on the wire until it has failed once, which `retries` of a
    /// received job tell.
    #[must_use]
    pub const fn of(job: crate::vocabulary::JobType, retries: u32) -> Self {
        match job {
            crate::vocabulary::JobType::Send => Self::Send,
            crate::vocabulary::JobType::Receive => Self::Receive,
            crate::vocabulary::JobType::Routing if retries == 0 => Self::Receive,
            crate::vocabulary::JobType::Routing => Self::Routing,
        }
    }

    /// What COM clients see; `None` for what is not a job to them.
    #[must_use]
    pub const fn job_type(self) -> Option<crate::vocabulary::JobType> {
        match self {
            Self::Send => Some(crate::vocabulary::JobType::Send),
            Self::Receive | Self::FailReceive => Some(crate::vocabulary::JobType::Receive),
            Self::Routing => Some(crate::vocabulary::JobType::Routing),
            Self::Unknown | Self::Broadcast => None,
        }
    }
}

enumeration! {
    /// What an archived message was, in records of its own numbering. To be read, never written.
    ArchivedJobType, "job type of an archived message", {
        /// Sent.
        Send = 2,
        /// Received.
        Receive = 4,
    }
}

flags! {
    /// How the end of a job is to be reported, as the wire has it.
    DeliveryReport, "delivery report", {
        /// A mail.
        EMAIL = 0x01,
        /// A message in an inbox, of old servers.
        INBOX = 0x02,
        /// A message on the screen.
        MESSAGE_BOX = 0x04,
        /// One report for all jobs of the submission: `GroupBroadcastReceipts`.
        GROUP_PARENT = 0x08,
        /// The fax goes with the mail: `AttachFaxToReceipt`.
        ATTACH_FAX = 0x10,
    }
}

impl DeliveryReport {
    /// What three properties of `IFaxDocument` come to. A fax is attached to mails only.
    #[must_use]
    pub const fn of(receipt: ReceiptType, group_broadcast_receipts: bool, attach_fax: bool) -> Self {
        let mail = receipt.contains(ReceiptType::MAIL);
        let mut all = Self::NONE;
        if mail {
            all = all.union(Self::EMAIL);
        }
        if receipt.contains(ReceiptType::MESSAGE_BOX) {
            all = all.union(Self::MESSAGE_BOX);
        }
        if group_broadcast_receipts && !receipt.is_empty() {
            all = all.union(Self::GROUP_PARENT);
        }
        if mail && attach_fax {
            all = all.union(Self::ATTACH_FAX);
        }
        all
    }

    /// The types of receipt among the bits; an inbox is none.
    #[must_use]
    pub const fn receipt_type(self) -> ReceiptType {
        let mail = if self.contains(Self::EMAIL) { ReceiptType::MAIL } else { ReceiptType::NONE };
        if self.contains(Self::MESSAGE_BOX) { mail.union(ReceiptType::MESSAGE_BOX) } else { mail }
    }
}

enumeration! {
    /// How a template of a cover page is to be read.
    CoverPageFormat, "cover page format", {
        /// A whole cover page.
        Cov = 1,
        /// Only its fields for subject and note.
        CovSubjectOnly = 2,
    }
}

enumeration! {
    /// What happened to a job or a message.
    JobEventKind, "kind of job event", {
        /// It came.
        Added = 0,
        /// It went.
        Removed = 1,
        /// Its status changed.
        Status = 2,
        /// An archived message changed: it was read, or given to others. COM has no callback for it.
        Changed = 3,
    }
}

enumeration! {
    /// Where a message is.
    MessageFolder, "message folder", {
        /// The incoming archive.
        Inbox = 0,
        /// The outgoing archive.
        SentItems = 1,
        /// The outgoing queue.
        Queue = 2,
    }
}

flags! {
    /// What is noted of an archived message.
    MessageFlags, "set of message flags", {
        /// Somebody has read it.
        READ = 1,
    }
}

enumeration! {
    /// Whom a personal profile is about.
    ProfileKind, "kind of personal profile", {
        /// A recipient.
        Recipient = 1,
        /// The sender.
        Sender = 2,
    }
}
