//! What a listener wants to hear of: `FAX_SERVER_EVENTS_TYPE_ENUM`.

use super::flags::flags;

flags! {
    /// What a listener wants to hear of: `FAX_SERVER_EVENTS_TYPE_ENUM`.
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
