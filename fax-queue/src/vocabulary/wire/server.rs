//! The server, its settings and its devices on the wire.

use crate::vocabulary::flags::{enumeration, flags};
use crate::vocabulary::{DeviceStatus, ServerEvents, UnknownValue};

flags! {
    /// What is closed; nothing is by default.
    QueueState, "queue state", {
        /// No call is answered.
        INCOMING_BLOCKED = 1,
        /// No job is accepted.
        OUTBOX_BLOCKED = 2,
        /// No job is started.
        OUTBOX_PAUSED = 4,
    }
}

flags! {
    /// What a device does, as bits.
    DeviceBits, "device status", {
        /// It cannot be used; excludes the other bits.
        POWERED_OFF = 1,
        /// It sends.
        SENDING = 2,
        /// It receives.
        RECEIVING = 4,
        /// It rings.
        RINGING = 8,
    }
}

impl From<DeviceStatus> for DeviceBits {
    fn from(status: DeviceStatus) -> Self {
        if status.powered_off {
            return Self::POWERED_OFF;
        }
        [(status.sending, Self::SENDING), (status.receiving, Self::RECEIVING), (status.ringing, Self::RINGING)]
            .into_iter()
            .filter(|(set, _)| *set)
            .fold(Self::NONE, |all, (_, bit)| all | bit)
    }
}

impl TryFrom<DeviceBits> for DeviceStatus {
    type Error = UnknownValue;

    /// A device that is off and does something all the same is refused.
    fn try_from(bits: DeviceBits) -> Result<Self, UnknownValue> {
        if bits.contains(DeviceBits::POWERED_OFF) && bits != DeviceBits::POWERED_OFF {
            return Err(UnknownValue { what: "device status", value: bits.bits() });
        }
        Ok(Self {
            powered_off: bits.contains(DeviceBits::POWERED_OFF),
            sending: bits.contains(DeviceBits::SENDING),
            receiving: bits.contains(DeviceBits::RECEIVING),
            ringing: bits.contains(DeviceBits::RINGING),
        })
    }
}

enumeration! {
    /// Which settings changed. The callbacks of [`Notify`](crate::model::Notify) have one of them each.
    ConfigKind, "kind of configuration", {
        /// Receipts.
        Receipts = 0,
        /// The activity log.
        ActivityLogging = 1,
        /// The outgoing queue.
        Outbox = 2,
        /// The outgoing archive.
        SentItems = 3,
        /// The incoming archive.
        Inbox = 4,
        /// Rights.
        Security = 5,
        /// The event log.
        EventLogs = 6,
        /// Devices.
        Devices = 7,
        /// Groups of outbound routing.
        OutGroups = 8,
        /// Rules of outbound routing.
        OutRules = 9,
        /// What `IFaxConfiguration` has.
        GeneralConfig = 10,
    }
}

enumeration! {
    /// A setting that can be asked for by itself.
    ConfigOption, "configuration option", {
        /// Whether personal cover pages may be used.
        AllowPersonalCoverPages = 0,
        /// What is closed: [`QueueState`].
        QueueState = 1,
        /// The types of receipts.
        AllowedReceipts = 2,
        /// Whether everybody sees received faxes.
        IncomingFaxesPublic = 3,
    }
}

/// What a client of the wire wants to hear of: [`ServerEvents`], the old events, or those of this machine only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventFilter {
    /// 0: the events of the old interface, [`legacy::Event`](crate::vocabulary::legacy::Event).
    Legacy,
    /// 0x8000_0000: events for clients on the server's own machine.
    LocalOnly,
    /// The events of the extended interface; one bit at least.
    Extended(ServerEvents),
}

impl EventFilter {
    /// The documented number.
    #[must_use]
    pub const fn bits(self) -> u32 {
        match self {
            Self::Legacy => 0,
            Self::LocalOnly => 0x8000_0000,
            Self::Extended(events) => events.bits(),
        }
    }
}

impl TryFrom<u32> for EventFilter {
    type Error = UnknownValue;

    fn try_from(bits: u32) -> Result<Self, UnknownValue> {
        match bits {
            0 => Ok(Self::Legacy),
            0x8000_0000 => Ok(Self::LocalOnly),
            _ => ServerEvents::try_from(bits).map(Self::Extended),
        }
    }
}
