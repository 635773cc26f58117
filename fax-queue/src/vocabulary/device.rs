//! Lines: `FAX_DEVICE_RECEIVE_MODE_ENUM` and the state of a device.

use core::fmt;

use super::flags::enumeration;

enumeration! {
    /// What a device does when it rings: `FAX_DEVICE_RECEIVE_MODE_ENUM`.
    #[derive(Default)]
    ReceiveMode, "receive mode", {
        /// `fdrmNO_ANSWER`: nothing.
        #[default]
        NoAnswer = 0,
        /// `fdrmAUTO_ANSWER`: it answers after a number of rings.
        AutoAnswer = 1,
        /// `fdrmMANUAL_ANSWER`: it waits for somebody to say so. One device of a server at most.
        ManualAnswer = 2,
    }
}

/// What a device does at the moment: the four properties of `IFaxDevice`. None of them: it is on and idle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DeviceStatus {
    /// `PoweredOff`: it cannot be used, and so does nothing else.
    pub powered_off: bool,
    /// `SendingNow`.
    pub sending: bool,
    /// `ReceivingNow`.
    pub receiving: bool,
    /// `RingingNow`.
    pub ringing: bool,
}

impl fmt::Display for DeviceStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self { powered_off: true, .. } => "powered off",
            Self { sending: true, .. } => "sending",
            Self { receiving: true, .. } => "receiving",
            Self { ringing: true, .. } => "ringing",
            Self { powered_off: false, sending: false, receiving: false, ringing: false } => "idle",
        })
    }
}
