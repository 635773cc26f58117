//! Ports of the C client and the states of devices and providers.

use crate::vocabulary::flags::{enumeration, flags};
use crate::vocabulary::{DeviceStatus, ExtendedStatus, ReceiveMode, UnknownValue};

flags! {
    /// What a caller of the C client may do with a port and its jobs.
    PortRights, "set of port rights", {
        /// Submit jobs.
        JOB_SUBMIT = 0x01,
        /// See jobs.
        JOB_QUERY = 0x02,
        /// Read settings.
        CONFIG_QUERY = 0x04,
        /// Change settings.
        CONFIG_SET = 0x08,
        /// See ports.
        PORT_QUERY = 0x10,
        /// Change ports.
        PORT_SET = 0x20,
        /// Manage jobs.
        JOB_MANAGE = 0x40,
    }
}

flags! {
    /// What a port does: `FPF_`.
    PortFlags, "set of port flags", {
        /// `FPF_RECEIVE`.
        RECEIVE = 1,
        /// `FPF_SEND`.
        SEND = 2,
        /// `FPF_VIRTUAL`.
        VIRTUAL = 4,
    }
}

impl PortFlags {
    /// The receive mode that the old switch stands for.
    #[must_use]
    pub const fn receive_mode(self) -> ReceiveMode {
        if self.contains(Self::RECEIVE) { ReceiveMode::AutoAnswer } else { ReceiveMode::NoAnswer }
    }
}

enumeration! {
    /// What a message of the event log is about.
    LogCategory, "log category", {
        /// Start and stop.
        Init = 1,
        /// Sending.
        Outbound = 2,
        /// Receiving.
        Inbound = 3,
        /// All the rest.
        Unknown = 4,
    }
}

enumeration! {
    /// What a port does at the moment: `FPS_`.
    PortState, "port state", {
        /// `FPS_DIALING`.
        Dialing = 0x2000_0001,
        /// `FPS_SENDING`.
        Sending = 0x2000_0002,
        /// `FPS_RECEIVING`.
        Receiving = 0x2000_0004,
        /// `FPS_COMPLETED`.
        Completed = 0x2000_0008,
        /// `FPS_HANDLED`.
        Handled = 0x2000_0010,
        /// `FPS_UNAVAILABLE`.
        Unavailable = 0x2000_0020,
        /// `FPS_BUSY`.
        Busy = 0x2000_0040,
        /// `FPS_NO_ANSWER`.
        NoAnswer = 0x2000_0080,
        /// `FPS_BAD_ADDRESS`.
        BadAddress = 0x2000_0100,
        /// `FPS_NO_DIAL_TONE`.
        NoDialTone = 0x2000_0200,
        /// `FPS_DISCONNECTED`.
        Disconnected = 0x2000_0400,
        /// `FPS_FATAL_ERROR`.
        FatalError = 0x2000_0800,
        /// `FPS_NOT_FAX_CALL`.
        NotFaxCall = 0x2000_1000,
        /// `FPS_CALL_DELAYED`.
        CallDelayed = 0x2000_2000,
        /// `FPS_CALL_BLACKLISTED`.
        CallBlacklisted = 0x2000_4000,
        /// `FPS_INITIALIZING`.
        Initializing = 0x2000_8000,
        /// `FPS_OFFLINE`.
        Offline = 0x2001_0000,
        /// `FPS_RINGING`.
        Ringing = 0x2002_0000,
        /// `FPS_AVAILABLE`.
        Available = 0x2010_0000,
        /// `FPS_ABORTING`.
        Aborting = 0x2020_0000,
        /// `FPS_ROUTING`.
        Routing = 0x2040_0000,
        /// `FPS_ANSWERED`.
        Answered = 0x2080_0000,
    }
}

impl From<DeviceStatus> for PortState {
    /// What a device without a job shows.
    fn from(status: DeviceStatus) -> Self {
        if status.powered_off {
            Self::Offline
        } else if status.ringing {
            Self::Ringing
        } else if status.sending {
            Self::Sending
        } else if status.receiving {
            Self::Receiving
        } else {
            Self::Available
        }
    }
}

/// What a device provider reports of a call: `FS_`. The bits of [`PortState`], with two exceptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProviderState(PortState);

impl ProviderState {
    /// `FS_INITIALIZING`: no other bit.
    const INITIALIZING: u32 = 0x2000_0000;
    /// `FS_USER_ABORT`: the bit of `FPS_ABORTING`.
    const USER_ABORT: u32 = 0x2020_0000;
    /// Those that providers report, with what callers see then.
    const REPORTED: [(PortState, ExtendedStatus); 17] = [
        (PortState::Initializing, ExtendedStatus::Initializing),
        (PortState::Dialing, ExtendedStatus::Dialing),
        (PortState::Sending, ExtendedStatus::Transmitting),
        (PortState::Receiving, ExtendedStatus::Receiving),
        (PortState::Completed, ExtendedStatus::CallCompleted),
        (PortState::Handled, ExtendedStatus::Handled),
        (PortState::Unavailable, ExtendedStatus::LineUnavailable),
        (PortState::Busy, ExtendedStatus::Busy),
        (PortState::NoAnswer, ExtendedStatus::NoAnswer),
        (PortState::BadAddress, ExtendedStatus::BadAddress),
        (PortState::NoDialTone, ExtendedStatus::NoDialTone),
        (PortState::Disconnected, ExtendedStatus::Disconnected),
        (PortState::FatalError, ExtendedStatus::FatalError),
        (PortState::NotFaxCall, ExtendedStatus::NotFaxCall),
        (PortState::CallDelayed, ExtendedStatus::CallDelayed),
        (PortState::CallBlacklisted, ExtendedStatus::CallBlacklisted),
        (PortState::Aborting, ExtendedStatus::CallAborted),
    ];

    /// The documented number.
    #[must_use]
    pub const fn value(self) -> u32 {
        match self.0 {
            PortState::Initializing => Self::INITIALIZING,
            PortState::Aborting => Self::USER_ABORT,
            other => other.value(),
        }
    }

    /// What callers see then.
    #[must_use]
    pub fn extended_status(self) -> ExtendedStatus {
        let found = Self::REPORTED.iter().find(|(state, _)| *state == self.0);
        found.map_or(ExtendedStatus::None, |(_, status)| *status)
    }
}

impl TryFrom<u32> for ProviderState {
    type Error = UnknownValue;

    fn try_from(value: u32) -> Result<Self, UnknownValue> {
        let mut reported = Self::REPORTED.iter().map(|(state, _)| Self(*state));
        reported.find(|state| state.value() == value).ok_or(UnknownValue { what: "provider state", value })
    }
}
