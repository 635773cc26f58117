//! Events of the C client.

use crate::vocabulary::flags::enumeration;
use crate::vocabulary::{ExtendedStatus, ServerEvents};

enumeration! {
    /// What happened: `FEI_`.
    Event, "event of the C client", {
        /// `FEI_DIALING`.
        Dialing = 1,
        /// `FEI_SENDING`.
        Sending = 2,
        /// `FEI_RECEIVING`.
        Receiving = 3,
        /// `FEI_COMPLETED`.
        Completed = 4,
        /// `FEI_BUSY`.
        Busy = 5,
        /// `FEI_NO_ANSWER`.
        NoAnswer = 6,
        /// `FEI_BAD_ADDRESS`.
        BadAddress = 7,
        /// `FEI_NO_DIAL_TONE`.
        NoDialTone = 8,
        /// `FEI_DISCONNECTED`.
        Disconnected = 9,
        /// `FEI_FATAL_ERROR`.
        FatalError = 10,
        /// `FEI_NOT_FAX_CALL`.
        NotFaxCall = 11,
        /// `FEI_CALL_DELAYED`.
        CallDelayed = 12,
        /// `FEI_CALL_BLACKLISTED`.
        CallBlacklisted = 13,
        /// `FEI_RINGING`.
        Ringing = 14,
        /// `FEI_ABORTING`.
        Aborting = 15,
        /// `FEI_ROUTING`.
        Routing = 16,
        /// `FEI_MODEM_POWERED_ON`.
        PoweredOn = 17,
        /// `FEI_MODEM_POWERED_OFF`.
        PoweredOff = 18,
        /// `FEI_IDLE`.
        Idle = 19,
        /// `FEI_FAXSVC_ENDED`.
        ServiceEnded = 20,
        /// `FEI_ANSWERED`.
        Answered = 21,
        /// `FEI_JOB_QUEUED`.
        JobQueued = 22,
        /// `FEI_DELETED`.
        Deleted = 23,
        /// `FEI_INITIALIZING`.
        Initializing = 24,
        /// `FEI_LINE_UNAVAILABLE`.
        LineUnavailable = 25,
        /// `FEI_HANDLED`.
        Handled = 26,
        /// `FEI_FAXSVC_STARTED`: a client of the extended interface connects anew instead.
        ServiceStarted = 27,
    }
}

impl Event {
    /// The event for a change of a job's extended status; `None` where the C client has none.
    #[must_use]
    pub const fn of(status: ExtendedStatus) -> Option<Self> {
        Some(match status {
            ExtendedStatus::Disconnected => Self::Disconnected,
            ExtendedStatus::Initializing => Self::Initializing,
            ExtendedStatus::Dialing => Self::Dialing,
            ExtendedStatus::Transmitting => Self::Sending,
            ExtendedStatus::Answered => Self::Answered,
            ExtendedStatus::Receiving => Self::Receiving,
            ExtendedStatus::LineUnavailable => Self::LineUnavailable,
            ExtendedStatus::Busy => Self::Busy,
            ExtendedStatus::NoAnswer => Self::NoAnswer,
            ExtendedStatus::BadAddress => Self::BadAddress,
            ExtendedStatus::NoDialTone => Self::NoDialTone,
            ExtendedStatus::FatalError => Self::FatalError,
            ExtendedStatus::CallDelayed => Self::CallDelayed,
            ExtendedStatus::CallBlacklisted => Self::CallBlacklisted,
            ExtendedStatus::NotFaxCall => Self::NotFaxCall,
            ExtendedStatus::Handled => Self::Handled,
            ExtendedStatus::CallCompleted => Self::Completed,
            ExtendedStatus::CallAborted => Self::Aborting,
            ExtendedStatus::None
            | ExtendedStatus::PartiallyReceived
            | ExtendedStatus::Unconfirmed
            | ExtendedStatus::Proprietary(_) => return None,
        })
    }

    /// The bits of the extended interface that tell of it; none for the start of the service.
    #[must_use]
    pub const fn mask(self) -> ServerEvents {
        const QUEUES: ServerEvents = ServerEvents::IN_QUEUE.union(ServerEvents::OUT_QUEUE);
        match self {
            Self::JobQueued => ServerEvents::OUT_QUEUE,
            Self::Ringing => ServerEvents::INCOMING_CALL.union(ServerEvents::DEVICE_STATUS),
            Self::PoweredOn | Self::PoweredOff | Self::Idle => ServerEvents::DEVICE_STATUS,
            Self::ServiceEnded => ServerEvents::SERVICE_ENDED,
            Self::ServiceStarted => ServerEvents::NONE,
            _ => QUEUES,
        }
    }
}
