//! What a listener wants to hear of: `FAX_SERVER_EVENTS_TYPE_ENUM`, `FAX_ACCOUNT_EVENTS_TYPE_ENUM`.

use super::flags::flags;

flags! {
    /// What a listener wants to hear of a server: `FAX_SERVER_EVENTS_TYPE_ENUM`.
    ServerEvents, "set of server events", {
        /// `fsetIN_QUEUE`: jobs being received.
        IN_QUEUE = 0x001,
        /// `fsetOUT_QUEUE`: jobs being sent.
        OUT_QUEUE = 0x002,
        /// `fsetCONFIG`: settings.
        CONFIG = 0x004,
        /// `fsetACTIVITY`: the counters of activity.
        ACTIVITY = 0x008,
        /// `fsetQUEUE_STATE`: queues that are paused or blocked.
        QUEUE_STATE = 0x010,
        /// `fsetIN_ARCHIVE`: received messages.
        IN_ARCHIVE = 0x020,
        /// `fsetOUT_ARCHIVE`: sent messages.
        OUT_ARCHIVE = 0x040,
        /// `fsetFXSSVC_ENDED`: the end of the service.
        SERVICE_ENDED = 0x080,
        /// `fsetDEVICE_STATUS`: the state of devices.
        DEVICE_STATUS = 0x100,
        /// `fsetINCOMING_CALL`: calls that ring.
        INCOMING_CALL = 0x200,
    }
}

flags! {
    /// What a listener wants to hear of an account: `FAX_ACCOUNT_EVENTS_TYPE_ENUM`. Not the bits of [`ServerEvents`].
    AccountEvents, "set of account events", {
        /// `faetIN_QUEUE`: jobs being received.
        IN_QUEUE = 0x01,
        /// `faetOUT_QUEUE`: jobs being sent.
        OUT_QUEUE = 0x02,
        /// `faetIN_ARCHIVE`: received messages.
        IN_ARCHIVE = 0x04,
        /// `faetOUT_ARCHIVE`: sent messages.
        OUT_ARCHIVE = 0x08,
        /// `faetFXSSVC_ENDED`: the end of the service.
        SERVICE_ENDED = 0x10,
    }
}

impl From<AccountEvents> for ServerEvents {
    /// The bits of the same meaning.
    fn from(events: AccountEvents) -> Self {
        [
            (AccountEvents::IN_QUEUE, Self::IN_QUEUE),
            (AccountEvents::OUT_QUEUE, Self::OUT_QUEUE),
            (AccountEvents::IN_ARCHIVE, Self::IN_ARCHIVE),
            (AccountEvents::OUT_ARCHIVE, Self::OUT_ARCHIVE),
            (AccountEvents::SERVICE_ENDED, Self::SERVICE_ENDED),
        ]
        .into_iter()
        .filter(|(bit, _)| events.contains(*bit))
        .fold(Self::NONE, |all, (_, bit)| all | bit)
    }
}
